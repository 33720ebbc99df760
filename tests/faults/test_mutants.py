"""Files of a run with a byte or a value changed: refused in one line, or as good as unchanged."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from churnkit.campaign.record import read_record
from churnkit.commands.measure import measure
from churnkit.commands.run import run
from churnkit.config.loading import load_config
from churnkit.errors import ArtifactError
from churnkit.workspace.artifacts import canonical_json, fingerprint, read_artifact
from churnkit.workspace.journal import RunFacts
from tests.faults.mutants import RAW, READERS, RECORD, changed_bytes, changed_value, outcome
from tests.reports.telling_projects import write_project

ROOT = Path(__file__).parents[2]
MUTANTS = 60
"""Of each kind of each file."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("whole")
    config, change = ROOT / "configs/campaign.yaml", {"work": work}
    run(config, set=change)
    measure(config, outcomes=ROOT / "sample_data/campaign_outcomes.csv", set=change)
    return work / "current"


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole.resolve(), tmp_path / "run"))


@pytest.mark.parametrize("name", READERS)
def test_a_changed_byte_is_refused_or_changes_nothing(folder: Path, name: str) -> None:
    path = folder / name
    content, meant = path.read_bytes(), READERS[name](folder)
    for number in range(MUTANTS):
        path.write_bytes(changed_bytes(content, random.Random(number)))  # noqa: S311
        found = outcome(name, folder)
        assert found is None or found == meant, number


@pytest.mark.parametrize("name", [name for name in READERS if name.endswith(".json")])
def test_a_value_that_no_run_writes_is_refused_in_one_line(folder: Path, name: str) -> None:
    path = folder / name
    text = path.read_text("utf-8")
    for number in range(MUTANTS):
        path.write_text(changed_value(text, random.Random(number)), "utf-8")  # noqa: S311
        outcome(name, folder)


@pytest.mark.parametrize("raw", RAW, ids=lambda raw: raw[:12])
@pytest.mark.parametrize("name", ["model.json", "recipe.json", "run.json"])
def test_what_is_no_number_or_text_is_refused(folder: Path, name: str, raw: str) -> None:
    path = folder / name
    path.write_text(path.read_text("utf-8").replace('"version": ', f'"x": {raw}, "version": '))
    assert outcome(name, folder) is None


@pytest.mark.parametrize("version", [0, -5, True, "1", 1.0, None])
def test_a_version_that_never_was_is_refused(folder: Path, version: object) -> None:
    path = folder / "model.json"
    content = json.loads(path.read_text("utf-8")) | {"version": version}
    del content["sha256"]
    path.write_text(canonical_json(content | {"sha256": fingerprint(content)}))
    assert outcome("model.json", folder) is None


def test_a_record_is_restored_from_an_older_run(whole: Path, tmp_path: Path) -> None:
    work = Path(shutil.copytree(whole.parent, tmp_path / "work", symlinks=True))
    older = (work / "current").resolve()
    run(ROOT / "configs/campaign.yaml", set={"work": work})
    record = (work / "current").resolve() / RECORD
    assert record.parent != older
    record.write_bytes(record.read_bytes()[:-9])
    with pytest.raises(ArtifactError, match="restore it from an older run"):
        read_record(record)
    shutil.copy(older / RECORD, record)
    assert read_record(record).height


def test_a_journal_stops_no_run(tmp_path: Path) -> None:
    config = load_config(write_project(tmp_path), ["train.learner=tree"])
    run(config)
    for damage in (b"", b"\xff", b"[" * 100_000, b'{"format": 1}'):
        journal = (config.work / "current").resolve() / "run.json"
        journal.write_bytes(damage)
        run(config)
        assert read_artifact(config.work / "current/run.json", RunFacts).stages
