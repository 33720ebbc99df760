"""What an analyst asks of weighted rules: pinned and vetoed ones, and monotone directions.

A term is named by a phrase: ``low``, ``not low``, ``at most low``, ``at least high``,
``below 12.5``, ``from 12.5``, ``missing``, ``not missing``, a level of a category, or ``not`` and a
level.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from churnkit.config.sections.train import AdditiveSettings
from churnkit.errors import LearningError
from churnkit.learners.monotone import directed_slopes, meant
from churnkit.rules.terms import Category, FuzzySet, Interval, Missing, Term

And = tuple[int, ...]
Floats = NDArray[np.float64]


def phrase(term: Term) -> str:
    """The phrase by which the config names a term of a variable."""
    if isinstance(term, Missing):
        words = "missing"
    elif isinstance(term, Category):
        words = " or ".join(term.values)
    elif isinstance(term, Interval) and term.name is None:
        words = (
            f"from {_number_text(term.low)}"
            if term.high is None
            else f"below {_number_text(term.high)}"
        )
    else:
        words = (term.name or "").replace("_", " ")
        if isinstance(term, FuzzySet) and term.reach != "only":
            words = f"{term.reach.replace('_', ' ')} {words}"
    return f"not {words}" if term.negated else words


def _number_text(number: float | None) -> str:
    """A number as it is, whole ones without a point."""
    return repr(number).removesuffix(".0")


class Constraints:
    """The constraints of the config, in the numbers of the terms."""

    def __init__(self, terms: Sequence[Term], settings: AdditiveSettings) -> None:
        self._numbers: dict[str, dict[str, int]] = {}
        for number, term in enumerate(terms):
            self._numbers.setdefault(term.variable, {})[phrase(term)] = number
        self.pinned = [
            self._rule(pin.when, f"train.additive.pin.{name}.when")
            for name, pin in settings.pin.items()
        ]
        self._vetoed = [
            frozenset(self._rule(veto, f"train.additive.veto.{name}"))
            for name, veto in settings.veto.items()
        ]
        self._directions = directed_slopes(terms, settings.monotone)

    def extensions(self, rule: And) -> tuple[NDArray[np.bool_], Floats]:
        """(terms,) whether a term may join the rule, and the sign of the weight then, or 0."""
        own = self._directions[list(rule)]
        sign = own[np.argmax(np.abs(own))] if rule else 0.0
        signs = np.where(self._directions == 0, sign, self._directions)
        allowed = (sign == 0) | (signs == sign)
        allowed &= ~np.isnan(self._directions)
        for vetoed in self._vetoed:
            left = vetoed - set(rule)
            if len(left) <= 1:
                allowed[list(left)] = False
        return allowed, np.nan_to_num(signs)

    def broken(self, rules: Sequence[And], weights: Floats) -> set[int]:
        """Indices of the rules whose weight has the wrong sign, the pinned ones excepted."""
        return {
            k
            for k, (rule, weight) in enumerate(zip(rules, weights, strict=True))
            if k >= len(self.pinned) and (self._directions[list(rule)] * weight < 0).any()
        }

    def forbid(self, rules: Iterable[And]) -> None:
        """Veto rules from now on."""
        self._vetoed += [frozenset(rule) for rule in rules]

    def _rule(self, when: Mapping[str, str], where: str) -> And:
        return tuple(sorted(self._number(name, said, where) for name, said in when.items()))

    def _number(self, variable: str, said: str, where: str) -> int:
        of_variable = self._numbers.get(variable)
        if of_variable is None:
            raise LearningError(
                f"{where}: no term is about {variable!r} "
                f"(variables: {', '.join(sorted(self._numbers))}){meant(variable, self._numbers)}"
            )
        if said not in of_variable:
            raise LearningError(
                f"{where}: {variable} has no term {said!r} (terms: {', '.join(of_variable)})"
                f"{meant(said, of_variable)}"
            )
        return of_variable[said]
