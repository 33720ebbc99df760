"""Campaigns whose true uplift is known: score strata, tiers, a control group drawn within both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from churnkit.campaign.uplift import Counts, Flags, Floats

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
    """Contact keeps ``success`` of those who would leave; of the dearest tiers more."""
    draw = np.random.default_rng(seed)
    score = np.sort(0.4 + 0.5 * draw.beta(2, 2, selected))[::-1]
    decile = np.arange(selected) * DECILES // selected
    tier = draw.choice(TIERS, selected, p=[0.01, 0.04, 0.15, 0.8])
    kept = score * success * np.where(tier == TIERS - 1, 0.9, 1.4)
    listed = ~_held_back(decile * TIERS + tier, control_share, draw)
    stayed = draw.random(selected) < 1 - score + np.where(listed, kept, 0.0)
    return Simulated(score, decile, tier, listed, stayed, float(kept.mean()))


def _held_back(stratum: Counts, share: float, draw: np.random.Generator) -> Flags:
    """Of each stratum as many as its share, rounded up or down by chance."""
    held = np.zeros(len(stratum), np.bool_)
    for each in np.unique(stratum):
        members = np.flatnonzero(stratum == each)
        size = int(share * len(members) + draw.random())
        held[draw.choice(members, size, replace=False)] = True
    return held
