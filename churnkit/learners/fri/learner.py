"""Fuzzy rule induction by self-organising layers (GMDH), as published for e-commerce churn.

For each side, churned and loyal, layers of pairwise AND (min) grow rules out of fuzzy sets, and
layers of pairwise OR (max) join the best of them, as long as the squared error falls. The score is
the share of "churned" in what the two sides say. Source: a study of churn in an online mall by
self-organising fuzzy rule induction (c. 2010), after Ivakhnenko, Müller and Lemke; where it is
silent, the settings and their defaults say what is done.

Names from the paper: F1 is the width, the number of models kept in each layer; err_g the error of
layer g.
"""

from __future__ import annotations

import logging
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from churnkit.config.sections.train import FriSettings
from churnkit.learners.base import Customers, require_both_classes
from churnkit.learners.binning import code_all
from churnkit.learners.fri.candidates import DIGITS, Candidates, Model
from churnkit.learners.fri.layers import induced_side
from churnkit.learners.fuzzify import HALF, Partition, fuzzify, require_terms
from churnkit.learners.monotone import Directions
from churnkit.rules.ruleset import FuzzyRatio, Rule, RuleSet, Trial

log = logging.getLogger(__name__)

Floats = NDArray[np.float64]
Side = Literal["churned", "loyal"]
SIDES: tuple[Side, Side] = ("churned", "loyal")


class FRI:
    """Learns rules for both sides with every width and keeps the best judged."""

    def __init__(
        self, settings: FriSettings, seed: int, monotone: Directions | None = None
    ) -> None:
        self.settings = settings
        self.seed = seed
        self.monotone = monotone

    def fit(self, data: Customers) -> RuleSet:
        """Learn a rule set whose score is the ratio of the two sides.

        Raises:
            LearningError: one class only, too few customers, no variable that tells anything, or
                a direction in monotone that does not fit the variables.
        """
        require_both_classes(data, at_least=2 if self.settings.criterion == "external" else 1)
        partitions = _partitions(data, self.settings)
        candidates = Candidates(partitions, data, self.settings, self.seed, self.monotone or {})
        tried = [self._induce(candidates, width) for width in sorted(set(self.settings.width))]
        best = min(tried, key=lambda induced: induced.error)
        rule_set = RuleSet(
            learner="fri",
            combination=FuzzyRatio(),
            rules=tuple(_rules(best, candidates)),
            base_rate=data.base_rate,
            customers=int(data.churned.size),
            trials=tuple(
                Trial(setting=f"width {i.width}", error=i.error, chosen=i is best) for i in tried
            ),
        )
        if self.settings.checked:
            rule_set = without_contradicted(rule_set, data, candidates.judged)
        batches = data.batches(rule_set.variables)
        return rule_set.count_members(
            (rule_set.strengths(batch), data.churned[batch.rows]) for batch in batches
        )

    def _induce(self, candidates: Candidates, width: int) -> _Induced:
        """The models of both sides; the error is the mean of theirs."""
        models, errors = zip(
            *(induced_side(candidates, side, width, self.settings) for side in range(2)),
            strict=True,
        )
        return _Induced(width, models, round(sum(errors) / 2, DIGITS))


class _Induced(NamedTuple):
    width: int
    models: tuple[Model, ...]
    error: float


def _partitions(data: Customers, settings: FriSettings) -> list[Partition]:
    partitions = [
        fuzzify(coded, negation=settings.negation, spans=settings.spans) for coded in code_all(data)
    ]
    for partition in partitions:
        if partition.note:
            log.info("%s", partition.note)
    require_terms(partitions)
    return [partition for partition in partitions if partition.terms]


def without_contradicted(rule_set: RuleSet, data: Customers, judged: NDArray[np.bool_]) -> RuleSet:
    """Without the rules for whose customers, of those who judged, the opposite is true.

    A rule that says churned is one where at least as many churn as of all of them, a rule that says
    loyal one where at most as many do. Where it holds for none of them nothing contradicts it.
    """
    customers = churned = np.zeros(len(rule_set.rules))
    for batch in data.batches(rule_set.variables):
        holds = rule_set.strengths(batch)[:, judged[batch.rows]] >= HALF
        customers = customers + holds.sum(axis=1)
        churned = churned + holds[:, data.churned[batch.rows][judged[batch.rows]]].sum(axis=1)
    surplus = churned - customers * data.churned[judged].mean()
    kept = [
        rule
        for rule, more in zip(rule_set.rules, surplus.tolist(), strict=True)
        if (more >= -_NOISE if rule.says == "churned" else more <= _NOISE)
    ]
    numbered = [
        rule.model_copy(update={"id": f"R{number}"}) for number, rule in enumerate(kept, start=1)
    ]
    return rule_set.model_copy(update={"rules": tuple(numbered)})


_NOISE = 1e-9
"""Customers by which rounding may miss a rate that is just that of all."""


def _rules(induced: _Induced, candidates: Candidates) -> list[Rule]:
    """One rule a branch, churned first, numbered; the term that tells most alone stands first."""
    errors = [candidates.single_errors(side).tolist() for side in range(len(SIDES))]
    branches = [
        (side, sorted(branch, key=lambda term: (of_term[term], term)))
        for side, of_term, model in zip(SIDES, errors, induced.models, strict=True)
        for branch in sorted(model, key=lambda branch: (len(branch), branch))
    ]
    return [
        Rule(
            id=f"R{number}",
            terms=tuple(candidates.terms[term] for term in branch),
            says=side,
            customers=0,
            churned=0,
        )
        for number, (side, branch) in enumerate(branches, start=1)
    ]
