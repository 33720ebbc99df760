"""The work folder: whole runs or nothing, and files that tell when they were changed."""

import json
import multiprocessing
import os
import re
import signal
import time
from pathlib import Path
from typing import Any

import pytest

import churnkit.workspace.runs as runs_module
from churnkit.errors import ArtifactError, WorkspaceError
from churnkit.frozen import Frozen
from churnkit.terminal import interruptible
from churnkit.workspace.artifacts import campaign_record, read_artifact
from churnkit.workspace.runs import Run, current_folder, open_run
from churnkit.workspace.signals import PUBLISHING


class Recipe(Frozen):
    name: str
    limits: tuple[float, ...] = ()


def publish(work: Path, **files: str) -> None:
    with open_run(work) as run:
        for name, text in files.items():
            run.write_text(name, text)


def runs(work: Path) -> list[str]:
    return sorted(path.name for path in (work / "runs").iterdir())


def test_a_run_is_seen_only_when_it_is_whole(tmp_path: Path) -> None:
    publish(tmp_path, first="1")
    with open_run(tmp_path) as run:
        run.write_text("first", "2")
        assert (tmp_path / "current/first").read_text() == "1"
    assert (tmp_path / "current/first").read_text() == "2"


def test_a_run_starts_from_the_files_of_the_current_one(tmp_path: Path) -> None:
    publish(tmp_path, kept="old", replaced="old")
    before = (tmp_path / "current").resolve()
    publish(tmp_path, replaced="new")
    assert (tmp_path / "current/kept").read_text() == "old"
    assert (before / "replaced").read_text() == "old"
    assert (tmp_path / "current/kept").stat().st_ino == (before / "kept").stat().st_ino


def test_a_failed_run_leaves_nothing(tmp_path: Path) -> None:
    publish(tmp_path, first="1")
    kept = runs(tmp_path)

    def fail() -> None:
        with open_run(tmp_path) as run:
            run.write_text("first", "2")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert runs(tmp_path) == kept
    assert (tmp_path / "current/first").read_text() == "1"


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "runs/.20260101T000000.000000Z").mkdir(parents=True)
    publish(tmp_path, first="1")
    assert len(runs(tmp_path)) == 1


def test_older_runs_are_kept_up_to_keep_runs(tmp_path: Path) -> None:
    for number in range(4):
        with open_run(tmp_path, keep_runs=2) as run:
            run.write_text("number", str(number))
    assert len(runs(tmp_path)) == 2
    assert (tmp_path / "current/number").read_text() == "3"


def test_a_second_run_at_the_same_time_is_refused(tmp_path: Path) -> None:
    with open_run(tmp_path), multiprocessing.get_context("spawn").Pool(1) as pool:
        message = pool.apply(_refusal, (tmp_path,))
    assert "another churnkit run is writing here" in message


def _refusal(work: Path) -> str:
    with pytest.raises(WorkspaceError) as caught:
        publish(work, first="1")
    return str(caught.value)


def test_a_work_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(WorkspaceError, match=r"file.*cannot be written"):
        publish(tmp_path / "file", first="1")


def test_a_stray_file_among_the_runs_is_left_alone(tmp_path: Path) -> None:
    publish(tmp_path, first="1")
    (tmp_path / "runs/notes.txt").write_text("mine")
    for number in range(3):
        with open_run(tmp_path, keep_runs=2) as run:
            run.write_text("first", str(number))
    assert "notes.txt" in runs(tmp_path)
    assert len(runs(tmp_path)) == 3


def test_a_folder_in_the_place_of_the_link_is_named(tmp_path: Path) -> None:
    (tmp_path / "current").mkdir()
    with pytest.raises(WorkspaceError, match="current: is a folder of its own"):
        publish(tmp_path, first="1")
    assert runs(tmp_path) == []


def test_files_are_copied_where_there_are_no_hard_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, kept="old")

    def refuse(*_: object) -> None:
        raise OSError("no hard links here")

    monkeypatch.setattr("os.link", refuse)
    publish(tmp_path, added="new")
    assert (tmp_path / "current/kept").read_text() == "old"


def test_the_trouble_of_the_caller_is_not_told_as_ours(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), open_run(tmp_path):
        (tmp_path / "nobody.csv").read_text()
    assert runs(tmp_path) == []


