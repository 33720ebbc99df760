"""Data frames as tables: what becomes of the columns of pandas."""

import datetime as dt
from typing import Any

import pandas as pd
import polars as pl
import pytest

from churnkit.errors import InputError
from churnkit.tables.frames import frame_table, read_source

DAY = dt.datetime.fromisoformat("2024-01-01")


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (pd.Series(["a", None, float("nan")], dtype=object), ["a", None, None]),
        (pd.Series([1, None, 3]), [1.0, None, 3.0]),
        (pd.Series([1, None, 3], dtype="Int64"), [1, None, 3]),
        (pd.Series([True, False, True]), [True, False, True]),
        (pd.Series(["x", None, "y"], dtype="category"), ["x", None, "y"]),
        (pd.Series([1, "1a", None], dtype=object), ["1", "1a", None]),
        (pd.Series([None, None], dtype=object), [None, None]),
        (pd.to_datetime(pd.Series(["2024-01-01", None])), [DAY, None]),
        (pd.Series([dt.date(2024, 2, 29), None], dtype=object), [dt.date(2024, 2, 29), None]),
    ],
    ids=str,
)
def test_columns_of_pandas(column: pd.Series, values: list[Any]) -> None:
    read = read_source(frame_table(pd.DataFrame({"c": column}), "customers"))
    assert read.frame.collect()["c"].to_list() == values


def test_times_are_those_of_the_clock_where_they_were_taken() -> None:
    times = pd.Series(pd.to_datetime(["2024-01-01"])).dt.tz_localize("Asia/Shanghai")
    read = read_source(frame_table(pd.DataFrame({"c": times}), "customers"))
    assert read.frame.collect()["c"].to_list() == [DAY]


def test_odd_values_are_text() -> None:
    months = pd.DataFrame({"c": pd.period_range("2024-01", periods=2, freq="M")})
    read = read_source(frame_table(months, "customers"))
    assert read.frame.collect()["c"].to_list() == ["2024-01", "2024-02"]


def test_columns_of_the_same_name_are_refused() -> None:
    with pytest.raises(InputError, match="customers: several columns have the same name"):
        frame_table(pd.DataFrame([[1, 2]], columns=["a", "a"]), "customers")


def test_the_columns_that_a_table_adds_cannot_be_given() -> None:
    with pytest.raises(InputError, match="__line__ are no names for columns"):
        read_source(frame_table(pl.DataFrame({"__line__": [1]}), "customers"))
