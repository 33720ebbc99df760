"""Variables as small codes: what the learners count instead of looking at rows.

A variable becomes one code a customer: its bins in ascending order (or its levels in the order of
their names), and one code more for missing values. Up to ``MAX_BINS`` distinct values every value
is a bin of its own, and counting codes loses nothing. Above, neighbouring values share a bin of
about equally many customers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from churnkit.learners.base import Customers
from churnkit.learners.counting import (
    Counted,
    CountedLevels,
    CountedNumbers,
    count_all,
    count_values,
)
from churnkit.learners.parallel import parallel_map
from churnkit.learners.spill import ArraySpool
from churnkit.rules.arrays import Categorical, Variable

MAX_BINS = 255
CODE = np.uint8
"""Type of a code: ``MAX_BINS`` bins and one for missing values fit."""
PLACES = 8192
"""Places of the table that finds the bin of a value."""
HUGE = 1e300
"""Numbers that far from 0 have no zero point: floats do not hold their sum."""
BATCH = 65_536

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Codes = NDArray[np.uint8]


def _nothing() -> Floats:
    return np.empty(0)


@dataclass(frozen=True)
class Coded:
    """How a variable is coded: by [0, bins), where ``bins`` itself means missing."""

    name: str
    counts: Counts
    """(bins + 1,) customers of each code, those with a missing value last."""
    is_number: bool = False
    whole: bool = False
    """Whether all values are whole numbers."""
    smallest: Floats = field(default_factory=_nothing)
    """(bins,) smallest value of each bin; empty for categories."""
    largest: Floats = field(default_factory=_nothing)
    """(bins,) largest value of each bin; empty for categories."""
    middles: Floats = field(default_factory=_nothing)
    """(bins,) mean of the distinct values of each bin, for all of them; empty for categories."""
    zero_point: float = math.nan
    """Mean of the distinct values without the smallest and the largest, whatever shares a bin; NaN
    for categories, for fewer than three values, and for numbers too large to be added up."""
    levels: tuple[str, ...] = ()
    """The level of each bin; empty for numbers. A last bin without one holds the rarest levels."""

    @property
    def size(self) -> int:
        """Number of codes, the one for missing values included whether it occurs or not."""
        return int(self.counts.size)

    @property
    def bins(self) -> int:
        """Number of codes that stand for values."""
        return self.size - 1

    @property
    def has_missing(self) -> bool:
        """Whether somebody's value is missing."""
        return bool(self.counts[-1])

    @property
    def is_flag(self) -> bool:
        """Whether it is a number that is 0 for some and 1 for all others."""
        return self.is_number and self.middles.tolist() == [0.0, 1.0]

    @property
    def tells(self) -> bool:
        """Whether customers differ in it at all."""
        return self.bins + self.has_missing > 1

    def codes(self, variable: Variable) -> Codes:
        """(n,) codes of some of the customers that the code was made from."""
        if isinstance(variable, Categorical):
            bin_of = {level: place for place, level in enumerate(self.levels)}
            rarest = max(self.bins - 1, 0)
            bins = [bin_of.get(level, rarest) for level in variable.levels]
            # the code -1 of a missing value reads the last entry
            return np.array([*bins, self.bins], dtype=CODE)[variable.codes]
        missing = np.isnan(variable.values)
        if not self.bins:
            return np.zeros(missing.size, dtype=CODE)
        if not missing.any():
            return _places(variable.values, self.smallest)
        codes = np.full(missing.size, self.bins, dtype=CODE)
        codes[~missing] = _places(variable.values[~missing], self.smallest)
        return codes


def code(variable: Variable) -> Coded:
    """Make the code of a variable held in memory: at most ``MAX_BINS`` bins, one code more."""
    return _coded(count_values(variable))


def code_all(data: Customers) -> list[Coded]:
    """Make the codes of all variables."""
    return parallel_map(_coded, count_all(data))


def code_groups(
    data: Customers, coded: Sequence[Coded], group: NDArray[np.int8], groups: int
) -> list[ArraySpool]:
    """For each group of customers their codes, in arrays of (variables, customers).

    ``group`` is (n,) the number of the group of each customer.
    """
    shelves = [data.spool() for _ in range(groups)]
    for batch in data.batches({each.name for each in coded}):
        codes = np.stack(parallel_map(Coded.codes, coded, batch.variables))
        for number, spool in enumerate(shelves):
            spool.add(codes[:, np.flatnonzero(group[batch.rows] == number)])
    return shelves


