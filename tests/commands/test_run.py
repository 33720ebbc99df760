"""The main job from raw table to list, on the sample data: what is published, and that it stays."""

import json
import os
import subprocess
import sys
from math import ceil
from pathlib import Path

import polars as pl
import pytest

from churnkit.commands.run import run
from churnkit.config.loading import load_config
from churnkit.config.sections.project import Config
from tests.golden import assert_golden

ROOT = Path(__file__).parents[2]
CONFIGS = ("ecommerce", "ecommerce_zh", "telecom")


def config(name: str, work: Path, *overrides: str) -> Config:
    return load_config(ROOT / f"configs/{name}.yaml", [f"work={work}", *overrides])


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    work = tmp_path_factory.mktemp("work")
    return {name: run(config(name, work / name)).folder for name in CONFIGS}


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != "run.json"}


@pytest.mark.parametrize("name", CONFIGS)
def test_a_run_publishes_the_files_of_the_contract(published: dict[str, Path], name: str) -> None:
    assert {file.name for file in published[name].iterdir()} == {
        "audit.html", "audit.json", "audit.md", "checksums.json", "index.html", "list.csv",
        "model.html", "model.json", "model.md", "prepared.parquet", "recipe.json", "rejects.csv",
        "report.html", "report.json", "report.md", "run.json", "score-rejects.csv",
        "scores.parquet",
    }  # fmt: skip


@pytest.mark.parametrize("name", CONFIGS)
def test_the_reasons_of_the_first_customers(published: dict[str, Path], name: str) -> None:
    listed = pl.read_csv(published[name] / "list.csv", infer_schema=False).head(40)
    reasons = dict.fromkeys(listed["reasons"])  # each once
    assert_golden(f"reasons-{name}.txt", "\n".join(reasons) + "\n")


@pytest.mark.parametrize("name", CONFIGS)
def test_the_list_holds_exactly_the_top_share(published: dict[str, Path], name: str) -> None:
    scores = pl.read_parquet(published[name] / "scores.parquet")
    listed = pl.read_csv(published[name] / "list.csv", infer_schema=False)
    assert listed.height == ceil(scores.height * 0.3)
    assert listed["id"].to_list() == scores.sort("rank")["id"].head(listed.height).to_list()
    assert scores["score"].is_between(0, 1).all()
    assert scores.sort("rank")["score"].is_sorted(descending=True)


@pytest.mark.parametrize("name", CONFIGS)
def test_the_report_has_the_promised_keys(published: dict[str, Path], name: str) -> None:
    facts = json.loads((published[name] / "report.json").read_text())
    for side in ("learning", "test"):
        judged = facts[side]
        assert 0.5 < judged["auc"] <= 1
        assert sum(judged["confusion"].values()) > 0
        assert set(judged["recognition"]) == {"churned", "loyal", "overall"}
        assert set(judged["captured"]) == set(judged["lift"]) == {"10", "20", "30"}


def test_leaves_lie_above_and_below_the_base_rate(published: dict[str, Path]) -> None:
    rule_set = json.loads((published["telecom"] / "model.json").read_text())["rule_set"]
    scores = [rule["score"] for rule in rule_set["rules"]]
    assert min(scores) < rule_set["base_rate"] < max(scores)


def test_ids_keep_their_leading_zeros(published: dict[str, Path]) -> None:
    text = (published["ecommerce"] / "list.csv").read_text(encoding="utf-8-sig")
    ids = [line.split(",")[1].strip('"') for line in text.splitlines()[1:]]
    raw = (ROOT / "sample_data/ecommerce_current.csv").read_text(encoding="utf-8")
    assert all(f"\n{id_}," in raw for id_ in ids)


def test_twins_in_two_languages_give_the_same_scores(published: dict[str, Path]) -> None:
    english, chinese = (
        pl.read_parquet(published[name] / "prepared.parquet")
        for name in ("ecommerce", "ecommerce_zh")
    )
    assert english["split"].to_list() == chinese["split"].to_list()
    assert "如果" in (published["ecommerce_zh"] / "model.md").read_text()


@pytest.mark.parametrize("name", CONFIGS)
def test_same_input_same_bytes_on_one_thread(
    published: dict[str, Path], name: str, tmp_path: Path
) -> None:
    subprocess.run(
        [sys.executable, "-m", "churnkit", "run", str(ROOT / f"configs/{name}.yaml"),
         "--set", f"work={tmp_path}"],
        check=True, capture_output=True, env=os.environ | {"POLARS_MAX_THREADS": "1"},
    )  # fmt: skip
    assert contents(tmp_path / "current") == contents(published[name])


def test_shuffled_rows_and_columns_change_nothing(
    published: dict[str, Path], tmp_path: Path
) -> None:
    table = pl.read_parquet(ROOT / "sample_data/telecom_customers.parquet")
    shuffled = table.sample(fraction=1.0, shuffle=True, seed=3).select(sorted(table.columns)[::-1])
    shuffled.write_parquet(tmp_path / "shuffled.parquet")
    again = run(
        config("telecom", tmp_path, f"data.customers={tmp_path / 'shuffled.parquet'}")
    ).folder
    for name in ("list.csv", "scores.parquet", "report.json", "model.md"):
        assert (again / name).read_bytes() == (published["telecom"] / name).read_bytes()
    models = [
        json.loads((folder / "model.json").read_text()) for folder in (again, published["telecom"])
    ]
    assert models[0]["rule_set"] == models[1]["rule_set"]
