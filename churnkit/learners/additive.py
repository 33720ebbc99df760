"""Additive fuzzy rule induction: GMDH layers as the step of a boosted logistic model.

The score is the logistic function of an intercept plus the sum of weight x rule, a rule being the
smallest of a few fuzzy or crisp terms. Each round looks for the rule z that lowers the log loss
most, to second order, given each customer's gradient g = y - p and curvature h = p (1 - p):

    gain(z) = (sum g z - mean_h(z) sum g)^2 / (sum h z^2 - (sum h z)^2 / sum h + lambda)

(twice what a weight for z beside a free intercept takes from the loss). Candidates grow in layers:
single terms, then pairs, then triples, of which the best ``width`` go on. Then all weights are
learnt together. Rounds stop when no candidate gains more than noise would, and, where customers are
held out, when their loss no longer falls.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from churnkit.config.models import AdditiveSettings
from churnkit.learners.base import Customers, LearningSet, require_both_classes
from churnkit.learners.binning import code
from churnkit.learners.cumulative import cumulative
from churnkit.learners.demands import Demands
from churnkit.learners.draw import hashed_order
from churnkit.learners.fuzzify import require_terms
from churnkit.learners.logistic import fit_weights, log_loss, probabilities
from churnkit.learners.truths import batch_truths
from churnkit.rules.ruleset import LogisticSum, Rule, RuleSet
from churnkit.rules.terms import Term

__all__ = ["AdditiveFRI"]

Floats = NDArray[np.float64]

LONGER = 1.02
"""A rule with one term more must gain this many times as much."""
SUPPORT = 0.01
"""A rule must hold for more than this share of the curvature, and fail for as much."""
NOISE = 1.4
"""A rule must gain this many times the logarithm of the number of candidates.

The gain of a rule that tells nothing is about a chi-square of one degree of freedom, and the
largest of m independent ones about 2 log m; candidates overlap, so that fewer count.
"""
PATIENCE = 2
"""Rounds without a smaller held-out loss after which the search stops."""
DIGITS = 9
"""Gains are compared to this many decimals, so that rounding noise decides no tie."""
BATCH = 1024
"""Customers whose truths in all terms are held at a time: they fit the processor's cache.

