"""Master data: what is known about a customer beside his events, and since when."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import polars as pl

from churnkit.config.models import DataSection, Nulls
from churnkit.errors import ConfigError
from churnkit.tables.inference import infer_format
from churnkit.tables.table import Table

__all__ = ["Master", "open_master"]

_AS_OF_TODAY = re.compile(
    r"(?i)status|state$|last|latest|recent|current|total|balance|cumul|to_date|churn|"
    "状态|最近|最后|累计|总额|余额|当前|流失"
)
"""Names of columns that usually hold what is known today, not what was known at a cutoff."""


@dataclass(frozen=True)
class Master:
    """One row for each customer."""

    rows: pl.DataFrame
    """The id (String), dates (Date) where the config declares a date, the others as read."""
    id: str
    known_at: dict[str, dt.date]
    """Columns that became known on a day; the others always were."""
    notes: tuple[str, ...]

    @property
    def ids(self) -> pl.DataFrame:
        """The ids of all customers."""
        return self.rows.select(self.id)

    def dropped(self, cutoff: dt.date) -> tuple[str, ...]:
        """Columns that became known after a cutoff."""
        return tuple(name for name, day in self.known_at.items() if day > cutoff)

    def at(self, cutoff: dt.date) -> pl.DataFrame:
        """What was known at a cutoff; dates as days before it, null where they lie after it."""
        known = self.rows.drop(self.dropped(cutoff))
        dates = [name for name, dtype in known.schema.items() if dtype == pl.Date]
        days = {name: (pl.lit(cutoff) - pl.col(name)).dt.total_days() for name in dates}
        return known.with_columns(
            pl.when(value >= 0).then(value).cast(pl.Float64).alias(name)
            for name, value in days.items()
        )


def open_master(table: Table, data: DataSection) -> Master:
    """Read master data: one row for each id, the first one where there are several.

    Raises:
        ConfigError: columns that the config names are not there.
    """
    _demand_columns(table, data)
    raw = table.frame.select(table.schema.names()).collect()
    format_ = infer_format(raw[data.id], "id", Nulls()).format
    declared = [n for n, variable in data.variables.items() if variable.kind == "date"]
    rows = raw.with_columns(
        format_.value(data.id, raw.schema[data.id]),
        *(_date(raw[name]) for name in declared if name in raw.columns),
    )
    with_id = rows.drop_nulls(data.id)
    unique = with_id.unique(data.id, keep="first", maintain_order=True)
    said = {
        f"master data: {raw.height - with_id.height:,} rows without an id are left out": raw.height
        - with_id.height,
        f"master data: {with_id.height - unique.height:,} rows repeat an id; the first row of each "
        "is used": with_id.height - unique.height,
        f"master data: {table.rejects.height:,} rows could not be read": table.rejects.height,
    }
    notes = [note for note, count in said.items() if count]
    known_at = {
        name: dt.date.fromisoformat(day) for name, day in data.known_at.items() if day != "always"
    }
    return Master(unique, data.id, known_at, (*table.notes, *notes, *_suspects(raw, data)))


def _demand_columns(table: Table, data: DataSection) -> None:
    found = ", ".join(table.schema)
    named = {"data.id": data.id} | {f"data.known_at.{name}": name for name in data.known_at}
    problems = [
        f"{key}: no column '{name}' in {data.customers} (found: {found})"
        for key, name in named.items()
        if name not in table.schema
    ]
    if problems:
        raise ConfigError("\n".join(problems))


def _date(column: pl.Series) -> pl.Expr:
    format_ = infer_format(column, "date", Nulls()).format
    return format_.value(column.name, column.dtype).cast(pl.Date)


def _suspects(raw: pl.DataFrame, data: DataSection) -> list[str]:
    """Columns whose names say that they hold what is known today."""
    settled = {data.id, *data.known_at, *data.ignore}
    return [
        f"master data: '{name}' may be known only as of today, which would tell the outcome; write "
        f"data.known_at: {{{name}: always}} or the date, or add it to data.ignore"
        for name in raw.columns
        if name not in settled and _AS_OF_TODAY.search(name)
    ]
