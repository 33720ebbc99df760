"""Partitions for weighted rules: sets between quantiles, alone or with all below or above them.

The knots of a number are five quantiles, or all its values where there are at most five; the sets
are triangles with their peaks at the knots. "At most low" is true up to the peak of low and falls
to 0 at the next; "at least low" mirrors it. The outermost sets need no such form: at most very low
is very low. A number of more values is also divided in two, crisply, at five other quantiles, for
what begins at a threshold. Categories of at least ``RARE_SHARE`` are crisp sets, also negated.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from churnkit.fuzzy_sets import names_of
from churnkit.learners.binning import Coded
from churnkit.learners.fuzzify import (
    FALL,
    ONE,
    RISE,
    ZERO,
    Partition,
    complement,
    fuzzify,
    have_slopes,
    places_between,
    threshold_between,
    with_missing,
)
from churnkit.rules.terms import FuzzySet, Interval, Ramp, Reach, Term

KNOTS = (0.02, 0.26, 0.5, 0.74, 0.98)
"""Quantiles at which the sets have their peaks."""
CUTS = (1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6)
"""Quantiles behind which it is divided in two."""
RARE_SHARE = 0.01
"""Categories with a smaller share of the customers are no terms."""


def cumulative(coded: Coded) -> Partition:
    """The terms that a weighted rule can use about one variable."""
    if coded.is_number:
        knots = _knots(coded)
        if len(knots) > 2 and have_slopes(knots):
            sets = _with_cuts(_sets(coded, knots))
            return _without_rare(with_missing(sets, negation=True))
    return _without_rare(fuzzify(coded, negation=True))


def _knots(coded: Coded) -> tuple[float, ...]:
    """Peaks of the sets, each a value of the variable.

    Quantiles of the customers; where one value is so frequent that several of them fall on it,
    quantiles of the distinct values.
    """
    if coded.bins <= len(KNOTS):
        return tuple(coded.middles.tolist())
    return tuple(coded.middles[_bins_at(coded, KNOTS)].tolist())


def _bins_at(coded: Coded, shares: tuple[float, ...]) -> NDArray[np.intp]:
    bins = np.unique(_quantile_bins(coded.counts[:-1], shares))
    if bins.size < len(shares):
        bins = np.unique(_quantile_bins(np.ones(coded.bins), shares))
    return bins


def _quantile_bins(
    weights: NDArray[np.float64] | NDArray[np.int64], shares: tuple[float, ...]
) -> NDArray[np.intp]:
    bins: NDArray[np.intp] = np.searchsorted(np.cumsum(weights), np.array(shares) * weights.sum())
    return bins


def _sets(coded: Coded, knots: tuple[float, ...]) -> Partition:
    names = names_of(len(knots))
    last = len(knots) - 1
    rises = [Ramp.between(before, after) for before, after in pairwise(knots)]
    falls = [Ramp.between(after, before) for before, after in pairwise(knots)]
    terms: list[Term] = []
    shapes: list[NDArray[np.intp]] = []
    for k in range(last):
        reach: Reach = "at_most" if k else "only"
        terms.append(FuzzySet(variable=coded.name, name=names[k], reach=reach, fall=falls[k]))
        shapes.append(_shape(last, before=ONE, at=k, shape=FALL, after=ZERO))
    for k in range(1, last + 1):
        reach = "at_least" if k < last else "only"
        terms.append(FuzzySet(variable=coded.name, name=names[k], reach=reach, rise=rises[k - 1]))
        shapes.append(_shape(last, before=ZERO, at=k - 1, shape=RISE, after=ONE))
    for k in range(1, last):
        inner = FuzzySet(variable=coded.name, name=names[k], rise=rises[k - 1], fall=falls[k])
        said = np.full(last + 1, ZERO)
        said[k - 1], said[k] = RISE, FALL
        terms += [inner, inner.model_copy(update={"negated": True})]
        shapes += [said, complement(said)]
    return Partition(coded, tuple(terms), *places_between(coded, knots), np.stack(shapes))


def _with_cuts(sets: Partition) -> Partition:
    """Below and from each cut; segments of the sets that a cut lies in become two."""
    coded = sets.coded
    if coded.bins <= len(KNOTS):
        return sets  # the sets between neighbouring values are crisp already
    bins = np.arange(coded.bins)
    firsts = _bins_at(coded, CUTS) + 1
    firsts = firsts[firsts < coded.bins]
    cuts = [
        threshold_between(float(coded.largest[b - 1]), float(coded.smallest[b]), whole=coded.whole)
        for b in firsts
    ]
    is_above = bins >= firsts[:, None]
    segment = sets.segments[:-1] + is_above.sum(axis=0)
    starts = np.unique(segment, return_index=True)[1]
    above = np.where(is_above[:, starts], ONE, ZERO)
    below = np.where(is_above[:, starts], ZERO, ONE)
    crisp = np.stack([below, above], axis=1).reshape(2 * len(cuts), -1)
    return Partition(
        coded=coded,
        terms=(*sets.terms, *(term for cut in cuts for term in _sides(coded, cut))),
        segments=np.append(np.searchsorted(starts, bins, side="right") - 1, starts.size),
        places=sets.places,
        shapes=np.concatenate(
            [sets.shapes[:, sets.segments[np.append(starts, -1)]], np.pad(crisp, ((0, 0), (0, 1)))]
        ),
    )


def _sides(coded: Coded, cut: float) -> tuple[Term, Term]:
    below = Interval(variable=coded.name, high=cut, whole=coded.whole)
    return below, below.model_copy(update={"low": cut, "high": None})


def _shape(segments: int, *, before: int, at: int, shape: int, after: int) -> NDArray[np.intp]:
    """What a cumulative set says in each segment; 0 for missing values, the last segment."""
    says = np.full(segments + 1, after)
    says[:at], says[at], says[-1] = before, shape, ZERO
    return says


def _without_rare(sets: Partition) -> Partition:
    """Without the terms that hold for fewer than ``RARE_SHARE`` of the customers, or nearly all."""
    counts = sets.coded.counts
    share = sets.memberships @ counts / counts.sum()
    kept = (share >= RARE_SHARE) & (share <= 1 - RARE_SHARE)
    terms = tuple(term for term, keep in zip(sets.terms, kept, strict=True) if keep)
    return replace(sets, terms=terms, shapes=sets.shapes[kept])
