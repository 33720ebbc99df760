"""How numbers, shares, names and values are written wherever people read them."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

_DIGITS = 6

_GROUPED_FROM = 10_000

_JOINERS = "\u200c\u200d"  # Persian and emoji need them; they reorder and hide nothing


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


class CountText(str):
    """A count with its digits in groups, which chooses between the words for one and for several.

    >>> "{n} {n:rule|rules}".format(n=CountText.of(1))
    '1 rule'
    >>> "{n} {n:rule applies|rules apply}".format(n=CountText.of(1200))
    '1,200 rules apply'
    """

    __slots__ = ()

    @classmethod
    def of(cls, number: int) -> CountText:
        """The text of a number."""
        return cls(f"{number:,}")

    def __format__(self, words: str) -> str:
        """The count; with ``one|several`` the fitting one of the two."""
        if "|" not in words:
            return super().__format__(words)
        one, several = words.split("|")
        return one if self == "1" else several


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
