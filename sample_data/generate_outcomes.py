"""Writes beside this file who stayed in the quarter after the sample campaign.

The true uplift is known.

Run it as ``python sample_data/generate_outcomes.py``; the same table comes out each time. Whether a
customer leaves without contact, whether contact keeps one who would, and whether the outcome is
known, is each decided by a hash of the id: so a customer's outcome changes only with whether he was
on the list, whoever else was. Customers leave as those do of whom the rules are learnt, and contact
keeps as many as the playbook expects.
"""

from __future__ import annotations

import runpy
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
UNKNOWN_SHARE = 0.02
_LEAVES, _IS_KEPT, _IS_UNKNOWN = 71, 72, 73  # seeds


def write_all(folder: Path, record: pl.DataFrame) -> None:
    """Write the outcomes of all current customers into ``folder``."""
    customers = pl.read_parquet(FOLDER / "campaign_customers.parquet")
    outcomes(customers, record).write_csv(folder / "campaign_outcomes.csv")


def outcomes(customers: pl.DataFrame, record: pl.DataFrame) -> pl.DataFrame:
    """customer_id and stayed: yes, no, or nothing where it is not known."""
    ids = customers["customer_id"]
    kept = pl.col("success").filter(pl.col("role") == LISTED)
    listed = record.select(pl.col("id").filter(pl.col("role") == LISTED), kept)
    success = _in_order(ids, listed)
    leaves = _draw(ids, _LEAVES) < _in_order(ids, leaving())
    is_kept = _draw(ids, _IS_KEPT) < success
    stayed = pl.Series(np.where(leaves & ~is_kept, "no", "yes"))
    known = pl.Series(_draw(ids, _IS_UNKNOWN) >= UNKNOWN_SHARE)
    return pl.DataFrame({"customer_id": ids, "stayed": stayed.set(~known, None)})


def leaving() -> pl.DataFrame:
    """``id`` and ``chance`` of current customers to leave without contact.

    They leave as those did of whom the rules are learnt: propensity plus logistic noise above the
    bound that the last of these reached.
    """
    carrier = runpy.run_path(str(FOLDER / "generate.py"), run_name="generate")
    campaign = runpy.run_path(str(FOLDER / "generate_campaign.py"), run_name="generate")
    customers, current = (
        carrier["_telecom"](np.random.default_rng([5310, stream]), size, first_id=first)
        for stream, size, first in (
            (1, carrier["TELECOM_CUSTOMERS"], 1),
            (3, carrier["TELECOM_CURRENT"], 80_001),
        )
    )
    current = pl.concat([current, campaign["more_customers"]()], how="vertical_relaxed")
    noise = np.random.default_rng([5310, 2]).logistic(size=customers.height)
    urge = np.sort(customers["propensity"].to_numpy() + noise)[::-1]
    bound = urge[carrier["TELECOM_CHURNED"] - 1]
    chance = 1 / (1 + np.exp(bound - current["propensity"].to_numpy()))
    return pl.DataFrame({"id": current["customer_id"], "chance": chance})


def true_uplift(record: pl.DataFrame) -> float:
    """Retention that contact adds to the selected customers, as a share."""
    selected = record.join(leaving(), on="id", how="left", maintain_order="left")
    return float((selected["chance"] * selected["success"]).mean())  # type: ignore[arg-type]


def _in_order(ids: pl.Series, known: pl.DataFrame) -> NDArray[np.float64]:
    """The second column of what is known, by id; 0 where nothing is."""
    found = ids.to_frame("id").join(known, on="id", how="left", maintain_order="left")
    return found.to_series(1).fill_null(0.0).to_numpy()


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
