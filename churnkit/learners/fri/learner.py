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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from churnkit.config.sections.train import FriSettings
from churnkit.learners.base import Customers, require_both_classes
from churnkit.learners.binning import code_all
from churnkit.learners.fri.candidates import DIGITS, And, Candidates, Model
from churnkit.learners.fuzzify import Partition, fuzzify, require_terms
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
        batches = data.batches(rule_set.variables)
        return rule_set.count_members(
            (rule_set.strengths(batch), data.churned[batch.rows]) for batch in batches
        )

    def _induce(self, candidates: Candidates, width: int) -> _Induced:
        """The models of both sides; the error is the mean of theirs."""
        models, errors = zip(
            *(self._induce_side(candidates, side, width) for side in range(2)), strict=True
        )
        return _Induced(width, models, round(sum(errors) / 2, DIGITS))

    def _induce_side(self, candidates: Candidates, side: int, width: int) -> tuple[Model, float]:
        layer = _first_layer(candidates, side, width, self.settings.max_terms)
        while True:
            following = _next_layer(candidates, layer, width, self.settings.max_terms)
            if following.error >= layer.error:
                break
            layer = following
        kept = layer if self.settings.criterion == "external" else following
        return _join(candidates, kept, width, self.settings.max_branches)


class _Induced(NamedTuple):
    width: int
    models: tuple[Model, ...]
    error: float


@dataclass(frozen=True)
class _Layer:
    """Models kept on one side, best first, and err_g: the mean of their judged errors.

    The paper takes the sum, of F1 models in every layer. Where a layer has fewer candidates than
    that, the sum would grow with their number alone.
    """

    side: int
    models: tuple[Model, ...]
    error: float


def _first_layer(candidates: Candidates, side: int, width: int, max_terms: int) -> _Layer:
    """Layer 1: all pairs of terms, i = j included."""
    ranked, judged = candidates.errors(candidates.pair_sums, side)
    terms = candidates.allowed(side)
    first, second = np.triu_indices(terms.size) if max_terms > 1 else (slice(None), slice(None))
    i, j = terms[first], terms[second]
    order = np.lexsort((j, i, i != j, ranked[i, j]))[:width]
    pairs = zip(i[order].tolist(), j[order].tolist(), strict=True)
    models = tuple((tuple(sorted({*pair})),) for pair in pairs)
    return _Layer(side, models, float(judged[i[order], j[order]].mean()))


def _next_layer(candidates: Candidates, layer: _Layer, width: int, max_terms: int) -> _Layer:
    """Pairwise AND: the candidates of at most ``max_terms``, ranked; the best are kept."""
    pairs: dict[Model, tuple[Model, Model]] = {}
    for first, second in _pairs(layer.models):
        terms = tuple(sorted({*first[0], *second[0]}))
        if len(terms) <= max_terms:
            pairs.setdefault((terms,), (first, second))
    sums = candidates.joined_sums(pairs.values(), np.minimum)
    ranked, judged = candidates.errors(sums, layer.side)
    order = _ranking(list(pairs), ranked)[:width]
    kept = tuple(list(pairs)[k] for k in order)
    return _Layer(layer.side, kept, float(judged[order].mean()))


def _join(
    candidates: Candidates, layer: _Layer, width: int, max_branches: int
) -> tuple[Model, float]:
    """Layers of pairwise OR, ranked and judged as those of AND; the best judged and its error."""
    models, err, best = layer.models, np.inf, (layer.models[0], np.inf)
    while True:
        pairs: dict[Model, tuple[Model, Model]] = {}
        for first, second in _pairs(models):
            branches = _without_contained({*first, *second})
            if len(branches) <= max_branches:
                pairs.setdefault(branches, (first, second))
        ranked, judged = candidates.errors(
            candidates.joined_sums(pairs.values(), np.maximum), layer.side
        )
        order = _ranking(list(pairs), ranked)[:width]
        following = float(judged[order].mean())
        if following >= err:
            return best
        models, err = tuple(list(pairs)[k] for k in order), following
        top = _ranking(list(models), judged[order])[0]
        best = models[top], float(judged[order[top]])


def _pairs(models: Sequence[Model]) -> Iterable[tuple[Model, Model]]:
    return ((models[i], models[j]) for i in range(len(models)) for j in range(i, len(models)))


def _without_contained(branches: set[And]) -> Model:
    """Branches that need more terms than another one needs are never the larger: they go."""
    sets = {branch: set(branch) for branch in branches}
    return tuple(
        sorted(b for b in branches if not any(sets[other] < sets[b] for other in branches))
    )


def _ranking(models: list[Model], errors: Floats) -> NDArray[np.intp]:
    """Order by error, then fewer terms, then the names of the variables."""
    order = sorted(range(len(models)), key=lambda k: (errors[k], _size(models[k]), models[k]))
    return np.array(order, dtype=np.intp)


def _size(model: Model) -> int:
    return sum(len(branch) for branch in model)


def _partitions(data: Customers, settings: FriSettings) -> list[Partition]:
    partitions = [
        fuzzify(coded, negation=settings.negation, spans=settings.spans) for coded in code_all(data)
    ]
    for partition in partitions:
        if partition.note:
            log.info("%s", partition.note)
    require_terms(partitions)
    return [partition for partition in partitions if partition.terms]


def _rules(induced: _Induced, candidates: Candidates) -> list[Rule]:
    """One rule a branch, churned first, numbered."""
    branches = [
        (side, branch)
        for side, model in zip(SIDES, induced.models, strict=True)
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
