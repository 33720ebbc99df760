"""Reasons on lists hold for customers that were not learnt from, and nearly all have one.

The large version, with what explain proposes, is bench/bench_reasons.py.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from churnkit.campaign.reasons import reasons_given
from churnkit.commands.explain import explain
from churnkit.commands.ingest import ingest
from churnkit.commands.run import run
from churnkit.commands.score import score
from churnkit.commands.train import train
from churnkit.config.loading import load_config
from churnkit.config.sections.project import Config
from churnkit.prepare.arrays import has_churned
from churnkit.prepared import as_variable
from churnkit.rules.conditions import HALF, conditions_of
from churnkit.rules.model import read_model
from churnkit.scoring import score_customers
from churnkit.workspace.artifacts import artifact_json
from tests.reports.telling_projects import write_project

CONFIGS = Path(__file__).parent.parent.parent / "configs"
REAL = ("real/ibm_telco", "real/iranian_churn") if os.environ.get("CHURNKIT_REAL_DATA") else ()
TABLES = [
    ("telecom", "tree"),
    *((table, name) for table in REAL for name in ("additive-fri", "fri")),
]
BAR = 0.95


@pytest.fixture
def small(tmp_path: Path) -> Config:
    """A project of weighted rules that has been run."""
    config = load_config(write_project(tmp_path), ["train.learner=additive-fri"])
    run(config)
    return config


@pytest.mark.parametrize(("table", "learner"), TABLES)
def test_reasons_hold_for_customers_not_learnt_from(
    tmp_path: Path, table: str, learner: str
) -> None:
    config = load_config(
        CONFIGS / f"{table}.yaml", [f"work={tmp_path}", f"train.learner={learner}"]
    )
    ingest(config)
    train(config)
    model = read_model(tmp_path / "current")
    rules, basis = model.rule_set, model.reasons
    assert basis is not None
    test = pl.read_parquet(tmp_path / "current/prepared.parquet").filter(pl.col("split") == "test")
    scored, churned = score_customers(test.lazy(), rules).collect(), has_churned(test)
    listed = np.argsort(-scored["score"].to_numpy(), kind="stable")[: test.height * 3 // 10]
    given = reasons_given(test[listed], scored["rule"][listed], rules, basis).to_numpy()

    variables = {name: as_variable(test, name) for name in rules.variables}
    levels = {
        name: test[name].unique() for name in rules.variables if test[name].dtype == pl.String
    }
    paths = {
        (each.rule.id, each.part.when): each.path
        for each in conditions_of(rules, levels)
        if each.part is not None
    }
    hold = 0
    for customers, each in zip(given.sum(axis=0), basis.conditions, strict=True):
        assert each.when is not None
        is_member = each.when.memberships(variables[each.when.variable]) >= HALF
        path = np.ones(test.height, dtype=bool)
        for term in paths[each.rule, each.when]:
            path &= term.memberships(variables[term.variable]) >= HALF
        with_it, without = path & is_member, path & ~is_member
        if with_it.any() and without.any():
            hold += customers * (churned[with_it].mean() > churned[without].mean())
    assert hold >= BAR * given.sum()
    # of iranian_churn fri lists some whom no rule expects to leave: their score is 0
    is_expected = scored["score"].to_numpy()[listed] > rules.threshold
    assert given[is_expected].any(axis=1).mean() >= BAR


def test_the_list_names_the_reasons_beside_the_rule(small: Config) -> None:
    with (small.work / "current/list.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    expected = [row for row in rows if row["above_base_rate"] == "yes"]
    with_reason = [row for row in expected if row["reasons"] != "no particular sign of leaving"]
    assert len(with_reason) >= BAR * len(expected)
    assert {row["rule"].partition(" ")[0] for row in expected} <= {"IF", "does"}


def test_a_model_of_an_older_version_is_read_and_said_to_be_one(small: Config) -> None:
    path = small.work / "current/model.json"
    old = read_model(path.parent).model_copy(update={"reasons": None})
    path.write_text(artifact_json("model.json", old), encoding="utf-8")
    notes = [note for note in score(small).notes if note.startswith("model.json")]
    assert len(notes) == 1
    assert "reasons are given as they were then; run churnkit train again" in notes[0]


def test_whether_a_variable_can_be_changed_needs_no_new_ingest(small: Config) -> None:
    file = small.work.parent / "project.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("{calls: {label:", "{calls: {changeable: false, label:"))
    with (small.work / "current/list.csv").open(encoding="utf-8-sig") as rows:
        first = next(csv.DictReader(rows))["id"]
    found = explain(load_config(file, ["train.learner=additive-fri"]), first)
    assert found.knows_fixed
    assert "calls" not in {each.variable for way in found.ways for each in way.changes}
