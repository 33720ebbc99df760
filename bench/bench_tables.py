"""Tables: ``clean`` against polars on ten million rows, and the battery against other readers.

    python bench/bench_tables.py [ROWS]      default: 10,000,000 rows (about 1 GB)

The rivals read the battery where they are installed (duckdb, pandas); the files of the public
Pollock benchmark are scored where POLLOCK names their folder (with csv/ and clean/ in it).
"""

from __future__ import annotations

import os
import sys
import tempfile
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import polars as pl
from timing import machine, time_in_turn

sys.path.insert(0, str(Path(__file__).parent.parent))

from battery_rivals import compare_readers
from pollock import score_folder

ROWS = 10_000_000
RUNS = 3
DIRTY_SHARE = 0.001
SCHEMA = {
    "customer_id": pl.String,
    "name": pl.String,
    "plan": pl.String,
    "joined_on": pl.Date,
    "spend": pl.Float64,
    "calls": pl.Float64,
    "active": pl.String,
    "city": pl.String,
    "balance": pl.Float64,
    "note": pl.String,
}

_POLARS = """
import polars as pl, sys
types = {name: getattr(pl, kind) for name, kind in (pair.split("=") for pair in sys.argv[3:])}
pl.scan_csv(sys.argv[1], schema=types).sink_parquet(sys.argv[2])
"""
_CLEAN = """
import sys
from pathlib import Path
from churnkit.commands.clean import clean
clean(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def write_table(path: Path, rows: int) -> None:
    """A regular CSV of customers, about 105 bytes a row."""
    draw = np.random.default_rng(0)
    days = pl.Series(draw.integers(0, 3000, rows))
    pl.DataFrame(
        {
            "customer_id": pl.Series(np.arange(rows) + 100_000_000).cast(pl.String).str.zfill(12),
            "name": pl.Series(draw.integers(0, 1 << 40, rows)).cast(pl.String) + " Müller",
            "plan": np.array(["gold", "silver", "bronze, old"])[draw.integers(0, 3, rows)],
            "joined_on": pl.select(pl.date(2015, 1, 1) + pl.duration(days=days)).to_series(),
            "spend": draw.gamma(2, 100, rows).round(2),
            "calls": draw.integers(0, 100, rows),
            "active": np.array(["yes", "no"])[draw.integers(0, 2, rows)],
            "city": np.array(["北京", "上海", "広州", "Berlin"])[draw.integers(0, 4, rows)],
            "balance": draw.normal(0, 1000, rows).round(2),
            "note": pl.Series(draw.integers(0, 1 << 50, rows)).cast(pl.String) + " remarks",
        }
    ).write_csv(path)


def soil(source: Path, target: Path) -> None:
    """The same table with one row in a thousand spoilt, in five ways in turn."""
    every = round(1 / DIRTY_SHARE)
    with source.open("rb") as clean, target.open("wb") as dirty:
        dirty.write(clean.readline())
        for number, line in enumerate(clean):
            dirty.write(_spoilt(line, number // every) if number % every == 7 else line)


def write_both(clean: Path, dirty: Path, rows: int) -> None:
    """Write the regular table and the dirty one."""
    write_table(clean, rows)
    soil(clean, dirty)


def _spoilt(line: bytes, way: int) -> bytes:
    values = line.split(b",")
    return (
        line.replace(b",", b"", 1),
        line[:-1] + b",x\n",
        line.replace(b",", b',"', 1),
        line[:20] + b"\xff" + line[20:],
        b",".join([*values[:-2], b"abc", values[-1]]),
    )[way % 5]


def bench_speed(folder: Path, rows: int) -> None:
    """Time polars with the types given, churnkit, and churnkit on the dirty table."""
    clean, dirty = folder / "clean.csv", folder / "dirty.csv"
    writer = get_context("spawn").Process(target=write_both, args=(clean, dirty, rows))
    writer.start()  # a process of its own: children inherit the peak memory of their parent
    writer.join()
    types = [f"{name}={dtype.__name__}" for name, dtype in SCHEMA.items()]
    output = str(folder / "out.parquet")
    timings = time_in_turn(
        {
            "polars": [sys.executable, "-c", _POLARS, str(clean), output, *types],
            "churnkit": [sys.executable, "-c", _CLEAN, str(clean), output],
            "churnkit, dirty": [sys.executable, "-c", _CLEAN, str(dirty), output],
        },
        runs=RUNS,
    )
    say(f"{rows:,} rows, {clean.stat().st_size / 1e9:.2f} GB, to Parquet ({machine()})")
    rival = timings["polars"]
    for name, timing in timings.items():
        wall = f"{timing.median:6.1f} s  {timing.median / rival.median:4.2f} x"
        busy = f"processor {timing.processor:6.1f} s  {timing.processor / rival.processor:4.2f} x"
        say(f"  {name:16} {wall}  {busy}  peak {timing.peak_mib:5.0f} MiB")


def say(text: str) -> None:
    """A line of the report."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    """Run all that can be run here."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        for line in compare_readers(Path(folder)):
            say(line)
        for line in score_folder(os.environ.get("POLLOCK"), Path(folder)):
            say(line)
        if rows:
            bench_speed(Path(folder), rows)


if __name__ == "__main__":
    main()
