"""Fuzzy rule induction as a person would do it with a pencil: customer by customer, slow and plain.

It follows the published method and its table of answers, and shares nothing with the learner but
the terms. Customers are dicts; a missing value is None.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, combinations_with_replacement

from churnkit.rules.terms import Category, FuzzySet, Interval, Missing, Ramp

NAMES = ("very_low", "low", "middle", "high", "very_high")


def peaks(values, whole):
    distinct = sorted(set(values))
    zero = math.fsum(distinct[1:-1]) / len(distinct[1:-1])
    if zero - distinct[0] < distinct[-1] - zero:
        low, high = distinct[0], zero + (zero - distinct[0])
    else:
        low, high = zero - (distinct[-1] - zero), distinct[-1]
    if whole and math.floor(low + 0.5) < zero < math.floor(high + 0.5):
        low, high = float(math.floor(low + 0.5)), float(math.floor(high + 0.5))
    peaks = [low, (low + zero) / 2, zero, (zero + high) / 2, high]
    # a peak that misses a value by rounding only is that value
    return [next((v for v in distinct if abs(v - p) <= 1e-12 * (high - low)), p) for p in peaks]


def terms_of(name, column, whole, negation, spans):
    present = [value for value in column if value is not None]
    distinct = sorted(set(present))
    terms = []
    if len(distinct) > 1 and isinstance(distinct[0], str):
        terms = [Category(variable=name, values=(level,)) for level in distinct]
    elif len(distinct) == 2:
        middle = sum(distinct) / 2
        terms = [
            Interval(variable=name, high=middle, name="low"),
            Interval(variable=name, low=middle, name="high"),
        ]
    elif len(distinct) > 2:
        p = peaks(present, whole)
        for k, word in enumerate(NAMES):
            rise = Ramp.between(p[k - 1], p[k]) if k > 0 else None
            fall = Ramp.between(p[k + 1], p[k]) if k < 4 else None
            terms.append(FuzzySet(variable=name, name=word, rise=rise, fall=fall))
    singles = terms
    if negation and len(distinct) > 2:
        terms = [u for t in terms for u in (t, t.model_copy(update={"negated": True}))]
    if spans and len(singles) == 5 and isinstance(singles[0], FuzzySet):
        _, low, middle, high, _ = singles
        terms = [
            *terms,
            low.model_copy(update={"reach": "at_most", "rise": None}),
            middle.model_copy(update={"reach": "at_most", "rise": None}),
            middle.model_copy(update={"reach": "at_least", "fall": None}),
            high.model_copy(update={"reach": "at_least", "fall": None}),
        ]
    if distinct and len(present) < len(column):
        terms.append(Missing(variable=name))
        if negation:
            terms.append(Missing(variable=name, negated=True))
    return terms


@dataclass
class Part:
    """Customers that candidates are ranked on, or judged on."""

    truths: list  # one list of term truths a customer
    churned: list

    def error(self, model, side, balance):
        """Mean squared error of a model (branches of term numbers) of one side."""
        total = {True: 0.0, False: 0.0}
        for truths, churned in zip(self.truths, self.churned, strict=True):
            said = max(min(truths[t] for t in branch) for branch in model)
            wanted = 1.0 if churned == (side == "churned") else 0.0
            total[churned] += (said - wanted) ** 2
        n = {c: sum(1 for churned in self.churned if churned == c) for c in (True, False)}
        if balance:
            return round((total[True] / n[True] + total[False] / n[False]) / 2, 12)
        return round((total[True] + total[False]) / (n[True] + n[False]), 12)


def induce(terms, ranked, judged, side, width, settings):
    """The best disjunction of conjunctions of one side, and its judged error."""

    def best(models, part):
        def merit(model):
            return part.error(model, side, settings.balance), sum(map(len, model)), model

        return sorted(models, key=merit)[:width]

    def err(models):
        return sum(judged.error(m, side, settings.balance) for m in models) / len(models)

    singles = [((t,),) for t in range(len(terms)) if holds_for_enough(t, ranked, judged, settings)]
    if settings.layers == "and_or":
        return induce_by_both(terms, singles, best, err, (ranked, judged), settings)
    layer = best(and_pairs(singles, settings.max_terms, terms), ranked)
    while True:
        following = best(and_pairs(layer, settings.max_terms, terms), ranked)
        if err(following) >= err(layer):
            break
        layer = following
    kept = layer if settings.criterion == "external" else following

    final, lowest = kept[0], math.inf
    while True:
        kept = best(or_pairs(kept, settings.max_branches), ranked)
        if err(kept) >= lowest:
            return final, judged.error(final, side, settings.balance)
        lowest = err(kept)
        final = best(kept, judged)[0]


def and_pairs(models, max_terms, terms):
    found = {(tuple(sorted({*a[0], *b[0]})),) for a, b in combinations_with_replacement(models, 2)}
    return [m for m in found if len(m[0]) <= max_terms and is_possible(m[0], terms)]


def induce_by_both(terms, singles, best, err, parts, settings):
    """AND and OR of any two models in every layer."""

    def joined(models):
        found = set()
        for a, b in combinations_with_replacement(models, 2):
            found.add(needed({tuple(sorted({*x, *y})) for x in a for y in b}))
            found.add(needed({*a, *b}))
        return [
            m for m in found
            if len(m) <= settings.max_branches
            and all(len(x) <= settings.max_terms and is_possible(x, terms) for x in m)
        ]  # fmt: skip

    layer = best(joined(singles), parts[0])
    while True:
        following = best(joined(layer), parts[0])
        if err(following) >= err(layer):
            break
        layer = following
    kept = layer if settings.criterion == "external" else following
    final = best(kept, parts[1])[0]
    return final, err([final])


def needed(branches):
    """Without the branches that contain another one."""
    return tuple(sorted(x for x in branches if not any(set(y) < set(x) for y in branches)))


def holds_for_enough(t, ranked, judged, settings):
    """Whether a term holds by half for the fewest customers, at most a fifth of them."""
    everybody = judged.truths + (ranked.truths if settings.criterion == "external" else [])
    fewest = min(settings.min_customers, len(everybody) // 5)
    return sum(truths[t] >= 0.5 for truths in everybody) >= fewest


def is_possible(branch, terms):
    """Whether the words of all terms of a conjunction can be true of one customer."""
    levels = {value for t in terms if isinstance(t, Category) for value in t.values}
    return all(
        terms[a].variable != terms[b].variable or cases(terms[a], levels) & cases(terms[b], levels)
        for a, b in combinations(branch, 2)
    )


def cases(term, levels):
    """What can be the case where a term is true: sets by name, levels, or no value."""
    if isinstance(term, Missing):
        return {*NAMES, *levels, "another level"} if term.negated else {None}
    if isinstance(term, Category):
        others = {*levels, "another level"} - {*term.values}
        return others if term.negated else {*term.values}
    k = NAMES.index(term.name)
    if isinstance(term, Interval):
        return {term.name}
    reach = {"only": NAMES[k : k + 1], "at_most": NAMES[: k + 1], "at_least": NAMES[k:]}
    return {*NAMES} - {*reach[term.reach]} if term.negated else {*reach[term.reach]}


def or_pairs(models, max_branches):
    found = set()
    for a, b in combinations_with_replacement(models, 2):
        branches = {*a, *b}
        needed = {x for x in branches if not any(set(y) < set(x) for y in branches)}
        found.add(tuple(sorted(needed)))
    return [model for model in found if len(model) <= max_branches]


def learn(columns, whole, churned, parts, settings):
    """Rules as (side, terms) and the error of the chosen width.

    ``columns``: name -> list of values; ``whole``: names of whole-number variables;
    ``parts``: (rows ranked on, rows judged on).
    """
    terms = [
        term
        for name in sorted(columns)
        for term in terms_of(name, columns[name], name in whole, settings.negation, settings.spans)
    ]

    def part(rows):
        truths = [[t.membership(columns[t.variable][row]) for t in terms] for row in rows]
        return Part(truths, [churned[row] for row in rows])

    ranked, judged = part(parts[0]), part(parts[1])
    found = []
    for width in sorted(set(settings.width)):
        sides = [
            induce(terms, ranked, judged, side, width, settings) for side in ("churned", "loyal")
        ]
        error = round((sides[0][1] + sides[1][1]) / 2, 12)
        found.append((error, width, [model for model, _ in sides]))
    error, _, models = min(found)
    rules = [
        (side, tuple(terms[t] for t in branch))
        for side, model in zip(("churned", "loyal"), models, strict=True)
        for branch in sorted(model, key=lambda branch: (len(branch), branch))
    ]
    if settings.checked:
        rules = [rule for rule in rules if not is_contradicted(rule, columns, churned, parts[1])]
    return rules, error


def is_contradicted(rule, columns, churned, rows):
    """Whether fewer (of a rule that says churned) or more of its customers churned than of all."""
    side, terms = rule
    held = [
        row for row in rows if all(t.membership(columns[t.variable][row]) >= 0.5 for t in terms)
    ]
    if not held:
        return False
    rate = Fraction(sum(churned[row] for row in held), len(held))
    of_all = Fraction(sum(churned[row] for row in rows), len(rows))
    return rate < of_all if side == "churned" else rate > of_all


def score(rules, row, base_rate):
    """y0 / (y0 + y1): what the strongest rule of each side says; the base rate where none does."""
    said = {"churned": 0.0, "loyal": 0.0}
    for side, terms in rules:
        strength = min(term.membership(row[term.variable]) for term in terms)
        said[side] = max(said[side], strength)
    total = said["churned"] + said["loyal"]
    return said["churned"] / total if total else base_rate
