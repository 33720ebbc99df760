"""What would have to change for a customer's score to fall below a cut.

Only values that other customers have are tried, in place of values that are known and that somebody
can change: one variable at a time, then two. Of each variable, or pair, the nearest value that is
enough is kept. How large a change is, is the share of customers it passes by; a category is as far
from another as a number can be.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from churnkit.frozen import Frozen
from churnkit.rules.arrays import Batch, Categorical, Numeric, Variable
from churnkit.rules.conditions import HALF
from churnkit.rules.ruleset import RuleSet
from churnkit.rules.terms import FuzzySet, Interval, Term, Value

MOST_VARIABLES = 2
MOST_SHOWN = 5
"""Ways that are told; the smallest changes come first."""
MOST_VALUES = 10_000
"""Different numbers of a variable that are tried; of more, some are left out."""
MOST_REFINED = 20
"""Pairs of variables whose values are brought as near as is enough."""
ALIKE = 0.75
"""Share of the conditions about other variables that similar customers answer alike."""

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


class Change(Frozen):
    """One value in place of another."""

    variable: str
    value: float | str
    instead: float | str


class Changes(Frozen):
    """What to change, and the score that follows."""

    changes: tuple[Change, ...]
    score: float
    similar: int
    """Similar customers who have these values, or numbers further in the same direction."""


@dataclass(frozen=True)
class Others:
    """The customers whose values may be proposed."""

    variables: tuple[Variable, ...]
    """Those that the rules read, at least."""
    fixed: Collection[str] = frozenset()
    """Variables that nobody can change."""
    made: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By variable, categories that stand for no value or for rare ones: nobody has them."""


def changes_below(
    rule_set: RuleSet, row: Mapping[str, Value], cut: float, others: Others
) -> tuple[Changes, ...]:
    """The ways with the fewest changes to a score below ``cut``, the smallest change first.

    Empty where the score is below already, or no change of up to two variables brings it there to
    values that a similar customer has.

    Args:
        rule_set: the model.
        row: the customer.
        cut: the score to get below.
        others: the customers whose values may be proposed.
    """
    if rule_set.decide(row).score < cut:
        return ()
    search = _Search(rule_set, dict(row), cut, others)
    for number in range(1, MOST_VARIABLES + 1):
        candidates = (search.changes_of(way) for way in search.ways(number))
        # scores of arrays may differ from those of rows in the last digit
        could_be = (way for way in candidates if way.similar and way.score < cut)
        if found := tuple(islice(could_be, MOST_SHOWN)):
            return found
    return ()


class _Options(NamedTuple):
    """Values of a variable that other customers have, the customer's own left out."""

    values: NDArray[np.float64] | NDArray[np.str_]
    sizes: Floats
    """How large the change to each is."""

    def of(self, places: NDArray[np.intp]) -> _Options:
        return _Options(self.values[places], self.sizes[places])

    def at(self, place: int) -> float | str:
        value: float | str = self.values[place].item()
        return value


class _Way(NamedTuple):
    size: float
    new: dict[str, float | str]


def _size_of(way: _Way) -> float:
    return way.size


