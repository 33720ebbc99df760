"""Values of a column that say something about a customer: churned, loyal, left, in the test set."""

from __future__ import annotations

import polars as pl

from churnkit.artifacts import Frozen

__all__ = ["Marker", "as_written"]

_TRUTHS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class Marker(Frozen):
    """A column, and those of its values that mark a customer."""

    column: str
    values: tuple[str, ...]
    """As written in the table; against numbers they are compared as numbers."""
    nulls: tuple[str, ...] = ()
    """Texts that mean "no value"."""

    def marks(self, dtype: pl.DataType) -> pl.Expr:
        """Whether a customer is marked: Boolean, null where there is no value."""
        column = pl.col(self.column)
        if dtype.is_numeric():
            numbers = [number for value in self.values if (number := _number(value)) is not None]
            return column.cast(pl.Float64).fill_nan(None).is_in(numbers)
        if dtype == pl.Boolean:
            truths = [_TRUTHS[value.lower()] for value in self.values if value.lower() in _TRUTHS]
            return column.is_in(truths)
        return self.text(dtype).is_in(self.values)

    def text(self, dtype: pl.DataType) -> pl.Expr:
        """The value as it is written in the table; null where there is none."""
        text = as_written(self.column, dtype)
        tokens = [token for token in self.nulls if token not in self.values]
        return pl.when(~text.is_in(tokens)).then(text)


def as_written(name: str, dtype: pl.DataType) -> pl.Expr:
    """A column as text without blanks around it; the empty text is null."""
    column = pl.col(name).fill_nan(None) if dtype.is_float() else pl.col(name)
    text = column.cast(pl.String).str.strip_chars()
    return pl.when(text != "").then(text)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
