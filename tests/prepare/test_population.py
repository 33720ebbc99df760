"""Who belongs to the population: the condition ``keep`` over tables of text and of stored types."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from churnkit.config.sections.project import Nulls, VariableSettings
from churnkit.config.types.condition_text import parse_condition
from churnkit.errors import ConfigError
from churnkit.prepare.population import PopulationFilter, fit_population
from tests.tables.raw_tables import ids, labels, prepare

TEXTS = pl.DataFrame(
    {
        "status": ["normal", "closed", " normal ", None, "NA"],
        "tenure": ["12", "3", "1,200", "", "?"],
        "opened": ["2005-06-01", "2004-01-31", "2005-06-30", None, "n"],
        "plan 1": ["1", "01", "1.0", "2", None],
    }
)
TYPES = pl.DataFrame(
    {
        "tenure": [12, 3, 1200, None, None],
        "minutes": [1.5, float("inf"), 0.0, None, -1.0],
        "opened": [date(2005, 6, 1), date(2004, 1, 31), date(2005, 6, 30), None, None],
        "seen": [datetime(2005, 6, 1, 12), datetime(2005, 6, 1), None, None, None],  # noqa: DTZ001
        "active": [True, False, True, None, None],
    }
)


def kept(frame: pl.DataFrame, condition: str, **kinds: Any) -> list[bool | None]:
    settings = {name: VariableSettings(kind=kind) for name, kind in kinds.items()}
    found = fit_population(parse_condition(condition), frame, settings, Nulls())
    again = PopulationFilter.model_validate_json(found.model_dump_json())
    return frame.select(again.expression(frame.schema)).to_series().to_list()


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('status == "normal"', [True, False, True, None, None]),
        ('status != "normal"', [False, True, False, None, None]),
        ('status in ["normal", "closed"]', [True, True, True, None, None]),
        ('status not in ["closed"]', [True, False, True, None, None]),
        ("status is null", [False, False, False, True, True]),
        ("tenure is not null", [True, True, True, False, False]),
        ("tenure >= 12", [True, False, True, None, None]),
        ("tenure in [3, 12]", [True, True, False, None, None]),
        ('opened < "2005-01-01"', [False, True, False, None, None]),
        ('opened >= "2005-06-01" and opened <= "2005-06-29"', [True, False, False, None, None]),
        ("`plan 1` == 1", [True, True, True, False, None]),
        ('`plan 1` == "1"', [True, False, True, False, None]),
        ('not status == "normal"', [False, True, False, None, None]),
        ('status == "normal" or tenure < 5', [True, True, True, None, None]),
        ('status == "closed" and tenure > 5', [False, False, False, None, None]),
        ('status == "normal" or `plan 1` == 2', [True, False, True, True, None]),
    ],
)
def test_conditions_on_texts(condition: str, expected: list[bool | None]) -> None:
    assert kept(TEXTS, condition) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("tenure >= 12", [True, False, True, None, None]),
        ('tenure == "12"', [True, False, False, None, None]),
        ("minutes > 1", [True, None, False, None, False]),
        ('opened == "2005-06-01"', [True, False, False, None, None]),
        ('opened < "2005-06-01T00:00:00"', [False, True, False, None, None]),
        ('seen > "2005-06-01"', [True, False, None, None, None]),
        ('opened in ["2005-06-01", "2004-01-31"]', [True, True, False, None, None]),
        ('active == "true"', [True, False, True, None, None]),
        ("active == 1", [True, False, True, None, None]),
    ],
)
def test_conditions_on_stored_types(condition: str, expected: list[bool | None]) -> None:
    assert kept(TYPES, condition) == expected


def test_a_declared_date_is_compared_as_a_date() -> None:
    frame = pl.DataFrame({"opened": ["2005/6/1", "2005/06/01", "2005/7/1"]})
    assert kept(frame, 'opened == "2005-06-01"') == [False, False, False]
    assert kept(frame, 'opened == "2005-06-01"', opened="date") == [True, True, False]


@pytest.mark.parametrize(
    ("frame", "condition", "expected"),
    [
        pytest.param(
            TEXTS, 'statsu == "normal"',
            "data.keep: no column 'statsu'; did you mean 'status'?", id="unknown column",
        ),
        pytest.param(
            TEXTS, "status > 3",
            "data.keep: the column 'status' holds no numbers, found e.g. 'normal'; "
            'compare it with a "text" in quotes, by == or in', id="texts against a number",
        ),
        pytest.param(
            TEXTS, 'status > "normal"',
            "data.keep: 'status' is compared with \"normal\", which is no date; write a date as "
            '"YYYY-MM-DD", a number without quotes, or compare texts by == or in',
            id="order of texts",
        ),
        pytest.param(
            TYPES, 'tenure == "long"',
            "data.keep: the column 'tenure' holds numbers, found \"long\"; "
            "compare it with a number", id="numbers against a text",
        ),
        pytest.param(
            TYPES, "opened > 3",
            "data.keep: the column 'opened' holds no numbers, found e.g. '2005-06-01'; "
            'compare it with a "text" in quotes, by == or in', id="dates against a number",
        ),
        pytest.param(
            TYPES, 'opened > "2005-06-01T00:00+02:00"',
            "data.keep: 'opened' is compared with \"2005-06-01T00:00+02:00\", which is no date; "
            'write a date as "YYYY-MM-DD", a number without quotes, or compare texts by == or in',
            id="zones",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told(frame: pl.DataFrame, condition: str, expected: str) -> None:
    with pytest.raises(ConfigError) as problem:
        kept(frame, condition)
    assert str(problem.value) == expected


def test_rows_outside_the_population_are_counted_apart_from_unknown_ones() -> None:
    columns = {
        "id": ids(8),
        "churn": labels(4, 4),
        "status": ["normal", "normal", "closed", None, "normal", "normal", "closed", "closed"],
        "calls": [1, 2, 3, 4, 5, 6, 7, 8],
    }
    prepared = prepare(columns, keep=parse_condition('status == "normal"'))
    assert prepared.audit.table.outside_population == 3
    assert prepared.audit.table.unknown_population == 1
    assert sorted(prepared.frame["id"]) == ["c0", "c1", "c4", "c5"]


def test_ids_need_to_be_unique_within_the_population_only() -> None:
    columns = {
        "id": ["a", "b", "c", "d", "a", "b"],
        "churn": ["yes", "yes", "no", "no", "no", "no"],
        "period": ["2", "2", "2", "2", "1", "1"],
        "calls": [1, 2, 3, 4, 5, 6],
    }
    prepared = prepare(columns, keep=parse_condition("period == 2"))
    assert prepared.audit.table.duplicate_id == 0
    assert prepared.frame.height == 4


@pytest.mark.parametrize(
    ("condition", "excluded"),
    [
        ('dnc != "yes"', ["yes", "Yes", " YES ", "ｙｅｓ", "Y", "是", "1", "1.0", "true"]),
        ('dnc != "1"', ["1", "1.0", "１", " 1.00", "yes"]),
        ('dnc not in ["Ja"]', ["ja", "JA ", "ＪＡ", "ja\u200b"]),
        ('not dnc == "Straße A"', ["straße a", "STRAßE A"]),
    ],
)
def test_texts_are_equal_in_any_spelling(condition: str, excluded: list[str]) -> None:
    others = ["no", "north", "01", "0"]
    frame = pl.DataFrame({"dnc": [*excluded, *others]})
    assert kept(frame, condition) == [False] * len(excluded) + [True] * len(others)


@pytest.mark.parametrize("column", [[1, 0], [1.0, 0.0], [True, False]])
def test_stored_numbers_and_truths_are_compared_with_texts(column: list[Any]) -> None:
    assert kept(pl.DataFrame({"dnc": column}), 'dnc != "1"') == [False, True]


@pytest.mark.parametrize(
    "conditions",
    [
        lambda n: " or ".join(f'status == "s{i}"' for i in range(n)),
        lambda n: " and ".join(f"tenure > -{i}" for i in range(n)),
    ],
    ids=["texts", "numbers"],
)
def test_ten_times_the_conditions_take_about_ten_times_as_long(
    conditions: Callable[[int], str],
) -> None:
    frame = pl.concat([TEXTS.drop("plan 1")] * 200)

    def processor_time(n: int) -> float:
        began = time.process_time()
        kept(frame, conditions(n))
        return time.process_time() - began

    processor_time(10)
    assert processor_time(3000) < 30 * processor_time(300)
