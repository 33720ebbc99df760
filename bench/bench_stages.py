"""Start-up, and the list of a million customers against what plain polars takes for less.

Run by ``make bench``. Every figure is the median of whole processes taken in turn in this run. This
process imports neither numpy nor polars: a child's peak memory begins with that of its parent.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from timing import Timing, machine, time_in_turn

HERE = Path(__file__).parent
CUSTOMERS, VARIABLES = 1_000_000, 22
CHURNKIT = [sys.executable, "-m", "churnkit"]

PLAIN_POLARS = """
import sys, polars as pl
names = [f"v{i:02d}" for i in range(22)]
frame = pl.scan_parquet(sys.argv[1]).select("customer_id", *names).sort("v00", descending=True)
frame.head(int(sys.argv[3])).collect().write_csv(sys.argv[2])
"""

CONFIG = """
work: work
data:
  customers: learn.parquet
  id: customer_id
  label: {{column: churned, churned: "yes"}}
train:
  learner: {learner}
score:
  input: {input}
  columns: [{columns}]
"""


def prepare(folder: Path, learner: str) -> None:
    """Write the tables and configs, and learn the model that is used for scoring."""
    tables = {"learn": 20_000, "small": 1_000, "large": CUSTOMERS}
    for seed, (name, rows) in enumerate(tables.items()):
        make = [sys.executable, str(HERE / "make_customers.py"), str(folder / f"{name}.parquet")]
        subprocess.run([*make, str(rows), str(seed)], check=True)
    columns = ", ".join(f"v{i:02d}" for i in range(VARIABLES))
    for size in ("small", "large"):
        text = CONFIG.format(learner=learner, input=f"{size}.parquet", columns=columns)
        (folder / f"{size}.yaml").write_text(text)
    for stage in ("ingest", "train"):
        command = [*CHURNKIT, stage, str(folder / "small.yaml")]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def show(name: str, timing: Timing, against: Timing | None = None) -> None:
    """One line: median, spread, peak memory, ratio."""
    ratio = f"  ratio {timing.median / against.median:.2f}" if against else ""
    low, high = min(timing.seconds), max(timing.seconds)
    print(f"{name:34} {timing.median * 1000:8.0f} ms  ({low * 1000:.0f}-{high * 1000:.0f})"
          f"  peak {timing.peak_mib:6.0f} MiB{ratio}")  # fmt: skip


def bench(learner: str) -> dict[str, bool]:
    """Measure one learner; which bounds were kept."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, learner)
        print(f"learner {learner}")
        return small_runs(folder) | large_runs(folder)


def small_runs(folder: Path) -> dict[str, bool]:
    """Start-up, and the score of 1,000 customers."""
    found = time_in_turn(
        {
            "help": [*CHURNKIT, "--help"],
            "imports": [sys.executable, "-c", "import polars, numpy"],
            "score": [*CHURNKIT, "score", str(folder / "small.yaml")],
        },
        runs=7,
    )
    show("churnkit --help", found["help"])
    show("import polars, numpy", found["imports"])
    show("churnkit score, 1,000 customers", found["score"], found["imports"])
    bound = 1.5 * found["imports"].median + 0.25
    print(f"{'  bound: 1.5 x imports + 250 ms':34} {bound * 1000:8.0f} ms")
    return {
        "--help within 250 ms": found["help"].median < 0.25,
        "score of 1,000 within its bound": found["score"].median <= bound,
    }


def large_runs(folder: Path) -> dict[str, bool]:
    """The list of a million customers, against polars alone."""
    plain = [sys.executable, "-c", PLAIN_POLARS, str(folder / "large.parquet"),
             str(folder / "plain.csv"), str(CUSTOMERS * 3 // 10)]  # fmt: skip
    found = time_in_turn(
        {"plain": plain, "score": [*CHURNKIT, "score", str(folder / "large.yaml")]}, runs=5
    )
    show("polars: scan, sort, write 300,000", found["plain"])
    show("churnkit score, 1,000,000", found["score"], found["plain"])
    return {"list of a million within 3 x": found["score"].median <= 3 * found["plain"].median}


if __name__ == "__main__":
    print(machine())
    missed = [
        f"{chosen}: {bound}"
        for chosen in ("tree", "fri")
        for bound, kept in bench(chosen).items()
        if not kept
    ]
    sys.exit(f"missed: {', '.join(missed)}" if missed else 0)
