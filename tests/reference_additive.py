"""Additive rule induction, plainly: every candidate's truth is a list, every sum a loop.

It shares nothing with the learner but the terms, and the constants that are part of the method.
"""

from __future__ import annotations

import math

import numpy as np

from churnkit.rules.terms import Category, FuzzySet, Interval, Missing, Ramp

QUANTILES = (0.02, 0.26, 0.5, 0.74, 0.98)
NAMES = {
    3: ("low", "middle", "high"),
    4: ("very_low", "low", "high", "very_high"),
    5: ("very_low", "low", "middle", "high", "very_high"),
}


def knots(values):
    distinct = sorted(set(values))
    if len(distinct) <= 5:
        return distinct
    found = sorted({quantile(sorted(values), q) for q in QUANTILES})
    return found if len(found) == 5 else sorted({quantile(distinct, q) for q in QUANTILES})


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
        terms = sets(name, knots(present))
    if distinct and len(present) < len(column):
        terms += [Missing(variable=name), Missing(variable=name, negated=True)]
    n = len(column)
    shares = [sum(term.truth(value) for value in column) / n for term in terms]
    return [t for t, share in zip(terms, shares, strict=True) if 0.01 <= share <= 0.99]


def sets(name, p):
    names, last = NAMES[len(p)], len(p) - 1
    rise = {k: Ramp(zero=p[k - 1], slope=1 / (p[k] - p[k - 1])) for k in range(1, last + 1)}
    fall = {k: Ramp(zero=p[k + 1], slope=-1 / (p[k + 1] - p[k])) for k in range(last)}
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
    said = [[t.truth(columns[t.variable][row]) for row in range(n)] for t in terms]
    noise = 1.4 * math.log(len(terms) * settings.width * settings.max_terms)

    def truth(rule):
        return [min(said[t][row] for t in rule) for row in range(n)]

    def allowed(rule, term):
        about = {terms[t].variable for t in rule}
        return term not in rule and (len(rule) < 2 or terms[term].variable not in about)

    rules = []
    weights = fit([], churned, settings.penalty)
    while len(rules) < settings.max_rules:
        p = [
            1
            / (1 + math.exp(-weights[0] - sum(w * z for w, z in zip(weights[1:], zs, strict=True))))
            for zs in zip(*[truth(rule) for rule in rules], strict=True)
        ] or [1 / (1 + math.exp(-weights[0]))] * n
        g = [y - q for y, q in zip(churned, p, strict=True)]
        h = [q * (1 - q) for q in p]
        best, best_gain, layer = None, noise, [()]
        for _length in range(settings.max_terms):
            candidates = {
                tuple(sorted((*rule, term)))
                for rule in layer
                for term in range(len(terms))
                if allowed(rule, term)
            }
            gains = {rule: gain(truth(rule), g, h, settings.penalty) for rule in candidates}
            ranking = sorted((-gains[rule], rule) for rule in gains if gains[rule] > 0)
            needed = best_gain if best is None else best_gain * 1.02
            new = next(((-merit, rule) for merit, rule in ranking if rule not in rules), None)
            if new and new[0] > needed:
                best_gain, best = new
            layer = [rule for _, rule in ranking[: settings.width]]
        if best is None:
            break
        rules.append(best)
        weights = fit([truth(rule) for rule in rules], churned, settings.penalty)
    return [tuple(terms[t] for t in rule) for rule in rules], weights


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
