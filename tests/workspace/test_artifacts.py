"""The registry of artifacts: what becomes stale by which command, and who spells a name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import churnkit
from churnkit.config.loading import load_config
from churnkit.workspace.artifacts import (
    ARTIFACTS,
    JOURNAL,
    MEASUREMENT_PAGE,
    MODEL,
    Artifact,
    artifact_named,
    stale_after,
)
from churnkit.workspace.journal import journal
from churnkit.workspace.runs import open_run

PACKAGE = Path(churnkit.__file__).parent
ROOT = Path(__file__).parents[2]

# what is left of all files after each command, beside those that are never stale
LEFT = {
    "ingest": set(),
    "train": {
        "prepared.parquet", "recipe.json", "audit.json", "audit.md", "rejects.csv",
        "tier_moves.json", "tier_moves.csv", "winback.json", "winback.md", "winback.csv",
    },
    "score": {
        "prepared.parquet", "recipe.json", "audit.json", "audit.md", "rejects.csv",
        "tier_moves.json", "tier_moves.csv", "winback.json", "winback.md", "winback.csv",
        "model.json", "model.md", "report.json", "report.md",
    },
}  # fmt: skip
LASTING = {"checksums.json", "run.json", "seal.json", "campaign-spring.parquet"}


def file_name(artifact: Artifact) -> str:
    return artifact.name.replace("*", "spring")


@pytest.mark.parametrize("command", LEFT)
def test_no_stale_file_survives_a_new_ingest_train_or_score(tmp_path: Path, command: str) -> None:
    with open_run(tmp_path) as run:
        for artifact in ARTIFACTS:
            run.write_text(file_name(artifact), "former")
    with open_run(tmp_path) as run:
        run.remove_stale(command)
    left = {path.name for path in (tmp_path / "current").iterdir()}
    assert left == LEFT[command] | LASTING


def test_every_stage_removes_what_it_makes_stale(tmp_path: Path) -> None:
    config = load_config(ROOT / "configs/telecom.yaml", {"work": tmp_path})
    with open_run(tmp_path) as run:
        for name in (MEASUREMENT_PAGE, MODEL):
            run.write_text(name, "former")
        with journal(config, run, "train"):
            run.write_text(MODEL, "new")
    left = {path.name for path in (tmp_path / "current").iterdir()}
    assert left == {JOURNAL, MODEL}


@pytest.mark.parametrize("command", ["report", "lost", "winback", "measure"])
def test_a_command_at_the_end_makes_only_its_own_files_stale(command: str) -> None:
    stale = [artifact_named(name) for name in stale_after(command)]
    assert stale
    assert {artifact.writer for artifact in stale if artifact} == {command}


@pytest.mark.parametrize("artifact", ARTIFACTS, ids=lambda artifact: artifact.name)
def test_an_artifact_stands_below_those_that_it_follows_from(artifact: Artifact) -> None:
    above = [each.name for each in ARTIFACTS[: ARTIFACTS.index(artifact)]]
    assert set(artifact.follows) <= set(above)
    assert artifact_named(file_name(artifact)) == artifact


@pytest.mark.parametrize("artifact", ARTIFACTS, ids=lambda artifact: artifact.name)
def test_every_file_of_a_run_is_for_its_owner_alone(tmp_path: Path, artifact: Artifact) -> None:
    with open_run(tmp_path) as run:
        path = run.write_text(file_name(artifact), "anything")
        assert path.stat().st_mode & 0o077 == 0


def test_no_other_module_spells_the_name_of_an_artifact() -> None:
    names = "|".join(re.escape(each.name).replace(r"\*", "[^ ]*") for each in ARTIFACTS)
    spelt = re.compile(rf"(?<![\w.-])(?:{names})(?![\w.])")
    assert [
        f"{path.relative_to(PACKAGE)}:{line}: {text}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.name != "artifacts.py" and not path.name.endswith("texts.py")  # prose for people
        for line, text in literals(path)
        if spelt.search(text)
    ] == []


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """The texts of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in docstrings:
            yield node.lineno, node.value
