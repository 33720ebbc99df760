"""A best-first tree as a person would grow it: every division of every node is tried out.

Nodes are lists of customers (dicts; a missing value is None). It shares nothing with the learner.
"""

from __future__ import annotations

import math


def impurity(customers, criterion):
    """Gini or entropy times the number of customers."""
    n = len(customers)
    shares = [sum(c["churned"] == k for c in customers) / n for k in (True, False)] if n else []
    if criterion == "gini":
        return n * (1 - sum(s * s for s in shares)) if n else 0.0
    return n * -sum(s * math.log2(s) for s in shares if s > 0)


def divisions(customers, name):
    """All tried divisions (left, right) of a node by one variable, in the order of preference."""
    present = [c for c in customers if c[name] is not None]
    missing = [c for c in customers if c[name] is None]
    values = sorted({c[name] for c in present})
    if values and isinstance(values[0], str):

        def rate(level):
            of_level = [c["churned"] for c in present if c[name] == level]
            return sum(of_level) / len(of_level)

        values.sort(key=lambda level: (rate(level), level))
    for k in range(1, len(values)):
        left = [c for c in present if c[name] in values[:k]]
        right = [c for c in present if c[name] not in values[:k]]
        if missing:
            yield left, right + missing
            yield left + missing, right
        else:
            yield left, right
    if missing and present:
        yield present, missing


def best_gain(customers, names, criterion, fewest):
    """The largest decrease of impurity of a node, and all divisions that reach it."""
    gains = []
    for name in names:
        for left, right in divisions(customers, name):
            if min(len(left), len(right)) >= fewest:
                gain = impurity(customers, criterion) - sum(
                    impurity(side, criterion) for side in (left, right)
                )
                gains.append((gain, left, right))
    best = max((gain for gain, _, _ in gains), default=0.0)
    return best, [(left, right) for gain, left, right in gains if gain > best - 1e-9]


def gains_of_growth(customers, names, criterion, fewest, max_rules):
    """Gains and leaves in the order of growth until a split is ambiguous, and whether one was."""
    leaves, gains = [customers], []
    while len(leaves) < max_rules:
        found = [best_gain(leaf, names, criterion, fewest) for leaf in leaves]
        top = max(gain for gain, _ in found)
        if top <= 1e-9:
            return gains, leaves, False
        options = [
            (leaf, division)
            for leaf, (gain, ties) in enumerate(found)
            if gain > top - 1e-9
            for division in ties
        ]
        different = {frozenset([ids(left), ids(right)]) for _, (left, right) in options}
        if len(different) > 1:
            return gains, leaves, True
        leaf, division = options[0]
        leaves[leaf : leaf + 1] = division
        gains.append(top)
    return gains, leaves, False


def ids(customers):
    return frozenset(c["id"] for c in customers)
