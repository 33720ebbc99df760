"""The control group: drawn before anybody is contacted, and kept by every rerun.

Customers are laid in a row by decile of the score, tier and a salted hash of the id, and those at
equal distances are taken (systematic sampling). So every customer has the same chance, each part of
the customers gives its share to within one, and the sum is exact.

A rerun draws among newcomers alone, as many as the share of all ever selected grows by: which of
the earlier customers are still selected may depend on their having been contacted, and must not
decide who is held back.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnkit.campaign.record import CONTROL
from churnkit.hashing import hash_ids
from churnkit.scoring import row_order

_HASHES = 2.0**64


@dataclass(frozen=True)
class Draw:
    """Who is held back."""

    control: pl.Series
    """(n,) Boolean, in the order of the customers."""
    kept: int
    """Customers who kept the role that they had in the record."""


def draw_control(
    selected: pl.DataFrame,
    *,
    share: float,
    campaign: str,
    salt: str | None = None,
    former: pl.DataFrame | None = None,
) -> Draw:
    """Hold back a share of the selected customers at random.

    Whoever was selected before, under the same name of the campaign, keeps the role: a customer who
    was contacted is no control, and one who was held back is not contacted after all.

    Args:
        selected: ``id`` (String), ``decile`` and ``tier``, one row for each customer, in any order.
        share: share of all ever selected that is held back, rounded (a half to the even number).
        campaign: name of the campaign.
        salt: text mixed into the hash.
        former: ``id`` and ``role`` of all who were selected before.
    """
    roles = _former_roles(selected, former)
    before = 0 if former is None else former.height
    places = roles.is_null().arg_true().to_numpy()
    size = controls_of(share, before + places.size) - controls_of(share, before)
    seed = int(hash_ids(pl.Series([f"{campaign}\n{salt or ''}"]), 0)[0])
    drawn = (roles == CONTROL).fill_null(value=False).to_numpy().copy()
    drawn[places[_systematic(selected[places], size, seed, before)]] = True
    return Draw(pl.Series("control", drawn), selected.height - places.size)


def controls_of(share: float, customers: int) -> int:
    """How many of so many selected are held back; of a half, the even number.

    The share is taken as it is written: 0.15 of 10 is a half, which it is not in binary.
    """
    return int((Decimal(str(share)) * customers).to_integral_value(ROUND_HALF_EVEN))


def _former_roles(selected: pl.DataFrame, former: pl.DataFrame | None) -> pl.Series:
    """LISTED, CONTROL, or null for who was not selected before: (n,) String."""
    if former is None:
        return pl.repeat(None, selected.height, dtype=pl.String, eager=True)
    known = former.select("id", "role")
    return selected.select("id").join(known, on="id", how="left", maintain_order="left")["role"]


def _systematic(customers: pl.DataFrame, size: int, seed: int, before: int) -> NDArray[np.int64]:
    """Places of ``size`` customers, at equal distances along decile, tier and hash.

    The first distance depends on how many were drawn from ``before``: else one customer a night
    would always be drawn from the same deciles.
    """
    if size == 0:
        return np.empty(0, dtype=np.int64)
    hashes = pl.Series("hash", hash_ids(customers["id"], seed))
    keys = customers.select("decile", "tier", hashes, "id")
    row = row_order(keys, [False] * keys.width)
    turn = pl.Series([f"start {before}" if before else "start"])
    start = float(hash_ids(turn, seed)[0]) / _HASHES
    steps = np.floor((np.arange(size) + start) * (customers.height / size)).astype(np.int64)
    at = np.minimum(steps, customers.height - 1)
    taken: NDArray[np.int64] = row.to_numpy()[at].astype(np.int64)
    return taken
