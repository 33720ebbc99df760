"""Put a prepared table of many customers in place of an ingested one. Arguments: FOLDER ROWS."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
from make_customers import customers

PART = 500_000
CONFIG = """
work: work
data:
  customers: learn.parquet
  id: customer_id
  label: {column: churned, churned: "yes"}
train:
  fri: {width: 14}
  additive: {max_rules: 16}
"""


def prepare(folder: Path, rows: int) -> None:
    """Ingest a thousand customers, and replace the table that comes of them, part by part."""
    customers(1000, 0).write_parquet(folder / "learn.parquet")
    (folder / "project.yaml").write_text(CONFIG, encoding="utf-8")
    ingest = [sys.executable, "-m", "churnkit", "ingest", str(folder / "project.yaml")]
    subprocess.run(ingest, check=True, stdout=subprocess.DEVNULL)
    target = folder / "work/current/prepared.parquet"
    schema = pl.read_parquet_schema(target)
    label = pl.col("churned").replace_strict({"yes": "churned", "no": "loyal"})
    known = {"id": pl.col("customer_id"), "split": pl.lit("learning"), "label": label}
    for part, start in enumerate(range(0, rows, PART)):
        table = customers(min(PART, rows - start), part).with_columns(**known)
        table.select(pl.col(name).cast(kind) for name, kind in schema.items()).write_parquet(
            folder / f"part{part:04}.parquet"
        )
    target.unlink()  # it may be a hard link
    pl.scan_parquet(folder / "part*.parquet").sink_parquet(target, row_group_size=262_144)
    for path in folder.glob("part*.parquet"):
        path.unlink()


if __name__ == "__main__":
    prepare(Path(sys.argv[1]), int(sys.argv[2]))
