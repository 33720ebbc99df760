"""All learners, and yardsticks, on the same folds: what does readability cost here?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Literal, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnkit.artifacts import Run
from churnkit.config.models import Config
from churnkit.learners.base import Categorical, LearningSet, Variable
from churnkit.learners.logistic import fit_weights, probabilities
from churnkit.stages.choosing import CrossValidated, Fold, Scorer, cross_validate, folds, of_learner
from churnkit.stages.publishing import published, read_ingested, read_prepared
from churnkit.stages.training import learning_set

__all__ = ["Compared", "compare"]

Floats = NDArray[np.float64]
LearnerName = Literal["fri", "tree", "additive-fri"]
FOLDS = 5


@dataclass(frozen=True)
class Compared:
    """How each learner, and each yardstick, did on the same folds of the learning customers."""

    found: tuple[CrossValidated, ...]

    @property
    def rows(self) -> tuple[dict[str, float | str | None], ...]:
        """One row a model: shares and areas (0 to 1), mean numbers of rules and terms, seconds."""
        return tuple(
            {
                "model": each.name,
                "auc": each.auc,
                "captured_at_30": each.mean(lambda found: found.captured["30"]),
                "recognised_churned": each.mean(lambda found: found.recognition.churned),
                "recognised_loyal": each.mean(lambda found: found.recognition.loyal),
                "recognised_overall": each.mean(lambda found: found.recognition.overall),
                "rules": each.rules,
                "terms": each.terms,
                "seconds": each.seconds,
            }
            for each in self.found
        )


def compare(config: Config, *, number_of_folds: int = FOLDS) -> Compared:
    """Cross-validate the three learners and the yardsticks on the prepared learning customers.

    Yardsticks are logistic regression and, where it is installed, LightGBM.

    Raises:
        ArtifactError: ``ingest`` has not been run, or its files are damaged.
        LearningError: nothing can be learnt, or there are too few customers for the folds.
    """
    run = Run(published(config))
    prepared = read_prepared(run).filter(pl.col("split") == "learning")
    data = learning_set(prepared, read_ingested(run, config), config.train.seed)
    fold = folds(data, number_of_folds, config.train.seed)
    return Compared(
        tuple(cross_validate(name, scorer, data, fold) for name, scorer in _scorers(config))
    )


def _scorers(config: Config) -> Iterator[tuple[str, Scorer]]:
    for name in get_args(LearnerName):
        yield name, of_learner(config.train.model_copy(update={"learner": name}))
    yield "logistic regression", _logistic
    if find_spec("lightgbm"):
        yield "LightGBM, 150 trees", _boosted_trees


def _logistic(learning: LearningSet, test: LearningSet) -> Fold:
    """Ridge-penalised logistic regression on standardised columns, categories one-hot."""
    columns = _columns(learning, learning)
    mean, scale = columns.mean(axis=1, keepdims=True), columns.std(axis=1, keepdims=True)
    scale[scale == 0] = 1.0
    standard = (columns - mean) / scale
    weights = fit_weights(standard, learning.churned, 1.0, np.zeros(1 + len(standard)))
    score = probabilities((_columns(test, learning) - mean) / scale, weights)
    return Fold(score=score, threshold=learning.base_rate)


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
    known = learnt.values[~np.isnan(learnt.values)]
    yield np.where(missing, np.median(known) if known.size else 0.0, variable.values)
    yield missing.astype(np.float64)
