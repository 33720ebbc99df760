"""How much a single variable tells about churn: chi-square test, Cramer's V and area under the ROC.

Everything is computed from counts, in the order of the categories or values, so that it does not
depend on the order of rows.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from churnkit.distributions import chi_square_survival
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
