"""What would have to change for a customer's score to fall below a cut.

Every condition of the rules has values at which its membership changes. By these, and by a category
that no rule names, a customer's values are replaced, one variable at a time, then two: the fewest
changes that bring the score below the cut, and of each variable the value that passes the fewest
such values on the way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations, product
from math import inf, nextafter
from typing import NamedTuple

from churnkit.frozen import Frozen
from churnkit.rules.ruleset import RuleSet
from churnkit.rules.terms import Category, FuzzySet, Interval, Term, Value

MOST_VARIABLES = 2


class Change(Frozen):
    """One value in place of another; None is a missing value."""

    variable: str
    value: float | str | None
    instead: float | str | None
    limit: float | None = None
    """Where it is set, the value is the largest number below this one."""


class Changes(Frozen):
    """What to change, and the score that follows."""

    changes: tuple[Change, ...]
    score: float


def changes_below(
    rule_set: RuleSet,
    row: Mapping[str, Value],
    cut: float,
    categories: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Changes, ...]:
    """The ways with the fewest changes to a score below ``cut``, the lowest score first.

    Empty where the score is below already, or no change of up to two variables brings it there.

    Args:
        rule_set: the model.
        row: the customer.
        cut: the score to get below.
        categories: those that variables can have, beside the ones that rules name.
    """
    if rule_set.decide(row).score < cut:
        return ()
    known = categories or {}
    options = {
        name: _options(rule_set, name, row[name], known.get(name, ()))
        for name in rule_set.variables
    }
    for number in range(1, MOST_VARIABLES + 1):
        ways = list(_ways(rule_set, row, options, cut, number))
        if ways:
            return tuple(sorted(ways, key=lambda way: way.score))
    return ()


class _Option(NamedTuple):
    value: float | str
    limit: float | None = None


def _ways(
    rule_set: RuleSet,
    row: Mapping[str, Value],
    options: Mapping[str, list[_Option]],
    cut: float,
    number: int,
) -> Iterator[Changes]:
    """For each choice of ``number`` variables, the nearest new values that are enough."""
    for names in combinations(options, number):
        found = []
        for chosen in product(*(enumerate(options[name]) for name in names)):
            new = {name: option for name, (_, option) in zip(names, chosen, strict=True)}
            changed = {**row, **{name: option.value for name, option in new.items()}}
            score = rule_set.decide(changed).score
            if score < cut:
                found.append((sum(steps for steps, _ in chosen), score, new))
        if found:
            _, score, new = min(found, key=lambda each: each[:2])
            yield Changes(changes=_changes(row, new), score=score)


def _changes(row: Mapping[str, Value], new: Mapping[str, _Option]) -> tuple[Change, ...]:
    return tuple(
        Change(variable=name, value=option.value, instead=row[name], limit=option.limit)
        for name, option in new.items()
    )


def _options(rule_set: RuleSet, name: str, own: Value, categories: Sequence[str]) -> list[_Option]:
    """Values at which a condition on the variable changes, the one nearest to ``own`` first."""
    terms = [term for rule in rule_set.rules for term in rule.terms if term.variable == name]
    found = {option for term in terms for option in _turning_points(term)}
    named = {option.value for option in found}
    if any(isinstance(term, Category) for term in terms):
        found.update(_Option(level) for level in _first_unnamed(categories, {*named, own}))
    return sorted(
        (option for option in found if option.value != own),
        key=lambda option: (_distance(option.value, own), str(option)),
    )


def _distance(value: Value, own: Value) -> float:
    """Between numbers; categories and missing values are as far from one another as can be."""
    if isinstance(value, float) and isinstance(own, float):
        return abs(value - own)
    return inf


def _first_unnamed(categories: Sequence[str], named: Collection[Value]) -> list[str]:
    """A category that no rule names: to the rules all of these are alike."""
    return [level for level in categories if level not in named][:1]


def _turning_points(term: Term) -> Iterator[_Option]:
    if isinstance(term, Category):
        yield from map(_Option, term.values)
    elif isinstance(term, Interval):
        for bound in (term.low, term.high):
            if bound is not None:
                yield _Option(bound)
                yield _Option(nextafter(bound, -inf), limit=bound)
    elif isinstance(term, FuzzySet):
        for ramp in (term.rise, term.fall):
            if ramp is not None:
                yield _Option(ramp.zero)
                yield _Option(ramp.zero + 1 / ramp.slope)
