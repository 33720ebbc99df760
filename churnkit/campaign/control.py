"""The control group: drawn before anybody is contacted, and kept by every rerun.

Customers are laid in a row by decile of the score, tier and a salted hash of the id, and those at
equal distances are taken (systematic sampling). So every customer has the same chance, each part of
the customers gives its share to within one, and the sum is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnkit.campaign.record import CONTROL, LISTED
from churnkit.prepare.split import hash_ids
from churnkit.scoring import row_order

__all__ = ["Draw", "draw_control"]

_HASHES = 2.0**64


@dataclass(frozen=True)
class Draw:
    """Who is held back."""

    control: pl.Series
    """(n,) Boolean, in the order of the customers."""
    wanted: int
    """How many were to be held back; fewer or more are where former roles were kept."""
    kept: int
    """Customers who kept the role that they had in the former record."""


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
    was contacted is no control, and one who was held back is not contacted after all. The others
    are drawn so that the sum comes as near to the share as it can.

    Args:
        selected: ``id`` (String), ``decile`` and ``tier``, one row for each customer, in any order.
        share: share that is held back, rounded (a half to the even number).
        campaign: name of the campaign.
        salt: text mixed into the hash.
        former: ``id`` and ``role`` of the former record.
    """
    wanted = int((Decimal(str(share)) * selected.height).to_integral_value(ROUND_HALF_EVEN))
    roles = _former_roles(selected, former)
    held, new = (roles == CONTROL).fill_null(value=False), roles.is_null()
    missing = min(max(wanted - int(held.sum()), 0), int(new.sum()))
    seed = int(hash_ids(pl.Series([f"{campaign}\n{salt or ''}"]), 0)[0])
    places = new.arg_true().to_numpy()
    drawn = held.to_numpy().copy()
    drawn[places[_systematic(selected[places], missing, seed)]] = True
    return Draw(pl.Series("control", drawn), wanted, selected.height - int(new.sum()))


def _former_roles(selected: pl.DataFrame, former: pl.DataFrame | None) -> pl.Series:
    """LISTED, CONTROL, or null for who was not selected before: (n,) String."""
    if former is None:
        return pl.repeat(None, selected.height, dtype=pl.String, eager=True)
    known = former.select("id", "role").filter(pl.col("role").is_in([LISTED, CONTROL]))
    return selected.select("id").join(known, on="id", how="left", maintain_order="left")["role"]


def _systematic(customers: pl.DataFrame, size: int, seed: int) -> NDArray[np.int64]:
    """Places of ``size`` customers, at equal distances along decile, tier and hash."""
    if size == 0:
        return np.empty(0, dtype=np.int64)
    hashes = pl.Series("hash", hash_ids(customers["id"], seed))
    keys = customers.select("decile", "tier", hashes, "id")
    row = row_order(keys, [False] * keys.width)
    start = float(hash_ids(pl.Series(["start"]), seed)[0]) / _HASHES
    steps = np.floor((np.arange(size) + start) * (customers.height / size)).astype(np.int64)
    at = np.minimum(steps, customers.height - 1)
    taken: NDArray[np.int64] = row.to_numpy()[at].astype(np.int64)
    return taken
