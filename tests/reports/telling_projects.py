"""A small generated project: who calls much leaves, with a basic plan above all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

CONFIG = """
work: work
data:
  customers: customers.csv
  id: customer
  label: {column: churned, churned: "1", loyal: "0"}
  variables: {calls: {label: {en: service calls, zh: 服务电话}}}
ingest:
  rate_difference: {effect: 0}
"""


def write_project(folder: Path, customers: int = 600) -> Path:
    """Write table and config; the config is returned."""
    rng = np.random.default_rng(7)
    calls, months = rng.integers(0, 12, customers), rng.integers(1, 60, customers)
    plan = rng.choice(["basic", "gold", "silver"], customers)
    risk = 0.08 + 0.4 * (calls >= 6) + 0.3 * ((plan == "basic") & (months < 24))
    table = pl.DataFrame(
        {
            "customer": [f"{number:04d}" for number in range(customers)],
            "calls": calls,
            "months": months,
            "plan": plan,
            "churned": (rng.random(customers) < risk).astype(int),
        }
    )
    table.write_csv(folder / "customers.csv")
    (folder / "project.yaml").write_text(CONFIG)
    return folder / "project.yaml"
