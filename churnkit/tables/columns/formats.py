"""What one column means and how its values are written: decided once, repeated ever after.

A ``ColumnFormat`` is the decision, which recipes keep. A ``Column`` is a column of one table with
its format: it has the polars expressions of its values. A column of text (CSV) and a column of
stored types (Parquet) give the same values: the integer 1 and the text "1" are the same category.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from churnkit.config.sections.project import Kind
from churnkit.frozen import Frozen
from churnkit.tables.columns.dates import DateFormat
from churnkit.tables.columns.numbers import NumberFormat

BLANKS = " \t\r\n\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"
"""Blanks taken off around values: those that are seen, no-break ones and zero-width ones."""
HIDDEN_BLANKS = "[\u00a0\u200b\u200c\u200d\u2060\ufeff]"
"""Pattern of blanks that are not seen, or look like others."""

MICROSECONDS_PER_SECOND = 1_000_000
NULL_WORD = r"\N"
"""What MySQL, PostgreSQL and Hive write for NULL; never a value."""
FORMULA = r'^="([^"]*)"$'
"""Pattern of a text that is kept from a spreadsheet, as in ="00123"."""

FLAG_WORDS: dict[str, str] = {
    word: value
    for value, words in {
        "yes": ("yes", "y", "true", "t", "1", "是", "有"),
        "no": ("no", "n", "false", "f", "0", "否", "无"),
    }.items()
    for word in words
}
"""What flags are written as, in lower case, and what is meant."""


class ColumnFormat(Frozen):
    """The kind of one column and how its values are written."""

    kind: Kind
    """id, number, category, date, flag or text."""
    null_tokens: tuple[str, ...] = ()
    """Texts that mean "no value"; the empty text always does."""
    number: NumberFormat = NumberFormat()
    """How numbers are written."""
    date: DateFormat = DateFormat()
    """How dates are written."""
    hidden_blanks: bool = False
    """Whether no-break and zero-width blanks are taken out of the values, not only off them."""

    formulas: bool = False
    """Whether values may be written as formulas, ="00123"."""
    whole_floats: bool = False
    """Whether 1.0 stands for 1, in ids and categories."""

    @property
    def missing_texts(self) -> list[str]:
        """All texts that mean "no value"."""
        return ["", NULL_WORD, *self.null_tokens]

    @property
    def null_numbers(self) -> list[float]:
        """Those of them that are numbers, and mean the same in a column of stored numbers."""
        return [float(token) for token in self.null_tokens if _is_finite_number(token)]

    @property
    def cleans_texts(self) -> bool:
        """Whether something is taken out of values, and not only blanks off them."""
        return self.hidden_blanks or self.formulas or self.whole_floats

    def parse(self, column: pl.Series) -> pl.Series:
        """The values of a column, as ``Column.value`` has them."""
        return column.to_frame().with_columns(Column.of(column, self).value()).to_series()


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, its stored type, and what its values mean."""

    name: str
    dtype: pl.DataType
    format: ColumnFormat

    @classmethod
    def of(cls, column: pl.Series, format_: ColumnFormat) -> Column:
        """A column that is at hand."""
        return cls(column.name, column.dtype, format_)

    def value(self) -> pl.Expr:
        """The column as values of its kind; null where a value is missing or invalid.

        number: Float64, finite. flag: "yes" or "no". date: Date or Datetime("us").
        id, category, text: String without surrounding blanks.
        """
        kind = self.format.kind
        if kind == "number":
            value = self._number()
        elif kind == "date":
            value = self._date()
        elif kind == "flag":
            value = _flag(self._text())
        else:
            value = self._text()
        return pl.when(~self.is_missing()).then(value).alias(self.name)

    def is_missing(self) -> pl.Expr:
        """Whether there is no value: null, blank, or one of the null tokens. Never null itself."""
        column = pl.col(self.name)
        if self.dtype.is_numeric():
            missing, numbers = column.is_null(), self.format.null_numbers
            return missing | column.cast(pl.Float64).is_in(numbers) if numbers else missing
        if self.dtype.is_temporal() or self.dtype == pl.Boolean:
            return column.is_null()
        text = self._text()
        return text.is_null() | text.is_in(self.format.missing_texts)

    def is_invalid(self) -> pl.Expr:
        """Whether there is a value that cannot be read as one of this kind. Never null itself."""
        return ~self.is_missing() & self.value().is_null()

    def written(self) -> pl.Expr:
        """The column as a person would write it."""
        return as_text(self.name, self.dtype)

    def as_csv(self, value: pl.Expr) -> pl.Expr:
        """Values as CSV holds them: plain numbers as they were written, dates as in ISO 8601."""
        number, date = self.format.number, self.format.date
        if self.format.kind == "number":
            if self.dtype == pl.String and number.is_plain and not self.format.formulas:
                text = pl.col(self.name).str.strip_chars(BLANKS)
            else:
                text = self.written() if self.dtype.is_integer() else _number_text(value, value)
            return pl.when(value.is_not_null()).then(text).alias(self.name)
        if self.format.kind == "date" and date.time:
            return value.dt.to_string("%Y-%m-%d %H:%M:%S%.f")
        return value.cast(pl.String)

    def _text(self) -> pl.Expr:
        text = self.written()
        if not _holds_text(self.dtype):
            return text
        if self.format.hidden_blanks:
            text = text.str.replace_all(HIDDEN_BLANKS, "")
        text = text.str.strip_chars(BLANKS)
        if self.format.formulas:
            text = text.str.replace(FORMULA, "$1").str.strip_chars(BLANKS)
        return text.str.replace(r"^(-?\d+)\.0$", "$1") if self.format.whole_floats else text

    def _number(self) -> pl.Expr:
        column, dtype = pl.col(self.name), self.dtype
        if dtype.is_numeric() or dtype == pl.Boolean:
            number = column.cast(pl.Float64)
            return pl.when(number.is_finite()).then(number) if dtype.is_float() else number
        if isinstance(dtype, pl.Duration):
            return column.dt.total_microseconds() / MICROSECONDS_PER_SECOND
        if dtype.is_temporal():
            return pl.lit(None, dtype=pl.Float64)
        return self.format.number.parse(self._text())

    def _date(self) -> pl.Expr:
        column, dtype, date = pl.col(self.name), self.dtype, self.format.date
        if dtype == pl.Date or isinstance(dtype, pl.Datetime):
            return date.of_moment(column, dtype)
        if dtype.is_numeric() and date.count is not None:
            return date.of_count(column.cast(pl.Float64))
        return date.parse(self._text())


