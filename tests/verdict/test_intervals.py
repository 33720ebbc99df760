"""Intervals of rates and areas, against published figures."""

from __future__ import annotations

import numpy as np
import pytest

from churnkit.distributions import z_of
from churnkit.verdict.auc_interval import (
    auc_variance,
    customers_to_show,
    estimate_auc,
    power_to_show,
)
from churnkit.verdict.intervals import adjusted, difference_interval, exact_interval


@pytest.mark.parametrize(
    ("successes", "n", "limits"),
    [
        (81, 263, (0.2527, 0.3676)),
        (15, 148, (0.0578, 0.1617)),
        (0, 20, (0.0, 0.1684)),
        (1, 29, (0.0009, 0.1776)),
    ],
)
def test_exact_intervals_are_those_printed_by_newcombe(
    successes: int, n: int, limits: tuple[float, float]
) -> None:
    """Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 5."""
    assert exact_interval(successes, n) == pytest.approx(limits, abs=5e-5)


def test_the_interval_of_a_difference_is_that_printed_by_newcombe() -> None:
    """Newcombe, Statistics in Medicine 17 (1998), 873-890, table II, method 10."""
    found = difference_interval((56, 48), (70, 80))
    assert found == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_nobody_observed_leaves_all_open() -> None:
    assert exact_interval(0, 0) == (0.0, 1.0)
    assert difference_interval((3, 0), (10, 0)) == (-1.0, 1.0)


def test_intervals_of_many_rules_are_wider() -> None:
    one, many = (exact_interval(10, 50, adjusted(0.95, rules)) for rules in (1, 20))
    assert many[0] < one[0] < one[1] < many[1]


def _subarachnoid() -> tuple[np.ndarray, np.ndarray]:
    """Outcome (poor or not) and WFNS grade of the 113 patients of the data set aSAH of pROC."""
    good, poor = (37, 20, 3, 8, 4), (2, 12, 1, 8, 18)
    grades = np.repeat([1.0, 2.0, 3.0, 4.0, 5.0] * 2, [*good, *poor])
    return np.repeat([False, True], [sum(good), sum(poor)]), grades


def test_delong_equals_the_published_example() -> None:
    """``ci.auc(roc(aSAH$outcome, aSAH$wfns))`` of the R package pROC, by the normal law."""
    found = estimate_auc(*_subarachnoid())
    assert found is not None
    half = z_of(0.95) * found.variance**0.5

    assert (found.auc - half, found.auc, found.auc + half) == pytest.approx(
        (0.748534887819453, 0.823678861788618, 0.898822835757783), abs=1e-14
    )


def test_our_interval_of_the_example_is_near_and_within_one() -> None:
    found = estimate_auc(*_subarachnoid())
    assert found is not None
    assert found.interval() == pytest.approx((0.749, 0.899), abs=0.02)


@pytest.mark.parametrize("churned", ["+++++-----", "+---------"])
def test_perfect_scores_of_few_customers_prove_little(churned: str) -> None:
    labels = np.array([sign == "+" for sign in churned])
    found = estimate_auc(labels, labels.astype(float))
    assert found is not None
    low, high = found.interval()
    assert 0.1 < low < 0.8
    assert high == 1


def test_one_class_has_no_area() -> None:
    assert estimate_auc(np.ones(3, np.bool_), np.arange(3.0)) is None


def test_intervals_cover_as_often_as_they_say() -> None:
    """Normal scores, one standard deviation apart: the true area is 0.7602."""
    drawn, churned = np.random.default_rng(0), np.arange(220) < 40
    covered = 0
    for _ in range(400):
        found = estimate_auc(churned, drawn.normal(size=220) + churned)
        assert found is not None
        low, high = found.interval()
        covered += low <= 0.760250 <= high
    assert 0.93 <= covered / 400 <= 0.97


def test_the_variance_at_one_half_is_that_of_the_mann_whitney_statistic() -> None:
    """(m + n + 1) / 12mn, as in any textbook."""
    assert auc_variance(0.5, 51, 58) == pytest.approx(110 / (12 * 51 * 58))


def test_the_customers_needed_have_the_power_and_one_less_does_not() -> None:
    needed = customers_to_show(0.65, 0.2)
    assert needed is not None
    assert power_to_show(0.65, 0.2 * needed, 0.8 * needed) >= 0.8
    assert power_to_show(0.65, 0.2 * (needed - 1), 0.8 * (needed - 1)) < 0.8


def test_one_class_never_shows_anything() -> None:
    assert customers_to_show(0.65, 0.0) is None
    assert power_to_show(0.65, 0, 100) == 0
