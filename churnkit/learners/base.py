"""What every learner is given and gives back: numpy columns in, a rule set out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from churnkit.rules.ruleset import RuleSet

__all__ = ["Categorical", "Learner", "LearningSet", "Numeric", "Variable"]


@dataclass(frozen=True)
class Numeric:
    """A numeric variable: ``values`` is (n,) float64, NaN where missing."""

    name: str
    values: NDArray[np.float64]
    whole: bool = False
    """Whether all values are whole numbers."""


@dataclass(frozen=True)
class Categorical:
    """A category variable: ``codes`` is (n,) int32 into ``levels``, -1 where missing."""

    name: str
    codes: NDArray[np.int32]
    levels: tuple[str, ...]


Variable = Numeric | Categorical


@dataclass(frozen=True)
class LearningSet:
    """Learning customers: variables in the order of their names, rows in the order of their keys.

    ``churned`` is (n,) bool; ``keys`` is (n,) uint64, the seeded hash of each customer's id, sorted.
    Ordering by name and by key makes whatever is learnt independent of the order in the file.
    """

    variables: tuple[Variable, ...]
    churned: NDArray[np.bool_]
    keys: NDArray[np.uint64]

    @property
    def base_rate(self) -> float:
        """Share of customers who churned."""
        return float(self.churned.mean())


class Learner(Protocol):
    """A learner holds its settings; ``fit`` learns a rule set from a learning set."""

    def fit(self, data: LearningSet) -> RuleSet:
        """Learn. Raises LearningError when nothing can be learnt from ``data``."""
        ...
