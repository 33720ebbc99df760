"""Additive rule induction, plainly: every candidate's truth is a list, every sum a loop.

It shares nothing with the learner but the terms, which of them exclude each other, and the
constants that are part of the method.
"""

from __future__ import annotations

import itertools
import math

import numpy as np

from churnkit.rules.implications import excludes
from churnkit.rules.terms import Category, FuzzySet, Interval, Missing, Ramp

QUANTILES = (0.02, 0.26, 0.5, 0.74, 0.98)
CUTS = (1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6)
NAMES = {
    3: ("low", "middle", "high"),
    4: ("very_low", "low", "high", "very_high"),
    5: ("very_low", "low", "middle", "high", "very_high"),
}


def knots(values):
    distinct = sorted(set(values))
    if len(distinct) <= 5:
        return distinct
    return quantiles(values, QUANTILES)


def quantiles(values, shares):
    """Those of the customers or, where some of them are the same value, of the distinct values."""
    distinct = sorted(set(values))
    found = sorted({quantile(sorted(values), q) for q in shares})
    return found if len(found) == 5 else sorted({quantile(distinct, q) for q in shares})


def quantile(ordered, q):
    """The smallest value that at least a share q of them does not exceed."""
    return next(v for k, v in enumerate(ordered, start=1) if k >= q * len(ordered))


def terms_of(name, column):
    present = [value for value in column if value is not None]
    distinct = sorted(set(present))
    terms = []
    if len(distinct) > 1 and isinstance(distinct[0], str):
        for level in distinct:
            terms.append(Category(variable=name, values=(level,)))
            if len(distinct) > 2:
                terms.append(Category(variable=name, values=(level,), negated=True))
    elif len(distinct) == 2:
        middle = sum(distinct) / 2
        terms = [
            Interval(variable=name, high=middle, name="low"),
            Interval(variable=name, low=middle, name="high"),
        ]
    elif len(distinct) > 2:
        terms = sets(name, knots(present)) + sides(name, present)
    if distinct and len(present) < len(column):
        terms += [Missing(variable=name), Missing(variable=name, negated=True)]
    n = len(column)
    shares = [sum(term.membership(value) for value in column) / n for term in terms]
    return [t for t, share in zip(terms, shares, strict=True) if 0.01 <= share <= 0.99]


def sides(name, values):
    """Below and from the middle between a quantile and the next value."""
    distinct = sorted(set(values))
    if len(distinct) <= 5:
        return []
    cuts = [
        (value + after) / 2
        for value, after in itertools.pairwise(distinct)
        if value in quantiles(values, CUTS)
    ]
    return [
        term
        for cut in cuts
        for term in (Interval(variable=name, high=cut), Interval(variable=name, low=cut))
    ]


def sets(name, p):
    names, last = NAMES[len(p)], len(p) - 1
    rise = {k: Ramp.between(p[k - 1], p[k]) for k in range(1, last + 1)}
    fall = {k: Ramp.between(p[k + 1], p[k]) for k in range(last)}
    below = [
        FuzzySet(variable=name, name=names[k], reach="at_most" if k else "only", fall=fall[k])
        for k in range(last)
    ]
    above = [
        FuzzySet(
            variable=name, name=names[k], reach="at_least" if k < last else "only", rise=rise[k]
        )
        for k in range(1, last + 1)
    ]
    inner = [
        FuzzySet(variable=name, name=names[k], rise=rise[k], fall=fall[k], negated=negated)
        for k in range(1, last)
        for negated in (False, True)
    ]
    return below + above + inner


def gain(z, g, h, penalty):
    """The gain of a rule; 0 without support."""
    sum_h = sum(h)
    hz = sum(a * b for a, b in zip(h, z, strict=True))
    gz = sum(a * b for a, b in zip(g, z, strict=True))
    hzz = sum(a * b * b for a, b in zip(h, z, strict=True))
    if not 0.01 < hz / sum_h < 0.99:
        return 0.0
    return round((gz - hz / sum_h * sum(g)) ** 2 / (hzz - hz**2 / sum_h + penalty), 9)


def learn(columns, churned, settings):
    """(rules as tuples of terms, weights with the intercept first)."""
    terms = [term for name in sorted(columns) for term in terms_of(name, columns[name])]
    n = len(churned)
    said = [[t.membership(columns[t.variable][row]) for row in range(n)] for t in terms]
    price = math.log(1 + len(terms))

    def truth(rule):
        return [min(said[t][row] for t in rule) for row in range(n)]

    def allowed(rule, term):
        about = {terms[t].variable for t in rule}
        if sum(m >= 0.5 for m in said[term]) < min(20, n // 5):
            return False
        if any(excludes(terms[term], terms[t]) for t in rule):
            return False
        return term not in rule and (len(rule) < 2 or terms[term].variable not in about)

    def fitted(rules):
        return fit([truth(rule) for rule in rules], churned, settings.penalty)

    def scores(rules):
        weights, truths = fitted(rules), [truth(rule) for rule in rules]
        log_odds = [
            weights[0] + sum(w * z[row] for w, z in zip(weights[1:], truths, strict=True))
            for row in range(n)
        ]
        return [1 / (1 + math.exp(-x)) for x in log_odds]

    def cost(rules):
        loss = -sum(
            math.log(p if y else 1 - p) for p, y in zip(scores(rules), churned, strict=True)
        )
        ridge = settings.penalty * sum(w * w for w in fitted(rules)[1:])
        return 2 * loss + ridge + price * sum(len(rule) for rule in rules)

    def best_rule(rules):
        p = scores(rules)
        g = [y - q for y, q in zip(churned, p, strict=True)]
        h = [q * (1 - q) for q in p]
        best, most, layer = None, 0.0, [()]
        for length in range(1, settings.max_terms + 1):
            candidates = {
                tuple(sorted((*rule, term)))
                for rule in layer
                for term in range(len(terms))
                if allowed(rule, term)
            }
            gains = {rule: gain(truth(rule), g, h, settings.penalty) for rule in candidates}
            ranking = sorted((-gains[rule], rule) for rule in gains if gains[rule] > 0)
            for merit, rule in ranking:
                if rule not in rules and -merit - length * price > most:
                    most, best = -merit - length * price, rule
            layer = [rule for _, rule in ranking[: settings.width]]
        return best

    rules = []
    while len(rules) < settings.max_rules:
        best = best_rule(rules)
        if best is None:
            break
        rules.append(best)
    for rule in rules:
        others = [other for other in rules if other != rule]
        best = best_rule(others)
        if best is not None and cost([*others, best]) < cost(rules) - 1e-6:
            rules = [*others, best]
    return [tuple(terms[t] for t in rule) for rule in rules], fitted(rules)


def fit(truths, churned, penalty):
    """Penalised logistic regression by plain Newton steps from zero."""
    x = np.column_stack([np.ones(len(churned)), *truths])
    ridge = np.diag([0.0] + [penalty] * len(truths))
    weights = np.zeros(x.shape[1])
    for _ in range(200):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (np.array(churned, dtype=float) - p) - ridge @ weights
        curvature = (x.T * (p * (1 - p))) @ x + ridge
        step = np.linalg.solve(curvature, gradient)
        weights = weights + step * min(1.0, 2.0 / max(np.abs(step).max(), 1e-12))
        if np.abs(step).max() < 1e-13:
            break
    return weights.tolist()
