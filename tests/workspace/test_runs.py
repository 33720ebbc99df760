"""The work folder: whole runs or nothing, and files that tell when they were changed."""

import json
import multiprocessing
import time
from pathlib import Path

import pytest

from churnkit.errors import ArtifactError, WorkspaceError
from churnkit.frozen import Frozen
from churnkit.workspace.artifacts import read_artifact
from churnkit.workspace.runs import Run, open_run


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
        pytest.param('"version": 2', '"version": 3', "newer than 2", id="newer"),
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
