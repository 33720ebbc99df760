"""The quick way to values: for tables whose first rows need no repair at all.

The expressions raise where a value is not as plain as the first ones were, so that the careful
way can be taken instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from churnkit.tables.dates import DateFormat
from churnkit.tables.numbers import NumberFormat
from churnkit.tables.table import Table
from churnkit.tables.values import ColumnFormat

__all__ = ["is_quick", "quick_values", "quick_values_hold"]


def is_quick(table: Table, formats: Mapping[str, ColumnFormat]) -> bool:
    """Whether the quick way may be tried: bare text, nothing rejected, plain formats."""
    texts = all(dtype == pl.String for dtype in table.schema.values())
    return (
        table.bare and texts and table.rejects.is_empty() and all(map(_is_plain, formats.values()))
    )


def _is_plain(format_: ColumnFormat) -> bool:
    return (
        format_.number == NumberFormat()
        and format_.date in (DateFormat(), DateFormat(time=True))
        and not format_.hidden_blanks
    )


def quick_values(formats: Mapping[str, ColumnFormat]) -> Iterator[pl.Expr]:
    """Expressions that give the same values as ``ColumnFormat.value``, or raise."""
    for name, format_ in formats.items():
        column = pl.col(name)
        if format_.kind == "number":
            yield column.cast(pl.Float64)
        elif format_.kind == "date":
            yield _quick_date(column, format_.date)
        elif format_.kind == "text":
            yield pl.when(column != "").then(column).alias(name)
        elif format_.kind == "flag":
            yield column.cast(pl.Enum(["yes", "no"])).cast(pl.String)
        else:
            yield pl.when(column != "").then(column).alias(name)


def quick_values_hold(frame: pl.LazyFrame, formats: Mapping[str, ColumnFormat]) -> bool:
    """Whether values made the quick way hold nothing that only the careful way tells apart.

    That is numbers that are not finite, and texts that mean "no value".
    """
    doubts = [
        ~pl.col(name).is_finite()
        if format_.kind == "number"
        else pl.col(name).is_in(list(format_.null_tokens))
        for name, format_ in formats.items()
        if format_.kind in ("number", "id", "category")
    ]
    found = frame.select(doubt.any().alias(str(i)) for i, doubt in enumerate(doubts)).collect()
    return not any(found.row(0)) if doubts else True


def _quick_date(column: pl.Expr, found: DateFormat) -> pl.Expr:
    if found.time:
        return column.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us")
    return column.str.to_date("%Y-%m-%d")
