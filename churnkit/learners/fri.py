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

from churnkit.config.models import FriSettings
from churnkit.learners.base import LearningSet, require_both_classes
from churnkit.learners.binning import code_all
from churnkit.learners.draw import hashed_order
from churnkit.learners.fuzzify import Partition, fuzzify, require_terms
from churnkit.learners.histograms import Sums, joint_counts, pair_sums, same_variable_sums
from churnkit.learners.truths import rule_truths
from churnkit.rules.ruleset import FuzzyRatio, Rule, RuleSet, Trial

__all__ = ["FRI", "divide"]

log = logging.getLogger(__name__)

Floats = NDArray[np.float64]
Side = Literal["churned", "loyal"]
SIDES: tuple[Side, Side] = ("churned", "loyal")
LEARNING_SHARE = 0.6
"""Share of each class on which candidates are ranked; the rest judges (external criterion)."""
BATCH = 8192
"""Customers whose truths are held at a time: small enough to stay in the processor's cache."""

And = tuple[int, ...]
"""A conjunction: numbers of its terms, ascending. Terms are numbered by variable name."""
Model = tuple[And, ...]
"""A disjunction of conjunctions, ascending; none contains another."""


class FRI:
    """Learns rules for both sides with every width and keeps the best judged."""

    def __init__(self, settings: FriSettings, seed: int) -> None:
        self.settings = settings
        self.seed = seed

    def fit(self, data: LearningSet) -> RuleSet:
        """Learn a rule set whose score is the ratio of the two sides.

        Raises:
            LearningError: one class only, too few customers, or no variable that tells anything.
        """
        require_both_classes(data, at_least=2 if self.settings.criterion == "external" else 1)
        partitions = _partitions(data, negation=self.settings.negation)
        candidates = _Candidates(partitions, _Groups.of(data, self.settings, self.seed))
        found = [self._induce(candidates, width) for width in sorted(set(self.settings.width))]
        best = min(found, key=lambda induced: induced.error)
        return RuleSet(
            learner="fri",
            combination=FuzzyRatio(),
            rules=_with_facts(_rules(best, candidates), data),
            base_rate=data.base_rate,
            customers=int(data.churned.size),
            trials=tuple(
                Trial(setting=f"width {i.width}", error=i.error, chosen=i is best) for i in found
            ),
        )

    def _induce(self, candidates: _Candidates, width: int) -> _Induced:
        """The models of both sides; the error is the mean of theirs."""
        models, errors = zip(
            *(self._induce_side(candidates, side, width) for side in range(2)), strict=True
        )
        return _Induced(width, models, round(sum(errors) / 2, DIGITS))

    def _induce_side(self, candidates: _Candidates, side: int, width: int) -> tuple[Model, float]:
        layer = _first_layer(candidates, side, width, self.settings.max_terms)
        while True:
            following = _next_layer(candidates, layer, width, self.settings.max_terms)
            if following.error >= layer.error:
                break
            layer = following
        kept = layer if self.settings.criterion == "external" else following
        return _join(candidates, kept, width, self.settings.max_branches)


DIGITS = 12
"""Errors are compared to this many decimals, so that rounding noise decides no tie."""


class _Induced(NamedTuple):
    width: int
    models: tuple[Model, ...]
    error: float


@dataclass(frozen=True)
class _Layer:
    """Models kept on one side, best first, and err_g: the sum of their judged errors."""

    side: int
    models: tuple[Model, ...]
    error: float


def _first_layer(candidates: _Candidates, side: int, width: int, max_terms: int) -> _Layer:
    """Layer 1: all pairs of terms, i = j included."""
    ranked, judged = candidates.errors(candidates.pair_sums, side)
    terms = np.arange(len(candidates.terms))
    i, j = np.triu_indices(terms.size) if max_terms > 1 else (terms, terms)
    order = np.lexsort((j, i, i != j, ranked[i, j]))[:width]
    pairs = zip(i[order].tolist(), j[order].tolist(), strict=True)
    models = tuple((tuple(sorted({*pair})),) for pair in pairs)
    return _Layer(side, models, float(judged[i[order], j[order]].sum()))


def _next_layer(candidates: _Candidates, layer: _Layer, width: int, max_terms: int) -> _Layer:
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
    return _Layer(layer.side, kept, float(judged[order].sum()))


