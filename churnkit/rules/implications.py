"""What a term says of others about the same variable: that they hold too, or that they cannot.

A term holds where its membership is one half or more. Of fuzzy sets names decide, in their order:
the halves of neighbours meet at one value, at which both are said to hold.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from churnkit.fuzzy_sets import SET_NAMES
from churnkit.rules.terms import Category, FuzzySet, Interval, Missing, Term

Span = tuple[float, float]
_ALL = frozenset(range(len(SET_NAMES)))
_ANOTHER = "\x00"
"""A level that no term names."""
_NEAR = 1e-9
"""Share of a bound by which spans may miss each other because of rounding."""


def places_of(term: FuzzySet) -> frozenset[int]:
    """Places of the sets that are named, or left, by a term."""
    place = SET_NAMES.index(term.name)
    if term.reach == "only":
        named = frozenset({place})
    elif term.reach == "at_most":
        named = frozenset(range(place + 1))
    else:
        named = frozenset(range(place, len(SET_NAMES)))
    return _ALL - named if term.negated else named


def implies(first: Term, second: Term) -> bool:
    """Whether the second term holds wherever the first does."""
    if first.variable != second.variable:
        return False
    if isinstance(second, Missing) or isinstance(first, Missing):
        return _implies_about_missing(first, second)
    if isinstance(first, Category) and isinstance(second, Category):
        return _levels_implied(first, second) and (second.missing or not first.missing)
    if isinstance(first, FuzzySet) and isinstance(second, FuzzySet):
        return places_of(first) <= places_of(second)
    if isinstance(first, Category) or isinstance(second, Category):
        return False
    covered = all(any(_within(s, t) for t in _spans(second)) for s in _spans(first))
    return covered and (_holds_missing(second) or not _holds_missing(first))


def excludes(first: Term, second: Term) -> bool:
    """Whether no customer is one for whom both terms hold, as people understand their words."""
    if first.variable != second.variable:
        return False
    if _holds_missing(first) and _holds_missing(second):
        return False
    if isinstance(first, Missing) or isinstance(second, Missing):
        return _is_only_missing(first) or _is_only_missing(second)
    if isinstance(first, Category) and isinstance(second, Category):
        return _levels_excluded(first, second)
    if isinstance(first, FuzzySet) and isinstance(second, FuzzySet):
        return not places_of(first) & places_of(second)
    if isinstance(first, Category) or isinstance(second, Category):
        return False
    return not any(_overlap(s, t) for s in _spans(first) for t in _spans(second))


def all_exclusions(terms: Sequence[Sequence[Term]]) -> NDArray[np.bool_]:
    """(terms, terms) which terms exclude each other; those of a variable stand together."""
    blocks = [_exclusions(of_variable) for of_variable in terms]
    ends = np.cumsum([0, *map(len, blocks)]).tolist()
    excluded = np.zeros((ends[-1], ends[-1]), dtype=np.bool_)
    for block, start, end in zip(blocks, ends, ends[1:], strict=False):
        excluded[start:end, start:end] = block
    return excluded


def _exclusions(terms: Sequence[Term]) -> NDArray[np.bool_]:
    """(terms, terms) of one variable; levels may be so many that they are taken at once."""
    if not any(isinstance(term, Category) for term in terms):
        return np.array([[excludes(a, b) for b in terms] for a in terms], dtype=np.bool_)
    levels = {value for term in terms if isinstance(term, Category) for value in term.values}
    cases = [*sorted(levels), None, _ANOTHER]
    holds = np.array([[term.membership(case) for case in cases] for term in terms])
    together: NDArray[np.bool_] = holds @ holds.T > 0
    return ~together


def _implies_about_missing(first: Term, second: Term) -> bool:
    if isinstance(second, Missing) and second.negated:
        return not _holds_missing(first)
    if isinstance(first, Missing) and not first.negated:
        return _holds_missing(second)
    return first == second


def _is_only_missing(term: Term) -> bool:
    return isinstance(term, Missing) and not term.negated


def _holds_missing(term: Term) -> bool:
    return term.membership(None) > 0


def _levels_implied(first: Category, second: Category) -> bool:
    a, b = set(first.values), set(second.values)
    if not first.negated:
        return not a & b if second.negated else a <= b
    return second.negated and b <= a


def _levels_excluded(first: Category, second: Category) -> bool:
    a, b = set(first.values), set(second.values)
    if first.negated and second.negated:
        return False
    if first.negated or second.negated:
        positive, negative = (b, a) if first.negated else (a, b)
        return positive <= negative
    return not a & b


def _spans(term: Interval | FuzzySet) -> list[Span]:
    """Where a term of numbers holds, ascending."""
    if isinstance(term, Interval):
        low, high = term.low, term.high
    else:
        low = term.rise.zero + 0.5 / term.rise.slope if term.rise else None
        high = term.fall.zero + 0.5 / term.fall.slope if term.fall else None
    start = -math.inf if low is None else low
    end = math.inf if high is None else high
    if not term.negated:
        return [(start, end)]
    return [span for span in ((-math.inf, start), (end, math.inf)) if span[0] < span[1]]


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] - _slack(outer[0]) <= inner[0] and inner[1] <= outer[1] + _slack(outer[1])


def _overlap(first: Span, second: Span) -> bool:
    low, high = max(first[0], second[0]), min(first[1], second[1])
    return high - low > _slack(low)


def _slack(bound: float) -> float:
    return _NEAR * abs(bound) if math.isfinite(bound) else 0.0
