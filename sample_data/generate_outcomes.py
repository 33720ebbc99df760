"""Writes who stayed after the sample campaign beside this file; the true uplift is known.

Run it as ``python sample_data/generate_outcomes.py``; the same table comes out each time. Whether a
customer leaves within the year without contact, whether contact keeps one who would, and whether
the outcome becomes known, is each decided by a hash of the id: so a customer's outcome changes only
with whether he was on the list, whoever else was.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnkit.campaign.record import LISTED, read_record
from churnkit.commands.run import run
from churnkit.config.loading import load_config
from churnkit.hashing import hash_ids
from churnkit.workspace import artifacts

FOLDER = Path(__file__).parent
KEPT_SHARE = 0.3
"""Contact keeps this share of those who would leave."""
UNKNOWN_SHARE = 0.02
_LEAVES, _IS_KEPT, _IS_UNKNOWN = 71, 72, 73  # seeds


def write_all(folder: Path, record: pl.DataFrame) -> None:
    """Write the outcomes of all current customers into ``folder``."""
    customers = pl.read_parquet(FOLDER / "campaign_customers.parquet")
    outcomes(customers, record).write_csv(folder / "campaign_outcomes.csv")


def outcomes(customers: pl.DataFrame, record: pl.DataFrame) -> pl.DataFrame:
    """customer_id and stayed: yes, no, or nothing where it is not known."""
    ids = customers["customer_id"]
    listed = ids.is_in(record.filter(pl.col("role") == LISTED)["id"].implode())
    leaves = _draw(ids, _LEAVES) < leaving(customers)
    is_kept = (_draw(ids, _IS_KEPT) < KEPT_SHARE) & listed.to_numpy()
    stayed = pl.Series(np.where(leaves & ~is_kept, "no", "yes"))
    known = pl.Series(_draw(ids, _IS_UNKNOWN) >= UNKNOWN_SHARE)
    return pl.DataFrame({"customer_id": ids, "stayed": stayed.set(~known, None)})


def leaving(customers: pl.DataFrame) -> NDArray[np.float64]:
    """Chance to leave within the year without contact."""
    chance = (
        0.30
        + 0.20 * (pl.col("on_days") < 365).fill_null(value=False)
        + 0.10 * (pl.col("complaints") > 0).fill_null(value=False)
    )
    return customers.select(chance).to_series().to_numpy()


def true_uplift(customers: pl.DataFrame, record: pl.DataFrame) -> float:
    """Retention that contact adds to the selected customers, as a share."""
    selected = customers.filter(pl.col("customer_id").is_in(record["id"].implode()))
    return KEPT_SHARE * float(leaving(selected).mean())


def campaign_record(work: Path) -> pl.DataFrame:
    """The record of the sample campaign, made anew in a work folder."""
    config = load_config(FOLDER.parent / "configs" / "campaign.yaml", [f"work={work}"])
    name = config.campaign.name if config.campaign else ""
    return read_record(run(config).folder / artifacts.campaign_record(name))


def _draw(ids: pl.Series, seed: int) -> NDArray[np.float64]:
    """A number from 0 to below 1 for each customer."""
    return np.asarray(hash_ids(ids, seed), dtype=np.float64) / 2.0**64


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as work:
        write_all(FOLDER, campaign_record(Path(work)))
