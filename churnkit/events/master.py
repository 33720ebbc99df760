"""Master data: what is known about a customer beside his events, and since when."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import polars as pl

from churnkit.config.sections.project import DataSection, Kind, Nulls, VariableSettings
from churnkit.errors import ConfigError, InputError
from churnkit.events.logs import NO_ID
from churnkit.tables.columns.inference import infer_format
from churnkit.tables.table import FILE, LINE, REJECTS_SCHEMA, Table

_AS_OF_TODAY = re.compile(
    r"(?i)status|state$|last|latest|recent|current|total|balance|cumul|to_date|churn|"
    "状态|最近|最后|累计|总额|余额|当前|流失"
)
"""Names of columns that usually hold what is known today, not what was known at a cutoff."""

_REPEATED = ("another row with the same id was kept", "leave one row per customer")


@dataclass(frozen=True)
class Master:
    """One row for each customer."""

    rows: pl.DataFrame
    """The id (String), dates (Date) where the config declares a date, the others as read."""
    id: str
    known_at: dict[str, dt.date]
    """Columns that became known on a day; the others always were."""
    unread: int
    """Rows that could not be read."""
    without_id: int
    """Rows that are left out, because they are nobody's."""
    repeated: int
    """Rows that are left out, because another row has the same id."""
    suspects: tuple[str, ...]
    """Columns that may hold what is known only as of today."""
    rejects: pl.DataFrame
    """The rows left out, in REJECTS_SCHEMA."""
    notes: tuple[str, ...]
    """What the reader of the table assumed or repaired."""

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


def open_master(table: Table, data: DataSection, nulls: Nulls | None = None) -> Master:
    """Read master data: one row for each id, as ``data.duplicates`` says where there are several.

    Args:
        table: the customers as they were read.
        data: what the columns mean.
        nulls: texts that mean "no value", by kind. Default: the defaults.

    Raises:
        ConfigError: columns that the config names are not there.
        InputError: ids are repeated, and ``data.duplicates`` allows none.
    """
    _require_columns(table, data)
    raw = table.frame.collect()
    nulls = nulls or Nulls()
    declared = [n for n, variable in data.variables.items() if variable.kind == "date"]
    rows = raw.with_columns(
        _parsed(raw[data.id], "id", data, nulls),
        *(
            _parsed(raw[name], "date", data, nulls).cast(pl.Date)
            for name in declared
            if name in raw.columns
        ),
    )
    nobody = rows.filter(pl.col(data.id).is_null())
    with_id = rows.drop_nulls(data.id)
    id_ = pl.col(data.id)
    stays = id_.is_last_distinct() if data.duplicates == "last" else id_.is_first_distinct()
    unique, repeated = with_id.filter(stays), with_id.filter(~stays)
    _require_unique(repeated, data)
    rejects = [_rejects(nobody, data.id, NO_ID), _rejects(repeated, data.id, _REPEATED)]
    return Master(
        rows=unique.drop(FILE, LINE),
        id=data.id,
        known_at={
            name: dt.date.fromisoformat(day)
            for name, day in data.known_at.items()
            if day != "always"
        },
        unread=table.rejects.height,
        without_id=nobody.height,
        repeated=repeated.height,
        suspects=_suspects(table, data),
        rejects=pl.concat([table.rejects, *rejects]),
        notes=table.notes,
    )


def _require_unique(repeated: pl.DataFrame, data: DataSection) -> None:
    if data.duplicates != "error" or repeated.is_empty():
        return
    first = repeated.row(0, named=True)
    raise InputError(
        f"{first[FILE]}:{first[LINE]}: duplicate id '{first[data.id]}' ({repeated.height:,} rows "
        "with duplicate ids in all); leave one row per customer, or set data.duplicates to "
        "first or last"
    )


def _rejects(rows: pl.DataFrame, id_: str, why: tuple[str, str]) -> pl.DataFrame:
    reason, remedy = why
    return rows.select(
        pl.col(FILE).alias("file"),
        pl.col(LINE).alias("line"),
        pl.lit(id_).alias("column"),
        pl.col(id_).fill_null("").alias("value"),
        pl.lit(reason).alias("reason"),
        pl.lit(remedy).alias("remedy"),
    ).cast(REJECTS_SCHEMA)  # fmt: skip


def _require_columns(table: Table, data: DataSection) -> None:
    found = ", ".join(table.schema)
    named = {"data.id": data.id} | {f"data.known_at.{name}": name for name in data.known_at}
    problems = [
        f"{key}: no column '{name}' in {data.customers} (found: {found})"
        for key, name in named.items()
        if name not in table.schema
    ]
    if problems:
        raise ConfigError("\n".join(problems))


def _parsed(column: pl.Series, kind: Kind, data: DataSection, nulls: Nulls) -> pl.Series:
    known = data.variables.get(column.name, VariableSettings())
    return infer_format(column, kind, nulls, tokens=known.nulls).format.parse(column)


def _suspects(table: Table, data: DataSection) -> tuple[str, ...]:
    """Columns whose names say that they hold what is known today."""
    settled = {data.id, *data.known_at, *data.ignore}
    return tuple(n for n in table.schema if n not in settled and _AS_OF_TODAY.search(n))
