"""The installed command, stopped from outside: the old files or the new, and a true word.

``CHURNKIT_FAULTS=100`` tries a hundred moments of each signal (``make soak``).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOMENTS = int(os.environ.get("CHURNKIT_FAULTS", "3"))
CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGKILL: -9}

STUCK = """
import ctypes, signal, sys
import churnkit.commands.train
from churnkit.cli import main

def stuck(*_, **__):
    # as native code in a deadlock: Python never comes back to its handlers
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGINT, signal.SIGALRM])
    print("stuck", flush=True)
    ctypes.CDLL(None).sleep(60)

churnkit.commands.train.prepared_customers = stuck
main(sys.argv[1:])
"""

SHUTS_DOWN_SLOWLY = """
import atexit, sys, time

@atexit.register
def slow():
    print("shutting down", flush=True)
    time.sleep(1)

from churnkit.cli import main
main()
"""


def started(work: Path, *code: str, **fields: object) -> subprocess.Popen[bytes]:
    changes = [f"{key}={value}" for key, value in ({"work": work} | fields).items()]
    arguments = ["run", str(ROOT / "configs/telecom.yaml")]
    arguments += [each for change in changes for each in ("--set", change)]
    return subprocess.Popen(
        [sys.executable, *(code or ("-m", "churnkit")), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ended_well(work: Path) -> bool:
    process = started(work)
    process.communicate(timeout=120)
    return process.returncode == 0


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("faults") / "work"
    assert ended_well(work)
    return work


@pytest.fixture(scope="module")
def seconds(work: Path) -> float:
    """How long a run takes from its first line on."""
    process = started(work)
    assert process.stderr is not None
    process.stderr.readline()
    began = time.perf_counter()
    process.communicate(timeout=120)
    return time.perf_counter() - began


def test_a_signal_while_python_shuts_down_changes_nothing(work: Path) -> None:
    process = started(work, "-c", SHUTS_DOWN_SLOWLY)
    assert process.stdout is not None
    while process.stdout.readline() != b"shutting down\n":
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 0


@pytest.mark.parametrize("moment", range(MOMENTS))
@pytest.mark.parametrize("number", CODES, ids=lambda number: number.name)
def test_a_stopped_run_leaves_old_or_new(
    work: Path, seconds: float, number: signal.Signals, moment: int
) -> None:
    before = (work / "current").resolve()
    process = started(work)
    assert process.stderr is not None
    assert process.stderr.readline().endswith(b"ingest\n")
    time.sleep(seconds * random.Random(f"{number} {moment}").uniform(0, 1.05))  # noqa: S311
    process.send_signal(number)
    _, told = process.communicate(timeout=60)
    is_new = (work / "current").resolve() != before
    if number != signal.SIGKILL:
        assert process.returncode == (0 if is_new else CODES[number]), told.decode()
        assert (b"nothing was published" in told) == (not is_new)
        assert {path.name for path in work.iterdir()} == {".lock", "current", "runs"}
        assert not list((work / "runs").glob(".*"))
    assert (work / "current/list.csv").stat().st_size
    assert (work / "current/report.json").stat().st_size


def test_after_a_kill_the_next_run_leaves_no_litter(work: Path) -> None:
    assert ended_well(work)
    assert {path.name for path in work.iterdir()} == {".lock", "current", "runs"}
    assert not list((work / "runs").glob(".*"))
    assert not list(work.rglob("*.part"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_stuck_engine_ends_within_five_seconds(work: Path, number: signal.Signals) -> None:
    before = (work / "current").resolve()
    process = started(work, "-c", STUCK)
    assert process.stdout is not None
    assert process.stdout.readline() == b"stuck\n"
    time.sleep(0.5)  # until it sleeps
    began = time.perf_counter()
    process.send_signal(number)
    _, told = process.communicate(timeout=30)
    assert time.perf_counter() - began < 5
    assert process.returncode == CODES[number]
    assert b"ended by force; nothing was published" in told
    assert (work / "current").resolve() == before
    assert not list((work / "runs").glob(".*"))


def test_a_stuck_engine_ends_when_its_time_is_up(work: Path) -> None:
    before = (work / "current").resolve()
    process = started(work, "-c", STUCK, timeout="2s")
    out, told = process.communicate(timeout=50)
    assert process.returncode == 15
    assert b"took longer than timeout:, and ended by force; nothing was published" in told or (
        b"timeout: 2s: the command took longer" in told and not out  # a machine so slow
    )
    assert (work / "current").resolve() == before
    assert not list((work / "runs").glob(".*"))