Their sums are plain loops of numpy. Threads of a linear algebra library would wait for each other
far longer than such small products take, above all where other programs use the cores, too.
"""

And = tuple[int, ...]
"""The terms of a rule by their numbers, ascending."""


class AdditiveFRI:
    """Learns a short list of weighted rules."""

    def __init__(self, settings: AdditiveSettings, seed: int) -> None:
        self.settings = settings
        self.seed = seed

    def fit(self, data: Customers) -> RuleSet:
        """Learn a rule set whose score is a probability.

        Raises:
            LearningError: one class only, too few customers, no variable that tells anything, or
                a rule in pin, veto or monotone that does not fit the variables.
        """
        require_both_classes(data)
        drawn = hashed_order(data.keys, self.seed)[: self.settings.search_rows]
        pool = _Pool.of(data.take(drawn))
        found = self._search(pool)
        rules = [tuple(pool.terms[term] for term in rule) for rule in found.rules]
        return _refitted(rules, found.weights, data, self.settings)

    def _search(self, pool: _Pool) -> _Found:
        """As many rounds on all customers of the pool as pay on those held out."""
        n = pool.churned.size
        rounds = self._rounds_that_pay(pool, n - round(self.settings.held_out * n))
        search = _Search(pool, Demands(pool.terms, self.settings), self.settings, slice(0, n))
        return list(islice(search.rounds(), rounds + 1))[-1]

    def _rounds_that_pay(self, pool: _Pool, learning: int) -> int:
        """Rounds on the first customers after which the loss of the others is smallest."""
        rounds, judging = self.settings.max_rules, slice(learning, pool.churned.size)
        if learning == pool.churned.size:
            return rounds
        lowest = math.inf
        demands = Demands(pool.terms, self.settings)
        search = _Search(pool, demands, self.settings, slice(0, learning))
        for k, loss in enumerate(search.losses(judging)):
            if loss < lowest:
                rounds, lowest = k, loss
            elif k - rounds >= PATIENCE:
                break
        return rounds


@dataclass(frozen=True)
class _Pool:
    """The terms that rules are made of, and what each says about the customers of the search."""

    terms: list[Term]
    variables: NDArray[np.intp]
    """(terms,) number of the variable of each term."""
    truths: Floats
    """(terms, n)"""
    churned: NDArray[np.bool_]

    @classmethod
    def of(cls, data: LearningSet) -> _Pool:
        partitions = [cumulative(code(variable)) for variable in data.variables]
        pairs = list(zip(partitions, data.variables, strict=True))
        require_terms(partitions)
        return cls(
            terms=[term for partition in partitions for term in partition.terms],
            variables=np.repeat(np.arange(len(partitions)), [len(p.terms) for p in partitions]),
            truths=np.concatenate([p.memberships[:, p.coded.codes(v)] for p, v in pairs]),
            churned=data.churned,
        )

    def rule_truths(self, rules: Sequence[And], rows: slice) -> Floats:
        """(rules, n) truth of rules for some customers."""
        truths = np.ones((len(rules), rows.stop - rows.start))
        for truth, rule in zip(truths, rules, strict=True):
            truth[:] = np.minimum.reduce(self.truths[list(rule), rows])
        return truths


class _Found(NamedTuple):
    rules: list[And]
    weights: Floats


class _Search:
    """Rounds of induction on some customers of a pool: ``rows``."""

    def __init__(
        self, pool: _Pool, demands: Demands, settings: AdditiveSettings, rows: slice
    ) -> None:
        self.pool = pool
        self.demands = demands
        self.settings = settings
        self.rows = rows

    def rounds(self) -> Iterator[_Found]:
        """The pinned rules, and then one rule more each round, while one gains enough."""
        pinned = list(self.demands.pinned)
        found = self._weighted(pinned, np.zeros(1 + len(pinned)))
        yield found
        while len(found.rules) < self.settings.max_rules:
            rule = self._best_rule(found)
            if rule is None:
                return
            found = self._weighted([*found.rules, rule], np.append(found.weights, 0.0))
            yield found

    def losses(self, judging: slice) -> Iterator[float]:
        """Mean log loss of other customers of the pool after each round."""
        churned = self.pool.churned[judging]
        for found in self.rounds():
            yield log_loss(self.pool.rule_truths(found.rules, judging), churned, found.weights)

    def _weighted(self, rules: list[And], start: Floats) -> _Found:
        """All weights learnt together; a rule whose weight breaks a monotone direction goes."""
        truths = self.pool.rule_truths(rules, self.rows)
        known = [(truths, self.pool.churned[self.rows])]
        weights = fit_weights(lambda: known, self.settings.penalty, start)
        broken = self.demands.broken(rules, weights[1:])
        if not broken:
            return _Found(rules, weights)
        self.demands.forbid(rules[k] for k in broken)
        kept = [k for k in range(len(rules)) if k not in broken]
        return self._weighted([rules[k] for k in kept], weights[[0, *(k + 1 for k in kept)]])

    def _best_rule(self, found: _Found) -> And | None:
        """The rule that gains most; a longer one must gain ``LONGER`` times as much."""
        p = probabilities(self.pool.rule_truths(found.rules, self.rows), found.weights)
        judge = _Judge(self.pool.churned[self.rows] - p, p * (1.0 - p), self.settings.penalty)
        taken = set(found.rules)
        best: And | None = None
        best_gain = self._noise() / LONGER
        layer: list[And] = [()]
        for _ in range(self.settings.max_terms):
            gains = self._extended(layer, judge)
            ranking = sorted(gains.items(), key=_merit)
            new = next((k for k in ranking if k[0] not in taken), ((), 0.0))
            if new[1] > best_gain * LONGER:
                best, best_gain = new
            layer = [rule for rule, _ in ranking[: self.settings.width]]
        return best

    def _noise(self) -> float:
        """What the best of as many candidates would gain if none told anything."""
        tried = len(self.pool.terms) * self.settings.width * self.settings.max_terms
        return NOISE * math.log(tried)

    def _extended(self, layer: Iterable[And], judge: _Judge) -> dict[And, float]:
        """Gains of the rules with one term more; of each rule of the layer as many as may count."""
        gains: dict[And, float] = {}
        enough = self.settings.width + self.settings.max_rules
        for rule in layer:
            allowed, signs = self.demands.extensions(rule)
            base = self.pool.rule_truths([rule], self.rows)[0] if rule else None
            of_terms = judge.gains(self.pool.truths[:, self.rows], base, signs)
            of_terms[~(allowed & self._is_new(rule))] = 0.0
            best = np.argsort(-of_terms, kind="stable")[:enough]
            for term in best[of_terms[best] > 0].tolist():
                gains[tuple(sorted((*rule, term)))] = float(of_terms[term])
        return gains

    def _is_new(self, rule: And) -> NDArray[np.bool_]:
        """Terms that may follow: none of the rule, and as a third none about its variables."""
        variables = self.pool.variables
        is_new = np.ones(variables.size, dtype=bool)
        if len(rule) > 1:
            is_new &= ~np.isin(variables, variables[list(rule)])
        is_new[list(rule)] = False
        return is_new


def _merit(candidate: tuple[And, float]) -> tuple[float, And]:
    return -candidate[1], candidate[0]


class _Judge(NamedTuple):
    """Gradient and curvature of the log loss, by which candidates are judged."""

    g: Floats
    h: Floats
    penalty: float

    def gains(self, truths: Floats, base: Floats | None, signs: Floats) -> Floats:
        """(terms,) gain of min(base, term), batch by batch; 0 without support or of the wrong sign.

        ``signs`` is the sign that the weight must have, or 0.
        """
        gz, hz, hzz = self._sums(truths, base)
        g, h = self.g.sum(), self.h.sum()
        share = hz / h
        slope = gz - share * g
        gain: Floats = slope**2 / (hzz - hz * share + self.penalty)
        fits = (share > SUPPORT) & (share < 1 - SUPPORT) & (slope * signs >= 0)
        gain[~fits] = 0.0
        return gain.round(DIGITS)

    def _sums(self, truths: Floats, base: Floats | None) -> tuple[Floats, Floats, Floats]:
        """Sums of g z, h z and h z^2 over the customers, each (terms,)."""
        gz, hz, hzz = np.zeros((3, len(truths)))
        for start in range(0, self.g.size, BATCH):
            rows = slice(start, start + BATCH)
            z = truths[:, rows] if base is None else np.minimum(truths[:, rows], base[rows])
            weighted = z * self.h[rows]
            gz += np.einsum("tn,n->t", z, self.g[rows])
            hz += weighted.sum(axis=1)
            hzz += np.einsum("tn,tn->t", weighted, z)
        return gz, hz, hzz


def _refitted(
    found: Sequence[tuple[Term, ...]], start: Floats, data: Customers, settings: AdditiveSettings
) -> RuleSet:
    """The rules with weights learnt on all customers, and those whose score each decided."""
    shelf, labels = data.shelf(), []
    for batch in data.batches({term.variable for terms in found for term in terms}):
        shelf.add(batch_truths(found, batch))
        labels.append(data.churned[batch.rows])
    weights = fit_weights(lambda: zip(shelf, labels, strict=True), settings.penalty, start)
    customers = churned = np.zeros(1 + len(found), dtype=np.int64)
    for truths, gone in zip(shelf, labels, strict=True):
        decided_by = _deciding(truths, weights[1:])
        customers = customers + np.bincount(decided_by, minlength=customers.size)
        churned = churned + np.bincount(decided_by[gone], minlength=customers.size)
    said = {
        number: pin.say.model_dump(exclude_none=True) or None
        for number, pin in enumerate(settings.pin.values(), start=1)
    }
    return RuleSet(
        learner="additive-fri",
        combination=LogisticSum(
            intercept=float(weights[0]) + _correction(data.base_rate, settings.true_rate),
            true_rate=settings.true_rate,
        ),
        rules=tuple(
            Rule(
                id=f"R{number}",
                terms=terms,
                weight=float(weight),
                say=said.get(number),
                customers=int(customers[number - 1]),
                churned=int(churned[number - 1]),
            )
            for number, (terms, weight) in enumerate(zip(found, weights[1:], strict=True), start=1)
        ),
        base_rate=data.base_rate,
        customers=int(data.churned.size),
    )


def _deciding(truths: Floats, weights: Floats) -> NDArray[np.intp]:
    """(n,) place of the rule that decides, as in ``LogisticSum``; behind the last for none."""
    parts = np.append(weights[:, None] * truths, np.zeros((1, truths.shape[1])), axis=0)
    most, least = parts.max(axis=0), parts.min(axis=0)
    strongest = np.where(most > 0, most, least)
    return np.where(strongest == 0, len(weights), (parts == strongest).argmax(axis=0))


def _correction(learning_rate: float, true_rate: float | None) -> float:
    """What the intercept changes by where the population churns at ``true_rate``.

    Source: prior correction (King and Zeng 2001, Logistic regression in rare events data).
    """
    if true_rate is None:
        return 0.0
    return math.log(true_rate / (1 - true_rate)) - math.log(learning_rate / (1 - learning_rate))
