"""Writes the data of the sample campaign beside this file: nobody in them exists.

Run it as ``python sample_data/generate_campaign.py``; the same tables come out each time. They are
the carrier's current customers of ``generate.py`` and as many more as a campaign needs to show its
effect, with what it has to know of them: what they are worth, how they may be contacted, when they
were contacted last, why they complained. The numbers are written as people and systems write them,
each customer's in one of many ways, and in another way on the do-not-contact list.
"""

from __future__ import annotations

import datetime as dt
import runpy
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import polars as pl

Rng = np.random.Generator

FOLDER = Path(__file__).parent
MORE_CUSTOMERS, FIRST_ID = 15_000, 100_001
AS_OF = dt.date(2024, 9, 30)
DO_NOT_CALL, DO_NOT_CONTACT = 120, 60
WITHOUT_PHONE_SHARE, CONTACTED_SHARE = 0.01, 0.55
CAUSES = ("billing", "coverage", "price", "service")

SPELLINGS: Sequence[Callable[[str], str]] = (
    lambda number: number,
    lambda number: f"+86{number}",
    lambda number: f"+86 {number[:3]} {number[3:7]} {number[7:]}",
    lambda number: f"0086-{number[:3]}-{number[3:7]}-{number[7:]}",
    lambda number: f"86{number}",
    lambda number: f"({number[:3]}) {number[3:7]} {number[7:]}",
    lambda number: number.translate(_FULL_WIDTH),
    lambda number: f" {number[:3]}\u3000{number[3:]} ",
)
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def write_all(folder: Path) -> None:
    """Write all files of the campaign into ``folder``."""
    current = pl.read_parquet(FOLDER / "telecom_current.parquet")
    customers = pl.concat([current, more_customers().select(current.columns).cast(current.schema)])
    rng = np.random.default_rng([5310, 11])
    numbers = _numbers(rng, customers.height)
    known = _known(rng, customers, numbers)
    known.write_parquet(
        folder / "campaign_customers.parquet",
        compression="zstd",
        compression_level=19,
        statistics=False,
    )

    chosen = rng.choice(customers.height, DO_NOT_CALL + DO_NOT_CONTACT, replace=False)
    calls, others = chosen[:DO_NOT_CALL], chosen[DO_NOT_CALL:]
    pl.DataFrame(
        {
            "phone": _spelt(rng, [numbers[place] for place in calls]),
            "since": _days_before(rng, len(calls), 2000),
        }
    ).write_csv(folder / "do_not_call.csv")
    pl.DataFrame(
        {
            "customer_id": customers["customer_id"].gather(others),
            "since": _days_before(rng, len(others), 2000),
        }
    ).write_csv(folder / "do_not_contact.csv")


def more_customers() -> pl.DataFrame:
    """Current customers who are not in ``telecom_current.parquet``, with their propensity."""
    carrier = runpy.run_path(str(FOLDER / "generate.py"), run_name="generate")
    rng = np.random.default_rng([5310, 4])
    more: pl.DataFrame = carrier["_telecom"](rng, MORE_CUSTOMERS, first_id=FIRST_ID)
    return more


def _numbers(rng: Rng, size: int) -> list[str]:
    """Mobile numbers, each once."""
    numbers = rng.choice(10**8, size, replace=False)
    begins = rng.choice([130, 135, 138, 150, 186, 188], size)
    return [f"{begin}{number:08d}" for begin, number in zip(begins, numbers, strict=True)]


def _known(rng: Rng, customers: pl.DataFrame, numbers: list[str]) -> pl.DataFrame:
    size = customers.height
    complained = customers["complaints"] > 0
    return customers.with_columns(
        (pl.col("monthly_bill") * 12).round(2).alias("yearly_value"),
        _gaps(rng, pl.Series("phone", _spelt(rng, numbers)), WITHOUT_PHONE_SHARE),
        pl.Series("may_text", rng.choice(["yes", "no"], size, p=[0.8, 0.2])),
        pl.Series("may_email", rng.choice(["yes", "no", None], size, p=[0.5, 0.3, 0.2])),
        _gaps(rng, _days_before(rng, size, 365).alias("last_contact"), 1 - CONTACTED_SHARE),
        pl.Series("cause", rng.choice(CAUSES, size)).zip_with(
            complained & pl.Series(rng.random(size) < 0.9), pl.Series([None], dtype=pl.String)
        ).alias("complaint_cause"),
    )  # fmt: skip


def _spelt(rng: Rng, numbers: Sequence[str]) -> list[str]:
    """The numbers, most of them plain, the others in one of the other ways."""
    odd = [0.3 / (len(SPELLINGS) - 1)] * (len(SPELLINGS) - 1)
    ways = rng.choice(len(SPELLINGS), len(numbers), p=[0.7, *odd])
    return [SPELLINGS[way](number) for way, number in zip(ways, numbers, strict=True)]


def _days_before(rng: Rng, size: int, longest: int) -> pl.Series:
    return pl.Series([AS_OF - dt.timedelta(int(days)) for days in rng.integers(1, longest, size)])


def _gaps(rng: Rng, values: pl.Series, share: float) -> pl.Series:
    """The values, a share of them missing."""
    kept = pl.Series(rng.random(values.len()) >= share)
    return values.to_frame("v").select(pl.when(kept).then("v").alias(values.name)).to_series()


if __name__ == "__main__":
    write_all(FOLDER)
