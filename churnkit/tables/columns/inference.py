"""Looks at the values of a column once and decides its kind and how its values are written.

Whatever two readers could read differently is refused with the words that settle it, rather than
guessed: day and month in 03/04/2024, the comma in 1,5, two-digit years, two currencies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import polars as pl

from churnkit.config.sections.project import DecimalMark, Kind, Nulls
from churnkit.errors import InputError
from churnkit.tables.columns.date_inference import infer_dates
from churnkit.tables.columns.formats import (
    BLANKS,
    FLAG_WORDS,
    FORMULA,
    HIDDEN_BLANKS,
    NULL_WORD,
    ColumnFormat,
    texts_of,
)
from churnkit.tables.columns.number_inference import infer_numbers

Written = tuple[str, ...]
"""Words that settle how values are written: dmy, decimal-comma and so on."""

_KINDS_OF_WORDS: dict[str, Kind] = {
    "dmy": "date", "mdy": "date", "ymd": "date", "dmy2": "date", "mdy2": "date", "ymd2": "date",
    "decimal-comma": "number", "decimal-point": "number",
    "myriads": "number", "accounting": "number",
}  # fmt: skip

SAMPLE_ROWS = 100_000
"""Values looked at, evenly spread over the column."""
MOST_CATEGORIES = 1000
"""A column with more different texts is text, not a category."""

_ID_NAME = re.compile(
    r"(?i)(^|[_\W])(id|uuid|guid|no)$|[a-z]I[Dd]$|编号|编码|账号|卡号|手机|电话|工号|客户号|用户号"
)
_CODE = r"^0\d+$|^\d{16,}$"
_FULL_WIDTH = "[\uff01-\uff5e]"
_SCIENTIFIC_ID = r"^\d(?:\.\d+)?[eE]\+?\d\d$"
_DIGIT_OR_INFINITE = r"\d|(?i)^[+-]?(?:inf|nan)"
_EXCEL_ERRORS = ("#DIV/0!", "#N/A", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!")


@dataclass(frozen=True)
class Inferred:
    """What was decided about a column, and what a reader should know about it."""

    format: ColumnFormat
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Column:
    """A column being looked at: its texts as written, without surrounding blanks."""

    name: str
    dtype: pl.DataType
    texts: pl.Series
    hidden_blanks: bool
    """Whether no-break or zero-width blanks occur."""
    formulas: bool
    """Whether texts are written as formulas of a spreadsheet, ="00123"."""
    nulls: Nulls
    tokens: tuple[str, ...] | None
    seen: dict[Kind, pl.Series] = field(default_factory=dict)
    """What ``present`` found, by kind."""

    def null_tokens(self, kind: Kind) -> tuple[str, ...]:
        tokens = self.tokens if self.tokens is not None else getattr(self.nulls, kind)
        if kind not in ("number", "date"):
            return tuple(tokens)
        hashes = self.texts.filter(self.texts.str.contains("^##+$")).unique().sort().to_list()
        return tuple(dict.fromkeys([*tokens, *_EXCEL_ERRORS, *hashes]))

    def present(self, kind: Kind) -> pl.Series:
        """The texts that are values if the column is of this kind."""
        if kind not in self.seen:
            missing = self.texts.is_in(["", *self.null_tokens(kind)])
            self.seen[kind] = self.texts.filter(~missing) if missing.any() else self.texts
        return self.seen[kind]


def infer_format(
    column: pl.Series,
    kind: Kind | None,
    nulls: Nulls,
    *,
    tokens: tuple[str, ...] | None = None,
    written: Written = (),
    decimal: DecimalMark | None = None,
) -> Inferred:
    """Decide the kind of a column (unless ``kind`` says it) and how its values are written.

    Args:
        column: The column as it was read, named as in the table.
        kind: The declared kind, which always wins.
        nulls: Texts that mean "no value", by kind.
        tokens: Texts that mean "no value" in this column, instead of those of its kind.
        written: Words that settle what could be read in two ways.
        decimal: The decimal mark of all numbers of the table, unless ``written`` says otherwise.

    Raises:
        InputError: the values can be read in two ways, or are destroyed already.
    """
    looked = _look_at(column, nulls, tokens)
    settled = written
    if decimal is not None and not {"decimal-comma", "decimal-point"} & set(written):
        settled = (*written, f"decimal-{decimal}")
    found = kind or _kind_of_type(looked) or _kind_of_texts(looked, settled)
    _require_words_with_effect(column.name, written, found, declared=kind is not None)
    written = settled
    return _format_of(looked, found, written)


def words_for(kind: Kind | None, word: str | None) -> Written:
    """The word that settles how values are written, where it speaks of values of this kind."""
    return (word,) if word and kind in (None, _KINDS_OF_WORDS[word]) else ()


def _require_words_with_effect(name: str, written: Written, kind: Kind, *, declared: bool) -> None:
    """Refuse what is said of numbers or dates about a column that holds none."""
    for word in written:
        meant = _KINDS_OF_WORDS[word]
        if meant != kind:
            what = f"is declared to be of kind {kind}" if declared else f"looks like {kind}"
            raise InputError(
                f"column {name!r}: {word!r} says how {meant}s are written, but the column {what}; "
                f"leave the word out, or declare the column a {meant}"
            )


def _look_at(column: pl.Series, nulls: Nulls, tokens: tuple[str, ...] | None) -> _Column:
    if column.len() > SAMPLE_ROWS:
        column = column.gather_every(-(-column.len() // SAMPLE_ROWS))
    raw = texts_of(column).drop_nulls()
    hidden = bool(raw.str.contains(HIDDEN_BLANKS).any())
    texts = raw.str.strip_chars(BLANKS)
    texts = texts.filter(texts != NULL_WORD)
    formulas = bool(texts.str.contains(FORMULA).any())
    texts = texts.str.replace(FORMULA, "$1") if formulas else texts
    return _Column(column.name, column.dtype, texts, hidden, formulas, nulls, tokens)


def _kind_of_type(column: _Column) -> Kind | None:
    """The kind that a stored type settles; None for texts."""
    if column.dtype == pl.Boolean:
        return "flag"
    if isinstance(column.dtype, pl.Duration):
        return "number"
    if column.dtype == pl.Time:
        return "text"
    if column.dtype.is_temporal():
        return "date"
    if column.dtype.is_numeric():
        return _kind_of_numbers(column)
    return None


def _kind_of_numbers(column: _Column) -> Kind:
    """As of numbers written as texts."""
    if column.dtype.is_integer() and (_ID_NAME.search(column.name) or _looks_like_ids(column)):
        return "id"
    present = column.present("date")
    return "number" if infer_dates(column.name, present, ()) is None else "date"


def _kind_of_texts(column: _Column, written: Written) -> Kind:
    if column.present("text").is_empty():
        return "category"
    if not column.texts.str.contains(_DIGIT_OR_INFINITE).any():
        return "flag" if _looks_like_flags(column) else _category_or_text(column)
    if _looks_like_ids(column):
        return "id"
    if infer_dates(column.name, column.present("date"), written) is not None:
        return "date"
    if _looks_like_flags(column):
        return "flag"
    if infer_numbers(column.name, column.present("number"), written) is not None:
        return "number"
    return _category_or_text(column)


def _looks_like_ids(column: _Column) -> bool:
    """Codes of digits: leading zeros, more digits than a float holds, or whole numbers so named."""
    present = column.present("number")
    named = _ID_NAME.search(column.name) is not None
    digits = _share(present, r"^\d+(?:\.0)?$" if named else r"^\d+$")
    if digits + _share(present, _SCIENTIFIC_ID) < 0.95:
        return False
    return named or (bool(present.str.contains(_CODE).any()) and not _share(present, "^0+$") > 0)


def _looks_like_flags(column: _Column) -> bool:
    present = column.present("flag")
    words = set(present.str.to_lowercase().unique().to_list())
    if not words or not words <= FLAG_WORDS.keys() or words <= {"0", "1"}:
        return False
    meant = {FLAG_WORDS[word] for word in words}
    return len(meant) == 2 or any(len(word) > 1 for word in words)


def _category_or_text(column: _Column) -> Kind:
    present = column.present("category")
    count, distinct = present.len(), present.n_unique()
    if count >= 20 and distinct == count and _share(present, r"^[\w.@:/-]*\d[\w.@:/-]*$") >= 0.95:
        return "id"
    many = distinct > MOST_CATEGORIES or (count >= 20 and distinct > count / 2)
    return "text" if many else "category"


def _format_of(column: _Column, kind: Kind, written: Written) -> Inferred:
    inferred = _format_of_kind(column, kind, written)
    if not column.formulas:
        return inferred
    note = f'column {column.name!r}: values are written as formulas; ="1" is 1'
    format_ = inferred.format.model_copy(update={"formulas": True})
    return Inferred(format_, (*inferred.notes, note))


def _format_of_kind(column: _Column, kind: Kind, written: Written) -> Inferred:
    tokens = column.null_tokens(kind)
    if column.dtype.is_numeric() and kind != "date":
        return Inferred(ColumnFormat(kind=kind, null_tokens=tokens))
    present = column.present(kind)
    if kind == "number":
        numbers, notes = infer_numbers(column.name, present, written, declared=True)
        return Inferred(ColumnFormat(kind=kind, null_tokens=tokens, number=numbers), notes)
    if kind == "date":
        dates, notes = infer_dates(column.name, present, written, declared=True)
        return Inferred(ColumnFormat(kind=kind, null_tokens=tokens, date=dates), notes)
    if kind == "id":
        _require_whole_ids(column.name, present)
    return _format_of_texts(column, kind, tokens, present)


def _format_of_texts(
    column: _Column, kind: Kind, tokens: tuple[str, ...], present: pl.Series
) -> Inferred:
    hidden = kind == "id" and column.hidden_blanks
    floats = kind in ("id", "category") and _are_whole_floats(present)
    said = {
        "hidden blanks were taken out of ids": hidden,
        "values such as 1.0 are read as 1": floats,
        "full-width characters of ids are kept, so that １ is not 1": kind == "id"
        and bool(present.str.contains(_FULL_WIDTH).any()),
    }
    format_ = ColumnFormat(kind=kind, null_tokens=tokens, hidden_blanks=hidden, whole_floats=floats)
    notes = tuple(f"column {column.name!r}: {what}" for what, holds in said.items() if holds)
    return Inferred(format_, notes)


def _are_whole_floats(present: pl.Series) -> bool:
    """Whether all are whole numbers with the .0 that pandas writes."""
    return bool(present.len() and present.str.contains(r"^-?\d+\.0$").all())


def _require_whole_ids(name: str, present: pl.Series) -> None:
    destroyed = present.filter(present.str.contains(_SCIENTIFIC_ID))
    if destroyed.len():
        raise InputError(
            f"column {name!r}: ids such as {destroyed[0]!r} were destroyed by a spreadsheet; "
            "export the column as text"
        )


def _share(texts: pl.Series, pattern: str) -> float:
    return float(texts.str.contains(pattern).sum() / texts.len()) if texts.len() else 0.0
