"""A condition in words for one customer: with the value, in the phrases of the config."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from churnkit.config.sections.campaign import PhraseKey, Phrases
from churnkit.fuzzy_sets import SET_NAMES, SETS, SetName
from churnkit.render.formats import plain_text
from churnkit.rules.terms import Category, FuzzySet, Interval, Missing, Reach, Term
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

    def text(self, term: Term) -> pl.Expr:
        """The words for a customer for whom the term holds, as an expression (String).

        Its phrase is that of the set or the one for any value; without one, it is made of the words
        of the rules. A missing value has a phrase of its own.
        """
        column = pl.col(term.variable)
        said = _filled(self._with_value(term), self._shown(term.variable))
        return pl.when(column.is_null()).then(pl.lit(self._missing(term))).otherwise(said)

    def _shown(self, variable: str) -> pl.Expr:
        column, values = pl.col(variable), self.values[variable]
        if values == "texts":
            return _category(column, self.vocabulary.value_labels(variable))
        return spoken_number(column) if values == "numbers" else spoken_long_number(column)

    def _with_value(self, term: Term) -> str:
        own = self._own(term.variable, _set_of(term)) or self._own(term.variable, "any")
        if own is not None:
            return own.replace("{value}", _HERE)
        grammar = self.vocabulary.grammar
        if isinstance(term, Category | Missing) or _is_anything(term):
            label = self.vocabulary.label(term.variable)
            return grammar.is_one_of(label, [_HERE], negated=False)
        words = term_words(_known(term), self.vocabulary)
        if isinstance(term, Interval) and term.flag:
            return words
        return grammar.with_value(words, _HERE)

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


def opposite(term: Term) -> Term:
    """The term for customers for whom this one does not hold."""
    if isinstance(term, FuzzySet) and term.reach != "only":
        step = 1 if term.reach == "at_most" else -1
        place = SET_NAMES.index(term.name) + step
        name = SET_NAMES[min(max(place, 0), len(SET_NAMES) - 1)]
        reach = "at_least" if term.reach == "at_most" else "at_most"
        return term.model_copy(update={"name": name, "reach": reach})
    return term.model_copy(update={"negated": not term.negated})


def sides(term: Term) -> tuple[tuple[Term, pl.Expr], ...]:
    """The term as it is said, and of whom: a set in the middle that does not hold has two sides.

    What is not high is at most middle, or very high: each customer is told the side of the value.
    """
    everybody = pl.lit(value=True)
    if not isinstance(term, FuzzySet) or not term.negated or not term.rise or not term.fall:
        return ((term, everybody),)
    tops = [ramp.zero + 1.0 / ramp.slope for ramp in (term.rise, term.fall)]
    is_above = (pl.col(term.variable) > sum(tops) / len(tops)).fill_null(value=False)
    place = SET_NAMES.index(term.name)
    below, above = SET_NAMES[max(place - 1, 0)], SET_NAMES[min(place + 1, len(SET_NAMES) - 1)]
    changed = term.model_copy(update={"negated": False, "rise": None, "fall": None})
    return (
        (_reaching(changed, below, "at_most"), ~is_above),
        (_reaching(changed, above, "at_least"), is_above),
    )


def _reaching(term: FuzzySet, name: SetName, reach: Reach) -> FuzzySet:
    """A set and all beyond it, of which the outermost has none."""
    is_last = name in (SET_NAMES[0], SET_NAMES[-1])
    return term.model_copy(update={"name": name, "reach": "only" if is_last else reach})


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


def _known(term: Interval | FuzzySet) -> Interval | FuzzySet:
    """The term for customers whose value is known."""
    return term.model_copy(update={"missing": False}) if isinstance(term, Interval) else term
