"""Whether numbers stand for dates: days of Excel, seconds or milliseconds since 1970.

A name alone never makes numbers dates. The values must look like it: whole, within a plausible and
narrow range of days, and of many different days. Where the name leaves it open, it has to be said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from math import gcd

import polars as pl

from churnkit.errors import InputError
from churnkit.tables.columns.dates import Count

LIKENESS = 0.95
"""Share of the values that must be such numbers."""

_NUMBER = r"^\d+(?:\.\d+)?$"
_COMPACT = r"^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$"
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[\u4e00-\u9fff]+")
_DATE_WORDS = frozenset(("date", "datetime", "timestamp", "dob", "ts", "birthday"))
_OPEN_WORDS = frozenset(("on", "at", "day", "time", "dt", "when", "since", "until"))
_DATE_ENDINGS = ("日期", "时间戳", "生日")
_OPEN_ENDINGS = ("时间", "日", "时刻")
_PARTICIPLE = re.compile(r"(?:ed|en|signup|start|end|begin)$")
_DAY = 86_400
_ONE_DAY: dict[Count, int] = {
    "excel_days": 1,
    "epoch_seconds": _DAY,
    "epoch_milliseconds": 1000 * _DAY,
}
_DECLARED_RANGES: dict[Count, tuple[float, float]] = {
    "excel_days": (10_000, 80_000),
    "epoch_seconds": (1e8, 5e9),
    "epoch_milliseconds": (1e11, 5e12),
}
"""Where the middle of a column lies that is said to hold dates."""
_FIRST_DAY: dict[Count, int] = {
    "excel_days": 12_785, "epoch_seconds": -3652, "epoch_milliseconds": -3652
}  # fmt: skip
"""1 January 1935 of Excel, 1960 of the others, as numbers of days."""
_LAST_DAY: dict[Count, int] = {
    "excel_days": 54_788, "epoch_seconds": 29_220, "epoch_milliseconds": 29_220
}  # fmt: skip
"""The end of 2049."""
_MOST_YEARS = 45
_MOST_YEARS_OF_BIRTH = 90
_BIRTH = re.compile(r"(?i)birth|born|dob|出生|生日")
_NAMES: dict[Count, str] = {
    "excel_days": "days of Excel",
    "epoch_seconds": "seconds since 1970",
    "epoch_milliseconds": "milliseconds since 1970",
}


@dataclass(frozen=True)
class Counted:
    """What the numbers of a column count."""

    count: Count
    time: bool
    """Whether they tell times of day."""
    notes: tuple[str, ...]


def counted_dates(name: str, texts: pl.Series, *, declared: bool) -> Counted | None:
    """Days or seconds that stand for dates; None if they do not.

    Args:
        name: The column.
        texts: Its values as written, at least one.
        declared: Whether the column is known to hold dates.

    Raises:
        InputError: they may be dates or plain numbers, and the name does not tell.
    """
    names_date = _says_date(name)
    if not declared and names_date is False:
        return None
    if _share(texts, _NUMBER) < LIKENESS or _share(texts, _COMPACT) >= LIKENESS:
        return None
    numbers = texts.cast(pl.Float64, strict=False).drop_nulls()
    count = _count_of(numbers, name, declared=declared)
    if count is None:
        return None
    time = count != "excel_days" or bool(texts.str.contains(r"\.\d*[1-9]").any())
    if not declared and names_date is None:
        if time and count == "excel_days":
            return None
        _refuse(name, texts[0], count)
    note = f"column {name!r}: numbers are read as {_NAMES[count]}"
    return Counted(count, time, (note,))


def _says_date(name: str) -> bool | None:
    """Whether a name is that of a date; None if it may be."""
    words = _WORDS.findall(name)
    if not words:
        return False
    last = words[-1].lower()
    if last.isdigit() and len(words) > 1:
        last = words[-2].lower()
    if last in _DATE_WORDS or last.endswith(_DATE_ENDINGS):
        return True
    if words[0].lower() in ("date", "datetime") and (len(words) == 1 or _is_past(words[1:])):
        return True
    if last in ("on", "at") and len(words) > 1 and _PARTICIPLE.search(words[-2].lower()):
        return True
    return None if last in _OPEN_WORDS or last.endswith(_OPEN_ENDINGS) else False


def _is_past(words: list[str]) -> bool:
    return words[0].lower() == "of" or _PARTICIPLE.search(words[0].lower()) is not None


def _count_of(numbers: pl.Series, name: str, *, declared: bool) -> Count | None:
    middle = numbers.median()
    if not isinstance(middle, float):
        return None
    for count, (low, high) in _DECLARED_RANGES.items():
        if low <= middle < high:
            return count if declared or _look_like_days(numbers, count, name) else None
    return None


def _look_like_days(numbers: pl.Series, count: Count, name: str) -> bool:
    """Whether numbers lie within few years that people speak of, and are not round."""
    days = numbers / _ONE_DAY[count]
    first, last = days.quantile(0.025), days.quantile(0.975)
    if first is None or last is None:
        return False
    years = _MOST_YEARS_OF_BIRTH if _BIRTH.search(name) else _MOST_YEARS
    return (
        first >= _FIRST_DAY[count]
        and last <= _LAST_DAY[count]
        and last - first <= 365.25 * years
        and not _are_round(numbers)
        and _are_many_days(days)
    )


def _are_round(numbers: pl.Series) -> bool:
    """Whether all are multiples of ten or more, as amounts and counts are; midnights are not."""
    whole = numbers.cast(pl.Int64).unique()
    common = reduce(gcd, whole.to_list(), 0)
    return whole.len() > 4 and common >= 10 and common % _DAY != 0 and common % 60 != 0


def _are_many_days(days: pl.Series) -> bool:
    """Whether the days differ as far as their number and their span allow."""
    different = days.floor().n_unique()
    return different >= min(_DIFFERENT * days.len(), _DIFFERENT * _span(days), _ENOUGH_DAYS)


_DIFFERENT = 0.2
_ENOUGH_DAYS = 100


def _span(days: pl.Series) -> float:
    low, high = sorted((float(str(days.min())), float(str(days.max()))))
    return high - low + 1


def _refuse(name: str, example: str, count: Count) -> None:
    raise InputError(
        f"column {name!r}: {example!r} may be a number or a date ({_NAMES[count]}); say which "
        f"(data.variables.{name}.kind: date or number; or churnkit clean --kind {name}=date)"
    )


def _share(texts: pl.Series, pattern: str) -> float:
    return float(texts.str.contains(pattern).sum() / texts.len())
