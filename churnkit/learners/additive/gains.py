"""What one rule more would take from the log loss, for every term that a rule may be extended by.

To second order, given each customer's gradient g = y - p and curvature h = p (1 - p):

    gain(z) = (sum g z - mean_h(z) sum g)^2 / (sum h z^2 - (sum h z)^2 / sum h + lambda)

This is twice what a weight for z, beside a free intercept, takes from the penalised loss.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from churnkit.learners.additive.pool import And, Pool

Floats = NDArray[np.float64]

SUPPORT = 0.01
"""A rule must hold for more than this share of the curvature, and fail for as much."""
DIGITS = 9
"""Gains are compared to this many decimals, so that rounding noise decides no tie."""


class Gains:
    """Gains of candidates beside the rules so far, whose scores are ``p``, (n,)."""

    def __init__(self, pool: Pool, p: Floats, penalty: float) -> None:
        g, h = pool.churned - p, p * (1.0 - p)
        self._pool = pool
        self._penalty = penalty
        self._sum_g, self._sum_h = g.sum(), h.sum()
        self._ordered = [(g[column.order], h[column.order]) for column in pool.columns]

    def of_extensions(self, rule: And, signs: Floats) -> Floats:
        """(terms,) gain of the rule with one term more; 0 without support or of the wrong sign.

        ``signs`` is the sign that the weight must have, or 0.
        """
        gz, hz, hzz = self._sums(self._pool.strength(rule))
        share = hz / self._sum_h
        slope = gz - share * self._sum_g
        gain: Floats = slope**2 / (hzz - hz * share + self._penalty)
        fits = (share > SUPPORT) & (share < 1 - SUPPORT) & (slope * signs >= 0)
        gain[~fits] = 0.0
        return gain.round(DIGITS)

    def _sums(self, strength: Floats) -> Floats:
        """(3, terms) sums of g z, h z and h z^2 over the customers."""
        return np.concatenate(
            [
                column.sums(strength[column.order], g, h)
                for column, (g, h) in zip(self._pool.columns, self._ordered, strict=True)
            ],
            axis=1,
        )
