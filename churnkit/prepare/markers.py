"""Yes/no columns: which values mean yes, which mean no, and which nobody can tell.

A value that is not known is never "no": whoever uses a marker leaves the row out, or stops.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from churnkit.errors import ConfigError, InputError
from churnkit.frozen import Frozen
from churnkit.tables.columns.formats import BLANKS, FLAG_WORDS, Column, ColumnFormat

MAX_UNKNOWN = 0.2
"""Share of the rows whose values may be unknown, unless ``data.markers`` says otherwise."""

_WORDS = FLAG_WORDS | {
    **dict.fromkeys(("on", "是的", "对", "√", "✓"), "yes"),
    **dict.fromkeys(("off", "不", "不是", "没有", "×", "✗"), "no"),
}
"""Documented words of both languages, in lower case, and what is meant."""
_ZERO_OR_ONE = frozenset(("0", "1"))
_HIDDEN = r"[\p{Cf}\p{Cc}]"
_NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$"
_SHOWN = 5
_LIKE = 0.6
"""Similarity from which a value is likely to be a slip of a known one."""


class Marker(Frozen):
    """A column, and those of its values that mark a customer.

    Blanks around a value, full-width letters, case, and decimals of whole numbers do not matter.
    """

    column: str
    values: tuple[str, ...]
    """Values that mean yes, as the config has them."""
    others: tuple[str, ...] = ()
    """Values that mean no, as the config has them."""
    nulls: tuple[str, ...] = ()
    """Texts that mean "no value", unless they are among the values."""
    met: tuple[str, ...] | None = None
    """Further values that meant no when the recipe was learnt, in one spelling; None: it was not
    recorded, and every other value means no, as it did then."""
    is_count: bool = False
    """Whether a whole number above zero means yes."""

    def over(self, schema: Mapping[str, pl.DataType]) -> MarkedColumn:
        """The column of a table, by the types of its columns."""
        named = {*spellings(self.values), *spellings(self.others)}
        tokens = tuple(token for token in self.nulls if not named & set(spellings([token])))
        format_ = ColumnFormat(kind="category", null_tokens=tokens)
        return MarkedColumn(self, Column(self.column, schema[self.column], format_))

    def with_others(self, others: Sequence[str]) -> Marker:
        """The same, with further values that mean no."""
        return self.model_copy(update={"others": (*self.others, *others)})

    def meeting(self, raw: pl.DataFrame) -> Marker:
        """The same, with all values of a table that do not mean yes known to mean no."""
        column = self.over(raw.schema)
        found = raw.filter(column.is_present()).select(column.spelled().alias("value"))
        known = self._meanings()
        met = sorted(set(found["value"].drop_nulls().unique()) - set(known))
        return self.model_copy(update={"met": tuple(met)})

    def likely_meaning(self, value: str) -> str:
        """What a value that is not known may mean, in words."""
        known = self._meanings() | dict.fromkeys(self.met or (), False)
        [spelled] = spellings([value]) or [""]
        like = difflib.get_close_matches(spelled, sorted(known), 1, _LIKE)
        if not like:
            return "no known value is like it"
        return f"likely '{like[0]}', which means {'yes' if known[like[0]] else 'no'}"

    def means(self, spelled: pl.Expr) -> pl.Expr:
        """Whether values in the one spelling mean yes: Boolean, null where they are unknown."""
        meanings = self._meanings() | dict.fromkeys(self.met or (), False)
        yes = [value for value, is_yes in meanings.items() if is_yes]
        no = [value for value, is_yes in meanings.items() if not is_yes]
        means_yes = spelled.is_in(yes)
        if self.is_count and meanings.get("1") and not meanings.get("0", True):
            means_yes |= spelled.str.contains(r"^[1-9]\d*$")
        means = (
            pl.when(means_yes)
            .then(pl.lit(value=True))
            .when(spelled.is_in(no))
            .then(pl.lit(value=False))
        )
        return means.fill_null(value=False) if self.met is None else means

    def _meanings(self) -> dict[str, bool]:
        """What each configured value and documented word means, in one spelling."""
        configured = {
            **dict.fromkeys(spellings(self.others), False),
            **dict.fromkeys(spellings(self.values), True),
        }
        words = _documented_words(configured)
        said = {words[value]: is_yes for value, is_yes in configured.items() if value in words}
        if not said:
            said = {"yes": True}
        means_yes = said.get("yes", not said.get("no", False))
        means = {"yes": means_yes, "no": said.get("no", not means_yes)}
        return {word: means[meaning] for word, meaning in words.items()} | configured


@dataclass(frozen=True)
class MarkedColumn:
    """The column of a marker in one table."""

    marker: Marker
    column: Column

    def holds(self) -> pl.Expr:
        """Whether a customer is marked: Boolean, null where there is no value or it is unknown."""
        return pl.when(self.is_present()).then(self.marker.means(self.spelled()))

    def is_unknown(self) -> pl.Expr:
        """Whether there is a value and nobody can tell what it means. Never null."""
        return self.is_present() & self.holds().is_null()

    def holds_value(self, value: str) -> pl.Expr:
        """Whether one value stands there, in whatever spelling: Boolean, never null."""
        return self.spelled().is_in(spellings([value])).fill_null(value=False)

    def written(self) -> pl.Expr:
        """The value as it is written in the table; null where there is none."""
        return pl.when(self.is_present()).then(self._text())

    def spelled(self) -> pl.Expr:
        """The value in the one spelling in which values are compared."""
        return _spelling(self._text())

    def is_present(self) -> pl.Expr:
        """Whether there is a value. Never null."""
        name, dtype = self.column.name, self.column.dtype
        if dtype.is_nested() or dtype in (pl.Binary, pl.Object):
            return pl.col(name).is_not_null()
        missing = self.column.is_missing()
        if dtype.is_float():
            missing |= pl.col(name).is_nan().fill_null(value=True)
        return ~missing

    def _text(self) -> pl.Expr:
        return self.column.written().cast(pl.String).str.strip_chars(BLANKS)


def _documented_words(configured: dict[str, bool]) -> dict[str, str]:
    """The words of both languages; without 0 and 1 where the column holds codes, e.g. 1 and 2."""
    is_coded = any(value.isdecimal() and value not in _ZERO_OR_ONE for value in configured)
    return {w: meaning for w, meaning in _WORDS.items() if not (is_coded and w in _ZERO_OR_ONE)}


def spellings(values: Sequence[str]) -> list[str]:
    """Values in the one spelling in which they are compared."""
    return pl.DataFrame({"value": pl.Series(values, dtype=pl.String)}).select(
        _spelling(pl.col("value"))
    )["value"].to_list()  # fmt: skip


def comparable(text: pl.Expr) -> pl.Expr:
    """Texts in the one spelling in which conditions compare them; of words, what they mean."""
    plain = _plain(text).str.replace(r"^([+-]?\d+)\.0+$", "$1")
    return plain.replace(list(_WORDS), list(_WORDS.values()))


def require_no_conflict(means_no: Sequence[str], means_yes: Mapping[str, Sequence[str]]) -> None:
    """Raise ConfigError where a value would mean both yes and no.

    Args:
        means_no: ``data.markers.means_no``.
        means_yes: key path -> the values that mean yes.
    """
    no = dict(zip(spellings(means_no), means_no, strict=True))
    for field, values in means_yes.items():
        both = [no[spelled] for spelled in spellings(values) if spelled in no]
        if both:
            raise ConfigError(
                f"data.markers.means_no: '{both[0]}' also stands in {field}; "
                "it cannot mean both yes and no: remove it from one of them"
            )
    words = [value for spelled, value in no.items() if _WORDS.get(spelled) == "yes"]
    if words:
        raise ConfigError(
            f"data.markers.means_no: '{words[0]}' is a word for yes; where it marks no one, name "
            "the values that mean yes in the column's own setting, e.g. data.left.values: [no]"
        )


def _plain(text: pl.Expr) -> pl.Expr:
    plain = text.str.normalize("NFKC").str.replace_all(_HIDDEN, "").str.strip_chars(BLANKS)
    return plain.str.to_lowercase()


def _spelling(text: pl.Expr) -> pl.Expr:
    plain = _plain(text)
    number = pl.when(plain.str.contains(_NUMBER)).then(plain).cast(pl.Float64, strict=False)
    whole = (number == number.round()) & (number.abs() < 2**53)
    digits = number.cast(pl.Int64, strict=False).cast(pl.String)
    fraction = pl.when(number.is_finite()).then(number.cast(pl.String))
    return pl.when(whole).then(digits).otherwise(pl.coalesce(fraction, plain))


@dataclass(frozen=True)
class UnknownValues:
    """Values of a column of which nobody can tell whether they mean yes or no."""

    marker: Marker
    field: str
    """Key path of the values that mean yes."""
    rows: int
    """All rows looked at."""
    unknown: int
    """Those of them whose value is unknown."""
    known: int
    """Those of them whose value is known."""
    frequent: tuple[tuple[str, int], ...]
    """The most frequent unknown values as they are written, and their rows."""
    distinct: int

    def require_few(self, place: str, max_unknown: float) -> None:
        """Raise InputError where the column is most likely read wrongly."""
        if not self.unknown or (self.known and self.unknown <= max_unknown * self.rows):
            return
        limit = (
            f"at most {max_unknown:.0%} may be unknown (data.markers.max_unknown)"
            if self.known
            else "no value of the column is known"
        )
        raise InputError(f"{place}: {self._found()}; {limit}; {self._remedy()}")

    def notes(self, place: str, consequence: str) -> list[str]:
        """One note, if there is an unknown value: count, values, likely meanings, what to do."""
        if not self.unknown:
            return []
        return [f"{place}: {self._found()}; {consequence}; {self._remedy()}"]

    def _found(self) -> str:
        shown = [
            f"'{value}' ({rows:,}; {self.marker.likely_meaning(value)})"
            for value, rows in self.frequent
        ]
        more = [f"{self.distinct - len(shown):,} more"] if self.distinct > len(shown) else []
        return (
            f"the column '{self.marker.column}' has values that are not known to mean yes or no in "
            f"{self.unknown:,} of {self.rows:,} rows: {', '.join([*shown, *more])}"
        )

    def _remedy(self) -> str:
        return (
            f"correct them, or write those that mean yes into {self.field} and those that mean no "
            "into data.markers.means_no"
        )


def find_unknown(raw: pl.DataFrame, marker: Marker, field: str) -> UnknownValues:
    """Count the values of a column that are not known.

    Args:
        raw: rows of a table.
        marker: how the column is read.
        field: key path of the values that mean yes.
    """
    column = marker.over(raw.schema)
    written = column.written().fill_null(str(column.column.dtype)).alias("value")
    read = raw.select(written, column.is_unknown().alias("unknown"), column.holds().alias("holds"))
    counted = (
        read.filter("unknown")["value"]
        .value_counts(name="rows")
        .sort("rows", "value", descending=[True, False])
    )
    return UnknownValues(
        marker=marker,
        field=field,
        rows=read.height,
        unknown=int(read["unknown"].sum()),
        known=read["holds"].count(),
        frequent=tuple(counted.head(_SHOWN).iter_rows()),
        distinct=counted.height,
    )
