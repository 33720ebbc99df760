"""How the dates of one column are written, found by looking at them."""

from __future__ import annotations

import re
from typing import Literal, overload

import polars as pl

from churnkit.errors import InputError
from churnkit.tables.columns.advice import how_to_say
from churnkit.tables.columns.dates import DateFormat, Order

LIKENESS = 0.95
"""Share of the values that must look like dates for a column to hold dates."""

_YEAR_FIRST = r"^\d{4}(?:[-/.]\d{1,2}[-/.]\d{1,2}(?:$|[T ])|年\d{1,2}月\d{1,2}日?)"
_COMPACT = (
    r"^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"(?:$|[T ]\d{4}|(?:[01]\d|2[0-3])[0-5]\d[0-5]\d$)"
)
_YEAR_LAST = r"^(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}(?:$|[T ])"
_SHORT_YEAR = r"^\d{1,2}[-/]\d{1,2}[-/]\d{2}(?:$|[T ])"
_SHORT_YEAR_DOTS = r"^\d{1,2}\.\d{1,2}\.\d{2}(?:$|[T ])"
_NUMBER = r"^\d+(?:\.\d+)?$"
_PLAIN_DATE = r"^\d{4}-\d\d-\d\d$"
_PLAIN_TIME = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$"
_TIME = r"\d\s*[:时]|^\d{4}-\d\d-\d\dT|^\d{8}[T ]?\d{4}"
_OFFSET = r"(?:Z|UTC|\d[+-]\d{2}:?\d{2})$"
_DATE_NAME = re.compile(r"(?i)date|time|day$|(^|_)(on|at|dt|ts)$|日期|时间|日$")

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
    if declared or _DATE_NAME.search(name):
        counted = _counted(name, texts)
        if counted is not None:
            return counted
    _require_long_years(name, texts, declared)
    year_last = _share(texts, _YEAR_LAST)
    looks = _share(texts, _YEAR_FIRST) + _share(texts, _COMPACT) + year_last
    if not declared and looks < LIKENESS:
        return None
    order = _order(name, texts, written) if year_last > 0 else "ymd"
    return _written_so(name, texts, order)


def _written_so(name: str, texts: pl.Series, order: Order) -> Found:
    time = _any(texts, _TIME)
    offsets = texts.filter(texts.str.contains(_TIME)).str.contains(_OFFSET)
    plain = order == "ymd" and _share(texts, _PLAIN_TIME if time else _PLAIN_DATE) == 1
    found = DateFormat(order=order, plain=plain, time=time)
    said = {
        "dates are read as day, month, year": order == "dmy",
        "dates are read as month, day, year": order == "mdy",
        "times with an offset are turned into UTC": offsets.any(),
        "times without an offset are taken for UTC": offsets.any() and not offsets.all(),
        "dates are written in several ways or not as YYYY-MM-DD; all are read": not plain,
    }
    return found, tuple(f"column {name!r}: {what}" for what, holds in said.items() if holds)


def _counted(name: str, texts: pl.Series) -> Found | None:
    """Days or seconds that stand for dates, told apart by their size; None if they are not."""
    if _share(texts, _NUMBER) < LIKENESS:
        return None
    middle = texts.cast(pl.Float64, strict=False).median()
    if not isinstance(middle, float):
        return None
    fraction = _any(texts, r"\.\d*[1-9]")
    if 10_000 <= middle < 80_000:
        found, what = DateFormat(count="excel_days", time=fraction), "days of Excel"
    elif 1e8 <= middle < 5e9 and _share(texts, _COMPACT) < LIKENESS:
        found, what = DateFormat(count="epoch_seconds", time=True), "seconds since 1970"
    elif 1e11 <= middle < 5e12:
        found, what = DateFormat(count="epoch_milliseconds", time=True), "milliseconds since 1970"
    else:
        return None
    return found, (f"column {name!r}: numbers are read as {what}",)


def _require_long_years(name: str, texts: pl.Series, declared: bool) -> None:
    pattern = f"{_SHORT_YEAR}|{_SHORT_YEAR_DOTS}" if declared else _SHORT_YEAR
    short = texts.filter(texts.str.contains(pattern))
    if short.len() >= (1 if declared else LIKENESS * texts.len()):
        if short.is_empty():
            return
        raise InputError(
            f"column {name!r}: {short[0]!r} has a year of two digits; write years with four"
        )


def _order(name: str, texts: pl.Series, written: tuple[str, ...]) -> Order:
    """Whether day or month comes first, told by a number above 12 or by the user."""
    if "dmy" in written:
        return "dmy"
    if "mdy" in written:
        return "mdy"
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
