"""From a raw table to prepared customers: who is taken, what is rejected, and what is told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from churnkit.errors import ConfigError, InputError, LearningError
from churnkit.prepare.fit import prepare_customers
from churnkit.prepare.recipe import Recipe
from churnkit.workspace.artifacts import canonical_json, to_envelope
from tests.tables.raw_tables import data_of, ids, ingest_of, labels, prepare, table_of, variable_of

MESSY = {
    "id": ["a", None, "b", "b", "c", "d", "e", "f", "g", "007"],
    "churn": ["yes", "no", "no", "yes", "no", "yes", "", "maybe", "no", "yes"],
    "status": ["closed", "", "", "", "closed", "", "", "", "", ""],
    "minutes": ["1", "2", "3", "4", "5", "abc", "7", "x", "999", "6"],
    "plan": ["p", "p", "q", "q", "p", "q", "p", "q", "p", "q"],
}
MESSY_DATA: dict[str, Any] = {
    "left": {"column": "status", "values": ["closed"]},
    "variables": {"minutes": {"kind": "number", "max": 100}},
}


def test_every_row_is_accounted_for() -> None:
    found = prepare(MESSY, {"valid_share": 0}, **MESSY_DATA).audit.table
    assert found.model_dump() == {
        "unreadable": 0,
        "rows": 10,
        "outside_population": 0,
        "unknown_population": 0,
        "without_id": 1,
        "duplicate_id": 1,
        "left": 1,  # c left and is no positive; a left too, and its label says churned
        "without_label": 1,
        "unknown_label": 1,
        "learning": {"customers": 5, "churned": 3, "base_rate": 0.6},
        "test": {"customers": 0, "churned": 0, "base_rate": None},
    }


def test_prepared_customers_have_clean_values() -> None:
    frame = prepare(MESSY, {"valid_share": 0}, **MESSY_DATA).frame
    assert frame.columns == ["id", "split", "label", "minutes", "plan"]
    assert frame.sort("id").rows() == [
        ("007", "learning", "churned", 6.0, "q"),
        ("a", "learning", "churned", 1.0, "p"),
        ("b", "learning", "loyal", 3.0, "q"),
        ("d", "learning", "churned", None, "q"),
        ("g", "learning", "loyal", None, "p"),
    ]


def test_rejects_name_the_place_the_reason_and_the_remedy() -> None:
    rejects = prepare(MESSY, {"valid_share": 0}, **MESSY_DATA).rejects
    assert rejects.rows() == [
        ("t.csv", 3, "id", "", "there is no id", "write the id of the customer"),
        (
            "t.csv", 5, "id", "b", "another row with the same id was kept",
            "leave one row per customer, e.g. by a condition in data.keep",
        ),
        (
            "t.csv", 7, "minutes", "abc", "not a finite number",
            "write it with digits, or declare it as a null token",
        ),
        (
            "t.csv", 9, "churn", "maybe", "the label means neither churned nor loyal",
            "correct it, or add the value to data.label.churned or data.label.loyal",
        ),
        (
            "t.csv", 10, "minutes", "999", "out of range: valid values are up to 100",
            "correct it, or set data.variables.minutes.min and max",
        ),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("churn", "churned"),
    [
        pytest.param([1, 0, 1, 0], ["1"], id="whole numbers"),
        pytest.param([1.0, 0.0, 1.0, 0.0], ["1"], id="floats"),
        pytest.param([True, False, True, False], ["true"], id="truths"),
        pytest.param([True, False, True, False], ["1"], id="truths as 1"),
        pytest.param([" yes", "no ", "yes", "n/a"], ["yes"], id="blanks around"),
        pytest.param(["流失", "忠诚", "流失", "忠诚"], ["流失"], id="Chinese"),
    ],
)
def test_labels_are_met_as_they_are_written(churn: list[Any], churned: list[str]) -> None:
    columns = {"id": ids(4), "churn": churn, "calls": [1, 2, 3, 4]}
    frame = prepare(columns, label={"column": "churn", "churned": churned}).frame
    assert frame.sort("id")["label"].to_list() == ["churned", "loyal", "churned", "loyal"]


def test_tables_without_an_id_are_split_by_content() -> None:
    columns = pl.DataFrame(
        {"churn": labels(60, 60), "calls": [i // 3 for i in range(120)], "plan": ["a", "b"] * 60}
    )
    doubled = pl.concat([columns, columns])
    prepared = prepare(doubled, {"split": {"test_share": 0.3}}, id="row")
    places = prepared.frame.with_columns(
        (pl.col("id").str.split(":").list.last().cast(pl.Int64) - 2) % 120
    )
    assert prepared.frame["id"].str.starts_with("t.csv:").all()
    assert places.group_by("id").agg(pl.col("split").n_unique())["split"].max() == 1
    assert 60 <= (prepared.frame["split"] == "test").sum() <= 84


def test_the_split_can_be_told_by_a_column() -> None:
    columns = {
        "id": ids(6), "churn": ["yes", "no"] * 3, "calls": [1, 2, 3, 4, 5, 6],
        "month": [1, 1, 1, 1, 2, 2],
    }  # fmt: skip
    frame = prepare(columns, {"split": {"column": "month", "test_values": ["2"]}}).frame
    assert frame.sort("id")["split"].to_list() == ["learning"] * 4 + ["test"] * 2
    assert "month" not in frame.columns


def test_five_customers_are_enough() -> None:
    columns = {"id": ids(5), "churn": labels(1, 4), "calls": [1, 2, 3, 4, 5]}
    frame = prepare(columns, {"split": {"test_share": 0.33}}).frame
    assert frame.group_by("split", "label").len().sort("split", "label").rows() == [
        ("learning", "churned", 1),
        ("learning", "loyal", 3),
        ("test", "loyal", 1),
    ]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        pytest.param(
            {"id": ids(4), "churn": ["no"] * 4, "calls": [1, 2, 3, 4]},
            "of 4 learning customers 0 have churned, and rules need both kinds; the column "
            "'churn' holds no (4); write into data.label.churned the values that mean churned, "
            "or into ingest.split fewer test customers",
            id="one class only",
        ),
        pytest.param(
            {"id": ids(2), "churn": ["Ja", "Nein"], "calls": [1, 2]},
            "no customer is left to learn from (rows: unknown label 2); labels that mean neither "
            "churned nor loyal: Ja (1), Nein (1); look at data.keep, data.id, data.label and "
            "data.left",
            id="labels written in another way",
        ),
        pytest.param(
            {"id": ids(4), "churn": ["no", "no", "Ja", "Ja"], "calls": [1, 2, 3, 4]},
            "of 2 learning customers 0 have churned, and rules need both kinds; the column "
            "'churn' holds no (2); labels that mean neither churned nor loyal: Ja (2); write into "
            "data.label.churned the values that mean churned, or into ingest.split fewer test "
            "customers",
            id="only the loyal ones written as the config says",
        ),
        pytest.param(
            {"id": [], "churn": [], "calls": []},
            "no customer is left to learn from (rows: 0); "
            "look at data.keep, data.id, data.label and data.left",
            id="no rows",
        ),
    ],
)
def test_nothing_to_learn_from(columns: dict[str, Any], message: str) -> None:
    frame = pl.DataFrame(columns, schema_overrides={"id": pl.String, "churn": pl.String})
    with pytest.raises(LearningError) as problem:
        prepare(frame)
    assert str(problem.value) == message


def test_all_unknown_columns_are_told_at_once() -> None:
    with pytest.raises(ConfigError) as problem:
        prepare(MESSY, {"split": {"column": "month", "test_values": ["2"]}}, id="ID",
                ignore=["plam"], variables={"minuts": {"kind": "number"}})  # fmt: skip
    assert str(problem.value).splitlines() == [
        "data.id: no column 'ID' in t.csv (found: id, churn, status, minutes, plan)",
        "data.ignore[1]: no column 'plam' in t.csv; did you mean 'plan'?",
        "data.variables.minuts: no column 'minuts' in t.csv; did you mean 'minutes'?",
        "ingest.split.column: no column 'month' in t.csv (found: id, churn, status, minutes, plan)",
    ]


def test_names_of_prepared_columns_are_reserved() -> None:
    columns = {"key": ids(4), "churn": ["yes", "no"] * 2, "split": [1, 2, 3, 4]}
    with pytest.raises(ConfigError) as problem:
        prepare(columns, id="key")
    assert str(problem.value) == (
        "the column 'split' of t.csv cannot be a variable, because prepared customers have a "
        "column of that name; add 'split' to data.ignore, or rename the column"
    )
    columns = {"id": ids(4), "label": ["yes", "no"] * 2, "calls": [1, 2, 3, 4]}
    prepare(columns, label={"column": "label", "churned": ["yes"]})


def test_a_column_called_id_beside_rows_without_ids() -> None:
    columns = {"id": ids(4), "churn": ["yes", "no"] * 2, "calls": [1, 2, 3, 4]}
    with pytest.raises(ConfigError) as problem:
        prepare(columns, id="row")
    assert str(problem.value) == (
        "the column 'id' of t.csv cannot be a variable, because prepared customers have a column "
        "of that name; write data.id: id if it tells customers apart; else add 'id' to "
        "data.ignore, or rename the column"
    )
    assert prepare(columns, id="row", ignore=["id"]).recipe.names == ("calls",)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("*", "a name like this stands for several columns"),
        ("^calls$", "a name like this stands for several columns"),
        ("__value__", "churnkit uses this name itself"),
        ("__raw__calls", "churnkit uses this name itself"),
    ],
)
def test_names_that_could_be_mistaken_are_refused(name: str, why: str) -> None:
    columns = {"id": ids(4), "churn": ["yes", "no"] * 2, "calls": [1, 2, 3, 4]}
    table = table_of(columns)
    renamed = replace(table, schema=pl.Schema({**table.schema, name: pl.String}))
    with pytest.raises(InputError) as problem:
        prepare_customers(renamed, data_of(), ingest_of())
    assert str(problem.value) == (
        f"column {name!r}: {why}; rename it in the table, e.g. in its header"
    )


def test_places_in_the_config_are_written_as_people_write_them() -> None:
    columns = {"id": ids(4), "churn": ["yes", "no"] * 2, "a  b": ["1", "2", "3", "99"]}
    bounds = {"a  b": {"kind": "number", "max": 9}}
    prepared = prepare(columns, {"valid_share": 0.5}, variables=bounds)
    assert prepared.rejects["remedy"].to_list() == [
        'correct it, or set data.variables."a  b".min and max'
    ]
    with pytest.raises(ConfigError, match=r'^data\.variables\."a c": no column'):
        prepare(columns, variables={"a c": {"kind": "number"}})


def test_a_label_is_needed() -> None:
    with pytest.raises(ConfigError, match=r"data\.label: is missing"):
        prepare(MESSY, label=None)


def test_all_ambiguous_columns_are_told_at_once() -> None:
    days = ["03/04/2024", "05/06/2024", "01/02/2023", "02/01/2023"]
    columns = {"id": ids(4), "churn": ["yes", "no"] * 2, "since": days, "till": days}
    with pytest.raises(InputError) as problem:
        prepare(columns)
    assert len(str(problem.value).splitlines()) == 2


def test_values_of_the_config_that_nobody_has_are_noted() -> None:
    label = {"column": "churn", "churned": ["yes", "gone"]}
    columns = {"id": ids(4), "churn": ["yes", "no"] * 2, "calls": [1, 2, 3, 4]}
    notes = prepare(columns, label=label).notes
    assert "no row of the column 'churn' holds 'gone', which the config names" in notes


TABLE = pl.DataFrame(
    {
        "id": [f"{i:03d}" for i in range(120)],
        "churn": ["yes" if (i * 7) % 10 < 4 else "no" for i in range(120)],
        "minutes": [None if i % 17 == 0 else str((i * 37) % 101) for i in range(120)],
        "spend": [(i * 13) % 89 / 4 for i in range(120)],
        "plan": ["rare" if i == 5 else "abc"[(i // 3) % 3] for i in range(120)],
        "member": ["Yes" if (i * 5) % 7 < 4 else "No" for i in range(120)],
        "since": [date(2020 + i % 4, 1 + i % 12, 1 + i % 28) for i in range(120)],
    }
)
SHUFFLED = {"split": {"test_share": 0.33}, "limits": {"low": 0.02, "high": 0.98}}


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(random: Random) -> None:
    rows, columns = list(range(TABLE.height)), list(TABLE.columns)
    random.shuffle(rows)
    random.shuffle(columns)
    shuffled = prepare(TABLE[rows].select(columns), SHUFFLED, as_of="2024-06-30")
    straight = prepare(TABLE, SHUFFLED, as_of="2024-06-30")
    assert shuffled.frame.equals(straight.frame)
    assert shuffled.recipe == straight.recipe
    assert shuffled.audit == straight.audit


def test_the_recipe_survives_its_file_and_prepares_the_same() -> None:
    prepared = prepare(TABLE, SHUFFLED, as_of="2024-06-30")
    content = json.loads(canonical_json(to_envelope(prepared.recipe, "recipe", 1)))
    fields = {k: v for k, v in content.items() if k not in ("format", "version", "sha256")}
    recipe = Recipe.model_validate(fields)
    assert recipe == prepared.recipe
    again = recipe.prepare(TABLE)
    by_id = prepared.frame.sort("id").select(recipe.names)
    assert again.equals(by_id)


def test_a_recipe_knows_which_variables_count_days() -> None:
    assert prepare(TABLE, SHUFFLED, as_of="2024-06-30").recipe.days == {"since"}
    assert prepare(TABLE, SHUFFLED).recipe.days == frozenset()


def test_the_same_input_gives_the_same_bytes() -> None:
    first, second = (prepare(TABLE, SHUFFLED, as_of="2024-06-30") for _ in range(2))
    for kind in ("recipe", "audit"):
        one, two = getattr(first, kind), getattr(second, kind)
        assert canonical_json(to_envelope(one, kind, 1)) == canonical_json(
            to_envelope(two, kind, 1)
        )


def test_another_seed_gives_another_split() -> None:
    splits = [
        prepare(TABLE, {"split": {"test_share": 0.33, "seed": seed}}).frame.sort("id")["split"]
        for seed in (0, 1)
    ]
    assert splits[0].to_list() != splits[1].to_list()


def test_csv_and_parquet_are_prepared_alike() -> None:
    texts = TABLE.select(pl.all().cast(pl.String))
    typed = prepare(TABLE, SHUFFLED, as_of="2024-06-30")
    read = prepare(texts, SHUFFLED, as_of="2024-06-30")
    assert read.frame.equals(typed.frame)
    assert read.recipe.names == typed.recipe.names


def test_a_column_may_be_ignored() -> None:
    prepared = prepare(TABLE, ignore=["spend", "since"])
    assert prepared.audit.ignored == ("since", "spend")
    assert prepared.recipe.names == ("member", "minutes", "plan")
    assert [(each.name, each.role, each.kind) for each in prepared.recipe.columns] == [
        ("churn", "label", None),
        ("id", "id", None),
        ("member", "variable", "flag"),
        ("minutes", "variable", "number"),
        ("plan", "variable", "category"),
        ("since", "ignored", None),
        ("spend", "ignored", None),
    ]


def test_rejects_and_notes_of_reading_go_on() -> None:
    table = table_of(TABLE)
    broken = table.rejects.vstack(
        pl.DataFrame([("t.csv", 9, None, "x", "3 fields", "write 7")], table.rejects.schema,
                     orient="row")
    )  # fmt: skip
    read = type(table)(table.frame, table.schema, broken, ("decoded as GB18030",))
    prepared = prepare_customers(read, data_of(), ingest_of())
    assert prepared.audit.table.unreadable == 1
    assert prepared.rejects.row(0)[:2] == ("t.csv", 9)
    assert prepared.notes[0] == "decoded as GB18030"
    assert variable_of(prepared, "since").reason == "date_without_as_of"


def test_a_loyal_label_that_elsewhere_means_no_value_is_listed_as_written() -> None:
    label = {"column": "churn", "churned": ["yes"], "loyal": ["NA"]}
    columns = {"id": ids(6), "churn": ["yes", "NA"] * 3, "calls": [1, 2, 3, 4, 5, 6]}
    found = prepare(columns, label=label).audit.labels
    assert {(each.value, each.read_as, each.rows) for each in found} == {
        ("yes", "churned", 3), ("NA", "loyal", 3)
    }  # fmt: skip
