"""Columns that know the outcome: how well one variable alone tells churn, out of fold, and why.

What a variable tells is measured on learning customers only, each judged by what the other folds
say, so that many categories or fine numbers gain nothing by chance.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnkit.frozen import Frozen
from churnkit.prepare.association import auc_of_groups

Flags = NDArray[np.bool_]
Integers = NDArray[np.integer]
Floats = NDArray[np.float64]

LeakKind = Literal["label", "encodes_label", "id", "row_count", "after_outcome", "separates"]
"""label: its values are the two classes. encodes_label: few values, of which
nearly every one belongs to one class.
id: it repeats the id. row_count: it counts the rows. after_outcome: dates after the reference date.
separates: alone it tells the classes apart."""

LEAK_KINDS: tuple[LeakKind, ...] = get_args(LeakKind)
FOLDS = 5
_COARSE, _FINE = 20, 1_000
_ORDERED = 5_000
_PER_BIN = 10
_PRIOR = 1.0
"""Customers of the base rate that are added to each bin."""
_HONEST_AUC = 0.95
"""A variable may be as good as this and known before the outcome: it is not dropped by chance."""
_UNSUSPECTED_AUC = 0.88
"""A variable as good as this is not named by chance."""
_DROP_ERRORS, NAME_ERRORS = 2.0, 1.645
"""Standard errors that an area must lie above those."""
_FEWEST_OF_CLASS = 5
_FEWEST_ROWS = 100
"""Rows below which a run of whole numbers is no count of them."""
_NOISE, _CHURNED_NOISE = 0.01, 0.1
"""Customers of the other class than most with their value: shares of all, and of the churned."""
_LACKING = 0.01
"""Share of the rows that a count of them may lack."""
_FEWEST_PER_VALUE = 20
"""Customers per value, on average, of a column that encodes the label."""
_AFTER = 0.01
"""Share of the dates that may lie after the reference date."""


class Leak(Frozen):
    """Why a column may know the outcome."""

    kind: LeakKind
    auc: float | None
    """Area under the ROC curve of the variable alone, out of fold; None where it is not known."""
    drop: bool
    """Whether it is dropped unless the config keeps it; else it is named only."""


@dataclass(frozen=True)
class LeakBounds:
    """Areas of a variable alone from which it is dropped, and from which it is named."""

    drop: float = 0.98
    suspect: float = 0.90


@dataclass(frozen=True)
class Candidate:
    """A column on the learning customers."""

    values: pl.Series
    """(n,) numbers, days before the reference date, or texts; null where there is no value."""
    is_date: bool = False

    @property
    def is_numeric(self) -> bool:
        """Whether values are numbers."""
        return self.values.dtype.is_numeric()


def assign_folds(keys: NDArray[np.uint64], churned: Flags, folds: int = FOLDS) -> Integers:
    """(n,) fold of each customer: stratified by class, in the order of the keys."""
    fold = np.empty(churned.size, dtype=np.int64)
    for rows in (np.flatnonzero(churned), np.flatnonzero(~churned)):
        fold[rows[np.argsort(keys[rows], kind="stable")]] = np.arange(rows.size) % folds
    return fold


def auc_alone(column: Candidate, churned: Flags, fold: Integers) -> float | None:
    """Area under the ROC curve of one variable, out of fold; None where a class is too small.

    Numbers are judged by their order, in the direction that the other folds say, and by the churn
    rates of coarse and of fine bins in the other folds; categories by the rates of theirs. A
    missing value is a value. The best of these counts, and no less than one half.
    """
    if min(int(churned.sum()), int((~churned).sum())) < _FEWEST_OF_CLASS:
        return None
    if not column.is_numeric:
        return max(0.5, _auc_of_rates(_categories(column.values), churned, fold))
    ranks = _ranked(column.values)
    by_rate = [_auc_of_rates(codes, churned, fold) for codes in _bins(ranks)]
    return max(0.5, _auc_of_order(ranks, churned, fold), *by_rate)


def find_leak(
    column: Candidate,
    churned: Flags,
    fold: Integers,
    *,
    ids: pl.Series | None = None,
    all_values: pl.Series | None = None,
    bounds: LeakBounds = LeakBounds(),
) -> Leak | None:
    """What a column is that knows too much; None where it does not.

    Args:
        column: the column on the learning customers.
        churned: (n,) who churned.
        fold: (n,) fold of each (``assign_folds``).
        ids: (n,) ids as texts; None where rows have none.
        all_values: the same column on all rows, of learning and test, to see whether it counts
            them. Default: those of the learning customers, of whom no count is expected.
        bounds: areas from which a column is dropped or named.
    """
    area = auc_alone(column, churned, fold)
    if ids is not None and _repeats(column.values, ids):
        return Leak(kind="id", auc=area, drop=True)
    if all_values is not None and _counts_rows(all_values):
        return Leak(kind="row_count", auc=area, drop=True)
    if area is None or area < bounds.suspect:
        is_late = column.is_date and _is_after_outcome(column.values)
        return Leak(kind="after_outcome", auc=area, drop=False) if is_late else None
    kind = _kind(column, churned)
    if area >= bounds.drop:
        surely = is_above(area, _HONEST_AUC, churned, _DROP_ERRORS)
        return Leak(kind=kind, auc=area, drop=surely or kind in ("label", "encodes_label"))
    is_named = kind == "after_outcome" or _is_suspect(area, bounds, churned)
    return Leak(kind=kind, auc=area, drop=False) if is_named else None


def may_count_rows(values: pl.Series) -> bool:
    """Whether the first values may be part of a count: whole numbers that all differ."""
    first = values.head(_FEWEST_ROWS)
    if not first.dtype.is_numeric() or first.null_count():
        return False
    return first.is_unique().all() and bool((first.round() == first).all())


def _is_suspect(area: float, bounds: LeakBounds, churned: Flags) -> bool:
    unsuspected = min(_UNSUSPECTED_AUC, bounds.suspect)
    return is_above(area, unsuspected, churned, NAME_ERRORS)


def _kind(column: Candidate, churned: Flags) -> LeakKind:
    if column.is_date and _is_after_outcome(column.values):
        return "after_outcome"
    rows, of_churned = _value_counts(column.values, churned)
    odd = int(np.minimum(of_churned, rows - of_churned).sum())
    if rows.size == 2 and odd == 0:
        return "label"
    few = rows.size * _FEWEST_PER_VALUE <= churned.size
    pure = odd <= min(_NOISE * churned.size, _CHURNED_NOISE * of_churned.sum())
    return "encodes_label" if few and pure else "separates"


def _value_counts(values: pl.Series, churned: Flags) -> tuple[Integers, Integers]:
    """Customers by value, a missing one being a value, and those of them who churned."""
    counted = (
        pl.DataFrame({"value": values, "churned": pl.Series(churned)})
        .group_by("value")
        .agg(rows=pl.len(), churned=pl.col("churned").sum())
        .sort("value", nulls_last=True)
    )
    return counted["rows"].cast(pl.Int64).to_numpy(), counted["churned"].cast(pl.Int64).to_numpy()


def _repeats(values: pl.Series, ids: pl.Series) -> bool:
    """Whether a column is the id, as a text or as a number."""
    few = (values.head(_FEWEST_ROWS), ids.head(_FEWEST_ROWS))
    return _is_same(*few) and _is_same(values, ids)


def _is_same(values: pl.Series, ids: pl.Series) -> bool:
    if values.dtype.is_numeric():
        ids = ids.cast(pl.Float64, strict=False)
        return bool(ids.is_not_null().all() and (ids == values.cast(pl.Float64)).all())
    return values.null_count() == 0 and bool((ids == values.cast(pl.String)).all())


def _counts_rows(values: pl.Series) -> bool:
    """Whether values are whole numbers one after the other, each there once, in any order.

    Few may be lacking, of rows that could not be read.
    """
    if not may_count_rows(values) or values.len() < _FEWEST_ROWS or values.null_count():
        return False
    numbers = values.cast(pl.Float64).to_numpy()
    if numbers.max() - numbers.min() >= numbers.size * (1 + _LACKING):
        return False
    steps = np.diff(np.sort(numbers))
    return bool((steps >= 1).all() and (steps == np.round(steps)).all())


def _is_after_outcome(days: pl.Series) -> bool:
    """Whether dates lie after the date from which days are counted back."""
    after = (days < 0).sum()
    return bool(after > _AFTER * max(1, days.len() - days.null_count()))


def is_above(area: float, honest: float, churned: Flags, errors: float = NAME_ERRORS) -> bool:
    """Whether an area lies above an honest one by more than chance explains.

    The variance of the honest area is that of Hanley and McNeil (Radiology 143, 1982).
    """
    m, n = int(churned.sum()), int((~churned).sum())
    q1, q2 = honest / (2 - honest), 2 * honest**2 / (1 + honest)
    own = honest * (1 - honest) + (m - 1) * (q1 - honest**2) + (n - 1) * (q2 - honest**2)
    return area - honest > errors * math.sqrt(own / (m * n))


def _categories(values: pl.Series) -> Integers:
    """(n,) number of each category, in their order from 1; 0 where it is missing."""
    texts = values.cast(pl.String)
    numbers = texts.cast(pl.Enum(texts.drop_nulls().unique().sort())).to_physical()
    codes: Integers = (numbers.cast(pl.Int64) + 1).fill_null(0).to_numpy()
    return codes


def _bins(ranks: Integers) -> Iterator[Integers]:
    """(n,) bins of numbers, once for each way of binning; the missing are a bin."""
    for bins in (_COARSE, min(_FINE, ranks.size // _PER_BIN)):
        yield np.where(ranks == 0, 0, 1 + (ranks - 1) * bins // ranks.size)


def _ranked(values: pl.Series) -> Integers:
    """(n,) the smallest rank of each value, from 1; 0 where it is missing."""
    ranks: Integers = values.rank("min").fill_null(0).to_numpy().astype(np.int64)
    return ranks


def _auc_of_rates(codes: Integers, churned: Flags, fold: Integers) -> float:
    """Area of bins in the order of their churn rates in the other folds."""
    rows, of_churned = _sums(codes, churned, fold)
    others = rows.sum(axis=0) - rows
    base = churned.mean()
    rates = (of_churned.sum(axis=0) - of_churned + _PRIOR * base) / (others + _PRIOR)
    return _mean_area(rows, of_churned, [np.argsort(rate, kind="stable") for rate in rates], rates)


def _auc_of_order(ranks: Integers, churned: Flags, fold: Integers) -> float:
    """Area of values in the direction that the other folds say; the missing are left out.

    Beyond _ORDERED customers neighbours share a bin, by which an area changes by less than .0002.
    """
    bins = min(_ORDERED, ranks.size)
    rows, of_churned = _sums((ranks - 1) * bins // ranks.size + 1, churned, fold)
    rows, of_churned = rows[:, 1:], of_churned[:, 1:]
    all_rows, all_churned = rows.sum(axis=0), of_churned.sum(axis=0)
    found = []
    for k in range(rows.shape[0]):
        here = auc_of_groups(rows[k], of_churned[k])
        there = auc_of_groups(all_rows - rows[k], all_churned - of_churned[k])
        if here is not None and there is not None:
            found.append(here if there >= 0.5 else 1 - here)
    share = float((ranks > 0).mean())
    return (float(np.mean(found)) if found else 0.5) * share + 0.5 * (1 - share)


def _mean_area(
    rows: Integers, of_churned: Integers, orders: Sequence[Integers], rates: Floats
) -> float:
    """Mean area over the folds, bins of equal rate counting as one."""
    found = []
    for k, order in enumerate(orders):
        starts = np.flatnonzero(np.diff(rates[k][order], prepend=-1.0))
        area = auc_of_groups(
            np.add.reduceat(rows[k][order], starts), np.add.reduceat(of_churned[k][order], starts)
        )
        if area is not None:
            found.append(area)
    return float(np.mean(found)) if found else 0.5


def _sums(codes: Integers, churned: Flags, fold: Integers) -> tuple[Integers, Integers]:
    """(folds, bins) customers, and those of them who churned."""
    bins, folds = int(codes.max()) + 1, int(fold.max()) + 1
    place = fold * bins + codes
    rows = np.bincount(place, minlength=folds * bins)
    of_churned = np.bincount(place[churned], minlength=folds * bins)
    return rows.reshape(folds, bins), of_churned.reshape(folds, bins)
