"""Value tiers: customers sorted by spending in a window, and who moved between them."""

from __future__ import annotations

from math import ceil
from pathlib import Path

import polars as pl

from churnkit.config.sections.events import TierSettings, TierShares
from churnkit.frozen import Frozen
from churnkit.workspace.artifacts import TIER_MOVES, read_artifact
from churnkit.workspace.runs import Run

TIER = "value_tier"
SPENT = "__spent__"
"""Column: spending in the window, in ten-thousandths (Int64)."""
TIERS = ("vip", "key", "ordinary", "small")
NO_TIER = "none"
"""In the table of moves: no customer in that window."""


class TierMove(Frozen):
    """Customers who were in one tier and are in another one now, or still in the same."""

    before: str
    """Tier in the window before, or NO_TIER."""
    now: str
    """Tier in the observation window, or NO_TIER."""
    customers: int


class TierMoves(Frozen):
    """Who moved between tiers from one window to the next one."""

    before: tuple[str, str]
    """First and last day (YYYY-MM-DD) of the window before."""
    now: tuple[str, str]
    """First and last day of the observation window."""
    moves: tuple[TierMove, ...]
    """Each pair of tiers that some customer has, from the top down."""

    @property
    def customers(self) -> int:
        """Customers of either window."""
        return sum(move.customers for move in self.moves)

    @property
    def moved(self) -> int:
        """Those of them whose tier changed, who came or who went."""
        return sum(move.customers for move in self.moves if move.before != move.now)


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
    rank = pl.int_range(pl.len())
    tier = pl.lit("small")
    for name, upto in reversed(list(zip(TIERS, tier_cuts(settings, ordered.height), strict=False))):
        tier = pl.when((rank < upto) & (pl.col(SPENT) > 0)).then(pl.lit(name)).otherwise(tier)
    return ordered.select(id_, tier.alias(TIER))


def tier_cuts(shares: TierShares, customers: int) -> list[int]:
    """Ranks at which the tiers end; a rounding error of the sum makes no further customer."""
    each = (shares.vip, shares.key, shares.ordinary)
    return [ceil(round(sum(each[: n + 1]) * customers, 6)) for n in range(len(each))]


def tier_moves(before: pl.DataFrame, now: pl.DataFrame, id_: str) -> tuple[TierMove, ...]:
    """Customers by tier in the window before and in this one, from the top down.

    Args:
        before: ``id_`` and TIER in the window before, one row for each customer.
        now: the same in this one.
        id_: column of the id.
    """
    order = {tier: place for place, tier in enumerate((*TIERS, NO_TIER))}
    counts = (
        before.join(now, on=id_, how="full", coalesce=True, suffix="_now")
        .select(
            pl.col(TIER).fill_null(NO_TIER).alias("before"),
            pl.col(f"{TIER}_now").fill_null(NO_TIER).alias("now"),
        )
        .group_by("before", "now")
        .agg(customers=pl.len().cast(pl.Int64))
        .sort(pl.col("before").replace_strict(order), pl.col("now").replace_strict(order))
    )
    return tuple(TierMove(**row) for row in counts.iter_rows(named=True))


def write_moves(run: Run, moves: TierMoves) -> Path:
    """Write ``tier_moves.json`` into a run."""
    return run.write_json(TIER_MOVES, moves)


def read_moves(run: Run) -> TierMoves | None:
    """What ``write_moves`` wrote; None where there are no tiers."""
    path = run.path(TIER_MOVES)
    return read_artifact(path, TierMoves) if path.exists() else None
