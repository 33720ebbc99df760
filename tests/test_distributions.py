"""Distribution functions and quantiles, against printed tables."""

from __future__ import annotations

import pytest

from churnkit.distributions import (
    beta_quantile,
    chi_square_quantile,
    chi_square_survival,
    incomplete_beta,
    t_of,
    z_of,
)


def test_the_normal_and_t_quantiles_are_those_of_printed_tables() -> None:
    assert z_of(0.95) == pytest.approx(1.959964, abs=1e-6)
    assert [t_of(0.95, degrees) for degrees in (1, 5, 30)] == pytest.approx(
        [12.706, 2.571, 2.042], abs=5e-4
    )


@pytest.mark.parametrize(
    ("p_value", "degrees", "quantile"), [(0.05, 1, 3.841), (0.01, 9, 21.666), (0.001, 19, 43.820)]
)
def test_the_chi_square_quantiles_are_those_of_printed_tables(
    p_value: float, degrees: int, quantile: float
) -> None:
    assert chi_square_quantile(p_value, degrees) == pytest.approx(quantile, abs=5e-4)


def test_a_tiny_p_value_has_its_quantile_too() -> None:
    assert chi_square_survival(chi_square_quantile(1e-9, 50), 50) == pytest.approx(1e-9, rel=1e-6)


def test_the_beta_distribution_of_whole_numbers_is_a_binomial_tail() -> None:
    """P(Beta(2, 3) <= x) is the chance of two or more heads among four coins of chance x."""
    x = 0.3
    assert incomplete_beta(2, 3, x) == pytest.approx(1 - (1 - x) ** 4 - 4 * x * (1 - x) ** 3)


@pytest.mark.parametrize(("a", "b"), [(1, 1), (3, 80), (20_000, 480_000)])
def test_a_beta_quantile_undoes_the_distribution(a: float, b: float) -> None:
    assert incomplete_beta(a, b, beta_quantile(0.025, a, b)) == pytest.approx(0.025, rel=1e-6)
