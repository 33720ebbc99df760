"""Events of a million customers over nine months. Arguments: FOLDER FILES EVENTS_PER_FILE."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl

CUSTOMERS = 1_000_000
START, DAYS = np.datetime64("2024-10-01"), 273
KINDS = np.array(["voice", "text", "data", "service"])


def events(rows: int, seed: int) -> pl.DataFrame:
    """Events in the order in which they come in; some customers have far more than others."""
    rng = np.random.default_rng(seed)
    seconds = np.sort(rng.integers(0, DAYS * 86_400, rows))
    kinds = rng.choice(len(KINDS), rows, p=[0.5, 0.25, 0.2, 0.05])
    return pl.DataFrame(
        {
            "customer_id": (CUSTOMERS * rng.random(rows, np.float32) ** 1.5).astype(np.int32),
            "at": pl.Series(START.astype("datetime64[us]") + seconds * np.timedelta64(1, "s")),
            "amount": rng.integers(0, 10_000, rows, np.int32) / 100,
            "kind": pl.Series(KINDS[kinds]),
        }
    )


if __name__ == "__main__":
    folder, files, rows = sys.argv[1:]
    for number in range(int(files)):
        path = Path(folder) / f"events_{number:02d}.parquet"
        events(int(rows), number).write_parquet(path, compression="lz4")
