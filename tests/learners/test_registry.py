"""A learner is told of once, in its folder; what the config must spell out agrees with it."""

from __future__ import annotations

from typing import get_args

import pytest

from churnkit.config.sections.train import LearnerName, TrainSection
from churnkit.learners import LEARNERS, LearnerKind, learner_name, make_learner
from churnkit.learners.tree.learner import RuleTree
from tests.learners.learning_tables import learning_set


def test_the_config_names_every_learner() -> None:
    assert set(get_args(LearnerName)) - {"auto"} == set(LEARNERS), (
        "add the learner to LearnerName in churnkit/config/sections/train.py, "
        "or its KIND to churnkit/learners/__init__.py"
    )


@pytest.mark.parametrize("kind", LEARNERS.values(), ids=LEARNERS)
def test_the_config_has_the_settings_of_every_learner(kind: LearnerKind) -> None:
    field = TrainSection.model_fields.get(kind.section)
    assert field is not None, f"add {kind.section}: {kind.settings.__name__} to TrainSection"
    assert field.annotation is kind.settings


@pytest.mark.parametrize("kind", LEARNERS.values(), ids=LEARNERS)
def test_a_learner_says_whether_its_scores_are_probabilities(kind: LearnerKind) -> None:
    train = TrainSection.model_validate({"learner": kind.name})
    data = learning_set(
        {"calls": [0, 1, 2, 3, 4, 5] * 9}, [False, True, False, True, True, True] * 9
    )
    assert make_learner(train).fit(data).tells_probabilities == kind.gives_probabilities
    assert train.gives_probabilities == kind.gives_probabilities


def test_a_learner_is_made_with_its_settings() -> None:
    train = TrainSection.model_validate({"learner": "tree", "tree": {"max_rules": 3}})
    learner = make_learner(train)
    assert isinstance(learner, RuleTree)
    assert learner.settings.max_rules == 3


def test_a_learner_has_names_in_both_languages_and_a_newer_one_keeps_its_own() -> None:
    assert learner_name("tree", "en") == "a decision tree"
    assert learner_name("forest", "zh") == "forest"
