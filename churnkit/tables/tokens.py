"""How often which word for "no value" occurs."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from churnkit.tables.values import BLANKS, ColumnFormat

__all__ = ["count_tokens"]


def count_tokens(
    frame: pl.LazyFrame, formats: Mapping[str, ColumnFormat], schema: pl.Schema
) -> tuple[str, ...]:
    """One sentence for each column of text that holds such words, with a count for each."""
    columns = [
        name
        for name, format_ in formats.items()
        if format_.null_tokens and schema[name] == pl.String
    ]
    if not columns:
        return ()
    held = frame.select(
        pl.col(name).str.strip_chars(BLANKS).is_in(list(formats[name].null_tokens)).any()
        for name in columns
    ).collect()
    return tuple(_counted(frame, name, formats[name]) for name in columns if held[name].item())


def _counted(frame: pl.LazyFrame, name: str, format_: ColumnFormat) -> str:
    text = pl.col(name).str.strip_chars(BLANKS)
    counts = (
        frame.select(text)
        .filter(pl.col(name).is_in(list(format_.null_tokens)))
        .group_by(name)
        .len()
        .sort("len", name, descending=[True, False])
        .collect()
    )
    told = ", ".join(f"{token!r} {count} times" for token, count in counts.iter_rows())
    return f"column {name!r}: read as no value: {told}"
