"""Prepared customers as learners read them: any batches, the same bytes; damage is told."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest

import churnkit.commands.train as training
from churnkit.commands.ingest import ingest
from churnkit.commands.train import train
from churnkit.config.loading import load_config
from churnkit.errors import ArtifactError
from churnkit.learners import LEARNERS
from churnkit.learners import parallel as cores
from churnkit.prepare.recipe import read_recipe
from churnkit.prepared import prepared_customers
from churnkit.rules.arrays import Numeric
from churnkit.workspace.runs import Run
from tests.reports.telling_projects import write_project


@pytest.fixture(scope="module", params=["customer", "row"])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = write_project(tmp_path_factory.mktemp("streamed"))
    file.write_text(file.read_text().replace("id: customer", f"id: {request.param}"))
    ingest(load_config(file))
    return file


def customers(project: Path, batch: int):
    run = Run(project.parent / "work/current")
    return prepared_customers(
        run, read_recipe(run.folder), 0, scratch=project.parent / "work", batch=batch
    )


def test_batches_hold_all_customers_in_turn(project: Path) -> None:
    whole, parts = customers(project, 10_000), customers(project, 7)
    assert whole.keys.tolist() == parts.keys.tolist()
    assert whole.churned.tolist() == parts.churned.tolist()
    (one,) = whole.batches({"months"})
    values = np.concatenate([batch.variables[0].values for batch in parts.batches({"months"})])
    assert isinstance(one.variables[0], Numeric)
    assert one.variables[0].values.tolist() == values.tolist()
    assert [v.name for v in next(parts.batches()).variables] == list(parts.names)
    assert list(parts.batches())[-1].rows.stop == whole.churned.size


def test_customers_are_taken_in_the_order_asked_for(project: Path) -> None:
    rows = np.array([30, 2, 2, 299])
    whole, parts = customers(project, 10_000), customers(project, 7)
    (batch,) = whole.batches()
    taken = parts.take(rows)
    assert taken.keys.tolist() == whole.keys[rows].tolist()
    for one, other in zip(taken.variables, batch.variables, strict=True):
        assert one.name == other.name
        if isinstance(one, Numeric):
            assert one.values.tolist() == other.values[rows].tolist()
        else:
            assert [one.levels[code] for code in one.codes] == [
                other.levels[code] for code in other.codes[rows]
            ]


@pytest.mark.parametrize("name", sorted(LEARNERS))
def test_the_model_has_the_same_bytes_whatever_the_batches_and_cores(
    project: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = load_config(project, overrides=[f"train.learner={name}"])
    model = project.parent / "work/current/model.json"
    train(config)
    expected = model.read_bytes()
    for batch, number in ((50, 1), (333, 2)):
        monkeypatch.setattr(
            training, "prepared_customers", partial(prepared_customers, batch=batch)
        )
        monkeypatch.setattr(cores, "cores", lambda number=number: number)
        train(config)
        assert model.read_bytes() == expected
    left = {path.name for path in (project.parent / "work").iterdir()}
    assert left == {".lock", "current", "runs"}


def test_a_damaged_table_is_told(project: Path, tmp_path: Path) -> None:
    run = Run(tmp_path)
    recipe = read_recipe(project.parent / "work/current")
    with pytest.raises(ArtifactError, match="no such file; run churnkit ingest first"):
        prepared_customers(run, recipe, 0, scratch=tmp_path)
    whole = (project.parent / "work/current/prepared.parquet").read_bytes()
    run.path("prepared.parquet").write_bytes(whole[:-100])
    with pytest.raises(ArtifactError, match="damaged"):
        prepared_customers(run, recipe, 0, scratch=tmp_path)