def test_a_killed_run_leaves_the_former_one_in_place(tmp_path: Path) -> None:
    publish(tmp_path, first="1")
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_write_until_killed, args=(tmp_path,))
    process.start()
    while not list((tmp_path / "runs").glob(".*/first")) or not (tmp_path / "begun").exists():
        process.join(0.01)
    process.kill()
    process.join()
    assert (tmp_path / "current/first").read_text() == "1"
    publish(tmp_path, second="2")
    assert (tmp_path / "current/first").read_text() == "1"
    assert not list((tmp_path / "runs").glob(".*"))


def _write_until_killed(work: Path) -> None:
    with open_run(work) as run:
        run.write_text("first", "2")
        (work / "begun").touch()
        time.sleep(60)


def test_messages_name_the_place_where_a_reader_finds_the_file(tmp_path: Path) -> None:
    with open_run(tmp_path) as run, pytest.raises(ArtifactError) as caught:
        read_artifact(run.path("recipe.json"), Recipe)
    assert str(caught.value).startswith(str(tmp_path / "current/recipe.json"))


def written(tmp_path: Path) -> Path:
    return Run(tmp_path).write_json("recipe.json", Recipe(name="客户", limits=(0.1,)))


def test_an_artifact_reads_back_equal(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert read_artifact(path, Recipe) == Recipe(name="客户", limits=(0.1,))
    assert json.loads(path.read_text())["format"] == "churnkit/recipe"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param('"version": 3', '"version": 4', "newer than 3", id="newer"),
        pytest.param("客户", "顾客", "damaged or edited", id="edited"),
        pytest.param("churnkit/recipe", "churnkit/model", "found churnkit/model", id="other file"),
        pytest.param("}\n", "", "cannot be read", id="cut short"),
    ],
)
def test_a_file_that_is_not_what_was_written_is_refused(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    path = written(tmp_path)
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(ArtifactError, match=message) as caught:
        read_artifact(path, Recipe)
    assert str(path) in str(caught.value)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="no such file; run churnkit ingest first"):
        read_artifact(tmp_path / "recipe.json", Recipe)


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "other name"])
def test_the_lock_is_a_plain_file_or_refused(tmp_path: Path, kind: str) -> None:
    victim, work = tmp_path / "victim", tmp_path / "work"
    victim.write_text("mine")
    work.mkdir()
    lock = work / ".lock"
    match kind:
        case "link":
            lock.symlink_to(victim)
        case "pipe":
            os.mkfifo(lock)
        case "folder":
            lock.mkdir()
        case "other name":
            os.link(victim, lock)
    with pytest.raises(WorkspaceError, match=r"\.lock: expected a plain file .*; remove it"):
        publish(work, first="1")
    assert victim.read_text() == "mine"


def test_a_foreign_file_in_the_place_of_the_lock_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / ".lock").write_text("mine")
    with pytest.raises(WorkspaceError, match="is not a lock of churnkit"):
        publish(tmp_path, first="1")
    assert (tmp_path / ".lock").read_text() == "mine"


def test_the_lock_says_who_holds_it_and_for_how_long(tmp_path: Path) -> None:
    with open_run(tmp_path), pytest.raises(WorkspaceError) as caught:
        publish(tmp_path, first="1")
    assert re.search(rf"\(process {os.getpid()}, for 0:00:0\d\)", str(caught.value))


def test_what_is_written_never_follows_a_link(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    with open_run(tmp_path / "work") as run:
        (run.folder / ".list.csv.part").symlink_to(victim)
        (run.folder / "list.csv").symlink_to(victim)
        run.write_text("list.csv", "new")
    assert victim.read_text() == "mine"
    assert (tmp_path / "work/current/list.csv").read_text() == "new"


def test_runs_are_not_written_to_another_place(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "work/runs").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WorkspaceError, match="runs: a link to another place"):
        publish(tmp_path / "work", first="1")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_what_is_no_file_of_the_current_run_stays_behind(tmp_path: Path) -> None:
    publish(tmp_path, first="1")
    current = (tmp_path / "current").resolve()
    (current / ".ipynb_checkpoints").mkdir()
    (current / "mine").mkdir()
    (current / "link").symlink_to("/etc/passwd")
    os.mkfifo(current / "pipe")
    publish(tmp_path, second="2")
    assert {path.name for path in (tmp_path / "current").iterdir()} == {"first", "second"}


