"""A table as it was read: every good row, where it stands in which file, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import polars as pl

from churnkit.errors import InputError
from churnkit.tables.columns.formats import Column, ColumnFormat

FILE = "__file__"
"""Column of a table: name of the file that a row comes from; where a pattern reaches into several
folders, with the folders from there on (String)."""
LINE = "__line__"
"""Column of a table: line on which the row begins, 1-based; the row number in Parquet (Int64)."""

REJECTS_SCHEMA = pl.Schema(
    {
        "file": pl.String,
        "line": pl.Int64,
        "column": pl.String,
        "value": pl.String,
        "reason": pl.String,
        "remedy": pl.String,
    }
)
"""Columns of ``rejects.csv``; ``column`` is null where the trouble is with the whole row."""


@dataclass(frozen=True)
class Table:
    """Rows that could be read, lazily, and the rejects and notes of reading them."""

    frame: pl.LazyFrame
    """FILE, LINE, then the columns: String from CSV, the stored type from Parquet."""
    schema: pl.Schema
    """Types of the columns, without FILE and LINE."""
    rejects: pl.DataFrame
    """Rows that could not be read, in REJECTS_SCHEMA."""
    notes: tuple[str, ...]
    """What was assumed or repaired, one sentence each."""
    bare: bool = False
    """Whether it is known that no text has blanks around it."""

    def columns(self, formats: Mapping[str, ColumnFormat]) -> dict[str, Column]:
        """Some of the columns, with their types."""
        return {name: Column(name, self.schema[name], format_) for name, format_ in formats.items()}


@contextmanager
def damage_as_error(table: Table) -> Iterator[None]:
    """Tell a failure to read the rows of a table by the name of its file.

    Rows are read lazily: a Parquet file can have a sound outline and damaged pages. Wrap whatever
    collects a frame that comes from ``table``.

    Raises:
        InputError: a page cannot be read, or the file is gone.
    """
    try:
        yield
    except (pl.exceptions.ComputeError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(
            f"{_files(table)}: damaged, its rows cannot be read ({reason}); write it again"
        ) from error


def _files(table: Table) -> str:
    names = table.frame.select(pl.col(FILE).unique(maintain_order=True)).collect()[FILE].to_list()
    return names[0] if len(names) == 1 else f"one of {', '.join(names)}"
