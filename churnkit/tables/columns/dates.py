"""Dates as people write them: ISO, slashes, 2024年1月5日, 20240105, serial numbers, epochs."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

import polars as pl
from polars.expr.whenthen import ChainedThen, Then

from churnkit.frozen import Frozen

Order = Literal["ymd", "dmy", "mdy"]
Count = Literal["excel_days", "epoch_seconds", "epoch_milliseconds"]

_EXCEL_DAY_ZERO = date(1899, 12, 30)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - all times of a table are without a zone
_MICROSECONDS: dict[Count, int] = {
    "excel_days": 86_400_000_000,
    "epoch_seconds": 1_000_000,
    "epoch_milliseconds": 1_000,
}
_SEPARATORS = "-/."
SEPARATOR = f"[{_SEPARATORS}]"
"""Pattern of what stands between day, month and year."""
_AFTER_YEAR, _AFTER_MONTH = f"[{_SEPARATORS}年]", f"[{_SEPARATORS}月]"
DATE_LIKE = rf"\d{{1,4}}{_AFTER_YEAR}\d{{1,2}}{_AFTER_MONTH}\d{{1,4}}|\d{{1,2}}:\d{{2}}"
"""Pattern of how dates and times begin, whatever their order."""
_ORDERS: dict[Order, str] = {
    "ymd": rf"^(?P<y>YEAR){_AFTER_YEAR}(?P<m>\d{{1,2}}){_AFTER_MONTH}(?P<d>\d{{1,2}})"
    r"(?:日 *|[T ]+|$)",
    "dmy": rf"^(?P<d>\d{{1,2}}){SEPARATOR}(?P<m>\d{{1,2}}){SEPARATOR}(?P<y>YEAR)(?:[T ]+|$)",
    "mdy": rf"^(?P<m>\d{{1,2}}){SEPARATOR}(?P<d>\d{{1,2}}){SEPARATOR}(?P<y>YEAR)(?:[T ]+|$)",
}
_COMPACT = r"^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?)?$"
_MORNING = ("上午", "早上", "早晨", "清晨", "凌晨", "淩晨", "AM")
_AFTERNOON = ("下午", "傍晚", "PM")
_EVENING = ("晚上", "晚间", "夜里", "夜晚")
_NOON = "中午"
HALVES = "|".join((*_MORNING[:-1], *_AFTERNOON[:-1], *_EVENING, _NOON, r"(?i:[ap]\.?\s?m\.?)"))
OFFSET = r"(?:[Zz]|(?:UTC|GMT)(?:\s?[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}(?::?\d{2})?)"
"""Pattern of an offset from UTC, as it stands behind a time."""
AREA = r"[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_+-]+)+"
"""Pattern of the name of a time zone, as in Asia/Shanghai."""
_TIME = (
    rf"^(?:(?P<pre>{HALVES})\s*)?(?P<H>\d{{1,2}})\s*"
    r"(?:[:：时點点]\s*(?P<M>\d{1,2})(?:[:：分]\s*(?P<S>\d{1,2})(?:[.,](?P<f>\d{1,9}))?)?[分秒]?"
    r"|(?P<full>[时點点]整?))?"
    rf"\s*(?P<post>{HALVES})?\s*(?P<zone>{OFFSET})?\s*(?:\[?(?P<area>{AREA})\]?)?$"
)
_FARTHEST_OFFSET = 14


class DateFormat(Frozen):
    """How the dates of one column are written, as decided when the column was first seen."""

    order: Order = "ymd"
    """Order of year, month and day."""
    plain: bool = True
    """Whether all are written YYYY-MM-DD, with a time HH:MM:SS if ``time``: the quick way."""
    time: bool = False
    """Whether a time of day is kept."""
    count: Count | None = None
    """What numbers mean that stand for dates."""
    short_years: bool = False
    """Whether years may have two digits: 69 to 99 are 19xx, 00 to 68 are 20xx."""
    offsets: bool = True
    """Whether a time may name an offset from UTC; if none did, a later one is no value."""
    zones: tuple[str, ...] = ()
    """Time zones that times may name instead, as in Asia/Shanghai."""
    whole_days: bool = False
    """Whether a time of day other than midnight is no value, rather than left out."""
    clock: str | None = None
    """Time zone whose clock times with an offset are turned into. Default: UTC."""

    @property
    def dtype(self) -> pl.DataType:
        """Datetime (microseconds, no zone; UTC where the texts name an offset), or Date."""
        return pl.Datetime("us") if self.time else pl.Date()

    def parse(self, text: pl.Expr) -> pl.Expr:
        """Date or Datetime of texts without blanks around them; null where one is no date."""
        if self.count is not None:
            return self.of_count(text.cast(pl.Float64, strict=False))
        if self.plain:
            return self._parse_plain(text)
        moment = pl.coalesce(self._parse_parts(text), _parse_compact(text))
        if self.whole_days and not self.time:
            moment = pl.when(moment.dt.date().cast(pl.Datetime("us")) == moment).then(moment)
        return moment.cast(self.dtype)

    def of_count(self, number: pl.Expr) -> pl.Expr:
        """Date or Datetime of days or seconds since the beginning that ``count`` names."""
        if self.count is None:
            return pl.lit(None, dtype=self.dtype)
        start = pl.lit(_EXCEL_DAY_ZERO if self.count == "excel_days" else _EPOCH)
        microseconds = (number * _MICROSECONDS[self.count]).round().cast(pl.Int64, strict=False)
        if self.count == "excel_days":  # a second is 0.00001157..., cut off by spreadsheets
            microseconds = (microseconds + 500_000) // 1_000_000 * 1_000_000
        moment = start.cast(pl.Datetime("us")) + pl.duration(microseconds=microseconds)
        if self.count != "excel_days":
            moment = self._on_clock(moment)
        return pl.when(_within_calendar(moment)).then(moment).cast(self.dtype)

    def of_moment(self, moment: pl.Expr, dtype: pl.DataType) -> pl.Expr:
        """Date or Datetime of a column that holds dates or times already."""
        if isinstance(dtype, pl.Datetime) and dtype.time_zone is not None:
            clock = self.clock or "UTC"
            moment = moment.dt.convert_time_zone(clock).dt.replace_time_zone(None)
        return moment.cast(self.dtype)

    def _on_clock(self, moment: pl.Expr) -> pl.Expr:
        """What the clock of the column shows at a moment of UTC."""
        return moment if self.clock is None else _shown_in(moment, self.clock)

    def _parse_plain(self, text: pl.Expr) -> pl.Expr:
        # the reader of polars would also take a blank or a sign before the year, and a second 60
        fits = text.is_between(pl.lit("0"), pl.lit(":"), closed="left")  # begins with a digit
        if not self.time:
            fits &= text.str.len_bytes() == 10
            return pl.when(fits).then(text.str.to_date("%Y-%m-%d", strict=False))
        fits &= (text.str.len_bytes() == 19) & ~text.str.ends_with(":60")
        moment = text.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
        return pl.when(fits).then(moment)

    def _parse_parts(self, text: pl.Expr) -> pl.Expr:
        years = r"\d{4}|\d{2}" if self.short_years else r"\d{4}"
        pattern = _ORDERS[self.order].replace("YEAR", years)
        day = text.str.extract_groups(pattern).struct
        rest = text.str.replace(pattern, "")
        year = _with_century(day.field("y")) if self.short_years else day.field("y")
        date_ = _date_of(year, day.field("m"), day.field("d"))
        return pl.when(rest == "").then(date_).otherwise(self._with_time(date_, rest))

    def _with_time(self, day: pl.Expr, text: pl.Expr) -> pl.Expr:
        """The moment of a time on a day, on the clock of the column if it names an offset."""
        parts = text.str.extract_groups(_TIME)
        zone, area = parts.struct.field("zone"), parts.struct.field("area")
        moment = day + _time_of(parts)
        if not self.offsets:
            return pl.when(zone.is_null() & area.is_null()).then(moment)
        known = area.is_null() | zone.is_not_null()
        found: Then | ChainedThen = pl.when(zone.is_not_null()).then(
            self._on_clock(moment - _offset(zone))
        )
        for name in self.zones:
            found = found.when(area == name).then(self._on_clock(_in_utc(moment, name)))
        return found.when(known).then(moment)


def _parse_compact(text: pl.Expr) -> pl.Expr:
    parts = text.str.extract_groups(_COMPACT).struct
    day = _date_of(parts.field("1"), parts.field("2"), parts.field("3"))
    hour, minute, second = (_whole(parts.field(name)).fill_null(0) for name in "456")
    fits = (hour < 24) & (minute < 60) & (second < 60)
    return pl.when(fits).then(day + _duration(hour, minute, second))


def _date_of(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Datetime at midnight; null where there is no such day."""
    written = pl.concat_str(year, month.str.zfill(2), day.str.zfill(2), separator="-")
    return written.str.to_datetime("%Y-%m-%d", strict=False, time_unit="us")


