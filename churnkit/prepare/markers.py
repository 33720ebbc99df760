"""Values of a column that say something about a customer: churned, loyal, left, in the test set."""

from __future__ import annotations

import polars as pl

from churnkit.frozen import Frozen
from churnkit.tables.values import ColumnFormat

_TRUTHS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class Marker(Frozen):
    """A column, and those of its values that mark a customer."""

    column: str
    values: tuple[str, ...]
    """As written in the table; in a column of numbers, "1" and "1.0" are the same."""
    nulls: tuple[str, ...] = ()
    """Texts that mean "no value", unless they are among the values."""

    def marks(self, dtype: pl.DataType) -> pl.Expr:
        """Whether a customer is marked: Boolean, null where there is no value."""
        if dtype.is_numeric():
            numbers = [number for value in self.values if (number := _number(value)) is not None]
            is_missing = self._format.is_missing(self.column, dtype)
            return pl.when(~is_missing).then(pl.col(self.column).cast(pl.Float64).is_in(numbers))
        if dtype == pl.Boolean:
            truths = [_TRUTHS[value.lower()] for value in self.values if value.lower() in _TRUTHS]
            return pl.col(self.column).is_in(truths)
        return self.text(dtype).is_in(self.values)

    def only(self, value: str) -> Marker:
        """The marker for one of the values."""
        return self.model_copy(update={"values": (value,)})

    def text(self, dtype: pl.DataType) -> pl.Expr:
        """The value as it is written in the table; null where there is none."""
        return self._format.value(self.column, dtype)

    @property
    def _format(self) -> ColumnFormat:
        tokens = tuple(token for token in self.nulls if token not in self.values)
        return ColumnFormat(kind="category", null_tokens=tokens)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
