"""The command as an ordinary user in a folder of another owner: nobody else reads a row."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
USER, COLLEAGUE, GROUP = 64_001, 64_002, 64_000
"""An ordinary user, another one, and the group of both; they need no names."""

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
"""

READS_ALL = """
import os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        try:
            with open(os.path.join(folder, name), "rb") as file:
                file.read(1)
        except OSError:
            continue
        print(os.path.relpath(os.path.join(folder, name), sys.argv[1]))
"""


def as_user(user: int, *arguments: object, umask: int = 0o022) -> subprocess.CompletedProcess[str]:
    become = ["setpriv", f"--reuid={user}", f"--regid={GROUP}", "--clear-groups"]
    return subprocess.run(
        [*become, sys.executable, *map(str, arguments)],
        umask=umask, cwd="/",
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _somebody_else() -> None:
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("needs root and setpriv, to be somebody else")
    if as_user(USER, "-c", "import churnkit.cli").returncode:
        pytest.skip("other users cannot start this Python")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of root in which everybody may write, as /tmp is."""
    made = Path(tempfile.mkdtemp(prefix="churnkit-users-"))
    made.chmod(0o1777)
    rows = [f"{n:04d},{n},{'yes' if n < 20 else 'no'}" for n in range(60)]
    (made / "customers.csv").write_text("\n".join(["customer,calls,churned", *rows]) + "\n")
    (made / "project.yaml").write_text(CONFIG)
    yield made
    shutil.rmtree(made)


def read_by_colleague(folder: Path) -> set[str]:
    """The files that another user of the same group can read."""
    return set(as_user(COLLEAGUE, "-c", READS_ALL, folder).stdout.splitlines())


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077], ids=oct)
@pytest.mark.parametrize("is_there", [False, True], ids=["new", "there"])
def test_nobody_else_reads_a_row(folder: Path, umask: int, is_there: bool) -> None:
    if is_there:  # a work folder of another owner, open to all
        (folder / "work").mkdir()
        (folder / "work").chmod(0o777)
    for is_first in (True, False):
        done = as_user(USER, "-m", "churnkit", "run", folder / "project.yaml", umask=umask)
        assert done.returncode == 0, done.stderr
        is_told = "was there already and keeps its mode 0777" in done.stderr
        assert is_told == (is_there and is_first)
    for name in ("clean.parquet", "clean.csv"):
        done = as_user(
            USER, "-m", "churnkit", "clean", folder / "customers.csv", folder / name, umask=umask
        )
        assert done.returncode == 0, done.stderr
    assert (folder / "work/current/list.csv").stat().st_uid == USER
    given = {"customers.csv", "project.yaml"}
    assert read_by_colleague(folder) == given
    assert {path.name for path in folder.iterdir()} == given | {
        "work",
        "clean.csv",
        "clean.parquet",
    }


def test_a_place_that_is_not_ours_is_told_in_one_line(folder: Path) -> None:
    folder.chmod(0o755)
    done = as_user(USER, "-m", "churnkit", "run", folder / "project.yaml")
    assert done.returncode == 8
    assert done.stderr == (
        f"churnkit: {folder}/work: cannot be written (Permission denied); nothing was published, "
        "free the place or set another work: in the config\n"
    )


def test_a_lock_of_somebody_else_is_told_in_one_line(folder: Path) -> None:
    work = folder / "work"
    work.mkdir()
    work.chmod(0o777)
    (work / ".lock").touch(mode=0o600)
    done = as_user(USER, "-m", "churnkit", "run", folder / "project.yaml")
    assert done.returncode == 8
    assert done.stderr.splitlines()[-1].startswith(f"churnkit: {work}/.lock: cannot be written (")
    assert done.stderr.count("churnkit:") == 1