def _time_of(parts: pl.Expr) -> pl.Expr:
    """Duration since midnight; null where there is no such time."""
    half = pl.coalesce(parts.struct.field("pre"), parts.struct.field("post")).str.to_uppercase()
    half = half.str.replace_all(r"[.\s]", "")
    minute, second = (_whole(parts.struct.field(name)).fill_null(0) for name in "MS")
    hour = _hour_of_day(_whole(parts.struct.field("H")), half)
    fraction = _whole(parts.struct.field("f").str.pad_end(9, "0")).fill_null(0)
    has_mark = parts.struct.field("M").is_not_null() | parts.struct.field("full").is_not_null()
    fits = (has_mark | half.is_not_null()) & (hour < 24) & (minute < 60) & (second < 60)
    since = _duration(hour, minute, second) + pl.duration(microseconds=fraction // 1000)
    return pl.when(fits).then(since)


def _hour_of_day(hour: pl.Expr, half: pl.Expr) -> pl.Expr:
    """The hour from 0 to 23; null where it does not go with its part of the day.

    Twelve in the evening could be the midnight before or behind it.
    """
    later = pl.when(hour < 12).then(hour + 12).otherwise(hour)
    return (
        pl.when(half.is_null())
        .then(hour)
        .when(half.is_in(_MORNING) & (hour <= 12))
        .then(hour % 12)
        .when(half.is_in(_AFTERNOON))
        .then(later)
        .when(half.is_in(_EVENING) & (hour >= 5) & (hour != 12))
        .then(later)
        .when((half == _NOON) & hour.is_between(10, 15))
        .then(hour)
        .when((half == _NOON) & hour.is_between(1, 2))
        .then(hour + 12)
    )


def _offset(zone: pl.Expr) -> pl.Expr:
    """Duration ahead of UTC; null where no place on earth is so far ahead."""
    parts = zone.str.extract_groups(r"([+-])(\d{1,2}?):?(\d{2})?$").struct
    hours, minutes = (_whole(parts.field(name)).fill_null(0) for name in "23")
    ahead = pl.duration(hours=hours, minutes=minutes)
    fits = (hours <= _FARTHEST_OFFSET) & (minutes < 60)
    return pl.when(fits).then(pl.when(parts.field("1") == "-").then(-ahead).otherwise(ahead))


def _in_utc(moment: pl.Expr, zone: str) -> pl.Expr:
    local = moment.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return local.dt.convert_time_zone("UTC").dt.replace_time_zone(None)


def _shown_in(moment: pl.Expr, zone: str) -> pl.Expr:
    in_zone = moment.dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    return in_zone.dt.replace_time_zone(None)


def _with_century(year: pl.Expr) -> pl.Expr:
    century = pl.when(year >= "69").then(pl.lit("19")).otherwise(pl.lit("20"))
    return pl.when(year.str.len_bytes() == 2).then(century + year).otherwise(year)


def _duration(hour: pl.Expr, minute: pl.Expr, second: pl.Expr) -> pl.Expr:
    return pl.duration(hours=hour, minutes=minute, seconds=second)


def _whole(text: pl.Expr) -> pl.Expr:
    return text.cast(pl.Int64, strict=False)


def _within_calendar(moment: pl.Expr) -> pl.Expr:
    return moment.is_between(_EPOCH - timedelta(days=70 * 366), _EPOCH + timedelta(days=230 * 365))
