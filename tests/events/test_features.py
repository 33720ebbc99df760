"""Features by hand: what is in a window, at its edges, in which zone, and nothing from later."""

from __future__ import annotations

import datetime as dt
import statistics
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from churnkit.errors import ConfigError, InputError
from churnkit.events.customer_table import declared_features
from tests.events.event_logs import WINDOWS, events, log_of, made, section

EVERYTHING = [
    "recency", "since_first", "length", "count", "frequency", "days", "monetary", "gaps",
    "day_parts", "weekend", "busy_hours", "categories", "distinct", "trend", "months",
]  # fmt: skip
FULL = {
    "amount": "paid",
    "categories": {"kind": ["book", "food"]},
    "distinct": ["kind"],
    "features": EVERYTHING,
}


def order(at: str, paid: str, kind: str | None = None, cid: str = "a") -> dict[str, Any]:
    return {"cid": cid, "at": at, "paid": paid, "kind": kind}


DOZEN = [
    order("2023-12-31 23:59:59", "1000", "book"),  # before the observation window
    order("2024-01-01 00:00:00", "10.10", "book"),  # a Monday, on its first moment, at night
    order("2024-01-06 10:00:00", "20", "food"),  # a Saturday
    order("2024-02-29 09:00:00", "0.2", "book"),  # a leap day, a Thursday, in busy hours
    order("2024-02-29 09:00:00", "0.2", "book"),  # the same again
    order("2024-03-31 21:59:59", "30", "toys"),  # Easter Sunday, in the evening
    order("2024-03-31 23:59:59", "5.55", None),  # its last moment
    order("2024-04-01 00:00:00", "7777", "food"),  # the cutoff does not belong to it
    order("2024-04-15 12:00:00", "8888", "food"),
    order("2024-02-01 18:00:00", "x", "book", cid="b"),  # an amount that cannot be read
    order("2024-06-30 23:59:59", "1", "book", cid="b"),  # the last moment of the outcome
    order("2024-07-01 00:00:00", "1", "book", cid="c"),  # nobody's window
]


def test_a_dozen_events() -> None:
    frame = made(section({"o": FULL}), {"o": DOZEN}).frame
    a, b = frame.rows(named=True)
    gaps = [5, 54, 0, 31, 0]
    assert a == pytest.approx({
        "cid": "a", "cutoff": "2024-04-01", "outcome": "loyal",
        "o_recency_days": 1, "o_since_first_days": 91, "o_length_days": 90,
        "o_count": 6, "o_repeats": 5, "o_days": 4,
        "o_sum": 66.05, "o_mean": 11.0083, "o_max": 30,
        "o_gap_mean_days": 18, "o_gap_sd_days": statistics.pstdev(gaps), "o_overdue": 1 / 18,
        "o_day_count": 3, "o_day_share": 0.5, "o_evening_count": 1, "o_evening_share": 1 / 6,
        "o_late_night_count": 2, "o_late_night_share": 1 / 3,
        "o_weekend_count": 3, "o_weekend_share": 0.5,
        "o_weekday_count": 3, "o_weekday_share": 0.5,
        "o_busy_count": 2, "o_busy_share": 1 / 3, "o_busy_sum": 0.4,
        "o_kind_book_count": 3, "o_kind_book_sum": 10.5,
        "o_kind_food_count": 1, "o_kind_food_sum": 20,
        "o_distinct_kind": 3, "o_trend": 2 / (2 + 4 / 2),
        "o_month_1": 2, "o_month_2": 2, "o_month_3": 2,
    })  # fmt: skip
    assert b["outcome"] == "loyal"
    assert (b["o_count"], b["o_repeats"], b["o_sum"], b["o_mean"]) == (1, 0, 0, None)
    assert (b["o_recency_days"], b["o_gap_mean_days"], b["o_overdue"]) == (60, None, None)


def test_a_table_without_events_of_a_customer_counts_none() -> None:
    data = section({"orders": {"features": "count"}, "calls": {"features": ["count", "recency"]}})
    rows = {"orders": events("a", "2024-02-01"), "calls": events("b", "2024-02-01")}
    (a,) = made(data, rows).frame.rows(named=True)
    assert (a["orders_count"], a["calls_count"], a["calls_recency_days"]) == (1, 0, None)


