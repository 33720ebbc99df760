"""Weights of rules: the minimum is reached from anywhere, in whole numbers that do not overflow."""

from __future__ import annotations

import numpy as np
import pytest

from churnkit.learners.logistic import fit_weights


@pytest.mark.filterwarnings("ignore:overflow encountered in exp")
@pytest.mark.parametrize("start", [(0, 0), (-10, 20), (-14, 28), (12, -30), (-20, 40)])
def test_a_start_that_is_sure_and_wrong_leads_to_the_same_weights(start):
    """Of 40,000 customers 20% churn without the rule and 70% with it: log odds of 1/4 and 7/3.

    The first step from there would add thousands to the log odds: a loss that fits no 64 bits.
    """
    truths = np.repeat([[0.0, 1.0]], 20_000, axis=1)
    churned = np.arange(40_000) % 20_000 < np.where(truths[0] > 0, 14_000, 4_000)
    batches = [(truths[:, k::4], churned[k::4]) for k in range(4)]
    weights = fit_weights(lambda: batches, 1e-6, np.array(start, dtype=np.float64))
    assert weights == pytest.approx([np.log(1 / 4), np.log(4 * 7 / 3)], abs=1e-6)
