"""What is learnt from noise is not published; what is there is. The large version is in bench/."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from numpy.typing import NDArray

from churnkit.config.sections.train import TreeSettings
from churnkit.learners.base import LearningSet
from churnkit.learners.tree.learner import RuleTree
from churnkit.rules.arrays import Batch, Numeric
from churnkit.verdict.auc_interval import POWER
from churnkit.verdict.judge import Counts, JudgedScores, count_members, judge
from churnkit.verdict.model import ModelVerdict

Flags = NDArray[np.bool_]
Variables = tuple[Numeric, ...]


def _table(seed: int, n: int, apart: float) -> tuple[Variables, Flags]:
    """Four numbers, the first of which is higher for churned customers; a fifth churns."""
    drawn = np.random.default_rng(seed)
    churned = np.arange(n) % 5 == 0
    values = drawn.normal(size=(4, n))
    values[0] += apart * churned
    return tuple(Numeric(f"x{i}", value) for i, value in enumerate(values)), churned


def _verdict(variables: Variables, churned: Flags) -> ModelVerdict:
    rows = np.arange(churned.size)
    learning, test = rows[rows % 3 > 0], rows[rows % 3 == 0]
    keys = rows.astype(np.uint64)
    rules = RuleTree(TreeSettings()).fit(LearningSet(variables, churned, keys).take(learning))

    def counts(of: NDArray[np.intp]) -> Counts:
        batch = Batch(slice(0, of.size), tuple(each.take(of) for each in variables))
        return count_members(rules.strengths(batch), churned[of])

    scores = rules.scores([each.take(test) for each in variables])
    return judge(
        [rule.id for rule in rules.rules],
        counts(learning),
        counts(test),
        JudgedScores(churned[test], scores, is_probability=True),
        learning_customers=learning.size,
        learning_churned=int(churned[learning].sum()),
    )


def test_noise_is_hardly_ever_published_as_a_signal() -> None:
    found = [_verdict(*_table(seed, 1_500, apart=0.0)) for seed in range(30)]

    grades = Counter(verdict.grade for verdict in found)
    assert grades["sound"] + grades["weak"] <= 2
    assert not [v for v in found if v.grade == "cannot_tell" and v.power >= POWER]


@pytest.mark.parametrize("of_churned", [300, 600])
def test_an_effect_is_published(of_churned: int) -> None:
    """One standard deviation apart: an area of .76, some of which the rules lose."""
    found = [_verdict(*_table(seed, 5 * of_churned, apart=1.0)) for seed in range(10)]
    assert all(verdict.publishes and verdict.grade != "cannot_tell" for verdict in found)


def test_few_noisy_customers_cannot_tell() -> None:
    found = Counter(_verdict(*_table(seed, 150, apart=0.0)).grade for seed in range(20))
    assert found["cannot_tell"] >= 15
    assert found["no_signal"] + found["cannot_tell"] >= 19
