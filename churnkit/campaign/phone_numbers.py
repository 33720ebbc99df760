"""Phone numbers as people write them, brought into keys by which two spellings can be compared.

A number has one key or several: where a spelling can be read in two ways, both readings are keys,
and two numbers are the same where they share one. A key is the national number without the prefix
of the trunk for numbers of the own country, and the digits behind the plus sign for all others;
leading zeros, which spreadsheets drop, never count.
"""

from __future__ import annotations

import polars as pl

from churnkit.config.types.phone_countries import COUNTRIES, Country

BETWEEN_KEYS = "\n"
"""What stands between the keys of one cell; no key holds it."""
TAIL = "~"
"""What the key of a number by its last digits alone begins with."""
_TAIL_DIGITS = 8
_FEWEST, _MOST = 5, 15
"""Digits of a phone number; 15 are the most that E.164 knows."""
_FEWEST_BEHIND_CODE = 6
"""Digits that are enough to take what stands before them for the code of the country."""
_DESTROYED = r"^\d(?:\.\d+)?e\+?\d+$"
"""What a spreadsheet makes of a long number."""


def phone_keys(cleaned: pl.Series, country: str | None) -> pl.Series:
    """The keys of phone numbers.

    Args:
        cleaned: (n,) String, one number a cell, half-width, lower case and without blanks; null
            where there is none.
        country: code in COUNTRIES of the country in which the numbers are dialled; None: not known.
            Then numbers also match by their last eight digits, by keys that begin with TAIL.

    Returns:
        (n,) String, the keys with BETWEEN_KEYS between them; null where there is no phone number.
    """
    frame = cleaned.alias("text").to_frame().with_columns(_digits(pl.col("text")).alias("digits"))
    frame = frame.with_columns(
        pl.when(_is_usable("digits") & ~pl.col("text").str.contains(_DESTROYED)).then("digits"),
        is_abroad=pl.col("text").str.contains(r"^(?:tel:)?\(?\+"),
    )
    readings = _without_country() if country is None else _readings(COUNTRIES[country])
    return frame.select(_joined(readings).alias(cleaned.name)).to_series()


def is_plain(texts: pl.Expr, country: Country) -> pl.Expr:
    """Whether each is a national number as its one key has it: digits that read in one way only."""
    other = "|".join([f"^{country.code}", country.abroad, *(each for each, _ in country.trunks)])
    usual = texts.str.contains(f"^[1-9]\\d{{{_FEWEST - 1},{country.longest - 1}}}$")
    return usual & ~texts.str.contains(other)


def plain_keys(texts: pl.Expr) -> pl.Expr:
    """The keys of plain digits, where the country is not known; null for all else."""
    plain = texts.str.contains(rf"^[1-9]\d{{{_TAIL_DIGITS - 1},{_MOST - 1}}}$")
    return pl.when(plain).then(texts + (BETWEEN_KEYS + TAIL) + texts.str.tail(_TAIL_DIGITS))


def _digits(text: pl.Expr) -> pl.Expr:
    # a whole number from a column with decimals ends in .0
    return text.str.replace(r"\.0$", "").str.replace_all(r"\D", "")


def _is_usable(column: str) -> pl.Expr:
    return pl.col(column).str.len_bytes().is_between(_FEWEST, _MOST + 4)


def _without_country() -> list[pl.Expr]:
    number = pl.col("digits").str.replace(r"^0+", "")
    long = number.str.len_bytes() >= _TAIL_DIGITS
    return [number, pl.when(long).then(pl.lit(TAIL) + number.str.tail(_TAIL_DIGITS))]


def _readings(country: Country) -> list[pl.Expr]:
    """All readings of a number that is dialled in the country; null where one does not apply."""
    digits = pl.col("digits")
    dialled = pl.when(digits.str.contains(country.abroad)).then(
        digits.str.replace(country.abroad, "")
    )
    dialled = pl.when(dialled.str.len_bytes() >= _FEWEST_BEHIND_CODE + 2).then(dialled)
    abroad = pl.when("is_abroad").then(digits).otherwise(dialled)
    behind_code = _behind(abroad, country)
    foreign = pl.when(behind_code.is_null()).then(abroad)
    at_home = pl.when(abroad.is_null()).then(digits)
    without_plus = _behind(at_home, country)
    short = [
        pl.when((each.str.len_bytes() <= country.longest) | without_plus.is_null()).then(each)
        for each in _national(at_home, country)
    ]
    return [foreign, *_national(behind_code, country), *short, *_national(without_plus, country)]


def _behind(number: pl.Expr, country: Country) -> pl.Expr:
    """What stands behind the code of the country; null where the number does not begin with it."""
    return number.str.extract(f"^0*{country.code}(\\d{{{_FEWEST_BEHIND_CODE},}})$", 1)


def _national(number: pl.Expr, country: Country) -> list[pl.Expr]:
    """The national number without the trunk prefix, one reading for each pattern that fits."""
    stripped = [
        pl.when(number.str.contains(pattern)).then(number.str.replace(pattern, kept))
        for pattern, kept in country.trunks
    ]
    as_it_is = pl.when(pl.all_horizontal(each.is_null() for each in stripped)).then(number)
    return [each.str.replace(r"^0+", "") for each in (*stripped, as_it_is)]


def _joined(readings: list[pl.Expr]) -> pl.Expr:
    usable = [pl.when(each.str.len_bytes() >= _FEWEST).then(each) for each in readings]
    every = pl.concat_list(usable).list.drop_nulls().list.unique(maintain_order=True)
    return pl.when(every.list.len() > 0).then(every.list.join(BETWEEN_KEYS))
