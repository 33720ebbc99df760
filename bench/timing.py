"""Time whole processes in turn, and report medians, ratios and peak memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

__all__ = ["Timing", "machine", "time_in_turn"]


@dataclass(frozen=True)
class Timing:
    """Wall and processor times (seconds) and peak memory (MiB) of the runs of one command."""

    seconds: tuple[float, ...]
    processor_seconds: tuple[float, ...]
    peak_mib: float

    @property
    def median(self) -> float:
        """Median wall time in seconds."""
        return statistics.median(self.seconds)

    @property
    def processor(self) -> float:
        """Median processor time in seconds, which other programs disturb less."""
        return statistics.median(self.processor_seconds)


def time_in_turn(commands: Mapping[str, Sequence[str]], runs: int = 5) -> dict[str, Timing]:
    """Run the commands A B A B ..., after one warm-up each, so that drift hits all alike."""
    measured: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            result = _run(command)
            if turn:
                measured[name].append(result)
    return {
        name: Timing(
            tuple(wall for wall, _, _ in results),
            tuple(busy for _, busy, _ in results),
            max(mib for _, _, mib in results),
        )
        for name, results in measured.items()
    }


def machine() -> str:
    """One line about the machine and the versions."""
    libraries = " ".join(f"{name} {version(name)}" for name in ("polars", "numpy", "pydantic"))
    return f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {libraries}"


def _run(command: Sequence[str]) -> tuple[float, float, float]:
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{' '.join(command)} failed:\n{errors.decode()}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
