"""The curves of a report: what scores capture, how they are spread, how often they come true."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from churnkit.evaluate import top_size, wilson_interval
from churnkit.frozen import Frozen

Flags = NDArray[np.bool_]
Scores = NDArray[np.float64]

PERCENTS = tuple(range(0, 101, 2))
PARTS = 20
"""Parts of equal width into which scores from 0 to 1 are sorted."""


class Group(Frozen):
    """Customers of neighbouring scores."""

    score: float
    """Their mean score."""
    customers: int
    churned: int

    @property
    def rate(self) -> float:
        """Their churn rate."""
        return self.churned / self.customers

    @property
    def interval(self) -> tuple[float, float]:
        """Its 95% interval (Wilson)."""
        return wilson_interval(self.churned, self.customers)


class Curves(Frozen):
    """What is drawn of the scores of one set; no more numbers for a million customers than ten."""

    customers: int
    churned: int
    captured: tuple[float, ...]
    """Share of the churned among the best-scored 0, 2, ... 100% of the customers."""
    churned_parts: tuple[float, ...]
    """Share of the churned customers with scores from 0 to .05, from .05 to .1, ..."""
    loyal_parts: tuple[float, ...]
    """The same of the others."""
    groups: tuple[Group, ...]
    """Tenths of the customers by score, the lowest first; equal scores stay together."""

    def interval(self, captured: float) -> tuple[float, float]:
        """The 95% interval of a share of the churned (Wilson)."""
        return wilson_interval(round(captured * self.churned), self.churned)


def curves(churned: Flags, score: Scores) -> Curves | None:
    """The curves of one set; None where one of the classes is missing.

    Args:
        churned: (n,) who churned.
        score: (n,) propensity to churn.
    """
    of_churned = int(churned.sum())
    if of_churned in (0, churned.size):
        return None
    value, group = np.unique(score, return_inverse=True)
    customers = np.bincount(group).astype(np.int64)
    churners = np.bincount(group[churned], minlength=value.size).astype(np.int64)
    return Curves(
        customers=churned.size,
        churned=of_churned,
        captured=_captured(customers[::-1], churners[::-1]),
        churned_parts=_parts(value, churners),
        loyal_parts=_parts(value, customers - churners),
        groups=_groups(value, customers, churners),
    )


def _captured(customers: NDArray[np.int64], churned: NDArray[np.int64]) -> tuple[float, ...]:
    """By counts of customers with equal scores, the best first; ties count in part."""
    sizes = [top_size(int(customers.sum()), percent / 100) for percent in PERCENTS]
    reached = np.concatenate([[0], customers.cumsum()]), np.concatenate([[0], churned.cumsum()])
    found = np.interp(sizes, *reached) / churned.sum()
    return tuple(found.tolist())


def _parts(value: Scores, customers: NDArray[np.int64]) -> tuple[float, ...]:
    part = np.minimum((value * PARTS).astype(np.int64), PARTS - 1)
    counted = np.bincount(part, weights=customers, minlength=PARTS)
    return tuple((counted / customers.sum()).tolist())


def _groups(
    value: Scores, customers: NDArray[np.int64], churned: NDArray[np.int64]
) -> tuple[Group, ...]:
    middle = 2 * customers.cumsum() - customers
    tenth = np.minimum(middle * 10 // (2 * customers.sum()), 9)
    return tuple(
        Group(
            score=float((value * customers)[tenth == k].sum() / customers[tenth == k].sum()),
            customers=int(customers[tenth == k].sum()),
            churned=int(churned[tenth == k].sum()),
        )
        for k in np.unique(tenth)
    )
