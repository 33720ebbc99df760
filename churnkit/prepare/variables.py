"""What was decided about one variable, and the expressions that repeat it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from churnkit.config.yaml.keypath import write_path
from churnkit.frozen import Frozen
from churnkit.tables.columns.formats import Column, ColumnFormat
from churnkit.tables.rejects import Check, invalid_checks

DropReason = Literal[
    "id",
    "text",
    "date_without_as_of",
    "valid_share",
    "id_like",
    "constant",
    "all_rare",
    "rate_difference",
    "label",
    "encodes_label",
    "row_count",
    "after_outcome",
    "separates",
]
"""Why a column is no variable.

id, text: kinds that rules do not speak of. date_without_as_of: days cannot be counted back.
valid_share: too few valid values. id_like: nearly every customer has another category.
constant: one value only. all_rare: every category is rare, so that one merged category is left.
rate_difference: the churn rate hardly differs between the categories.
label, encodes_label, row_count, after_outcome, separates: it knows too much (see ``leaks``).
"""


class NumberCounts(Frozen):
    """Learning customers by value: ``counts[i]`` of them in [edges[i - 1], edges[i])."""

    edges: tuple[float, ...]
    """Inner edges, ascending; the first and the last count are of open intervals."""
    counts: tuple[int, ...]
    missing: int
    """Learning customers without a valid value."""


class CategoryCounts(Frozen):
    """Learning customers by category, as prepared: rare ones are merged."""

    categories: tuple[str, ...]
    counts: tuple[int, ...]
    missing: int
    """Learning customers without a valid value."""


class VariableRecipe(Frozen):
    """All that was decided about one variable on the learning customers."""

    name: str
    format: ColumnFormat
    """Its kind, and how its values are written."""
    low: float | None = None
    """Smallest valid value; of a date, in days before the reference date."""
    high: float | None = None
    """Largest valid value; of a date, in days before the reference date."""
    categories: tuple[str, ...] = ()
    """Categories kept, sorted; empty for numbers and dates."""
    other: str | None = None
    """Category that rare and unseen ones are merged into; None: none are merged."""
    absent: str | None = None
    """Category of the customers without a value; None: they stay without one."""
    unreadable_share: float = 0.0
    """Share of the values present that could not be read."""
    kept: bool
    reason: DropReason | None = None
    """Why it was dropped; None where it was kept."""
    histogram: NumberCounts | CategoryCounts | None = None
    """Learning customers by prepared value; None where it was dropped."""
    may_leak: bool = False
    """Whether it was kept and yet may know the outcome, as ``audit.json`` says."""

    @property
    def is_numeric(self) -> bool:
        """Whether prepared values are numbers: numbers themselves, or days before a date."""
        return self.format.kind in ("number", "date")

    def over(self, schema: Mapping[str, pl.DataType], as_of: dt.date | None) -> Preparation:
        """How the column of a table is prepared, by the types of its columns."""
        return Preparation(self, Column(self.name, schema[self.name], self.format), as_of)


@dataclass(frozen=True)
class Preparation:
    """The expressions of one variable over the column of a table."""

    variable: VariableRecipe
    column: Column
    as_of: dt.date | None
    """Date from which dates are counted back; without it they stay dates."""

    def value(self) -> pl.Expr:
        """The prepared value: Float64 or String; null where it is missing or invalid."""
        variable, parsed = self.variable, self.parsed()
        if variable.is_numeric:
            outside = self._outside(parsed)
            value = parsed if outside is None else pl.when(~outside).then(parsed)
        else:
            value = self._merged(self._filled(parsed))
        return value.alias(variable.name)

    def _filled(self, parsed: pl.Expr) -> pl.Expr:
        """Categories, those without a value in one of their own if they have one."""
        if self.variable.absent is None:
            return parsed
        return pl.when(self.missing()).then(pl.lit(self.variable.absent)).otherwise(parsed)

    def _merged(self, category: pl.Expr) -> pl.Expr:
        """Categories, rare and unseen ones merged."""
        if self.variable.other is None:
            return category
        known = pl.when(category.is_in(self.variable.categories)).then(category)
        return known.when(category.is_not_null()).then(pl.lit(self.variable.other))

    def parsed(self) -> pl.Expr:
        """The value as it was read, before limits and merging; dates are days before ``as_of``."""
        value = self.column.value()
        if self.variable.format.kind != "date" or self.as_of is None:
            return value
        days = (pl.lit(self.as_of, dtype=pl.Date) - value.cast(pl.Date)).dt.total_days()
        return days.cast(pl.Float64).alias(self.variable.name)

    def missing(self) -> pl.Expr:
        """Whether there is no value. Never null."""
        return self.column.is_missing()

    def unreadable(self) -> pl.Expr | None:
        """Whether there is a value that cannot be read; None where that cannot happen."""
        kind, dtype = self.column.format.kind, self.column.dtype
        if kind in ("id", "category", "text") and not dtype.is_nested():
            return None
        if kind == "number" and (dtype.is_integer() or dtype == pl.Boolean):
            return None
        return self.column.is_invalid()

    def outside(self) -> pl.Expr | None:
        """Whether a value was read but lies beyond the limits; None where there are no limits."""
        return self._outside(self.parsed()) if self.variable.is_numeric else None

    def checks(self) -> list[Check]:
        """What makes a value invalid, for the list of rejects."""
        column = self.column
        checks = [] if self.unreadable() is None else invalid_checks([column])
        outside = self.outside()
        if outside is not None:
            limits = _limits_in_words(self.variable)
            checks.append(Check(column.name, outside, column.written(), *limits))
        return checks

    def _outside(self, value: pl.Expr) -> pl.Expr | None:
        low, high = self.variable.low, self.variable.high
        undated = self.variable.format.kind == "date" and self.as_of is None
        if undated or (low is None and high is None):
            return None
        sides = [value < low] if low is not None else []
        sides += [value > high] if high is not None else []
        return pl.any_horizontal(sides).fill_null(value=False)


def _limits_in_words(variable: VariableRecipe) -> tuple[str, str]:
    unit = " days before the reference date" if variable.format.kind == "date" else ""
    low = "" if variable.low is None else f"from {variable.low:.15g} "
    high = "" if variable.high is None else f"up to {variable.high:.15g}"
    limits = f"{low}{high}".strip()
    settings = write_path(("data", "variables", variable.name))
    return (
        f"out of range: valid values are {limits}{unit}",
        f"correct it, or set {settings}.min and max",
    )
