"""How the dates of one column are written, found by looking at them."""

from __future__ import annotations

from typing import Literal, overload
from zoneinfo import available_timezones

import polars as pl

from churnkit.errors import InputError
from churnkit.tables.columns.advice import how_to_say
from churnkit.tables.columns.counted_dates import counted_dates
from churnkit.tables.columns.dates import AREA, HALVES, OFFSET, SEPARATOR, DateFormat, Order

LIKENESS = 0.95
"""Share of the values that must look like dates for a column to hold dates."""

_YEAR_FIRST = (
    rf"^\d{{4}}(?:{SEPARATOR}\d{{1,2}}{SEPARATOR}\d{{1,2}}(?:$|[T ])|年\d{{1,2}}月\d{{1,2}}日?)"
)
_COMPACT = (
    r"^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"(?:$|[T ]\d{4}|(?:[01]\d|2[0-3])[0-5]\d[0-5]\d$)"
)
_YEAR_LAST = rf"^(\d{{1,2}}){SEPARATOR}(\d{{1,2}}){SEPARATOR}\d{{4}}(?:$|[T ])"
_SHORT_YEAR = r"^\d{1,2}[-/]\d{1,2}[-/]\d{2}(?:$|[T ])"
_SHORT_YEAR_DOTS = r"^\d{1,2}\.\d{1,2}\.\d{2}(?:$|[T ])"
_PLAIN_DATE = r"^\d{4}-\d\d-\d\d$"
_PLAIN_TIME = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$"
_TIME = r"\d\s*[:：时点點]|\d\s*(?i:[ap]\.?\s?m\b)|^\d{4}-\d\d-\d\dT|^\d{8}[T ]?\d{4}"
_BEHIND_TIME = (
    r"(?:[:：时點点分]\s*\d{0,2}(?:[.,]\d+)?\s*[分秒整]?|(?i:[ap]\.?\s?m\.?))"
    rf"\s*(?:{HALVES})?\s*"
)
HAS_OFFSET = rf"{_BEHIND_TIME}(?:{OFFSET}\s*(?:\[?{AREA}\]?)?|{AREA})$"
"""Pattern of a time that names an offset from UTC, or a time zone."""
_AREA = rf"{_BEHIND_TIME}(?:{OFFSET})?\s*\[?({AREA})\]?$"
SHORT_YEARS = ("dmy2", "mdy2", "ymd2")
"""Words for dates whose years have two digits."""
_ORDERS: dict[str, Order] = {
    "dmy": "dmy", "mdy": "mdy", "ymd": "ymd", "dmy2": "dmy", "mdy2": "mdy", "ymd2": "ymd",
}  # fmt: skip

Found = tuple[DateFormat, tuple[str, ...]]


@overload
def infer_dates(
    name: str, texts: pl.Series, written: tuple[str, ...], *, declared: Literal[True]
) -> Found: ...
@overload
def infer_dates(
    name: str, texts: pl.Series, written: tuple[str, ...], *, declared: bool = ...
) -> Found | None: ...
def infer_dates(
    name: str, texts: pl.Series, written: tuple[str, ...], *, declared: bool = False
) -> Found | None:
    """How the dates among ``texts`` are written, with notes; None if they are no dates.

    Args:
        name: The column, for messages, and because it tells dates from other numbers.
        texts: Its values as written, without missing ones and without blanks around them.
        written: Words that settle what could be read in two ways: dmy, mdy or ymd.
        declared: The column is known to hold dates, so that None is never the answer.

    Raises:
        InputError: day and month could be either, or years have two digits.
    """
    if texts.is_empty():
        return (DateFormat(), ()) if declared else None
    counted = counted_dates(name, texts, declared=declared)
    if counted is not None:
        return DateFormat(count=counted.count, time=counted.time), counted.notes
    short = any(word in SHORT_YEARS for word in written)
    if not short:
        _require_long_years(name, texts, declared)
    year_last = _share(texts, _any_year(_YEAR_LAST) if short else _YEAR_LAST)
    year_first = _any_year(_YEAR_FIRST) if short else _YEAR_FIRST
    looks = _share(texts, year_first) + _share(texts, _COMPACT) + year_last
    if not declared and looks < LIKENESS:
        return None
    order = _order(name, texts, written) if year_last > 0 else "ymd"
    return _written_so(name, texts, order, short_years=short)


def _any_year(pattern: str) -> str:
    """The pattern of dates whose years have four digits or two."""
    return pattern.replace(r"\d{4}", r"\d{2}(?:\d{2})?")


def _written_so(name: str, texts: pl.Series, order: Order, *, short_years: bool) -> Found:
    time = _any(texts, _TIME)
    times = texts.filter(texts.str.contains(_TIME))
    offsets = times.str.contains(HAS_OFFSET)
    areas = times.str.extract(_AREA, 1).drop_nulls().unique().sort().to_list()
    plain = order == "ymd" and _share(texts, _PLAIN_TIME if time else _PLAIN_DATE) == 1
    found = DateFormat(
        order=order,
        plain=plain,
        time=time,
        short_years=short_years,
        offsets=bool(offsets.any()),
        zones=tuple(area for area in areas if _is_zone(area)),
    )
    said = {
        "dates are read as day, month, year": order == "dmy",
        "dates are read as month, day, year": order == "mdy",
        "years of two digits: 69 to 99 are 19xx, 00 to 68 are 20xx": short_years,
        "times with an offset are turned into UTC": offsets.any(),
        "times without an offset are taken for UTC": offsets.any() and not offsets.all(),
        "dates are written in several ways or not as YYYY-MM-DD; all are read": not plain,
    }
    return found, tuple(f"column {name!r}: {what}" for what, holds in said.items() if holds)


def _is_zone(name: str) -> bool:
    return name in available_timezones()


def _require_long_years(name: str, texts: pl.Series, declared: bool) -> None:
    pattern = f"{_SHORT_YEAR}|{_SHORT_YEAR_DOTS}" if declared else _SHORT_YEAR
    short = texts.filter(texts.str.contains(pattern))
    if short.len() and short.len() >= (1 if declared else LIKENESS * texts.len()):
        raise InputError(
            f"column {name!r}: {short[0]!r} has a year of two digits; write years with four, or "
            f"say dmy2, mdy2 or ymd2 ({how_to_say(name, 'date', 'dmy2')})"
        )


def _order(name: str, texts: pl.Series, written: tuple[str, ...]) -> Order:
    """Whether day or month comes first, told by a number above 12 or by the user."""
    for word in written:
        if word in _ORDERS:
            return _ORDERS[word]
    first = texts.str.extract(_YEAR_LAST, 1).cast(pl.Int64)
    second = texts.str.extract(_YEAR_LAST, 2).cast(pl.Int64)
    day_first, month_first = bool((first > 12).any()), bool((second > 12).any())
    if day_first == month_first:
        example = texts.filter(first.is_not_null())[0]
        why = "both orders occur" if day_first else "no number above 12 tells which is the day"
        raise InputError(
            f"column {name!r}: {example!r} may be day/month or month/day ({why}); "
            f"say dmy or mdy ({how_to_say(name, 'date', 'dmy')})"
        )
    return "dmy" if day_first else "mdy"


def _any(texts: pl.Series, pattern: str) -> bool:
    return bool(texts.str.contains(pattern).any())


def _share(texts: pl.Series, pattern: str) -> float:
    return float(texts.str.contains(pattern).sum() / texts.len())
