"""The values of variables, counted batch by batch; the counts do not depend on the batches.

Where more than ``MAX_CELLS`` numbers differ, they are told apart by their leading bits only, as
many bits as leave no more cells than that: the values of a variable decide how many. So memory has
a bound, and counting on in any order ends in the same counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from churnkit.learners.base import Customers
from churnkit.learners.parallel import parallel_map
from churnkit.rules.arrays import Categorical, Variable

MAX_CELLS = 65_536
"""Most numbers, or ranges of neighbours, of a variable that are counted apart."""

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class CountedNumbers:
    """Cells of a number variable in ascending order: (cells,) each; one value a cell, if few."""

    name: str
    smallest: Floats
    largest: Floats
    customers: Counts
    missing: int
    whole: bool
    """Whether all values are whole numbers."""
    dropped: int = 0
    """Cells differ in their bits even without as many last ones."""

    def plus(self, other: CountedNumbers) -> CountedNumbers:
        """The values of both."""
        smallest = np.concatenate([self.smallest, other.smallest])
        order = np.argsort(smallest, kind="stable")  # two ascending runs are merged fast
        both = replace(
            self,
            smallest=smallest[order],
            largest=np.concatenate([self.largest, other.largest])[order],
            customers=np.concatenate([self.customers, other.customers])[order],
            missing=self.missing + other.missing,
            whole=self.whole and other.whole,
        )
        return both.gathered(max(self.dropped, other.dropped))

    def gathered(self, dropped: int) -> CountedNumbers:
        """Equal values together; neighbours, too, that differ in the ``dropped`` last bits only.

        More bits are dropped while there are more than ``MAX_CELLS`` cells.
        """
        bits = self.smallest.view(np.uint64)
        differ = bits[1:] ^ bits[:-1]
        if np.count_nonzero(differ >> np.uint64(dropped)) >= MAX_CELLS:
            one_too_many = np.partition(differ, -MAX_CELLS)[-MAX_CELLS]
            dropped = int(one_too_many).bit_length()
        is_first = np.append(True, differ >> np.uint64(dropped) != 0)
        starts = np.flatnonzero(is_first[: bits.size])
        ends = np.append(starts[1:], bits.size)
        before = np.append(0, np.cumsum(self.customers))
        return replace(
            self,
            smallest=self.smallest[starts],
            largest=np.maximum.reduceat(self.largest, starts) if starts.size else self.largest,
            customers=before[ends] - before[starts] if starts.size else self.customers,
            dropped=dropped,
        )


@dataclass(frozen=True)
class CountedLevels:
    """Customers of each level of a category."""

    name: str
    customers: dict[str, int]
    missing: int
    dropped: int = 0

    def plus(self, other: CountedLevels) -> CountedLevels:
        """The levels of both."""
        customers = dict(self.customers)
        for level, count in other.customers.items():
            customers[level] = customers.get(level, 0) + count
        return CountedLevels(self.name, customers, self.missing + other.missing)


Counted = CountedNumbers | CountedLevels


def count_all(data: Customers) -> list[Counted]:
    """The values of all variables."""
    counted: list[Counted] = []
    for batch in data.batches():
        known = [each.dropped for each in counted] or [0] * len(batch.variables)
        new = parallel_map(count_values, batch.variables, known)
        counted = parallel_map(_plus, counted, new) if counted else new
    return counted


def count_values(variable: Variable, dropped: int = 0) -> Counted:
    """The values of one variable of some customers.

    ``dropped`` may be what other customers of the same table led to: it saves going there again.
    """
    if isinstance(variable, Categorical):
        found = np.bincount(variable.codes + 1, minlength=len(variable.levels) + 1).tolist()
        pairs = zip(variable.levels, found[1:], strict=True)
        present = {level: count for level, count in pairs if count}
        return CountedLevels(variable.name, present, missing=found[0])
    values = np.sort(variable.values)  # NaN comes last
    values = values[: np.searchsorted(values, np.nan)] + 0.0  # -0.0 becomes 0.0
    return CountedNumbers(
        name=variable.name,
        smallest=values,
        largest=values,
        customers=np.ones(values.size, dtype=np.int64),
        missing=variable.values.size - values.size,
        whole=bool((values == np.rint(values)).all()),
    ).gathered(dropped)


def _plus(one: Counted, other: Counted) -> Counted:
    if isinstance(one, CountedLevels) and isinstance(other, CountedLevels):
        return one.plus(other)
    if isinstance(one, CountedNumbers) and isinstance(other, CountedNumbers):
        return one.plus(other)
    raise TypeError(f"{one.name} is a number in one batch and a category in another")
