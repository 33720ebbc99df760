"""``train.learner: auto``: which learner is taken, from which ones, and what is told of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from churnkit.cli import main
from churnkit.commands.train_learner import able_learners, chosen_learner, former_choice
from churnkit.config.loading import load_config
from churnkit.config.sections.train import TrainSection
from churnkit.learners.base import LearningSet
from churnkit.rules.model import read_model
from tests.learners.learning_tables import learning_set
from tests.reports.telling_projects import write_project

ALL = ("fri", "tree", "additive-fri")
AUTO = TrainSection(learner="auto")


def steps(n: int = 600) -> LearningSet:
    """One step up in one variable: every learner finds it, a tree says it in two short rules."""
    rng = np.random.default_rng(0)
    calls = rng.integers(0, 10, n)
    churned = rng.random(n) < np.where(calls >= 5, 0.8, 0.1)
    return learning_set({"calls": calls.tolist()}, churned.tolist())


def slopes(n: int = 2000) -> LearningSet:
    """Six variables that add up: weighted rules rank better than a few leaves."""
    rng = np.random.default_rng(0)
    columns = rng.normal(size=(6, n))
    churned = rng.random(n) < 1 / (1 + np.exp(-columns.sum(axis=0)))
    named = {f"v{k}": column.tolist() for k, column in enumerate(columns)}
    return learning_set(named, churned.tolist())


def test_the_best_is_taken_where_others_rank_worse() -> None:
    learner, trials = chosen_learner(AUTO, ALL, slopes(), None)
    assert learner == "additive-fri"
    assert [trial.setting for trial in trials] == [f"learner {name}" for name in ALL]
    assert [trial.chosen for trial in trials] == [False, False, True]
    assert all((trial.folds or 0) < 5 for trial in trials[:2]), "those far behind are given up"


def test_of_equally_good_ones_the_one_with_fewest_terms_is_taken() -> None:
    learner, trials = chosen_learner(AUTO, ALL, steps(), None)
    best = min(trials, key=lambda trial: trial.error)
    limit = best.error + (best.standard_error or 0.0)
    near = [trial for trial in trials if trial.error <= limit and trial.folds == 5]
    assert len(near) > 1
    fewest = min(near, key=lambda trial: trial.terms or 0.0)
    assert fewest.chosen
    assert fewest.setting == f"learner {learner}"


def test_the_former_choice_stays_as_long_as_it_is_near_the_best() -> None:
    for former in ALL:
        learner, trials = chosen_learner(AUTO, ALL, steps(), former)
        best = min(trials, key=lambda trial: trial.error)
        own = next(trial for trial in trials if trial.setting == f"learner {former}")
        is_near = own.folds == 5 and own.error <= best.error + (best.standard_error or 0.0)
        assert (learner == former) or not is_near
    assert chosen_learner(AUTO, ALL, slopes(), "tree")[0] == "additive-fri"


def test_the_order_of_the_customers_does_not_matter() -> None:
    data = slopes(400)
    turned = data.take(np.arange(data.churned.size)[::-1])
    assert chosen_learner(AUTO, ALL, turned, None) == chosen_learner(AUTO, ALL, data, None)


@pytest.mark.parametrize(
    ("changes", "able"),
    [
        pytest.param([], ALL, id="a list by score"),
        pytest.param(["train.additive.true_rate=0.02"], ("additive-fri",), id="true rate"),
        pytest.param(
            ["train.additive.veto={odd: {calls: low}}"], ("additive-fri",), id="a vetoed rule"
        ),
    ],
)
def test_only_learners_that_can_do_what_is_asked(
    tmp_path: Path, changes: list[str], able: tuple[str, ...]
) -> None:
    config = load_config(write_project(tmp_path), changes)
    assert able_learners(config.train.additive, config.campaign) == able


@pytest.mark.parametrize(
    ("order", "able"),
    [("score", ALL), ("value_at_risk", ("tree", "additive-fri"))],
)
def test_campaigns_that_need_probabilities(order: str, able: tuple[str, ...]) -> None:
    config = load_config(
        Path("configs/campaign.yaml"),
        ["train.learner=auto", f"campaign.order={order}", "campaign.cut=share"],
    )
    assert able_learners(config.train.additive, config.campaign) == able


def test_a_learner_that_is_named_is_taken_without_comparing() -> None:
    assert chosen_learner(TrainSection(learner="fri"), ALL, steps(60), None) == ("fri", ())


def test_too_few_customers_to_compare_get_a_tree() -> None:
    few = learning_set({"calls": list(range(20))}, [True] * 4 + [False] * 16)
    assert chosen_learner(AUTO, ALL, few, None) == ("tree", ())


def test_train_shows_and_keeps_the_comparison(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_project(tmp_path)
    assert churnkit("ingest", file) == 0
    capsys.readouterr()
    assert churnkit("train", file, "--set", "train.learner=auto") == 0
    assert "Learners compared" in capsys.readouterr().out
    current = file.parent / "work/current"
    model = read_model(current)
    compared = [trial for trial in model.rule_set.trials if trial.folds is not None]
    chosen = [trial.setting for trial in compared if trial.chosen]
    assert chosen == [f"learner {model.rule_set.learner}"]
    assert "Learners compared" in (current / "model.md").read_text(encoding="utf-8")
    assert former_choice(file.parent / "work") == model.rule_set.learner


def test_a_learner_that_was_named_is_no_former_choice(tmp_path: Path) -> None:
    file = write_project(tmp_path)
    assert former_choice(file.parent / "work") is None
    assert churnkit("ingest", file) == 0
    assert churnkit("train", file, "--set", "train.learner=tree") == 0
    assert former_choice(file.parent / "work") is None


def churnkit(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    return int(stopped.value.code or 0)
