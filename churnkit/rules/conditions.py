"""The conditions that a reason can name: crisp parts of a rule's terms, and what they are called.

A fuzzy term counts as true from a membership of one half on. A part has one direction, so that it
can be said in words: numbers from a bound on or below one, a single category, a missing value.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from churnkit.fuzzy_sets import SET_NAMES, SetName
from churnkit.rules.ruleset import FirstMatch, LogisticSum, Rule, RuleSet
from churnkit.rules.terms import Category, FuzzySet, Interval, Missing, Ramp, Reach, Term

HALF = 0.5
"""Membership from which a term, and firing strength from which a rule, is said to hold."""

Levels = Mapping[str, Sequence[str]]
"""Categories of the learning customers, by variable."""


class Part(NamedTuple):
    """One way in which a term holds, or fails to."""

    said: Term
    """As it is put into words; of a fuzzy set its ramps do not count."""
    when: Term
    """As it is looked up: crisp."""


class Condition(NamedTuple):
    """A part of a rule that may be a reason to expect churn."""

    rule: Rule
    part: Part | None
    """None: the rule as a whole, which has words of its own."""
    path: tuple[Term, ...]
    """What else the rule asks for."""


def sign(rule: Rule, rules: RuleSet) -> float:
    """By how much the score rises with the rule's firing strength, in the terms of the model."""
    if isinstance(rules.combination, LogisticSum):
        return rule.weight or 0.0
    if isinstance(rules.combination, FirstMatch):
        return 1.0
    return 1.0 if rule.says == "churned" else -1.0


def conditions_of(rules: RuleSet, levels: Levels) -> tuple[Condition, ...]:
    """The conditions of a model that may be reasons.

    They are the parts of rules that raise the score, and what keeps the others from applying.
    """
    return tuple(condition for rule in rules.rules for condition in _of_rule(rule, rules, levels))


def _of_rule(rule: Rule, rules: RuleSet, levels: Levels) -> Iterator[Condition]:
    raises = sign(rule, rules)
    if raises > 0 and rule.say:
        yield Condition(rule, None, ())
    for place, term in enumerate(rule.terms):
        others = rule.terms[:place] + rule.terms[place + 1 :]
        known = levels.get(term.variable)
        if raises > 0:
            for part in holding(term, known):
                yield Condition(rule, part, (*others, *_rest(term, part)))
        elif raises < 0:
            for part in failing(term, known):
                yield Condition(rule, part, others)


def _rest(term: Term, part: Part) -> Iterator[Term]:
    """The other bound of an interval of which the part is one."""
    if not isinstance(term, Interval) or term.negated or not isinstance(part.when, Interval):
        return
    when = part.when
    if term.low is not None and term.high is not None and (when.low is None or when.high is None):
        low = term.low if when.low is None else None
        high = term.high if when.high is None else None
        yield Interval(variable=term.variable, low=low, high=high)


def holding(term: Term, levels: Sequence[str] | None = None) -> Iterator[Part]:
    """The parts of a term, one of which is true of every customer for whom it holds.

    >>> [part.said.low for part in holding(Interval(variable="calls", low=2, high=5))]
    [2.0, None]
    """
    match term:
        case Missing():
            yield Part(term, term)
        case Category():
            yield from _of_category(term, levels)
        case Interval():
            yield from _of_interval(term)
        case FuzzySet():
            yield from _of_fuzzy_set(term)
    if isinstance(term, Interval | Category) and term.missing:
        missing = Missing(variable=term.variable)
        yield Part(missing, missing)


def failing(term: Term, levels: Sequence[str] | None = None) -> Iterator[Part]:
    """The parts of what is true of customers with a value for whom the term does not hold."""
    if isinstance(term, FuzzySet) and term.reach != "only":
        step = 1 if term.reach == "at_most" else -1
        said = _beyond(term, _neighbour(term.name, step), upwards=term.reach == "at_most")
        for part in _of_fuzzy_set(term.model_copy(update={"negated": not term.negated})):
            yield Part(said, part.when)
        return
    changes: dict[str, object] = {"negated": not term.negated}
    if isinstance(term, Interval | Category):
        changes["missing"] = False
    yield from holding(term.model_copy(update=changes), levels)


