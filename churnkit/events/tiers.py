"""Value tiers: customers sorted by spending in a window, and who moved between them."""

from __future__ import annotations

from math import ceil

import polars as pl

from churnkit.config.events import TierSettings, TierShares

__all__ = ["NO_TIER", "SPENT", "TIER", "TIERS", "assign_tiers", "tier_at", "tier_moves"]

TIER = "value_tier"
SPENT = "__spent__"
"""Column: spending in the window, in ten-thousandths (Int64)."""
TIERS = ("vip", "key", "ordinary", "small")
NO_TIER = "none"
"""In the table of moves: no customer in that window."""


def assign_tiers(spending: pl.DataFrame, id_: str, settings: TierSettings) -> pl.DataFrame:
    """Give each customer a tier.

    The shares are of all customers, each rounded up together with those above it. Who spent
    nothing is small; equal spending is sorted by id.

    Args:
        spending: ``id_`` (String) and SPENT, one row for each customer.
        id_: column of the id.
        settings: shares of the tiers.

    Returns:
        ``id_`` and TIER, in the order of spending.
    """
    ordered = spending.sort([SPENT, id_], descending=[True, False])
    place = pl.int_range(pl.len())
    tier = tier_at(place, pl.col(SPENT), settings, ordered.height)
    return ordered.select(id_, tier.alias(TIER))


def tier_at(place: pl.Expr, spent: pl.Expr, shares: TierShares, customers: int) -> pl.Expr:
    """The tier of a customer at a place, from 0, in the order of spending."""
    tier = pl.lit("small")
    cuts = _cuts((shares.vip, shares.key, shares.ordinary), customers)
    for name, upto in reversed(list(zip(TIERS, cuts, strict=False))):
        tier = pl.when((place < upto) & (spent > 0)).then(pl.lit(name)).otherwise(tier)
    return tier


def _cuts(shares: tuple[float, ...], customers: int) -> list[int]:
    """Ranks at which the tiers end; a rounding error of the sum makes no further customer."""
    return [ceil(round(sum(shares[: n + 1]) * customers, 6)) for n in range(len(shares))]


def tier_moves(before: pl.DataFrame, now: pl.DataFrame, id_: str) -> pl.DataFrame:
    """Customers by tier in the window before and in this one.

    Returns:
        ``from``, ``to`` (a tier or NO_TIER) and ``customers``, from the top down.
    """
    order = {tier: place for place, tier in enumerate((*TIERS, NO_TIER))}
    return (
        before.join(now, on=id_, how="full", coalesce=True, suffix="_now")
        .select(
            pl.col(TIER).fill_null(NO_TIER).alias("from"),
            pl.col(f"{TIER}_now").fill_null(NO_TIER).alias("to"),
        )
        .group_by("from", "to")
        .agg(customers=pl.len().cast(pl.Int64))
        .sort(pl.col("from").replace_strict(order), pl.col("to").replace_strict(order))
    )
