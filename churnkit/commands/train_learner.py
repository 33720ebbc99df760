"""``train.learner: auto``: the learner that fits the customers, chosen by cross-validation.

All learners that can do what the config asks for learn on the same folds of at most ``CUSTOMERS``
learning customers. The one with the fewest terms whose mean AUC lies within one standard error of
the best is taken; the one chosen last time stays as long as it lies there, too, so that the rules
do not change their kind from night to night.

Two things keep the time below that of three times learning weighted rules. In the folds learners
search with the smallest width and no more than ``WIDTH``. And a learner is given up as soon as its
mean AUC so far is lower than that of the best one by more than two standard errors, where one is
allowed in the end (a race: Maron and Moore 1994).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.campaign_checks import needs_probabilities
from churnkit.config.sections.train import AdditiveSettings, TrainSection
from churnkit.errors import ArtifactError, LearningError
from churnkit.evaluate import auc
from churnkit.learners import LEARNERS, make_learner
from churnkit.learners.base import Customers, LearningSet, hashed_order
from churnkit.model_selection import chosen_settings, folds
from churnkit.rules.model import read_model
from churnkit.rules.ruleset import Trial
from churnkit.verdict.auc_interval import estimate_auc
from churnkit.workspace.artifacts import MODEL

AUTO = "auto"
CUSTOMERS = 10_000
"""Most learning customers, drawn by key, on whom learners are compared."""
FOLDS = 5
FAR = 2.0
"""Standard errors behind the best, beyond which a learner is given up."""
WIDTH = 3
"""Candidates that weighted rules keep in each layer of the search, in the folds."""
_FIRST_CHOICE = ("tree", "additive-fri", "fri")
"""In this order where there are too few customers to compare."""


def settings_for(
    train: TrainSection, campaign: CampaignSection | None, data: Customers, former: str | None
) -> tuple[TrainSection, tuple[Trial, ...]]:
    """The learner and settings by which ``data`` is learnt, and all that was tried to find them."""
    able = able_learners(train.additive, campaign)
    learner, compared = chosen_learner(train, able, data, former)
    settings, searched = chosen_settings(_with_learner(train, learner), data)
    return settings, (*compared, *searched)


def able_learners(additive: AdditiveSettings, campaign: CampaignSection | None) -> tuple[str, ...]:
    """The learners that can do what the config asks for."""
    if additive.pin or additive.veto or additive.true_rate is not None:
        return ("additive-fri",)
    ranking_is_enough = not needs_probabilities(campaign)
    return tuple(
        kind.name for kind in LEARNERS.values() if ranking_is_enough or kind.gives_probabilities
    )


def former_choice(work: Path) -> str | None:
    """The learner that ``auto`` chose for the newest model of a work folder, if it did."""
    with suppress(ArtifactError):  # what is damaged or missing tells nothing of former nights
        for path in sorted((work / "runs").glob(f"[!.]*/{MODEL}"), reverse=True):
            model = read_model(path.parent)
            asked = model.settings.get("train", {}).get("learner")
            return model.rule_set.learner if asked == AUTO else None
    return None


def chosen_learner(
    train: TrainSection, able: tuple[str, ...], data: Customers, former: str | None
) -> tuple[str, tuple[Trial, ...]]:
    """The learner to use, and how each did; none where there is nothing to choose.

    Args:
        train: the settings.
        able: the learners to choose from.
        data: the learning customers.
        former: the learner that was chosen last time.
    """
    if train.learner != AUTO:
        return train.learner, ()
    drawn = data.take(hashed_order(data.keys, train.seed)[:CUSTOMERS])
    fewest = min(int(drawn.churned.sum()), int((~drawn.churned).sum()))
    if len(able) == 1 or fewest < FOLDS:
        return next(name for name in _FIRST_CHOICE if name in able), ()
    raced = _raced({name: _lighter(train, name) for name in able}, drawn, train.seed)
    chosen = _choice(raced, former)
    return chosen.learner, tuple(each.trial(chosen) for each in raced)


@dataclass(frozen=True)
class _Fold:
    auc: float
    variance: float
    """Of the AUC, after DeLong."""
    terms: int


@dataclass(frozen=True)
class _Raced:
    """A learner and how it did on each fold until it was given up."""

    learner: str
    folds: tuple[_Fold, ...]

    @property
    def auc(self) -> float:
        return float(np.mean([fold.auc for fold in self.folds]))

    @property
    def standard_error(self) -> float | None:
        if len(self.folds) < 2:
            return None
        return float(np.std([fold.auc for fold in self.folds], ddof=1) / math.sqrt(len(self.folds)))

    @property
    def terms(self) -> float:
        return float(np.mean([fold.terms for fold in self.folds]))

    @property
    def is_whole(self) -> bool:
        return len(self.folds) == FOLDS

    def is_far_behind(self, best: _Raced) -> bool:
        """Whether it is lower by more than ``FAR`` standard errors of the mean of the best."""
        error = math.sqrt(sum(fold.variance for fold in best.folds)) / len(best.folds)
        return self.auc < best.auc - FAR * error

    def trial(self, chosen: _Raced) -> Trial:
        return Trial(
            setting=f"learner {self.learner}",
            error=1.0 - self.auc,
            chosen=self is chosen,
            standard_error=self.standard_error,
            terms=self.terms,
            folds=len(self.folds),
        )


def _choice(raced: tuple[_Raced, ...], former: str | None) -> _Raced:
    whole = [each for each in raced if each.is_whole]
    best = max(whole, key=lambda each: each.auc)
    near = [each for each in whole if each.auc >= best.auc - (best.standard_error or 0.0)]
    stays = [each for each in near if each.learner == former]
    return min(stays or near, key=lambda each: (each.terms, -each.auc))


def _raced(
    sections: Mapping[str, TrainSection], data: LearningSet, seed: int
) -> tuple[_Raced, ...]:
    raced = {name: _Raced(name, ()) for name in sections}
    running = list(sections)
    for learning, test in _divided(data, folds(data, FOLDS, seed)):
        for name in running:
            judged = _judged(sections[name], learning, test)
            raced[name] = _Raced(name, (*raced[name].folds, judged))
        best = max((raced[name] for name in running), key=lambda each: each.auc)
        running = [name for name in running if not raced[name].is_far_behind(best)]
    return tuple(raced.values())


def _divided(
    data: LearningSet, fold: NDArray[np.intp]
) -> Iterator[tuple[LearningSet, LearningSet]]:
    for k in range(FOLDS):
        yield data.take(np.flatnonzero(fold != k)), data.take(np.flatnonzero(fold == k))


def _judged(train: TrainSection, learning: LearningSet, test: LearningSet) -> _Fold:
    try:
        rule_set = make_learner(train).fit(learning)
    except LearningError:  # a fold in which no variable differs: the same score for all
        return _Fold(auc=0.5, variance=0.0, terms=0)
    score = rule_set.scores(test.variables)
    estimate = estimate_auc(test.churned, score)
    return _Fold(
        auc=auc(test.churned, score) or 0.0,
        variance=estimate.variance if estimate else 0.0,
        terms=sum(len(rule.terms) for rule in rule_set.rules),
    )


def _lighter(train: TrainSection, learner: str) -> TrainSection:
    """The settings of a learner in the folds."""
    fri = train.fri.model_copy(update={"width": (min(train.fri.width),)})
    additive = train.additive.model_copy(update={"width": min(train.additive.width, WIDTH)})
    return _with_learner(train, learner).model_copy(update={"fri": fri, "additive": additive})


def _with_learner(train: TrainSection, learner: str) -> TrainSection:
    return train.model_copy(update={"learner": learner})
