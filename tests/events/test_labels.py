"""Who churned, by hand: silence, all kinds of leaving, gaps, the population, value tiers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl
import pytest

from churnkit.config.sections.events import TierSettings
from churnkit.events.customer_table import AtCutoff
from churnkit.events.tiers import SPENT, TierMove, assign_tiers, tier_moves
from tests.events.event_logs import WINDOWS, events, made, section

INITIATIVES = ("voluntary", "involuntary")
DESTINATIONS = ("external", "internal_up", "internal_down", "unknown")
OBSERVED = "2024-02-01"


def labels(at: AtCutoff) -> dict[str, str]:
    return dict(at.frame.select("cid", "outcome").iter_rows())


@pytest.mark.parametrize(
    ("later", "label"),
    [
        ([], "churned"),
        (["2024-04-01 00:00:00"], "loyal"),  # the first moment of the outcome window
        (["2024-06-30 23:59:59"], "loyal"),  # its last moment
        (["2024-07-01 00:00:00"], "churned"),  # the first moment after it
    ],
)
def test_silence_in_the_outcome_window(later: list[str], label: str) -> None:
    rows = {"o": events("a", f"{OBSERVED} 00:00:00", *later)}
    assert labels(made(section({"o": {}}), rows)) == {"a": label}


@pytest.mark.parametrize(
    ("cutoff", "last_seen", "too_early", "in_time", "too_late"),
    [
        # one month before and after the last day of a month: the last day of a shorter one
        ("2024-01-31", "2023-12-31", "2023-12-30", "2024-02-28", "2024-02-29"),
        ("2024-03-31", "2024-02-29", "2024-02-28", "2024-04-29", "2024-04-30"),
        ("2023-03-31", "2023-02-28", "2023-02-27", "2023-04-29", "2023-04-30"),
        ("2024-02-29", "2024-01-29", "2024-01-28", "2024-03-28", "2024-03-29"),
    ],
)
def test_months_from_the_ends_of_months(
    cutoff: str, last_seen: str, too_early: str, in_time: str, too_late: str
) -> None:
    windows = WINDOWS | {"observation": "1mo", "outcome": "1mo", "data_from": "2022-01-01"}
    data = section({"o": {"features": "recency"}}, windows=windows | {"cutoff": cutoff})
    rows = {
        "o": [
            *events("stays", last_seen, f"{in_time} 23:59:59"),
            *events("leaves", last_seen, too_late),
            *events("unseen", too_early, in_time),
        ]
    }
    at = made(data, rows, cutoff=cutoff)
    assert labels(at) == {"stays": "loyal", "leaves": "churned"}


def test_what_happens_in_the_gap_is_no_outcome() -> None:
    data = section({"o": {}}, windows=WINDOWS | {"gap": "2w"})
    rows = {"o": [*events("a", OBSERVED, "2024-04-14"), *events("b", OBSERVED, "2024-04-15")]}
    assert labels(made(data, rows)) == {"a": "churned", "b": "loyal"}


def test_silence_means_no_event_in_any_of_the_named_tables() -> None:
    data = section({"o": {}, "calls": {}}, churn={"silent": ["o", "calls"]})
    rows = {
        "o": [*events("a", OBSERVED), *events("b", OBSERVED)],
        "calls": events("b", "2024-05-01"),
    }
    assert labels(made(data, rows)) == {"a": "churned", "b": "loyal"}


def contract(counts_as: str = "auto", **windows: Any) -> Any:
    """A carrier with one code for each kind of leaving, e.g. "voluntary external"."""
    kinds = {
        f"{initiative} {destination}": {
            "codes": [f"{initiative} {destination}"],
            "initiative": initiative,
            "destination": destination,
            "counts_as": counts_as,
        }
        for initiative in INITIATIVES
        for destination in DESTINATIONS
    }
    churn = {"status": "s", "column": "code", "normal": ["open", "tariff"], "kinds": kinds}
    return section(
        {"calls": {}, "s": {}},
        churn=churn,
        active={"tables": "calls"},
        windows=WINDOWS | windows,
    )


def leaving(cid: str, code: str | None, at: str = "2024-05-01") -> dict[str, Any]:
    return {"cid": cid, "at": at, "code": code}


ALL_KINDS = [f"{who} {where}" for who in INITIATIVES for where in DESTINATIONS]


@pytest.mark.parametrize(
    ("counts_as", "churned", "loyal"),
    [
        ("auto", ["voluntary external"], []),
        ("churned", ALL_KINDS, []),
        ("left_out", [], []),
        ("not_churned", [], ALL_KINDS),
    ],
)
def test_every_kind_of_leaving_under_every_setting(
    counts_as: str, churned: list[str], loyal: list[str]
) -> None:
    rows = {
        "calls": [row for kind in ["stayed", *ALL_KINDS] for row in events(kind, OBSERVED)],
        "s": [leaving(kind, kind) for kind in ALL_KINDS],
    }
    at = made(contract(counts_as), rows)
    expected = dict.fromkeys(churned, "churned") | dict.fromkeys(["stayed", *loyal], "loyal")
    assert labels(at) == expected
    assert at.kinds == dict.fromkeys(["stayed", *ALL_KINDS], 1)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ([], "stayed"),
        ([("tariff", "2024-05-01")], "stayed"),
        ([("voluntary external", "2024-04-01")], "voluntary external"),
        ([("voluntary external", "2024-06-30")], "voluntary external"),
        ([("voluntary external", "2024-07-01")], "stayed"),
        ([("involuntary unknown", "2024-05-01"), ("voluntary external", "2024-05-02")],
         "involuntary unknown"),
        ([("voluntary external", "2024-05-02"), ("open", "2024-05-03")], "voluntary external"),
        ([("tariff", "2024-04-02"), ("voluntary external", "2024-05-02")], "voluntary external"),
        ([("never heard of", "2024-05-01")], "unknown code"),
        ([(None, "2024-05-01")], "unknown code"),
    ],
)  # fmt: skip
def test_the_first_leaving_tells(changes: list[tuple[str | None, str]], kind: str) -> None:
    status = [leaving("other", "open", "2024-01-01")]
    rows = {
        "calls": events("a", OBSERVED),
        "s": status + [leaving("a", code, at) for code, at in changes],
    }
    assert made(contract(), rows).kinds == {kind: 1}


def test_who_leaves_in_the_gap_is_left_out() -> None:
    rows = {"calls": events("a", OBSERVED), "s": [leaving("a", "voluntary external", "2024-04-02")]}
    at = made(contract(gap="1w"), rows)
    assert at.kinds == {"left before the outcome window": 1}
    assert at.frame.is_empty()


@pytest.mark.parametrize(
    ("changes", "in_service"),
    [
        ([], True),
        ([("voluntary external", "2024-03-31")], False),
        ([("voluntary external", "2024-02-01"), ("open", "2024-03-01")], True),
        ([("open", "2024-03-01"), ("never heard of", "2024-03-02")], False),
    ],
)
def test_only_customers_in_service_count(changes: list[tuple[str, str]], in_service: bool) -> None:
    status = [leaving("other", "open", "2024-01-01")]
    rows = {
        "calls": events("a", OBSERVED),
        "s": status + [leaving("a", code, at) for code, at in changes],
    }
    at = made(contract(), rows)
    assert at.frame.height == in_service
    assert at.excluded == ({} if in_service else {"not in service": 1})


def test_active_throughout_means_an_event_in_every_month() -> None:
    data = section({"o": {}}, active={"every": "1mo"})
    rows = {
        "o": [
            *events("all", "2024-01-31", "2024-02-29", "2024-03-01"),
            *events("not february", "2024-01-31", "2024-03-01", "2024-03-31"),
        ]
    }
    at = made(data, rows)
    assert labels(at) == {"all": "churned"}
    assert at.excluded == {"not active throughout": 1}


def test_a_minimum_history() -> None:
    data = section({"o": {}}, active={"min_history": "6mo"})
    rows = {"o": [*events("old", "2023-10-01", OBSERVED), *events("new", "2023-10-02", OBSERVED)]}
    at = made(data, rows)
    assert labels(at) == {"old": "churned"}
    assert at.excluded == {"history too short": 1}


def test_ids_without_a_partner_are_counted_on_both_sides() -> None:
    rows = {"o": [*events("a", OBSERVED), *events("stranger", OBSERVED)]}
    master = [{"cid": "a", "city": "X"}, {"cid": "idle", "city": "Y"}, {"cid": "a", "city": "Z"}]
    at = made(section({"o": {}}, customers="m.csv"), rows, master)
    assert at.frame.select("cid", "city").rows() == [("a", "X")]
    assert at.excluded == {"no master data": 1, "master data without an event": 1}


def test_master_data_known_only_later_is_left_out() -> None:
    data = section(
        {"o": {}},
        customers="m.csv",
        known_at={"grade": "2024-04-02", "class": "2024-04-01", "sex": "always"},
        variables={"joined": {"kind": "date"}},
    )
    master = [
        {"cid": "a", "grade": 1, "class": 2, "sex": "f", "joined": "2024-03-31", "status": "x"},
        {"cid": "b", "grade": 1, "class": 2, "sex": "f", "joined": "2024-04-02", "status": "x"},
    ]
    rows = {"o": [*events("a", OBSERVED), *events("b", OBSERVED)]}
    at = made(data, rows, master)
    assert at.dropped == ("grade",)
    assert at.frame.select("cid", "class", "sex", "joined").rows() == [
        ("a", 2, "f", 1.0),
        ("b", 2, "f", None),
    ]


def test_value_tiers_are_shares_from_the_top() -> None:
    ids = [f"{n:03d}" for n in range(200)]
    spending = pl.DataFrame({"cid": ids, SPENT: [1000 - n for n in range(150)] + [0] * 50})
    tiers = assign_tiers(spending, "cid", TierSettings())
    assert dict(tiers["value_tier"].value_counts().iter_rows()) == {
        "vip": 2, "key": 8, "ordinary": 30, "small": 160,
    }  # fmt: skip
    assert tiers.filter(pl.col("value_tier") == "vip")["cid"].to_list() == ["000", "001"]


def test_who_spent_nothing_is_small() -> None:
    tiers = assign_tiers(pl.DataFrame({"cid": ["a", "b"], SPENT: [0, 0]}), "cid", TierSettings())
    assert tiers["value_tier"].to_list() == ["small", "small"]


def shown(moves: Iterable[TierMove]) -> list[tuple[str, str, int]]:
    return [(move.before, move.now, move.customers) for move in moves]


def test_moves_between_tiers() -> None:
    before = pl.DataFrame({"cid": ["a", "b", "c"], "value_tier": ["vip", "small", "small"]})
    now = pl.DataFrame({"cid": ["b", "a", "d"], "value_tier": ["vip", "key", "small"]})
    assert shown(tier_moves(before, now, "cid")) == [
        ("vip", "key", 1),
        ("small", "vip", 1),
        ("small", "none", 1),
        ("none", "small", 1),
    ]


def test_only_the_upper_tiers() -> None:
    data = section(
        {"o": {"amount": "paid"}},
        tiers={"vip": 0.25, "key": 0.25, "ordinary": 0.25},
        active={"only_tiers": ["vip", "key"]},
    )
    rows = {
        "o": [row for n, cid in enumerate("abcd") for row in events(cid, OBSERVED, paid=10 - n)]
        + events("d", "2023-11-01", paid=5)
    }
    at = made(data, rows)
    assert at.frame.select("cid", "value_tier").rows() == [("a", "vip"), ("b", "key")]
    assert at.moves is not None
    assert at.moves.before == ("2023-10-01", "2023-12-31")
    assert at.moves.now == ("2024-01-01", "2024-03-31")
    assert shown(at.moves.moves) == [
        ("vip", "small", 1),
        ("none", "vip", 1),
        ("none", "key", 1),
        ("none", "ordinary", 1),
    ]


BOTH = {
    "silent": ["calls"], "status": "s", "column": "code", "normal": ["open"],
    "kinds": {
        "gone": {"codes": ["gone"], "initiative": "voluntary", "destination": "external"},
        "ended": {"codes": ["ended"], "initiative": "involuntary"},
        "moved": {"codes": ["moved"], "initiative": "voluntary", "counts_as": "not_churned"},
    },
}  # fmt: skip
"""Silence and changes of status tell who churned."""


@pytest.mark.parametrize(
    ("calls", "changes", "kind", "label"),
    [
        ([], [], "silent", "churned"),
        (["2024-05-01"], [], "stayed", "loyal"),
        ([], [("moved", "2024-05-01")], "silent", "churned"),  # moved, and never called again
        (["2024-05-02"], [("moved", "2024-05-01")], "moved", "loyal"),
        ([], [("ended", "2024-05-01")], "ended", None),  # it was not he who fell silent
        (["2024-04-02"], [("gone", "2024-05-01")], "gone", "churned"),
        ([], [("gone", "2024-05-01")], "gone", "churned"),
        (["2024-06-01"], [("moved", "2024-04-02"), ("gone", "2024-05-01")], "gone", "churned"),
        (["2024-06-01"], [("gone", "2024-04-02"), ("moved", "2024-05-01")], "gone", "churned"),
        (["2024-06-01"], [("moved", "2024-04-02"), ("ended", "2024-05-01")], "ended", None),
    ],
)
def test_where_silence_and_status_meet(
    calls: list[str], changes: list[tuple[str, str]], kind: str, label: str | None
) -> None:
    rows = {
        "calls": events("a", OBSERVED, *calls),
        "s": [leaving("a", "open", "2024-01-02"), *(leaving("a", *change) for change in changes)],
    }
    at = made(section({"calls": {}, "s": {}}, churn=BOTH), rows)
    assert at.kinds == {kind: 1}
    assert labels(at) == ({"a": label} if label else {})
