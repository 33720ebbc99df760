"""Log odds -> chances whose mean is known, moved up or down all alike.

Arguments named ``log_odds`` are (n,) float64, higher = more likely. Sums are exact, so that the
order of customers does not matter.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from churnkit.evaluate import top_size

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NEAREST = 1e-12
"""Chances nearer to 0 or 1 than this count as that near: their log odds stay finite."""


def expit(log_odds: Floats) -> Floats:
    """(n,) logistic function of the log odds, 0 and 1 at the infinities."""
    with np.errstate(over="ignore"):
        probability: Floats = 1.0 / (1.0 + np.exp(-log_odds))
    return probability


def logit(chance: Floats) -> Floats:
    """(n,) log odds of chances."""
    inside = np.clip(chance, NEAREST, 1.0 - NEAREST)
    return np.asarray(np.log(inside) - np.log1p(-inside))


def shift_to_mean(log_odds: Floats, mean: float) -> float:
    """What to add to all log odds to make the mean chance ``mean``; found by bisection.

    The mean grows with the shift. It is at most ``mean`` where the largest of the log odds is moved
    to that of ``mean``, and at least that where the smallest is, so the shift lies between. For a
    mean of 0 or 1 it is infinite.

    >>> round(shift_to_mean(np.array([0.0, 0.0]), 0.5), 12)
    0.0
    """
    if mean in (0.0, 1.0):
        return math.inf if mean else -math.inf
    distinct, customers = np.unique(log_odds, return_counts=True)
    wanted = math.log(mean) - math.log1p(-mean)
    low, high = wanted - float(distinct[-1]), wanted - float(distinct[0])
    while low < (middle := (low + high) / 2) < high:
        if math.fsum(customers * expit(distinct + middle)) < mean * log_odds.size:
            low = middle
        else:
            high = middle
    return high


def likeliest(log_odds: Floats, share: float) -> Flags:
    """(n,) whether a customer is among the likeliest ``share``; ties at the cut all are."""
    size = top_size(log_odds.size, share)
    if size == 0:
        return np.zeros(log_odds.size, dtype=np.bool_)
    cut = np.sort(log_odds)[log_odds.size - size]
    return np.asarray(log_odds >= cut)
