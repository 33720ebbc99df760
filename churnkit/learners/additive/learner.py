"""Additive fuzzy rule induction: GMDH layers as the step of a boosted logistic model.

The score is the logistic function of an intercept plus the sum of weight x rule, a rule being the
smallest of a few fuzzy or crisp terms. What is looked for is the list of rules of the least cost,

    cost = 2 x penalised log loss + price x number of terms in all rules.

Each round looks for the rule z that lowers the loss most, to second order, given each customer's
gradient g = y - p and curvature h = p (1 - p), and its price:

    gain(z) = (sum g z - mean_h(z) sum g)^2 / (sum h z^2 - (sum h z)^2 / sum h + lambda)

(twice what a weight for z beside a free intercept takes from the loss). Candidates grow in layers:
single terms, then pairs, then triples, of which the best ``width`` go on. Then all weights are
learnt together. Rounds stop when no rule gains more than its price, and, where customers are held
out, when their loss no longer falls. In the end each rule in turn is exchanged for the best one
beside all the others, where that lowers the cost: the first ones were found before there were any.

The price of a term is what noise may gain. The gain of a rule that tells nothing is about a
chi-square of one degree of freedom, the largest of m independent ones about 2 log m. Terms overlap,
so that fewer count: half of that is asked for, for each term of a rule.
Source: the risk inflation criterion (Foster and George 1994).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from churnkit.config.sections.train import AdditiveSettings
from churnkit.learners.additive.constraints import Constraints
from churnkit.learners.additive.gains import Gains
from churnkit.learners.additive.pool import And, Pool
from churnkit.learners.base import Customers, hashed_order, require_both_classes
from churnkit.learners.logistic import fit_weights, log_loss, probabilities
from churnkit.rules.ruleset import LogisticSum, Rule, RuleSet
from churnkit.rules.terms import Term

Floats = NDArray[np.float64]
Conditions = Sequence[tuple[Term, ...]]
"""The terms of each rule."""

PRICE = 1.0
"""A term costs this many times the logarithm of one more than the number of terms."""
PATIENCE = 2
"""Rounds without a smaller held-out loss after which the search stops."""
WORTHWHILE = 1e-6
"""A rule is exchanged only if that lowers the cost by more, which rounding noise does not."""


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
        pool = Pool.of(data.take(drawn))
        fitted = self._searched(pool)
        gains = _single_gains(pool, self.settings.penalty)
        rules = [
            tuple(pool.terms[term] for term in sorted(rule, key=lambda t: (-gains[t], t)))
            for rule in fitted.rules
        ]
        return _refitted(rules, fitted.weights, data, self.settings)

    def _searched(self, pool: Pool) -> _WeightedRules:
        """As many rounds as pay on customers held out, and then the exchanges, on all customers."""
        rounds = self._rounds_that_pay(pool, pool.size - round(self.settings.held_out * pool.size))
        search = _Search(pool, self.settings)
        return search.exchanged(list(islice(search.rounds(), rounds + 1))[-1])

    def _rounds_that_pay(self, pool: Pool, learning: int) -> int:
        """Rounds on the first customers after which the loss of the others is smallest."""
        rounds, lowest = self.settings.max_rules, math.inf
        if learning == pool.size:
            return rounds
        search = _Search(pool.part(slice(0, learning)), self.settings)
        for k, loss in enumerate(search.losses(pool.part(slice(learning, pool.size)))):
            if loss < lowest:
                rounds, lowest = k, loss
            elif k - rounds >= PATIENCE:
                break
        return rounds


class _WeightedRules(NamedTuple):
    rules: list[And]
    weights: Floats

    def without(self, rule: And) -> _WeightedRules:
        index = self.rules.index(rule)
        rules = self.rules[:index] + self.rules[index + 1 :]
        return _WeightedRules(rules, np.delete(self.weights, index + 1))


class _Search:
    """Rounds of induction on the customers of a pool."""

    def __init__(self, pool: Pool, settings: AdditiveSettings) -> None:
        self.pool = pool
        self.constraints = Constraints(pool.terms, settings)
        self.settings = settings
        self.price = PRICE * math.log(1 + len(pool.terms))

    def rounds(self) -> Iterator[_WeightedRules]:
        """The pinned rules, and then one rule more each round, while one gains enough."""
        pinned = list(self.constraints.pinned)
        fitted = self._allowed(self._weighted(pinned, np.zeros(1 + len(pinned))))
        yield fitted
        while len(fitted.rules) < self.settings.max_rules:
            rule = self._best_rule(fitted)
            if rule is None:
                return
            fitted = self._allowed(self._with(fitted, rule))
            yield fitted

    def losses(self, judging: Pool) -> Iterator[float]:
        """Mean log loss of other customers after each round."""
        for fitted in self.rounds():
            yield log_loss(judging.strengths(fitted.rules), judging.churned, fitted.weights)

    def exchanged(self, fitted: _WeightedRules) -> _WeightedRules:
        """Every rule but the pinned ones in turn beside the others: kept, or given for a better."""
        for rule in fitted.rules[len(self.constraints.pinned) :]:
            others = fitted.without(rule)
            others = self._weighted(*others)
            new = self._best_rule(others)
            if new is not None and new != rule:
                tried = self._with(others, new)
                is_allowed = not self.constraints.broken(tried.rules, tried.weights[1:])
                if is_allowed and self._cost(tried) < self._cost(fitted) - WORTHWHILE:
                    fitted = tried
        return fitted

    def _cost(self, fitted: _WeightedRules) -> float:
        loss = log_loss(self.pool.strengths(fitted.rules), self.pool.churned, fitted.weights)
        ridge = self.settings.penalty * float(np.square(fitted.weights[1:]).sum())
        return 2 * self.pool.size * loss + ridge + self.price * sum(map(len, fitted.rules))

    def _with(self, fitted: _WeightedRules, rule: And) -> _WeightedRules:
        return self._weighted([*fitted.rules, rule], np.append(fitted.weights, 0.0))

    def _weighted(self, rules: list[And], start: Floats) -> _WeightedRules:
        """All weights learnt together."""
        batch = [(self.pool.strengths(rules), self.pool.churned)]
        return _WeightedRules(rules, fit_weights(lambda: batch, self.settings.penalty, start))

    def _allowed(self, fitted: _WeightedRules) -> _WeightedRules:
        """Without the rules whose weight breaks a monotone direction; they do not come back."""
        broken = [
            fitted.rules[k] for k in self.constraints.broken(fitted.rules, fitted.weights[1:])
        ]
        if not broken:
            return fitted
        self.constraints.forbid(broken)
        for rule in broken:
            fitted = fitted.without(rule)
        return self._allowed(self._weighted(*fitted))

    def _best_rule(self, fitted: _WeightedRules) -> And | None:
        """The rule whose gain exceeds its price most; of as good ones the shortest."""
        p = probabilities(self.pool.strengths(fitted.rules), fitted.weights)
        gains_of = Gains(self.pool, p, self.settings.penalty)
        taken = set(fitted.rules)
        best: And | None = None
        most = 0.0
        layer: list[And] = [()]
        for length in range(1, self.settings.max_terms + 1):
            gains = self._extended(layer, gains_of)
            ranking = sorted(gains.items(), key=_merit)
            new, gain = next((k for k in ranking if k[0] not in taken), ((), 0.0))
            if gain - length * self.price > most:
                best, most = new, gain - length * self.price
            layer = [rule for rule, _ in ranking[: self.settings.width]]
        return best

    def _extended(self, layer: Iterable[And], gains_of: Gains) -> dict[And, float]:
        """Gains of the rules with one term more; of each rule of the layer as many as may count."""
        gains: dict[And, float] = {}
        enough = self.settings.width + self.settings.max_rules
        for rule in layer:
            allowed, signs = self.constraints.extensions(rule)
            of_terms = gains_of.of_extensions(rule, signs)
            of_terms[~(allowed & self._is_new(rule))] = 0.0
            best = np.argsort(-of_terms, kind="stable")[:enough]
            for term in best[of_terms[best] > 0].tolist():
                gains[tuple(sorted((*rule, term)))] = float(of_terms[term])
        return gains

    def _is_new(self, rule: And) -> NDArray[np.bool_]:
        """Terms that may follow: for enough customers, none of the rule, none that excludes one.

        As a third, none about its variables.
        """
        variables = self.pool.variables
        is_new = self.pool.enough & ~self.pool.excluded[list(rule)].any(axis=0)
        if len(rule) > 1:
            is_new &= ~np.isin(variables, variables[list(rule)])
        is_new[list(rule)] = False
        return is_new


def _single_gains(pool: Pool, penalty: float) -> list[float]:
    """(terms,) what each term alone would gain: how much it tells."""
    everybody = np.full(pool.size, pool.churned.mean())
    gains: list[float] = (
        Gains(pool, everybody, penalty).of_extensions((), np.zeros(len(pool.terms))).tolist()
    )
    return gains


def _merit(candidate: tuple[And, float]) -> tuple[float, And]:
    return -candidate[1], candidate[0]


def _refitted(
    conditions: Sequence[tuple[Term, ...]],
    start: Floats,
    data: Customers,
    settings: AdditiveSettings,
) -> RuleSet:
    """The rules with weights learnt on all customers, and those for whom each holds."""
    unweighted = RuleSet(
        learner="additive-fri",
        combination=LogisticSum(intercept=0.0, true_rate=settings.true_rate),
        rules=tuple(_unweighted(conditions, settings)),
        base_rate=data.base_rate,
        customers=int(data.churned.size),
    )
    spool, labels = data.spool(), []
    for batch in data.batches(unweighted.variables):
        spool.add(unweighted.strengths(batch))
        labels.append(data.churned[batch.rows])
    weights = fit_weights(lambda: zip(spool, labels, strict=True), settings.penalty, start)
    rule_set = _with_weights(unweighted, weights, settings.true_rate)
    return rule_set.count_members(zip(spool, labels, strict=True))


def _unweighted(
    conditions: Sequence[tuple[Term, ...]], settings: AdditiveSettings
) -> Iterator[Rule]:
    """The pinned rules, which may have words of their own, and then the others."""
    own_words = [pin.say.model_dump(exclude_none=True) or None for pin in settings.pin.values()]
    for number, (terms, say) in enumerate(zip_longest(conditions, own_words), start=1):
        yield Rule(id=f"R{number}", terms=terms, say=say, customers=0, churned=0)


def _with_weights(unweighted: RuleSet, weights: Floats, true_rate: float | None) -> RuleSet:
    intercept = float(weights[0]) + _correction(unweighted.base_rate, true_rate)
    rules = tuple(
        rule.model_copy(update={"weight": weight})
        for rule, weight in zip(unweighted.rules, weights[1:].tolist(), strict=True)
    )
    combination = unweighted.combination.model_copy(update={"intercept": intercept})
    return unweighted.model_copy(update={"rules": rules, "combination": combination})


def _correction(learning_rate: float, true_rate: float | None) -> float:
    """What the intercept changes by where the population churns at ``true_rate``.

    Source: prior correction (King and Zeng 2001, Logistic regression in rare events data).
    """
    if true_rate is None:
        return 0.0
    return math.log(true_rate / (1 - true_rate)) - math.log(learning_rate / (1 - learning_rate))
