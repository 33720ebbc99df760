"""How much memory does ``churnkit train`` take of a table that would not fit in it?

    python bench/bench_memory.py [ROWS [GIBIBYTES]]

Ten million customers x 22 numbers, 1.6 GiB of values, unless ROWS says otherwise. Each learner is
trained in a process of its own from a prepared table on disk; the command fails where one of them
takes more than one gibibyte, or than GIBIBYTES. This process imports neither numpy nor polars: a
child's peak memory begins with that of its parent.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from timing import machine

VARIABLES = 22
LEARNERS = ("tree", "fri", "additive-fri")


def trained(config: str, learner: str) -> tuple[float, float, float]:
    """Seconds on the wall and of the processor, and peak memory (MiB)."""
    command = [sys.executable, "-m", "churnkit", "train", config]
    started = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--set", f"train.learner={learner}"], stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{learner} failed")
    processor = usage.ru_utime + usage.ru_stime
    return time.perf_counter() - started, processor, usage.ru_maxrss / 1024


def main() -> None:
    """Train all learners; a line each."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    bound = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
    print(f"{machine()}\n{rows:,} x {VARIABLES}: {rows * VARIABLES * 8 / 2**30:.2f} GiB of values")
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        make = [sys.executable, str(Path(__file__).parent / "make_prepared.py"), folder, str(rows)]
        subprocess.run(make, check=True)
        for learner in LEARNERS:
            wall, processor, peak = trained(f"{folder}/project.yaml", learner)
            print(f"{learner:14} {wall:7.1f} s, processor {processor:7.1f} s, peak {peak:6.0f} MiB",
                  flush=True)  # fmt: skip
            missed += [learner] if peak > bound * 1024 else []
    sys.exit(f"more than {bound} GiB: {', '.join(missed)}" if missed else 0)


if __name__ == "__main__":
    main()
