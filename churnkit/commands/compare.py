"""All learners, and yardsticks, on the same folds: what does readability cost here?"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from churnkit.commands.current_run import current_run, read_ingested
from churnkit.commands.inputs import Project, opened
from churnkit.commands.train_learner import able_learners
from churnkit.config.loading import Overrides
from churnkit.config.sections.train import TrainSection
from churnkit.learners import LEARNERS
from churnkit.learners.base import LearningSet
from churnkit.learners.logistic import fit_weights, probabilities
from churnkit.model_selection import Fold, Scorer, cross_validate, of_learner
from churnkit.model_selection import folds as fold_of
from churnkit.prepared import prepared_customers
from churnkit.reports.comparison_page import ComparedModel, Comparison
from churnkit.rules.arrays import Categorical, Variable

Floats = NDArray[np.float64]
FOLDS = 5
log = logging.getLogger(__name__)


def compare(config: Project, *, folds: int = FOLDS, set: Overrides = ()) -> Comparison:
    """Cross-validate the three learners and the yardsticks on the prepared learning customers.

    Yardsticks are logistic regression and, where it is installed, LightGBM. Nothing is
    written; the customers are held in memory.

    Args:
        config: the project: its YAML file, or what ``load_config`` returned.
        folds: into how many parts the customers are divided, at least 2.
        set: fields of the config to change, as ``--set`` does.

    Raises:
        ArtifactError: ``ingest`` has not been run, or its files are damaged.
        LearningError: nothing can be learnt, or there are too few customers for the folds.
    """
    loaded = opened(config, set)
    run, train = current_run(loaded), loaded.train
    recipe = read_ingested(run, loaded)
    customers = prepared_customers(run, recipe, train.seed, scratch=loaded.work)
    data = customers.take(np.argsort(customers.keys, kind="stable"))
    fold = fold_of(data, folds, train.seed)
    return Comparison(
        language=loaded.language,
        customers=int(data.churned.size),
        churned=int(data.churned.sum()),
        folds=folds,
        models=tuple(_compared(name, scorer, data, fold) for name, scorer in _scorers(train)),
        configured=train.learner,
        able=able_learners(loaded.train.additive, loaded.campaign),
        not_installed=() if find_spec("lightgbm") else ("lightgbm",),
    )


def _compared(
    name: str, scorer: Scorer, data: LearningSet, fold: NDArray[np.intp]
) -> ComparedModel:
    log.info("compare: %s", name)
    result = cross_validate(name, scorer, data, fold)
    return ComparedModel(
        name=name,
        auc=result.auc,
        standard_error=result.standard_error,
        captured_at_30=result.mean(lambda evaluation: evaluation.captured["30"]),
        recognised_churned=result.mean(lambda evaluation: evaluation.recognition.churned),
        recognised_loyal=result.mean(lambda evaluation: evaluation.recognition.loyal),
        recognised_overall=result.mean(lambda evaluation: evaluation.recognition.overall),
        rules=result.rules,
        terms=result.terms,
        seconds=result.seconds,
    )


def _scorers(train: TrainSection) -> Iterator[tuple[str, Scorer]]:
    for name in LEARNERS:
        yield name, of_learner(train.model_copy(update={"learner": name}))
    yield "logistic-regression", _logistic
    if find_spec("lightgbm"):
        yield "lightgbm", _boosted_trees


def _logistic(learning: LearningSet, test: LearningSet) -> Fold:
    """Ridge-penalised logistic regression on standardised columns, categories one-hot."""
    columns, unseen = _columns(learning, learning), _columns(test, learning)
    largest = _divisor(np.abs(columns).max(axis=1, keepdims=True))  # its square may be infinite
    columns, unseen = columns / largest, unseen / largest
    mean, scale = columns.mean(axis=1, keepdims=True), columns.std(axis=1, keepdims=True)
    rows = [((columns - mean) / _divisor(scale), learning.churned)]
    weights = fit_weights(lambda: rows, 1.0, np.zeros(1 + len(columns)))
    score = probabilities((unseen - mean) / _divisor(scale), weights)
    return Fold(score=score, threshold=learning.base_rate)


def _divisor(scale: Floats) -> Floats:
    return np.where(scale == 0, 1.0, scale)


def _boosted_trees(learning: LearningSet, test: LearningSet) -> Fold:
    booster = import_module("lightgbm").LGBMClassifier(
        n_estimators=150, learning_rate=0.05, num_leaves=8, n_jobs=1, verbose=-1, random_state=0
    )
    booster.fit(_columns(learning, learning).T, learning.churned)
    score = booster.predict_proba(_columns(test, learning).T)[:, 1]
    return Fold(score=score, threshold=learning.base_rate)


def _columns(data: LearningSet, learning: LearningSet) -> Floats:
    """(columns, n) one-hot categories, and numbers with the learnt median where missing."""
    pairs = zip(data.variables, learning.variables, strict=True)
    return np.stack([column for pair in pairs for column in _as_columns(*pair)])


def _as_columns(variable: Variable, learnt: Variable) -> Iterator[Floats]:
    if isinstance(variable, Categorical):
        for code in range(len(variable.levels)):
            yield (variable.codes == code).astype(np.float64)
        yield (variable.codes < 0).astype(np.float64)
        return
    assert not isinstance(learnt, Categorical)  # noqa: S101 - both are the same variable
    missing = np.isnan(variable.values)
    present = learnt.values[~np.isnan(learnt.values)]
    yield np.where(missing, np.median(present) if present.size else 0.0, variable.values)
    yield missing.astype(np.float64)