def _of_category(term: Category, levels: Sequence[str] | None) -> Iterator[Part]:
    """Each category by itself; all of them together where the categories are not known."""
    if levels is None:
        group = term.model_copy(update={"missing": False})
        yield Part(group, group)
        return
    for level in levels:
        if term.membership(level) > 0:
            only = Category(variable=term.variable, values=(level,))
            yield Part(only, only)


def _of_interval(term: Interval) -> Iterator[Part]:
    if term.low is None and term.high is None:
        known = Missing(variable=term.variable, negated=not term.negated)
        yield Part(known, known)
        return
    for when in _pieces(term, term.low, term.high, negated=term.negated):
        # words such as "is high" stay together
        said = term.model_copy(update={"missing": False}) if term.name else when
        yield Part(said, when)


def _of_fuzzy_set(term: FuzzySet) -> Iterator[Part]:
    low, high = (_half(ramp) for ramp in (term.rise, term.fall))
    end = None if high is None else math.nextafter(high, math.inf)
    crisp = Interval(variable=term.variable, low=low, high=end)
    if not term.negated:
        yield Part(term, crisp)
        return
    pieces = list(_pieces(crisp, low, end, negated=True))
    if len(pieces) == 1:
        yield Part(term, pieces[0])
        return
    below, above = (_neighbour(term.name, step) for step in (-1, 1))
    for piece, name, upwards in zip(pieces, (below, above), (False, True), strict=True):
        yield Part(_beyond(term, name, upwards=upwards), piece)


def _pieces(
    term: Interval, low: float | None, high: float | None, *, negated: bool
) -> Iterator[Interval]:
    """The bounds of an interval one by one; negated, what lies below it and above it."""
    at_least, below = (high, low) if negated else (low, high)
    bounds = [(None, below), (at_least, None)]
    for low_, high_ in bounds if negated else reversed(bounds):
        if low_ is not None or high_ is not None:
            changes = {"low": low_, "high": high_, "negated": False, "missing": False}
            yield term.model_copy(update=changes)


def _half(ramp: Ramp | None) -> float | None:
    """Where a ramp passes one half."""
    return None if ramp is None else ramp.zero + HALF / ramp.slope


def _neighbour(name: SetName, step: int) -> SetName:
    place = SET_NAMES.index(name) + step
    return SET_NAMES[min(max(place, 0), len(SET_NAMES) - 1)]


def _beyond(term: FuzzySet, name: SetName, *, upwards: bool) -> FuzzySet:
    """A set and all beyond it, of which the outermost has none."""
    is_last = name in (SET_NAMES[0], SET_NAMES[-1])
    reach: Reach = "only" if is_last else "at_least" if upwards else "at_most"
    return FuzzySet(variable=term.variable, name=name, reach=reach)


def direction(when: Term) -> Literal["low", "high"] | None:
    """Whether a condition is about numbers below a bound or from one on; None: neither."""
    if not isinstance(when, Interval) or (when.low is None) == (when.high is None):
        return None
    return "low" if when.low is None else "high"


def are_opposite(first: Term, second: Term, levels: Levels) -> bool:
    """Whether two conditions on one variable go opposite ways: all customers have one of them.

    >>> low, high = Interval(variable="calls", high=5), Interval(variable="calls", low=4)
    >>> are_opposite(low, high, {})
    True
    """
    if first.variable != second.variable or first == second:
        return False
    if isinstance(first, Category) and isinstance(second, Category):
        known = levels.get(first.variable, ())
        return all(first.membership(each) or second.membership(each) for each in known)
    if isinstance(first, Missing) and isinstance(second, Missing):
        return first.negated != second.negated
    if not isinstance(first, Interval) or not isinstance(second, Interval):
        return False
    return _cover_all(first, second) or _cover_all(second, first)


def _cover_all(low: Interval, high: Interval) -> bool:
    is_open = low.low is None and high.high is None
    return is_open and None not in (low.high, high.low) and high.low <= low.high  # type: ignore[operator]
