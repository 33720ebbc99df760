"""Customers lost: what was known of them before, in counts that add up."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnkit.campaign.lost.losses import Strategy, causes_of, groups, join_losses, whole
from churnkit.campaign.record import RECORD_SCHEMA

SCORES = pl.DataFrame(
    {
        "id": ["A", "B", "C", "D"],
        "score": [0.9, 0.2, 0.8, 0.3],
        "rank": [1, 4, 2, 3],
        "rule": ["R1", None, "R2", "R3"],
    }
)
RECORD = pl.DataFrame(
    [
        {"id": "A", "role": "listed", "score": 0.9, "rule": "R1", "value": 500.0, "tier": "vip",
         "line": "care", "channel": "call"},
        {"id": "B", "role": "control", "score": 0.7, "rule": "R2", "value": 80.0, "tier": "small",
         "line": "care", "channel": "call"},
        {"id": "Z", "role": "listed", "score": 0.6, "rule": None, "value": 10.0, "tier": "small",
         "line": "self", "channel": "web"},
    ],
    schema=RECORD_SCHEMA,
)  # fmt: skip
NOBODY = pl.DataFrame(schema=RECORD_SCHEMA)


def left(*ids: str, **columns: list[float | None] | list[str | None]) -> pl.DataFrame:
    kinds = {"value": pl.Float64, "cause": pl.String}
    return pl.DataFrame(
        {"id": list(ids), **columns},
        schema={"id": pl.String, **{name: kinds[name] for name in columns}},
    )


def test_what_was_known_of_each() -> None:
    """B was held back with the score of that day, 0.7, and scores 0.2 today; Q was never scored."""
    found = join_losses(left("A", "B", "C", "D", "Q"), SCORES, RECORD, threshold=0.5)
    assert found.select("id", "standing", "score", "rule", "warned", "value", "tier").rows() == [
        ("A", "listed", 0.9, "R1", True, 500.0, "vip"),
        ("B", "control", 0.7, "R2", True, 80.0, "small"),
        ("C", "scored", 0.8, "R2", True, None, None),
        ("D", "scored", 0.3, "R3", False, None, None),
        ("Q", "not_scored", None, None, False, None, None),
    ]
    assert found["line"].to_list() == ["care", "care", None, None, None]
    assert found["cause"].to_list() == [None] * 5


def test_a_cause_is_one_however_it_is_spelt() -> None:
    """Most call it Price; of the others each spelling occurs once."""
    causes: list[str | None] = ["price", "Price", "Price ", "PRICE", "Price", None, "service"]
    found = join_losses(left(*"ABCDQRS", cause=causes), SCORES, RECORD, threshold=0.5)
    assert found["cause"].to_list() == [*["Price"] * 5, None, "service"]
    assert [(each.name, each.customers, each.share) for each in causes_of(found, ["PRICE"])] == [
        ("Price", 5, 5 / 6),
        ("service", 1, 1 / 6),
    ]
    assert [each.strategy for each in causes_of(found, ["PRICE"])] == ["rescue", "watch"]


def test_the_tier_of_the_record_goes_before_that_of_the_table_of_those_lost() -> None:
    told = left("A", "C", "Q", "D").with_columns(tier=pl.Series(["key", "key", "ordinary", None]))
    found = join_losses(told, SCORES, RECORD, threshold=0.5)
    assert found["tier"].to_list() == ["vip", "key", "ordinary", None]


def test_a_rule_of_the_record_is_not_replaced_by_a_newer_one() -> None:
    """Z was listed although no rule spoke; today one does."""
    scores = SCORES.with_columns(id=pl.Series(["Z", "B", "C", "D"]))
    assert join_losses(left("Z"), scores, RECORD, 0.5)["rule"].to_list() == [None]


def test_a_score_at_the_threshold_is_no_warning() -> None:
    assert not join_losses(left("A"), SCORES, RECORD, threshold=0.9)["warned"].item()


def test_the_value_of_the_table_goes_before_that_of_the_record() -> None:
    found = join_losses(left("A", "C", value=[7.0, None]), SCORES, RECORD, 0.5)
    assert found["value"].to_list() == [7.0, None]


def test_without_a_list_nobody_was_on_it() -> None:
    found = join_losses(left("A", "Q"), SCORES, NOBODY, 0.5)
    assert found["standing"].to_list() == ["scored", "not_scored"]


def test_groups_count_customers_warnings_and_values() -> None:
    losses = join_losses(
        left("A", "B", "C", "D", "Q", value=[500.0, 80.0, None, 20.0, 5.0]), SCORES, RECORD, 0.5
    )
    found = groups(losses, "standing", ("listed", "control", "scored", "not_scored"))
    assert [(g.name, g.customers, g.warned, g.valued, g.value) for g in found] == [
        ("listed", 1, 1, 1, 500.0),
        ("control", 1, 1, 1, 80.0),
        ("scored", 2, 1, 1, 20.0),
        ("not_scored", 1, 0, 1, 5.0),
    ]
    everybody = whole(losses)
    assert (everybody.customers, everybody.warned, everybody.value) == (5, 3, 605.0)


def test_groups_without_an_order_begin_with_the_largest_and_end_with_the_unknown() -> None:
    losses = join_losses(left("A", "B", "C", "Q", "R", "S"), SCORES, RECORD, 0.5)
    assert [each.name for each in groups(losses, "rule")] == ["R2", "R1", None]
    assert [each.name for each in groups(losses, "tier", ("vip",))] == ["vip", "small", None]


def strategies(*causes: str | None) -> dict[str | None, Strategy]:
    ids = [f"C{place}" for place in range(len(causes))]
    losses = join_losses(left(*ids, cause=list(causes)), SCORES, NOBODY, 0.5)
    return {each.name: each.strategy for each in causes_of(losses, ("price", "Service"))}


def test_causes_by_frequency_and_control() -> None:
    """Four causes of 10 customers known: a quarter, 2.5, makes one frequent."""
    causes = ["price"] * 4 + ["moved"] * 3 + ["service"] * 2 + ["closed", None, None]
    assert strategies(*causes) == {
        "price": "rescue", "moved": "respond", "service": "improve", "closed": "watch",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cause", "strategy"), [("PRICE", "rescue"), ("service", "rescue"), ("moved", "respond")]
)
def test_a_single_cause_is_frequent(cause: str, strategy: Strategy) -> None:
    assert strategies(cause) == {cause: strategy}


def test_shares_of_causes_are_of_those_known() -> None:
    losses = join_losses(left("A", "B", "C", cause=["x", "x", None]), SCORES, RECORD, 0.5)
    [found] = causes_of(losses, ())
    assert (found.customers, found.share, found.value) == (2, 1.0, 580.0)
    assert causes_of(losses.with_columns(cause=pl.lit(None, dtype=pl.String)), ()) == ()


rows = st.tuples(
    st.sampled_from("ABCDZQRST"),
    st.one_of(st.none(), st.floats(0, 1e6)),
    st.sampled_from(["price", "moved", None]),
)


@given(table=st.lists(rows, min_size=1, max_size=9, unique_by=lambda row: row[0]))
def test_every_division_adds_up(table: list[tuple[str, float | None, str | None]]) -> None:
    ids, values, causes = (list(column) for column in zip(*table, strict=True))
    losses = join_losses(left(*ids, value=values, cause=causes), SCORES, RECORD, 0.5)
    everybody = whole(losses)
    assert everybody.customers == len(table)
    for by in ("standing", "rule", "tier", "line", "cause"):
        found = groups(losses, by)
        assert sum(each.customers for each in found) == everybody.customers
        assert sum(each.warned for each in found) == everybody.warned
        assert sum(each.valued for each in found) == everybody.valued
        assert sum(each.value for each in found) == pytest.approx(everybody.value)
    known = causes_of(losses, ("price",))
    assert sum(each.customers for each in known) == len([c for c in causes if c is not None])
    assert sum(each.share for each in known) == pytest.approx(1.0 if known else 0.0)