class _Search:
    """The changes that are enough for one customer."""

    def __init__(
        self, rule_set: RuleSet, row: dict[str, Value], cut: float, others: Others
    ) -> None:
        self.rule_set = rule_set
        self.row = row
        self.cut = cut
        self.columns = {each.name: each for each in others.variables}
        self.terms = _terms(rule_set)
        self.options = {
            name: _options(self.columns[name], own, others.made.get(name, ()))
            for name in rule_set.variables
            if name not in others.fixed and (own := row[name]) is not None
        }
        self._alike: dict[str, NDArray[np.int16]] = {}

    def ways(self, number: int) -> list[_Way]:
        """For each choice of ``number`` variables a change that is enough, the smallest first."""
        if number == 1:
            found = [self._nearest({}, name) for name in self.options]
        else:
            pairs = [self._pair(names) for names in combinations(self.options, number)]
            rough = sorted((pair for pair in pairs if pair is not None), key=_size_of)
            found = [self._nearer(pair) for pair in rough[:MOST_REFINED]]
        return sorted((way for way in found if way is not None), key=_size_of)

    def _nearest(self, also: Mapping[str, float | str], name: str) -> _Way | None:
        """The smallest change of one variable that is enough beside another change."""
        options = self.options[name]
        enough = self._scores({name: options.values}, also) < self.cut
        if not enough.any():
            return None
        place = int(np.where(enough, options.sizes, np.inf).argmin())
        return _Way(float(options.sizes[place]), {**also, name: options.at(place)})

    def _pair(self, names: Sequence[str]) -> _Way | None:
        """The smallest change of two variables to values beside which conditions change."""
        options = [self._turning(name) for name in names]
        places = np.indices([each.sizes.size for each in options]).reshape(len(names), -1)
        chosen = [each.of(of_each) for each, of_each in zip(options, places, strict=True)]
        new = {name: each.values for name, each in zip(names, chosen, strict=True)}
        enough = self._scores(new, {}) < self.cut
        if not enough.any():
            return None
        sizes = sum((each.sizes for each in chosen), start=np.zeros(enough.size))
        best = int(np.where(enough, sizes, np.inf).argmin())
        values = {name: each.at(best) for name, each in zip(names, chosen, strict=True)}
        return _Way(float(sizes[best]), values)

    def _nearer(self, way: _Way) -> _Way:
        """The way with each value in turn as near as is enough beside the other."""
        sizes = {}
        for name in tuple(way.new):
            also = {other: value for other, value in way.new.items() if other != name}
            nearest = self._nearest(also, name)
            if nearest is not None:
                sizes[name], way = nearest.size, nearest
        return _Way(sum(sizes.values()), way.new)

    def _scores(
        self,
        new: Mapping[str, NDArray[np.float64] | NDArray[np.str_]],
        also: Mapping[str, float | str],
    ) -> Floats:
        """(n,) scores of the customer with new values, ``also`` those that are all the same."""
        n = next(iter(new.values())).size
        columns = [
            _column(self.columns[name], new[name])
            if name in new
            else _repeated(self.columns[name], also.get(name, self.row[name]), n)
            for name in self.rule_set.variables
        ]
        return self.rule_set.decide_all(Batch.of(columns)).scores if n else np.zeros(0)

    def _turning(self, name: str) -> _Options:
        """The values beside which a condition on the variable changes; all categories."""
        options, column = self.options[name], self.columns[name]
        if isinstance(column, Categorical):
            return options
        values = options.values
        at = np.array(sorted(_turning_points(self.terms, name)))
        after = np.searchsorted(values, at)
        near = np.unique(np.concatenate([after - 1, after, after + 1]))
        return options.of(near[(near >= 0) & (near < values.size)])

    def changes_of(self, way: _Way) -> Changes:
        """The way with the score that follows and the similar customers."""
        changes = tuple(
            Change(variable=name, value=value, instead=own)
            for name, value in way.new.items()
            if (own := self.row[name]) is not None
        )
        score = self.rule_set.decide({**self.row, **way.new}).score
        return Changes(changes=changes, score=score, similar=self._similar(changes))

    def _similar(self, changes: Sequence[Change]) -> int:
        """Customers who answer most conditions on other variables alike and have these values."""
        changed = {change.variable for change in changes}
        asked = [name for name in self.rule_set.variables if name not in changed]
        conditions = sum(len(self.terms[name]) for name in asked)
        has = np.ones(_size(next(iter(self.columns.values()))), dtype=np.bool_)
        for change in changes:
            has &= _has(self.columns[change.variable], change)
        alike = np.zeros(has.size, dtype=np.int16)
        for name in asked:
            alike += self._alike_on(name)
        return int((has & (alike >= ALIKE * conditions)).sum())

    def _alike_on(self, name: str) -> NDArray[np.int16]:
        """(n,) conditions on a variable that each customer answers as this one does."""
        if name not in self._alike:
            alike = np.zeros(_size(self.columns[name]), dtype=np.int16)
            for term in self.terms[name]:
                own = term.membership(self.row[name]) >= HALF
                alike += (term.memberships(self.columns[name]) >= HALF) == own
            self._alike[name] = alike
        return self._alike[name]


def _terms(rule_set: RuleSet) -> dict[str, tuple[Term, ...]]:
    """The different conditions on each variable."""
    terms = dict.fromkeys(term for rule in rule_set.rules for term in rule.terms)
    return {
        name: tuple(term for term in terms if term.variable == name) for name in rule_set.variables
    }


def _options(column: Variable, own: float | str, made: Collection[str]) -> _Options:
    if isinstance(column, Categorical):
        counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.levels))
        # the most frequent category first: of equal sizes the first one is taken
        order = np.argsort(-counts, kind="stable")
        values = [column.levels[k] for k in order if counts[k]]
        kept = [value for value in values if value != own and value not in made]
        return _Options(np.array(kept, dtype=np.str_), np.ones(len(kept)))
    known = np.sort(column.values[~np.isnan(column.values)])
    numbers = np.unique(known)
    if numbers.size > MOST_VALUES:
        numbers = numbers[np.linspace(0, numbers.size - 1, MOST_VALUES).astype(np.intp)]
    numbers = numbers[numbers != float(own)]
    # customers from the own value to the new one, which counts
    places = [np.searchsorted(known, [float(own)], side) for side in ("left", "right")]
    below = places[0] - np.searchsorted(known, numbers, "left")
    above = np.searchsorted(known, numbers, "right") - places[1]
    return _Options(numbers, np.where(numbers < float(own), below, above) / known.size)


def _turning_points(terms: Mapping[str, Sequence[Term]], name: str) -> set[float]:
    """Numbers at which a condition on a variable begins or ends to hold."""
    points: set[float] = set()
    for term in terms[name]:
        if isinstance(term, Interval):
            points.update(bound for bound in (term.low, term.high) if bound is not None)
        elif isinstance(term, FuzzySet):
            for ramp in (term.rise, term.fall):
                if ramp is not None:
                    points.update((ramp.zero, ramp.zero + 1.0 / ramp.slope))
    return points


def _has(column: Variable, change: Change) -> Flags:
    """Who has the new value, or a number further away from the old one."""
    if isinstance(column, Categorical):
        has: Flags = column.codes == column.levels.index(str(change.value))
        return has
    value, old = float(change.value), float(change.instead)
    return column.values >= value if value > old else column.values <= value


def _size(column: Variable) -> int:
    return (column.codes if isinstance(column, Categorical) else column.values).size


def _column(like: Variable, values: NDArray[np.float64] | NDArray[np.str_]) -> Variable:
    if isinstance(like, Categorical):
        levels, codes = np.unique(values, return_inverse=True)
        return Categorical(like.name, codes.astype(np.int32), tuple(levels.tolist()))
    return Numeric(like.name, values.astype(np.float64))


def _repeated(like: Variable, value: Value, times: int) -> Variable:
    if isinstance(like, Categorical):
        if value is None:
            return Categorical(like.name, np.full(times, -1, dtype=np.int32), ())
        return Categorical(like.name, np.zeros(times, dtype=np.int32), (str(value),))
    number = float("nan") if value is None else float(value)
    return Numeric(like.name, np.full(times, number))
