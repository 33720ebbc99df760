"""Variables as small codes: what the learners count instead of looking at rows.

A variable becomes one code a customer: its bins in ascending order (or its levels in the order of
their names), and one code more for missing values. Up to ``MAX_BINS`` distinct values every value
is a bin of its own, and counting codes loses nothing. Above, neighbouring values share a bin of
about equally many customers.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from churnkit.learners.base import Categorical, Numeric, Variable

__all__ = ["MAX_BINS", "Coded", "code", "code_all"]

MAX_BINS = 255
CELLS = 8192
"""Cells of the table that finds the bin of a value."""
BATCH = 65_536

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Coded:
    """A variable as codes: (n,) uint8 in [0, bins), where ``bins`` itself means missing."""

    variable: Variable
    codes: NDArray[np.uint8]
    bins: int
    has_missing: bool
    smallest: Floats
    """(bins,) smallest value of each bin; empty for categories."""
    largest: Floats
    """(bins,) largest value of each bin; empty for categories."""
    middles: Floats
    """(bins,) mean of the distinct values of each bin, for all of them; empty for categories."""
    levels: tuple[str, ...]
    """The level of each bin; empty for numbers. A last bin without one holds the rarest levels."""

    @property
    def name(self) -> str:
        """Name of the variable."""
        return self.variable.name

    @property
    def size(self) -> int:
        """Number of codes, the one for missing values included whether it occurs or not."""
        return self.bins + 1

    @property
    def tells(self) -> bool:
        """Whether customers differ in it at all."""
        return self.bins + self.has_missing > 1


def code(variable: Variable) -> Coded:
    """Code a variable into at most ``MAX_BINS`` bins and one code for missing values."""
    if isinstance(variable, Categorical):
        return _code_levels(variable)
    return _code_numbers(variable)


def code_all(variables: Sequence[Variable]) -> list[Coded]:
    """Code variables side by side on the cores there are; the result does not depend on them."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    with ThreadPoolExecutor(max_workers=cores) as pool:
        return list(pool.map(code, variables))


def _code_numbers(variable: Numeric) -> Coded:
    missing = np.isnan(variable.values)
    present = variable.values[~missing] if missing.any() else variable.values
    values, counts = np.unique(present, return_counts=True)
    bin_of_value = _bins_of_values(counts)
    bins = int(bin_of_value[-1]) + 1 if values.size else 0
    starts = np.searchsorted(bin_of_value, np.arange(bins))
    codes = np.full(variable.values.size, bins, dtype=np.uint8)
    if bins:
        codes[~missing if missing.any() else slice(None)] = _places(present, values[starts])
    return Coded(
        variable=variable,
        codes=codes,
        bins=bins,
        has_missing=bool(missing.any()),
        smallest=values[starts],
        largest=values[np.append(starts[1:], values.size) - 1] if bins else values,
        middles=_means(values, starts),
        levels=(),
    )


def _places(x: Floats, starts: Floats) -> NDArray[np.uint8]:
    """Number of the bin of each value: ``searchsorted(starts, x, "right") - 1``, by a table.

    The range is cut into equal cells. Most hold no start of a bin or one, so that one comparison
    tells the bin; only what falls into a crowded cell is searched for.
    """
    low, high = float(starts[0]), float(starts[-1])
    scale = (CELLS - 1) / (high - low) if high > low else 0.0
    if not 0 < scale < math.inf:
        return np.asarray(np.searchsorted(starts, x, side="right") - 1, dtype=np.uint8)
    cell_of_start = ((starts - low) * scale).astype(np.intp)
    in_cell = np.bincount(cell_of_start, minlength=CELLS)
    bins_below = np.cumsum(in_cell) - in_cell
    start_in_cell = np.full(CELLS, math.inf)
    start_in_cell[cell_of_start] = starts
    found = np.empty(x.size, dtype=np.uint8)
    for first in range(0, x.size, BATCH):
        part = x[first : first + BATCH]
        cell = ((np.minimum(part, high) - low) * scale).astype(np.intp)
        place = bins_below[cell] + (part >= start_in_cell[cell]) - 1
        crowded = np.flatnonzero(in_cell[cell] > 1)
        place[crowded] = np.searchsorted(starts, part[crowded], side="right") - 1
        found[first : first + BATCH] = place
    return found


def _means(values: Floats, starts: NDArray[np.intp]) -> Floats:
    """Mean of the distinct values of each bin; a value that is alone in its bin is kept exactly."""
    parts = np.split(values, starts[1:]) if values.size else []
    return np.array([part.mean() for part in parts])


def _bins_of_values(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Bin of each distinct value: its own, or that of its neighbours in the order of customers."""
    if counts.size <= MAX_BINS:
        return np.arange(counts.size)
    twice_middle = 2 * np.cumsum(counts) - counts
    share = twice_middle * MAX_BINS // (2 * counts.sum())
    return np.cumsum(np.diff(share, prepend=share[0]) > 0)


def _code_levels(variable: Categorical) -> Coded:
    counts = np.bincount(variable.codes + 1, minlength=len(variable.levels) + 1)[1:]
    present = sorted(np.flatnonzero(counts), key=lambda level: variable.levels[level])
    kept = present
    if len(present) > MAX_BINS:
        frequent = sorted(present, key=lambda level: (-counts[level], variable.levels[level]))
        kept = sorted(frequent[: MAX_BINS - 1], key=lambda level: variable.levels[level])
    bins = min(len(present), MAX_BINS)
    bin_of_level = np.full(len(variable.levels) + 1, bins - 1 if bins else 0, dtype=np.uint8)
    bin_of_level[np.array(kept, dtype=np.intp)] = np.arange(len(kept))
    bin_of_level[-1] = bins  # the code -1 of a missing value reads the last entry
    nothing = np.empty(0)
    return Coded(
        variable=variable,
        codes=bin_of_level[variable.codes],
        bins=bins,
        has_missing=bool((variable.codes < 0).any()),
        smallest=nothing,
        largest=nothing,
        middles=nothing,
        levels=tuple(variable.levels[level] for level in kept),
    )
