"""Who is likely to return: the published factors as points that add up to log odds.

The factors are those of Kumar: customers return rather if they had referred others, if they never
complained or had their complaint settled, and if they left because of the price; less if they left
because of the service, and least because of both. The source gives this order and no sizes: the
points are settings of ours. Whatever is not known counts 0, between the best and the worst.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import polars as pl

from churnkit.campaign.contact_keys import is_one_of

Factor = Literal["referral", "complaint", "reason"]
Level = Literal[
    "referred", "not_referred", "never", "settled", "unsettled", "price", "service", "both", "other"
]

POINTS: Mapping[Factor, Mapping[Level, float]] = {
    "referral": {"referred": 0.5, "not_referred": -0.5},
    "complaint": {"never": 0.5, "settled": 0.5, "unsettled": -0.5},
    "reason": {"price": 0.8, "service": -0.2, "both": -0.8, "other": 0.0},
}
"""Log odds of returning that each level adds. The order is the source's, the sizes are not."""


class ReasonTexts(NamedTuple):
    """Texts for reasons for leaving in a table, however they are spelt."""

    price: tuple[str, ...]
    service: tuple[str, ...]
    both: tuple[str, ...]


def levels(frame: pl.DataFrame, reasons: ReasonTexts) -> pl.DataFrame:
    """The level of each customer in each factor.

    Args:
        frame: customers; of ``referred``, ``complained``, ``settled`` (Boolean) and ``reason``
            (String) those columns that are known.
        reasons: what the texts of ``reason`` mean; any other one is the level "other".

    Returns:
        ``referral``, ``complaint`` and ``reason``: String, null where the level is not known.
    """
    absent = [name for name in ("referred", "complained", "settled") if name not in frame]
    unknown = pl.lit(None, dtype=pl.Boolean)
    known = frame.with_columns(unknown.alias(name) for name in absent)
    if "reason" not in known:
        known = known.with_columns(pl.lit(None, dtype=pl.String).alias("reason"))
    return known.select(_referral(), _complaint(), _reason(known["reason"], reasons))


def points(levels: pl.DataFrame) -> pl.Series:
    """The points of each customer, all factors together: (n,) Float64."""
    return levels.select(
        pl.sum_horizontal(level_points(factor) for factor in POINTS).alias("points")
    ).to_series()


def level_points(factor: Factor) -> pl.Expr:
    """The points of a factor, 0 where its level is not known."""
    return pl.col(factor).replace_strict(dict(POINTS[factor]), default=0.0, return_dtype=pl.Float64)


def _referral() -> pl.Expr:
    referred = pl.col("referred")
    return (
        pl.when(referred)
        .then(pl.lit("referred"))
        .when(~referred)
        .then(pl.lit("not_referred"))
        .alias("referral")
    )


def _complaint() -> pl.Expr:
    """Settled tells of a complaint, too; not settled does not: there may have been none."""
    complained, settled = pl.col("complained"), pl.col("settled")
    return (
        pl.when(~complained)
        .then(pl.lit("never"))
        .when(settled)
        .then(pl.lit("settled"))
        .when(complained & ~settled)
        .then(pl.lit("unsettled"))
        .alias("complaint")
    )


def _reason(texts: pl.Series, reasons: ReasonTexts) -> pl.Series:
    known = texts.to_frame().select(
        pl.when(is_one_of(texts, wanted)).then(pl.lit(level)).alias(level)
        for level, wanted in reasons._asdict().items()
    )
    other = pl.when(texts.is_not_null()).then(pl.lit("other"))
    return known.select(pl.coalesce(*reasons._fields, other).alias("reason")).to_series()