@pytest.mark.parametrize("target", ["runs/gone", "/", "runs"])
def test_a_link_to_no_run_is_told_before_all_begins_anew(tmp_path: Path, target: str) -> None:
    publish(tmp_path, first="1")
    (tmp_path / "current").unlink()
    (tmp_path / "current").symlink_to(target)
    with pytest.raises(WorkspaceError, match="campaigns would begin anew"):
        publish(tmp_path, first="2")
    assert len(runs(tmp_path)) == 1


def test_a_run_is_read_from_one_folder_while_another_is_published(tmp_path: Path) -> None:
    publish(tmp_path, first="1")
    read = current_folder(tmp_path)
    publish(tmp_path, first="2")
    assert (read / "first").read_text() == "1"
    assert current_folder(tmp_path) != read


def test_records_are_copies_of_their_own(tmp_path: Path) -> None:
    name = campaign_record("spring")
    publish(tmp_path, **{name: "1"})
    former = (tmp_path / "current").resolve()
    publish(tmp_path, second="2")
    assert (tmp_path / "current" / name).stat().st_ino != (former / name).stat().st_ino
    assert (tmp_path / "current" / name).read_text() == "1"


def test_a_clock_that_was_ahead_keeps_no_run_for_ever(tmp_path: Path) -> None:
    publish(tmp_path, number="0")
    ahead = tmp_path / "runs/20990101T000000.000000Z"
    (tmp_path / "current").resolve().rename(ahead)
    (tmp_path / "current").unlink()
    (tmp_path / "current").symlink_to(f"runs/{ahead.name}")
    for number in range(1, 4):
        with open_run(tmp_path, keep_runs=2) as run:
            run.write_text("number", str(number))
    assert not ahead.exists()
    numbers = sorted((tmp_path / "runs" / run / "number").read_text() for run in runs(tmp_path))
    assert numbers == ["2", "3"]


POINTS = ("sync_folder", "Path.symlink_to", "Path.rename", "Path.replace")
"""What publishing calls, one after the other."""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_signal_during_the_switch_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, point: str, after: bool
) -> None:
    publish(tmp_path, first="1")
    _interrupt_at(point, number, after, monkeypatch)
    with interruptible(), open_run(tmp_path) as run:
        run.folder.joinpath("first").unlink()
        run.folder.joinpath("first").write_text("2")
    assert (tmp_path / "current/first").read_text() == "2"
    assert PUBLISHING.late
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "current", "runs"]


def _interrupt_at(point: str, number: int, after: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    where = f"churnkit.workspace.runs.{point}"
    owner = Path if point.startswith("Path") else runs_module
    original = getattr(owner, point.rpartition(".")[2])

    def interrupted(*arguments: Any, **options: Any) -> Any:
        if not after:
            signal.raise_signal(number)
        made = original(*arguments, **options)
        if after:
            signal.raise_signal(number)
        return made

    monkeypatch.setattr(where, interrupted)


@pytest.mark.parametrize("point", ["Path.symlink_to", "Path.rename", "Path.replace"])
def test_a_switch_that_fails_leaves_the_former_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    publish(tmp_path, first="1")
    before = runs(tmp_path)

    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    with pytest.raises(WorkspaceError, match="nothing was published"), open_run(tmp_path):
        monkeypatch.setattr(f"churnkit.workspace.runs.{point}", fail)
    monkeypatch.undo()
    assert runs(tmp_path) == before
    assert (tmp_path / "current/first").read_text() == "1"
    assert PUBLISHING.stage == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "current", "runs"]


def test_a_run_that_waited_for_the_switch_when_killed_is_removed(tmp_path: Path) -> None:
    publish(tmp_path, first="1")
    current = (tmp_path / "current").resolve()
    waited = tmp_path / "runs/20990101T000000.000000Z"
    waited.mkdir()
    (tmp_path / ".current.part").symlink_to(f"runs/{waited.name}")
    publish(tmp_path, second="2")
    assert not waited.exists()
    assert current.exists()
    assert not (tmp_path / ".current.part").is_symlink()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_nobody_else_reads_a_row(tmp_path: Path, umask: int) -> None:
    former = os.umask(umask)
    try:
        publish(tmp_path / "work", first="1")
        publish(tmp_path / "work", second="2")
    finally:
        os.umask(former)
    paths = [tmp_path / "work", *(tmp_path / "work").rglob("*")]
    modes = {path.name: path.stat().st_mode & 0o077 for path in paths if not path.is_symlink()}
    assert set(modes.values()) == {0}
