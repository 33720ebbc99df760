"""The terms of a rule as people need to hear them: nothing twice, nothing that is implied.

The terms of a rule stand in the order of their importance, which stays. What several terms say of
one variable is said once: "not medium" and "not long" is "neither medium nor long", "at least 3"
and "below 8" is "from 3 to below 8".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal

from churnkit.fuzzy_sets import SET_NAMES, SetName
from churnkit.rules.implications import implies, places_of
from churnkit.rules.terms import Category, FuzzySet, Interval, Ramp, Term


@dataclass(frozen=True)
class SetsOf:
    """One variable lies in one of several fuzzy sets."""

    variable: str
    names: tuple[SetName, ...]
    """Those that are left by all terms, ascending; not all sets, and at least one."""
    terms: tuple[FuzzySet, ...]
    """The terms that leave them."""

    @property
    def others(self) -> tuple[SetName, ...]:
        """The sets in which it does not lie, ascending."""
        return tuple(name for name in SET_NAMES if name not in self.names)

    @property
    def end(self) -> Literal["low", "high"] | None:
        """The end up to which all sets are among them; None: they do not reach one in a row."""
        if self.names == SET_NAMES[: len(self.names)]:
            return "low"
        return "high" if self.names == SET_NAMES[-len(self.names) :] else None

    def reaching(self) -> FuzzySet | None:
        """All of them as one term, where they reach an end in a row."""
        if self.end is None:
            return None
        if self.end == "low":
            fall = next(filter(None, (_falls_after(t, self.names[-1]) for t in self.terms)), None)
            update = {"name": self.names[-1], "reach": "at_most", "rise": None, "fall": fall}
        else:
            rise = next(filter(None, (_rises_before(t, self.names[0]) for t in self.terms)), None)
            update = {"name": self.names[0], "reach": "at_least", "rise": rise, "fall": None}
        return self.terms[0].model_copy(update={**update, "negated": False})


def _falls_after(term: FuzzySet, name: SetName) -> Ramp | None:
    """How "at most ``name``" falls, if the term says it: itself, or by what it negates."""
    if term.negated:
        is_next = SET_NAMES.index(term.name) == SET_NAMES.index(name) + 1
        return _turned(term.rise) if is_next else None
    return term.fall if term.name == name and term.reach != "at_least" else None


def _rises_before(term: FuzzySet, name: SetName) -> Ramp | None:
    """How "at least ``name``" rises, if the term says it."""
    if term.negated:
        is_before = SET_NAMES.index(term.name) == SET_NAMES.index(name) - 1
        return _turned(term.fall) if is_before else None
    return term.rise if term.name == name and term.reach != "at_most" else None


def _turned(ramp: Ramp | None) -> Ramp | None:
    """What a ramp leaves: 1 where it is 0, and 0 where it is 1."""
    if ramp is None:
        return None
    return Ramp(zero=ramp.zero + 1.0 / ramp.slope, slope=-ramp.slope)


Condition = Term | SetsOf


def conditions_of(terms: Sequence[Term]) -> tuple[Condition, ...]:
    """What is said of the terms, in their order."""
    essential = _essential(terms)
    of_variable: dict[str, list[Term]] = {}
    for term in essential:
        of_variable.setdefault(term.variable, []).append(term)
    return tuple(said for about in of_variable.values() for said in _joined(about))


def _essential(terms: Sequence[Term]) -> list[Term]:
    """Without the terms that another one implies; of equal ones the first stays."""
    kept: list[Term] = []
    for place, term in enumerate(terms):
        later = [other for other in terms[place + 1 :] if not implies(term, other)]
        if not any(implies(other, term) for other in (*kept, *later)):
            kept.append(term)
    return kept


def _joined(terms: Sequence[Term]) -> list[Condition]:
    """The terms about one variable, those of a kind in one."""
    sets = [term for term in terms if isinstance(term, FuzzySet)]
    spans = [term for term in terms if _is_span(term)]
    levels = [term for term in terms if isinstance(term, Category)]
    joined: list[Condition] = []
    for term in terms:
        if term in sets:
            joined += _sets(sets) if term is sets[0] else []
        elif term in spans:
            joined += [reduce(_span, spans)] if term is spans[0] else []  # type: ignore[arg-type]
        elif term in levels:
            joined += _levels(levels) if term is levels[0] else []
        else:
            joined.append(term)
    return joined


def _is_span(term: Term) -> bool:
    return isinstance(term, Interval) and term.name is None and not term.negated


def _span(first: Interval, second: Interval) -> Interval:
    lows = [low for low in (first.low, second.low) if low is not None]
    highs = [high for high in (first.high, second.high) if high is not None]
    return first.model_copy(
        update={
            "low": max(lows, default=None),
            "high": min(highs, default=None),
            "missing": first.missing and second.missing,
        }
    )


def _levels(terms: Sequence[Category]) -> list[Condition]:
    """The levels that are left, or all that are left out."""
    named = [set(term.values) for term in terms if not term.negated]
    out = {value for term in terms if term.negated for value in term.values}
    values = tuple(sorted(set.intersection(*named) - out if named else out))
    if not values:
        return list(terms)
    said = all(term.missing and term.missing_said for term in terms)
    missing = all(term.missing for term in terms)
    update = {"values": values, "negated": not named, "missing": missing, "missing_said": said}
    return [terms[0].model_copy(update=update)]


def _sets(terms: Sequence[FuzzySet]) -> list[Condition]:
    if len(terms) == 1:
        return list(terms)
    left = frozenset.intersection(*map(places_of, terms))
    if not left:
        return list(terms)
    names = tuple(SET_NAMES[place] for place in sorted(left))
    return [SetsOf(terms[0].variable, names, tuple(terms))]
