"""Chi-square test, Cramer's V and the area under the ROC curve of a single variable."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnkit.distributions import chi_square_survival
from churnkit.prepare.association import (
    auc_of_groups,
    measure_association,
)


def counts(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


@pytest.mark.parametrize(
    ("statistic", "degrees", "p_value"),
    [  # upper percentage points, as printed in statistical tables
        (3.841459, 1, 0.05), (6.634897, 1, 0.01), (10.827566, 1, 0.001),
        (5.991465, 2, 0.05), (9.210340, 2, 0.01),
        (7.814728, 3, 0.05), (16.266236, 3, 0.001),
        (18.307038, 10, 0.05), (24.995790, 15, 0.05), (124.342113, 100, 0.05),
        (0.003932, 1, 0.95), (67.327563, 99, 0.9938),
    ],
)  # fmt: skip
def test_the_survival_function_agrees_with_tables(
    statistic: float, degrees: int, p_value: float
) -> None:
    assert chi_square_survival(statistic, degrees) == pytest.approx(p_value, rel=2e-4)


@pytest.mark.parametrize("degrees", [1, 2, 3, 50, 999, 1000])
def test_large_statistics_underflow_to_zero(degrees: int) -> None:
    assert chi_square_survival(0.0, degrees) == 1
    assert chi_square_survival(1e6, degrees) == pytest.approx(0)
    assert chi_square_survival(1e300, degrees) == 0


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.integers(1, 200))
def test_the_survival_function_falls_with_the_statistic(a: float, b: float, degrees: int) -> None:
    low, high = sorted([a, b])
    assert 0 <= chi_square_survival(high, degrees) <= chi_square_survival(low, degrees) + 1e-12 <= 2


@given(st.floats(0.01, 500), st.integers(1, 100))
def test_the_survival_function_obeys_its_recurrence(statistic: float, degrees: int) -> None:
    """Q(x; k + 2) = Q(x; k) + (x/2)^(k/2) exp(-x/2) / Gamma(k/2 + 1)."""
    half = statistic / 2
    step = math.exp(degrees / 2 * math.log(half) - half - math.lgamma(degrees / 2 + 1))
    expected = chi_square_survival(statistic, degrees) + step
    assert chi_square_survival(statistic, degrees + 2) == pytest.approx(expected, abs=1e-9)


def test_a_table_worked_by_hand() -> None:
    # churned 30 of 100 and 10 of 100; expected 20 and 20 churned, 80 and 80 loyal:
    # 100/20 + 100/20 + 100/80 + 100/80 = 12.5; V = sqrt(12.5 / 200) = 0.25
    found = measure_association(counts(100, 100), counts(30, 10))
    assert found is not None
    assert found.chi_square == pytest.approx(12.5)
    assert found.degrees == 1
    assert found.effect == pytest.approx(0.25)
    assert found.p_value == pytest.approx(0.000407, rel=1e-3)


def test_equal_rates_tell_nothing() -> None:
    found = measure_association(counts(10, 20, 30), counts(1, 2, 3))
    assert found is not None
    assert (found.degrees, found.effect, found.p_value) == (2, pytest.approx(0), pytest.approx(1))


def test_a_category_of_one_class_each_tells_all() -> None:
    found = measure_association(counts(40, 60), counts(40, 0))
    assert found is not None
    assert found.effect == pytest.approx(1)


@pytest.mark.parametrize(
    ("customers", "churned"),
    [
        pytest.param((), (), id="no category"),
        pytest.param((10,), (3,), id="one category"),
        pytest.param((10, 0), (3, 0), id="one that anybody has"),
        pytest.param((10, 10), (0, 0), id="nobody churned"),
        pytest.param((10, 10), (10, 10), id="everybody churned"),
    ],
)
def test_nothing_can_be_compared(customers: tuple[int, ...], churned: tuple[int, ...]) -> None:
    assert measure_association(counts(*customers), counts(*churned)) is None


def test_ten_million_customers_make_any_difference_significant_but_not_large() -> None:
    found = measure_association(counts(5_000_000, 5_000_000), counts(265_000, 268_000))
    assert found is not None
    assert found.p_value < 1e-4
    assert found.effect < 0.02


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 6)), min_size=1, max_size=6))
def test_the_auc_counts_pairs(groups: list[tuple[int, int]]) -> None:
    customers = counts(*(n for n, _ in groups))
    churned = counts(*(min(n, c) for n, c in groups))
    wins = [
        (i > j) + 0.5 * (i == j)
        for i, of_churned in enumerate(churned)
        for j, of_loyal in enumerate(customers - churned)
        for _ in range(of_churned * of_loyal)
    ]
    expected = sum(wins) / len(wins) if wins else None
    assert auc_of_groups(customers, churned) == (expected and pytest.approx(expected))
