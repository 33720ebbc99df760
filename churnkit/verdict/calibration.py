"""Whether probabilities are right: as many customers churn as they say, at every height.

Arguments named ``churned`` are (n,) bool and ``probability`` (n,) float64.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from churnkit.distributions import chi_square_survival
from churnkit.frozen import Frozen

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

P_VALUE = 0.01
"""Probabilities are badly calibrated where the test is below this ..."""
GAP = 0.25
"""... and the gap exceeds this."""
_GROUPS = 10
_FEWEST_EXPECTED = 5
"""Churned customers expected in a group, for the chi-square law to hold."""


class Calibration(Frozen):
    """Stated probabilities beside what was observed."""

    expected: float
    """Churned customers by the probabilities."""
    observed: int
    groups: int
    """Groups of customers of neighbouring probabilities that were compared."""
    p_value: float
    """Of the chi-square test that the probabilities are right."""
    gap: float
    """Churned customers too many or too few in their group, over all churned customers."""

    @property
    def is_bad(self) -> bool:
        """Whether the probabilities are wrong, beyond chance and by enough to matter."""
        return self.p_value < P_VALUE and self.gap > GAP


def calibration(churned: Flags, probability: Floats) -> Calibration | None:
    """Compare probabilities with what happened; None without customers, or where all are certain.

    Hosmer and Lemeshow, Goodness of fit tests for the multiple logistic regression model (1980),
    for customers on whom nothing was fitted: as many degrees of freedom as groups, and the variance
    of a group is the sum of those of its customers.
    """
    if not np.any((probability > 0) & (probability < 1)):
        return None
    group = _groups(probability)
    observed = np.bincount(group, weights=churned)
    expected = np.bincount(group, weights=probability)
    variance = np.bincount(group, weights=probability * (1 - probability))
    off = np.abs(observed - expected)
    statistic = float((off**2 / np.maximum(variance, 1e-9)).sum())
    return Calibration(
        expected=float(expected.sum()),
        observed=int(observed.sum()),
        groups=observed.size,
        p_value=chi_square_survival(statistic, observed.size),
        gap=float(off.sum() / max(observed.sum(), expected.sum())),
    )


def _groups(probability: Floats) -> NDArray[np.intp]:
    """(n,) group of each customer, by quantiles; customers of equal probability stay together."""
    rare = min(probability.sum(), (1 - probability).sum())
    number = int(min(_GROUPS, max(1, rare // _FEWEST_EXPECTED)))
    edges = np.quantile(probability, np.arange(1, number) / number)
    _, group = np.unique(np.searchsorted(edges, probability, side="right"), return_inverse=True)
    return group
