"""What is decided about single variables on the learning customers, worked by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from churnkit.errors import LearningError
from tests.tables.raw_tables import ids, labels, prepare, variable_of


def audit_of(values: Any, ingest: Any = None, churned: int = 10, **data: Any) -> Any:
    """Audit of a variable ``x`` with these values, of which the first customers have churned."""
    count = len(values)
    columns = {
        "id": ids(count),
        "churn": labels(churned, count - churned),
        "calls": [i * 37 % 101 * 0.5 for i in range(count)],
        "x": values,
    }
    return variable_of(prepare(columns, ingest, **data), "x")


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        pytest.param(["1.5"] * 16 + ["2"] + [""] * 3, True, id="17 of 20 are 85%"),
        pytest.param(["1.5"] * 15 + ["2"] + [""] * 4, False, id="16 of 20 are 80%"),
        pytest.param(["1.5"] * 15 + ["2"] + ["", "NA", "abc", "999"], False, id="all ways count"),
    ],
)
def test_the_85_percent_rule(values: list[str], kept: bool) -> None:
    variables = {"x": {"kind": "number", "max": 100}}
    found = audit_of(values, variables=variables)
    assert found.kept is kept
    assert found.reason == (None if kept else "valid_share")


def test_a_valid_share_is_counted_by_hand() -> None:
    values = ["1", "2", "3", "", "NA", "abc", "abc", "n.a", "-5", "999"] * 2
    found = audit_of(values, variables={"x": {"kind": "number", "min": 0, "max": 100}})
    assert (found.valid, found.missing, found.unreadable, found.outside) == (6, 4, 6, 4)
    assert found.valid_share == pytest.approx(0.3)
    assert [(each.value, each.customers) for each in found.unreadable_values] == [
        ("abc", 4),
        ("n.a", 2),
    ]
    assert [(each.value, each.customers) for each in found.outside_values] == [
        ("-5", 2),
        ("999", 2),
    ]
    assert (found.low, found.high, found.limits_learnt) == (0, 100, False)
    assert found.declared


def test_extreme_values_lie_beyond_quantiles_of_the_learning_customers() -> None:
    values = [float(i) for i in range(100)]
    kept = {"x": {"leak": "keep"}}
    found = audit_of(values, {"limits": {"low": 0.05, "high": 0.95}}, variables=kept)
    # 5% of 100 customers have at most 4, 95% at most 94
    assert (found.low, found.high, found.limits_learnt) == (4, 94, True)
    assert (found.outside, found.valid_share, found.kept) == (9, 0.91, True)


def test_a_given_limit_is_not_learnt() -> None:
    found = audit_of(
        [float(i) for i in range(100)],
        {"limits": {"low": 0.05, "high": 0.95}, "valid_share": 0.5},
        variables={"x": {"min": 20}},
    )
    # of the 80 customers from 20 on, 95% have at most 95
    assert (found.low, found.high) == (20, 95)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        pytest.param(["7"] * 20, "constant", id="one number"),
        pytest.param(["a"] * 19 + [""], "constant", id="one category"),
        pytest.param([""] * 20, "valid_share", id="nothing at all"),
        pytest.param([f"{i}-x y" for i in range(20)], "text", id="texts that all differ"),
        pytest.param([f"A{i:03d}" for i in range(20)], "id", id="another id"),
        pytest.param(["2024-01-01", "2024-02-01"] * 10, "date_without_as_of", id="dates"),
    ],
)
def test_variables_that_carry_nothing(values: list[str], reason: str) -> None:
    found = audit_of(values)
    assert (found.kept, found.reason) == (False, reason)


def test_nothing_valid_is_a_constant_where_no_share_is_asked() -> None:
    assert audit_of([""] * 20, {"valid_share": 0}).reason == "constant"


def test_a_category_in_which_all_differ_is_like_an_id() -> None:
    values = [f"{i}-x y" for i in range(20)]
    found = audit_of(values, variables={"x": {"kind": "category"}})
    assert (found.reason, found.suspicions) == ("id_like", ("id_like",))


def test_numbers_that_all_differ_are_suspected() -> None:
    whole = [5000 + 7 * i for i in range(120)]
    assert audit_of(whole, churned=60).suspicions[-1] == "id_like"
    assert "id_like" not in audit_of([i / 3 for i in range(120)], churned=60).suspicions


def test_rare_categories_are_merged() -> None:
    values = ["a"] * 50 + ["b"] * 40 + ["c"] * 5 + ["d"] * 4 + [""] * 1
    found = audit_of(values, {"rare_share": 0.06}, churned=20)
    # rarer than 6% of the 99 customers with a value: fewer than 5.94 customers
    assert [(each.category, each.customers, each.churned) for each in found.categories] == [
        ("a", 50, 20),
        ("b", 40, 0),
    ]
    assert found.merged.category == "(other)"
    assert (found.merged.customers, found.merged.churned, found.merged.churn_rate) == (9, 0, 0)
    assert [each.category for each in found.merged_categories] == ["c", "d"]
    assert (found.merged_count, found.distinct, found.missing) == (2, 4, 1)


def test_a_category_exactly_at_the_share_is_not_rare() -> None:
    found = audit_of(["a"] * 93 + ["b"] * 7, {"rare_share": 0.07})
    assert found.merged_count == 0


def test_only_rare_categories_leave_one() -> None:
    values = [f"shop {i % 25}" for i in range(100)]
    found = audit_of(values, {"rare_share": 0.05}, variables={"x": {"kind": "category"}})
    assert (found.reason, found.merged_count) == ("all_rare", 25)


def test_the_merged_category_has_a_name_of_its_own() -> None:
    values = ["(other)"] * 60 + ["b"] * 38 + ["c"] * 2
    columns = {"id": ids(100), "churn": labels(20, 80), "x": values}
    prepared = prepare(columns, {"rare_share": 0.05})
    assert prepared.recipe.kept[0].other == "(other 2)"
    assert set(prepared.frame["x"]) == {"(other)", "b", "(other 2)"}


def test_flags_are_never_merged() -> None:
    found = audit_of(["Yes"] + ["no"] * 199, {"rare_share": 0.01}, churned=100)
    assert (found.kind, found.merged_count) == ("flag", 0)
    assert [each.category for each in found.categories] == ["no", "yes"]


def test_categories_of_nearly_equal_churn_rate_are_dropped() -> None:
    # sex is worked by hand in the tests of the chi-square test: V = 0.25, p = 0.0004
    values = ["m"] * 30 + ["f"] * 10 + ["m"] * 70 + ["f"] * 90
    bounds = {"rate_difference": {"p_value": 0.05, "effect": 0.2}}
    found = audit_of(values, bounds, churned=40)
    assert found.kept
    assert found.association.chi_square == pytest.approx(12.5)
    assert found.association.effect == pytest.approx(0.25)
    small = audit_of(values, {"rate_difference": {"p_value": 0.05, "effect": 0.3}}, churned=40)
    assert small.reason == "rate_difference"
    chance = audit_of(values, {"rate_difference": {"p_value": 1e-5, "effect": 0.2}}, churned=40)
    assert chance.reason == "rate_difference"


LEAKING = {
    "id": ids(120),
    "churn": labels(60, 60),
    "refund": [i % 3 for i in range(60)] + [3 + i % 8 for i in range(60)],
    "calls": list(range(10)) * 12,
}


def test_a_leak_is_dropped_and_reported() -> None:
    prepared = prepare(LEAKING)
    leak = variable_of(prepared, "refund")
    assert (leak.kept, leak.auc, leak.reason) == (False, 1.0, "separates")
    assert variable_of(prepared, "calls").suspicions == ()
    assert "refund" not in prepared.frame.columns
    assert prepared.notes == (
        "dropped, because they may leak the outcome: 'refund' (separates the "
        "classes, AUC alone 1.000); for one known before, write data.variables.refund.leak: keep",
        "the test set is empty",
    )


def test_a_leak_is_kept_where_the_config_says_so() -> None:
    prepared = prepare(LEAKING, variables={"refund": {"leak": "keep"}})
    leak = variable_of(prepared, "refund")
    assert (leak.kept, leak.auc, leak.suspicions) == (True, 1.0, ())
    assert prepared.notes == ("the test set is empty",)


def test_suspects_are_named_in_one_note() -> None:
    bounds = {"leaks": {"drop": 1.0, "suspect": 0.9}}
    noisy = [i % 3 for i in range(58)] + [5, 5] + [3 + i % 8 for i in range(58)] + [1, 1]
    prepared = prepare(LEAKING | {"refund": noisy, "visits": noisy}, bounds)
    assert [variable_of(prepared, name).suspicions for name in ("refund", "visits")] == [
        ("separates",),
        ("separates",),
    ]
    [note] = [note for note in prepared.notes if "may be known" in note]
    assert "'refund' (separates the classes, AUC alone 0.9" in note
    assert "'visits'" in note


def test_the_older_setting_names_suspects() -> None:
    assert variable_of(prepare(LEAKING, {"suspect_auc": 0.99}), "refund").kept is False
    noisy = [i % 3 for i in range(54)] + [5] * 6 + [3 + i % 8 for i in range(54)] + [1] * 6
    found = variable_of(prepare(LEAKING | {"refund": noisy}, {"suspect_auc": 0.99}), "refund")
    assert (found.kept, found.suspicions) == (True, ())


def test_columns_are_named_for_what_they_are() -> None:
    count = 200
    gone = [i % 4 == 0 for i in range(count)]
    columns = {
        "id": [f"k{i}" for i in range(count)],
        "churn": ["yes" if each else "no" for each in gone],
        "copy": [f"k{i}" for i in range(count)],
        "flag": [int(not each) for each in gone],
        "reason": [("price", "service", "moved")[i % 3] if gone[i] else "" for i in range(count)],
        "row": list(range(1, count + 1)),
        "closed": ["2024-07-15" if each else "2024-01-01" for each in gone],
        "calls": [i * 37 % 101 for i in range(count)],
    }
    kinds = {"copy": {"kind": "category"}, "reason": {"kind": "category"}}
    prepared = prepare(columns, as_of="2024-06-30", variables=kinds)
    reasons = {each.name: each.reason for each in prepared.audit.variables}
    assert reasons == {
        "calls": None,
        "closed": "after_outcome",
        "copy": "id",
        "flag": "label",
        "reason": "encodes_label",
        "row": "row_count",
    }


def test_a_count_of_the_rows_counts_rows_that_are_left_out() -> None:
    count = 300
    columns = {
        "id": [f"k{i}" for i in range(count)],
        "churn": ["yes" if i % 4 == 0 else "no" for i in range(count)],
        "row": list(range(1, count + 1)),
        "calls": [i * 37 % 101 for i in range(count)],
    }
    prepared = prepare(columns, keep="calls >= 30")
    assert variable_of(prepared, "row").reason == "row_count"


HALF_EMPTY = {
    "id": ids(200),
    "churn": labels(100, 100),
    "calls": [i * 37 % 101 for i in range(200)],
    "plan": ["a"] * 80 + [""] * 20 + ["a"] * 20 + [""] * 80,
}


def test_a_dropped_variable_that_tells_more_than_those_kept_is_named() -> None:
    prepared = prepare(HALF_EMPTY)
    plan = variable_of(prepared, "plan")
    assert (plan.reason, plan.suspicions) == ("valid_share", ("beats_kept",))
    assert plan.auc == pytest.approx(0.8)
    assert prepared.notes[0] == (
        "the variable 'plan' was dropped (valid_share), but alone tells more about churn than any "
        "variable kept (AUC 0.800); to keep it, write data.variables.plan.missing: category, or "
        "ingest.valid_share: 0.50 or less"
    )


def test_no_value_is_a_category_of_its_own_where_the_config_says_so() -> None:
    prepared = prepare(HALF_EMPTY, variables={"plan": {"missing": "category"}})
    assert variable_of(prepared, "plan").reason is None
    assert dict(prepared.frame["plan"].value_counts().iter_rows()) == {"a": 100, "(missing)": 100}
    assert prepared.frame.filter(pl.col("id").is_in(["c1", "k1"]))["plan"].null_count() == 0


def test_numbers_without_a_value_stay_without() -> None:
    columns = HALF_EMPTY | {"plan": [1.5] * 80 + [None] * 20 + [2.5] * 20 + [None] * 80}
    prepared = prepare(columns, variables={"plan": {"missing": "category"}})
    assert variable_of(prepared, "plan").kept
    assert prepared.frame["plan"].null_count() == 100


def test_a_value_that_is_missing_for_one_class_is_a_leak() -> None:
    values = [""] * 50 + [str(i % 7) for i in range(90)]
    assert audit_of(values, churned=50).reason == "separates"


def test_five_customers_are_too_few_for_a_suspicion() -> None:
    found = audit_of(["1", "2", "3", "4", "5"], churned=2)
    assert (found.auc, found.suspicions) == (None, ())


def test_many_small_categories_do_not_separate_by_chance() -> None:
    values = [f"shop {i % 100}" for i in range(200)]
    found = audit_of(values, {"rare_share": 0}, churned=100, variables={"x": {"kind": "category"}})
    assert found.auc == pytest.approx(0.5)


def test_dates_become_days_before_the_reference_date() -> None:
    columns = {
        "id": ids(4),
        "churn": ["yes", "no", "yes", "no"],
        "since": ["2024-06-29", "2024-06-30", "", "2024-07-02"],
        "seen": [date(2024, 6, 1), None, date(2023, 6, 30), date(2024, 6, 30)],
    }
    prepared = prepare(columns, {"valid_share": 0.5}, as_of="2024-06-30")
    assert prepared.frame.sort("id").select("seen", "since").rows() == [
        (29.0, 1.0),
        (None, 0.0),
        (366.0, None),
        (0.0, -2.0),
    ]


def test_histograms_count_learning_customers() -> None:
    columns = {
        "id": ids(40),
        "churn": labels(20, 20),
        "minutes": [None, None] + [float(i % 4) for i in range(38)],
        "plan": ["a"] * 30 + ["b"] * 9 + ["c"],
    }
    minutes, plan = prepare(columns, {"rare_share": 0.05}).recipe.kept
    assert minutes.histogram.model_dump() == {
        "edges": (1.0, 2.0, 3.0),
        "counts": (10, 10, 9, 9),
        "missing": 2,
    }
    assert plan.histogram.model_dump() == {
        "categories": ("a", "b", "(other)"),
        "counts": (30, 9, 1),
        "missing": 0,
    }


def test_what_the_test_customers_have_decides_nothing() -> None:
    columns = pl.DataFrame(
        {
            "id": ids(40),
            "churn": (["yes"] * 10 + ["no"] * 10) * 2,
            "part": ["learn"] * 20 + ["test"] * 20,
            "minutes": [float(i) for i in range(20)] + [1000.0] * 20,
            "plan": ["a", "b"] * 10 + ["c"] * 20,
            "gone": [1, 2] * 10 + [None] * 20,
        }
    )
    split = {"split": {"column": "part", "test_values": ["test"]}, "limits": {"high": 0.95}}
    learnt = prepare(columns, split)
    alone = prepare(columns.head(20), split)
    assert learnt.recipe == alone.recipe
    assert learnt.audit.variables == alone.audit.variables
    tested = learnt.frame.filter(split="test")
    assert tested["minutes"].null_count() == 20
    assert tested["plan"].unique().to_list() == ["(other)"]


def test_no_variable_left_says_why() -> None:
    columns = {"id": ids(4), "churn": ["yes", "no"] * 2, "x": ["1"] * 4, "y": [""] * 4}
    with pytest.raises(LearningError) as problem:
        prepare(columns)
    assert str(problem.value) == (
        "no variable is left to learn from: x (constant), y (valid_share); "
        "look at the kinds in data.variables, and at ingest.valid_share, rate_difference and "
        "leaks"
    )