def as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    """The column as a person would write it: 1 and 1.0 are "1", true is "true", dates are ISO."""
    column = pl.col(name)
    if dtype.is_float() or dtype.is_decimal():
        return _number_text(column.cast(pl.Float64), column)
    if isinstance(dtype, pl.Duration):
        seconds = column.dt.total_microseconds() / MICROSECONDS_PER_SECOND
        return _number_text(seconds, seconds)
    if dtype == pl.Time:
        return column.dt.to_string("%H:%M:%S%.f")
    if isinstance(dtype, pl.Datetime):
        moment = DateFormat(time=True).of_moment(column, dtype)
        return moment.dt.to_string("%Y-%m-%d %H:%M:%S%.f")
    if dtype == pl.Binary or dtype.is_nested() or dtype == pl.Object:
        return pl.lit(None, dtype=pl.String)
    return column if dtype == pl.String else column.cast(pl.String)


def texts_of(column: pl.Series) -> pl.Series:
    """The values of a column as a person would write them."""
    text = as_text(column.name, column.dtype).alias(column.name)
    return column.to_frame().with_columns(text).to_series()


def _number_text(number: pl.Expr, stored: pl.Expr) -> pl.Expr:
    """Whole numbers without decimals, others as they are stored."""
    whole = (number == number.round()) & (number.abs() < 2**53)
    digits = number.cast(pl.Int64, strict=False).cast(pl.String)
    return pl.when(whole).then(digits).otherwise(stored.cast(pl.String))


def _flag(text: pl.Expr) -> pl.Expr:
    word = text.str.to_lowercase()
    means_yes, means_no = (
        word.is_in([word for word, value in FLAG_WORDS.items() if value == meant])
        for meant in ("yes", "no")
    )
    return pl.when(means_yes).then(pl.lit("yes")).when(means_no).then(pl.lit("no"))


def _holds_text(dtype: pl.DataType) -> bool:
    return dtype == pl.String or isinstance(dtype, pl.Categorical | pl.Enum)


def _is_finite_number(token: str) -> bool:
    try:
        return math.isfinite(float(token))
    except ValueError:
        return False
