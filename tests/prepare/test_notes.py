"""What is said about customers that look odd: labels, dates, and numbers taken for words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from churnkit.prepare.labels import LabelValue
from tests.tables.raw_tables import ids, prepare

YES = {"column": "churn", "churned": ["yes"]}
BOTH = {"column": "churn", "churned": ["yes"], "loyal": ["no"]}


def _labelled(churn: list[Any], label: dict[str, Any], **data: Any) -> Any:
    columns = {"id": ids(len(churn)), "churn": churn, "calls": range(len(churn))}
    return prepare(columns, label=label, **data)


def _about_labels(prepared: Any) -> list[str]:
    return [note for note in prepared.notes if "'churn'" in note]


def test_every_value_of_the_label_is_listed_with_how_it_was_read() -> None:
    audit = _labelled(["yes"] * 3 + ["no"] * 4 + ["maybe", "", " "], BOTH).audit
    assert audit.labels == (
        LabelValue(value="no", read_as="loyal", rows=4),
        LabelValue(value="yes", read_as="churned", rows=3),
        LabelValue(value=None, read_as="unknown", rows=2),
        LabelValue(value="maybe", read_as="unknown", rows=1),
    )
    assert audit.label_count == 4


def test_labels_outside_the_population_are_not_listed() -> None:
    audit = _labelled(["yes", "no", "no", "test"], YES, keep="calls < 3").audit
    assert [(label.value, label.rows) for label in audit.labels] == [("no", 2), ("yes", 1)]


def test_a_list_of_labels_is_cut() -> None:
    audit = _labelled(["yes"] * 3 + [str(i) for i in range(60)], YES).audit
    assert (len(audit.labels), audit.label_count) == (50, 61)


def test_a_null_token_is_no_label_in_a_column_of_numbers_either() -> None:
    columns = {"id": ids(5), "churn": [1, 0, 1, 0, -1], "calls": [1, 2, 3, 4, 5]}
    label = {"column": "churn", "churned": ["1"]}
    nulls = {"churn": {"nulls": ["-1"]}}
    audit = prepare(columns, label=label, variables=nulls).audit
    assert (audit.table.without_label, audit.table.learning.customers) == (1, 4)


@pytest.mark.parametrize(
    ("churn", "label", "notes"),
    [
        pytest.param(["yes", "no", "no"], YES, [], id="two values"),
        pytest.param(
            ["yes"] * 2 + ["no"] * 3 + ["active"], YES,
            ["several values of the column 'churn' are classified as loyal, because "
             "data.label.loyal names none: 'no' (3 rows), 'active' (1 row); write each into "
             "data.label.churned or "
             "data.label.loyal"],
            id="several loyal values by default",
        ),
        pytest.param(
            ["yes"] * 2 + ["YES", "ｙｅｓ", "no", "NO"], YES,
            ["several values of the column 'churn' are classified as loyal, because "
             "data.label.loyal names none: 'NO' (1 row), 'no' (1 row); write each into "
             "data.label.churned or "
             "data.label.loyal"],
            id="written in another way",
        ),
        pytest.param(
            ["yes", "y es", "no"], YES,
            ["values of the column 'churn' that differ from a churned one only in case, blanks or "
             "width are classified as loyal: 'y es' (1 row); write each into data.label.churned or "
             "data.label.loyal",
             "several values of the column 'churn' are classified as loyal, because "
             "data.label.loyal names none: 'no' (1 row), 'y es' (1 row); write each into "
             "data.label.churned or "
             "data.label.loyal"],
            id="with a blank inside",
        ),
        pytest.param(
            ["yes", "no", "y es"], BOTH,
            ["values of the column 'churn' that differ from a churned one only in case, blanks or "
             "width are classified as unknown: 'y es' (1 row); write each into "
             "data.label.churned or "
             "data.label.loyal"],
            id="loyal values are named",
        ),
        pytest.param(
            ["yes", "no", "YES"], {**BOTH, "loyal": ["no", "YES"]}, [], id="named as loyal",
        ),
        pytest.param(
            ["yes", *"abcdefg"], YES,
            ["several values of the column 'churn' are classified as loyal, because "
             "data.label.loyal names none: 'a' (1 row), 'b' (1 row), 'c' (1 row), 'd' (1 row), "
             "'e' (1 row), …; "
             "write each into data.label.churned or data.label.loyal"],
            id="many",
        ),
        pytest.param(
            [1, 1, 0, 2], {"column": "churn", "churned": ["1"]},
            ["several values of the column 'churn' are classified as loyal, because "
             "data.label.loyal names none: '0' (1 row), '2' (1 row); write each into "
             "data.label.churned or "
             "data.label.loyal"],
            id="numbers",
        ),
    ],
)  # fmt: skip
def test_labels_that_may_be_typos_are_noted(
    churn: list[Any], label: dict[str, Any], notes: list[str]
) -> None:
    assert _about_labels(_labelled(churn, label)) == notes


def _dated(**variables: Any) -> tuple[str, ...]:
    days = [date(2024, 1, 1 + i) for i in range(10)]
    columns = {"id": ids(10), "churn": ["yes", "no"] * 5, "since": days, "till": days}
    return prepare(columns, as_of="2024-01-08", **variables).notes


def test_dates_after_the_reference_date_are_noted() -> None:
    note = (
        "dates of the column 'since' after data.as_of (2024-01-08): 2; they count as days below 0; "
        "correct them or as_of, or make them invalid by data.variables.since.min: 0"
    )
    assert note in _dated()
    limited = _dated(variables={"since": {"min": 0}})
    assert [text for text in limited if "'since'" in text] == []
    assert note.replace("since", "till") in limited


@pytest.mark.parametrize(
    ("spend", "words"),
    [
        pytest.param(["1", "2.5", "3", "4,000"] * 5 + ["x"] * 6, "77% of its values", id="most"),
        pytest.param(["1", "a"] * 10, "50% of its values", id="half"),
        pytest.param(["1", "a", "b"] * 10, None, id="less than half"),
        pytest.param(["1", "2", "", "NA"] * 10, None, id="all numbers, some missing"),
    ],
)
def test_numbers_taken_for_words_are_noted(spend: list[str], words: str | None) -> None:
    count = len(spend)
    columns = {"id": ids(count), "churn": ["yes", "no"] * (count // 2), "spend": spend,
               "calls": range(count)}  # fmt: skip
    notes = [note for note in prepare(columns).notes if "'spend' is read as" in note]
    if words is None:
        assert notes == []
    else:
        [note] = notes
        assert note.startswith("the column 'spend' is read as category, but ")
        assert words in note
    declared = prepare(columns, variables={"spend": {"kind": "category"}})
    assert not [note for note in declared.notes if "is read as" in note]


def test_the_most_frequent_other_values_are_named() -> None:
    spend = ["1", "2", "3", "4"] * 4 + ["z", "z", "none", "tbd", "x"]
    columns = {"id": ids(21), "churn": ["yes", "no", "no"] * 7, "spend": spend, "calls": range(21)}
    assert (
        "the column 'spend' is read as category, but 76% of its values are numbers; declare kind: "
        "number, or add the others to nulls (most frequent: 'z' (2), 'none' (1), 'tbd' (1))"
    ) in prepare(columns).notes
