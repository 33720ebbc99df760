"""Sums over pairs of terms, from counts of codes."""

from __future__ import annotations

import numpy as np
import pytest

from churnkit.learners.binning import code
from churnkit.learners.fri import joint_sums
from churnkit.learners.fuzzify import fuzzify
from churnkit.rules.arrays import Numeric


@pytest.mark.parametrize("share", [0.0, 1.1], ids=["all cells", "cells with customers"])
def test_sums_over_cells_are_sums_over_customers(share, monkeypatch):
    monkeypatch.setattr(joint_sums, "FEW", share)
    drawn = np.random.default_rng(0)
    values = [drawn.normal(size=40), drawn.integers(0, 6, 40).astype(float)]
    values[0][:4] = np.nan
    group = drawn.integers(0, 3, 40)
    coded = [code(Numeric("x", column)) for column in values]
    first, second = (fuzzify(each, negation=True, spans=True) for each in coded)
    codes = [each.codes(Numeric("x", x)) for each, x in zip(coded, values, strict=True)]
    counts = np.stack(
        [
            joint_sums.joint_counts(
                *(c[group == k] for c in codes), (first.coded.size, second.coded.size)
            )
            for k in range(3)
        ]
    )
    sums = joint_sums.pair_sums(counts, first, second)
    smaller = np.minimum(
        first.memberships[:, None, codes[0]], second.memberships[None, :, codes[1]]
    )
    for k in range(3):
        own = smaller[:, :, group == k]
        assert sums.z[:, :, k] == pytest.approx(own.sum(axis=2), abs=1e-12)
        assert sums.z_squared[:, :, k] == pytest.approx((own**2).sum(axis=2), abs=1e-12)
