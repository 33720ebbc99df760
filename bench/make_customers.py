"""Customers with 22 numeric variables, six of which bear on churn. Arguments: FILE ROWS SEED."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl

VARIABLES = 22


def customers(rows: int, seed: int) -> pl.DataFrame:
    """Customers of a seed; another seed gives other ids."""
    rng = np.random.default_rng(seed)
    values = rng.gamma(2.0, 50.0, (rows, VARIABLES))
    risk = -2.5 + (values[:, :6] - 100) @ np.array([-0.01, -0.008, 0.01, -0.006, 0.005, -0.004])
    churned = rng.random(rows) < 1 / (1 + np.exp(-risk))
    names = {f"v{i:02d}": values[:, i] for i in range(VARIABLES)}
    ids = pl.Series("customer_id", np.arange(rows) + seed * 10**8).cast(pl.String)
    return pl.DataFrame(names).with_columns(ids, churned=pl.Series(np.where(churned, "yes", "no")))


if __name__ == "__main__":
    path, rows, seed = sys.argv[1:]
    table = customers(int(rows), int(seed))
    kept = table if Path(path).stem == "learn" else table.drop("churned")
    kept.write_parquet(path)
