"""Event logs: the churn ranking of a real shop, and 100 million events to features and labels.

Run by ``make bench``. The yardsticks run in an environment of their own: the BG/NBD model of the
package lifetimes, and the same aggregates written by hand in one DuckDB query. The first part needs
CHURNKIT_REAL_DATA, the folder that holds CDNOW_master.txt. Arguments: PYTHON [EVENTS].
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from timing import Timing, machine, time_in_turn

HERE = Path(__file__).parent
ROOT = HERE.parent
FILES, FOLDS = 10, 5
LEARNERS = ("additive-fri", "tree", "fri")

CONFIG = """
work: work
data:
  id: customer_id
  events:
    events:
      file: {source}
      time: at
      amount: amount
      categories: {{kind: [data, service]}}
      features: [recency, since_first, count, monetary, day_parts, weekend, categories, trend,
                 months]
  windows: {{time_zone: UTC, cutoff: 2025-04-01, observation: 3mo, outcome: 3mo,
            data_until: 2025-07-01}}
  churn: {{silent: events}}
"""

TABLE_CONFIG = """
work: work-{learner}
data:
  customers: folds.parquet
  id: customer_id
  label: {{column: outcome, churned: churned}}
  ignore: [cutoff]
ingest:
  split: {{column: fold, test_values: ["{fold}"]}}
train: {{learner: {learner}}}
"""

FOLDS_OF = """
import sys, numpy as np, polars as pl
from churnkit.prepare.split import hash_ids
table = pl.read_parquet(sys.argv[1])
order = np.argsort(hash_ids(table["customer_id"], 0), kind="stable")
fold = np.empty(table.height, np.int64)
for label in ("churned", "loyal"):
    members = order[(table["outcome"] == label).to_numpy()[order]]
    fold[members] = np.arange(len(members)) % 5
table.with_columns(fold=pl.Series(fold).cast(pl.String)).write_parquet(sys.argv[2])
"""

AUC_OF = """
import sys, polars as pl
folds = pl.read_parquet(sys.argv[1]).select("customer_id", "fold", "outcome")
expected = pl.read_csv(sys.argv[2], schema_overrides={"customer_id": pl.String})
both = folds.join(expected, on="customer_id", how="inner")
assert both.height == folds.height
for _, fold in sorted(both.partition_by("fold", as_dict=True).items()):
    rank = (-fold["expected"]).rank("average")
    left = fold["outcome"] == "churned"
    n, m = left.sum(), (~left).sum()
    print((rank.filter(left).sum() - n * (n + 1) / 2) / (n * m))
"""

SAME = """
import sys, polars as pl
made, by_hand = (pl.read_parquet(name) for name in sys.argv[1:])
made = made.with_columns(pl.col("customer_id").cast(pl.Int32)).sort("customer_id")
by_hand = by_hand.sort("customer_id")
assert made["customer_id"].equals(by_hand["customer_id"])
assert made["outcome"].equals(by_hand["outcome"])
names = {"count": "n", "sum": "total", "max": "largest"}
features = [name for name in made.columns if name.startswith("events_")]
assert len(features) == by_hand.width - 2
for feature in features:
    name = feature.removeprefix("events_").removeprefix("kind_")
    other = by_hand[names.get(name, name)].cast(pl.Float64)
    other = other.fill_null(0) if name.endswith("sum") else other
    assert made[feature].null_count() == other.null_count(), feature
    assert ((made[feature] - other).abs().max() or 0) < 0.0001, feature  # the unit of amounts
"""


def ranking_of_a_real_shop(rivals: str) -> None:
    """AUC of 5 folds of customers at one cutoff, against the expected purchases of BG/NBD."""
    log = Path(os.environ.get("CHURNKIT_REAL_DATA", "")) / "CDNOW_master.txt"
    if not log.is_file():
        print("CHURNKIT_REAL_DATA names no folder that holds CDNOW_master.txt: left out")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made, folds, expected = (folder / n for n in ("made.parquet", "folds.parquet", "bg.csv"))
        config = ROOT / "configs" / "real" / "cdnow.yaml"
        _run(sys.executable, "-m", "churnkit", "features", config, "--out", made)
        _run(sys.executable, "-c", FOLDS_OF, made, folds)
        _run(rivals, HERE / "cdnow_bgnbd.py", log, expected)
        aucs = _run(sys.executable, "-c", AUC_OF, folds, expected).split()
        print(f"CDNOW, {FOLDS} folds of customers, cutoff 1998-01-01, outcome 6 months: AUC")
        _show_aucs("BG/NBD, expected purchases", [float(auc) for auc in aucs])
        for learner in LEARNERS:
            _show_aucs(f"churnkit, {learner}", [_auc(folder, learner, k) for k in range(FOLDS)])


def _auc(folder: Path, learner: str, fold: int) -> float:
    """AUC on one fold of what was learnt on the others."""
    config = folder / "fold.yaml"
    config.write_text(TABLE_CONFIG.format(learner=learner, fold=fold))
    for stage in ("ingest", "train", "report"):
        _run(sys.executable, "-m", "churnkit", stage, config)
    show = "import json, sys; print(json.load(open(sys.argv[1]))['test']['auc'])"
    return float(_run(sys.executable, "-c", show, folder / f"work-{learner}/current/report.json"))


def _show_aucs(name: str, aucs: list[float]) -> None:
    each = ", ".join(f"{auc:.4f}" for auc in aucs)
    print(f"  {name:30} {sum(aucs) / len(aucs):.4f}  ({each})")


def events_to_features(rivals: str, events: int) -> None:
    """Time and memory from Parquet to features and labels, and how they grow."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run(sys.executable, HERE / "make_events.py", folder, FILES, events // FILES)
        timings: dict[str, Timing] = {}
        for files, pattern in ((1, "events_00"), (5, "events_0[0-4]"), (FILES, "events_*")):
            source, config = folder / f"{pattern}.parquet", folder / f"{files}.yaml"
            config.write_text(CONFIG.format(source=source))
            made, by_hand = folder / "made.parquet", folder / "by_hand.parquet"
            ours = [sys.executable, "-m", "churnkit", "features", str(config), "--out", str(made)]
            duckdb = [rivals, str(HERE / "events_duckdb.py"), str(source), str(by_hand)]
            timings = time_in_turn({"churnkit": ours, "duckdb": duckdb}, runs=3)
            _run(sys.executable, "-c", SAME, made, by_hand)
            print(f"{events * files // FILES:,} events, every number the same")
            for who, timing in timings.items():
                spread = f"({min(timing.seconds):.1f}-{max(timing.seconds):.1f})"
                peak = timing.peak_mib / 1024
                busy = f"processor {timing.processor:5.1f} s"
                print(f"  {who:10} {timing.median:7.1f} s {spread:14} {busy} peak {peak:.2f} GiB")
            ours_, theirs = timings["churnkit"], timings["duckdb"]
            print(
                f"  ratio {ours_.median / theirs.median:.2f}, "
                f"of processor times {ours_.processor / theirs.processor:.2f}"
            )


def _run(*command: object) -> str:
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed:\n{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    print(machine())
    python, *rest = sys.argv[1:]
    ranking_of_a_real_shop(python)
    events_to_features(python, int(rest[0]) if rest else 100_000_000)
