"""The quick way to values: plain ones by the plainest expressions, all others with care.

A quick expression gives what ``Column.value`` gives, or null. So a row needs a second look
only where a text is written and no value came out. Such rows are made anew with care while the
table streams by; words for "no value" are counted, and rows with invalid values are set aside for
whoever lists them. As long as these are few, a table is read once, whether it is clean or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

import polars as pl

from churnkit.tables.columns.formats import Column
from churnkit.tables.columns.null_words import Words, words_in
from churnkit.tables.rejects import Check
from churnkit.tables.table import FILE, LINE, Table

MOST_BYTES = 128 << 20
"""Memory for rows that are set aside; a table with more of them is read once more."""


@dataclass(frozen=True)
class Plan:
    """How the values of a table are made, and which of them are invalid."""

    table: Table
    columns: Mapping[str, Column]
    values: Mapping[str, pl.Expr]
    """For each column, the expression that gives its values."""
    quick: Mapping[str, pl.Expr]
    """For each column, a quicker one that gives the same values, or null."""
    checks: Sequence[Check]
    """What makes a value invalid."""
    strict: bool = False
    """Whether a row with an invalid value is left out."""

    @property
    def invalid(self) -> pl.Expr:
        """Which rows hold an invalid value. Never null."""
        return pl.any_horizontal(check.invalid for check in self.checks)


def quick_values(columns: Mapping[str, Column], *, bare: bool) -> dict[str, pl.Expr]:
    """For each column, the plainest expression that gives its values as they should be, or null.

    Args:
        columns: columns of a table.
        bare: whether it is known that no text has blanks around it.
    """
    return {name: _quick(column, bare=bare) for name, column in columns.items()}


def _quick(typed: Column, *, bare: bool) -> pl.Expr:
    careful, format_ = typed.value(), typed.format
    if typed.dtype != pl.String:
        return careful
    column = pl.col(typed.name)
    if format_.kind == "number" and format_.number.decimal == ".":
        number = column.cast(pl.Float64, strict=False)
        fits = number.is_finite()
        if format_.number.whole_so_far:
            fits &= ~column.str.contains(".", literal=True)
        quick: pl.Expr = pl.when(fits).then(number)
    elif format_.kind == "date" and format_.date.plain:
        quick = format_.date.parse(column)
    elif format_.kind == "flag":
        quick = pl.when((column == "yes") | (column == "no")).then(column)
    elif format_.kind in ("id", "category", "text") and bare and not format_.cleans_texts:
        quick = pl.when(~column.is_in(format_.missing_texts)).then(column)
    else:
        return careful
    passes_over = _passes_over(quick, typed.name, format_.missing_texts)
    return quick.alias(typed.name) if passes_over else careful


def _passes_over(quick: pl.Expr, name: str, words: Sequence[str]) -> bool:
    """Whether no word for "no value" is taken for a value."""
    texts = pl.DataFrame({name: words}, schema={name: pl.String})
    return bool(texts.select(quick.is_null().all()).item())


class OnePass:
    """The values of a table, made while it is read."""

    def __init__(self, plan: Plan, given_up: Callable[[], bool] | None = None) -> None:
        """Prepare to read; ``given_up`` is asked now and then whether it is of any use."""
        self.plan, self.given_up = plan, given_up
        self.odd = False
        """Whether it was of no use, or too many rows hold invalid values; most rows are missing."""
        longest = max(map(len, plan.table.schema))
        self._prefix = "_" * (longest + 1)  # no column begins with it
        self._aside: list[pl.DataFrame] = []
        self._bytes = 0
        self._lock = Lock()
        self._words: list[tuple[str, Words]] = []

    def value(self, name: str) -> pl.Expr:
        """The value of a column of ``frame``."""
        return pl.col(self._prefix + name)

    def frame(self) -> pl.LazyFrame:
        """The columns as they were read, and their values; collect it, then look at ``odd``."""
        made = self.plan.table.frame.with_columns(self._named(self.plan.quick))
        schema = made.collect_schema()
        looked = made.with_columns(self._doubt().alias(self._prefix)).map_batches(
            self._look, schema=schema, streamable=True
        )
        return looked.drop(FILE, LINE)

    def set_aside(self) -> pl.DataFrame:
        """FILE, LINE and the columns as read of the rows with invalid values, in their order."""
        empty = self.plan.table.frame.head(0).collect()
        return pl.concat([empty, *self._aside]).sort(FILE, LINE)

    def words(self) -> dict[str, Words]:
        """How often which word for "no value" stood in which column."""
        counts: dict[str, Words] = {name: Counter() for name in self.plan.columns}
        for name, words in self._words:
            counts[name] += words
        return counts

    def _named(self, values: Mapping[str, pl.Expr]) -> list[pl.Expr]:
        return [value.alias(self._prefix + name) for name, value in values.items()]

    def _doubt(self) -> pl.Expr:
        """Whether a text is written and no value came out."""
        return pl.any_horizontal(
            pl.col(name).is_not_null() & self.value(name).is_null() for name in self.plan.quick
        )

    def _look(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Make the rows in doubt anew. Several threads do so at once.

        Nothing is raised: polars would go on writing in the background.
        """
        doubt = batch[self._prefix]
        batch = batch.drop(self._prefix)
        if self.given_up is not None and self.given_up():
            self.odd = True
        if self.odd:
            return batch.head(0)
        if not doubt.any():
            return batch
        rows, places = batch.filter(doubt), doubt.arg_true()
        mended = rows.select(self._named(self.plan.values))
        self._words.extend(words_in(rows, self.plan.columns.values()))
        bad = rows.select(self.plan.invalid).to_series()
        self._keep(rows.filter(bad).select(FILE, LINE, *self.plan.table.schema))
        batch = batch.with_columns(
            batch[column.name].scatter(places, column) for column in mended.get_columns()
        )
        return self._without(batch, places.filter(bad)) if self.plan.strict else batch

    def _keep(self, rows: pl.DataFrame) -> None:
        """Hold rows, but not the block of text that they are part of."""
        if rows.is_empty():
            return
        copied = rows.with_columns(pl.col(pl.String) + "")
        with self._lock:
            self._aside.append(copied)
            self._bytes += int(copied.estimated_size())
            if self._bytes > MOST_BYTES:
                self.odd = True
                self._aside.clear()

    def _without(self, batch: pl.DataFrame, places: pl.Series) -> pl.DataFrame:
        every = pl.repeat(True, batch.height, dtype=pl.Boolean, eager=True)
        return batch.filter(every.scatter(places, False))
