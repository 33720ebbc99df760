"""What a language must be able to say about rules, and how names and numbers are spelt in all.

Labels, set words, values and numbers reach a grammar as plain texts of one line; it only knows how
phrases are put together.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from churnkit.rules.ruleset import Verdict
from churnkit.rules.terms import SetName

_DIGITS = 6
_GROUPED_FROM = 10_000
_JOINERS = "\u200c\u200d"  # Persian and emoji need them; they reorder and hide nothing


class Grammar(Protocol):
    """The phrases of one language."""

    set_words: Mapping[SetName, str]
    """The words for fuzzy sets that the config leaves out."""
    ago_words: Mapping[SetName, str]
    """The same for a date with a label of its own, of which a high value lies long ago."""
    no_rule: str
    """What stands in place of a rule where none spoke."""
    between_reasons: str
    """What stands between the reasons for which a customer is on a list."""
    no_reason: str
    """What stands in their place where nothing speaks for leaving."""

    def days_since(self, name: str) -> str:
        """A label for the days from a date until the reference date."""
        ...

    def below(self, label: str, high: str) -> str:
        """The variable is below a number."""
        ...

    def at_least(self, label: str, low: str) -> str:
        """The variable is a number or more."""
        ...

    def between(self, label: str, low: str, high: str, *, negated: bool) -> str:
        """The variable is ``low`` or more, and below ``high``."""
        ...

    def is_set(self, label: str, words: str, *, negated: bool) -> str:
        """The variable is in a fuzzy set."""
        ...

    def reaches(self, label: str, words: str, *, upwards: bool) -> str:
        """The variable is in a fuzzy set or above it (upwards), or below it."""
        ...

    def is_one_of(self, label: str, values: Sequence[str], *, negated: bool) -> str:
        """The variable has one of the values."""
        ...

    def is_missing(self, label: str, *, negated: bool) -> str:
        """The variable has no value."""
        ...

    def or_missing(self, phrase: str) -> str:
        """The phrase, which is also true where there is no value."""
        ...

    def with_value(self, phrase: str, value: str) -> str:
        """The phrase, and the value that makes it true."""
        ...

    def all_of(self, phrases: Sequence[str]) -> str:
        """All of the phrases hold."""
        ...

    def any_of(self, alternatives: Sequence[Sequence[str]]) -> str:
        """All phrases of at least one of the alternatives hold."""
        ...

    def verdict(self, says: Verdict) -> str:
        """What a fuzzy rule concludes."""
        ...

    def churn_rate(self, rate: str) -> str:
        """What the leaf of a tree concludes."""
        ...

    def odds(self, factor: str) -> str:
        """What a weighted rule concludes: by what it multiplies the odds of churn."""
        ...

    def implies(self, condition: str, conclusion: str) -> str:
        """IF the condition holds THEN the conclusion."""
        ...

    def for_all(self, conclusion: str) -> str:
        """The conclusion of a rule without terms."""
        ...


def number_text(value: float) -> str:
    """A number in its shortest sensible form: six digits, but every digit before the point.

    >>> number_text(89.5), number_text(3.0), number_text(12500.0), number_text(0.1 + 0.2)
    ('89.5', '3', '12,500', '0.3')
    """
    if value == 0:
        return "0"
    exponent = Decimal(value).adjusted()
    if not -5 <= exponent < 15:
        return f"{value:.{_DIGITS}g}"
    rounded = f"{value:,.{max(0, _DIGITS - 1 - exponent)}f}"
    short = rounded.rstrip("0").rstrip(".") if "." in rounded else rounded
    return short if abs(value) >= _GROUPED_FROM else short.replace(",", "")


def percent_text(share: float) -> str:
    """A share as a percentage with one decimal.

    >>> percent_text(0.146)
    '14.6%'
    """
    return f"{100 * share:.1f}%"


def plain_text(text: str) -> str:
    r"""A name or value as one line that shows what is in it: nothing in it moves, colours or hides.

    Line breaks, control characters (terminal escapes) and invisible format characters (which can
    reverse the direction of the text behind them) are written as escapes.

    >>> plain_text("red\x1b[31m")
    'red\\x1b[31m'
    """
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    if not hidden or character in _JOINERS:
        return character
    return character.encode("unicode_escape").decode("ascii")
