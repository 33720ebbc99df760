"""Variables of customers as arrays, in which rules are learnt and judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp] | slice


@dataclass(frozen=True)
class Numeric:
    """A numeric variable: ``values`` is (n,) float64, NaN where missing."""

    name: str
    values: NDArray[np.float64]

    def take(self, rows: Rows) -> Numeric:
        """The values of the given rows."""
        return Numeric(self.name, self.values[rows])


@dataclass(frozen=True)
class Categorical:
    """A category variable: ``codes`` is (n,) int32 into ``levels``, -1 where missing."""

    name: str
    codes: NDArray[np.int32]
    levels: tuple[str, ...]

    def take(self, rows: Rows) -> Categorical:
        """The levels of the given rows."""
        return Categorical(self.name, self.codes[rows], self.levels)


Variable = Numeric | Categorical


class Batch(NamedTuple):
    """Consecutive customers of a table with their variables."""

    rows: slice
    """Their rows among all customers."""
    variables: tuple[Variable, ...]

    @classmethod
    def of(cls, variables: Sequence[Variable]) -> Batch:
        """All customers of at least one variable."""
        first = variables[0]
        size = (first.codes if isinstance(first, Categorical) else first.values).size
        return cls(slice(0, size), tuple(variables))

    @property
    def size(self) -> int:
        """Number of customers."""
        return int(self.rows.stop - self.rows.start)
