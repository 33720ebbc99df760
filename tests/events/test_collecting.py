"""How queries over many customers are run: divided first, and nothing read outside the window."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import polars as pl
import pytest

from churnkit.events.features import collected
from churnkit.events.logs import open_log, within
from churnkit.events.windows import Window
from churnkit.tables.reading import read_table
from tests.events.event_logs import section

PARTITIONS = "POLARS_GROUP_BY_NUM_PARTITIONS"


def by_id(rows: int) -> pl.LazyFrame:
    ids = pl.int_range(rows, eager=True) % 97
    return pl.LazyFrame({"id": ids}).group_by("id").agg(n=pl.len()).sort("id")


def test_the_setting_of_the_engine_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PARTITIONS, raising=False)
    frame, again = collected([by_id(1000), by_id(1000)])
    assert frame.equals(again)
    assert frame["n"].sum() == 1000
    assert PARTITIONS not in os.environ


def test_the_setting_is_taken_back_where_a_query_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PARTITIONS, raising=False)
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        collected([by_id(10).select("other")])
    assert PARTITIONS not in os.environ


def test_a_setting_made_outside_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PARTITIONS, "3")
    collected([by_id(10)])
    assert os.environ[PARTITIONS] == "3"


def test_stored_times_tell_the_reader_which_parts_of_a_file_to_leave_out(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    times = [dt.datetime(2024, month, 1) for month in (1, 2, 3)]  # noqa: DTZ001 - clocks
    pl.DataFrame({"cid": [1, 2, 3], "at": times}).write_parquet(path)
    data = section({"o": {"file": str(path)}})
    log = open_log("o", read_table(path), data.events["o"], id_="cid", zone="UTC")
    february = within(log.events, Window(dt.date(2024, 2, 1), dt.date(2024, 3, 1)))
    plan = february.explain()
    assert plan.index("SELECTION") > plan.index("Parquet SCAN")
    assert "FILTER" not in plan
    assert february.collect()["__id__"].to_list() == [2]


def test_stored_times_keep_their_hours_though_the_first_many_have_none(tmp_path: Path) -> None:
    first, last = dt.datetime(2024, 2, 1), dt.datetime(2024, 2, 1, 23, 30)  # noqa: DTZ001 - clocks
    path = tmp_path / "log.parquet"
    pl.DataFrame({"cid": 1, "at": [first] * 100_001 + [last]}).write_parquet(path)
    log = open_log("o", read_table(path), section({"o": {}}).events["o"], id_="cid", zone="UTC")
    assert log.events.collect()["__time__"].max() == last
