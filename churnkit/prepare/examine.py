"""What is found about one column on the learning customers, before it is judged."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnkit.config.sections.project import IngestSection, VariableSettings
from churnkit.prepare.association import Association, measure_association
from churnkit.prepare.audit import RawValue
from churnkit.prepare.groups import Groups, group_by_value
from churnkit.prepare.leaks import Candidate, Leak, LeakBounds, auc_alone, find_leak
from churnkit.shares import smallest_part
from churnkit.tables.columns.formats import ColumnFormat, texts_of

_SAMPLES = 5
"""Different invalid values that are shown."""
_ID_LIKE_SHARE = 0.9
"""Different values per customer from which categories are like ids."""
_FEWEST_IDS = 20
"""Customers below which all may differ in a category without it being like an id."""
_FEWEST_NUMBERS = 100
"""Customers below which all may differ in a whole number without it being like an id."""


@dataclass(frozen=True)
class Cells:
    """One column on the learning customers."""

    raw: pl.Series
    """(n,) as it was read, named as in the table."""
    value: pl.Series
    """(n,) parsed, before limits and merging; null where it is missing or cannot be read."""
    missing: NDArray[np.bool_]
    """(n,) whether there is no value."""
    churned: NDArray[np.bool_]
    """(n,) whether the customer churned."""
    fold: NDArray[np.integer]
    """(n,) fold of the customer, for what the column alone tells."""
    ids: pl.Series | None
    """(n,) ids; None where rows have none."""
    all_values: pl.Series | None
    """The parsed column on all rows of the table; None where it cannot count them."""
    format: ColumnFormat
    """Kind of the column, and how its values are written."""

    @property
    def is_numeric(self) -> bool:
        """Whether values are numbers: numbers themselves, or days before a date."""
        return self.value.dtype.is_numeric()

    def with_absent(self, absent: str) -> Cells:
        """The same, the customers without a value in a category of their own."""
        missing = pl.Series(self.missing)
        filled = self.value.to_frame("value").select(
            pl.when(missing).then(pl.lit(absent)).otherwise(pl.col("value"))
        )
        return replace(self, value=filled.to_series().alias(self.value.name))


@dataclass(frozen=True)
class Limits:
    """Smallest and largest valid value; None leaves a side open."""

    low: float | None = None
    high: float | None = None
    learnt: bool = False
    """Whether a side is a quantile of the learning customers."""

    def exceeded(self, values: pl.Series) -> NDArray[np.bool_]:
        """Which values lie beyond a limit; nulls do not."""
        low = -np.inf if self.low is None else self.low
        high = np.inf if self.high is None else self.high
        return ~values.is_between(low, high).fill_null(value=True).to_numpy()


@dataclass(frozen=True)
class Findings:
    """What is known about a column; customers are learning customers throughout."""

    name: str
    format: ColumnFormat
    is_numeric: bool
    customers: int
    missing: int
    unreadable: int
    unreadable_values: tuple[RawValue, ...]
    outside: int
    outside_values: tuple[RawValue, ...]
    limits: Limits
    valid: Groups
    """Customers with a valid value."""
    prepared: Groups
    """The same after merging; the merged category, if there is one, stands last."""
    rare: Groups
    """Categories that are merged."""
    other: str | None
    """Name of the merged category; None where nothing is ever merged."""
    absent: str | None
    """Name of the category of customers without a value; None where they have none."""
    association: Association | None
    leak: Leak | None
    """Why it may know the outcome; None where it seems honest, or the config says so."""
    auc: float | None

    @property
    def is_categorical(self) -> bool:
        """Whether values are categories."""
        return self.format.kind in ("category", "flag")

    @property
    def is_id_like(self) -> bool:
        """Whether nearly all customers differ."""
        distinct, total = len(self.valid.values), self.valid.total
        if self.format.kind in ("category", "text"):
            return total >= _FEWEST_IDS and distinct >= smallest_part(_ID_LIKE_SHARE, total)
        if self.format.kind == "number":
            whole = bool((self.valid.values.round() == self.valid.values).all())
            return total >= _FEWEST_NUMBERS and distinct == total and whole
        return False


def examine(cells: Cells, settings: VariableSettings, ingest: IngestSection) -> Findings:
    """Count valid and invalid values, fit limits, merge rare categories, measure what is told."""
    absent = _absent(cells, settings)
    cells = cells if absent is None else cells.with_absent(absent)
    groups = group_by_value(cells.value, cells.churned)
    limits = _fit_limits(groups, settings, ingest) if cells.is_numeric else Limits()
    outside = _exceeded(limits, cells)
    valid = groups.only(~limits.exceeded(groups.values)) if cells.is_numeric else groups
    merges = cells.format.kind == "category"
    is_rare = _is_rare(valid, ingest.rare_share if merges else 0)
    other = _safe_name(valid.values, "other") if merges else None
    prepared = _merged(valid, is_rare, other) if other else valid
    unreadable = ~cells.missing & cells.value.is_null().to_numpy()
    candidate = _candidate(cells, outside)
    leak = _leak(candidate, cells, ingest) if candidate and settings.leak != "keep" else None
    return Findings(
        name=cells.raw.name,
        format=cells.format,
        is_numeric=cells.is_numeric,
        customers=len(cells.raw),
        missing=int(cells.missing.sum()),
        unreadable=int(unreadable.sum()),
        unreadable_values=_samples(cells.raw, unreadable),
        outside=int(outside.sum()),
        outside_values=_samples(cells.raw, outside),
        limits=limits,
        valid=valid,
        prepared=prepared,
        rare=valid.only(is_rare),
        other=other,
        absent=absent,
        association=_association(cells, prepared),
        leak=leak,
        auc=_auc(candidate, leak, cells),
    )


def _absent(cells: Cells, settings: VariableSettings) -> str | None:
    """A name for the category of those without a value, if they are to have one."""
    if settings.missing != "category" or cells.format.kind not in ("category", "flag"):
        return None
    return _safe_name(cells.value, "missing")


def _fit_limits(groups: Groups, settings: VariableSettings, ingest: IngestSection) -> Limits:
    """Limits that the config gives, or else quantiles, one side at a time."""
    given = Limits(settings.min, settings.max)
    inside = groups.only(~given.exceeded(groups.values))
    low = ingest.limits.low if given.low is None else None
    high = ingest.limits.high if given.high is None else None
    if inside.total == 0 or (low is None and high is None):
        return given
    return Limits(
        low=given.low if low is None else inside.quantile(low),
        high=given.high if high is None else inside.quantile(high),
        learnt=True,
    )


def _exceeded(limits: Limits, cells: Cells) -> NDArray[np.bool_]:
    if limits.low is None and limits.high is None:
        return np.zeros(len(cells.value), dtype=np.bool_)
    return limits.exceeded(cells.value)


def _is_rare(groups: Groups, rare_share: float) -> NDArray[np.bool_]:
    return groups.customers < smallest_part(rare_share, groups.total)


def _safe_name(categories: pl.Series, word: str) -> str:
    """A name for a category that no real category has."""
    taken = set(categories.unique())
    name, number = f"({word})", 1
    while name in taken:
        number += 1
        name = f"({word} {number})"
    return name


def _merged(groups: Groups, is_rare: NDArray[np.bool_], other: str) -> Groups:
    kept, rare = groups.only(~is_rare), groups.only(is_rare)
    if rare.total == 0:
        return kept
    return Groups(
        values=pl.concat([kept.values, pl.Series(kept.values.name, [other], dtype=pl.String)]),
        customers=np.append(kept.customers, rare.total),
        churned=np.append(kept.churned, rare.churned.sum()),
    )


def _samples(raw: pl.Series, chosen: NDArray[np.bool_]) -> tuple[RawValue, ...]:
    """The most frequent of the chosen values, as they are written."""
    if not chosen.any():
        return ()
    texts = texts_of(raw.filter(pl.Series(chosen)))
    counted = texts.alias("value").value_counts(name="customers")
    frequent = counted.sort(["customers", "value"], descending=[True, False]).head(_SAMPLES)
    return tuple(RawValue(value=str(value), customers=n) for value, n in frequent.iter_rows())


def _association(cells: Cells, groups: Groups) -> Association | None:
    if cells.format.kind not in ("category", "flag"):
        return None
    return measure_association(groups.customers, groups.churned)


def _candidate(cells: Cells, outside: NDArray[np.bool_]) -> Candidate | None:
    """The column as far as it may tell the outcome; None for kinds that rules do not speak of."""
    if cells.format.kind in ("id", "text"):
        return None
    values = cells.value
    if outside.any():
        values = values.zip_with(~pl.Series(outside), pl.Series([None], dtype=values.dtype))
    if values.dtype.is_temporal():
        return Candidate(values.cast(pl.Datetime("ms")).cast(pl.Float64))
    return Candidate(values, is_date=cells.format.kind == "date")


def _leak(candidate: Candidate, cells: Cells, ingest: IngestSection) -> Leak | None:
    bounds = LeakBounds(drop=ingest.leaks.drop, suspect=ingest.leaks.suspect)
    return find_leak(
        candidate,
        cells.churned,
        cells.fold,
        ids=cells.ids,
        all_values=cells.all_values,
        bounds=bounds,
    )


def _auc(candidate: Candidate | None, leak: Leak | None, cells: Cells) -> float | None:
    """How well the column alone, or there being a value at all, tells the classes apart."""
    if leak is not None or candidate is None:
        return leak.auc if leak else None
    return auc_alone(candidate, cells.churned, cells.fold)
