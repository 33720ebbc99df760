"""Where to divide the customers of a tree's node by one variable.

Numbers are divided between two neighbouring values; categories in the order of their churn rates,
which for two classes finds the best division of them (Breiman et al. 1984, 4.2). Missing values go
to either side, or are divided from all others.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from churnkit.config.sections.train import TreeSettings
from churnkit.learners.binning import Coded

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
"""(size of a variable, 2) customers by code: loyal, churned."""

DIGITS = 12
"""Gains are compared to this many decimals, so that rounding noise decides no tie."""


class Cut(NamedTuple):
    """Bins ``left`` against ``right``; the best one of a variable, gain 0 where there is none."""

    gain: float
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    missing_left: bool


class Scan(NamedTuple):
    """How splits are judged."""

    criterion: str
    fewest: int
    """Fewest customers of a side."""
    customers: int
    """All learning customers: gains are given per customer."""

    @classmethod
    def of(cls, settings: TreeSettings, customers: int) -> Scan:
        """The criterion and the fewest customers that the settings mean for so many."""
        share = math.ceil(round(settings.min_share * customers, 9))
        return cls(settings.criterion, max(settings.min_customers, share), customers)

    def best_cut(self, variable: Coded, counts: Counts, sign: float = 0.0) -> Cut:
        """The best division of the values, missing ones on either side, or divided from them.

        ``sign`` is 1 where the churn rate may only rise with the variable, -1 where only fall.
        """
        order = _order(variable, counts)
        missing = counts[-1]
        below = np.cumsum(counts[order], axis=0)
        with_all = below if missing.any() and not rest_customers(variable, counts) else below[:-1]
        total = counts.sum(axis=0)
        sides = [with_all] + ([below[:-1] + missing] if missing.any() else [])
        gains = [np.round(self._gains(left, total - left), DIGITS) for left in sides]
        if sign:
            for gain, left in zip(gains, sides, strict=True):
                against = sign * (smoothed_rate(total - left) - smoothed_rate(left)) < 0
                gain[: len(below) - 1][against[: len(below) - 1]] = 0.0
        tops = [float(gain.max(initial=0.0)) for gain in gains]
        side = _missing_side(tops, below, gains)
        if tops[side] <= 0:
            return Cut(0.0, order, order[:0], missing_left=False)
        at = int(gains[side].argmax()) + 1
        return Cut(tops[side], order[:at], order[at:], missing_left=bool(side))

    def _gains(self, left: Counts, right: Counts) -> Floats:
        whole = self._impurity((left + right)[:1])
        gains = whole - self._impurity(left) - self._impurity(right)
        enough = np.minimum(left.sum(axis=1), right.sum(axis=1)) >= self.fewest
        return np.where(enough, gains / self.customers, 0.0)

    def _impurity(self, classes: Counts) -> Floats:
        """Impurity times customers of each row of class counts; 0 for no customers."""
        n = classes.sum(axis=1)
        if self.criterion == "gini":
            doubled: Floats = 2.0 * classes[:, 0] * classes[:, 1] / np.maximum(n, 1)
            return doubled
        shares = classes / np.maximum(n, 1)[:, None]
        entropy: Floats = -(classes * np.log2(np.where(classes > 0, shares, 1.0))).sum(axis=1)
        return entropy


def smoothed_rate(classes: Counts) -> Floats:
    """Laplace's churn rate of each row of class counts (loyal, churned)."""
    rate: Floats = (classes[..., 1] + 1) / (classes.sum(axis=-1) + 2)
    return rate


def _order(variable: Coded, counts: Counts) -> NDArray[np.intp]:
    """Bins with customers, ascending; levels by their churn rate, then their names."""
    if variable.is_number:
        return np.flatnonzero(counts[:-1].any(axis=1))
    named = counts[: len(variable.levels)]
    present = np.flatnonzero(named.any(axis=1))
    rates = named[present, 1] / named[present].sum(axis=1)
    return present[np.argsort(rates, kind="stable")]


def rest_customers(variable: Coded, counts: Counts) -> int:
    """Customers of levels too rare to have a code of their own."""
    if variable.is_number:
        return 0
    return int(counts[len(variable.levels) : -1].sum())


def _missing_side(tops: list[float], below: Counts, gains: list[Floats]) -> int:
    """0: missing values go right, 1: they go left; to the larger side where both gain the same."""
    if len(tops) == 1 or tops[0] != tops[1] or tops[1] <= 0:
        return int(np.argmax(tops))
    return int(2 * below[gains[1].argmax()].sum() >= below[-1].sum())
