"""Variables of customers as arrays, in which rules are learnt and judged."""

from __future__ import annotations

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
    """Some customers, neighbours in their table, and what is known of them."""

    rows: slice
    """Their places among all customers."""
    variables: tuple[Variable, ...]

    @property
    def size(self) -> int:
        """How many they are."""
        return int(self.rows.stop - self.rows.start)
