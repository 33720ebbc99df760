"""How often which word for "no value" occurs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from churnkit.tables.values import BLANKS, ColumnFormat

__all__ = ["count_tokens", "token_sums"]


def token_sums(formats: Mapping[str, ColumnFormat], schema: pl.Schema) -> dict[str, pl.Expr]:
    """For each column of text, an expression that counts its words for "no value"."""
    return {
        name: _trimmed(name).is_in(list(format_.null_tokens)).sum()
        for name, format_ in formats.items()
        if format_.null_tokens and schema[name] == pl.String
    }


def count_tokens(
    frame: pl.LazyFrame, formats: Mapping[str, ColumnFormat], columns: Iterable[str]
) -> tuple[str, ...]:
    """One sentence for each of the columns, with a count for each word."""
    return tuple(_counted(frame, name, formats[name]) for name in columns)


def _trimmed(name: str) -> pl.Expr:
    return pl.col(name).str.strip_chars(BLANKS)


def _counted(frame: pl.LazyFrame, name: str, format_: ColumnFormat) -> str:
    counts = (
        frame.select(_trimmed(name))
        .filter(pl.col(name).is_in(list(format_.null_tokens)))
        .group_by(name)
        .len()
        .sort("len", name, descending=[True, False])
        .collect()
    )
    told = ", ".join(f"{token!r} {count} times" for token, count in counts.iter_rows())
    return f"column {name!r}: read as no value: {told}"
