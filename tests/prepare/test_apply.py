"""New customers, prepared as the recipe says: who is scored, and how their columns may differ."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from churnkit.config.types.condition_text import parse_condition
from churnkit.errors import ConfigError, MismatchError
from churnkit.hashing import hash_ids
from churnkit.prepare.apply import IDENTITY, CurrentCustomers, prepare_for_scoring
from churnkit.prepare.arrays import codes, has_churned, keys, numeric
from churnkit.prepare.column_names import VALUE, raw_name
from churnkit.prepare.recipe import Recipe
from tests.tables.raw_tables import ids, labels, prepare, table_of

PAST = pl.DataFrame(
    {
        "id": ids(40),
        "churn": labels(20, 20),
        "status": ["normal"] * 40,
        "minutes": [str(i % 10) for i in range(40)],
        "plan": ["a"] * 25 + ["b"] * 14 + ["c"],
        "since": [date(2024, 1, 1 + i % 20) for i in range(40)],
        "town": ["x"] * 40,
    }
)
NOW = pl.DataFrame(
    {
        "id": ["n1", "n2", "n3", "n4"],
        "status": ["normal"] * 4,
        "minutes": ["3", "", "abc", "99"],
        "plan": ["a", "c", "new", None],
        "since": [date(2024, 1, 1), None, date(2024, 2, 1), date(2024, 1, 31)],
        "town": ["x", "y", "y", "z"],
    }
)


def recipe_of(**data: Any) -> Recipe:
    settings: dict[str, Any] = {
        "as_of": "2024-01-31",
        "variables": {"minutes": {"kind": "number", "max": 50}},
    }
    return prepare(PAST, {"rare_share": 0.05, "valid_share": 0.5}, **(settings | data)).recipe


def score(now: pl.DataFrame, recipe: Recipe | None = None, **wanted: Any) -> CurrentCustomers:
    return prepare_for_scoring(table_of(now, "now.csv"), recipe or recipe_of(), **wanted)


def test_new_customers_are_prepared_as_the_recipe_says() -> None:
    found = score(NOW)
    assert found.frame.collect().rows(named=True) == [
        {"id": "n1", "minutes": 3.0, "plan": "a", "since": 30.0},
        {"id": "n2", "minutes": None, "plan": "(other)", "since": None},
        {"id": "n3", "minutes": None, "plan": "(other)", "since": -1.0},
        {"id": "n4", "minutes": None, "plan": None, "since": 0.0},
    ]
    assert found.statuses["customer"] == 4


def test_dates_are_counted_from_another_day_if_one_is_given() -> None:
    found = score(NOW, as_of=date(2024, 3, 1))
    assert found.frame.collect()["since"].to_list() == [60.0, None, 29.0, 30.0]


def test_values_that_cannot_be_used_are_listed() -> None:
    assert score(NOW).rejects.rows() == [
        (
            "now.csv", 4, "minutes", "abc", "not a finite number",
            "write it with digits, or declare it as a null token",
        ),
        (
            "now.csv", 5, "minutes", "99", "out of range: valid values are up to 50",
            "correct it, or set data.variables.minutes.min and max",
        ),
    ]  # fmt: skip


def test_values_that_cannot_be_read_are_counted() -> None:
    assert score(NOW).unreadable == {"minutes": 1, "plan": 0, "since": 0}


def test_raw_columns_are_passed_on_beside_the_variables() -> None:
    frame = score(NOW, columns=["town", "minutes"], value="minutes").frame.collect()
    assert frame.columns == [
        "id", "minutes", "plan", "since", VALUE, raw_name("town"), raw_name("minutes"),
    ]  # fmt: skip
    assert frame[raw_name("minutes")].to_list() == ["3", "", "abc", "99"]
    assert frame[VALUE].to_list() == [3.0, None, None, 99.0]


def test_the_tie_breaking_value_need_not_be_a_variable() -> None:
    now = NOW.with_columns(bill=pl.Series(["1,200", "3", "", "?"]))
    assert score(now, value="bill").frame.collect()[VALUE].to_list() == [1200.0, 3.0, None, None]
    with pytest.raises(ConfigError, match=r"score\.value: the column 'town' holds no numbers"):
        score(now, value="town")


def test_customers_who_are_gone_are_left_out() -> None:
    recipe = recipe_of(left={"column": "status", "values": ["closed"]})
    now = PAST.with_columns(
        churn=pl.Series(["yes"] * 5 + ["no"] * 34 + [None]),
        status=pl.Series(["normal"] * 30 + ["closed"] * 9 + [None]),
    )
    found = score(now, recipe)
    assert (found.statuses["left"], found.statuses["customer"]) == (14, 26)
    assert found.frame.collect()["id"].to_list() == [*(f"c{i}" for i in range(5, 30)), "c39"]


def test_the_population_holds_for_new_customers_too() -> None:
    recipe = recipe_of(keep=parse_condition('status == "normal"'))
    now = NOW.with_columns(status=pl.Series(["normal", "closed", None, "normal"]))
    found = score(now, recipe)
    assert (found.statuses["outside_population"], found.statuses["unknown_population"]) == (1, 1)
    assert found.frame.collect()["id"].to_list() == ["n1", "n4"]


def test_rows_without_an_id_of_their_own_are_rejected() -> None:
    found = score(NOW.with_columns(id=pl.Series(["n1", None, "n1", "n2"])))
    assert found.frame.collect()["id"].to_list() == ["n1", "n2"]
    assert found.rejects.select("line", "column", "value", "reason").rows()[:2] == [
        (3, "id", "", "there is no id"),
        (4, "id", "n1", "another row with the same id was kept"),
    ]
    assert "abc" not in found.rejects["value"].to_list()


def test_columns_of_a_table_without_ids_are_numbered() -> None:
    recipe = prepare(PAST.drop("id"), {"rare_share": 0.05}, id="row", as_of="2024-01-31").recipe
    found = score(NOW.drop("id"), recipe)
    assert found.frame.collect()["id"].to_list() == [f"now.csv:{line}" for line in range(2, 6)]


def test_columns_that_differ_are_shown() -> None:
    now = NOW.rename({"minutes": "minute"}).drop("since", "town").with_columns(extra=1)
    with pytest.raises(MismatchError) as problem:
        score(now)
    assert str(problem.value) == (
        "now.csv: the columns differ from those that the recipe was learnt on:\n"
        "  missing: 'minutes' (number); did you mean 'minute'?\n"
        "  missing: 'since' (date) (found: minute, extra)\n"
        "  missing, not needed: 'town' (category)\n"
        "  new, not used: 'minute'\n"
        "  new, not used: 'extra'\n"
        "correct the table, or learn anew from one like it: churnkit ingest, churnkit train"
    )


def test_only_the_variables_wanted_are_needed() -> None:
    found = score(NOW.drop("since"), variables=["plan"])
    assert found.frame.collect().columns == ["id", "plan"]
    assert found.difference == ("missing, not needed: 'since' (date)",)


def test_new_columns_are_no_hindrance() -> None:
    assert score(NOW.with_columns(extra=1)).difference == ("new, not used: 'extra'",)


@pytest.mark.parametrize(
    ("column", "line"),
    [
        pytest.param(
            pl.Series("minutes", [date(2024, 1, 1)] * 4),
            "of another kind: 'minutes' (number expected, found dates)",
            id="dates for numbers",
        ),
        pytest.param(
            pl.Series("since", [1.0, 2.0, 3.0, 4.0]),
            "of another kind: 'since' (date expected, found numbers)",
            id="numbers for dates",
        ),
        pytest.param(
            pl.Series("plan", [["a"], ["b"], ["c"], ["d"]]),
            "of another kind: 'plan' (category expected, found values of type List(String))",
            id="lists for texts",
        ),
        pytest.param(
            pl.Series("minutes", ["few", "many", "3", ""]),
            "of another kind: 'minutes' (number expected; 2 of 3 values cannot be read as one)",
            id="texts for numbers",
        ),
    ],
)
def test_columns_of_another_kind_are_refused(column: pl.Series, line: str) -> None:
    with pytest.raises(MismatchError) as problem:
        score(NOW.with_columns(column))
    assert f"\n  {line}\n" in str(problem.value)


def test_a_variable_that_was_hardly_readable_when_learning_is_still_the_same() -> None:
    past = PAST.with_columns(minutes=pl.Series(["x"] * 24 + ["1", "2"] * 8))
    settings = {"rare_share": 0.05, "valid_share": 0.3}
    recipe = prepare(past, settings, variables={"minutes": {"kind": "number"}}).recipe
    assert score(past.drop("churn"), recipe).statuses["customer"] == 40
    with pytest.raises(MismatchError):
        score(past.drop("churn").head(24), recipe)


def test_columns_to_pass_on_must_be_there() -> None:
    with pytest.raises(ConfigError, match=r"score\.columns: no column 'twon'; did you mean 'town'"):
        score(NOW, columns=["twon"])


def test_stored_types_are_prepared_like_texts() -> None:
    typed = NOW.with_columns(minutes=pl.Series([3, None, None, 99]))
    assert score(typed).frame.collect().equals(score(NOW).frame.collect())


def test_prepared_customers_become_arrays() -> None:
    frame = pl.DataFrame(
        {
            "id": ["a", "b", "c"],
            "split": ["learning"] * 3,
            "label": ["churned", "loyal", "churned"],
            "minutes": [1.5, None, 3.0],
            "plan": ["y", None, "x"],
        }
    )
    assert has_churned(frame).tolist() == [True, False, True]
    np.testing.assert_array_equal(numeric(frame, "minutes"), [1.5, np.nan, 3.0])
    places, levels = codes(frame, "plan")
    assert (places.tolist(), places.dtype, levels) == ([1, -1, 0], np.int32, ("x", "y"))
    assert keys(frame, recipe_of(), 7).tolist() == hash_ids(frame["id"], 7).tolist()


def test_keys_of_customers_without_an_id_do_not_depend_on_their_place() -> None:
    recipe = prepare(PAST.drop("id"), id="row", as_of="2024-01-31").recipe
    frame = pl.DataFrame({"id": ["t:2", "t:3"], "label": ["loyal"] * 2, "minutes": [1.0, 2.0]})
    moved = frame.with_columns(id=pl.Series(["u:9", "u:8"]))
    assert keys(frame, recipe, 0).tolist() == keys(moved, recipe, 0).tolist()
    assert len(set(keys(frame, recipe, 0).tolist())) == 2


def test_customers_with_ids_are_told_apart_by_them() -> None:
    found = score(NOW)
    assert found.identity == "id"
    assert IDENTITY not in found.frame.collect_schema()


def test_customers_without_ids_are_told_apart_by_what_they_say_not_by_their_place() -> None:
    recipe = prepare(PAST.drop("id"), id="row", as_of="2024-01-31").recipe
    now = pl.concat([NOW, NOW.head(1)]).drop("id")
    order = [3, 0, 4, 2, 1]
    straight, shuffled = (score(rows, recipe, variables=["plan"]) for rows in (now, now[order]))
    assert (straight.identity, shuffled.identity) == (IDENTITY, IDENTITY)
    identities = straight.frame.collect()[IDENTITY]
    assert shuffled.frame.collect()[IDENTITY].equals(identities[order])
    assert identities.n_unique() == 4
    assert identities[0] == identities[4]
    texts = now.select(pl.all().cast(pl.String))
    assert score(texts, recipe).frame.collect()[IDENTITY].equals(identities)
