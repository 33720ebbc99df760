"""Writes the tables of customers who have left beside this file: nobody in them exists.

Run it as ``python sample_data/generate_left.py``, after ``generate_outcomes.py``; the same bytes
come out each time. ``left_customers.csv`` holds the carrier's churned customers, what is known of
their leaving, and of those whom somebody has tried to win back whether they returned. Whether they
do is drawn from a smooth chance: the published factors count, and so do the years with the carrier.
``lost_customers.csv`` holds the leavers of ``campaign_outcomes.csv``, and a few who had come too
late to be scored.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnkit.hashing import hash_ids

Floats = NDArray[np.float64]
Rng = np.random.Generator

FOLDER = Path(__file__).parent
AS_OF = np.datetime64("2024-09-30")
TRIED_SHARE, RETURNED_SHARE = 0.6, 0.25
DO_NOT_CALL = 15
REASONS = ("price", "service", "both", "moved away", "not paid")
CAUSES = ("price", "service", "competitor", "moved away", "promises", "not paid", "closed down")
_CAUSE, _UNKNOWN = 82, 83  # seeds
NEW_CUSTOMERS = 12


def write_all(folder: Path) -> None:
    """Write both tables into ``folder``."""
    left_customers(np.random.default_rng([5310, 21])).write_csv(folder / "left_customers.csv")
    lost_customers().write_csv(folder / "lost_customers.csv")


def left_customers(rng: Rng) -> pl.DataFrame:
    """The churned customers of the carrier, with whether they returned where it was tried."""
    churned = pl.read_parquet(FOLDER / "telecom_customers.parquet").filter(
        pl.col("churned") == "yes"
    )
    size = churned.height
    referred = rng.random(size) < 0.25
    complained = (churned["complaints"] > 0).to_numpy()
    settled = rng.random(size) < 0.5
    reason = rng.choice(REASONS, size, p=[0.35, 0.25, 0.1, 0.2, 0.1])
    years = (churned["on_days"].fill_null(365) / 365).round(1)
    urge = (
        0.7 * referred
        - 0.8 * (complained & ~settled)
        + np.select([reason == "price", reason == "service", reason == "both"], [0.7, -0.3, -0.9])
        + 1.2 * np.log(years.to_numpy())
        + rng.logistic(0, 1, size)
    )
    returned = np.where(urge > np.quantile(urge, 1 - RETURNED_SHARE), "yes", "no")
    worth = churned["monthly_bill"].to_numpy() * 12 * rng.lognormal(0.1, 0.5, size)
    return pl.DataFrame(
        {
            "customer_id": churned["customer_id"],
            "phone": _phones(rng, size),
            "may_text": rng.choice(["yes", "no"], size, p=[0.75, 0.25]),
            "may_email": _where(rng.random(size) < 0.7, rng.choice(["yes", "no"], size)),
            "last_contact": _where(rng.random(size) < 0.5, AS_OF - rng.integers(1, 365, size)),
            "years": years,
            "service_level": churned["service_level"],
            "referred": _where(rng.random(size) < 0.9, np.where(referred, "yes", "no")),
            "complained": np.where(complained, "yes", "no"),
            "settled": _where(complained, np.where(settled, "yes", "no")),
            "reason": _where(rng.random(size) < 0.85, reason),
            "second_value": _where(rng.random(size) < 0.98, np.round(worth, 2)),
            "returned": _where(rng.random(size) < TRIED_SHARE, returned),
        }
    )


def lost_customers() -> pl.DataFrame:
    """Those who left in the quarter after the campaign, and new customers who left at once."""
    customers = pl.read_parquet(FOLDER / "campaign_customers.parquet")
    outcomes = pl.read_csv(FOLDER / "campaign_outcomes.csv", infer_schema=False)
    gone = outcomes.filter(pl.col("stayed") == "no")["customer_id"]
    known = customers.filter(pl.col("customer_id").is_in(gone.implode()))
    new = pl.Series("customer_id", [f"{99_000_001 + k}" for k in range(NEW_CUSTOMERS)])
    ids = pl.concat([known["customer_id"], new])
    values = pl.concat([known["yearly_value"], pl.Series([240.0] * NEW_CUSTOMERS)])
    odds = np.cumsum([0.30, 0.22, 0.22, 0.11, 0.06, 0.06, 0.03])
    cause = np.array(CAUSES)[np.searchsorted(odds, _draw(ids, _CAUSE), side="right").clip(0, 6)]
    return pl.DataFrame(
        {
            "customer_id": ids,
            "cause": _where(_draw(ids, _UNKNOWN) >= 0.2, cause),
            "yearly_value": values,
        }
    )


def _phones(rng: Rng, size: int) -> list[str | None]:
    """Mobile numbers; a few stand on the do-not-call list, in another spelling."""
    numbers: list[str | None] = [f"139{number:08d}" for number in rng.choice(10**8, size, False)]
    barred = pl.read_csv(FOLDER / "do_not_call.csv", infer_schema=False)["phone"]
    for place, text in zip(rng.choice(size, DO_NOT_CALL, replace=False), barred, strict=False):
        digits = "".join(filter(str.isdigit, unicodedata.normalize("NFKC", text)))[-11:]
        numbers[place] = f"+86 {digits[:3]}-{digits[3:7]}-{digits[7:]}"
    for place in rng.choice(size, 8, replace=False):
        numbers[place] = None
    return numbers


def _where(known: NDArray[np.bool_], values: NDArray[Any]) -> pl.Series:
    """The values where they are known."""
    return pl.select(pl.when(pl.Series(known)).then(pl.Series(values))).to_series()


def _draw(ids: pl.Series, seed: int) -> Floats:
    """A number from 0 to below 1 for each customer."""
    return np.asarray(hash_ids(ids, seed), dtype=np.float64) / 2.0**64


if __name__ == "__main__":
    write_all(FOLDER)
