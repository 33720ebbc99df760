"""The last act of ``train``: what the test set says of the rules, and who they were learnt on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnkit.config.sections.train import TrainSection
from churnkit.drift.profile import Profile, Reference, learn_profile
from churnkit.errors import LearningError
from churnkit.learners.base import hashed_order
from churnkit.model_selection import cross_validate, folds, of_learner
from churnkit.prepare.recipe import Recipe
from churnkit.prepare.variables import VariableRecipe
from churnkit.prepared import PreparedCustomers, prepared_file
from churnkit.rules.ruleset import LogisticSum, RuleSet
from churnkit.verdict.judge import Counts, JudgedScores, count_deciders, count_members, judge
from churnkit.verdict.model import ModelVerdict
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
    """Customers of each rule."""


def apply_rules(rules: RuleSet, customers: PreparedCustomers) -> Applied:
    """Score customers batch by batch, and count those of each rule."""
    scores = np.empty(customers.churned.size)
    nobody = np.zeros(len(rules.rules), dtype=np.int64)
    counts = Counts(nobody, nobody)
    for batch in customers.batches(rules.variables):
        strengths, churned = rules.strengths(batch), customers.churned[batch.rows]
        decided = rules.combination.decide_all(rules.rules, strengths, rules.base_rate)
        scores[batch.rows] = decided.scores
        if isinstance(rules.combination, LogisticSum):
            more = count_members(strengths, churned)
        else:
            codes = np.where(decided.rules < len(rules.rules), decided.rules, -1)
            more = count_deciders(codes, churned, len(rules.rules))
        counts = Counts(*(old + new for old, new in zip(counts, more, strict=True)))
    return Applied(scores, counts)


def judge_rules(
    test: PreparedCustomers,
    rules: RuleSet,
    learning: PreparedCustomers,
    on_learning: Applied,
    settings: TrainSection,
    cut_share: float,
) -> ModelVerdict:
    """The verdict of the test set on a list of the top ``cut_share``.

    Where the test set is too small to tell, the area under the ROC curve of the learning customers
    is measured out of fold, with the settings that were chosen.
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
    if verdict.grade != "cannot_tell":
        return verdict
    return verdict.model_copy(update={"out_of_fold_auc": _out_of_fold(learning, settings)})


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
