"""Models small enough to judge by hand: groups of customers of equal score, one rule for each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from churnkit.verdict.judge import Counts, JudgedScores, judge
from churnkit.verdict.model import ModelVerdict

Group = tuple[int, int]
"""Customers, and those of them who churned."""


def judged(
    learning: Sequence[Group],
    test: Sequence[Group],
    *,
    is_probability: bool = False,
    out_of_fold_auc: float | None = None,
) -> ModelVerdict:
    """The verdict on rules R1, R2, ..., the score of each being its churn rate in ``learning``."""
    rates = [churned / customers for customers, churned in learning]
    labels = [np.arange(customers) < churned for customers, churned in test]
    return judge(
        [f"R{place}" for place in range(1, len(learning) + 1)],
        _counts(learning),
        _counts(test),
        JudgedScores(
            np.concatenate(labels),
            np.repeat(rates, [customers for customers, _ in test]),
            is_probability,
        ),
        learning_customers=sum(customers for customers, _ in learning),
        learning_churned=sum(churned for _, churned in learning),
        out_of_fold_auc=out_of_fold_auc,
    )


def _counts(groups: Sequence[Group]) -> Counts:
    customers, churned = np.array(groups).T
    return Counts(customers, churned)
