"""Monotone directions: whichever learner, the score follows them for every customer."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from churnkit.config.sections.train import AdditiveSettings, LearnerName, TrainSection
from churnkit.errors import LearningError
from churnkit.learners import make_learner
from churnkit.learners.base import LearningSet
from churnkit.rules.ruleset import RuleSet
from tests.learners.learning_tables import learning_set

LEARNERS: tuple[LearnerName, ...] = ("fri", "tree", "additive-fri")
DIRECTIONS = {"calls": "up", "tenure": "down"}
VALUES = {"calls": np.arange(0.0, 16.0), "tenure": np.arange(0.0, 121.0, 3.0)}

each_learner = pytest.mark.parametrize("learner", LEARNERS)


def table(seed: int, n: int = 1500) -> tuple[LearningSet, NDArray[np.float64]]:
    """Customers whose risk rises with calls and falls with tenure; few have very many calls."""
    rng = np.random.default_rng(seed)
    calls = rng.poisson(rng.uniform(1, 4), n).astype(float)
    tenure = np.floor(rng.exponential(30, n)).clip(0, 120)
    noise = rng.normal(size=n)
    log_odds = rng.uniform(0.3, 0.9) * calls - rng.uniform(0.01, 0.05) * tenure - 1.0
    churned = rng.random(n) < 1 / (1 + np.exp(-log_odds))
    columns = {"calls": calls.tolist(), "tenure": tenure.tolist(), "noise": noise.tolist()}
    return learning_set(columns, churned.tolist()), log_odds


def learnt(learner: LearnerName, data: LearningSet, **directions: str) -> RuleSet:
    train = TrainSection.model_validate({"learner": learner, "monotone": directions})
    return make_learner(train).fit(data)


@each_learner
@pytest.mark.parametrize("seed", range(10))
def test_the_riskiest_score_above_the_median_customer(learner: LearnerName, seed: int) -> None:
    data, risk = table(seed)
    scores = learnt(learner, data, **DIRECTIONS).scores(data.variables)
    order = np.argsort(risk, kind="stable")
    riskiest, median = order[int(0.99 * risk.size)], order[risk.size // 2]
    assert scores[riskiest] > scores[median]


@each_learner
@pytest.mark.parametrize("seed", range(5))
def test_the_score_follows_the_direction_whatever_the_other_values(
    learner: LearnerName, seed: int
) -> None:
    data, _ = table(seed)
    rules = learnt(learner, data, **DIRECTIONS)
    rng = np.random.default_rng(seed)
    for variable, direction in DIRECTIONS.items():
        for _ in range(10):
            row = {
                "calls": float(rng.choice(VALUES["calls"])),
                "tenure": float(rng.choice(VALUES["tenure"])),
                "noise": float(rng.normal()),
            }
            scores = [rules.decide({**row, variable: float(x)}).score for x in VALUES[variable]]
            steps = np.diff(scores) * (1 if direction == "up" else -1)
            assert steps.min() >= -1e-12, (variable, row)


@each_learner
def test_a_direction_against_the_data_is_followed_too(learner: LearnerName) -> None:
    data, _ = table(0)
    rules = learnt(learner, data, calls="down")
    row = {"tenure": 20.0, "noise": 0.0}
    scores = [rules.decide({**row, "calls": float(x)}).score for x in VALUES["calls"]]
    assert np.diff(scores).max() <= 1e-12


@each_learner
@pytest.mark.parametrize(
    ("directions", "message"),
    [
        pytest.param({"call": "up"}, "did you mean 'calls'", id="no such variable"),
        pytest.param({"plan": "up"}, "plan is not a number, so it has no direction", id="category"),
    ],
)
def test_a_direction_that_does_not_fit_is_refused(
    learner: LearnerName, directions: dict[str, str], message: str
) -> None:
    data = learning_set(
        {"calls": list(range(60)), "plan": ["a", "b", "c"] * 20}, [True, False] * 30
    )
    with pytest.raises(LearningError, match=f"train.monotone: .*{message}"):
        learnt(learner, data, **directions)


def test_the_former_place_is_still_read() -> None:
    former = AdditiveSettings(monotone={"calls": "up", "tenure": "up"})
    train = TrainSection(additive=former, monotone={"tenure": "down"})
    assert train.directions == {"calls": "up", "tenure": "down"}
