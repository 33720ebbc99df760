"""A condition in words for one customer: with the value, in the phrases of the config."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal

import polars as pl

from churnkit.campaign.reason_texts import REASON_TEXTS
from churnkit.config.sections.campaign import PhraseKey, Phrases
from churnkit.fuzzy_sets import SETS, SetName
from churnkit.render.formats import number_text, plain_text
from churnkit.rules.conditions import direction
from churnkit.rules.evidence import Evidence
from churnkit.rules.terms import Category, FuzzySet, Interval, Missing, Term
from churnkit.rules.wording import Vocabulary, term_words
from churnkit.tables.write.csv_list import visible

_HERE = "\x00"
"""Where the value goes; no text of the config or of the rules holds it."""
_LINE_BREAKS = "[\t\n\r\u2028\u2029]"
LONG, LONGEST = 10_000.0, 1e15
"""Numbers whose digits are grouped: from, and below; longer ones are rounded."""


Values = Literal["texts", "numbers", "long numbers"]
"""Long numbers have digits that are grouped, as in 12,500."""


@dataclass(frozen=True)
class Phrasing:
    """The words and phrases of a project for its customers."""

    vocabulary: Vocabulary
    phrases: Mapping[str, Phrases]
    """The config's ``campaign.phrases``."""
    values: Mapping[str, Values]
    """What the values of each variable are."""

    def text(self, reason: Evidence) -> pl.Expr:
        """The words for a customer who has a reason, as an expression (String).

        The phrase is that of the set or the one for any value; without one, it is made of the words
        of the rules. How others compare is said beside it, which gives a number its direction. A
        missing value has a phrase of its own.
        """
        term = _said(reason)
        column = pl.col(term.variable)
        said = _filled(self._with_value(reason), self._shown(term.variable))
        return pl.when(column.is_null()).then(pl.lit(self._missing(term))).otherwise(said)

    def words(self, reason: Evidence) -> str:
        """The reason in general, without a value."""
        words = self._condition(reason)
        return self._compared(words, reason) if reason.is_rare else words

    def _condition(self, reason: Evidence) -> str:
        """Where most customers are on the other side, its direction is said, not its bound."""
        term, towards = _said(reason), _towards(reason)
        if towards is None or not reason.is_rare or _has_own_words(term):
            return term_words(_known(term), self.vocabulary)
        name = self.vocabulary.set_words(term.variable, towards)
        label = self.vocabulary.label(term.variable)
        return self.vocabulary.grammar.is_set(label, name, negated=False)

    def _compared(self, words: str, reason: Evidence) -> str:
        """The words, and how many are on the other side of which number."""
        towards, texts = _towards(reason), REASON_TEXTS[self.vocabulary.language]
        if towards is None or reason.limit is None:
            return words
        most, some = (
            (texts.most_over, texts.some_over)
            if towards == "low"
            else (texts.most_under, texts.some_under)
        )
        share = f"{1.0 - reason.overall.share:.0%}"
        limit = _rounded_limit(reason.limit, towards)
        return (most if reason.is_rare else some).format(words=words, share=share, limit=limit)

    def _shown(self, variable: str) -> pl.Expr:
        column, values = pl.col(variable), self.values[variable]
        if values == "texts":
            return _category(column, self.vocabulary.value_labels(variable))
        return spoken_number(column) if values == "numbers" else spoken_long_number(column)

    def _with_value(self, reason: Evidence) -> str:
        """The phrase, with a mark where the value goes."""
        term = _said(reason)
        key = _set_of(term) or (_towards(reason) if reason.is_rare else None)
        own = self._own(term.variable, key) or self._own(term.variable, "any")
        if own is not None:
            return self._compared(own.replace("{value}", _HERE), reason)
        grammar, texts = self.vocabulary.grammar, REASON_TEXTS[self.vocabulary.language]
        if isinstance(term, Category | Missing) or _is_anything(term):
            label = self.vocabulary.label(term.variable)
            return grammar.is_one_of(label, [_HERE], negated=False)
        words = self._condition(reason)
        if isinstance(term, Interval) and term.flag:
            return words
        if _towards(reason) is None or not reason.is_rare:
            return grammar.with_value(words, _HERE)
        return self._compared(texts.with_value.format(words=words, value=_HERE), reason)

    def _missing(self, term: Term) -> str:
        label = self.vocabulary.label(term.variable)
        default = self.vocabulary.grammar.is_missing(label, negated=False)
        return self._own(term.variable, "missing") or default

    def _own(self, variable: str, key: PhraseKey | None) -> str | None:
        """The phrase of the config, which is one line of plain text."""
        if key is None or variable not in self.phrases:
            return None
        phrase = getattr(self.phrases[variable], self.vocabulary.language).get(key)
        return None if phrase is None else plain_text(phrase)


