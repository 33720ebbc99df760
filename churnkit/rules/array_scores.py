"""Scores of a rule set for numpy columns, as ``RuleSet.decide`` gives them customer by customer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from churnkit.rules.arrays import Variable
from churnkit.rules.memberships import rule_truths
from churnkit.rules.ruleset import FirstMatch, FuzzyRatio, LogisticSum, RuleSet

Floats = NDArray[np.float64]


def score_customers(rule_set: RuleSet, variables: Sequence[Variable]) -> Floats:
    """(n,) scores; all variables that the rules read must be among ``variables``."""
    truths = rule_truths(rule_set.rules, {variable.name: variable for variable in variables})
    combination = rule_set.combination
    if isinstance(combination, LogisticSum):
        return _logistic(combination, rule_set, truths)
    if isinstance(combination, FuzzyRatio):
        return _ratio(rule_set, truths)
    assert isinstance(combination, FirstMatch)  # noqa: S101 - there is no other combination
    return _first_match(rule_set, truths)


def _first_match(rule_set: RuleSet, truths: Floats) -> Floats:
    scores = [rule_set.base_rate if r.score is None else r.score for r in rule_set.rules]
    fires = np.concatenate([truths > 0, np.ones((1, truths.shape[1]), dtype=bool)])
    found: Floats = np.array([*scores, rule_set.base_rate])[fires.argmax(axis=0)]
    return found


def _ratio(rule_set: RuleSet, truths: Floats) -> Floats:
    y0, y1 = (
        truths[[rule.says == side for rule in rule_set.rules]].max(axis=0, initial=0.0)
        for side in ("churned", "loyal")
    )
    said = y0 + y1
    scores = np.full(said.size, rule_set.base_rate)
    np.divide(y0, said, out=scores, where=said > 0)
    return scores


def _logistic(combination: LogisticSum, rule_set: RuleSet, truths: Floats) -> Floats:
    log_odds = np.full(truths.shape[1], combination.intercept)
    for rule, truth in zip(rule_set.rules, truths, strict=True):
        log_odds += (rule.weight or 0.0) * truth
    scores: Floats = 1.0 / (1.0 + np.exp(-log_odds))
    return scores
