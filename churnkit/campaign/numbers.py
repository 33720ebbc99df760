"""Columns of numbers that a CSV file holds as texts, made numbers again for those who reckon."""

from __future__ import annotations

import polars as pl

from churnkit.tables.values import BLANKS

_WHOLE = r"^-?(?:0|[1-9][0-9]{0,14})$"
"""Up to 15 digits, which spreadsheets keep; no leading zeros, which numbers lose."""
_DECIMAL = r"^-?(?:0|[1-9][0-9]{0,10})(?:\.[0-9]{1,4})?$"


def as_numbers(texts: pl.Series) -> pl.Series:
    """Whole or decimal numbers, where every text is one that stays what it is; else the texts.

    Args:
        texts: (n,) of any type; only texts are looked at.

    Returns:
        (n,) Int64, Float64, or what was given; null where a text is missing or blank.
    """
    if texts.dtype != pl.String:
        return texts
    bare = texts.str.strip_chars(BLANKS)
    bare = bare.set(bare == "", None)
    if bare.count() == 0:
        return texts
    for pattern, dtype in ((_WHOLE, pl.Int64()), (_DECIMAL, pl.Float64())):
        if bare.str.contains(pattern).all():
            return bare.cast(dtype)
    return texts
