"""Dates as people write them: ISO, slashes, 2024年1月5日, 20240105, serial numbers, epochs."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

import polars as pl

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
_ORDERS: dict[Order, str] = {
    "ymd": r"^(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})(?:日 *|[T ]+|$)",
    "dmy": r"^(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4})(?:[T ]+|$)",
    "mdy": r"^(?P<m>\d{1,2})[-/.](?P<d>\d{1,2})[-/.](?P<y>\d{4})(?:[T ]+|$)",
}
_COMPACT = r"^(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?)?$"
_TIME = (
    r"(?:(?P<pre>上午|下午|AM|PM)\s*)?(?P<H>\d{1,2})[:时](?P<M>\d{1,2})(?:[:分](?P<S>\d{1,2}))?"
    r"(?:[.,](?P<f>\d{1,9}))?[秒分]?\s*(?P<post>AM|PM|am|pm)?\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?$"
)


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
        return moment.cast(self.dtype)

    def of_count(self, number: pl.Expr) -> pl.Expr:
        """Date or Datetime of days or seconds since the beginning that ``count`` names."""
        if self.count is None:
            return pl.lit(None, dtype=self.dtype)
        start = pl.lit(_EXCEL_DAY_ZERO if self.count == "excel_days" else _EPOCH)
        microseconds = (number * _MICROSECONDS[self.count]).round().cast(pl.Int64, strict=False)
        moment = start.cast(pl.Datetime("us")) + pl.duration(microseconds=microseconds)
        return pl.when(_within_calendar(moment)).then(moment).cast(self.dtype)

    def of_moment(self, moment: pl.Expr, dtype: pl.DataType) -> pl.Expr:
        """Date or Datetime of a column that holds dates or times already."""
        if isinstance(dtype, pl.Datetime) and dtype.time_zone is not None:
            moment = moment.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        return moment.cast(self.dtype)

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
        day = text.str.extract_groups(_ORDERS[self.order]).struct
        rest = text.str.replace(_ORDERS[self.order], "")
        date_ = _date_of(day.field("y"), day.field("m"), day.field("d"))
        return pl.when(rest == "").then(date_).otherwise(date_ + _time_of(rest))


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


def _time_of(text: pl.Expr) -> pl.Expr:
    """Duration since midnight, minus the offset from UTC; null where there is no such time."""
    parts = text.str.extract_groups(_TIME).struct
    half = pl.coalesce(parts.field("pre"), parts.field("post")).str.to_uppercase()
    hour = _whole(parts.field("H"))
    minute, second = _whole(parts.field("M")), _whole(parts.field("S")).fill_null(0)
    twelve = (half.is_in(["下午", "PM"]) & (hour < 12)).fill_null(False)
    midnight = (half.is_in(["上午", "AM"]) & (hour == 12)).fill_null(False)
    hour = pl.when(midnight).then(0).otherwise(hour + 12 * twelve.cast(pl.Int64))
    fraction = parts.field("f").str.pad_end(9, "0").cast(pl.Int64, strict=False).fill_null(0)
    fits = (hour < 24) & (minute < 60) & (second < 60)
    since = _duration(hour, minute, second) + pl.duration(microseconds=fraction // 1000)
    return pl.when(fits).then(since - _offset(parts.field("zone")))


def _offset(zone: pl.Expr) -> pl.Expr:
    digits = zone.str.replace_all(r"[^\d]", "")
    hours = digits.str.slice(0, 2).cast(pl.Int64, strict=False).fill_null(0)
    minutes = digits.str.slice(2, 2).cast(pl.Int64, strict=False).fill_null(0)
    ahead = pl.duration(hours=hours, minutes=minutes)
    return pl.when(zone.str.starts_with("-").fill_null(False)).then(-ahead).otherwise(ahead)


def _duration(hour: pl.Expr, minute: pl.Expr, second: pl.Expr) -> pl.Expr:
    return pl.duration(hours=hour, minutes=minute, seconds=second)


def _whole(text: pl.Expr) -> pl.Expr:
    return text.cast(pl.Int64, strict=False)


def _within_calendar(moment: pl.Expr) -> pl.Expr:
    return moment.is_between(_EPOCH - timedelta(days=70 * 366), _EPOCH + timedelta(days=230 * 365))
