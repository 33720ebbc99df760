"""Writes the sample logs beside this file: orders and tickets of the mall, calls of the carrier.

Run it as ``python sample_data/generate_logs.py``; the same rows come out each time. The customers
are those of the sample tables, all of the mall and 2000 of the carrier; nobody of them exists.

Every customer has a pace that follows from the table, and a moment of leaving that is drawn from a
smooth hazard. The pace falls in the weeks before it. There is no rule or threshold in here that a
learner could find again.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Rng = np.random.Generator

MALL_START, CARRIER_START = np.datetime64("2024-01-01"), np.datetime64("2024-07-01")
END = np.datetime64("2025-07-01")
CALLERS = 2000
HOURS = {
    "day": [*[0.2] * 7, 1, 3, 5, 6, 5, 4, 4, 5, 5, 4, 4, *[1.5] * 6],
    "evening": [*[0.3] * 8, *[1] * 10, 4, 6, 7, 6, 3, 1],
    "night": [3, 3, 2, 1, *[0.3] * 6, *[1] * 10, 3, 4, 6, 6],
}
"""Weights of the hours of the day for three habits."""
LEAVING = {"P1": 0.62, "M1": 0.08, "N1": 0.16, "U1": 0.06, "D1": 0.08}
"""Codes of leaving the carrier: ported, moved away, not paid, better brand, cheaper brand."""


def write_all(folder: Path, tables: Path | None = None) -> None:
    """Write all sample logs into ``folder``, for the customers of the sample tables."""
    tables = tables or folder
    orders, tickets = _mall(pl.read_csv(tables / "ecommerce_customers.csv", infer_schema=False))
    orders.write_csv(folder / "orders.csv")
    tickets.write_csv(folder / "tickets.csv")
    calls, changes = _carrier(pl.read_parquet(tables / "telecom_customers.parquet"))
    calls.write_parquet(
        folder / "calls.parquet", compression="zstd", compression_level=19, statistics=False
    )
    changes.write_csv(folder / "status_changes.csv")


def _mall(customers: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    rng = np.random.default_rng([2025, 1])
    numbers = customers.select(
        pl.col("repeat_purchases", "observation_days", "amount_spent", "service_calls").cast(
            pl.Float64, strict=False
        )
    ).with_columns(pl.all().fill_null(pl.all().median()))
    repeats, observed, spent, asked = numbers.to_numpy().T
    pace = (repeats + 1) / observed
    days = int((END - MALL_START).astype(int))
    urge = -0.5 * _standard(np.log(pace)) + 0.4 * _standard(np.sqrt(asked))
    leaves = np.minimum(rng.exponential(420 * np.exp(-urge)), 10_000)
    first = rng.uniform(0, days - 200, len(pace)) * (rng.random(len(pace)) < 0.35)
    counts, moments = _moments(rng, 1.6 * pace, first, leaves, days)
    habit = rng.choice(["day", "evening", "night"], len(pace), p=[0.45, 0.4, 0.15])
    basket = (spent / (repeats + 1))[counts]
    orders = pl.DataFrame(
        {
            "customer_id": customers["customer_id"].gather(counts),
            "ordered_at": _at_hours(rng, MALL_START, moments, habit[counts]),
            "amount": np.round(basket * rng.lognormal(0, 0.5, len(counts)), 2),
            "category": _drawn(rng, {"clothes": 5, "food": 3, "books": 2, "devices": 1}, counts),
        }
    )
    who, when = _moments(rng, 0.004 * np.exp(0.6 * urge), first, leaves + 20, days)
    tickets = pl.DataFrame(
        {
            "customer_id": customers["customer_id"].gather(who),
            "opened_at": _at_hours(rng, MALL_START, when, np.full(len(who), "day")),
            "topic": _drawn(rng, {"complaint": 4, "question": 5, "return": 3}, who),
        }
    )
    return orders.sort("ordered_at", "customer_id"), tickets.sort("opened_at", "customer_id")


def _carrier(customers: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    rng = np.random.default_rng([2025, 2])
    chosen = customers.filter(pl.col("status") == "normal").head(CALLERS)
    calls, ip, tenure = (
        chosen[name].to_numpy().astype(np.float64)
        for name in ("voice_calls", "ip_minutes", "on_days")
    )
    days = int((END - CARRIER_START).astype(int))
    pace = 0.22 * calls / calls.mean()
    ip_share = np.clip(0.05 + 0.1 * _standard(np.log1p(ip)), 0.01, 0.6)
    urge = (
        -0.5 * _standard(np.log(pace)) - 0.4 * _standard(np.log(tenure)) + 0.4 * _standard(ip_share)
    )
    leaves = rng.exponential(1100 * np.exp(-urge)) + 20
    counts, moments = _moments(rng, pace, np.zeros(CALLERS), leaves, days)
    habit = rng.choice(["day", "evening", "night"], CALLERS, p=[0.6, 0.3, 0.1])
    kinds = np.where(
        rng.random(len(counts)) < ip_share[counts],
        "ip",
        rng.choice(["local", "long_distance"], len(counts), p=[0.8, 0.2]),
    )
    log = pl.DataFrame(
        {
            "customer_id": chosen["customer_id"].gather(counts),
            "started_at": _at_hours(rng, CARRIER_START, moments, habit[counts]),
            "minutes": np.round(rng.lognormal(0.6, 0.8, len(counts)), 0) + 1,
            "kind": kinds,
            "incoming": rng.choice(["yes", "no"], len(counts), p=[0.4, 0.6]),
        }
    )
    gone = np.flatnonzero(leaves < days)
    codes = rng.choice(list(LEAVING), len(gone), p=list(LEAVING.values()))
    other = rng.choice(CALLERS, 400, replace=False)
    when = np.concatenate([leaves[gone], rng.uniform(0, np.minimum(leaves[other], days))])
    who = np.concatenate([gone, other])
    changes = pl.DataFrame(
        {
            "customer_id": chosen["customer_id"].gather(who),
            "changed_at": _times(CARRIER_START, np.floor(when), np.full(len(who), 36_000)),
            "code": [*codes, *["T1"] * len(other)],
        }
    )
    order = ["started_at", "customer_id"]
    typed = log.with_columns(
        pl.col("started_at").str.to_datetime(), pl.col("minutes").cast(pl.Int16)
    )
    return typed.sort(order), changes.sort("changed_at", "customer_id")


def _moments(
    rng: Rng, pace: Floats, first: Floats, leaves: Floats, days: int
) -> tuple[Whole, Floats]:
    """Customers and days of their events: Poisson streams, thinned in 60 days before leaving."""
    counts = rng.poisson(pace * days)
    who = np.repeat(np.arange(len(pace)), counts)
    when = rng.uniform(0, days, len(who))
    left = leaves[who] - when
    fading = np.clip(left / 60, 0, 1)
    kept = (when >= first[who]) & (rng.random(len(who)) < fading)
    return who[kept], when[kept]


def _at_hours(rng: Rng, start: np.datetime64, days: Floats, habit: NDArray[np.str_]) -> list[str]:
    """Wall times on those days, at hours that follow the habits."""
    hours = np.zeros(len(days), np.int64)
    for name, weights in HOURS.items():
        members = np.flatnonzero(habit == name)
        share = np.array(weights) / np.sum(weights)
        hours[members] = rng.choice(24, len(members), p=share)
    return _times(start, np.floor(days), hours * 3600 + rng.integers(0, 3600, len(days)))


def _times(start: np.datetime64, days: Floats, seconds: Whole) -> list[str]:
    moments = start.astype("datetime64[s]") + (days * 86_400).astype(np.int64) + seconds
    return [str(moment).replace("T", " ") for moment in moments]


def _drawn(rng: Rng, weights: dict[str, float], like: Whole) -> NDArray[np.str_]:
    share = np.array(list(weights.values())) / sum(weights.values())
    return rng.choice(list(weights), len(like), p=share)


def _standard(x: Floats) -> Floats:
    return np.asarray((x - x.mean()) / x.std(), np.float64)


if __name__ == "__main__":
    write_all(Path(__file__).resolve().parent)
