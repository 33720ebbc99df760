"""``seal``: what was changed without the secret is refused, whatever its checksums say."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from churnkit.cli import main
from churnkit.commands.compare import compare
from churnkit.commands.explain import explain
from churnkit.commands.measure import measure
from churnkit.commands.plan import plan
from churnkit.commands.rules import show_rules
from churnkit.commands.run import run
from churnkit.commands.runs import runs
from churnkit.commands.score import score
from churnkit.errors import ArtifactError, ConfigError
from churnkit.workspace.artifacts import canonical_json, fingerprint
from churnkit.workspace.checksums import Checksums
from churnkit.workspace.runs import Run

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "configs/campaign.yaml"
RECORD = "campaign-care-2024-10.parquet"
OUTCOMES = ROOT / "sample_data/campaign_outcomes.csv"


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEAL", "s3cret")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("made") / "work"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEAL", "s3cret")
        run(CONFIG, set=settings(work))
    return work


@pytest.fixture
def work(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "work", symlinks=True))


def settings(work: Path) -> dict[str, Any]:
    return {"work": work, "seal": {"secret": "SEAL"}}


def edit_model(folder: Path) -> None:
    """A rule that scores higher, with the checksum that goes with it."""
    path = folder / "model.json"
    content = json.loads(path.read_text("utf-8"))
    content["rule_set"]["rules"][0]["score"] = 0.999
    del content["sha256"]
    path.write_text(canonical_json(content | {"sha256": fingerprint(content)}), "utf-8")


def drop_record(folder: Path) -> None:
    (folder / RECORD).unlink()


def drop_seal(folder: Path) -> None:
    (folder / "seal.json").unlink()


def other_record(folder: Path) -> None:
    """Another table in the place of the record, and all its checksums removed."""
    shutil.copy(folder / "selection.parquet", folder / RECORD)
    Run(folder).write_json("checksums.json", Checksums(files={}))


FORGERIES = (edit_model, drop_record, drop_seal, other_record)
COMMANDS: dict[str, Callable[[Path], object]] = {
    "score": lambda work: score(CONFIG, set=settings(work)),
    "run": lambda work: run(CONFIG, set=settings(work)),
    "measure": lambda work: measure(CONFIG, outcomes=OUTCOMES, set=settings(work)),
    "plan": lambda work: plan(CONFIG, set=settings(work)),
    "explain": lambda work: explain(CONFIG, "00000001", set=settings(work)),
    "rules": lambda work: show_rules(CONFIG, set=settings(work)),
    "compare": lambda work: compare(CONFIG, set=settings(work)),
    "restore": lambda work: runs(
        CONFIG, restore=(work / "current").resolve().name, set=settings(work)
    ),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_what_was_forged(work: Path, command: str) -> None:
    before = (work / "current").resolve()
    edit_model(before)
    with pytest.raises(ArtifactError, match="who does not know the secret of seal"):
        COMMANDS[command](work)
    assert (work / "current").resolve() == before


@pytest.mark.parametrize("forge", FORGERIES)
def test_forgeries_of_every_kind_are_refused_in_one_line(
    work: Path, forge: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    forge((work / "current").resolve())
    with pytest.raises(SystemExit) as stopped:
        main(["score", str(CONFIG), "--set", f"work={work}", "--set", "seal.secret=SEAL"])
    assert stopped.value.code == 7
    told = capsys.readouterr().err
    assert told.startswith(f"churnkit: {work}/current/")
    assert told.count("\n") == 1


def test_what_is_sealed_is_used_and_sealed_again(work: Path) -> None:
    before = (work / "current/seal.json").read_text()
    score(CONFIG, set=settings(work))
    assert set(json.loads((work / "current/seal.json").read_text())["files"]) == {
        "recipe.json", "model.json", RECORD,
    }  # fmt: skip
    assert (work / "current/seal.json").read_text() == before
    show_rules(CONFIG, set=settings(work))


def test_another_secret_is_refused(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEAL", "other")
    with pytest.raises(ArtifactError, match="or sealed with another"):
        show_rules(CONFIG, set=settings(work))


@pytest.mark.parametrize("secret", ["", " ", None])
def test_without_the_secret_nothing_is_done(
    work: Path, monkeypatch: pytest.MonkeyPatch, secret: str | None
) -> None:
    monkeypatch.delenv("SEAL") if secret is None else monkeypatch.setenv("SEAL", secret)
    with pytest.raises(
        ConfigError, match=r"seal\.secret: the environment variable SEAL is not set"
    ):
        score(CONFIG, set=settings(work))


def test_a_run_is_sealed_once_it_was_looked_at(work: Path) -> None:
    drop_seal((work / "current").resolve())
    with pytest.raises(ConfigError, match="seal: is missing"):
        runs(CONFIG, seal=True, set={"work": work})
    sealed = runs(CONFIG, seal=True, set=settings(work)).sealed
    assert sealed == (work / "current").resolve().name
    score(CONFIG, set=settings(work))


def test_without_a_seal_in_the_config_nothing_is_asked(work: Path) -> None:
    drop_seal((work / "current").resolve())
    score(CONFIG, set={"work": work})
    assert not (work / "current/seal.json").exists()