def values_of(customers: pl.DataFrame) -> dict[str, Values]:
    """What the values of prepared variables are: texts (String) or numbers (Float64)."""
    return {column.name: _kind(column) for column in customers.iter_columns()}


def _kind(column: pl.Series) -> Values:
    if column.dtype == pl.String:
        return "texts"
    return "long numbers" if (column.abs() > LONG - 1).any() else "numbers"


def spoken_number(number: pl.Expr) -> pl.Expr:
    """A number (Float64) as people write it: three digits, but every digit before the point."""
    return _rounded(number).cast(pl.String).str.strip_suffix(".0")


def spoken_long_number(number: pl.Expr) -> pl.Expr:
    """The same with the digits in groups of three, from 10,000 on."""
    rounded = _rounded(number)
    digits = rounded.abs().cast(pl.Int64, strict=False).cast(pl.String)
    groups = digits.str.reverse().str.replace_all(r"(\d{3})", "${1},").str.reverse()
    sign = pl.when(rounded < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    is_grouped = rounded.abs().is_between(LONG, LONGEST, closed="left")
    grouped = sign + groups.str.strip_chars_start(",")
    return pl.when(is_grouped).then(grouped).otherwise(spoken_number(number))


def _rounded(number: pl.Expr) -> pl.Expr:
    is_whole = number.abs().is_between(100, LONGEST, closed="left")
    short = pl.when(is_whole).then(number.round(0)).otherwise(number.round_sig_figs(3))
    return pl.when(short != 0).then(short).otherwise(0.0)  # -0.0 is shown as 0, too


def _category(value: pl.Expr, labels: Mapping[str, str]) -> pl.Expr:
    named = value.replace(dict(labels)) if labels else value
    return visible(named).str.replace_all(_LINE_BREAKS, " ")


def _filled(phrase: str, value: pl.Expr) -> pl.Expr:
    """The phrase with the value where it goes."""
    first, *others = phrase.split(_HERE)
    parts = [pl.lit(first), *(part for text in others for part in (value, pl.lit(text)))]
    return pl.concat_str(parts)


def _set_of(term: Term) -> SetName | None:
    """The set whose phrase fits all customers for whom the term holds; None: no single set does."""
    if isinstance(term, Category | Missing) or term.negated:
        return None
    if isinstance(term, Interval) or term.reach == "only":
        return term.name
    is_high = {kind.name: kind.position > 0 for kind in SETS if kind.position}
    return term.name if is_high.get(term.name) == (term.reach == "at_least") else None


def _is_anything(term: Interval | FuzzySet) -> bool:
    """Whether the term only requires a value."""
    return isinstance(term, Interval) and term.name is None and term.low is term.high is None


def _known(term: Term) -> Term:
    """The term for customers whose value is known."""
    is_crisp = isinstance(term, Interval | Category)
    return term.model_copy(update={"missing": False}) if is_crisp else term


def _said(reason: Evidence) -> Term:
    """The condition of a reason that is not a rule with words of its own."""
    assert reason.said is not None  # noqa: S101 - such rules are said as a whole
    return reason.said


def _towards(reason: Evidence) -> Literal["low", "high"] | None:
    """The direction of a condition on numbers of which a bound is known."""
    known = reason.limit is not None and reason.when is not None
    return direction(reason.when) if known and reason.when else None


def _has_own_words(term: Term) -> bool:
    """Whether a condition names a set, or says yes or no: its words say a direction."""
    return isinstance(term, FuzzySet) or (
        isinstance(term, Interval) and (term.name is not None or term.flag)
    )


def _rounded_limit(limit: float, towards: Literal["low", "high"]) -> str:
    """Three digits, rounded so that it stays true that the others are beyond it."""
    if limit == 0 or not math.isfinite(limit):
        return number_text(limit)
    places = 2 - math.floor(math.log10(abs(limit)))
    step = Decimal(1).scaleb(-max(0, places))
    rounding = ROUND_FLOOR if towards == "low" else ROUND_CEILING
    return number_text(float(Decimal(repr(limit)).quantize(step, rounding)))