def _coded(counted: Counted) -> Coded:
    if isinstance(counted, CountedLevels):
        return _coded_levels(counted)
    return _coded_numbers(counted)


def _coded_numbers(counted: CountedNumbers) -> Coded:
    bin_of_cell = _bins_of_cells(counted.customers)
    starts = np.flatnonzero(np.diff(bin_of_cell, prepend=-1))
    ends = np.append(starts[1:], bin_of_cell.size)[: starts.size]
    customers = np.bincount(bin_of_cell, counted.customers).astype(np.int64)
    values = _distinct_values(counted)
    return Coded(
        name=counted.name,
        counts=np.append(customers, counted.missing),
        is_number=True,
        whole=counted.whole,
        smallest=counted.smallest[starts],
        largest=counted.largest[ends - 1],
        middles=_means(values, starts),
        zero_point=_zero_point(values),
    )


def _bins_of_cells(customers: Counts) -> NDArray[np.int64]:
    """Bin of each cell: its own, or that of its neighbours in the order of customers."""
    if customers.size <= MAX_BINS:
        return np.arange(customers.size)
    twice_middle = 2 * np.cumsum(customers) - customers
    share = twice_middle * MAX_BINS // (2 * customers.sum())
    return np.cumsum(np.diff(share, prepend=share[0]) > 0)


def _distinct_values(counted: CountedNumbers) -> Floats:
    """(cells,) value of each cell; a cell of several values counts as the middle of its ends."""
    one_value = counted.smallest == counted.largest
    halves = counted.smallest / 2 + counted.largest / 2
    return np.where(one_value, counted.smallest, halves)


def _zero_point(values: Floats) -> float:
    if values.size < 3 or max(-values[0], values[-1]) >= HUGE:
        return math.nan
    return math.fsum(values[1:-1].tolist()) / (values.size - 2)


def _means(values: Floats, starts: NDArray[np.intp]) -> Floats:
    """Mean of the distinct values of each bin; a value that is alone in its bin is kept exactly."""
    parts = np.split(values, starts[1:]) if values.size else []
    with np.errstate(over="ignore"):  # numbers that large get no fuzzy sets
        return np.array([part.mean() for part in parts])


def _coded_levels(counted: CountedLevels) -> Coded:
    kept = levels = sorted(counted.customers)
    if len(levels) > MAX_BINS:
        frequent = sorted(levels, key=lambda level: (-counted.customers[level], level))
        kept = sorted(frequent[: MAX_BINS - 1])
    customers = [counted.customers[level] for level in kept]
    if len(kept) < len(levels):
        customers.append(sum(counted.customers.values()) - sum(customers))
    counts = np.array([*customers, counted.missing], dtype=np.int64)
    return Coded(counted.name, counts, levels=tuple(kept))


def _places(x: Floats, starts: Floats) -> Codes:
    """Number of the bin of each value: ``searchsorted(starts, x, "right") - 1``, by a table.

    The range is cut into equal parts. Most hold no start of a bin or one, so that one comparison
    tells the bin; only what falls into a crowded part is searched for.
    """
    low, high = float(starts[0]), float(starts[-1])
    scale = (PLACES - 1) / (high - low) if high > low else 0.0
    if not 0 < scale < math.inf:
        return np.asarray(np.searchsorted(starts, x, side="right") - 1, dtype=CODE)
    part_of_start = ((starts - low) * scale).astype(np.intp)
    in_part = np.bincount(part_of_start, minlength=PLACES)
    bins_below = np.cumsum(in_part) - in_part
    start_in_part = np.full(PLACES, math.inf)
    start_in_part[part_of_start] = starts
    found = np.empty(x.size, dtype=CODE)
    for first in range(0, x.size, BATCH):
        some = x[first : first + BATCH]
        part = ((np.minimum(some, high) - low) * scale).astype(np.intp)
        place = bins_below[part] + (some >= start_in_part[part]) - 1
        crowded = np.flatnonzero(in_part[part] > 1)
        place[crowded] = np.searchsorted(starts, some[crowded], side="right") - 1
        found[first : first + BATCH] = place
    return found
