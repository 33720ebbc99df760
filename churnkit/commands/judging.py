"""The last act of ``train``: what the test set says of the rules, and who they were learnt on."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnkit.config.sections.train import TrainSection
from churnkit.drift.profile import Profile, Reference, learn_profile
from churnkit.errors import LearningError
from churnkit.learners import make_learner
from churnkit.learners.base import hashed_order
from churnkit.model_selection import cross_validate, folds, of_learner
from churnkit.prepare.recipe import Recipe
from churnkit.prepare.variables import VariableRecipe
from churnkit.prepared import PreparedCustomers, prepared_file
from churnkit.rules.ruleset import LogisticSum, RuleSet
from churnkit.verdict.auc_interval import AucEstimate, estimate_auc
from churnkit.verdict.judge import Counts, JudgedScores, count_members, judge
from churnkit.verdict.model import ModelVerdict, WithoutSuspects
from churnkit.workspace.artifacts import reading_artifact
from churnkit.workspace.runs import Run

Floats = NDArray[np.float64]

_FOLDS = 5
_MOST_VALIDATED = 20_000
"""Learning customers on whom the area out of fold is measured, drawn by hash."""


class Applied(NamedTuple):
    """A rule set applied to customers."""

    scores: Floats
    """(n,) score of each."""
    rules: Counts
    """Customers for whom each rule holds."""


def apply_rules(rules: RuleSet, customers: PreparedCustomers) -> Applied:
    """Score customers batch by batch, and count those of each rule."""
    scores = np.empty(customers.churned.size)
    nobody = np.zeros(len(rules.rules), dtype=np.int64)
    counts = Counts(nobody, nobody)
    for batch in customers.batches(rules.variables):
        strengths, churned = rules.strengths(batch), customers.churned[batch.rows]
        decided = rules.combination.decide_all(rules.rules, strengths, rules.base_rate)
        scores[batch.rows] = decided.scores
        counts = counts.plus(count_members(strengths, churned))
    return Applied(scores, counts)


def judge_rules(
    test: PreparedCustomers,
    rules: RuleSet,
    learning: PreparedCustomers,
    on_learning: Applied,
    settings: TrainSection,
    cut_share: float,
    suspects: tuple[str, ...],
) -> ModelVerdict:
    """The verdict of the test set on a list of the top ``cut_share``.

    Where the test set is too small to tell, the area under the ROC curve of the learning customers
    is measured out of fold, with the settings that were chosen. Where variables are suspected to
    leak, rules are learnt once more without them.
    """
    on_test = apply_rules(rules, test)
    order = np.argsort(test.keys, kind="stable")  # sums of floats depend on it
    verdict = judge(
        [rule.id for rule in rules.rules],
        on_learning.rules,
        on_test.rules,
        JudgedScores(test.churned[order], on_test.scores[order], _is_probability(rules)),
        learning_customers=learning.churned.size,
        learning_churned=int(learning.churned.sum()),
        cut_share=cut_share,
    )
    without = _without_suspects(suspects, learning, test, settings)
    out_of_fold = _out_of_fold(learning, settings) if verdict.grade == "cannot_tell" else None
    return verdict.model_copy(update={"out_of_fold_auc": out_of_fold, "without_suspects": without})


def _without_suspects(
    suspects: tuple[str, ...],
    learning: PreparedCustomers,
    test: PreparedCustomers,
    settings: TrainSection,
) -> WithoutSuspects | None:
    """What the test set says of rules learnt without the variables that may leak.

    It annotates the model, as the verdict does: nothing is chosen by it.
    """
    if not suspects:
        return None
    names = tuple(name for name in learning.names if name not in suspects)
    estimate = _auc_of(names, learning, test, _without(settings, suspects)) if names else None
    return WithoutSuspects(
        variables=suspects,
        auc=None if estimate is None else estimate.auc,
        interval=None if estimate is None else estimate.interval(),
    )


def _auc_of(
    names: tuple[str, ...],
    learning: PreparedCustomers,
    test: PreparedCustomers,
    settings: TrainSection,
) -> AucEstimate | None:
    """The area on the test set of rules learnt from some of the variables."""
    try:
        rules = make_learner(settings).fit(replace(learning, names=names))
    except LearningError:
        return None
    order = np.argsort(test.keys, kind="stable")
    return estimate_auc(test.churned[order], apply_rules(rules, test).scores[order])


def _without(settings: TrainSection, variables: tuple[str, ...]) -> TrainSection:
    """The settings without what they say of some variables."""
    additive, gone = settings.additive, set(variables)
    pin = {name: rule for name, rule in additive.pin.items() if gone.isdisjoint(rule.when)}
    veto = {name: terms for name, terms in additive.veto.items() if gone.isdisjoint(terms)}
    others = {name: way for name, way in settings.directions.items() if name not in gone}
    changed = additive.model_copy(update={"pin": pin, "veto": veto, "monotone": {}})
    return settings.model_copy(update={"additive": changed, "monotone": others})


def _is_probability(rules: RuleSet) -> bool:
    """Whether scores are probabilities for customers such as those of the test set."""
    combination = rules.combination
    corrected = isinstance(combination, LogisticSum) and combination.true_rate is not None
    return rules.tells_probabilities and not corrected


def _out_of_fold(learning: PreparedCustomers, settings: TrainSection) -> float | None:
    """Mean area over the folds; None where there are too few customers for it."""
    order = hashed_order(learning.keys, settings.seed)[:_MOST_VALIDATED]
    data = learning.take(order)
    try:
        fold = folds(data, _FOLDS, settings.seed)
        return cross_validate("", of_learner(settings), data, fold).auc
    except LearningError:
        return None


def reference_of_learning(
    run: Run, recipe: Recipe, rules: RuleSet, scores: Floats, *, only_loyal: bool = False
) -> Reference:
    """Profiles of the variables that the rules read, column by column, and of the score."""
    members = pl.col("split") == "learning"
    if only_loyal:
        members &= pl.col("label") == "loyal"
    recipes = {variable.name: variable for variable in recipe.variables}
    return Reference(
        variables=tuple(_profile(run, recipes[name], members) for name in rules.variables),
        score=learn_profile(pl.Series("score", scores)),
    )


def _profile(run: Run, variable: VariableRecipe, members: pl.Expr) -> Profile:
    table = pl.scan_parquet(prepared_file(run)).filter(members)
    with reading_artifact(prepared_file(run)):
        values = table.select(variable.name).collect()[variable.name]
    present, share = values.count(), variable.unreadable_share
    # the share is of the values present, readable or not
    unreadable = round(present * share / (1 - share)) if share < 1 else 0
    return learn_profile(
        values, other=variable.other, unreadable=min(unreadable, values.null_count())
    )
