"""Quantiles and distribution functions of the normal, t, beta and chi-square laws.

They are computed here because the tool does not depend on a library that has them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

_HALVINGS = 60
_TERMS = 1_000
_FARTHEST = 1e6
_TINY, _CLOSE = 1e-300, 1e-13


def crossing(holds: Callable[[float], bool], low: float, high: float) -> float:
    """Where a condition begins to hold, on the way from ``low`` to ``high``, where it holds."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def z_of(confidence: float) -> float:
    """Standard errors to either side that a normal interval of this confidence reaches."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def t_of(confidence: float, degrees: float) -> float:
    """As ``z_of``, for Student's t: Abramowitz and Stegun, 26.7.1.

    >>> round(t_of(0.95, 10.0), 3)
    2.228
    """

    def is_far(x: float) -> bool:
        return incomplete_beta(degrees / 2, 0.5, degrees / (degrees + x * x)) <= 1 - confidence

    return crossing(is_far, 0.0, _FARTHEST)


def beta_quantile(probability: float, a: float, b: float) -> float:
    """The value below which a beta variable lies with this probability."""
    return crossing(lambda x: incomplete_beta(a, b, x) >= probability, 0.0, 1.0)


def chi_square_quantile(p_value: float, degrees: int) -> float:
    """The value that a chi-square variable exceeds with probability ``p_value``.

    >>> round(chi_square_quantile(0.05, 9), 3)
    16.919
    """
    most = degrees + 100.0 - 10.0 * math.log(p_value) + 10.0 * math.sqrt(degrees)
    return crossing(lambda x: chi_square_survival(x, degrees) <= p_value, 0.0, most)


def chi_square_survival(statistic: float, degrees: int) -> float:
    """Probability that a chi-square variable is larger than ``statistic``.

    The closed form for whole degrees of freedom d (Abramowitz and Stegun, 26.4.4 and 26.4.5): with
    h = statistic / 2, the sum of h^i exp(-h) / Gamma(i + 1) over i = 0, 1 .. d/2 - 1 where d is
    even, and erfc(sqrt h) plus the sum over i = 1/2, 3/2 .. d/2 - 1 where it is odd. Each summand
    is a probability; computed through its logarithm it can underflow but not overflow.
    """
    half, odd = statistic / 2, degrees % 2
    if half <= 0:
        return 1.0
    orders = [i + odd / 2 for i in range(degrees // 2)]
    summands = [math.exp(i * math.log(half) - half - math.lgamma(i + 1)) for i in orders]
    return min(1.0, math.fsum([math.erfc(math.sqrt(half)) if odd else 0.0, *summands]))


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The distribution function of the beta distribution (regularised incomplete beta function).

    By the continued fraction of Abramowitz and Stegun, 26.5.8, which converges quickly where x is
    below (a + 1) / (a + b + 2); beyond, by symmetry.
    """
    if x <= 0.0 or x >= 1.0:
        return float(x >= 1.0)
    if x > (a + 1) / (a + b + 2):
        return 1.0 - incomplete_beta(b, a, 1.0 - x)
    log_factor = (
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
        + a * math.log(x) + b * math.log1p(-x) - math.log(a)
    )  # fmt: skip
    return math.exp(log_factor) / _fraction(a, b, x)


def _fraction(a: float, b: float, x: float) -> float:
    """1 + d1 / (1 + d2 / (1 + ...)), evaluated from the front after Lentz (1976)."""
    value, c, d = 1.0, 1.0, 0.0
    for i in range(1, _TERMS):
        step = _coefficient(a, b, x, i)
        d = 1.0 / (1.0 + step * d or _TINY)
        c = 1.0 + step / c or _TINY
        value *= c * d
        if abs(c * d - 1.0) < _CLOSE:
            break
    return value


def _coefficient(a: float, b: float, x: float, i: int) -> float:
    m = i // 2
    if i % 2:
        return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
