"""What every learner is given and gives back: numpy columns in, a rule set out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from churnkit.errors import LearningError
from churnkit.rules.ruleset import RuleSet

__all__ = [
    "MIN_CUSTOMERS",
    "Categorical",
    "Learner",
    "LearningSet",
    "Numeric",
    "Variable",
    "require_both_classes",
]

MIN_CUSTOMERS = 5
"""Fewer learning customers than this teach nothing."""


@dataclass(frozen=True)
class Numeric:
    """A numeric variable: ``values`` is (n,) float64, NaN where missing."""

    name: str
    values: NDArray[np.float64]
    whole: bool = False
    """Whether all values are whole numbers."""

    def take(self, rows: NDArray[np.intp]) -> Numeric:
        """The values of the given rows."""
        return Numeric(self.name, self.values[rows], self.whole)


@dataclass(frozen=True)
class Categorical:
    """A category variable: ``codes`` is (n,) int32 into ``levels``, -1 where missing."""

    name: str
    codes: NDArray[np.int32]
    levels: tuple[str, ...]

    def take(self, rows: NDArray[np.intp]) -> Categorical:
        """The levels of the given rows."""
        return Categorical(self.name, self.codes[rows], self.levels)


Variable = Numeric | Categorical


@dataclass(frozen=True)
class LearningSet:
    """Learning customers: variables in the order of their names, rows in the order of their keys.

    ``churned`` is (n,) bool; ``keys`` is (n,) uint64, the seeded hash of each id, sorted.
    Ordering by name and by key makes whatever is learnt independent of the order in the file.
    """

    variables: tuple[Variable, ...]
    churned: NDArray[np.bool_]
    keys: NDArray[np.uint64]

    def take(self, rows: NDArray[np.intp]) -> LearningSet:
        """The customers of the given rows, in that order."""
        variables = tuple(variable.take(rows) for variable in self.variables)
        return LearningSet(variables, self.churned[rows], self.keys[rows])

    @property
    def base_rate(self) -> float:
        """Share of customers who churned."""
        return float(self.churned.mean())


class Learner(Protocol):
    """A learner holds its settings; ``fit`` learns a rule set from a learning set."""

    def fit(self, data: LearningSet) -> RuleSet:
        """Learn. Raises LearningError when nothing can be learnt from ``data``."""
        ...


def require_both_classes(data: LearningSet, *, at_least: int = 1) -> None:
    """Raise LearningError unless there are a few customers and ``at_least`` of each class."""
    customers, churned = int(data.churned.size), int(data.churned.sum())
    if customers < MIN_CUSTOMERS:
        raise LearningError(
            f"no rule can be learnt from {customers} learning customers (at least {MIN_CUSTOMERS} "
            "are needed); give more customers"
        )
    fewest = min(churned, customers - churned)
    if fewest < at_least:
        raise LearningError(
            f"no rule can be learnt: of {customers} learning customers {churned} churned and "
            f"{customers - churned} are loyal, but at least {at_least} of each are needed; check "
            "data.label, or give more customers"
        )
