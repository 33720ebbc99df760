"""Runs that are kept: what they are called, and how an older one is made current again."""

import re
import signal
from pathlib import Path

import pytest

import churnkit.workspace.history as history
from churnkit.errors import ArtifactError, WorkspaceError
from churnkit.frozen import Frozen
from churnkit.terminal import interruptible
from churnkit.workspace.history import kept_runs, restore_run
from churnkit.workspace.runs import open_run
from churnkit.workspace.signals import PUBLISHING

RECORD = "campaign-x.parquet"


class Anything(Frozen):
    text: str


def publish(work: Path, text: str) -> str:
    """Publish a run with a file of each kind; return its id."""
    with open_run(work) as run:
        run.write_json("recipe.json", Anything(text=text))
        run.write_text("scores.parquet", text)
        run.write_text("list.csv", text)
        run.write_text(RECORD, text)
        run.write_text("list.md", text)
    return (work / "current").resolve().name


def listed(work: Path) -> str:
    return (work / "current/list.csv").read_text()


def test_runs_are_listed_latest_first(tmp_path: Path) -> None:
    assert kept_runs(tmp_path) == ()
    first, second = publish(tmp_path, "1"), publish(tmp_path, "2")
    (tmp_path / "runs/notes.txt").write_text("mine")
    (tmp_path / "runs/20990101T000000.000000Z").symlink_to("notes.txt")
    found = kept_runs(tmp_path)
    assert [run.id for run in found] == [second, first]
    assert [run.is_current for run in found] == [True, False]
    assert all(run.size > 100 for run in found)


def test_an_older_run_is_made_current_and_the_next_starts_from_it(tmp_path: Path) -> None:
    first, second = publish(tmp_path, "1"), publish(tmp_path, "2")
    restored = restore_run(tmp_path, first)
    assert (restored.id, restored.before) == (first, second)
    assert restored.other_records == ("x",)
    assert listed(tmp_path) == "1"
    with open_run(tmp_path, keep_runs=2):
        pass
    assert listed(tmp_path) == "1"
    assert [run.id for run in kept_runs(tmp_path)][1:] == [second]  # the oldest goes
    assert {path.name for path in tmp_path.iterdir()} == {".lock", "current", "runs"}


def test_the_current_run_can_be_restored_without_effect(tmp_path: Path) -> None:
    only = publish(tmp_path, "1")
    restored = restore_run(tmp_path, only)
    assert restored.before == only
    assert restored.other_records == ()


def test_a_link_to_no_run_is_mended(tmp_path: Path) -> None:
    first = publish(tmp_path, "1")
    (tmp_path / "current").unlink()
    (tmp_path / "current").symlink_to("runs/none")
    assert restore_run(tmp_path, first).before is None
    assert listed(tmp_path) == "1"


TABLES = ("scores.parquet", "list.csv", RECORD)


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        *((name, "changed") for name in ("recipe.json", "checksums.json", *TABLES)),
        *((name, "gone") for name in TABLES),
    ],
)
def test_a_damaged_run_is_not_made_current(tmp_path: Path, name: str, damage: str) -> None:
    first = publish(tmp_path, "1")
    publish(tmp_path, "2")
    path = tmp_path / "runs" / first / name
    text = path.read_text()
    path.unlink()
    if damage == "changed":
        path.write_text(text.replace("1", "3"))
    with pytest.raises(ArtifactError) as caught:
        restore_run(tmp_path, first)
    message = str(caught.value)
    assert message.startswith(f"{first}: cannot be made current; {tmp_path}/runs/{first}/{name}: ")
    assert "\n" not in message
    assert listed(tmp_path) == "2"


def test_files_without_a_checksum_are_named(tmp_path: Path) -> None:
    first = publish(tmp_path, "1")
    publish(tmp_path, "2")
    (tmp_path / "runs" / first / "checksums.json").unlink()
    unchecked = restore_run(tmp_path, first).unchecked
    assert unchecked == (RECORD, "list.csv", "scores.parquet")


@pytest.mark.parametrize("name", ["20200101T000000.000000Z", "../../etc", ".", "", "客户"])
def test_an_unknown_run_is_told_with_those_that_there_are(tmp_path: Path, name: str) -> None:
    only = publish(tmp_path, "1")
    with pytest.raises(ArtifactError, match=re.escape(f"(there: {only})")):
        restore_run(tmp_path, name)


def test_a_refused_run_cannot_be_made_current(tmp_path: Path) -> None:
    only = publish(tmp_path, "1")
    refused = tmp_path / "refused/20990101T000000.000000Z"
    refused.mkdir(parents=True)
    with pytest.raises(ArtifactError, match="was refused for want of a signal"):
        restore_run(tmp_path, refused.name)
    assert [(run.id, run.is_refused) for run in kept_runs(tmp_path)] == [
        (refused.name, True),
        (only, False),
    ]


def test_a_work_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    first = publish(tmp_path, "1")
    with open_run(tmp_path), pytest.raises(WorkspaceError, match="another churnkit run"):
        restore_run(tmp_path, first)


def test_no_work_folder_is_made_by_a_mistyped_name(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="no such folder"):
        restore_run(tmp_path / "none", "20200101T000000.000000Z")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("point", ["Path.symlink_to", "Path.replace", "sync_folder"])
def test_a_signal_during_the_switch_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    first = publish(tmp_path, "1")
    publish(tmp_path, "2")
    owner = Path if point.startswith("Path") else history
    original = getattr(owner, point.rpartition(".")[2])

    def interrupted(*arguments: object, **options: object) -> object:
        signal.raise_signal(signal.SIGTERM)
        return original(*arguments, **options)

    with interruptible():
        monkeypatch.setattr(f"churnkit.workspace.history.{point}", interrupted)
        restore_run(tmp_path, first)
    monkeypatch.undo()
    assert listed(tmp_path) == "1"
    assert PUBLISHING.late


def test_what_a_killed_switch_left_does_no_harm(tmp_path: Path) -> None:
    first = publish(tmp_path, "1")
    publish(tmp_path, "2")
    (tmp_path / ".restored.part").symlink_to(f"runs/{first}")
    third = publish(tmp_path, "3")
    assert first in {run.id for run in kept_runs(tmp_path)}
    assert listed(tmp_path) == "3"
    assert not (tmp_path / ".restored.part").is_symlink()
    restore_run(tmp_path, first)
    restore_run(tmp_path, third)
    assert listed(tmp_path) == "3"
