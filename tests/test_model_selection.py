"""Settings chosen by cross-validation, learners compared, and one customer explained."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from churnkit.commands.compare import _logistic
from churnkit.config.sections.train import SearchSettings, TrainSection
from churnkit.errors import LearningError
from churnkit.model_selection import chosen_settings, folds
from tests.learners.learning_tables import learning_set


def customers(n=600, seed=0):
    """Only calls tell: a tree of two leaves is enough."""
    rng = np.random.default_rng(seed)
    calls = rng.integers(0, 10, n)
    churned = rng.random(n) < np.where(calls >= 5, 0.8, 0.1)
    noise = rng.normal(size=n)
    return learning_set({"calls": calls.tolist(), "noise": noise.tolist()}, churned.tolist())


def test_folds_are_stratified_and_do_not_depend_on_the_order_of_rows():
    data = customers()
    fold = folds(data, 5, seed=0)
    for churned in (True, False):
        sizes = np.bincount(fold[data.churned == churned])
        assert sizes.max() - sizes.min() <= 1
    assert fold.tolist() == folds(data, 5, seed=0).tolist()
    assert fold.tolist() != folds(data, 5, seed=1).tolist()


def test_too_few_customers_for_the_folds_is_said_clearly():
    data = learning_set({"a": list(range(8))}, [True] * 3 + [False] * 5)
    with pytest.raises(LearningError, match="5 folds need 5 customers of each class, but only 3"):
        folds(data, 5, seed=0)


def test_the_smallest_model_within_one_standard_error_is_chosen():
    train = TrainSection(search=SearchSettings(max_rules=(2, 8, 16)))
    settings, trials = chosen_settings(train, customers())
    assert settings.tree.max_rules == 2
    assert settings.search is None
    assert [(trial.setting, trial.chosen) for trial in trials] == [
        ("max_rules 2", True),
        ("max_rules 8", False),
        ("max_rules 16", False),
    ]
    assert all(0 < trial.error < 0.5 for trial in trials)


def test_without_a_search_the_settings_stay():
    train = TrainSection()
    assert chosen_settings(train, customers()) == (train, ())


def test_the_logistic_yardstick_ranks_customers():
    learning, test = customers(seed=0), customers(seed=1)
    score = _logistic(learning, test).score
    assert score[test.churned].mean() > score[~test.churned].mean() + 0.2


def test_the_logistic_yardstick_ranks_by_numbers_near_the_largest_float():
    learning, test = (customers(seed=seed) for seed in (0, 1))
    large = [replace(v, values=v.values * 1e307) for v in learning.variables]
    unseen = [replace(v, values=v.values * 1e307) for v in test.variables]
    score = _logistic(
        replace(learning, variables=tuple(large)), replace(test, variables=tuple(unseen))
    ).score
    assert score[test.churned].mean() > score[~test.churned].mean() + 0.2
