"""Tables that are data frames in memory: the same columns and checks as those of a Parquet file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from churnkit.errors import InputError
from churnkit.tables.reading import Reading, read_table
from churnkit.tables.table import FILE, LINE, REJECTS_SCHEMA, Table

_PLAIN = "biufM"
"""Kinds of numpy arrays that polars reads as they are: flags, numbers, times."""


@dataclass(frozen=True)
class FrameTable:
    """A data frame where a file could be named."""

    name: str
    """What messages call it."""
    frame: pl.LazyFrame

    def __str__(self) -> str:
        return self.name


TableSource = Path | FrameTable
"""A file, several ones by a pattern, or a data frame."""


def frame_table(frame: Any, name: str) -> FrameTable:
    """Take a data frame for a table.

    Args:
        frame: of polars (lazy or not), pandas or pyarrow.
        name: what messages call it.

    Raises:
        TypeError: it is nothing of that.
        InputError: several columns have the same name.
    """
    if isinstance(frame, pl.LazyFrame):
        return FrameTable(name, frame)
    if isinstance(frame, pl.DataFrame):
        return FrameTable(name, frame.lazy())
    try:
        native = nw.from_native(frame, eager_only=True)
    except nw.exceptions.DuplicateError as error:
        raise InputError(
            f"{name}: several columns have the same name ({_one_line(error)}); give each its own"
        ) from None
    if native.implementation.is_pyarrow():
        return FrameTable(name, native.to_polars().lazy())
    columns = [_column(column) for column in native.iter_columns()]
    return FrameTable(name, pl.DataFrame(columns).lazy())


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def read_source(source: TableSource, reading: Reading | None = None) -> Table:
    """Read a table from files or from a data frame.

    Raises:
        InputError: as ``read_table`` does, or columns of the frame have the names of its own.
    """
    if isinstance(source, Path):
        return read_table(source, reading)
    return _read_frame(source)


def _read_frame(source: FrameTable) -> Table:
    schema = source.frame.collect_schema()
    if FILE in schema or LINE in schema:
        raise InputError(f"{source}: {FILE} and {LINE} are no names for columns; rename them")
    categories = [n for n, t in schema.items() if t in (pl.Categorical, pl.Enum)]
    frame = source.frame.with_columns(pl.col(categories).cast(pl.String)).select(
        pl.lit(source.name).alias(FILE),
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(LINE),
        *(
            pl.col(name).fill_nan(None) if dtype.is_float() else pl.col(name)
            for name, dtype in schema.items()
        ),
    )
    columns = {n: pl.String() if n in categories else t for n, t in schema.items()}
    return Table(frame, pl.Schema(columns), pl.DataFrame(schema=REJECTS_SCHEMA), ())


def _column(series: nw.Series[Any]) -> pl.Series:
    """A column of a frame, of one type; null where pandas has None, NaN, NaT or NA."""
    name = str(series.name)
    if series.dtype == nw.Datetime:
        series = series.dt.replace_time_zone(None)  # the time that the clock there showed
    if series.dtype != nw.Categorical:
        values = series.to_numpy()
        if values.dtype.kind in _PLAIN:
            return pl.Series(name, values, nan_to_null=True)
    return _mixed_column(name, _values(series))


def _mixed_column(name: str, values: list[Any]) -> pl.Series:
    """A column of Python values; where they are of several types, or of odd ones, as text."""
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) == 1:
        column = pl.Series(name, values)
        if column.dtype != pl.Object:
            return column
    texts = [None if value is None else str(value) for value in values]
    return pl.Series(name, texts, dtype=pl.String)


def _values(series: nw.Series[Any]) -> list[Any]:
    pairs: Iterable[tuple[Any, bool]] = zip(
        series.to_list(), series.is_null().to_list(), strict=True
    )
    return [None if is_null or value != value else value for value, is_null in pairs]
