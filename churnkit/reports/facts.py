"""The facts of a report: all that ``report.json`` holds. Nothing is computed after this."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from churnkit.campaign.assumptions import Assumptions, ProfitBasis
from churnkit.config.sections.project import Language
from churnkit.evaluate import Evaluation, evaluate, wilson_interval
from churnkit.events.tiers import TierMoves
from churnkit.frozen import Frozen
from churnkit.profit import ProfitMeasures, ProfitTerms, profit_measures
from churnkit.reports.curves import Curves, curves
from churnkit.rules.ruleset import Rule, RuleSet, Trial, Verdict
from churnkit.rules.wording import Vocabulary, decision_words, sides_words
from churnkit.verdict.model import ModelVerdict

ThresholdMeaning = Literal["stronger_side", "base_rate", "configured"]
"""stronger_side: above it "churned" says more than "loyal". base_rate: it is the churn rate of the
learning set. configured: the config says it."""
CutMeaning = Literal["list", "selection", "threshold"]
"""list: the lowest score on the list. selection: the lowest of those whom the campaign selected.
threshold: the highest that is not classified as churned."""


@dataclass(frozen=True)
class ScoredSet:
    """The scored customers of one set."""

    churned: NDArray[np.bool_]
    """(n,) who churned."""
    score: NDArray[np.float64]
    """(n,) propensity to churn."""
    rule: Sequence[str | None]
    """(n,) id of the rule that decided the score; None: no rule spoke."""
    holds: Mapping[str, NDArray[np.bool_]]
    """For each rule, (n,) for whom it holds: with a firing strength of one half or more."""


class Threshold(Frozen):
    """A score above it is classified as churned."""

    score: float
    meaning: ThresholdMeaning


class RuleOnSet(Frozen):
    """The results of a rule on one set; None if it holds for nobody."""

    customers: int
    """Customers for whom the rule holds: with a firing strength of one half or more."""
    churned: int
    churn_rate: float | None
    """Observed: churned over customers."""
    interval: tuple[float, float] | None
    """95% interval of the churn rate (Wilson)."""
    lift: float | None
    """Churn rate over the base rate of the set."""
    decided: int | None = None
    """Customers whose score the rule decided; None in files of versions 1 and 2."""


class RuleFacts(Frozen):
    """One rule, in words and on both sets."""

    id: str | None
    """None: the customers for whom no rule holds."""
    words: str
    says: Verdict | None
    score: float | None
    """Of a leaf: the Laplace-smoothed churn rate of its learning customers."""
    weight: float | None = Field(default=None, exclude_if=lambda weight: weight is None)
    """Of a weighted rule: where it holds, the odds of churn are exp(weight) fold."""
    learning: RuleOnSet
    test: RuleOnSet


class ProfitFacts(Frozen):
    """What contacting customers by their scores can bring; None where a set is empty."""

    settings: ProfitTerms
    learning: ProfitMeasures | None
    test: ProfitMeasures | None
    assumptions: Assumptions | None = None
    """The settings with their sources; None: of an older version."""
    of_list: ProfitTerms | None = None
    """The means over the customers selected for the campaign, where the config says otherwise."""


class ReportFacts(Frozen):
    """The facts of the report."""

    language: Language
    """Language of all words."""
    learner: str
    customers: int
    """Customers the rules were learnt on."""
    base_rate: float
    """Their churn rate."""
    threshold: Threshold
    learning: Evaluation
    test: Evaluation
    sides: tuple[str, ...]
    """Fuzzy rules: the rule of each side as one sentence."""
    rules: tuple[RuleFacts, ...]
    no_rule: RuleFacts | None
    """The customers for whom no rule holds; None if a rule holds for everybody."""
    trials: tuple[Trial, ...]
    """Settings that the learner tried."""
    cutoffs: tuple[str, ...] = ()
    """Days at which customers of event logs were looked at; the last of several tests."""
    moves: TierMoves | None = Field(default=None, exclude_if=lambda moves: moves is None)
    """Moves between value tiers at the last cutoff; None, and left out of the file, without."""
    profit: ProfitFacts | None = Field(default=None, exclude_if=lambda profit: profit is None)
    """None, and left out of the file, where the config knows no campaign."""
    curves: tuple[Curves | None, Curves | None] = (None, None)
    """Of the learning and of the test set."""
    verdict: ModelVerdict | None = None
    """What the test set says of the rules; None: the model was learnt by an older version."""


def summarise(
    rule_set: RuleSet,
    vocabulary: Vocabulary,
    *,
    learning: ScoredSet,
    test: ScoredSet,
    threshold: float | None = None,
    cutoffs: tuple[str, ...] = (),
    moves: TierMoves | None = None,
    profit: ProfitBasis | None = None,
    verdict: ModelVerdict | None = None,
) -> ReportFacts:
    """Judge a rule set on both sets.

    Args:
        rule_set: the model.
        vocabulary: language and words of the rules.
        learning: scored learning customers.
        test: scored test customers; none at all is possible.
        threshold: score above which a customer is classified as churned. None: that of the
            rule set.
        cutoffs: days at which customers of event logs were looked at.
        moves: moves between value tiers at the last of them.
        profit: what contacting customers costs and brings, and where that comes from. None:
            profit is not told.
        verdict: on the rules. None: they were not judged.
    """
    decides = _threshold(rule_set, threshold)
    on_learning, on_test = (
        evaluate(scored.churned, scored.score, decides.score) for scored in (learning, test)
    )
    learning_rules, test_rules = _rules_on(learning, on_learning), _rules_on(test, on_test)
    *rules, no_rule = (
        RuleFacts(
            id=rule.id if rule else None,
            words=decision_words(rule, vocabulary, rule_set.typical_rate),
            says=rule.says if rule else None,
            score=rule.score if rule else None,
            weight=rule.weight if rule else None,
            learning=learning_rules(rule),
            test=test_rules(rule),
        )
        for rule in (*rule_set.rules, None)
    )
    return ReportFacts(
        language=vocabulary.language,
        learner=rule_set.learner,
        customers=rule_set.customers,
        base_rate=rule_set.base_rate,
        threshold=decides,
        learning=on_learning,
        test=on_test,
        sides=sides_words(rule_set.rules, vocabulary),
        rules=tuple(rules),
        no_rule=no_rule if no_rule.learning.customers + no_rule.test.customers else None,
        trials=rule_set.trials,
        cutoffs=cutoffs,
        moves=moves,
        curves=(curves(learning.churned, learning.score), curves(test.churned, test.score)),
        profit=None if profit is None else _profit(learning, test, profit),
        verdict=verdict,
    )


def rule_on_set(
    customers: int, churned: int, base_rate: float | None, decided: int | None = None
) -> RuleOnSet:
    """Churn rate, its interval and lift from the counts of a rule."""
    rate = churned / customers if customers else None
    return RuleOnSet(
        customers=customers,
        churned=churned,
        churn_rate=rate,
        interval=wilson_interval(churned, customers) if customers else None,
        lift=rate / base_rate if rate is not None and base_rate else None,
        decided=decided,
    )


def _profit(learning: ScoredSet, test: ScoredSet, basis: ProfitBasis) -> ProfitFacts:
    on_learning, on_test = (
        profit_measures(scored.churned, scored.score, basis.terms) for scored in (learning, test)
    )
    return ProfitFacts(
        settings=basis.terms,
        learning=on_learning,
        test=on_test,
        assumptions=basis.assumptions,
        of_list=basis.of_list,
    )


def _rules_on(scored: ScoredSet, evaluation: Evaluation) -> Callable[[Rule | None], RuleOnSet]:
    """What each rule did on a set; None: the customers for whom none holds."""
    decided = Counter(scored.rule)
    of_none = ~np.any([*scored.holds.values(), np.zeros_like(scored.churned)], axis=0)

    def of_rule(rule: Rule | None) -> RuleOnSet:
        members = scored.holds[rule.id] if rule else of_none
        customers, churned = int(members.sum()), int((members & scored.churned).sum())
        key = rule.id if rule else None
        return rule_on_set(customers, churned, evaluation.base_rate, decided[key])

    return of_rule


def _threshold(rule_set: RuleSet, configured: float | None) -> Threshold:
    if configured is not None:
        return Threshold(score=configured, meaning="configured")
    return Threshold(score=rule_set.threshold, meaning=rule_set.combination.threshold_meaning)
