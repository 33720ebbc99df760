"""Ranks, the size of the list, and ties."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from churnkit.rules.ruleset import FirstMatch, Rule, RuleSet
from churnkit.rules.terms import Interval
from churnkit.scoring import rank_customers, row_order, score_customers


def scored(*rows: tuple[str, float, float | None]) -> pl.LazyFrame:
    schema = {"id": pl.String, "score": pl.Float64, "spend": pl.Float64}
    return pl.LazyFrame(rows, schema=schema, orient="row").with_columns(rule=pl.lit("R1"))


def test_score_customers_gives_score_and_rule_in_place_of_the_variables() -> None:
    rules = (
        Rule(id="R1", terms=(Interval(variable="calls", high=3.5),), score=0.2, customers=5,
             churned=1),
        Rule(id="R2", terms=(Interval(variable="calls", low=3.5, missing=True),), score=0.1,
             customers=5, churned=0),
    )  # fmt: skip
    rule_set = RuleSet(
        learner="tree", combination=FirstMatch(), rules=rules, base_rate=0.1, customers=10
    )
    prepared = pl.LazyFrame({"id": ["a", "b", "c"], "calls": [3.0, 4.0, None]})
    expected = pl.DataFrame(
        {"id": ["a", "b", "c"], "score": [0.2, 0.1, 0.1], "rule": ["R1", "R2", "R2"]}
    )
    assert_frame_equal(score_customers(prepared, rule_set).collect(), expected)


def test_rank_is_by_score_then_value_then_seeded_hash() -> None:
    frame = scored(("a", 0.1, 9.0), ("b", 0.2, 1.0), ("c", 0.2, 5.0), ("d", 0.2, None))
    ranking = rank_customers(frame, share=0.5, value="spend", columns=["spend"])
    assert ranking.customers["id"].to_list() == ["c", "b", "d", "a"]
    assert ranking.customers["rank"].to_list() == [1, 2, 3, 4]
    assert ranking.list.rows() == [(1, "c", 0.2, "R1", 5.0), (2, "b", 0.2, "R1", 1.0)]


def test_ties_at_the_cut_are_counted_on_both_sides() -> None:
    frame = scored(("a", 0.9, None), ("b", 0.2, None), ("c", 0.2, None), ("d", 0.2, None))
    ties = rank_customers(frame, share=0.5).ties
    assert ties is not None
    assert (ties.score, ties.listed, ties.unlisted) == (0.2, 1, 2)


def test_another_seed_breaks_ties_in_another_way() -> None:
    frame = scored(*[(f"c{number}", 0.2, None) for number in range(50)])
    orders = [rank_customers(frame, share=0.3, seed=s).customers["id"].to_list() for s in (0, 1)]
    assert orders[0] != orders[1]


@given(
    st.permutations([(f"c{number}", number % 3 / 10, float(number % 2)) for number in range(20)])
)
def test_row_order_changes_nothing(rows: list[tuple[str, float, float]]) -> None:
    shuffled = rank_customers(scored(*rows), share=0.3, value="spend")
    ordered = rank_customers(scored(*sorted(rows)), share=0.3, value="spend")
    assert_frame_equal(shuffled.customers, ordered.customers)


@given(st.lists(st.tuples(st.none() | st.floats(0, 2, width=16), st.integers(0, 2)), max_size=20))
def test_rows_are_sorted_by_one_key_after_the_other(rows: list[tuple[float | None, int]]) -> None:
    keys = pl.DataFrame(rows, {"score": pl.Float64, "hash": pl.Int64}, orient="row")
    for descending in ([True, False], [False, True]):
        at_once = keys.with_row_index("row").sort(
            "score", "hash", descending=descending, nulls_last=True, maintain_order=True
        )
        assert row_order(keys, descending).to_list() == at_once["row"].to_list()
