"""A table that changes in ten ways at five moments of ``score``: the list is of one state of it."""

from __future__ import annotations

import importlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from churnkit.commands.run import run
from churnkit.commands.score import score
from churnkit.errors import ChurnkitError, InputError

CONFIG = """
work: work
data:
  customers: customers.csv
  id: customer
  label: {column: churned, churned: "yes"}
  variables: {calls: {leak: keep}}
ingest:
  rate_difference: {effect: 0}
train:
  learner: tree
  tree: {min_customers: 2}
score:
  input: current.csv
  drift: note
"""


def table(customers: range) -> str:
    rows = [f"{n:04d},{n},{'yes' if n < 20 else 'no'}" for n in customers]
    return "\n".join(["customer,calls,churned", *rows]) + "\n"


def rewritten(path: Path, text: str) -> None:
    """Write into the same file and set its times back."""
    facts = path.stat()
    path.write_text(text)
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))


def renamed_over(path: Path, text: str) -> None:
    new = path.with_name("new.csv")
    new.write_text(text)
    new.replace(path)


def link_to_another(path: Path) -> None:
    other = path.with_name("other.csv")
    other.write_text(table(range(40, 60)))
    path.unlink()
    path.symlink_to(other)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def appended(path: Path) -> None:
    with path.open("a") as file:
        file.write("0070,70,no\n")


WAYS: dict[str, Callable[[Path], Any]] = {
    "appended": appended,
    "shortened at a line": lambda path: path.write_text(table(range(20, 40))),
    "shortened within a line": lambda path: os.truncate(path, path.stat().st_size - 5),
    "emptied": lambda path: path.write_text(""),
    "values changed, times set back": lambda path: rewritten(
        path, path.read_text().replace(",3", ",9")
    ),
    "replaced by a rename": lambda path: renamed_over(path, table(range(40, 60))),
    "replaced by the same content": lambda path: renamed_over(path, path.read_text()),
    "a link to another file": link_to_another,
    "removed": Path.unlink,
    "a folder in its place": folder,
}
MOMENTS = {
    "opened": "churnkit.tables.reading.files_of",
    "read": "churnkit.tables.frames.read_table",
    "prepared": "churnkit.commands.score.prepare_for_scoring",
    "ranked": "churnkit.commands.score.rank_customers",
    "written": "churnkit.commands.score.write_rejects",
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    (folder / "customers.csv").write_text(table(range(60)))
    (folder / "current.csv").write_text(table(range(20, 60)))
    (folder / "project.yaml").write_text(CONFIG)
    run(folder / "project.yaml")
    return folder


def list_of(project: Path) -> str:
    return (project / "work/current/list.csv").read_text("utf-8-sig")


@pytest.fixture(scope="module")
def states(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    """The list of each state, had the table been so from the start; None: it cannot be scored."""
    lists: dict[str, str | None] = {"as it was": list_of(trained)}
    for way, change in WAYS.items():
        project = copied(trained, tmp_path_factory.mktemp("state"))
        change(project / "current.csv")
        try:
            score(project / "project.yaml")
        except ChurnkitError:
            lists[way] = None
        else:
            lists[way] = list_of(project)
    return lists


def copied(project: Path, to: Path) -> Path:
    return Path(shutil.copytree(project, to / "project", symlinks=True))


def at(moment: str, act: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Act after the function that is called at a moment."""
    module, _, name = MOMENTS[moment].rpartition(".")
    original = getattr(importlib.import_module(module), name)

    def acting(*arguments: Any, **options: Any) -> Any:
        made = original(*arguments, **options)
        act()
        return made

    monkeypatch.setattr(MOMENTS[moment], acting)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("way", WAYS)
def test_the_list_belongs_to_one_state_of_the_table(
    trained: Path, states: dict[str, str | None], tmp_path: Path, way: str, moment: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    project = copied(trained, tmp_path)
    before, once = (project / "work/current").resolve(), [WAYS[way]]
    at(moment, lambda: once.pop()(project / "current.csv") if once else None, monkeypatch)
    try:
        score(project / "project.yaml")
    except ChurnkitError:
        assert states[way] is None
        assert (project / "work/current").resolve() == before
        assert list_of(project) == states["as it was"]
    else:
        assert list_of(project) == states[way]  # it was read again
    assert not once


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_table_that_changes_again_and_again_stops_with_its_name(
    trained: Path, tmp_path: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = copied(trained, tmp_path)
    at(moment, lambda: appended(project / "current.csv"), monkeypatch)
    with pytest.raises(InputError) as caught:
        score(project / "project.yaml")
    assert str(caught.value).startswith(f"{project / 'current.csv'}: has ")
    assert "nothing was published" in str(caught.value)
    assert list_of(project) == list_of(trained)
