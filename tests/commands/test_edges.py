"""Tables that hold little, and real ones: a clear result or a clear error, for every learner."""

import json
import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from churnkit.commands.run import run
from churnkit.config.loading import load_config
from churnkit.config.sections.project import Config
from churnkit.errors import ChurnkitError, LearningError

ROOT = Path(__file__).parents[2]
REAL = os.environ.get("CHURNKIT_REAL_DATA")
LEARNERS = ("fri", "tree")

CONFIG = """
work: work
data:
  customers: customers.csv
  id: id
  label: {column: churned, churned: "1"}
"""


def project(folder: Path, table: pl.DataFrame, *overrides: str) -> Config:
    table.write_csv(folder / "customers.csv")
    (folder / "project.yaml").write_text(CONFIG)
    return load_config(folder / "project.yaml", overrides)


def customers(rows: int) -> pl.DataFrame:
    rng = np.random.default_rng(1)
    calls = rng.gamma(2, 10, rows).round(1)
    return pl.DataFrame(
        {
            "id": [f"{number:05d}" for number in range(rows)],
            "calls": calls,
            "plan": rng.choice(["basic", "gold"], rows),
            "churned": (rng.random(rows) < 1 / (1 + np.exp((calls - 15) / 4))).astype(int),
        }
    )


@pytest.mark.parametrize("learner", LEARNERS)
def test_constant_and_empty_columns_are_dropped_and_said(tmp_path: Path, learner: str) -> None:
    table = customers(300).with_columns(constant=pl.lit(1), empty=pl.lit(None, pl.String))
    folder = run(project(tmp_path, table, f"train.learner={learner}")).folder
    variables = json.loads((folder / "audit.json").read_text())["variables"]
    reasons = {variable["name"]: variable["reason"] for variable in variables}
    assert reasons["constant"] == "constant"
    assert reasons["empty"] == "valid_share"
    assert reasons["calls"] is None


@pytest.mark.parametrize("learner", LEARNERS)
@pytest.mark.parametrize(
    ("table", "message"),
    [
        pytest.param(customers(300).with_columns(churned=pl.lit(1)), "churned", id="one class"),
        pytest.param(customers(5), "customers", id="5 rows"),
        pytest.param(customers(0), "without rows", id="no row"),
        pytest.param(customers(300).select("id", "churned"), "no variable", id="no variable"),
    ],
)
def test_nothing_to_learn_from_is_a_clear_error(
    tmp_path: Path, learner: str, table: pl.DataFrame, message: str
) -> None:
    with pytest.raises(ChurnkitError, match=message) as caught:
        run(project(tmp_path, table, f"train.learner={learner}"))
    assert caught.value.exit_code in (LearningError.exit_code, 4)
    assert not (tmp_path / "work/current").exists()


@pytest.mark.parametrize("learner", LEARNERS)
@pytest.mark.parametrize(
    ("name", "auc"),
    [pytest.param("ibm_telco", 0.7, id="ibm_telco"), pytest.param("iranian_churn", 0.8, id="iran")],
)
@pytest.mark.skipif(REAL is None, reason="CHURNKIT_REAL_DATA names no folder of real tables")
def test_real_tables_run_with_nothing_prepared_by_hand(
    tmp_path: Path, learner: str, name: str, auc: float
) -> None:
    overrides = [f"work={tmp_path}", f"train.learner={learner}"]
    outcome = run(load_config(ROOT / f"configs/real/{name}.yaml", overrides))
    assert outcome.facts.test.auc is not None
    assert outcome.facts.test.auc > auc
    listed = pl.read_csv(outcome.folder / "list.csv", infer_schema=False)
    scored = pl.read_parquet(outcome.folder / "scores.parquet")
    assert listed.height == -(-scored.height * 3 // 10)


@pytest.mark.parametrize("learner", LEARNERS)
def test_shuffled_rows_without_ids_change_nothing(tmp_path: Path, learner: str) -> None:
    table = customers(400).drop("id")
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    overrides = ("data.id=row", f"train.learner={learner}")
    first = run(project(tmp_path / "a", table, *overrides)).folder
    shuffled = table.sample(fraction=1, shuffle=True, seed=5)
    second = run(project(tmp_path / "b", shuffled, *overrides)).folder
    for name in ("model.md", "report.json"):
        assert (first / name).read_bytes() == (second / name).read_bytes()
