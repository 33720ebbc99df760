"""Events far from all others in time, such as one of 2099: they do not tell what a log covers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl

from churnkit.config.sections.events import WindowSettings
from churnkit.config.types.spans import Span
from churnkit.events.logs import TIME, Log, StrayEvents, within
from churnkit.events.windows import Window, shifted

FEWEST_EVENTS = 1_000
"""Smaller logs are left as they are: a few events may be all that there is of a period."""
_FEW, _FEW_SHARE = 3, 0.0001


def without_stray_events(log: Log, settings: WindowSettings, today: dt.date) -> Log:
    """Leave out what lies far from the bulk of the events, or after today.

    Args:
        log: an event table.
        settings: the windows; an end that ``data_from`` or ``data_until`` declares is kept.
        today: the day on which the run began.
    """
    if log.days is None:
        return log
    day = pl.col(TIME).dt.date().alias("day")
    counted = log.events.select(day).group_by("day").len("events").sort("day").collect()
    span, total = settings.outcome, int(counted["events"].sum())
    found = [] if settings.data_from else [_at_end(counted, span, total, first=True)]
    found += [] if settings.data_until else [_at_end(counted, span, total, first=False)]
    stray = [each for each in found if each is not None]
    kept = counted.filter(
        pl.lit(value=True),
        *(~pl.col("day").is_between(each.first, each.last) for each in stray if each.left_out),
    )
    future = kept.filter(pl.col("day") > today)
    if not settings.data_until and not future.is_empty() and future.height < kept.height:
        stray.append(_described(future, left_out=True))
        kept = kept.filter(pl.col("day") <= today)
    if kept.height == counted.height:
        return replace(log, stray=tuple(stray))
    days = Window(kept["day"][0], kept["day"][-1] + dt.timedelta(days=1))
    return replace(log, events=within(log.events, days), days=days, stray=tuple(stray))


def _at_end(counted: pl.DataFrame, span: Span, total: int, *, first: bool) -> StrayEvents | None:
    """The events beyond the innermost long gap at one end, if they are few."""
    few = max(_FEW, _FEW_SHARE * total)
    days, events = counted["day"].to_list(), counted["events"].to_list()
    order = range(len(days)) if first else range(len(days) - 1, -1, -1)
    beyond, size, stray = 0, 0, 0
    for position in order:
        beyond, size = beyond + events[position], size + 1
        if beyond >= few or size == len(days):
            break
        inner = days[position + 1 if first else position - 1]
        if shifted(min(inner, days[position]), span) < max(inner, days[position]):
            stray = size
    if not stray:
        return None
    rows = counted.head(stray) if first else counted.tail(stray)
    return _described(rows, left_out=total >= FEWEST_EVENTS)


def _described(rows: pl.DataFrame, *, left_out: bool) -> StrayEvents:
    return StrayEvents(int(rows["events"].sum()), rows["day"][0], rows["day"][-1], left_out)
