"""Monotone directions that the config demands: ``train.monotone: {tenure_days: down}``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from churnkit.errors import LearningError
from churnkit.rules.terms import Category, FuzzySet, Interval, Missing, Term

Floats = NDArray[np.float64]
Directions = Mapping[str, str]
"""``up`` or ``down`` by variable: how the score must go as the variable rises."""

SIGNS = {"up": 1.0, "down": -1.0}
WHERE = "train.monotone"


def directed_slopes(terms: Sequence[Term], monotone: Directions) -> Floats:
    """(terms,) 1: the term grows in the demanded direction, -1: against it, 0: nothing is demanded.

    NaN: it rises and falls, so no rule may use it.

    Raises:
        LearningError: no term is about a variable, or it is not a number.
    """
    names = {term.variable for term in terms}
    require_numbers(
        monotone, names, {term.variable for term in terms if isinstance(term, Category)}
    )
    return np.array(
        [
            SIGNS[monotone[term.variable]] * _slope(term) if term.variable in monotone else 0.0
            for term in terms
        ]
    )


def require_numbers(
    monotone: Directions, names: Collection[str], categories: Collection[str]
) -> None:
    """Raise LearningError unless all variables with a direction are there and are numbers."""
    for variable in monotone:
        if variable not in names:
            raise LearningError(
                f"{WHERE}: no term is about {variable!r} (variables: {', '.join(sorted(names))})"
                f"{meant(variable, names)}"
            )
        if variable in categories:
            raise LearningError(f"{WHERE}: {variable} is not a number, so it has no direction")


def meant(said: str, known: Iterable[str]) -> str:
    """What was probably meant by a name that is not known, as the end of a message."""
    close = get_close_matches(said, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _slope(term: Term) -> float:
    """1: the membership only rises with the value; -1: it only falls; 0: neither; else NaN."""
    if isinstance(term, Missing):
        return 0.0
    sign = -1.0 if term.negated else 1.0
    if isinstance(term, Interval) and (term.low is None) != (term.high is None):
        return sign if term.high is None else -sign
    if isinstance(term, FuzzySet) and (term.rise is None) != (term.fall is None):
        return sign if term.fall is None else -sign
    return float("nan")