@pytest.mark.parametrize(
    ("zone", "time", "inside"),
    [
        ("UTC", "2024-03-31T23:30:00Z", True),
        ("Asia/Shanghai", "2024-03-31T15:30:00Z", True),  # 23:30 there
        ("Asia/Shanghai", "2024-03-31T16:00:00Z", False),  # midnight there
        ("Asia/Shanghai", "2024-04-01T00:30:00+09:00", True),  # 23:30 in Shanghai
        ("America/New_York", "2024-04-01T03:59:59Z", True),  # summer time: four hours behind
        ("America/New_York", "2024-04-01T04:00:00Z", False),
        ("America/New_York", "2024-03-31 23:59:59", True),  # no offset: a clock there
        ("Asia/Beirut", "2024-03-31 00:30:00", True),  # an hour that did not exist there
    ],
)
def test_a_day_ends_at_midnight_of_the_declared_zone(zone: str, time: str, inside: bool) -> None:
    data = section({"o": {"features": "count"}}, windows=WINDOWS | {"time_zone": zone})
    anchor = "2024-01-15T12:00:00Z" if time.endswith(("Z", "00")) and "T" in time else None
    first = events("a", anchor or "2024-01-15 12:00:00")
    (a,) = made(data, {"o": first + events("a", time)}).frame.rows(named=True)
    assert a["o_count"] == 1 + inside


def test_stored_times_with_a_zone_are_turned() -> None:
    data = section({"o": {"features": "day_parts"}}, windows=WINDOWS | {"time_zone": "Asia/Tokyo"})
    moment = dt.datetime(2024, 2, 1, 10, tzinfo=dt.UTC)  # 19:00 in Tokyo
    (a,) = made(data, {"o": [{"cid": "a", "at": moment}]}).frame.rows(named=True)
    assert (a["o_day_count"], a["o_evening_count"]) == (0, 1)


def test_days_with_23_or_25_hours_are_days() -> None:
    data = section(
        {"o": {"features": ["recency", "gaps"]}},
        windows=WINDOWS | {"time_zone": "Europe/Berlin", "cutoff": "2024-11-01"},
    )
    rows = events("a", "2024-10-25T22:00:00Z", "2024-10-27T23:00:00Z")  # midnight, in both times
    (a,) = made(data, {"o": rows}, cutoff="2024-11-01").frame.rows(named=True)
    assert (a["o_recency_days"], a["o_gap_mean_days"]) == (4, 2)


def test_times_with_and_without_an_offset_are_refused_together() -> None:
    rows = events("a", "2024-02-01T10:00:00Z", "2024-02-01T10:00:00")
    with pytest.raises(InputError, match="some times have an offset from UTC and some have none"):
        made(section({"o": {}}), {"o": rows})


def test_an_event_table_without_the_id_is_refused() -> None:
    rows = [{"customer": "a", "at": "2024-02-01"}]
    message = r"data\.events\.o\.id: no column 'cid' in its file \(found: customer, at\)"
    with pytest.raises(ConfigError, match=message):
        made(section({"o": {}}), {"o": rows})


def test_what_cannot_be_used_is_counted_and_listed() -> None:
    rows = [
        {"cid": "a", "at": "2024-02-01", "paid": "1"},
        {"cid": "", "at": "2024-02-01", "paid": "-"},  # "-" means that there is no amount
        {"cid": "b", "at": "?!", "paid": "lots"},
    ]
    unused = log_of(section({"o": {"amount": "paid"}}), "o", rows * 30).unused
    assert (unused.unread, unused.without_id, unused.without_time) == (0, 30, 30)
    assert (unused.without_amount, unused.entries) == (60, 90)
    assert unused.listed.drop("reason", "remedy").rows()[:4] == [
        ("log.csv", 2, "cid", ""),
        ("log.csv", 3, "at", "?!"),
        ("log.csv", 3, "paid", "lots"),
        ("log.csv", 5, "cid", ""),
    ]
    assert unused.listed.select("reason", "remedy").rows()[:2] == [
        ("there is no id", "write the id of the customer"),
        ("no time that can be read", "write it as YYYY-MM-DD HH:MM:SS"),
    ]


def test_a_long_list_of_rejects_is_cut() -> None:
    rows = [{"cid": "a", "at": "2024-02-01"}, *([{"cid": "", "at": "2024-02-01"}] * 1500)]
    unused = log_of(section({"o": {}}), "o", rows).unused
    assert (unused.listed.height, unused.entries) == (1000, 1500)
    assert unused.listed["line"].to_list() == list(range(2, 1002))


def test_whole_numbers_and_texts_are_the_same_ids() -> None:
    data = section({"o": {"features": "count"}, "t": {"features": "count"}})
    rows = {"o": [{"cid": 17, "at": dt.date(2024, 2, 1)}], "t": events("17", "2024-02-01")}
    (row,) = made(data, rows).frame.rows(named=True)
    assert (row["cid"], row["o_count"], row["t_count"]) == ("17", 1, 1)


