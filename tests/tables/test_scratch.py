"""Scratch of a process: for its user alone, and removed by the next one if it was killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from churnkit.tables.scratch import scratch_folder

KILLED = """
import os, sys
import churnkit.commands.clean as command
command.count_rows = lambda path: os.kill(os.getpid(), 9)
command.clean(sys.argv[1], sys.argv[2])
"""


def test_what_a_killed_clean_left_is_removed_by_the_next(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes("id,名\n1,客\n".encode("gb18030"))
    for code in (KILLED, KILLED.replace("os.kill(os.getpid(), 9)", "1")):
        done = subprocess.run(
            [sys.executable, "-c", code, tmp_path / "in.csv", tmp_path / "out.csv"],
            env={**os.environ, "TMPDIR": str(tmp_path)}, check=False,
        )  # fmt: skip
        left = [path for path in tmp_path.iterdir() if "churnkit-" in path.name]
        assert bool(left) == (done.returncode == -9)
    assert done.returncode == 0


def test_what_lives_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    stays = ["churnkit-", "churnkit-another-1-x", ".churnkit-notes", "churnkit-x.txt"]
    for name in stays:
        (tmp_path / name).mkdir()
    with scratch_folder(tmp_path) as first, scratch_folder(tmp_path, hidden=True) as second:
        assert Path(first).is_dir()
        assert Path(second).is_dir()
        assert Path(first).stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(stays)


@pytest.mark.skipif(sys.platform == "win32", reason="processes cannot be asked there")
def test_a_link_named_so_is_not_followed(tmp_path: Path) -> None:
    with scratch_folder(tmp_path) as name:
        dead = Path(name).name.replace(f"-{os.getpid()}-", "-999999999-")
    kept = tmp_path / "kept"
    kept.mkdir()
    (tmp_path / dead).symlink_to(kept)
    with scratch_folder(tmp_path):
        assert kept.is_dir()
        assert (tmp_path / dead).is_symlink()
