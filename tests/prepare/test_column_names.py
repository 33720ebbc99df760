"""Columns may be called anything: from the raw table to the list, with every learner."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from churnkit.commands.run import run
from churnkit.commands.score import score
from churnkit.config.loading import load_config
from churnkit.errors import InputError
from churnkit.prepare.recipe import read_recipe
from churnkit.rules.model import read_model

CONFIG = """
work: work
data:
  customers: customers.csv
  id: key
  label: {column: churned, churned: "1"}
score:
  columns: NAMES
  value: NAME
"""
TELLING = ("score", "rule", "rank", "label2", "^a", "a b", 'say "x"', "消费金额")
OTHERS = (
    "customers", "file", "line", "column", "value", "entry", "key2", "fate", "left", "belongs",
    "a*", "*a", "a$", "a.b", "it's", "[red]", "{x}", "col(1)", "present a", "__hash", "literal",
)  # fmt: skip


def _table(*names: str) -> pl.DataFrame:
    rng = np.random.default_rng(3)
    calls = rng.integers(0, 20, 200)
    return pl.DataFrame(
        {
            "key": [f"c{i:03d}" for i in range(200)],
            **{name: calls + place for place, name in enumerate(names)},
            "churned": (calls + rng.integers(0, 6, 200) < 10).astype(int),
        }
    )


def _project(folder: Path, *names: str) -> Path:
    _table(*names).write_csv(folder / "customers.csv")
    config = CONFIG.replace("NAMES", json.dumps(names)).replace("NAME", json.dumps(names[0]))
    (folder / "project.yaml").write_text(config, encoding="utf-8")
    return folder / "project.yaml"


def _assert_listed(folder: Path, *names: str) -> None:
    """The first customer of the list has the values of the table."""
    with (folder / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        first = next(csv.DictReader(file))
    row = _table(*names).row(by_predicate=pl.col("key") == first["id"], named=True)
    assert {name: int(first.get(f"{name} (table)") or first[name]) for name in names} == {
        name: row[name] for name in names
    }


@pytest.mark.parametrize("learner", ["fri", "tree"])
@pytest.mark.parametrize("name", TELLING)
def test_a_variable_may_be_called_anything(tmp_path: Path, name: str, learner: str) -> None:
    folder = run(load_config(_project(tmp_path, name), [f"train.learner={learner}"])).folder
    assert read_model(folder).rule_set.variables == (name,)
    _assert_listed(folder, name)


def test_many_odd_names_go_together(tmp_path: Path) -> None:
    folder = run(load_config(_project(tmp_path, *TELLING, *OTHERS))).folder
    assert set(read_recipe(folder).names) == {*TELLING, *OTHERS}
    _assert_listed(folder, *TELLING, *OTHERS)


@pytest.mark.parametrize("name", ["*", "^a.*$"])
def test_a_name_that_stands_for_several_columns_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="stands for several columns; rename it"):
        run(load_config(_project(tmp_path, name)))
    run(load_config(_project(tmp_path, "calls")))
    odd = tmp_path / "odd.csv"
    _table("calls", name).write_csv(odd)
    with pytest.raises(InputError, match="stands for several columns; rename it"):
        score(load_config(tmp_path / "project.yaml"), input=odd)