def test_names_and_meanings_in_both_languages() -> None:
    table = {"features": ["recency"], "label": {"en": "orders", "zh": "订单"}}
    (feature,) = declared_features(section({"o": table}))
    assert feature.name == "o_recency_days"
    assert feature.en == "days since the last order"
    assert feature.zh == "距最近一次订单的天数"


def test_every_feature_has_a_name_of_its_own_and_two_meanings() -> None:
    declared = declared_features(section({"o": FULL}))
    assert len({feature.name for feature in declared}) == len(declared) == 34
    assert all(feature.en and feature.zh for feature in declared)


def test_features_that_would_share_a_name_are_refused() -> None:
    same = {"categories": {"a_b": ["c"], "a": ["b_c"]}, "features": "categories"}
    message = r"two features would be called 'o_a_b_c_count' \(o with a_b c; o with a b_c"
    with pytest.raises(ConfigError, match=message):
        declared_features(section({"o": same}))


def test_a_value_stands_in_quotes_in_the_chinese_words_of_a_feature() -> None:
    table = {"categories": {"kind": ["book"]}, "features": "categories"}
    [feature] = declared_features(section({"o": table}))
    assert "kind 为“book”" in feature.zh


def test_a_category_named_twice_is_one() -> None:
    table = {"categories": {"kind": ["book", "book"]}, "features": "categories"}
    assert [feature.name for feature in declared_features(section({"o": table}))] == [
        "o_kind_book_count"
    ]


def test_hours_that_come_twice_and_hours_that_never_come() -> None:
    data = section(
        {"o": {"features": ["count", "days", "gaps", "day_parts"]}},
        windows=WINDOWS | {"time_zone": "Europe/Berlin", "observation": "1y"},
    )
    rows = events(
        "a",
        "2023-10-29T00:30:00Z",  # 02:30 in summer time
        "2023-10-29T01:30:00Z",  # 02:30 again, in winter time
        "2024-03-31T00:59:59Z",  # the last second before the clock skips an hour
        "2024-03-31T01:00:00Z",  # 03:00
        "2024-03-31T04:00:00Z",  # 06:00: the day begins
    )
    (a,) = made(data, {"o": rows}).frame.rows(named=True)
    assert (a["o_count"], a["o_days"]) == (5, 2)
    assert (a["o_late_night_count"], a["o_day_count"]) == (4, 1)
    assert a["o_gap_mean_days"] == 154 / 4  # 29 October to 31 March


KINDS = st.sampled_from(["book", "toys"])
SECONDS = st.integers(0, 366 * 86_400)
START = dt.datetime(2024, 1, 1)  # noqa: DTZ001 - clocks of the project
drawn = st.lists(
    st.tuples(
        st.sampled_from("abc"), SECONDS, st.integers(0, 99), st.sampled_from(["book", "toys"])
    ),
    max_size=12,
)


def rows_of(drawn_events: list[tuple[str, int, int, str]]) -> list[dict[str, Any]]:
    return [
        {"cid": cid, "at": START + dt.timedelta(seconds=seconds), "paid": paid, "kind": kind}
        for cid, seconds, paid, kind in drawn_events
    ]


@given(before=drawn, after=drawn, other=drawn)
@settings(max_examples=25, deadline=None)
def test_no_event_after_the_cutoff_reaches_a_feature(before: Any, after: Any, other: Any) -> None:
    """Add, change and delete events after the cutoff: every feature stays as it was."""
    cutoff = START + dt.timedelta(days=91)
    known = [{"cid": "a", "at": START, "paid": 1, "kind": "book"}]
    known += [row for row in rows_of(before) if row["at"] < cutoff]
    later = [
        [row | {"at": max(row["at"], cutoff)} for row in rows_of(events_)]
        for events_ in (after, other)
    ]
    data = section({"o": FULL}, tiers={}, churn={"silent": "o"})
    first, second = (made(data, {"o": known + rows}, labelled=False).frame for rows in later)
    assert first.equals(second)


@given(drawn)
@settings(max_examples=25, deadline=None)
def test_the_order_of_events_does_not_matter(drawn_events: Any) -> None:
    rows = [*rows_of(drawn_events), {"cid": "a", "at": START, "paid": 1, "kind": "book"}]
    data = section({"o": FULL}, tiers={})
    one, other = (made(data, {"o": order_}).frame for order_ in (rows, rows[::-1]))
    assert one.equals(other)


def test_stored_and_written_logs_give_the_same() -> None:
    typed = pl.DataFrame(DOZEN).with_columns(pl.col("at").str.to_datetime()).to_dicts()
    data = section({"o": FULL})
    assert made(data, {"o": typed}).frame.equals(made(data, {"o": DOZEN}).frame)


