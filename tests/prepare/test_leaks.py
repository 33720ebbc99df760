"""Columns that know the outcome are dropped or named; honest ones are neither."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from churnkit.prepare.leaks import (
    Candidate,
    Leak,
    LeakKind,
    assign_folds,
    auc_alone,
    find_leak,
)

Flags = NDArray[np.bool_]
N, RATE = 1_000, 0.2


def _churned(seed: int) -> Flags:
    return np.random.default_rng(seed).permutation(N) < RATE * N


def _folds(seed: int = 0) -> NDArray[np.integer]:
    keys = np.random.default_rng(seed + 1).permutation(N).astype(np.uint64)
    return assign_folds(keys, _churned(seed))


def _found(values: pl.Series, *, is_date: bool = False, **more: pl.Series) -> Leak | None:
    return find_leak(Candidate(values, is_date), _churned(0), _folds(), **more)


def _honest(auc: float, seed: int) -> pl.Series:
    """Normal values that alone have this area under the ROC curve."""
    apart = NormalDist().inv_cdf(auc) * 2**0.5
    return pl.Series(np.random.default_rng(seed).normal(size=N) + apart * _churned(seed))


def _ranges(churned: Flags) -> pl.Series:
    drawn = np.random.default_rng(5)
    starts = np.where(churned, drawn.choice([2e3, 5e3, 9e3], N), drawn.choice([1e3, 4e3, 7e3], N))
    return pl.Series(starts + drawn.integers(0, 999, N))


def _nearly(churned: Flags) -> Flags:
    """Labels of which one in two hundred is wrong."""
    return churned ^ (np.arange(N) % 200 == 7)


Leaking = Callable[[Flags], pl.Series]
LEAKS: dict[str, tuple[Leaking, LeakKind]] = {
    "the label": (lambda churned: pl.Series(np.where(churned, "gone", "here")), "label"),
    "its inverse": (lambda churned: pl.Series((~churned).astype(float)), "label"),
    "the label with errors": (lambda churned: pl.Series(_nearly(churned) * 1.0), "encodes_label"),
    "the label plus noise": (
        lambda churned: pl.Series(churned + np.random.default_rng(4).normal(0, 0.1, N)),
        "separates",
    ),
    "ids of churned customers in ranges": (_ranges, "separates"),
    "a date set at churn": (
        lambda churned: pl.Series(np.where(churned, np.arange(N) % 29, 60.0 + np.arange(N))),
        "separates",
    ),
    "a reason that leavers have": (
        lambda churned: pl.Series(["price" if gone else None for gone in churned]),
        "label",
    ),
}


@pytest.mark.parametrize(("leaking", "kind"), LEAKS.values(), ids=LEAKS)
def test_a_leak_is_dropped_and_named_for_what_it_is(leaking: Leaking, kind: LeakKind) -> None:
    found = _found(leaking(_churned(0)))

    assert found is not None
    assert (found.kind, found.drop) == (kind, True)


def test_an_honest_variable_is_not_dropped_however_good() -> None:
    found = [find_leak(Candidate(_honest(0.95, s)), _churned(s), _folds(s)) for s in range(30)]
    assert not any(leak.drop for leak in found if leak)


def test_an_honest_variable_of_088_is_hardly_ever_named() -> None:
    found = [find_leak(Candidate(_honest(0.88, s)), _churned(s), _folds(s)) for s in range(40)]
    assert sum(leak is not None for leak in found) <= 2


def test_a_variable_that_alone_is_very_good_is_named() -> None:
    found = _found(_honest(0.94, 0))
    assert found is not None
    assert (found.kind, found.drop) == ("separates", False)


@pytest.mark.parametrize("levels", [2, 60, 900])
def test_categories_of_noise_tell_nothing_however_many(levels: int) -> None:
    drawn = np.random.default_rng(levels).integers(0, levels, N)
    values = pl.Series([f"k{level}" for level in drawn])
    area = auc_alone(Candidate(values), _churned(0), _folds())
    assert area is not None
    assert area < 0.56


def test_numbers_of_noise_tell_nothing_and_order_is_enough() -> None:
    noise, good = (auc_alone(Candidate(_honest(a, 0)), _churned(0), _folds()) for a in (0.5, 0.8))
    assert noise == pytest.approx(0.5, abs=0.05)
    assert good == pytest.approx(0.8, abs=0.03)


def test_a_lower_number_can_mean_churn() -> None:
    area = auc_alone(Candidate(-_honest(0.8, 0)), _churned(0), _folds())
    assert area == pytest.approx(0.8, abs=0.03)


def test_the_id_and_a_count_of_the_rows_are_dropped() -> None:
    drawn = np.random.default_rng(3).permutation(N)
    ids = pl.Series([str(100_000 + 7 * number) for number in drawn])
    rows = pl.Series(drawn + 1)

    found = {
        "the id": _found(ids, ids=ids),
        "the id as a number": _found(ids.cast(pl.Float64), ids=ids),
        "a count": _found(rows, ids=ids, all_values=rows),
        "another text": _found(ids, all_values=ids),
    }
    assert {name: leak and (leak.kind, leak.drop) for name, leak in found.items()} == {
        "the id": ("id", True),
        "the id as a number": ("id", True),
        "a count": ("row_count", True),
        "another text": None,
    }


def test_a_shuffled_number_is_no_count_of_rows_if_one_is_missing() -> None:
    rows = pl.Series(np.random.default_rng(3).permutation(N) + 1.0)
    assert _found(rows, all_values=rows.set(rows == 500, 5_000.0)) is None


def test_dates_after_the_reference_date_are_named() -> None:
    days = pl.Series(np.random.default_rng(2).integers(-50, 900, N).astype(float))
    found = _found(days, is_date=True)

    assert found is not None
    assert (found.kind, found.drop) == ("after_outcome", False)


def test_too_few_churned_customers_say_nothing() -> None:
    churned = np.arange(N) < 3
    assert auc_alone(Candidate(pl.Series(churned * 1.0)), churned, _folds()) is None
