"""The area under the ROC curve with its interval, and how many customers it takes to show one.

Arguments named ``churned`` are (n,) bool and ``score`` (n,) float64, higher = more likely to churn.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from churnkit.distributions import crossing, t_of, z_of
from churnkit.verdict.intervals import Interval

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

SHOWN_AUC = 0.65
"""The area that a test set should be able to show."""
POWER = 0.80
"""The chance with which it should."""
_FEW = 20
"""Fewer customers of a class than this are too few for DeLong's variance."""
_MOST_CUSTOMERS = 10**9


class AucEstimate(NamedTuple):
    """An area under the ROC curve, and the customers of each class it was measured on."""

    auc: float
    variance: float
    """After DeLong."""
    degrees: float
    """Degrees of freedom of the variance."""
    churned: int
    loyal: int

    def interval(self, confidence: float = 0.95) -> Interval:
        """DeLong's interval on the logit scale; Newcombe's where there are few customers.

        On the logit scale the interval stays within [0, 1] and covers near 1 as well (Qin and
        Hotilovac, Statistical Methods in Medical Research 17, 2008). Near 1 the variance rests on
        few misplaced customers: the quantile is that of Student's t with its degrees of freedom.
        """
        if min(self.churned, self.loyal) < _FEW or self.variance <= 0:
            return _newcombe(self, z_of(confidence))
        spread = self.auc * (1.0 - self.auc)
        half = t_of(confidence, self.degrees) * math.sqrt(self.variance) / spread
        centre = math.log(self.auc / (1.0 - self.auc))
        return _expit(centre - half), _expit(centre + half)


def estimate_auc(churned: Flags, score: Floats) -> AucEstimate | None:
    """The area and its variance; None where a class has no customer.

    DeLong, DeLong and Clarke-Pearson (Biometrics 44, 1988), computed from mid-ranks after Sun and
    Xu, Fast implementation of DeLong's algorithm (IEEE Signal Processing Letters 21, 2014): of the
    mid-rank of a customer among all, less the mid-rank within the own class, is left the number of
    customers of the other class below. The variance is 0 where a class has one customer only.
    """
    x, y = score[churned], score[~churned]
    m, n = x.size, y.size
    if m == 0 or n == 0:
        return None
    rank = _mid_ranks(score)
    beaten = (rank[churned] - _mid_ranks(x)) / n
    beating = 1.0 - (rank[~churned] - _mid_ranks(y)) / m
    return AucEstimate(
        auc=float(beaten.mean()),
        variance=_variance(beaten) / m + _variance(beating) / n,
        degrees=_degrees(beaten),
        churned=m,
        loyal=n,
    )


def auc_variance(auc: float, churned: float, loyal: float) -> float:
    """Variance of an area that is known, after Hanley and McNeil (Radiology 143, 1982).

    They take scores to be exponential, which is near enough for most others.
    """
    q1, q2 = auc / (2.0 - auc), 2.0 * auc**2 / (1.0 + auc)
    above, below = (churned - 1) * (q1 - auc**2), (loyal - 1) * (q2 - auc**2)
    return (auc * (1.0 - auc) + above + below) / (churned * loyal)


def power_to_show(auc: float, churned: float, loyal: float) -> float:
    """Chance that the 95% interval of a model with this area lies above one half."""
    if churned < 1 or loyal < 1:
        return 0.0
    error = math.sqrt(auc_variance(auc, churned, loyal))
    return 0.5 * math.erfc((z_of(0.95) - (auc - 0.5) / error) / math.sqrt(2.0))


def customers_to_show(auc: float, base_rate: float, power: float = POWER) -> int | None:
    """Customers whose interval lies above one half with this power; None for one class only.

    >>> customers_to_show(0.65, 0.15)
    234
    """
    if not 0.0 < base_rate < 1.0:
        return None

    def is_enough(n: float) -> bool:
        return power_to_show(auc, base_rate * n, (1 - base_rate) * n) >= power

    return math.ceil(crossing(is_enough, 0.0, _MOST_CUSTOMERS))


def _newcombe(found: AucEstimate, z: float) -> Interval:
    """The areas from which the observed one is at most ``z`` standard errors away.

    Newcombe, Confidence intervals for an effect size measure based on the Mann-Whitney statistic,
    part 2 (Statistics in Medicine 25, 2006), method 5: the variance is that of Hanley and McNeil
    with the mean of both class sizes in place of each.
    """
    size = (found.churned + found.loyal) / 2

    def is_near(auc: float) -> bool:
        q = (1 - auc) / (2 - auc) + auc / (1 + auc)
        variance = auc * (1 - auc) * (1 + (size - 1) * q) / (found.churned * found.loyal)
        return abs(found.auc - auc) <= z * math.sqrt(variance)

    low = crossing(is_near, 0.0, found.auc) if found.auc > 0 else 0.0
    high = crossing(is_near, 1.0, found.auc) if found.auc < 1 else 1.0
    return low, high


def _mid_ranks(values: Floats) -> Floats:
    """(n,) ranks from 1, the mean rank for ties."""
    _, group, size = np.unique(values, return_inverse=True, return_counts=True)
    ranks: Floats = (np.cumsum(size) - (size - 1) / 2)[group]
    return ranks


def _variance(values: Floats) -> float:
    return float(values.var(ddof=1)) if values.size > 1 else 0.0


def _degrees(values: Floats) -> float:
    """Degrees of freedom of a variance, from the kurtosis k: 2n / (k - 1), n - 1 for a normal law.

    The variance of a variance s^2 is s^4 (k - 1) / n, that of one with d degrees 2 s^4 / d. It is
    taken of the churned, who are fewer and whose part of the variance is the larger.
    """
    deviations = values - values.mean()
    spread = float((deviations**2).mean())
    if spread == 0:
        return 1.0
    kurtosis = float((deviations**4).mean()) / spread**2
    return max(1.0, 2 * values.size / max(kurtosis - 1.0, 1.0))


def _expit(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x > -700 else 0.0