def _join(
    candidates: _Candidates, layer: _Layer, width: int, max_branches: int
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
        following = float(judged[order].sum())
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


@dataclass(frozen=True)
class _Groups:
    """Customers in four groups, each a slice of ``rows``: ranked churned, ranked loyal, judged.

    Without the external criterion there are two, which are ranked and judged on.
    """

    rows: NDArray[np.intp]
    slices: list[slice]
    balance: bool

    @classmethod
    def of(cls, data: LearningSet, settings: FriSettings, seed: int) -> _Groups:
        churned, loyal = np.flatnonzero(data.churned), np.flatnonzero(~data.churned)
        parts = [churned, loyal]
        if settings.criterion == "external":
            divided = [divide(rows, data.keys, seed) for rows in parts]
            parts = [rows for part in zip(*divided, strict=True) for rows in part]
        ends = np.cumsum([rows.size for rows in parts]).tolist()
        slices = [slice(end - rows.size, end) for end, rows in zip(ends, parts, strict=True)]
        return cls(np.concatenate(parts), slices, settings.balance)

    @property
    def counts(self) -> Floats:
        return np.array([part.stop - part.start for part in self.slices], dtype=np.float64)

    def batches(self) -> Iterable[tuple[int, slice]]:
        """(group, slice of rows) in a fixed order, at most BATCH rows each."""
        for group, part in enumerate(self.slices):
            for start in range(part.start, part.stop, BATCH):
                yield group, slice(start, min(start + BATCH, part.stop))


def divide(
    rows: NDArray[np.intp], keys: NDArray[np.uint64], seed: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of one class in two, by the hash of key and seed; at least one in each."""
    shuffled = rows[hashed_order(keys[rows], seed)]
    first = min(max(round(LEARNING_SHARE * rows.size), 1), rows.size - 1)
    return np.sort(shuffled[:first]), np.sort(shuffled[first:])


class _Candidates:
    """Terms and customers, and the sums of any candidate's truth over the groups of customers."""

    def __init__(self, partitions: Sequence[Partition], groups: _Groups) -> None:
        self.groups = groups
        self.terms = [term for partition in partitions for term in partition.terms]
        self._codes = [partition.coded.codes[groups.rows] for partition in partitions]
        self._truths = [(p, row) for p, part in enumerate(partitions) for row in part.memberships]
        self.pair_sums = self._all_pairs(partitions)

    def errors(self, sums: Sums, side: int) -> tuple[Floats, Floats]:
        """Mean squared errors of candidates as models of one side: ranked by, and judged by."""
        parts = [self._part_errors(sums, side, first) for first in range(0, sums.z.shape[-1], 2)]
        return parts[0], parts[-1]

    def _part_errors(self, sums: Sums, side: int, first: int) -> Floats:
        own, other = first + side, first + 1 - side
        n = self.groups.counts
        squared_own = n[own] - 2 * sums.z[..., own] + sums.z_squared[..., own]
        squared_other = sums.z_squared[..., other]
        error = (squared_own + squared_other) / (n[own] + n[other])
        if self.groups.balance:
            error = (squared_own / n[own] + squared_other / n[other]) / 2
        rounded: Floats = np.round(error, DIGITS)
        return rounded

    def joined_sums(self, pairs: Iterable[tuple[Model, Model]], join: np.ufunc) -> Sums:
        """Sums of the pairwise AND (np.minimum) or OR (np.maximum) of models, (pairs, groups)."""
        pairs = list(pairs)
        models = sorted({model for pair in pairs for model in pair})
        place = {model: k for k, model in enumerate(models)}
        first = np.array([place[pair[0]] for pair in pairs])
        second = np.array([place[pair[1]] for pair in pairs])
        z = np.zeros((len(pairs), len(self.groups.slices)))
        z_squared = np.zeros_like(z)
        for group, rows in self.groups.batches():
            truths = np.stack([self._truth(model, rows) for model in models])
            for k, (i, j) in enumerate(zip(first, second, strict=True)):
                joined = join(truths[i], truths[j])
                z[k, group] += joined.sum()
                z_squared[k, group] += joined @ joined
        return Sums(z, z_squared)

    def _truth(self, model: Model, rows: slice) -> Floats:
        branches = [
            np.minimum.reduce([self._term_truth(term, rows) for term in branch]) for branch in model
        ]
        truth: Floats = np.maximum.reduce(branches)
        return truth

    def _term_truth(self, term: int, rows: slice) -> Floats:
        variable, truth_of_code = self._truths[term]
        truth: Floats = truth_of_code[self._codes[variable][rows]]
        return truth

    def _all_pairs(self, partitions: Sequence[Partition]) -> Sums:
        """(terms, terms, groups) sums of min(a, b) for all pairs a <= b of terms."""
        n, groups = len(self.terms), self.groups.slices
        sums = Sums(np.zeros((n, n, len(groups))), np.zeros((n, n, len(groups))))
        starts = np.cumsum([0] + [len(partition.terms) for partition in partitions])
        for i, first in enumerate(partitions):
            for j, second in enumerate(partitions[i:], start=i):
                block = np.ix_(range(starts[i], starts[i + 1]), range(starts[j], starts[j + 1]))
                found = self._block(i, j, first, second)
                sums.z[block], sums.z_squared[block] = found
        return sums

    def _block(self, i: int, j: int, first: Partition, second: Partition) -> Sums:
        if i == j:
            counts = [
                np.bincount(self._codes[i][group], minlength=first.coded.size)
                for group in self.groups.slices
            ]
            return same_variable_sums(np.stack(counts), first)
        sizes = first.coded.size, second.coded.size
        counts_of_both = joint_counts(self._codes[i], self._codes[j], sizes, self.groups.slices)
        return pair_sums(counts_of_both, first, second)


def _partitions(data: LearningSet, *, negation: bool) -> list[Partition]:
    partitions = [fuzzify(coded, negation=negation) for coded in code_all(data.variables)]
    for partition in partitions:
        if partition.note:
            log.info("%s", partition.note)
    require_terms(partitions)
    return [partition for partition in partitions if partition.terms]


def _rules(induced: _Induced, candidates: _Candidates) -> list[Rule]:
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


def _with_facts(rules: list[Rule], data: LearningSet) -> tuple[Rule, ...]:
    """The rules with the customers whose score they decided, as ``FuzzyRatio`` decides."""
    truths = rule_truths(rules, {variable.name: variable for variable in data.variables})
    is_churned = np.array([rule.says == "churned" for rule in rules])
    y0, y1 = truths[is_churned].max(axis=0), truths[~is_churned].max(axis=0)
    stronger = np.where(y0 > y1, is_churned[:, None], ~is_churned[:, None])
    fires = stronger & (truths == np.maximum(y0, y1)) & (y0 + y1 > 0)
    decided_by = np.where(fires.any(axis=0), fires.argmax(axis=0), len(rules))
    customers = np.bincount(decided_by, minlength=len(rules))
    churned = np.bincount(decided_by[data.churned], minlength=len(rules))
    return tuple(
        rule.model_copy(update={"customers": int(customers[k]), "churned": int(churned[k])})
        for k, rule in enumerate(rules)
    )
