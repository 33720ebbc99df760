"""Events far from all others in time, such as one of 2099: they do not tell what a log covers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl

from churnkit.config.sections.events import WindowSettings
from churnkit.config.types.spans import Span
from churnkit.events.logs import TIME, EventRows, Log, StrayEvents, Unused, within
from churnkit.events.windows import Window, shifted
from churnkit.tables.columns.formats import as_text
from churnkit.tables.rejects import Check

FEWEST_EVENTS = 1_000
"""Smaller logs are left as they are: a few events may be all that there is of a period."""
_FEW, _FEW_SHARE = 3, 0.0001
_REMEDY = "correct it, or write data.windows.data_from and data_until, between which events count"


def without_stray_events(
    log: Log, settings: WindowSettings, today: dt.date, as_of: dt.date | None = None
) -> Log:
    """Leave out what lies far from the bulk of the events, or too late.

    Args:
        log: an event table.
        settings: the windows; an end that ``data_from`` or ``data_until`` declares is kept.
        today: the day on which the run began.
        as_of: the day at which customers are observed; later events are left out as well, but
            show that the log covers the days before.
    """
    if log.days is None:
        return log
    day = pl.col(TIME).dt.date().alias("day")
    counted = log.events.select(day).group_by("day").len("events").sort("day").collect()
    stray = _far(counted, settings)
    kept = counted.filter(
        pl.lit(value=True),
        *(~pl.col("day").is_between(each.first, each.last) for each in stray if each.left_out),
    )
    if not settings.data_until:
        kept, late = _until(kept, today)
        stray += late
    end = kept["day"][-1] + dt.timedelta(days=1)
    if as_of is not None:
        kept, late = _until(kept, as_of)
        stray += late
        end = min(end, as_of + dt.timedelta(days=1)) if late else end
    if kept.height == counted.height:
        return replace(log, stray=tuple(stray))
    days = Window(kept["day"][0], end)
    listed = _listed(log, [each for each in stray if each.left_out])
    return replace(log, events=within(log.events, days), days=days, stray=tuple(stray),
                   unused=listed)  # fmt: skip


def _far(counted: pl.DataFrame, settings: WindowSettings) -> list[StrayEvents]:
    """Events far from all others, at the ends that the config does not declare."""
    span, total = settings.outcome, int(counted["events"].sum())
    found = [] if settings.data_from else [_at_end(counted, span, total, first=True)]
    found += [] if settings.data_until else [_at_end(counted, span, total, first=False)]
    return [each for each in found if each is not None]


def _until(counted: pl.DataFrame, day: dt.date) -> tuple[pl.DataFrame, list[StrayEvents]]:
    """The days up to one, and the events of later ones; all days where none is earlier."""
    late = counted.filter(pl.col("day") > day)
    if late.is_empty() or late.height == counted.height:
        return counted, []
    described = replace(_described(late, left_out=True), after=day)
    return counted.filter(pl.col("day") <= day), [described]


def _listed(log: Log, stray: list[StrayEvents]) -> Unused:
    """What cannot be used of a log, its stray events included."""
    if log.origin is None:
        return log.unused
    listed, entries = log.origin.unusable([_check(log.origin, each) for each in stray])
    return replace(log.unused, listed=listed, entries=entries)


def _check(origin: EventRows, stray: StrayEvents) -> Check:
    is_stray = origin.time.dt.date().is_between(stray.first, stray.last).fill_null(value=False)
    raw = as_text(origin.column, origin.table.schema[origin.column])
    if stray.after is None:
        reason = "far from the times of all other events"
    else:
        reason = f"after {stray.after}, when the run or score.as_of looks at the events"
    return Check(origin.column, is_stray, raw, reason, _REMEDY)


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
