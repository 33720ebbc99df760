"""Those on the list against those held back at random: who stayed, and how sure the difference is.

Intervals of a rate are Wilson's (1927); those of the difference of two rates as counted are the
hybrid score intervals of Newcombe, Statistics in Medicine 17:873 (1998). The uplift of the whole
campaign is weighted over the strata in which the control group was drawn: the difference of Mantel
and Haenszel, its variance by Sato, Biometrics 45:1323 (1989), which holds for few large and for
many small strata, and its score interval by Klingenberg, Statistics in Medicine 33:2968 (2014).

Arguments named ``stayed`` and ``listed`` are (n,) bool, ``stratum`` is (n,) int, from 0 on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from churnkit.evaluate import wilson_interval
from churnkit.frozen import Frozen

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

_FEW = 5


class Arm(Frozen):
    """Customers who were treated alike."""

    customers: int
    stayed: int
    rate: float | None
    """Share of them who stayed; None: there are none."""
    interval: tuple[float, float]


class Difference(Frozen):
    """Retention of the listed less that of the control group."""

    value: float
    """As a share: 0.02 is two points."""
    interval: tuple[float, float]
    p_value: float
    """Two-sided, of no difference."""
    weighted: bool
    """Whether it is weighted over strata; else it is as counted."""

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.interval[0] > 0 or self.interval[1] < 0


class Compared(Frozen):
    """Both arms as counted, and their difference; None where one of them is empty."""

    listed: Arm
    control: Arm
    difference: Difference | None

    @property
    def arms(self) -> tuple[Arm, Arm]:
        """Listed and control."""
        return self.listed, self.control


@dataclass(frozen=True)
class _Strata:
    """Counts of the strata in which both arms are; each (strata,)."""

    listed: Floats
    control: Floats
    listed_stayed: Floats
    control_stayed: Floats

    @property
    def weight(self) -> Floats:
        """Of Mantel and Haenszel."""
        return self.listed * self.control / (self.listed + self.control)


def quantile(confidence: float) -> float:
    """How many standard errors an interval reaches to either side."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def compare_rates(stayed: Flags, listed: Flags, *, confidence: float = 0.95) -> Compared:
    """Compare the arms as counted, as in a table of a part of the customers.

    >>> stayed = np.repeat([True, False, True, False], [56, 14, 48, 32])
    >>> listed = np.repeat([True, False], [70, 80])
    >>> compare_rates(stayed, listed).difference.interval  # (a) of Newcombe's table II
    (0.0524..., 0.3338...)
    """
    z = quantile(confidence)
    ours, theirs = _arm(stayed[listed], z), _arm(stayed[~listed], z)
    if ours.rate is None or theirs.rate is None:
        return Compared(listed=ours, control=theirs, difference=None)
    difference = Difference(
        value=ours.rate - theirs.rate,
        interval=_newcombe(ours, theirs),
        p_value=_p_value(ours, theirs),
        weighted=False,
    )
    return Compared(listed=ours, control=theirs, difference=difference)


def compare_strata(
    stayed: Flags, listed: Flags, stratum: Counts, *, confidence: float = 0.95
) -> Difference | None:
    """Compare the arms stratum by stratum; None where no stratum holds both.

    The interval holds the differences that a score test does not refuse; the p-value is that of
    the same test for a difference of zero. Where fewer than 5 of an arm stayed or left, that test
    is not to be trusted: the difference is then as counted.
    """
    strata = _strata(stayed, listed, stratum)
    total = float(strata.weight.sum())
    if total == 0:
        return None
    counted = compare_rates(stayed, listed, confidence=confidence)
    if any(min(arm.stayed, arm.customers - arm.stayed) < _FEW for arm in counted.arms):
        return counted.difference
    n1, n2, y1, y2 = strata.listed, strata.control, strata.listed_stayed, strata.control_stayed
    n = n1 + n2
    difference = float(((y1 * n2 - y2 * n1) / n).sum()) / total
    slope = float(((n1**2 * y2 - n2**2 * y1 + n1 * n2 * (n2 - n1) / 2) / n**2).sum()) / total**2
    at_zero = float(((y1 * (n2 - y2) + y2 * (n1 - y1)) / (2 * n)).sum()) / total**2
    return Difference(
        value=difference,
        interval=_score_interval(difference, slope, at_zero, quantile(confidence)),
        p_value=_two_sided(difference / math.sqrt(at_zero)) if at_zero else 1.0,
        weighted=True,
    )