NAMES = {
    "calls_recency_days": ("days since the last call", "距最近一次通话的天数"),
    "calls_count": ("calls in the window", "观察期内通话次数"),
    "calls_sum": ("minutes in the window", "观察期内通话时长合计"),
    "calls_mean": ("mean minutes per call", "每次通话平均通话时长"),
    "calls_weekend_count": ("calls at weekends", "周末通话次数"),
    "calls_weekend_share": ("share of calls at weekends", "周末通话占比"),
    "calls_busy_sum": ("minutes in busy hours", "忙时通话时长合计"),
    "calls_kind_ip_sum": ("minutes with kind ip", "kind 为“ip”的通话时长合计"),
    "calls_trend": (
        "calls, this month against the two before (0.5: the same)",
        "最近一月通话次数与此前 2 个月月均相比（0.5 为持平）",
    ),
    "calls_month_2": ("calls 2 months back", "截止日前第 2 个月通话次数"),
}


def test_features_have_names_that_a_person_would_say() -> None:
    table = {
        "features": ["recency", "count", "monetary", "weekend", "busy_hours", "categories", "trend",
                     "months"],
        "label": {"en": "calls", "zh": "通话"},
        "amount": "minutes",
        "amount_label": {"en": "minutes", "zh": "通话时长"},
        "categories": {"kind": ["ip"]},
    }  # fmt: skip
    named = {f.name: (f.en, f.zh) for f in declared_features(section({"calls": table}))}
    assert {name: named[name] for name in NAMES} == NAMES


def test_a_feature_tells_how_many_how_long_or_how_much() -> None:
    table = {"features": ["recency", "count", "monetary", "weekend", "days"], "amount": "spent"}
    minutes = {"amount_label": {"zh": "通话时长"}}
    money = {f.name: f.quantity for f in declared_features(section({"o": table}))}
    lasting = {f.name: f.quantity for f in declared_features(section({"o": table | minutes}))}
    assert money["o_recency_days"] == "time"
    assert (money["o_count"], money["o_weekend_count"], money["o_days"]) == ("count",) * 3
    assert (money["o_sum"], money["o_weekend_share"], lasting["o_sum"]) == (
        "amount", "amount", "time",
    )  # fmt: skip


def test_the_config_may_say_what_one_event_is_called() -> None:
    table = {"features": "recency", "label": {"en": "data"}, "one": {"en": "session"}}
    (feature,) = declared_features(section({"o": table}))
    assert feature.en == "days since the last session"


SEASONS = {
    "time_zone": "UTC", "cutoff": "2024-11-01", "observation": "12mo", "outcome": "2mo",
    "data_from": "2023-01-01", "data_until": "2025-01-01",
}  # fmt: skip


def test_the_same_months_of_the_year_before() -> None:
    rows = [
        order("2023-10-31 23:59:59", "100"),  # before the observation window
        order("2023-11-01 00:00:00", "1"),  # the first moment of the season
        order("2023-12-31 23:59:59", "2"),  # its last one
        order("2024-01-01 00:00:00", "4"),
        order("2024-11-11 12:00:00", "8"),  # what is to be predicted
        order("2024-06-01 00:00:00", "3", cid="b"),
    ]
    data = section({"o": {"amount": "paid", "features": ["year_before"]}}, windows=SEASONS)
    found = made(data, {"o": rows}, cutoff="2024-11-01").frame.select(
        "cid", "o_year_before_count", "o_year_before_sum"
    )
    assert found.rows() == [("a", 2, 3), ("b", 0, 0)]


def test_the_year_before_must_have_been_observed() -> None:
    windows = SEASONS | {"observation": "11mo"}
    data = section({"o": {"features": ["year_before"]}}, windows=windows)
    with pytest.raises(ConfigError, match="year_before looks at 2023-11-01 to 2023-12-31, and"):
        made(data, {"o": [order("2024-06-01", "3")]}, cutoff="2024-11-01")


@pytest.mark.parametrize(("observation", "trend"), [("1mo", None), ("2mo", 0.75), ("3mo", 6 / 7)])
def test_a_trend_takes_two_months(observation: str, trend: float | None) -> None:
    rows = [order(at, "1") for at in ["2024-02-10", *["2024-03-10", "2024-03-20", "2024-03-30"]]]
    windows = WINDOWS | {"observation": observation}
    frame = made(
        section({"o": {"features": ["trend", "count"]}}, windows=windows), {"o": rows}
    ).frame
    assert frame.to_dicts()[0].get("o_trend") == pytest.approx(trend)
