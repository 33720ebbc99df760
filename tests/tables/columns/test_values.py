# ruff: noqa: DTZ001 - times of a table have no zone
"""One column of text or of stored types, to values of its kind."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from churnkit.config.sections.project import Kind, Nulls
from churnkit.errors import InputError
from churnkit.tables.columns.formats import Column
from churnkit.tables.columns.inference import infer_format

DAY = date(2024, 1, 5)


def read(
    values: list[Any], kind: Kind | None = None, *, name: str = "x", **settled: Any
) -> tuple[str, list[Any], int]:
    """Kind, values, and the number of invalid ones."""
    column = pl.Series(name, values)
    found = infer_format(column, kind, Nulls(), **settled).format
    typed = Column.of(column, found)
    frame = column.to_frame().select(
        typed.value().alias("value"), typed.is_invalid().alias("invalid")
    )
    return found.kind, frame["value"].to_list(), frame["invalid"].sum()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(["1", " 2 ", "-3.5"], [1, 2, -3.5], id="plain"),
        pytest.param(["1,234.50", "2"], [1234.5, 2], id="thousands"),
        pytest.param(["１２", "３．５"], [12, 3.5], id="full-width digits"),
        pytest.param(["¥5", "￥1,200.5", "3元", "RMB 7"], [5, 1200.5, 3, 7], id="one currency"),
        pytest.param(
            ["NA", "缺失", "-", "#DIV/0!", "######", "5"], [*[None] * 5, 5], id="no value"
        ),
        pytest.param(["0", "1"], [0, 1], id="0 and 1 are numbers"),
        pytest.param(["50%", "3.5 %"], [50, 3.5], id="percent"),
        pytest.param([1, 2, None], [1, 2, None], id="stored integers"),
        pytest.param([Decimal("1.50")], [1.5], id="stored decimals"),
    ],
)
def test_numbers(values: list[Any], expected: list[float | None]) -> None:
    assert read(values) == ("number", expected, 0)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(["1.2万", "3"], [None, 3], id="myriads"),
        pytest.param(["(12.50)", "12.50-", "3"], [None, None, 3], id="accounting"),
        pytest.param(["inf", "1e400", "NaNa", *["5"] * 60], [None] * 3 + [5] * 60, id="not finite"),
        pytest.param([1.0, float("inf")], [1, None], id="stored infinity"),
    ],
)
def test_numbers_that_cannot_be_read_are_invalid(values: list[Any], expected: list[Any]) -> None:
    assert read(values) == ("number", expected, expected.count(None))


@pytest.mark.parametrize(
    ("values", "written", "expected"),
    [
        pytest.param(["1.2万", "3"], "myriads", [12_000, 3], id="myriads"),
        pytest.param(["(12.50)", "12.50-"], "accounting", [-12.5, -12.5], id="accounting"),
        pytest.param(["1,5", "1.234,25"], "decimal-comma", [1.5, 1234.25], id="decimal comma"),
    ],
)
def test_numbers_that_a_word_settles(
    values: list[str], written: str, expected: list[float]
) -> None:
    assert read(values, "number", written=(written,)) == ("number", expected, 0)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(["2024年1月5日", "2024/1/5", "20240105", "2024-01-05"], id="many ways"),
        pytest.param(["05/01/2024", "05.01.2024", "13/12/2024"], id="day first"),
        pytest.param(["1/5/2024", "12/13/2024"], id="month first"),
        pytest.param([date(2024, 1, 5)], id="stored dates"),
    ],
)
def test_dates(values: list[Any]) -> None:
    kind, found, invalid = read(values)
    assert (kind, found[0], invalid) == ("date", DAY, 0)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("2024-01-05 15:05:00", datetime(2024, 1, 5, 15, 5), id="plain"),
        pytest.param("2024年1月5日下午3:05", datetime(2024, 1, 5, 15, 5), id="afternoon"),
        pytest.param("2024/1/5 上午12:05:07", datetime(2024, 1, 5, 0, 5, 7), id="past midnight"),
        pytest.param("2024-01-05 3:05 PM", datetime(2024, 1, 5, 15, 5), id="PM"),
        pytest.param("2024-01-05T10:00:00+08:00", datetime(2024, 1, 5, 2), id="offset"),
        pytest.param("2024-01-05T10:00:00.25Z", datetime(2024, 1, 5, 10, 0, 0, 250_000), id="UTC"),
        pytest.param("20240105T101500", datetime(2024, 1, 5, 10, 15), id="compact"),
        pytest.param("1704412800", datetime(2024, 1, 5), id="seconds since 1970"),
        pytest.param("1704412800123", datetime(2024, 1, 5, 0, 0, 0, 123_000), id="milliseconds"),
        pytest.param("45296.5", datetime(2024, 1, 5, 12), id="days of Excel"),
    ],
)
def test_times(value: str, expected: datetime) -> None:
    assert read([value], name="signup_date") == ("date", [expected], 0)


def test_days_that_do_not_exist_are_invalid() -> None:
    assert read(["2023-02-30", "2023-13-01", "2024-01-05"]) == ("date", [None, None, DAY], 2)
    assert read(["2023/2/30", "2024/1/5"]) == ("date", [None, DAY], 1)
    assert read(["2023-01-01 25:00:00", "2023-01-01 24:00"], "date")[2] == 2


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param(["03/04/2024"], "say dmy or mdy", id="day or month"),
        pytest.param(["13/04/2024", "04/13/2024"], "both orders occur", id="both orders"),
        pytest.param(["03/04/24"], "year of two digits", id="short year"),
        pytest.param(["1,5", "2,25"], "decimal-comma", id="decimal comma"),
        pytest.param(["¥5", "$3"], "CNY and USD", id="two currencies"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(values: list[str], said: str) -> None:
    with pytest.raises(InputError, match=said) as refusal:
        read(values, name="spend")
    assert "'spend'" in str(refusal.value)


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        pytest.param(["007", "008"], "id", ["007", "008"], id="leading zeros"),
        pytest.param(["123456789012345678"], "id", ["123456789012345678"], id="18 digits"),
        pytest.param(["yes", "No", "Y"], "flag", ["yes", "no", "yes"], id="yes and no"),
        pytest.param(["是", "否", ""], "flag", ["yes", "no", None], id="是 and 否"),
        pytest.param([True, False, None], "flag", ["yes", "no", None], id="stored booleans"),
        pytest.param(["F", "M", "F"], "category", ["F", "M", "F"], id="sex is no flag"),
        pytest.param([None, None], "category", [None, None], id="nothing"),
        pytest.param(["gold ", " gold", "NA"], "category", ["gold", "gold", None], id="categories"),
    ],
)
def test_kinds_of_texts(values: list[Any], kind: str, expected: list[Any]) -> None:
    assert read(values) == (kind, expected, 0)


def test_many_different_texts_are_text_and_all_different_codes_are_ids() -> None:
    assert read([f"wrote on day {i}" for i in range(30)])[0] == "text"
    assert read([f"C{i}" for i in range(30)])[0] == "id"


def test_a_declared_kind_wins() -> None:
    assert read([1, 0, 2], "flag") == ("flag", ["yes", "no", None], 1)
    assert read(["1", "2"], "category") == ("category", ["1", "2"], 0)
    assert read(["x", "2"], "number") == ("number", [None, 2], 1)


@pytest.mark.parametrize("kind", ["category", "number", "id", "flag", "date"])
def test_text_and_stored_types_give_the_same_values(kind: Kind) -> None:
    whole = ["1", "0", None]
    as_text = read(whole, kind)
    for stored in ([1, 0, None], [1.0, 0.0, None]):
        column = pl.Series("x", stored)
        found = infer_format(pl.Series("x", whole), kind, Nulls()).format
        assert found.parse(column).to_list() == as_text[1]


def test_null_tokens_of_a_column_hold_for_stored_numbers_too() -> None:
    assert read(["-999", "5"], "number", tokens=("-999",)) == ("number", [None, 5], 0)
    assert read([-999, 5], "number", tokens=("-999",)) == ("number", [None, 5], 0)


def test_hidden_blanks_in_ids_are_taken_out() -> None:
    assert read(["\u00a0C1\u200b", "C\u200b2"], "id") == ("id", ["C1", "C2"], 0)


def test_a_format_survives_its_file() -> None:
    found = infer_format(pl.Series("x", ["￥1,200.5"]), None, Nulls()).format
    assert type(found).model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize(
    ("values", "kind", "word", "said"),
    [
        pytest.param(["a", "b"], "text", "dmy", "declared to be of kind text", id="declared"),
        pytest.param(["a", "b"], None, "myriads", "looks like category", id="seen"),
        pytest.param(["1", "2"], "number", "dmy", "how dates are written", id="date for number"),
    ],
)
def test_words_without_effect_are_refused(
    values: list[str], kind: Kind | None, word: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        infer_format(pl.Series("x", values), kind, Nulls(), written=(word,))
