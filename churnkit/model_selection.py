"""Cross-validation on the learning customers, and the settings chosen by it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from churnkit.config.sections.section import Section
from churnkit.config.sections.train import TrainSection
from churnkit.errors import LearningError
from churnkit.evaluate import Evaluation, evaluate
from churnkit.learners import LEARNERS, make_learner
from churnkit.learners.base import Customers, LearningSet, hashed_order
from churnkit.rules.ruleset import Trial

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fold:
    """What a model learnt without a fold says about the customers of the fold."""

    score: Floats
    threshold: float
    rules: int | None = None
    terms: int | None = None


Scorer = Callable[[LearningSet, LearningSet], Fold]
"""Learns on the first customers and scores the second ones."""


@dataclass(frozen=True)
class CrossValidated:
    """How a model did on customers it had not seen, fold by fold."""

    name: str
    evaluations: tuple[Evaluation, ...]
    rules: float | None
    """Mean number of rules; None where a model has none."""
    terms: float | None
    seconds: float
    """Of all folds together."""

    @property
    def aucs(self) -> Floats:
        """(folds,) areas under the ROC curve."""
        return np.array([evaluation.auc for evaluation in self.evaluations], dtype=np.float64)

    @property
    def auc(self) -> float:
        """Mean area under the ROC curve."""
        return float(self.aucs.mean())

    @property
    def standard_error(self) -> float:
        """Standard error of the mean AUC."""
        return float(self.aucs.std(ddof=1) / np.sqrt(self.aucs.size))

    def mean(self, of: Callable[[Evaluation], float | None]) -> float:
        """Mean of a fact over the folds; NaN where one has none."""
        facts = [of(evaluation) for evaluation in self.evaluations]
        return float(np.mean([np.nan if fact is None else fact for fact in facts]))


def folds(data: Customers, number: int, seed: int) -> NDArray[np.intp]:
    """(n,) fold of each customer: stratified by class, by hash of key and seed.

    Raises:
        LearningError: a class has fewer customers than there are folds.
    """
    fold = np.empty(data.churned.size, dtype=np.intp)
    for churned in (True, False):
        rows = np.flatnonzero(data.churned == churned)
        if rows.size < number:
            raise LearningError(
                f"{number} folds need {number} customers of each class, but only {rows.size} "
                f"{'churned' if churned else 'are loyal'}; set fewer folds, or give more customers"
            )
        fold[rows[hashed_order(data.keys[rows], seed)]] = np.arange(rows.size) % number
    return fold


def cross_validate(
    name: str, scorer: Scorer, data: Customers, fold: NDArray[np.intp]
) -> CrossValidated:
    """Judge a model on each fold after learning on the others, which are held in memory."""
    started = time.perf_counter()
    learnt, judged = [], []
    for k in range(int(fold.max()) + 1):
        test = data.take(np.flatnonzero(fold == k))
        learnt.append(scorer(data.take(np.flatnonzero(fold != k)), test))
        judged.append(evaluate(test.churned, learnt[-1].score, learnt[-1].threshold))
    return CrossValidated(
        name=name,
        evaluations=tuple(judged),
        rules=_mean([model.rules for model in learnt]),
        terms=_mean([model.terms for model in learnt]),
        seconds=time.perf_counter() - started,
    )


def of_learner(train: TrainSection) -> Scorer:
    """The learner that a train section names."""

    def score(learning: LearningSet, test: LearningSet) -> Fold:
        rule_set = make_learner(train).fit(learning)
        return Fold(
            score=rule_set.scores(test.variables),
            threshold=rule_set.threshold,
            rules=len(rule_set.rules),
            terms=sum(len(rule.terms) for rule in rule_set.rules),
        )

    return score


def chosen_settings(train: TrainSection, data: Customers) -> tuple[TrainSection, tuple[Trial, ...]]:
    """The settings of ``train.search`` with the smallest model near the best, and all trials.

    Near is within one standard error of the best mean AUC (Breiman et al. 1984, 3.4.3); a model is
    smaller with fewer rules, then fewer terms. Without a search the settings of ``train`` stay.
    """
    if train.search is None:
        return train, ()
    fold = folds(data, train.search.folds, train.seed)
    tried = [
        (settings, cross_validate(words, of_learner(settings), data, fold))
        for words, settings in _candidates(train)
    ]
    best = max((result for _, result in tried), key=lambda result: result.auc)
    near = [trial for trial in tried if trial[1].auc >= best.auc - best.standard_error]
    settings, smallest = min(near, key=lambda trial: (trial[1].rules or 0, trial[1].terms or 0))
    return settings, tuple(
        Trial(setting=result.name, error=1.0 - result.auc, chosen=result is smallest)
        for _, result in tried
    )


def _candidates(train: TrainSection) -> Iterator[tuple[str, TrainSection]]:
    """All combinations of the values listed for settings that the learner has, with their words."""
    section = LEARNERS[train.learner].section
    own: Section = getattr(train, section)
    listed = {
        name: values
        for name in ("max_rules", "max_terms", "max_branches")
        if (values := getattr(train.search, name)) and name in type(own).model_fields
    }
    for values in product(*listed.values()):
        changes = dict(zip(listed, values, strict=True))
        words = ", ".join(f"{name} {value}" for name, value in changes.items()) or "as configured"
        changed = own.model_copy(update=changes)
        yield words, train.model_copy(update={section: changed, "search": None})


def _mean(numbers: Sequence[int | None]) -> float | None:
    present = [number for number in numbers if number is not None]
    return float(np.mean(present)) if present else None
