"""Events far from all others: what a log covers is what the bulk of its events shows."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from churnkit.config.sections.events import EventTable, WindowSettings
from churnkit.events.logs import ID, TIME, Log, Unused, open_log
from churnkit.events.stray import without_stray_events
from churnkit.events.windows import Window
from churnkit.tables.table import REJECTS_SCHEMA
from tests.tables.raw_tables import table_of

DAY = dt.date(2024, 1, 1)
TODAY = dt.date(2026, 1, 1)


def log_of(per_day: int, days: int, *others: dt.date) -> Log:
    """So many events on each of some days from DAY on, and one on each of the other days."""
    dates = [DAY + dt.timedelta(days=n) for n in range(days) for _ in range(per_day)]
    every = sorted([*dates, *others])
    times = pl.Series(every).cast(pl.Datetime("us"))
    events = pl.DataFrame({TIME: times, ID: ["a"] * len(every)}).lazy()
    unused = Unused(0, 0, 0, 0, 0, pl.DataFrame(schema=REJECTS_SCHEMA))
    return Log("orders", events, Window(every[0], every[-1] + dt.timedelta(days=1)), 0, unused, ())


def windows(**more: str) -> WindowSettings:
    settings = {"cutoff": "2024-03-01", "observation": "1mo", "outcome": "1mo", "time_zone": "UTC"}
    return WindowSettings.model_validate(settings | more)


BULK = Window(DAY, dt.date(2024, 4, 10))
LATE, EARLY = dt.date(2025, 1, 1), dt.date(1970, 1, 1)


@pytest.mark.parametrize(
    ("others", "more", "days", "left_out"),
    [
        pytest.param([], {}, BULK, [], id="none"),
        pytest.param([LATE], {}, BULK, [1], id="late"),
        pytest.param([EARLY], {}, BULK, [1], id="early"),
        pytest.param([EARLY, LATE, LATE], {}, BULK, [1, 2], id="both ends"),
        pytest.param([LATE] * 3, {}, Window(DAY, dt.date(2025, 1, 2)), [], id="three are not few"),
        pytest.param([dt.date(2024, 5, 1)], {}, Window(DAY, dt.date(2024, 5, 2)), [],
                     id="within an outcome window"),
        pytest.param([LATE], {"data_until": "2025-02-01"}, Window(DAY, dt.date(2025, 1, 2)), [],
                     id="declared"),
        pytest.param([dt.date(2099, 1, 1)] * 5, {}, BULK, [5], id="in the future"),
    ],
)  # fmt: skip
def test_few_events_beyond_a_long_gap_are_left_out(
    others: list[dt.date], more: dict[str, str], days: Window, left_out: list[int]
) -> None:
    found = without_stray_events(log_of(10, 100, *others), windows(**more), TODAY)
    assert found.days == days
    assert [stray.events for stray in found.stray] == left_out
    assert found.events.collect().height == 1_000 + len(others) - sum(left_out)


def test_small_logs_are_left_alone_and_it_is_told() -> None:
    found = without_stray_events(log_of(9, 100, LATE), windows(), TODAY)
    assert found.days == Window(DAY, dt.date(2025, 1, 2))
    assert [(stray.events, stray.left_out) for stray in found.stray] == [(1, False)]


def test_events_after_the_day_of_scoring_are_left_out() -> None:
    day = dt.date(2024, 3, 1)
    found = without_stray_events(log_of(10, 100), windows(), TODAY, as_of=day)
    assert found.days == Window(DAY, dt.date(2024, 3, 2))
    assert [(stray.events, stray.after) for stray in found.stray] == [(390, day)]


def test_later_events_show_that_the_days_before_scoring_are_covered() -> None:
    log = log_of(10, 100, dt.date(2024, 5, 1))
    found = without_stray_events(log, windows(), TODAY, as_of=dt.date(2024, 4, 20))
    assert found.days == Window(DAY, dt.date(2024, 4, 21))


def test_nothing_is_left_out_where_all_events_are_later() -> None:
    found = without_stray_events(log_of(10, 100), windows(), TODAY, as_of=dt.date(2023, 1, 1))
    assert (found.days, found.stray) == (BULK, ())


STRAY = {
    "far before": ("1970-01-01", "far from the times of all other events"),
    "far after": ("2025-01-01", "far from the times of all other events"),
    "after the run": ("2024-04-11", "after 2024-04-10, when the run or score.as_of looks at"),
}


@pytest.mark.parametrize(("time", "reason"), STRAY.values(), ids=STRAY)
def test_stray_events_are_listed(time: str, reason: str) -> None:
    days = [str(DAY + dt.timedelta(days=n)) for n in range(100) for _ in range(10)]
    table = table_of({"cid": ["a"] * 1002, "when": [*days[:5], time, "soon", *days[5:]]})
    settings = EventTable.model_validate({"file": "t.csv", "time": "when"})
    log = open_log("orders", table, settings, id_="cid", zone="UTC")
    found = without_stray_events(log, windows(), dt.date(2024, 4, 10))
    assert found.events.collect().height == 1_000
    listed = found.unused.listed
    assert listed.select("line", "column", "value").rows() == [
        (7, "when", time),
        (8, "when", "soon"),
    ]
    assert listed["reason"][0].startswith(reason)
    assert found.unused.entries == 2
