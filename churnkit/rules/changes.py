"""What would have to change for a customer's score to fall below a cut.

Every condition of the rules has values at which its truth changes. Of these, and of no others, a
customer's values are replaced, one variable at a time, then two: the fewest changes that bring
the score below the cut, and among those the lowest score.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from math import inf, nextafter

from churnkit.artifacts import Frozen
from churnkit.rules.ruleset import RuleSet
from churnkit.rules.terms import Category, FuzzySet, Interval, Term, Value

__all__ = ["Change", "Changes", "changes_below"]

MOST_VARIABLES = 2


class Change(Frozen):
    """One value in place of another; None is a missing value."""

    variable: str
    value: float | str | None
    instead: float | str | None


class Changes(Frozen):
    """What to change, and the score that follows."""

    changes: tuple[Change, ...]
    score: float


def changes_below(rule_set: RuleSet, row: Mapping[str, Value], cut: float) -> tuple[Changes, ...]:
    """The ways with the fewest changes to a score below ``cut``, the lowest score first.

    Empty where the score is below already, or no change of up to two variables brings it there.
    """
    if rule_set.decide(row).score < cut:
        return ()
    options = {name: list(_options(rule_set, name, row[name])) for name in rule_set.variables}
    for number in range(1, MOST_VARIABLES + 1):
        ways = [way for way in _ways(rule_set, row, options, number) if way.score < cut]
        if ways:
            return tuple(sorted(ways, key=lambda way: way.score))
    return ()


def _ways(
    rule_set: RuleSet, row: Mapping[str, Value], options: Mapping[str, list[Value]], number: int
) -> Iterator[Changes]:
    """For each choice of ``number`` variables, the new values with the lowest score."""
    for names in combinations(options, number):
        best: Changes | None = None
        for values in product(*(options[name] for name in names)):
            changed = {**row, **dict(zip(names, values, strict=True))}
            score = rule_set.decide(changed).score
            if best is None or score < best.score:
                changes = tuple(
                    Change(variable=name, value=value, instead=row[name])
                    for name, value in zip(names, values, strict=True)
                )
                best = Changes(changes=changes, score=score)
        if best is not None:
            yield best


def _options(rule_set: RuleSet, name: str, own: Value) -> Iterator[Value]:
    """Values at which a condition on the variable changes, other than the customer's own."""
    terms = [term for rule in rule_set.rules for term in rule.terms if term.variable == name]
    found = {value for term in terms for value in _turning_points(term)} - {own}
    yield from sorted(found, key=str)


def _turning_points(term: Term) -> Iterator[float | str]:
    if isinstance(term, Category):
        yield from term.values
    elif isinstance(term, Interval):
        for bound in (term.low, term.high):
            if bound is not None:
                yield bound
                yield nextafter(bound, -inf)
    elif isinstance(term, FuzzySet):
        for ramp in (term.rise, term.fall):
            if ramp is not None:
                yield ramp.zero
                yield ramp.zero + 1 / ramp.slope