def adjusted_for_number(p_values: Sequence[float]) -> tuple[float, ...]:
    """p-values of several tests, adjusted so that one chance finding among them stays rare.

    Holm, Scandinavian Journal of Statistics 6:65 (1979).

    >>> adjusted_for_number([0.01, 0.04, 0.03])
    (0.03, 0.06, 0.06)
    """
    adjusted, largest = [0.0] * len(p_values), 0.0
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    for done, place in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - done) * p_values[place]))
        adjusted[place] = largest
    return tuple(adjusted)


def _arm(stayed: Flags, z: float) -> Arm:
    customers, kept = len(stayed), int(np.count_nonzero(stayed))
    return Arm(
        customers=customers,
        stayed=kept,
        rate=kept / customers if customers else None,
        interval=wilson_interval(kept, customers, z),
    )


def _newcombe(ours: Arm, theirs: Arm) -> tuple[float, float]:
    """Method 10 of Newcombe: from the limits of both rates."""
    p1, p2 = ours.stayed / ours.customers, theirs.stayed / theirs.customers
    (low1, high1), (low2, high2) = ours.interval, theirs.interval
    return (
        p1 - p2 - math.hypot(p1 - low1, high2 - p2),
        p1 - p2 + math.hypot(high1 - p1, p2 - low2),
    )


def _p_value(ours: Arm, theirs: Arm) -> float:
    """The chi-square test with N - 1; Fisher's where a count below 1 is expected.

    Recommended by Campbell, Statistics in Medicine 26:3661 (2007).
    """
    n1, n2, stayed = ours.customers, theirs.customers, ours.stayed + theirs.stayed
    n, left = n1 + n2, ours.customers + theirs.customers - stayed
    if min(stayed, left) * min(n1, n2) < n:
        return _fisher(ours.stayed, n1, n2, stayed)
    cross = ours.stayed * (n2 - theirs.stayed) - theirs.stayed * (n1 - ours.stayed)
    return _two_sided(cross * math.sqrt((n - 1) / (n1 * n2 * stayed * left)))


def _fisher(observed: int, n1: int, n2: int, stayed: int) -> float:
    """Two-sided: all tables with these margins that are no more probable than the one observed."""
    tables = range(max(0, stayed - n2), min(stayed, n1) + 1)
    log_chance = {k: _log_choose(n1, k) + _log_choose(n2, stayed - k) for k in tables}
    every = _log_choose(n1 + n2, stayed)
    as_rare = [each for each in log_chance.values() if each <= log_chance[observed] + 1e-7]
    return min(1.0, math.fsum(math.exp(each - every) for each in as_rare))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _strata(stayed: Flags, listed: Flags, stratum: Counts) -> _Strata:
    size = int(stratum.max(initial=0)) + 1
    counted = [
        np.bincount(stratum[chosen], minlength=size).astype(np.float64)
        for chosen in (listed, ~listed, listed & stayed, ~listed & stayed)
    ]
    both = (counted[0] > 0) & (counted[1] > 0)
    return _Strata(*(counts[both] for counts in counted))


def _score_interval(
    difference: float, slope: float, at_zero: float, z: float
) -> tuple[float, float]:
    """All d with (difference - d) ** 2 <= z ** 2 (slope d + at_zero), the variance at d."""
    middle = difference + z**2 * slope / 2
    half = math.sqrt(max(0.0, middle**2 - difference**2 + z**2 * at_zero))
    return max(-1.0, middle - half), min(1.0, middle + half)


def _two_sided(z: float) -> float:
    return math.erfc(abs(z) / math.sqrt(2))
