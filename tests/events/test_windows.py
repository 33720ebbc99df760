"""The calendar of windows: month ends, leap days, gaps, cutoffs in steps, and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnkit.config.sections.events import WindowSettings
from churnkit.config.types.spans import Span
from churnkit.errors import ConfigError
from churnkit.events.windows import (
    Coverage,
    Window,
    learning_windows,
    months_in,
    parts,
    require_observed,
    shifted,
    window_at,
)
from tests.events.event_logs import WINDOWS


def settings(**changes: Any) -> WindowSettings:
    return WindowSettings.model_validate(WINDOWS | changes)


def covering(start: str, end: str) -> Coverage:
    return Coverage(Window(dt.date.fromisoformat(start), dt.date.fromisoformat(end)))


@pytest.mark.parametrize(
    ("day", "span", "times", "expected"),
    [
        ("2024-03-31", Span(1, "mo"), -1, "2024-02-29"),
        ("2023-03-31", Span(1, "mo"), -1, "2023-02-28"),
        ("2024-02-29", Span(1, "y"), -1, "2023-02-28"),
        ("2024-02-29", Span(4, "y"), 1, "2028-02-29"),
        ("2024-01-15", Span(3, "mo"), -1, "2023-10-15"),
        ("2024-03-01", Span(1, "d"), -1, "2024-02-29"),
        ("2024-03-01", Span(2, "w"), 1, "2024-03-15"),
        ("2024-12-31", Span(2, "mo"), 1, "2025-02-28"),
        ("2024-05-31", Span(1, "mo"), -2, "2024-03-31"),
    ],
)
def test_months_keep_the_day_or_take_the_last(
    day: str, span: Span, times: int, expected: str
) -> None:
    assert shifted(dt.date.fromisoformat(day), span, times).isoformat() == expected


def test_the_windows_of_a_cutoff() -> None:
    windows = window_at(dt.date(2024, 4, 1), settings(gap="2w"))
    assert str(windows.observation) == "2024-01-01 to 2024-03-31"
    assert str(windows.gap) == "2024-04-01 to 2024-04-14"
    assert str(windows.outcome) == "2024-04-15 to 2024-07-14"


def test_parts_are_counted_back_from_the_cutoff() -> None:
    window = Window(dt.date(2024, 2, 29), dt.date(2024, 5, 31))
    assert [str(part) for part in parts(window, Span(1, "mo"))] == [
        "2024-04-30 to 2024-05-30",
        "2024-03-31 to 2024-04-29",
        "2024-02-29 to 2024-03-30",
    ]


@given(
    st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)),
    st.builds(Span, st.integers(1, 30), st.sampled_from(["d", "w", "mo", "y"])),
)
def test_there_are_as_many_months_whatever_the_cutoff(cutoff: dt.date, span: Span) -> None:
    window = Window(shifted(cutoff, span, -1), cutoff)
    months = parts(window, Span(1, "mo"))
    assert len(months) >= months_in(span)
    assert all(
        later.start == earlier.end for earlier, later in zip(months[1:], months, strict=False)
    )


def test_steps_end_where_the_outcome_is_known_at_the_test_cutoff() -> None:
    windows = learning_windows(
        settings(rolling="monthly x 4"), covering("2023-01-01", "2024-07-01")
    )
    assert [str(each.cutoff) for each in windows] == [
        "2023-11-01",
        "2023-12-01",
        "2024-01-01",
        "2024-04-01",
    ]
    assert windows[-2].outcome.end == windows[-1].cutoff


@given(
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    st.sampled_from(["daily", "weekly", "monthly", "yearly"]),
    st.sampled_from(["1mo", "3mo", "90d", "2w"]),
    st.sampled_from(["0d", "1mo", "10d"]),
)
def test_no_learning_outcome_reaches_past_the_test_cutoff(
    cutoff: dt.date, step: str, outcome: str, gap: str
) -> None:
    rolled = settings(cutoff=str(cutoff), rolling=f"{step} x 5", outcome=outcome, gap=gap)
    *learning, test = learning_windows(rolled, covering("1980-01-01", "2040-01-01"))
    assert test.cutoff == cutoff
    assert len(learning) == 4
    assert all(each.outcome.end <= cutoff for each in learning)


@pytest.mark.parametrize(
    ("changes", "covered", "message"),
    [
        ({}, ("2024-01-02", "2024-07-01"),
         r"the observation window of the cutoff 2024-04-01 \(2024-01-01 to 2024-03-31\) begins "
         r"before the logs, whose first day is 2024-01-02; write a later cutoff"),
        ({}, ("2024-01-01", "2024-06-30"),
         r"the outcome window of the cutoff 2024-04-01 \(2024-04-01 to 2024-06-30\) is not "
         r"complete: the logs end with 2024-06-29; write an earlier cutoff"),
        ({"cutoffs": ["2024-03-01"]}, ("2023-01-01", "2025-01-01"),
         r"the outcome window of the cutoff 2024-03-01 \(2024-03-01 to 2024-05-31\) overlaps what "
         r"follows the test cutoff 2024-04-01, so the test would not be independent"),
    ],
    ids=["too early", "incomplete outcome", "overlapping test"],
)  # fmt: skip
def test_windows_that_cannot_be_used_are_refused(
    changes: dict[str, Any], covered: tuple[str, str], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        learning_windows(settings(**changes), covering(*covered))


def test_windows_that_fit_exactly_are_accepted() -> None:
    covered = covering("2023-10-01", "2024-07-01")
    windows = learning_windows(settings(cutoffs=["2024-01-01"]), covered)
    assert [str(each.cutoff) for each in windows] == ["2024-01-01", "2024-04-01"]


def test_a_date_to_score_at_may_be_the_day_after_the_last_event() -> None:
    covered = covering("2024-01-01", "2024-04-01")
    require_observed(window_at(dt.date(2024, 4, 1), settings()), covered)
    with pytest.raises(ConfigError, match="ends after the logs, whose last day is 2024-03-31"):
        require_observed(window_at(dt.date(2024, 4, 2), settings()), covered)


@pytest.mark.parametrize(
    ("day", "span", "times"),
    [
        (dt.date(2024, 3, 1), Span(3000, "y"), -1),
        (dt.date(9999, 12, 31), Span(1, "d"), 1),
        (dt.date(2024, 3, 1), Span(9999, "y"), 1),
        (dt.date(1, 1, 1), Span(1, "mo"), -1),
        (dt.date(2024, 3, 1), Span(9999, "w"), -12),
    ],
)
def test_a_day_beyond_the_calendar_is_refused(day: dt.date, span: Span, times: int) -> None:
    with pytest.raises(ConfigError, match="beyond the calendar"):
        shifted(day, span, times)
