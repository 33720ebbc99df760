"""Each call that writes into the work folder fails in turn, or is the moment of a signal.

``CHURNKIT_FAULTS=100`` tries every call with every fault (``make soak``); otherwise two of each.
``shim.c``, loaded before libc, makes the faults; without a C compiler for it the tests are skipped.
"""

from __future__ import annotations

import errno
import os
import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from churnkit.workspace.checksums import require_whole

SHIM = Path(__file__).with_name("shim.c")
EVERY = int(os.environ.get("CHURNKIT_FAULTS", "0")) >= 100
FAULTS = {
    "ENOSPC": errno.ENOSPC,
    "EIO": errno.EIO,
    "EINTR": errno.EINTR,
    "SIGKILL": -signal.SIGKILL,
    "SIGTERM": -signal.SIGTERM,
    "SIGINT": -signal.SIGINT,
}
CODES = {"SIGKILL": {-9}, "SIGTERM": {143}, "SIGINT": {130}}
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


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("needs Linux and a C compiler")
    made = tmp_path_factory.mktemp("shim") / "shim.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-w", "-o", made, str(SHIM), "-ldl"], check=True)
    return made


class Project:
    """A small project that was published once, and its command under faults."""

    def __init__(self, folder: Path, shim: Path) -> None:
        self.folder, self.work, self.shim = folder, folder / "work", shim
        rows = [f"{n:04d},{n},{'yes' if n < 20 else 'no'}" for n in range(60)]
        (folder / "customers.csv").write_text("\n".join(["customer,calls,churned", *rows]) + "\n")
        (folder / "project.yaml").write_text(CONFIG)

    def run(self, at: int = 0, fault: int = 0, log: Path | None = None) -> tuple[int, str]:
        """Exit code and messages of a run whose ``at``-th call fails."""
        faults = {"FAULT_UNDER": self.work, "FAULT_AT": at, "FAULT_DO": fault, "FAULT_LOG": log}
        done = subprocess.run(
            [sys.executable, "-m", "churnkit", "run", self.folder / "project.yaml"],
            env={
                **os.environ,
                "LD_PRELOAD": str(self.shim),
                "POLARS_MAX_THREADS": "1",
                **{name: str(value) for name, value in faults.items() if value is not None},
            },
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        return done.returncode, done.stderr

    @property
    def current(self) -> Path:
        return (self.work / "current").resolve()

    def litter(self) -> Iterator[str]:
        """What a published work folder has no use for."""
        yield from (path.name for path in self.work.iterdir() if path.name not in PUBLISHED)
        yield from (str(path) for path in self.work.rglob(".*") if path.name != ".lock")


PUBLISHED = {".lock", "current", "runs"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, shim: Path) -> Project:
    made = Project(tmp_path_factory.mktemp("calls"), shim)
    assert made.run()[0] == 0
    return made


@pytest.fixture(scope="module")
def calls(project: Project) -> list[str]:
    """The names of the calls of a run that is not the first, in order."""
    log = project.folder / "calls.txt"
    assert project.run(log=log)[0] == 0
    return log.read_text().split()


def test_the_shim_sees_the_calls_that_matter(calls: list[str]) -> None:
    assert {"open", "write", "fsync", "rename", "link", "symlink", "mkdir"} <= set(calls)
    assert calls[-1] == "fsync"  # of the folder, after the switch
    assert len(calls) > 100


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_at_each_call_leaves_old_or_new(
    project: Project, calls: list[str], name: str
) -> None:
    switch = len(calls) - 1  # the rename of work/current is the last but one
    some = random.Random(name).randrange(1, switch)  # noqa: S311
    for at in range(1, len(calls) + 1) if EVERY else (some, switch):
        before = project.current
        code, told = project.run(at, FAULTS[name])
        where = f"{name} at call {at} of {len(calls)} ({calls[at - 1]}): {code} {told}"
        is_new = project.current != before
        require_whole(project.current)
        assert (project.current / "list.csv").stat().st_size, where
        assert not re.search("Traceback|panicked", told), where
        if name == "SIGKILL":
            continue
        assert code == 0 if is_new else code in CODES.get(name, {8}), where
        assert ("nothing was published" in told) == (not is_new), where
        assert list(project.litter()) == [], where
        if not is_new:
            assert len([line for line in told.splitlines() if line.startswith("churnkit:")]) == 1
    assert project.run()[0] == 0
    assert list(project.litter()) == []
