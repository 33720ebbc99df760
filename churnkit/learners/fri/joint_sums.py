"""The algebra that replaces rows by counts: sums over customers from joint counts of two codes.

Within one segment of a variable every term says 0, 1, t or 1 - t (see ``fuzzify``). So the sums
over all customers of min(a, b), for all pairs of terms a, b of two variables, follow from one joint
count of their codes: nine small tables of min(1 or t or 1 - t, 1 or t or 1 - t), summed within each
pair of segments, and one matrix product that picks for every pair of terms what it needs.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from churnkit.learners.fuzzify import FALL, ONE, RISE, Partition

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


FEW = 0.25
"""Share of cells with customers below which only these are summed: a small table has few."""


class Sums(NamedTuple):
    """Sums over the customers of each group of a strength z and of its square, groups last."""

    z: Floats
    z_squared: Floats


def joint_counts(
    first: NDArray[np.uint8], second: NDArray[np.uint8], sizes: tuple[int, ...]
) -> Counts:
    """``sizes`` customers with each pair of codes."""
    pairs = first.astype(np.intp) * sizes[1] + second
    return np.bincount(pairs, minlength=sizes[0] * sizes[1]).reshape(sizes)


def pair_sums(counts: Counts, first: Partition, second: Partition) -> Sums:
    """Sums of min(a, b), each (terms of first, terms of second, groups)."""
    left, right = _shape_values(first.places), _shape_values(second.places)
    occupied = np.flatnonzero(counts)
    if occupied.size < counts.size * FEW:
        per_segment = _sums_of_cells(occupied, counts, (left, right), (first, second))
    else:
        smaller = np.minimum(left[:, None, :, None], right[None, :, None, :])
        per_segment = [_per_segment(counts, z, first, second) for z in (smaller, smaller * smaller)]
    return Sums(*(_per_term(sums, first, second) for sums in per_segment))


def _sums_of_cells(
    occupied: NDArray[np.intp],
    counts: Counts,
    shapes: tuple[Floats, Floats],
    variables: tuple[Partition, Partition],
) -> list[Floats]:
    """As ``_per_segment`` of z and of its square, from the cells that hold customers alone."""
    group, *codes = np.unravel_index(occupied, counts.shape)
    size = (counts.shape[0], *(int(variable.segments[-1]) + 1 for variable in variables))
    segments = [variable.segments[code] for variable, code in zip(variables, codes, strict=True)]
    place = np.ravel_multi_index((group, *segments), size)
    left, right = (values[:, code] for values, code in zip(shapes, codes, strict=True))
    customers = counts.reshape(-1)[occupied]

    def summed(z: Floats) -> Floats:
        return np.bincount(place, weights=z * customers, minlength=math.prod(size)).reshape(size)

    smaller = [[np.minimum(a, b) for b in right] for a in left]
    return [np.array([[summed(z**power) for z in row] for row in smaller]) for power in (1, 2)]


def same_variable_sums(counts: Counts, partition: Partition) -> Sums:
    """Sums of min(a, b) for all pairs of terms of one variable, from its (groups, size) counts."""
    memberships = partition.memberships
    smaller = [np.minimum(of_term, memberships) for of_term in memberships]
    return Sums(
        np.stack([z @ counts.T for z in smaller]), np.stack([(z * z) @ counts.T for z in smaller])
    )


def _shape_values(places: Floats) -> Floats:
    """(3, size) what ONE, RISE and FALL say about each code."""
    return np.stack([np.ones_like(places), places, 1.0 - places])


def _per_segment(counts: Counts, z: Floats, first: Partition, second: Partition) -> Floats:
    """(3, 3, groups, segments of first, segments of second) sums of count x z."""
    weighted = counts * z[:, :, None]
    rows = _summed(weighted, second.segments)
    return _summed(rows.swapaxes(3, 4), first.segments).swapaxes(3, 4)


def _per_term(sums: Floats, first: Partition, second: Partition) -> Floats:
    """(terms of first, terms of second, groups) from the sums per shape and segment."""
    shapes, _, groups, rows, columns = sums.shape
    blocks = sums.transpose(2, 0, 3, 1, 4).reshape(groups, shapes * rows, shapes * columns)
    picked = _says(first) @ blocks @ _says(second).T
    return np.moveaxis(picked, 0, -1)


def _says(partition: Partition) -> Floats:
    """(terms, 3 x segments) 1 where a term has the shape ONE, RISE or FALL in a segment."""
    flags = [partition.shapes == shape for shape in (ONE, RISE, FALL)]
    return np.concatenate(flags, axis=1).astype(np.float64)


def _summed(values: Floats, segments: NDArray[np.intp]) -> Floats:
    """Sums over the last axis within each segment; codes stand in the order of their segments."""
    present, starts = np.unique(segments, return_index=True)
    sums = np.zeros((*values.shape[:-1], int(segments[-1]) + 1))
    sums[..., present] = np.add.reduceat(values, starts, axis=-1)
    return sums
