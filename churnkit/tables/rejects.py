"""Values that could not be used, listed where a person will look for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from churnkit.config.sections.project import Kind
from churnkit.tables.columns.advice import how_to_say
from churnkit.tables.columns.formats import Column
from churnkit.tables.table import FILE, LINE, REJECTS_SCHEMA
from churnkit.tables.write.csv_list import write_csv

_MOST_KINDS, _LONGEST_VALUE = 5, 40
"""Of what is shown of a list of rejects."""
_REASONS: dict[Kind, tuple[str, str]] = {
    "number": ("not a finite number", "write it with digits, or declare it as a null token"),
    "date": ("not a date of the calendar", "write it as YYYY-MM-DD"),
    "flag": ("neither yes nor no", "write yes or no"),
    "id": ("not an id", "write it as text"),
    "category": ("not a text", "write it as text"),
    "text": ("not a text", "write it as text"),
}
_SAID = {
    "myriads": (r"\d\s*万", "1万 is 10000"),
    "accounting": (r"^\s*(?:\([\d.,]+\)|[\d.,]+-)\s*$", "(1) and 1- are -1"),
}
"""Ways of writing numbers that are read only where a word says so: what they look like and mean."""


@dataclass(frozen=True)
class Check:
    """One way in which values of a column can be unusable."""

    column: str
    invalid: pl.Expr
    """Boolean, never null: which rows are meant."""
    raw: pl.Expr
    """String: the value as it was."""
    reason: str
    remedy: str
    hints: tuple[tuple[str, str], ...] = ()
    """Patterns of values for which there is a better remedy, and that."""

    def entry(self) -> pl.Expr:
        """A struct for rejects.csv where the value is invalid, else null."""
        entry = pl.struct(
            pl.lit(self.column).alias("column"),
            self.raw.cast(pl.String).alias("value"),
            pl.lit(self.reason).alias("reason"),
            self._remedy().alias("remedy"),
        )
        return pl.when(self.invalid).then(entry)

    def _remedy(self) -> pl.Expr:
        remedy = pl.lit(self.remedy)
        for pattern, better in self.hints:
            looks_so = self.raw.cast(pl.String).str.contains(pattern)
            remedy = pl.when(looks_so).then(pl.lit(better)).otherwise(remedy)
        return remedy


def invalid_checks(columns: Iterable[Column]) -> list[Check]:
    """A check per column for values that are there but cannot be read as its kind."""
    return [
        Check(
            column.name,
            column.is_invalid(),
            column.written(),
            *_REASONS[column.format.kind],
            _hints(column.name) if column.format.kind == "number" else (),
        )
        for column in columns
    ]


def _hints(name: str) -> tuple[tuple[str, str], ...]:
    """What to write where numbers are written in a way that has to be said."""
    return tuple(
        (pattern, f"if {meaning}, say so ({how_to_say(name, 'number', word)})")
        for word, (pattern, meaning) in _SAID.items()
    )


def late_checks(columns: Iterable[Column], as_of: date) -> list[Check]:
    """A check per column of dates for those after the date of the table."""
    return [
        Check(
            column.name,
            (column.value().dt.date() > as_of).fill_null(False),
            pl.col(column.name).cast(pl.String),
            f"after {as_of}, the date of the table",
            "correct the date, or say a later date of the table",
        )
        for column in columns
        if column.format.kind == "date"
    ]


def value_rejects(frame: pl.LazyFrame, checks: Sequence[Check]) -> pl.LazyFrame:
    """Every value that a check finds, in REJECTS_SCHEMA, in the order of the rows.

    ``frame`` holds FILE, LINE and the columns that the checks speak of; it is read once.
    """
    if not checks:
        return pl.LazyFrame(schema=REJECTS_SCHEMA)
    return (
        frame.filter(pl.any_horizontal(check.invalid for check in checks))
        .select(
            pl.col(FILE).alias("file"),
            pl.col(LINE).cast(pl.Int64).alias("line"),
            pl.concat_list(check.entry() for check in checks).alias("entry"),
        )
        .explode("entry")
        .drop_nulls("entry")
        .unnest("entry")
        .select(REJECTS_SCHEMA.names())
    )


def count_invalid(frame: pl.LazyFrame, checks: Sequence[Check]) -> list[int]:
    """How many values each of the checks finds; the frame is read once."""
    if not checks:
        return []
    sums = (check.invalid.sum().alias(str(place)) for place, check in enumerate(checks))
    return [int(count or 0) for count in frame.select(sums).collect().row(0)]


def write_rejects(frame: pl.DataFrame | pl.LazyFrame, path: Path) -> int:
    """Write rejects as an Excel-safe list; return how many there are."""
    write_csv(frame.lazy().select(REJECTS_SCHEMA.names()), path)
    rejects = pl.scan_csv(path, schema=REJECTS_SCHEMA)
    return int(rejects.select(pl.len()).collect().item())


def reject_examples(path: Path) -> str:
    """The most frequent kinds of a list of rejects, each with its number and first example."""
    kinds = (
        pl.scan_csv(path, schema=REJECTS_SCHEMA)
        .group_by("column", "reason", maintain_order=True)
        .agg(pl.len().alias("count"), pl.col("file", "line", "value").first())
        .sort("count", descending=True, maintain_order=True)
        .collect()
    )
    shown = [_example(**kind) for kind in kinds.head(_MOST_KINDS).iter_rows(named=True)]
    more = kinds.height - len(shown)
    return "; ".join([*shown, *([f"and {more:,} more kinds"] if more else [])])


def _example(
    column: str | None, reason: str, count: int, file: str, line: int | None, value: str | None
) -> str:
    where = f"column '{column}': " if column else ""
    at = file if line is None else f"{file}:{line}"
    quoted = " ".join((value or "").split())
    short = quoted if len(quoted) <= _LONGEST_VALUE else f"{quoted[:_LONGEST_VALUE]}..."
    return f"{where}{reason} ({count:,}, such as {at}: '{short}')"
