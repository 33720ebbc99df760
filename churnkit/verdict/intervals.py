"""Exact intervals of rates, and intervals of the difference of two rates."""

from __future__ import annotations

import math

from churnkit.distributions import beta_quantile, z_of
from churnkit.evaluate import wilson_interval

Interval = tuple[float, float]


def adjusted(confidence: float, comparisons: int) -> float:
    """Confidence of each of several intervals that hold together (Bonferroni).

    >>> round(adjusted(0.95, 10), 6)
    0.995
    """
    return 1.0 - (1.0 - confidence) / max(1, comparisons)


def exact_interval(successes: int, n: int, confidence: float = 0.95) -> Interval:
    """The interval of a rate after Clopper and Pearson (1934); (0, 1) where nobody was observed.

    Its limits are quantiles of beta distributions, and it covers at least as often as it says.

    >>> [round(limit, 4) for limit in exact_interval(0, 20)]
    [0.0, 0.1684]
    """
    if n == 0:
        return 0.0, 1.0
    tail, failures = (1.0 - confidence) / 2, n - successes
    low = beta_quantile(tail, successes, failures + 1) if successes else 0.0
    high = beta_quantile(1.0 - tail, successes + 1, failures) if failures else 1.0
    return low, high


def difference_interval(
    successes: tuple[int, int], n: tuple[int, int], confidence: float = 0.95
) -> Interval:
    """The interval of the first rate less the second, from the Wilson intervals of both.

    Newcombe, Interval estimation for the difference between independent proportions (Statistics in
    Medicine 17, 1998), method 10.

    >>> [round(limit, 4) for limit in difference_interval((56, 48), (70, 80))]
    [0.0524, 0.3339]
    """
    if 0 in n:
        return -1.0, 1.0
    z = z_of(confidence)
    (p1, p2) = (k / size for k, size in zip(successes, n, strict=True))
    (low1, high1), (low2, high2) = (
        wilson_interval(k, size, z) for k, size in zip(successes, n, strict=True)
    )
    gap = p1 - p2
    return gap - math.hypot(p1 - low1, high2 - p2), gap + math.hypot(high1 - p1, p2 - low2)
