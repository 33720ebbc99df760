"""How well scores tell who churns: recognition rates, AUC, captured churners and lift.

Arguments named ``churned`` are (n,) bool and ``score`` (n,) float64, higher = more likely to churn.
Where a number has no meaning, because a set holds one class only or nobody at all, it is None.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from churnkit.frozen import Frozen
from churnkit.shares import smallest_part

SHARES = (0.10, 0.20, 0.30)
"""Shares of the customers, best scores first, at which captured churners and lift are told."""
CUT_SHARE = 0.30
"""The share that the published case exports to marketing."""

_Z_95 = 1.959963984540054  # the 97.5% quantile of the standard normal distribution

Flags = NDArray[np.bool_]
Scores = NDArray[np.float64]


class Recognition(Frozen):
    """Share of the true members of a class that were put in it (its recall); None: no members."""

    churned: float | None
    loyal: float | None
    overall: float | None


class Confusion(Frozen):
    """Customers by what they did and what they were read as."""

    churned_recognised: int
    churned_missed: int
    loyal_recognised: int
    loyal_missed: int

    @property
    def churned(self) -> int:
        """Customers who churned."""
        return self.churned_recognised + self.churned_missed

    @property
    def loyal(self) -> int:
        """Customers who stayed."""
        return self.loyal_recognised + self.loyal_missed

    @property
    def recognised(self) -> int:
        """Customers of either class who were read as what they are."""
        return self.churned_recognised + self.loyal_recognised

    @property
    def missed(self) -> int:
        """Customers of either class who were not."""
        return self.churned_missed + self.loyal_missed

    @property
    def recognition(self) -> Recognition:
        """The rates of the published table."""
        return Recognition(
            churned=_share(self.churned_recognised, self.churned),
            loyal=_share(self.loyal_recognised, self.loyal),
            overall=_share(self.recognised, self.churned + self.loyal),
        )


class Evaluation(Frozen):
    """All that is told about the scores of one set of customers."""

    customers: int
    churned: int
    base_rate: float | None
    """Share of the customers who churned."""
    auc: float | None
    confusion: Confusion
    """At the threshold: a score above it is classified as churned."""
    recognition: Recognition
    captured: dict[str, float | None]
    """Share of the churned among the best-scored 10, 20, 30% of the customers, by "10" ... "30"."""
    lift: dict[str, float | None]
    """Churn rate of these customers over the base rate."""
    confusion_at_cut: Confusion
    """Reading the best-scored 30% as churned, whatever their score."""
    recognition_at_cut: Recognition


def evaluate(churned: Flags, score: Scores, threshold: float) -> Evaluation:
    """Evaluate the scores of one set of customers.

    >>> found = evaluate(np.array([True, False]), np.array([0.9, 0.2]), threshold=0.5)
    >>> found.auc, found.base_rate, found.recognition.overall
    (1.0, 0.5, 1.0)
    """
    at_threshold = confusion(churned, score, threshold)
    at_cut = confusion_at_cut(churned, score, CUT_SHARE)
    return Evaluation(
        customers=len(churned),
        churned=at_threshold.churned,
        base_rate=_share(at_threshold.churned, len(churned)),
        auc=auc(churned, score),
        confusion=at_threshold,
        recognition=at_threshold.recognition,
        captured={_percent(share): captured(churned, score, share) for share in SHARES},
        lift={_percent(share): lift(churned, score, share) for share in SHARES},
        confusion_at_cut=at_cut,
        recognition_at_cut=at_cut.recognition,
    )


def confusion(churned: Flags, score: Scores, threshold: float) -> Confusion:
    """Counts when a score above ``threshold`` is classified as churned."""
    called = score > threshold
    return Confusion(
        churned_recognised=_count(churned & called),
        churned_missed=_count(churned & ~called),
        loyal_recognised=_count(~churned & ~called),
        loyal_missed=_count(~churned & called),
    )


def confusion_at_cut(churned: Flags, score: Scores, share: float) -> Confusion:
    """Counts when the ``share`` of customers with the highest scores is classified as churned.

    Ties at the cut are shared out as in ``captured``; the churned among them are then rounded to
    whole customers, so that the four counts still add up to the customers and to the list.
    """
    called, all_churned = top_size(len(churned), share), _count(churned)
    recognised = round(_expected_churned(churned, score, called))
    loyal_missed = called - recognised
    return Confusion(
        churned_recognised=recognised,
        churned_missed=all_churned - recognised,
        loyal_recognised=len(churned) - all_churned - loyal_missed,
        loyal_missed=loyal_missed,
    )


def auc(churned: Flags, score: Scores) -> float | None:
    """Area under the ROC curve: the chance that a churned customer scores above a loyal one.

    A tie counts one half. Computed from ranks (Mann-Whitney), in whole numbers up to the division.
    """
    churners, loyal = _count(churned), _count(~churned)
    if churners == 0 or loyal == 0:
        return None
    _, group, size = np.unique(score, return_inverse=True, return_counts=True)
    twice_mid_rank = 2 * np.cumsum(size) - size + 1
    twice_wins = int(twice_mid_rank[group][churned].sum()) - churners * (churners + 1)
    return twice_wins / (2 * churners * loyal)


def captured(churned: Flags, score: Scores, share: float) -> float | None:
    """Share of all churned customers found among the ``share`` with the highest scores.

    Where scores tie at the cut, the customers of that tie count with the part of them that still
    fits: the expected value when the order within the tie is drawn at random.
    """
    return _share(_expected_churned(churned, score, top_size(len(churned), share)), _count(churned))


def lift(churned: Flags, score: Scores, share: float) -> float | None:
    """Churn rate of the ``share`` with the highest scores over the base rate; ties as above."""
    called, all_churned = top_size(len(churned), share), _count(churned)
    if called == 0 or all_churned == 0:
        return None
    return _expected_churned(churned, score, called) * len(churned) / (called * all_churned)


def top_size(customers: int, share: float) -> int:
    """Customers on a list of the best ``share``, rounded up."""
    return smallest_part(share, customers)


def wilson_interval(successes: int, n: int, z: float = _Z_95) -> tuple[float, float]:
    """The interval of a rate after Wilson (1927); (0, 1) where nobody was observed.

    It reaches ``z`` standard errors to either side: by default, it is the 95% interval.
    """
    if n == 0:
        return 0.0, 1.0
    rate, z2 = successes / n, z**2
    middle = (rate + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * math.sqrt(rate * (1 - rate) / n + z2 / (4 * n * n))
    return (
        0.0 if successes == 0 else max(0.0, middle - half),
        1.0 if successes == n else min(1.0, middle + half),
    )


def _expected_churned(churned: Flags, score: Scores, called: int) -> float:
    """Expected number of churned among the ``called`` highest scores, ties in random order."""
    if called == 0:
        return 0.0
    cut = np.partition(score, len(score) - called)[len(score) - called]
    above, tied = score > cut, score == cut
    places_left = called - _count(above)
    return _count(churned & above) + places_left * _count(churned & tied) / _count(tied)


def _share(part: float, whole: int) -> float | None:
    return part / whole if whole else None


def _count(flags: Flags) -> int:
    return int(np.count_nonzero(flags))


def _percent(share: float) -> str:
    return str(round(100 * share))
