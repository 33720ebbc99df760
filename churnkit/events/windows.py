"""The calendar: cutoffs and the half-open windows before and after them.

A day begins at midnight of the declared time zone, and all times of the logs are wall times there.
So a window of three months begins and ends at midnight, and nothing depends on summer time.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from churnkit.config.sections.events import WindowSettings
from churnkit.config.types.spans import Span
from churnkit.errors import ConfigError

_MONTHS = {"mo": 1, "y": 12}
_DAYS = {"d": 1, "w": 7}
_LONGEST_MONTH = 31


@dataclass(frozen=True)
class Window:
    """From ``start`` (included) to ``end`` (not included)."""

    start: dt.date
    end: dt.date

    @property
    def last(self) -> dt.date:
        """The last day that belongs to it."""
        return self.end - dt.timedelta(days=1)

    def __str__(self) -> str:
        """The days as they are written, the last one that belongs to it included."""
        return f"{self.start} to {self.last}"


@dataclass(frozen=True)
class Windows:
    """What is looked at for one cutoff."""

    cutoff: dt.date
    observation: Window
    gap: Window
    """Between cutoff and outcome; often empty."""
    outcome: Window


@dataclass(frozen=True)
class Coverage:
    """The days that the logs cover, and whether the config says so."""

    days: Window
    declared_from: bool = False
    declared_until: bool = False


def shifted(day: dt.date, span: Span, times: int = 1) -> dt.date:
    """The day ``times`` spans later (earlier if negative).

    Months and years keep the day of the month, or take the last one of a shorter month: one month
    before 31 March is the last of February.

    >>> shifted(dt.date(2024, 3, 31), Span(1, "mo"), -1)
    datetime.date(2024, 2, 29)

    Raises:
        ConfigError: there is no such day in the calendar.
    """
    try:
        return _shifted(day, span, times)
    except (OverflowError, ValueError) as error:
        side = "before" if times < 0 else "after"
        raise ConfigError(
            f"data.windows: {span} {side} {day} is beyond the calendar, which has the years 1 to "
            "9999; write a shorter span or another date"
        ) from error


def _shifted(day: dt.date, span: Span, times: int) -> dt.date:
    if span.unit in _DAYS:
        return day + dt.timedelta(days=span.count * _DAYS[span.unit] * times)
    months = day.year * 12 + day.month - 1 + span.count * _MONTHS[span.unit] * times
    year, month = months // 12, months % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def months_in(span: Span) -> int:
    """Whole months in a span, whatever months it covers."""
    if span.unit in _MONTHS:
        return span.count * _MONTHS[span.unit]
    return span.count * _DAYS[span.unit] // _LONGEST_MONTH


def parts(window: Window, span: Span) -> tuple[Window, ...]:
    """The window cut back from its end into parts of a span, the last one first.

    What is left at the beginning and is shorter than the span belongs to no part.
    """
    found: list[Window] = []
    end = window.end
    while (start := shifted(window.end, span, -len(found) - 1)) >= window.start:
        found.append(Window(start, end))
        end = start
    return tuple(found)


def window_at(cutoff: dt.date, settings: WindowSettings) -> Windows:
    """The windows of one cutoff."""
    begins = shifted(cutoff, settings.gap)
    return Windows(
        cutoff=cutoff,
        observation=Window(shifted(cutoff, settings.observation, -1), cutoff),
        gap=Window(cutoff, begins),
        outcome=Window(begins, shifted(begins, settings.outcome)),
    )


def cutoffs_of(settings: WindowSettings) -> tuple[dt.date, ...]:
    """All cutoffs to learn from, in the order of time; the last of several is the test set."""
    days = {dt.date.fromisoformat(day) for day in _days(settings)}
    return tuple(sorted({*days, *_rolled(max(days), settings)}))


def learning_windows(settings: WindowSettings, coverage: Coverage) -> tuple[Windows, ...]:
    """The windows of all cutoffs, in the order of time; the last of several is the test set.

    Raises:
        ConfigError: a window reaches beyond the data, or the outcome of a learning cutoff was not
            known yet at the cutoff of the test set.
    """
    windows = tuple(window_at(day, settings) for day in cutoffs_of(settings))
    problems = [problem for each in windows for problem in _beyond(each, coverage)]
    problems += _overlapping(windows)
    if problems:
        raise ConfigError("\n".join(problems))
    return windows


def require_observed(windows: Windows, coverage: Coverage) -> None:
    """Raise ConfigError where the observation window reaches beyond the data."""
    problems = _observed(windows, coverage)
    if problems:
        raise ConfigError("\n".join(problems))


def _days(settings: WindowSettings) -> tuple[str, ...]:
    return (*settings.cutoffs, *filter(None, [settings.cutoff]))


def _rolled(last: dt.date, settings: WindowSettings) -> list[dt.date]:
    """The last cutoff, and the steps before it whose outcome is known there."""
    if settings.rolling is None:
        return [last]
    latest = shifted(last, settings.outcome, -1)
    latest = shifted(latest, settings.gap, -1)
    while window_at(latest, settings).outcome.end > last:  # months are not of one length
        latest -= dt.timedelta(days=1)
    step = settings.rolling.step
    return sorted({last, *(shifted(latest, step, -k) for k in range(settings.rolling.count - 1))})


def _beyond(windows: Windows, coverage: Coverage) -> list[str]:
    problems = _observed(windows, coverage)
    if windows.outcome.end > coverage.days.end:
        problems.append(
            f"data.windows: the outcome window of the cutoff {windows.cutoff} ({windows.outcome}) "
            f"is not complete: the logs end with {coverage.days.end - dt.timedelta(days=1)}; "
            "write an earlier cutoff or a shorter outcome"
            + ("" if coverage.declared_until else _DECLARE_UNTIL)
        )
    return problems


_DECLARE_FROM = ", or data_from: if the logs cover earlier days on which nothing happened"
_DECLARE_UNTIL = ", or data_until: if the logs cover later days on which nothing happened"


def _observed(windows: Windows, coverage: Coverage) -> list[str]:
    problems = []
    if windows.observation.start < coverage.days.start:
        problems.append(
            f"data.windows: the observation window of the cutoff {windows.cutoff} "
            f"({windows.observation}) begins before the logs, whose first day is "
            f"{coverage.days.start}; write a later cutoff or a shorter observation"
            + ("" if coverage.declared_from else _DECLARE_FROM)
        )
    if windows.cutoff > coverage.days.end:
        problems.append(
            f"data.windows: the observation window of the cutoff {windows.cutoff} "
            f"({windows.observation}) ends after the logs, whose last day is "
            f"{coverage.days.end - dt.timedelta(days=1)}; write an earlier date"
            + ("" if coverage.declared_until else _DECLARE_UNTIL)
        )
    return problems


def _overlapping(windows: tuple[Windows, ...]) -> list[str]:
    """Learning cutoffs whose outcome lay in the future of the test cutoff."""
    test = windows[-1]
    return [
        f"data.windows: the outcome window of the cutoff {each.cutoff} ({each.outcome}) overlaps "
        f"what follows the test cutoff {test.cutoff}, so the test would not be independent; "
        f"leave {each.cutoff} out, or write rolling: to have the cutoffs chosen"
        for each in windows[:-1]
        if each.outcome.end > test.cutoff
    ]
