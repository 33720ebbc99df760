# ruff: noqa: DTZ001 - times of a table have no zone
"""Dates, times, numbers and ids in the ways people write them; what is unclear is refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from churnkit.commands.clean import clean
from churnkit.config.sections.project import Nulls
from churnkit.errors import ConfigError, InputError
from churnkit.tables.columns.inference import infer_format
from tests.tables.columns.test_values import read

AT = datetime(2024, 1, 5)


def cleaned(
    tmp_path: Path, values: list[str], *, name: str = "x", **settings: Any
) -> tuple[list[Any], list[int]]:
    """The values of a column that came out of ``clean``, and the lines that were listed."""
    rows = "".join(f'C{i},"{value}"\n' for i, value in enumerate(values))
    (tmp_path / "t.csv").write_text(f"id,{name}\n{rows}", encoding="utf-8")
    done = clean(tmp_path / "t.csv", tmp_path / "o.parquet", **settings)
    lines = [] if done.rejects_path is None else pl.read_csv(done.rejects_path)["line"].to_list()
    return pl.read_parquet(tmp_path / "o.parquet")[name].to_list(), lines


@pytest.mark.parametrize(
    ("value", "hour", "minute"),
    [
        ("2024/1/5 晚上8:00:00", 20, 0),
        ("2024/1/5 晚上11:30", 23, 30),
        ("2024/1/5 傍晚6:30", 18, 30),
        ("2024/1/5 凌晨1:30:00", 1, 30),
        ("2024/1/5 凌晨12:30", 0, 30),
        ("2024/1/5 中午12:05:00", 12, 5),
        ("2024/1/5 中午11:50", 11, 50),
        ("2024/1/5 中午1:10", 13, 10),
        ("2024/1/5 早上7:05", 7, 5),
        ("2024/1/5 上午9:05", 9, 5),
        ("2024/1/5 下午3:05", 15, 5),
        ("2024年1月5日 下午3点05分", 15, 5),
        ("2024年1月5日下午3点", 15, 0),
        ("2024年1月5日20时15分30秒", 20, 15),
        ("2024-01-05 PM 3:05", 15, 5),
        ("2024-01-05 3:05 pm", 15, 5),
        ("2024-01-05 3:05PM", 15, 5),
        ("2024-01-05 3:05 p.m.", 15, 5),
        ("2024-01-05 12:05 a.m.", 0, 5),
        ("2024-01-05 12:05 Am", 0, 5),
        ("2024-01-05 3 pm", 15, 0),
        ("2024-01-05 下午15:05", 15, 5),
        ("2024-01-05 15：05", 15, 5),
    ],
)
def test_parts_of_the_day(value: str, hour: int, minute: int) -> None:
    kind, found, invalid = read([value])
    assert (kind, found[0].replace(second=0), invalid) == (
        "date",
        AT.replace(hour=hour, minute=minute),
        0,
    )


@pytest.mark.parametrize(
    "value",
    [
        "2024-01-05 garbage99 8:15",
        "2024-01-05 -3:30",
        "2024-01-05 1 2 3 7:45",
        "2024-01-05 Fri 10:00",
        "2024-01-05 10:00 x",
        "2024-01-05 10:00:00 10:00",
        "x 2024-01-05 10:00",
        "2024-01-05 13:05 AM",
        "2024-01-05 晚上3:00",
        "2024-01-05 晚上12:10",
        "2024-01-05 上午14:00",
        "2024-01-05 10:00+25:00",
        "2024-01-05 10:00 Asia/Nowhere",
        "2024-01-05 7",
    ],
)
def test_text_around_or_inside_a_time_is_no_time(value: str) -> None:
    assert read([value, "2024-01-05 10:00Z"], "date")[2] == 1


@pytest.mark.parametrize(
    "value",
    [
        "2024-01-05T10:00:00+08",
        "2024-01-05T10:00:00+0800",
        "2024-01-05T10:00:00+08:00",
        "2024-01-05 10:00 +0800",
        "2024-01-05 02:00Z",
        "2024-01-05 02:00:00 UTC",
        "2024-01-05 02:00 GMT",
        "2024-01-05 10:00 UTC+8",
        "2024-01-05 10:00 GMT+08:00",
        "2024-01-05 10:00 Asia/Shanghai",
        "2024-01-05T10:00+08:00[Asia/Shanghai]",
        "2024-01-04 21:00 -0500",
        "2024-01-05 下午9:00 America/New_York",
    ],
)
def test_offsets_are_turned_into_utc(value: str) -> None:
    expected = AT.replace(hour=2)
    if "New_York" in value:
        expected = datetime(2024, 1, 6, 2)
    assert read([value]) == ("date", [expected], 0)


def test_an_offset_that_comes_late_is_listed(tmp_path: Path) -> None:
    values = ["2024-01-05 10:00:00"] * 31_000 + ["2024-01-05 10:00:00+08:00"]
    found, lines = cleaned(tmp_path, values)
    assert found[-1] is None
    assert lines == [31_002]


@pytest.mark.parametrize(
    ("early", "late", "good"),
    [
        pytest.param("2024-01-05", "2024-01-05 10:00:00", False, id="time of day"),
        pytest.param("2024-01-05", "2024/1/5", False, id="other marks"),
        pytest.param("17", "1.234", False, id="thousands or thousandths"),
        pytest.param("17", "0.125", True, id="a fraction that is clear"),
        pytest.param("17", "12.5", True, id="half"),
        pytest.param("17", "1,5", False, id="decimal comma"),
        pytest.param("yes", "perhaps", False, id="flag"),
    ],
)
def test_later_rows_are_held_to_what_was_decided(
    early: str, late: str, good: bool, tmp_path: Path
) -> None:
    found, lines = cleaned(tmp_path, [early] * 31_000 + [late])
    assert (found[-1] is not None) == good
    assert lines == ([] if good else [31_002])


@pytest.mark.parametrize(
    "name",
    [
        "lifetime_value", "overtime_pay", "candidate_fee", "update_bytes", "通话时间_秒",
        "steps_per_day", "pay_on", "lifetime value (CNY)", "daytime_minutes", "date_fee",
    ],
)  # fmt: skip
@pytest.mark.parametrize("stored", [True, False], ids=["stored", "text"])
def test_a_name_alone_makes_no_dates(name: str, stored: bool) -> None:
    values = [10_000 + 7919 * i % 50_000 for i in range(500)]
    column = pl.Series(name, values if stored else [str(value) for value in values])
    assert infer_format(column, None, Nulls()).format.kind == "number"


@pytest.mark.parametrize(
    "name", ["signup_date", "joined_on", "createdAt", "注册日期", "date_joined"]
)
@pytest.mark.parametrize("stored", [True, False], ids=["stored", "text"])
def test_days_of_excel_under_the_name_of_a_date(name: str, stored: bool) -> None:
    values = [44_000 + 37 * i % 1461 for i in range(500)]
    column = pl.Series(name, values if stored else [str(value) for value in values])
    found = infer_format(column, None, Nulls()).format
    assert found.kind == "date"
    assert found.parse(column)[0] == date(2020, 6, 18)


@pytest.mark.parametrize("name", ["signup_date", "joined_on"])
@pytest.mark.parametrize(
    "values",
    [
        pytest.param([40_000 + 100 * (i % 90) for i in range(500)], id="round"),
        pytest.param([10_000 + 7919 * i % 50_000 for i in range(500)], id="a wide range"),
        pytest.param([200_000_000 + 9_999_991 * i for i in range(300)], id="bytes"),
    ],
)
def test_numbers_under_the_name_of_a_date(name: str, values: list[int]) -> None:
    assert read(values, name=name)[0] == "number"
    assert read([str(value) for value in values], name=name)[0] == "number"


@pytest.mark.parametrize("name", ["pay_on", "下单时间", "day"])
@pytest.mark.parametrize("stored", [True, False], ids=["stored", "text"])
def test_numbers_that_may_be_dates_are_refused(name: str, stored: bool) -> None:
    values = [44_000 + 37 * i % 1461 for i in range(500)]
    column = [value if stored else str(value) for value in values]
    with pytest.raises(InputError, match="kind: date or number"):
        read(column, name=name)
    assert read(column, "number", name=name)[1][0] == 44_000


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(["1.234", "12.345", "987", "2.500"], id="German thousands"),
        pytest.param(["1.234"], id="one"),
        pytest.param(["-1.234", "5"], id="negative"),
        pytest.param(["1.234.567", "5"], id="two points"),
        pytest.param(["€1.234", "€987"], id="money"),
    ],
)
def test_points_that_may_set_thousands_apart_are_refused(values: list[str]) -> None:
    with pytest.raises(InputError, match="decimal-point or decimal-comma"):
        read(values, name="spend")


def test_one_word_settles_points_and_commas() -> None:
    values = ["1.234", "12.345", "987"]
    assert read(values, written=("decimal-comma",))[1] == [1234, 12345, 987]
    assert read(values, written=("decimal-point",))[1] == [1.234, 12.345, 987]
    assert read(values, decimal="comma")[1] == [1234, 12345, 987]
    assert read(values, decimal="point")[1] == [1.234, 12.345, 987]
    assert read(values, written=("decimal-point",), decimal="comma")[1] == [1.234, 12.345, 987]


@pytest.mark.parametrize("other", ["0.125", "12.5", "1234", "1.2345", "1e3", "1,234.5"])
def test_one_clear_value_settles_points(other: str) -> None:
    assert read(["1.234", "987", other])[1][0] == 1.234


def test_one_setting_for_a_whole_table(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id;a;b;c\nC1;64,25;3.201,83;7\nC2;5;433,18;1.234\n")
    clean(tmp_path / "t.csv", tmp_path / "o.parquet", decimal="comma")
    rows = pl.read_parquet(tmp_path / "o.parquet").rows()
    assert rows == [("C1", 64.25, 3201.83, 7), ("C2", 5, 433.18, 1234)]


def test_a_year_of_two_digits_names_the_setting_that_allows_it() -> None:
    with pytest.raises(InputError, match="dmy2, mdy2 or ymd2"):
        read(["03/04/24"])
    assert read(["03/04/24", "03/04/69", "03/04/2024"], written=("dmy2",))[1] == [
        date(2024, 4, 3),
        date(1969, 4, 3),
        date(2024, 4, 3),
    ]
    assert read(["24-04-03"], written=("ymd2",))[1] == [date(2024, 4, 3)]


@pytest.mark.parametrize("cell", ['=""00123""', '="00123"'], ids=["quoted", "bare"])
def test_texts_kept_from_a_spreadsheet(cell: str, tmp_path: Path) -> None:
    cell = f'"{cell}"' if '""' in cell else cell
    (tmp_path / "t.csv").write_text(f"id,phone\n{cell},{cell}\n{cell.replace('3', '4')},x\n")
    done = clean(tmp_path / "t.csv", tmp_path / "o.parquet", kinds={"id": "id"})
    rows = pl.read_parquet(tmp_path / "o.parquet").rows()
    assert rows == [("00123", "00123"), ("00124", "x")]
    assert done.rejects == 0


@pytest.mark.parametrize(
    "values", [["1", r"\N"], ["a", r"\N"], ["yes", r"\N"], ["2024-01-05", r"\N"]]
)
def test_null_of_databases_is_no_value(values: list[str]) -> None:
    assert read(values)[1][1] is None
    assert read(values)[2] == 0


def test_ids_and_categories_that_pandas_made_floats() -> None:
    assert read(["1000.0", "1001.0", ""], name="customer_id") == ("id", ["1000", "1001", None], 0)
    assert read(["1.0", "0.0"], "category") == ("category", ["1", "0"], 0)
    assert read(["1.0", "1.1"], "category") == ("category", ["1.0", "1.1"], 0)


def test_amounts_in_dollars_are_numbers_in_clean_as_in_a_run(tmp_path: Path) -> None:
    assert cleaned(tmp_path, ["$1,868.59", "$20"])[0] == [1868.59, 20]


def test_durations_are_seconds_and_times_are_texts() -> None:
    assert read([timedelta(hours=1, minutes=5)])[:2] == ("number", [3900])
    assert read([AT.replace(hour=7).time()])[:2] == ("text", ["07:00:00"])


def test_days_of_excel_are_rounded_to_the_second() -> None:
    assert read(["44979.745833"], name="signup_date")[1] == [datetime(2023, 2, 22, 17, 54)]


def test_dates_are_kept_as_they_are_written(tmp_path: Path) -> None:
    values = ["2024/1/5", "5 Jan", "2024年1月6日"]
    found, lines = cleaned(tmp_path, values, kinds={"x": "date"}, dates="keep")
    assert (found, lines) == (["2024/1/5", None, "2024年1月6日"], [3])


def test_times_are_turned_into_the_time_zone_asked_for(tmp_path: Path) -> None:
    values = ["2024-01-05T02:00:00Z", "2024-01-05T10:00:00"]
    found, _ = cleaned(tmp_path, values, time_zone="Asia/Shanghai")
    assert found == [AT.replace(hour=10)] * 2
    with pytest.raises(ConfigError, match="no time zone"):
        cleaned(tmp_path, values, time_zone="Asia/Nowhere")
