"""Fuzzy partitions: each variable becomes five overlapping sets, very low to very high.

Triangles with shoulders at both ends. The zero point z is the mean of the distinct values without
the smallest and the largest; d is its distance to the nearer end of the range; the peaks are
L = z - d, (L + z) / 2, z, (z + U) / 2 and U = z + d. Source: the published method of
self-organising fuzzy rule induction, step 1.

What a set says about a bin is kept as one of four shapes: 0, 1, t or 1 - t, where t in [0, 1] is
the place of the bin between the two peaks beside it. The sums over pairs of sets are made from
that (see ``histograms``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from churnkit.fuzzy_sets import SET_NAMES, SETS
from churnkit.learners.base import require_differences
from churnkit.learners.binning import Coded
from churnkit.rules.terms import Category, FuzzySet, Interval, Missing, Ramp, Term

Floats = NDArray[np.float64]

TINY, HUGE = 1e-300, 1e300
"""Peaks nearer to each other, or farther from 0, have no slopes that a float can hold."""

NEAR = 1e-12
"""Share of the range by which a peak may miss a value of the variable because of rounding."""

ZERO, ONE, RISE, FALL = range(4)
"""What a term says within one segment of a variable: 0, 1, t or 1 - t."""


@dataclass(frozen=True)
class Partition:
    """The terms that a rule can use about one variable, and what each says about each code."""

    coded: Coded
    terms: tuple[Term, ...]
    segments: NDArray[np.intp]
    """(size,) segment of each code: between two peaks, a level, or missing (the last segment)."""
    places: Floats
    """(size,) place t of each code within its segment."""
    shapes: NDArray[np.intp]
    """(terms, segments) what each term says there: ZERO, ONE, RISE (t) or FALL (1 - t)."""
    note: str | None = None
    """Why the variable has no sets, if it has none."""

    @property
    def has_triangles(self) -> bool:
        """Whether the variable has fuzzy sets, not only crisp ones."""
        return any(isinstance(term, FuzzySet) for term in self.terms)

    @property
    def memberships(self) -> Floats:
        """(terms, size) membership of each code in each term."""
        t = self.places
        options = np.stack([np.zeros_like(t), np.ones_like(t), t, 1.0 - t])
        return options[self.shapes[:, self.segments], np.arange(t.size)]


def fuzzify(coded: Coded, *, negation: bool, spans: bool = False) -> Partition:
    """The partition of a variable; with ``negation`` each set is followed by its complement.

    With ``spans`` the inner sets also come with all below or above them (see ``_with_spans``).

    Two values, or two levels, are two crisp sets which are each other's complement. One value tells
    nothing; whether it is missing may still do.
    """
    if coded.bins < 2:
        sets = _no_sets(coded)
    elif not coded.is_number:
        sets = _levels(coded)
    else:
        peaks = peaks_of(coded) if coded.bins > 2 else None
        sets = _triangles(coded, peaks) if peaks is not None else _halves(coded)
    has_triangles = sets.has_triangles
    if negation and coded.bins > 2:
        sets = _with_complements(sets)
    if spans and has_triangles:
        sets = _with_spans(sets)
    return with_missing(sets, negation=negation)


FEWEST = 20
"""Learning customers for whom a term must hold before it makes a rule."""
HALF = 0.5
"""Membership from which a term holds."""


def hold_for_enough(
    partitions: Sequence[Partition], customers: int, fewest: int = FEWEST
) -> NDArray[np.bool_]:
    """(terms,) whether a term holds for ``fewest`` customers, or for a fifth of a few.

    Of five sets side by side one always holds for a fifth of those who have a value: so a small
    table has terms, too.
    """
    needed = min(fewest, customers // len(SETS))
    holding = [(p.memberships >= HALF) @ p.coded.counts for p in partitions]
    return np.concatenate(holding) >= needed


def require_terms(partitions: Sequence[Partition]) -> None:
    """Raise LearningError unless a rule can say something about at least one variable."""
    require_differences([bool(partition.terms) for partition in partitions])


def peaks_of(coded: Coded) -> tuple[float, ...] | None:
    """The peaks of the sets, for three or more values; None where floats cannot hold them.

    L and U of a variable of whole numbers are rounded (halves up) if the zero point stays between.
    """
    if not have_slopes((float(coded.smallest[0]), float(coded.largest[-1]))):
        return None
    zero = coded.zero_point
    low, high = float(coded.smallest[0]), float(coded.largest[-1])
    low, high = max(low, zero - (high - zero)), min(high, zero + (zero - low))
    if coded.whole:
        rounded = math.floor(low + 0.5), math.floor(high + 0.5)
        if rounded[0] < zero < rounded[1]:
            low, high = map(float, rounded)
    peaks = tuple(
        _at_value(_between(low, zero, high, kind.position), coded.middles, NEAR * (high - low))
        for kind in SETS
    )
    return peaks if have_slopes(peaks) else None


def _between(low: float, zero: float, high: float, position: float) -> float:
    """The point at -1 (low) to 0 (zero) to 1 (high)."""
    end = low if position < 0 else high
    return abs(position) * end + (1.0 - abs(position)) * zero


def _at_value(peak: float, values: Floats, tolerance: float) -> float:
    """The peak, or the value that it only misses by rounding."""
    nearest = float(values[np.abs(values - peak).argmin()])
    return nearest if abs(nearest - peak) <= tolerance else peak


def have_slopes(peaks: Sequence[float]) -> bool:
    """Whether floats can hold the slopes between neighbouring ones of ascending peaks."""
    apart = all(after - before > TINY for before, after in pairwise(peaks))
    return apart and max(-peaks[0], peaks[-1]) < HUGE


def midpoint(below: float, above: float) -> float:
    """A threshold between two neighbouring values: ``below < threshold <= above``."""
    middle = below / 2 + above / 2
    return middle if below < middle <= above else above


def threshold_between(below: float, above: float, *, whole: bool = False) -> float:
    """The roundest threshold between two neighbouring values, ``below < threshold <= above``.

    It lies in the middle half of the gap, so that nobody of either side is nearly across, unless
    the upper value has fewer decimals than all numbers there: "fewer than 2" and "below 68.4" say
    what "below 1.5" and "below 68.35" mean.

    >>> threshold_between(67.2, 69.5), threshold_between(68.3, 68.4), threshold_between(1, 2)
    (68.0, 68.4, 2.0)
    """
    middle, reach = midpoint(below, above), (above / 2 - below / 2) / 2
    if not TINY < reach < HUGE or max(abs(below), abs(above)) >= HUGE:
        return middle
    finest = 0 if whole else math.floor(math.log10(reach)) - 1
    coarsest = math.ceil(math.log10(max(abs(below), abs(above)))) + 1
    for exponent in range(coarsest, finest - 1, -1):
        step = float(f"1e{exponent}")
        rounded = float(f"{round(middle / step)}e{exponent}")
        if abs(rounded - middle) <= reach and below < rounded <= above:
            return float(above) if _decimals(above) < _decimals(rounded) else rounded
    return float(above) if whole else middle


def _decimals(number: float) -> int:
    """Digits behind the point that a number is written with."""
    exponent = Decimal(repr(number)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _triangles(coded: Coded, peaks: tuple[float, ...]) -> Partition:
    rises = [None, *(Ramp.between(before, after) for before, after in pairwise(peaks))]
    falls = [*(Ramp.between(after, before) for before, after in pairwise(peaks)), None]
    terms = tuple(
        FuzzySet(variable=coded.name, name=name, rise=rise, fall=fall)
        for name, rise, fall in zip(SET_NAMES, rises, falls, strict=True)
    )
    shapes = np.full((len(peaks), len(peaks)), ZERO)
    for k in range(len(peaks) - 1):
        shapes[k, k], shapes[k + 1, k] = FALL, RISE
    return Partition(coded, terms, *places_between(coded, peaks), shapes)


def places_between(coded: Coded, peaks: Sequence[float]) -> tuple[NDArray[np.intp], Floats]:
    """(size,) the segment of each code between two peaks, and its place t there.

    What lies outside of all peaks stands at the end of the nearest segment.
    """
    slopes = [Ramp.between(before, after).slope for before, after in pairwise(peaks)]
    last = len(slopes)
    segment = np.clip(np.searchsorted(peaks, coded.middles, side="right") - 1, 0, last - 1)
    place = (coded.middles - np.array(peaks)[segment]) * np.array(slopes)[segment]
    return np.append(segment, last), np.append(np.clip(place, 0.0, 1.0), 0.0)


def complement(shapes: NDArray[np.intp]) -> NDArray[np.intp]:
    """(..., segments) what "is not" says; of a missing value it is no more true than "is"."""
    opposite = np.array([ONE, ZERO, FALL, RISE])[shapes]
    opposite[..., -1] = ZERO
    return opposite


def _halves(coded: Coded) -> Partition:
    """Two crisp sets, divided in the middle of the values."""
    upper = coded.bins // 2
    ends = float(coded.largest[upper - 1]), float(coded.smallest[upper])
    low = Interval(
        variable=coded.name,
        high=threshold_between(*ends, whole=coded.whole),
        name="low",
        whole=coded.whole,
        flag=coded.is_flag,
    )
    terms = (low, low.model_copy(update={"low": low.high, "high": None, "name": "high"}))
    segments = np.append(np.arange(coded.bins) >= upper, 2).astype(np.intp)
    return _crisp(coded, terms, segments)


def _levels(coded: Coded) -> Partition:
    """One crisp set a level; the customers of the rarest levels, beyond the bins, are in none."""
    terms = tuple(Category(variable=coded.name, values=(level,)) for level in coded.levels)
    return _crisp(coded, terms, np.arange(coded.size))


def _no_sets(coded: Coded) -> Partition:
    values = "only one value" if coded.bins else "no value"
    note = f"{coded.name}: {values}, so it carries nothing"
    return _crisp(coded, (), np.arange(coded.size), note=note)


def _crisp(
    coded: Coded, terms: tuple[Term, ...], segments: NDArray[np.intp], note: str | None = None
) -> Partition:
    shapes = np.full((len(terms), int(segments[-1]) + 1), ZERO)
    shapes[np.arange(len(terms)), np.arange(len(terms))] = ONE
    return Partition(coded, terms, segments, np.zeros(coded.size), shapes, note)


def _with_complements(sets: Partition) -> Partition:
    """Each set followed by "is not"."""
    negated = [term.model_copy(update={"negated": True}) for term in sets.terms]
    return Partition(
        coded=sets.coded,
        terms=tuple(t for pair in zip(sets.terms, negated, strict=True) for t in pair),
        segments=sets.segments,
        places=sets.places,
        shapes=np.stack([sets.shapes, complement(sets.shapes)], axis=1).reshape(
            -1, sets.shapes.shape[1]
        ),
        note=sets.note,
    )


def _with_spans(sets: Partition) -> Partition:
    """The inner sets with all below them, or all above them, behind the others.

    "At most low" is 1 up to the peak of low, so that it takes in very low. What only says the same
    as "is not" of an outermost set is left out: at most high is not very high.
    """
    single = {t.name: t for t in sets.terms if isinstance(t, FuzzySet) and not t.negated}
    last = len(SETS) - 1
    segments = np.arange(last + 1)
    terms, shapes = list(sets.terms), [sets.shapes]
    for k, kind in enumerate(SETS[1:-1], start=1):
        if kind.position <= 0:
            terms.append(single[kind.name].model_copy(update={"reach": "at_most", "rise": None}))
            shapes.append(np.select([segments < k, segments == k], [ONE, FALL], ZERO)[None])
        if kind.position >= 0:
            terms.append(single[kind.name].model_copy(update={"reach": "at_least", "fall": None}))
            shapes.append(np.select([segments == k - 1, segments >= k], [RISE, ONE], ZERO)[None])
    stacked = np.concatenate(shapes)
    stacked[:, -1] = ZERO
    return replace(sets, terms=tuple(terms), shapes=stacked)


def with_missing(sets: Partition, *, negation: bool) -> Partition:
    """The crisp set "is missing" behind the others and, with ``negation``, "is not missing"."""
    if not (sets.coded.has_missing and sets.coded.bins):
        return sets
    missing = np.full((1 + negation, sets.shapes.shape[1]), ZERO)
    missing[0, -1] = ONE
    missing[1:, :-1] = ONE
    terms = [Missing(variable=sets.coded.name, negated=negated) for negated in (False, True)]
    return Partition(
        coded=sets.coded,
        terms=(*sets.terms, *terms[: 1 + negation]),
        segments=sets.segments,
        places=sets.places,
        shapes=np.concatenate([sets.shapes, missing]),
        note=sets.note,
    )
