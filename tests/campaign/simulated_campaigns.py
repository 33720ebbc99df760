"""Campaigns whose true uplift is known; the control group is drawn as ``score`` draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from churnkit.campaign.control_group import draw_control
from churnkit.campaign.measure.uplift import Counts, Flags, Floats

DECILES, TIERS = 3, 4


@dataclass(frozen=True)
class Simulated:
    """What is known of a campaign when its outcomes are in; one entry for each selected."""

    score: Floats
    """Chance to leave without contact."""
    decile: Counts
    tier: Counts
    listed: Flags
    stayed: Flags
    true_uplift: float
    """Mean over all selected of the chance to stay with contact, less that without."""

    @property
    def stratum(self) -> Counts:
        return self.decile * TIERS + self.tier


def simulated(
    seed: int, *, selected: int = 3200, control_share: float = 0.1, success: float = 0.3
) -> Simulated:
    """A campaign that keeps ``success`` of those who would leave; of the dearest tiers more."""
    return simulated_with(seed, [success], selected=selected, control_share=control_share)[0]


def simulated_with(
    seed: int, successes: Sequence[float], *, selected: int = 3200, control_share: float = 0.1
) -> list[Simulated]:
    """The same customers in the same groups, as if contact kept more or fewer of them."""
    draw = np.random.default_rng(seed)
    score = np.sort(0.4 + 0.5 * draw.beta(2, 2, selected))[::-1]
    decile = np.arange(selected) * DECILES // selected
    tier = draw.choice(TIERS, selected, p=[0.01, 0.04, 0.15, 0.8])
    customers = pl.DataFrame({"id": _ids(selected), "decile": decile, "tier": tier})
    held_back = draw_control(customers, share=control_share, campaign=f"campaign {seed}").control
    listed, chance = ~held_back.to_numpy(), draw.random(selected)
    found = []
    for success in successes:
        kept = score * success * np.where(tier == TIERS - 1, 0.9, 1.4)
        stayed = chance < 1 - score + np.where(listed, kept, 0.0)
        found.append(Simulated(score, decile, tier, listed, stayed, float(kept.mean())))
    return found


@cache
def _ids(customers: int) -> pl.Series:
    return pl.Series([f"C{number:05}" for number in range(customers)])
