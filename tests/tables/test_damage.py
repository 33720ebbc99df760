"""Files whose outline is sound but whose rows cannot be read: one message that names the file."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from churnkit.commands.run import run
from churnkit.commands.score import score
from churnkit.config.loading import load_config
from churnkit.errors import InputError
from churnkit.prepare.apply import prepare_for_scoring
from churnkit.prepare.fit import prepare_customers
from churnkit.tables.reading import read_table
from churnkit.tables.table import damage_as_error
from tests.tables.raw_tables import data_of, ids, ingest_of, prepare

ROWS = pl.DataFrame(
    {
        "id": ids(2000),
        "churn": ["yes", "no"] * 1000,
        "calls": [number * 7 % 1000 for number in range(2000)],
        "plan": ["a", "a", "b", "b"] * 500,
    }
)
PROJECT = """
work: work
data: {customers: past.parquet, id: id, label: {column: churn, churned: "yes"}}
score: {input: now.parquet, columns: [extra], require_signal: false}
"""
MESSAGE = r"^now\.parquet: damaged, its rows cannot be read \(.+\); write it again$"


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    path = tmp_path / "now.parquet"
    ROWS.write_parquet(path, compression="zstd")
    content = bytearray(path.read_bytes())
    content[40:600] = bytes(560)  # within the first pages; the outline stands at the end
    path.write_bytes(content)
    return path


def test_a_damaged_table_to_learn_from_is_named(damaged: Path) -> None:
    with pytest.raises(InputError, match=MESSAGE):
        prepare_customers(read_table(damaged), data_of(), ingest_of())


def test_a_damaged_table_to_score_is_named(damaged: Path) -> None:
    with pytest.raises(InputError, match=MESSAGE):
        prepare_for_scoring(read_table(damaged), prepare(ROWS).recipe)


def test_damage_that_shows_only_when_customers_are_ranked_is_named(tmp_path: Path) -> None:
    extra = pl.Series("extra", [i * 2654435761 % 2**31 for i in range(2000)])
    ROWS.with_columns(extra).write_parquet(tmp_path / "past.parquet")
    now = tmp_path / "now.parquet"
    ROWS.select(extra, "id", "calls", "plan").write_parquet(now)
    (tmp_path / "project.yaml").write_text(PROJECT)
    run(load_config(tmp_path / "project.yaml"))
    content = bytearray(now.read_bytes())
    content[60:1000] = bytes(940)  # within the column that only the list needs
    now.write_bytes(content)
    with pytest.raises(InputError, match=MESSAGE):
        score(load_config(tmp_path / "project.yaml"))


def test_of_several_files_all_are_named(damaged: Path) -> None:
    ROWS.write_parquet(damaged.with_name("past.parquet"))
    table = read_table(damaged.with_name("*.parquet"))
    message = r"^one of now\.parquet, past\.parquet: damaged, its rows"
    with pytest.raises(InputError, match=message), damage_as_error(table):
        table.frame.collect()


def test_mistakes_of_ours_stay_what_they_are(damaged: Path) -> None:
    table = read_table(damaged)
    with pytest.raises(pl.exceptions.ColumnNotFoundError), damage_as_error(table):
        table.frame.select("nobody").collect()
