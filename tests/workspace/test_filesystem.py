"""What the system must offer: told in one line where it is not there, and asked by one module."""

from __future__ import annotations

import grp
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import churnkit
from churnkit.errors import WorkspaceError
from churnkit.workspace.filesystem import access_for
from churnkit.workspace.runs import open_run

PACKAGE = Path(churnkit.__file__).parent
BLOCKED = "import sys; sys.modules['fcntl'] = None\n"
"""As on native Windows, where there is no such module."""


def run_blocked(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BLOCKED + code], capture_output=True, text=True, check=False
    )


def test_what_does_not_publish_needs_no_file_locks(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,x\n1,2\n")
    done = run_blocked(
        "import churnkit, churnkit.commands.rules, churnkit.commands.run, churnkit.sklearn\n"
        f"print(churnkit.clean({str(tmp_path / 'in.csv')!r}, {str(tmp_path / 'out.csv')!r}).rows)"
    )
    assert (done.stdout, done.stderr) == ("1\n", "")


def test_what_publishes_says_in_one_line_where_it_can(tmp_path: Path) -> None:
    work = f"work={tmp_path}"
    done = run_blocked(
        f"from churnkit.cli import main\nmain(['train', 'configs/telecom.yaml', '--set', {work!r}])"
    )
    assert done.returncode == 8
    assert done.stderr.startswith("churnkit: this command publishes")
    assert "Linux, macOS and WSL" in done.stderr
    assert done.stderr.count("\n") == 1


def test_one_module_knows_the_system() -> None:
    asks = re.compile(r"\bfcntl\b|os\.link\(|fsync\(|O_NOFOLLOW|fchmod")
    asking = {path.name for path in PACKAGE.rglob("*.py") if asks.search(path.read_text("utf-8"))}
    assert asking == {"filesystem.py"}


@pytest.fixture
def group() -> str:
    """A group that is not the first of whoever runs the tests."""
    others = sorted({*os.getgroups()} - {os.getegid()})
    if os.geteuid() == 0:
        others = [each.gr_gid for each in grp.getgrall() if each.gr_gid != os.getegid()]
    if not others:
        pytest.skip("needs a second group")
    return grp.getgrgid(others[0]).gr_name


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_group_reads_what_it_shares(tmp_path: Path, group: str, umask: int) -> None:
    access = access_for(0o640, group)
    former = os.umask(umask)
    try:
        for number in range(2):
            with open_run(tmp_path / "work", access=access) as run:
                run.write_text(f"{number}.txt", "1")
    finally:
        os.umask(former)
    for path in [tmp_path / "work", *(tmp_path / "work").rglob("*")]:
        facts = path.lstat()
        if path.is_symlink() or path.name == ".lock":
            continue
        assert facts.st_gid == grp.getgrnam(group).gr_gid, path
        assert stat.S_IMODE(facts.st_mode) == (0o750 if path.is_dir() else 0o640), path


@pytest.mark.parametrize("first", [0o600, 0o640])
def test_files_of_the_former_run_follow_a_changed_mode(
    tmp_path: Path, group: str, first: int
) -> None:
    modes = [first, 0o640 if first == 0o600 else 0o600]
    for mode in modes:
        with open_run(tmp_path / "work", access=access_for(mode, group)) as run:
            run.write_text(f"{mode:o}.txt", "1")
    found = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("work/current/*")}
    assert found == {modes[1]}
    assert (
        stat.S_IMODE((tmp_path / "work/runs").stat().st_mode)
        == access_for(modes[1], group).folder_mode
    )


def test_an_unknown_group_is_told_in_one_line() -> None:
    with pytest.raises(WorkspaceError) as caught:
        access_for(0o640, "no-such-group")
    assert str(caught.value).startswith("files.group: no group 'no-such-group' on this machine; ")
    assert "\n" not in str(caught.value)


def test_a_group_of_others_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 12345)
    monkeypatch.setattr("os.getegid", lambda: 12345)
    monkeypatch.setattr("os.getgroups", list)
    with pytest.raises(WorkspaceError, match="not a member of the group 'root'"):
        access_for(0o640, "root")


def test_a_work_folder_that_is_there_keeps_its_mode_and_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    work.chmod(0o755)
    for _ in range(2):
        with open_run(work):
            pass
    assert stat.S_IMODE(work.stat().st_mode) == 0o755
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith(f"{work} was there already and keeps its mode 0755: ")


def test_a_work_folder_that_keeps_the_group_out_is_told(
    tmp_path: Path, group: str, caplog: pytest.LogCaptureFixture
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    work.chmod(0o700)
    with open_run(work, access=access_for(0o640, group)):
        pass
    assert "keeps its mode 0700, so that the group of files.group does not reach" in caplog.text
    assert "chmod 0750" in caplog.text


def test_notes_about_modes_are_shown_by_every_command(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work").chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-m", "churnkit", "ingest", "configs/telecom.yaml", "--set",
         f"work={tmp_path / 'work'}"],
        cwd=PACKAGE.parent, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert f"note: {tmp_path / 'work'} was there already and keeps its mode 0755" in done.stderr
