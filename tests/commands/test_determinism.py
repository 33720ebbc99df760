"""The same customers give the same bytes, whatever the machine, however tables are written."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from churnkit.commands.run import run

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "configs/campaign.yaml"
TABLES = {"data.customers": "telecom_customers", "score.input": "campaign_customers"}
SELECTION = "selection.parquet"
SAME = (
    "list.csv", "control.csv", "list.md", "scores.parquet", SELECTION,
    "campaign-care-2024-10.parquet", "model.md", "report.md",
)  # fmt: skip

MACHINES = {
    "another hash seed": {"PYTHONHASHSEED": "12345"},
    "four threads": {"POLARS_MAX_THREADS": "4"},
    "another time zone": {"TZ": "America/St_Johns"},
    "no locale": {"LC_ALL": "C", "PYTHONUTF8": "0"},
    "a Turkish locale": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
}


def contents(work: Path) -> dict[str, bytes]:
    return {name: (work / "current" / name).read_bytes() for name in SAME}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    work = tmp_path_factory.mktemp("work")
    run(CONFIG, set={"work": work})
    return contents(work)


@pytest.mark.parametrize("machine", MACHINES)
def test_the_machine_changes_nothing(
    expected: dict[str, bytes], tmp_path: Path, machine: str
) -> None:
    subprocess.run(
        [sys.executable, "-m", "churnkit", "run", str(CONFIG), "--set", f"work={tmp_path}"],
        check=True, capture_output=True, env=os.environ | MACHINES[machine],
    )  # fmt: skip
    assert contents(tmp_path) == expected


def one_file(table: pl.DataFrame, folder: Path) -> str:
    table.write_csv(folder / "customers.csv")
    return "customers.csv"


def shuffled(table: pl.DataFrame, folder: Path) -> str:
    columns = sorted(table.columns)[::-1]
    table.sample(fraction=1.0, shuffle=True, seed=7).select(columns).write_parquet(
        folder / "customers.parquet"
    )
    return "customers.parquet"


def three_files(table: pl.DataFrame, folder: Path) -> str:
    third = table.height // 3 + 1
    for number in range(3):
        table.slice(number * third, third).write_parquet(folder / f"part-{number}.parquet")
    return "part-*.parquet"


@pytest.mark.parametrize("write", [one_file, shuffled, three_files])
def test_how_the_table_is_written_changes_nothing(
    expected: dict[str, bytes], tmp_path: Path, write: Callable[[pl.DataFrame, Path], str]
) -> None:
    change: dict[str, Path] = {"work": tmp_path / "work"}
    for field, name in TABLES.items():
        folder = tmp_path / name
        folder.mkdir()
        table = pl.read_parquet(ROOT / f"sample_data/{name}.parquet")
        change[field] = folder / write(table, folder)
    run(CONFIG, set=change)
    found = contents(tmp_path / "work")
    differ = {name for name in SAME if found[name] != expected[name]}
    assert differ - {SELECTION} == {"list.md"}  # it names the table
    assert customers_of(found).equals(customers_of(expected))


def customers_of(contents: dict[str, bytes]) -> pl.DataFrame:
    """Where each customer stands; the rows are in the order of the table."""
    return pl.read_parquet(io.BytesIO(contents[SELECTION])).sort("id")
