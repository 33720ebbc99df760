"""How much a single variable tells about churn: chi-square test, Cramer's V and area under the ROC.

Everything is computed from counts, in the order of the categories or values, so that it does not
depend on the order of rows.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from churnkit.frozen import Frozen

Counts = NDArray[np.int64]


class Association(Frozen):
    """Chi-square test of independence between churn and the categories of a variable."""

    chi_square: float
    degrees: int
    """Degrees of freedom: categories less one."""
    p_value: float
    effect: float
    """Cramer's V in [0, 1]; with two classes it is the square root of chi-square / customers."""


def measure_association(customers: Counts, churned: Counts) -> Association | None:
    """Test whether the churn rate differs between categories.

    Args:
        customers: (k,) customers per category.
        churned: (k,) those of them who churned.

    Returns:
        None where there is nothing to compare: fewer than two categories, or one class only.
    """
    filled = customers > 0
    observed = np.stack([churned[filled], (customers - churned)[filled]])
    of_class, of_category, total = observed.sum(axis=1), observed.sum(axis=0), observed.sum()
    if len(of_category) < 2 or not of_class.all():
        return None
    expected = np.outer(of_class, of_category) / total
    statistic = float(((observed - expected) ** 2 / expected).sum())
    degrees = len(of_category) - 1
    return Association(
        chi_square=statistic,
        degrees=degrees,
        p_value=chi_square_survival(statistic, degrees),
        effect=math.sqrt(statistic / float(total)),
    )


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


def auc_of_groups(customers: Counts, churned: Counts) -> float | None:
    """Area under the ROC curve of an ordering of groups, ties within a group counted half.

    Args:
        customers: (k,) customers per group, the groups in ascending order.
        churned: (k,) those of them who churned.

    Returns:
        The probability that a churned customer stands above a loyal one; None for one class only.
    """
    loyal = customers - churned
    pairs = int(churned.sum()) * int(loyal.sum())
    if pairs == 0:
        return None
    below = np.cumsum(loyal) - loyal
    return float((churned * (2 * below + loyal)).sum()) / (2 * pairs)
