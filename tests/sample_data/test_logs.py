"""The sample logs: the generator writes them again, and the configs run from logs to list."""

from __future__ import annotations

import runpy
from math import ceil
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from churnkit.commands.features import features
from churnkit.commands.run import run
from churnkit.commands.score import score
from churnkit.config.loading import load_config

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "sample_data"
LOGS = ("orders.csv", "tickets.csv", "calls.parquet", "status_changes.csv")


def read(path: Path) -> pl.DataFrame:
    return (
        pl.read_parquet(path)
        if path.suffix == ".parquet"
        else pl.read_csv(path, infer_schema=False)
    )


def test_the_generator_writes_the_same_rows_again(tmp_path: Path) -> None:
    generator = runpy.run_path(str(FOLDER / "generate_logs.py"), run_name="generate_logs")
    generator["write_all"](tmp_path, FOLDER)
    for name in LOGS:
        assert_frame_equal(read(tmp_path / name), read(FOLDER / name), check_exact=True)


@pytest.mark.parametrize("name", LOGS)
def test_the_customers_are_those_of_the_sample_tables(name: str) -> None:
    table = "ecommerce_customers.csv" if name in LOGS[:2] else "telecom_customers.parquet"
    assert set(read(FOLDER / name)["customer_id"]) <= set(read(FOLDER / table)["customer_id"])


@pytest.mark.parametrize("name", LOGS)
def test_the_logs_are_small(name: str) -> None:
    assert (FOLDER / name).stat().st_size < 1_000_000


@pytest.mark.parametrize(("name", "cutoff"), [("orders", "2025-04-01"), ("calls", "2025-04-01")])
def test_from_logs_to_list(name: str, cutoff: str, tmp_path: Path) -> None:
    config = load_config(ROOT / f"configs/{name}.yaml", [f"work={tmp_path / 'work'}"])
    outcome = run(config)
    prepared = pl.read_parquet(outcome.folder / "prepared.parquet")
    scores = pl.read_parquet(outcome.folder / "scores.parquet")
    listed = pl.read_csv(outcome.folder / "list.csv", infer_schema=False)

    at = prepared["id"].str.split(" @ ").list.last()
    assert set(at.filter(prepared["split"] == "test")) == {cutoff}
    assert cutoff not in set(at.filter(prepared["split"] == "learning"))
    assert outcome.facts.test.auc is not None
    assert outcome.facts.test.auc > 0.55
    assert any("the test set is the last one, 2025-04-01 (out of time)" in n for n in outcome.notes)
    report = (outcome.folder / "report.md").read_text("utf-8")
    assert f"cutoffs, {cutoff}: later than all data " in report
    assert listed.height == ceil(scores.height * 0.3)
    assert not listed["id"].str.contains("@").any()
    moved = read(outcome.folder / "tier_moves.csv").with_columns(pl.col("customers").cast(int))
    assert outcome.facts.moves is not None
    assert outcome.facts.moves.customers == moved["customers"].sum() > 0
    for rendering in ("audit.md", "report.md"):
        shown = (outcome.folder / rendering).read_text("utf-8")
        assert "## Moves between value tiers" in shown
        assert f"of {moved['customers'].sum():,} customers changed tier" in shown

    again = score(config, as_of=cutoff)
    assert again.ranking.customers.height != scores.height

    table = tmp_path / "table.parquet"
    assert features(config, out=table).rows == pl.read_parquet(table).height
