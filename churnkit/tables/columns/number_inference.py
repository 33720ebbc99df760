"""How the numbers of one column are written, found by looking at them."""

from __future__ import annotations

from typing import Literal, overload

import polars as pl

from churnkit.errors import InputError
from churnkit.tables.columns.advice import how_to_say
from churnkit.tables.columns.numbers import CURRENCIES, THOUSANDTHS, NumberFormat

LIKENESS = 0.95
"""Share of the values that must look like numbers for a column to hold numbers."""

_WIDE = "[０-９．，－＋％（）￥]"
_GROUPED = r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$"
_DECIMAL_COMMA = r"^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+$"
_SMALL_WHOLE = r"^[+-]?\d{1,3}$"
_DOTTED = r"^[+-]?\d{1,3}(?:\.\d{3}){2,}$"
_TO_CONFIGURE = r"^(?:[+-]?[\d.,]+\s*万|\([\d.,]+\)|[\d.,]+-)$"
_UNREADABLE = r"^[+-]?(?:inf|infinity|nan|\d+(?:\.\d+)?e[+-]?\d+)$"

Found = tuple[NumberFormat, tuple[str, ...]]


@overload
def infer_numbers(
    name: str, texts: pl.Series, written: tuple[str, ...], *, declared: Literal[True]
) -> Found: ...
@overload
def infer_numbers(
    name: str, texts: pl.Series, written: tuple[str, ...], *, declared: bool = ...
) -> Found | None: ...
def infer_numbers(
    name: str, texts: pl.Series, written: tuple[str, ...], *, declared: bool = False
) -> Found | None:
    """How the numbers among ``texts`` are written, with notes; None if they are no numbers.

    Args:
        name: The column, for messages.
        texts: Its values as written, without missing ones and without blanks around them.
        written: Words that settle what could be read in two ways.
        declared: The column is known to hold numbers, so that None is never the answer.

    Raises:
        InputError: the column holds two currencies, or decimal commas that nothing settles.
    """
    plain = NumberFormat()
    if _count(texts, plain) == texts.len() and "decimal-comma" not in written:
        _require_known_points(name, texts, written)
        return plain, ()
    bare = texts.str.normalize("NFKC")
    currencies = _currencies(bare)
    found = NumberFormat(
        decimal="," if "decimal-comma" in written else ".",
        wide=_any(texts, _WIDE),
        currency=currencies[0] if currencies else None,
        percent=_most(bare, r"^[+-]?[\d.,]+\s*%$"),
        myriads="myriads" in written,
        accounting="accounting" in written,
    )
    digits = _strip(bare, found)
    found = found.model_copy(update={"grouped": found.decimal == "," or _any(digits, _GROUPED)})
    if not declared and not _mostly_numbers(texts, digits, found):
        return None
    _require_unambiguous(name, digits, found, currencies)
    if found.decimal == ".":
        _require_known_points(name, digits, written)
    return found, _notes(name, texts, found)


def _mostly_numbers(texts: pl.Series, digits: pl.Series, found: NumberFormat) -> bool:
    unsettled = digits.str.contains(f"{_TO_CONFIGURE}|{_DECIMAL_COMMA}|{_DOTTED}")
    odd = texts.str.to_lowercase().str.contains(_UNREADABLE) | unsettled | _is_money(texts)
    number = _parsed(texts, found).is_not_null()
    return (
        bool(texts.len())
        and bool(number.any() or unsettled.any())
        and ((number | odd).sum() >= LIKENESS * texts.len())
    )


def _require_known_points(name: str, digits: pl.Series, written: tuple[str, ...]) -> None:
    """Refuse points that may set thousands apart: 1.234, 12.345, 987.

    Told apart by any value that only one of the readings allows: 0.125, 12.5, 1234, 1,234.
    """
    if "decimal-point" in written:
        return
    dotted = digits.filter(digits.str.contains(_DOTTED))
    unclear = digits.filter(digits.str.contains(THOUSANDTHS))
    both = digits.str.contains(f"{THOUSANDTHS}|{_SMALL_WHOLE}|{_DOTTED}")
    if dotted.len() or (unclear.len() and both.all()):
        example = (dotted if dotted.len() else unclear)[0]
        raise InputError(
            f"column {name!r}: {example!r} may have a decimal point or thousands set apart by "
            "points; say decimal-point or decimal-comma "
            f"({how_to_say(name, 'number', 'decimal-comma')}); for all columns of the table "
            "data.decimal, or churnkit clean --decimal"
        )


def _require_unambiguous(
    name: str, digits: pl.Series, found: NumberFormat, currencies: list[str]
) -> None:
    if len(currencies) > 1:
        raise InputError(
            f"column {name!r}: amounts in {' and '.join(currencies)}; write one currency a column"
        )
    commas = digits.filter(digits.str.contains(_DECIMAL_COMMA) & ~digits.str.contains(_GROUPED))
    if commas.len() and found.decimal == ".":
        raise InputError(
            f"column {name!r}: {commas[0]!r} has a comma where a point or a group of three was "
            "expected; if it is a decimal comma, say so "
            f"({how_to_say(name, 'number', 'decimal-comma')}); for all columns of the table "
            "data.decimal: comma, or churnkit clean --decimal comma"
        )


def _notes(name: str, texts: pl.Series, found: NumberFormat) -> tuple[str, ...]:
    said = {
        "thousands marks taken out": found.grouped and _any(texts, r"\d[,.，]\d{3}"),
        "full-width characters read as plain ones": found.wide,
        f"amounts are in {found.currency}": found.currency is not None,
        "% taken off, 12% is 12": found.percent,
        "1万 is 10000": found.myriads,
        "(1) and 1- are -1": found.accounting,
        "the comma is the decimal mark": found.decimal == ",",
    }
    return tuple(f"column {name!r}: {what}" for what, holds in said.items() if holds)


def _currencies(texts: pl.Series) -> list[str]:
    """Currencies that stand beside digits, in the order of CURRENCIES."""
    return [name for name, signs in CURRENCIES.items() if _any(texts, _money(signs))]


def _is_money(texts: pl.Series) -> pl.Series:
    signs = tuple(sign for names in CURRENCIES.values() for sign in names)
    return texts.str.contains(_money(signs))


def _money(signs: tuple[str, ...]) -> str:
    """Pattern of an amount with one of the signs before or behind it."""
    names = "|".join(sign.replace("$", r"\$") for sign in signs)
    return rf"(?i)^[+-]?\s*(?:{names})\s*[\d.,+-]+万?$|^[+-]?[\d.,]+\s*万?\s*(?:{names})$"


def _strip(bare: pl.Series, found: NumberFormat) -> pl.Series:
    """The texts without full-width characters, currency and percent sign."""
    shape = found.model_copy(update={"myriads": False, "accounting": False})
    return bare.to_frame("text").select(shape.bare(pl.col("text"))).to_series()


def _count(texts: pl.Series, found: NumberFormat) -> int:
    return texts.len() - _parsed(texts, found).null_count()


def _parsed(texts: pl.Series, found: NumberFormat) -> pl.Series:
    return texts.to_frame("text").select(found.parse(pl.col("text"))).to_series()


def _any(texts: pl.Series, pattern: str) -> bool:
    return bool(texts.str.contains(pattern).any())


def _most(texts: pl.Series, pattern: str) -> bool:
    return bool(texts.len()) and texts.str.contains(pattern).sum() >= LIKENESS * texts.len()
