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


def bench(learner: str) -> None:
    """Measure one learner."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, learner)
        print(f"learner {learner}")
        small = time_in_turn(
            {
                "help": [*CHURNKIT, "--help"],
                "imports": [sys.executable, "-c", "import polars, numpy"],
                "score": [*CHURNKIT, "score", str(folder / "small.yaml")],
            },
            runs=7,
        )
        show("churnkit --help", small["help"])
        show("import polars, numpy", small["imports"])
        show("churnkit score, 1,000 customers", small["score"], small["imports"])
        bound = 1.5 * small["imports"].median + 0.25
        print(f"{'  bound: 1.5 x imports + 250 ms':34} {bound * 1000:8.0f} ms")
        listed = CUSTOMERS * 3 // 10
        plain = [sys.executable, "-c", PLAIN_POLARS, str(folder / "large.parquet"),
                 str(folder / "plain.csv"), str(listed)]  # fmt: skip
        large = time_in_turn(
            {"plain": plain, "score": [*CHURNKIT, "score", str(folder / "large.yaml")]}, runs=5
        )
        show("polars: scan, sort, write 300,000", large["plain"])
        show("churnkit score, 1,000,000", large["score"], large["plain"])


if __name__ == "__main__":
    print(machine())
    for chosen in ("tree", "fri"):
        bench(chosen)
