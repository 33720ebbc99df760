"""What the learning customers say of the conditions that reasons are made of.

A condition is a reason to expect churn where those who have it churn more than those who do not,
within the path: among the customers for whom the rest of its rule holds. Of weighted and fuzzy
rules, which all count at once, it must hold among all customers, too. Chance is allowed for: the
difference must be so large that the best of many conditions would not show it by accident.

Of two conditions on one variable that go opposite ways the one that explains more churn is kept, so
that no list names a thing and its opposite.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from churnkit.frozen import Frozen
from churnkit.rules.arrays import Batch, Categorical, Numeric, Variable
from churnkit.rules.conditions import (
    HALF,
    Condition,
    Levels,
    are_opposite,
    conditions_of,
    direction,
    sign,
)
from churnkit.rules.ruleset import FirstMatch, LogisticSum, Rule, RuleSet
from churnkit.rules.terms import Missing, Term

Flags = NDArray[np.bool_]
Batches = Callable[[], Iterable[tuple[Batch, Flags]]]
"""Learning customers with who of them churned, batch by batch; read twice."""

FAR = 2.5
"""Standard errors by which the rates with and without a condition must differ at least."""
NEAR = 1.5
"""The same on the path, where the rates of all customers differ enough."""
FEWEST = 20
"""Customers with a condition, and without it, who can show anything."""
MOST = 0.9
"""Share of all customers from which a condition is no reason: what is true of everybody."""
LEAST_RATIO = 1.1
"""By how much the churn rate with a condition exceeds that without it at least."""
_UNITS = 2**30
"""Strengths are added in such parts of one, so that sums do not depend on the order."""


class Counted(Frozen):
    """Customers, and those of them who churned."""

    customers: int
    churned: int

    @property
    def rate(self) -> float:
        """Their churn rate; 0 of nobody."""
        return self.churned / self.customers if self.customers else 0.0


class Contrast(Frozen):
    """Customers with a condition, beside those without it."""

    members: Counted
    others: Counted

    @property
    def share(self) -> float:
        """Share of the members among all."""
        everybody = self.members.customers + self.others.customers
        return self.members.customers / everybody if everybody else 0.0

    @property
    def difference(self) -> float:
        """By how much more of the members churned."""
        return self.members.rate - self.others.rate

    @property
    def reversed(self) -> Contrast:
        """The same about the opposite condition."""
        return Contrast(members=self.others, others=self.members)

    def raises(self, errors: float) -> bool:
        """Whether noticeably more of the members churn, by so many standard errors."""
        sizes = self.members.customers, self.others.customers
        if min(sizes) < FEWEST or self.members.rate < LEAST_RATIO * self.others.rate:
            return False
        rate = (self.members.churned + self.others.churned) / sum(sizes)
        error = math.sqrt(rate * (1 - rate) * (1 / sizes[0] + 1 / sizes[1]))
        return self.difference > errors * error


class Evidence(Frozen):
    """A condition that is a reason, and the learning customers who show it."""

    rule: str
    """The rule that it is a part of."""
    said: Term | None
    """As it is put into words; None: the rule as a whole, which has words of its own."""
    when: Term | None
    """Whom it is true of; None: those for whom the rule holds."""
    path: Contrast
    """Among the customers for whom the rest of the rule holds."""
    overall: Contrast
    """Among all customers."""
    limit: float | None = None
    """Of numbers on one side of a bound: the last one on this side that somebody has."""

    @property
    def is_rare(self) -> bool:
        """Whether most customers are on the other side."""
        return self.overall.members.customers < self.overall.others.customers


class ReasonBasis(Frozen):
    """What reasons are made of: ``model.json`` holds it beside the rules."""

    conditions: tuple[Evidence, ...]
    """Those that raise the risk, the largest difference first."""
    mean_strength: dict[str, float]
    """Mean firing strength of each rule among the learning customers."""


def learn_reasons(rules: RuleSet, batches: Batches) -> ReasonBasis:
    """What of a rule set is a reason to expect churn, by the learning customers."""
    if not rules.variables:
        return ReasonBasis(conditions=(), mean_strength={rule.id: 1.0 for rule in rules.rules})
    levels = _levels(rules, batches)
    conditions = conditions_of(rules, levels)
    counts = _Counts(rules, conditions)
    for batch, churned in batches():
        counts.add(batch, churned)
    kept = _without_opposites(_reasons(counts.evidence(), rules), levels)
    return ReasonBasis(
        conditions=tuple(sorted(kept, key=lambda each: -each.path.difference)),
        mean_strength=counts.mean_strength(),
    )


def untested_reasons(rules: RuleSet) -> ReasonBasis:
    """What is said where the learning customers were not asked: models of older versions.

    All conditions of what raises the score, and of the weighted rules that keep most customers.
    """
    raising = {rule.id for rule in rules.rules if _seems_to_raise(rule, rules)}
    nobody = Contrast(
        members=Counted(customers=0, churned=0), others=Counted(customers=0, churned=0)
    )
    return ReasonBasis(
        conditions=tuple(
            Evidence(
                rule=each.rule.id,
                said=each.part and each.part.said,
                when=each.part and each.part.when,
                path=nobody,
                overall=nobody,
            )
            for each in conditions_of(rules, {})
            if each.rule.id in raising
        ),
        mean_strength={rule.id: float(sign(rule, rules) < 0) for rule in rules.rules},
    )


def _seems_to_raise(rule: Rule, rules: RuleSet) -> bool:
    if isinstance(rules.combination, FirstMatch):
        return rule.score is not None and rule.score > rules.base_rate
    if isinstance(rules.combination, LogisticSum) and sign(rule, rules) < 0:
        return rule.customers >= HALF * rules.customers
    return sign(rule, rules) > 0


def _levels(rules: RuleSet, batches: Batches) -> Levels:
    found: dict[str, set[str]] = {}
    for batch, _ in batches():
        for variable in batch.variables:
            if isinstance(variable, Categorical):
                found.setdefault(variable.name, set()).update(variable.levels)
    return {name: sorted(levels) for name, levels in found.items() if name in rules.variables}


def _reasons(found: Iterable[Evidence], rules: RuleSet) -> list[Evidence]:
    """The conditions that raise the risk; of a leaf that has none, what does so less surely."""
    conditions = [each for each in found if each.overall.share <= MOST]
    if not isinstance(rules.combination, FirstMatch):
        return [each for each in conditions if _raises_both(each, NEAR)]
    sure = [each for each in conditions if _raises_on_path(each) or _raises_both(each, NEAR)]
    explained = {each.rule for each in sure}
    others = (each for each in conditions if each.rule not in explained)
    return [*sure, *(each for each in others if _raises_both(each, 0.0))]


def _raises_on_path(evidence: Evidence) -> bool:
    """Whether a condition raises the risk on the path, and does not lower that of everybody."""
    return evidence.path.raises(FAR) and not evidence.overall.reversed.raises(FAR)


def _raises_both(evidence: Evidence, errors: float) -> bool:
    """Whether a condition raises the risk of all customers, and of those on the path as well."""
    return evidence.overall.raises(FAR) and evidence.path.raises(errors)


def _without_opposites(found: Sequence[Evidence], levels: Levels) -> list[Evidence]:
    """The conditions that explain most churn first, without those that go the other way."""
    kept: list[Evidence] = []
    for each in sorted(found, key=lambda one: -_explained(one)):
        when = each.when
        if when is None or not any(
            other.when is not None and are_opposite(when, other.when, levels) for other in kept
        ):
            kept.append(each)
    return kept


def _explained(evidence: Evidence) -> float:
    """Churned customers beyond those to be expected without the condition."""
    return evidence.path.members.customers * evidence.path.difference


class _Counts:
    """Counts of customers with and without each condition, within its path and among all."""

    def __init__(self, rules: RuleSet, conditions: Sequence[Condition]) -> None:
        self.rules = rules
        self.conditions = conditions
        # (conditions, path or all, members or others, customers or churned)
        self.counts = np.zeros((len(conditions), 2, 2, 2), dtype=np.int64)
        self.largest = np.full(len(conditions), -math.inf)
        self.smallest = np.full(len(conditions), math.inf)
        self.strength = dict.fromkeys((rule.id for rule in rules.rules), 0)
        self.customers = 0

    def add(self, batch: Batch, churned: Flags) -> None:
        """Count a batch."""
        variables = {variable.name: variable for variable in batch.variables}
        holds: dict[Term, Flags] = {}

        def is_true(term: Term) -> Flags:
            if term not in holds:
                holds[term] = term.memberships(variables[term.variable]) >= HALF
            return holds[term]

        self.customers += batch.size
        for rule in self.rules.rules:
            strength = np.rint(rule.strengths(batch) * _UNITS).astype(np.int64)
            self.strength[rule.id] += int(strength.sum())
        for k, condition in enumerate(self.conditions):
            path = np.ones(batch.size, dtype=np.bool_)
            for term in condition.path:
                path &= is_true(term)
            if condition.part is None:
                members = condition.rule.strengths(batch) >= HALF
                known = np.ones(batch.size, dtype=np.bool_)
            else:
                when = condition.part.when
                members = is_true(when)
                known = _known(variables[when.variable], when)
                self._note_limits(k, variables[when.variable], members)
            for scope, within in enumerate((path, np.ones_like(path))):
                for side, chosen in enumerate((within & members, within & known & ~members)):
                    self.counts[k, scope, side] += (chosen.sum(), (chosen & churned).sum())

    def _note_limits(self, k: int, variable: Variable, members: Flags) -> None:
        if isinstance(variable, Numeric) and members.any():
            values = variable.values[members]
            self.largest[k] = np.fmax(self.largest[k], np.fmax.reduce(values))
            self.smallest[k] = np.fmin(self.smallest[k], np.fmin.reduce(values))

    def evidence(self) -> Iterable[Evidence]:
        """All conditions with their counts."""
        for k, condition in enumerate(self.conditions):
            path, overall = (
                Contrast(members=_counted(sides[0]), others=_counted(sides[1]))
                for sides in self.counts[k].tolist()
            )
            part = condition.part
            yield Evidence(
                rule=condition.rule.id,
                said=part and part.said,
                when=part and part.when,
                path=path,
                overall=overall,
                limit=self._limit(k),
            )

    def _limit(self, k: int) -> float | None:
        part = self.conditions[k].part
        towards = part and direction(part.when)
        if not towards:
            return None
        limit = self.largest[k] if towards == "low" else self.smallest[k]
        return float(limit) if math.isfinite(limit) else None

    def mean_strength(self) -> dict[str, float]:
        """Mean firing strength of each rule."""
        whole = max(1, self.customers) * _UNITS
        return {rule: total / whole for rule, total in self.strength.items()}


def _known(variable: Variable, when: Term) -> Flags:
    """Customers of whom it can be said that they do not have a condition."""
    if isinstance(when, Missing):
        return np.ones_like(_missing(variable))
    return ~_missing(variable)


def _missing(variable: Variable) -> Flags:
    if isinstance(variable, Categorical):
        return variable.codes < 0
    missing: Flags = np.isnan(variable.values)
    return missing


def _counted(counts: Sequence[int]) -> Counted:
    return Counted(customers=counts[0], churned=counts[1])
