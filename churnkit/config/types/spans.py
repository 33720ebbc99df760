"""Types of single values that have to do with time: spans, steps, zones, hours of the day."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PlainSerializer, PlainValidator, WithJsonSchema

from churnkit.config.types.scalars import day_text
from churnkit.config.yaml.errors import quoted, unfit, wrong

Unit = Literal["d", "w", "mo", "y"]
_UNITS: dict[str, Unit] = {"d": "d", "w": "w", "mo": "mo", "y": "y"}
_STEPS: dict[str, Unit] = {"daily": "d", "weekly": "w", "monthly": "mo", "yearly": "y"}
_DURATION = re.compile(r"([1-9][0-9]{0,4}) ?([smh])")
_SECONDS = {"s": 1, "m": 60, "h": 3600}
_SPAN = re.compile(r"(0|[1-9][0-9]{0,3}) ?(d|w|mo|y)")
_ROLLING = re.compile(r"(daily|weekly|monthly|yearly) x ([1-9][0-9]{0,2})")
_HOURS = re.compile(r"([01]?[0-9]|2[0-3])-([01]?[0-9]|2[0-4])")


@dataclass(frozen=True)
class Span:
    """A number of days, weeks, calendar months or calendar years."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        """As it is written: 3mo."""
        return f"{self.count}{self.unit}"


@dataclass(frozen=True)
class Steps:
    """Cutoffs in equal steps: how many, and how far apart."""

    step: Span
    count: int

    def __str__(self) -> str:
        """As it is written: monthly x 6."""
        word = next(word for word, unit in _STEPS.items() if unit == self.step.unit)
        return f"{word} x {self.count}"


@dataclass(frozen=True)
class Duration:
    """How long something may take by the clock."""

    seconds: int
    written: str

    def __str__(self) -> str:
        """As it is written: 4h."""
        return self.written


def _duration(value: Any) -> Duration:
    if isinstance(value, Duration):
        return value
    found = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise unfit(value, "a time in seconds, minutes or hours, such as 90s, 30m or 4h")
    return Duration(int(found[1]) * _SECONDS[found[2]], f"{found[1]}{found[2]}")


def _span(value: Any) -> Span:
    if isinstance(value, Span):
        return value
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise unfit(value, "a span of days, weeks, months or years, such as 30d, 2w, 3mo or 1y")
    return Span(int(found[1]), _UNITS[found[2]])


def _some_span(value: Any) -> Span:
    span = _span(value)
    if span.count == 0:
        raise wrong(f"{span} is no time at all; write a span such as 3mo")
    return span


def _rolling(value: Any) -> Steps:
    if isinstance(value, Steps):
        return value
    found = _ROLLING.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise unfit(value, "how often and how many, such as monthly x 6")
    if found[2] == "1":
        raise wrong("one cutoff needs no steps; write 2 or more, or remove rolling")
    return Steps(Span(1, _STEPS[found[1]]), int(found[2]))


def _time_zone(value: Any) -> str:
    if not isinstance(value, str):
        raise unfit(value, "a time zone such as Asia/Shanghai")
    try:
        return zoneinfo.ZoneInfo(value).key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        what = f"{quoted(value)} is no known time zone; write one such as Asia/Shanghai or UTC"
        raise wrong(what) from None


def _hour(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 24:
        return value
    if isinstance(value, str) and re.fullmatch(r"[01]?[0-9]|2[0-3]", value):
        return int(value)
    raise unfit(value, "an hour of the day, from 0 to 23")


def _hour_spans(value: Any) -> tuple[tuple[int, int], ...]:
    items = value if isinstance(value, list | tuple) else (value,)
    return tuple(_hours_between(item) for item in items)


def _hours_between(value: Any) -> tuple[int, int]:
    if isinstance(value, tuple) and len(value) == 2:
        return value
    found = _HOURS.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[1]) >= int(found[2]):
        raise unfit(value, "the hours from and to, such as 9-12")
    return int(found[1]), int(found[2])


def _known_at(value: Any) -> str:
    if value == "always":
        return "always"
    if isinstance(value, str) and value[:1].isalpha():
        raise unfit(value, "always, or a date as YYYY-MM-DD")
    return day_text(value)


_SPAN_SCHEMA = WithJsonSchema({"type": "string", "pattern": "^(0|[1-9][0-9]*) ?(d|w|mo|y)$"})
_AS_WRITTEN = PlainSerializer(str, return_type=str)

TimeSpan = Annotated[Span, PlainValidator(_some_span), _AS_WRITTEN, _SPAN_SCHEMA]
"""A span of time such as 90d, 2w, 3mo or 1y."""

ClockTime = Annotated[
    Duration,
    PlainValidator(_duration),
    _AS_WRITTEN,
    WithJsonSchema({"type": "string", "pattern": "^[1-9][0-9]* ?[smh]$"}),
]
"""A time by the clock such as 90s, 30m or 4h."""

AnySpan = Annotated[Span, PlainValidator(_span), _AS_WRITTEN, _SPAN_SCHEMA]
"""A span of time that may be 0d."""

Rolling = Annotated[
    Steps,
    PlainValidator(_rolling),
    _AS_WRITTEN,
    WithJsonSchema({"type": "string", "pattern": "^(daily|weekly|monthly|yearly) x [1-9][0-9]*$"}),
]
"""Several cutoffs in equal steps, such as monthly x 6."""

TimeZone = Annotated[str, BeforeValidator(_time_zone), WithJsonSchema({"type": "string"})]
"""The name of a time zone in the tz database."""

Hour = Annotated[
    int,
    BeforeValidator(_hour),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 23}),
]
"""An hour of the day, 0 to 23."""

_HOURS_SCHEMA = {"type": "string", "pattern": "^[0-9]{1,2}-[0-9]{1,2}$"}
HourSpans = Annotated[
    tuple[tuple[int, int], ...],
    PlainValidator(_hour_spans),
    PlainSerializer(lambda spans: [f"{low}-{high}" for low, high in spans], return_type=list[str]),
    WithJsonSchema({"anyOf": [{"type": "array", "items": _HOURS_SCHEMA}, _HOURS_SCHEMA]}),
]
"""Hours of the day from and to (not included), such as [9-12, 14-18]."""

KnownAt = Annotated[
    str,
    PlainValidator(_known_at),
    WithJsonSchema({"type": "string", "pattern": "^(always|[0-9]{4}-[0-9]{2}-[0-9]{2})$"}),
]
"""The word always, or a date."""
