"""What candidate rules of ``fri`` are ranked and judged by: sums of strengths over customers.

The strengths of all pairs of terms are summed by joint counts of codes, those of longer candidates
customer by customer. Both are exact enough to give the same errors to ``DIGITS`` decimals, and the
second are sums of whole numbers, so that neither batches nor the order of customers matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from churnkit.config.sections.train import FriSettings
from churnkit.learners.base import Customers, hashed_order
from churnkit.learners.binning import Codes, code_groups
from churnkit.learners.fri.joint_sums import Sums, joint_counts, pair_sums, same_variable_sums
from churnkit.learners.fuzzify import Partition, hold_for_enough
from churnkit.learners.monotone import Directions, directed_slopes
from churnkit.learners.parallel import parallel_map
from churnkit.learners.spill import ArraySpool
from churnkit.rules.implications import all_exclusions

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

And = tuple[int, ...]
"""A conjunction: numbers of its terms, ascending. Terms are numbered by variable name."""
Model = tuple[And, ...]
"""A disjunction of conjunctions, ascending; none contains another."""

LEARNING_SHARE = 0.6
"""Share of each class on which candidates are ranked; the rest judges (external criterion)."""
DIGITS = 12
"""Errors are compared to this many decimals, so that rounding noise decides no tie."""
BATCH = 8192
"""Customers whose strengths are held at a time: small enough to stay in the processor's cache."""
UNIT = 2**49
"""Strengths are added up as whole multiples of 1 / UNIT: those of a batch fit 64 bits."""


@dataclass(frozen=True)
class _Groups:
    """Customers in groups: ranked churned, ranked loyal, judged churned, judged loyal.

    Without the external criterion there are the first two, which are ranked and judged on.
    """

    number: NDArray[np.int8]
    """(n,) group of each customer."""
    sizes: Floats
    """(groups,) customers."""

    @classmethod
    def of(cls, data: Customers, settings: FriSettings, seed: int) -> _Groups:
        parts = [np.flatnonzero(data.churned), np.flatnonzero(~data.churned)]
        if settings.criterion == "external":
            divided = [divide(rows, data.keys, seed) for rows in parts]
            parts = [rows for part in zip(*divided, strict=True) for rows in part]
        number = np.empty(data.churned.size, dtype=np.int8)
        for k, rows in enumerate(parts):
            number[rows] = k
        return cls(number, np.array([rows.size for rows in parts], dtype=np.float64))


def divide(
    rows: NDArray[np.intp], keys: NDArray[np.uint64], seed: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of one class in two, by the hash of key and seed; at least one in each."""
    shuffled = rows[hashed_order(keys[rows], seed)]
    first = min(max(round(LEARNING_SHARE * rows.size), 1), rows.size - 1)
    return np.sort(shuffled[:first]), np.sort(shuffled[first:])


class Candidates:
    """Terms and customers, and sums of any candidate's strength over groups of customers."""

    def __init__(
        self,
        partitions: Sequence[Partition],
        data: Customers,
        settings: FriSettings,
        seed: int,
        monotone: Directions,
    ) -> None:
        groups = _Groups.of(data, settings, seed)
        coded = [partition.coded for partition in partitions]
        self.terms = [term for partition in partitions for term in partition.terms]
        self._slopes = directed_slopes(self.terms, monotone)
        self._balance = settings.balance
        self._sizes = groups.sizes
        self.excluded = all_exclusions([partition.terms for partition in partitions])
        self._holds = hold_for_enough(partitions, data.churned.size, settings.min_customers)
        self._judged = groups.number >= groups.sizes.size - 2
        self._codes = code_groups(data, coded, groups.number, groups.sizes.size)
        self._memberships = [
            _TermMemberships(variable, row)
            for variable, partition in enumerate(partitions)
            for row in partition.memberships
        ]
        self.pair_sums = _all_pairs(partitions, self._codes)

    def allowed(self, side: int) -> NDArray[np.intp]:
        """Terms that rules of a side may use: the churned grow with the risk, the loyal against.

        So what the churned side says only grows with the risk, what the loyal side says only
        falls, and the share of the first in both only grows.
        """
        sign = 1.0 if side == 0 else -1.0
        fits = (self._slopes == 0) | (self._slopes == sign)
        return np.flatnonzero(fits & self._holds)

    def agree(self, branch: And) -> bool:
        """Whether no two terms of a conjunction exclude each other."""
        return not self.excluded[np.ix_(branch, branch)].any()

    @property
    def judged(self) -> NDArray[np.bool_]:
        """(n,) the customers on whom rules are judged."""
        return self._judged

    def single_errors(self, side: int) -> Floats:
        """(terms,) judged error of each term as the model of a side: how little it tells alone."""
        return np.diagonal(self.errors(self.pair_sums, side)[1])

    def errors(self, sums: Sums, side: int) -> tuple[Floats, Floats]:
        """Mean squared errors of candidates as models of one side: ranked by, and judged by."""
        parts = [self._part_errors(sums, side, first) for first in range(0, sums.z.shape[-1], 2)]
        return parts[0], parts[-1]

    def _part_errors(self, sums: Sums, side: int, first: int) -> Floats:
        own, other = first + side, first + 1 - side
        n = self._sizes
        squared_own = n[own] - 2 * sums.z[..., own] + sums.z_squared[..., own]
        squared_other = sums.z_squared[..., other]
        error = (squared_own + squared_other) / (n[own] + n[other])
        if self._balance:
            error = (squared_own / n[own] + squared_other / n[other]) / 2
        rounded: Floats = np.round(error, DIGITS)
        return rounded

    def joined_sums(self, pairs: Iterable[tuple[Model, Model]], join: np.ufunc) -> Sums:
        """Sums of the pairwise AND (np.minimum) or OR (np.maximum) of models, (pairs, groups)."""
        pairs = list(pairs)
        models = sorted({model for pair in pairs for model in pair})
        index = {model: k for k, model in enumerate(models)}
        indices = [(index[first], index[second]) for first, second in pairs]
        sums = [self._joined_of_group(spool, models, indices, join) for spool in self._codes]
        z, z_squared = np.stack(sums).transpose(1, 2, 0)
        return Sums(z, z_squared)

    def _joined_of_group(
        self, spool: ArraySpool, models: list[Model], indices: list[tuple[int, int]], join: np.ufunc
    ) -> Floats:
        """(2, pairs) sums of the joined strengths of one group, and of their squares."""
        used = {term for model in models for branch in model for term in branch}

        def summed(codes: Codes) -> NDArray[np.object_]:
            of_term = {term: self._memberships[term].of(codes) for term in used}
            strengths = [_strength(model, of_term) for model in models]
            sums = [np.add.reduce(join(strengths[i], strengths[j]), axis=1) for i, j in indices]
            return np.array(sums, dtype=np.int64).reshape(-1, 2).T.astype(object)

        total: NDArray[np.object_] = np.zeros((2, len(indices)), dtype=object)
        for codes in spool:
            total = total + sum(parallel_map(summed, _in_batches(codes)))
        sums: Floats = (total / UNIT).astype(np.float64)
        return sums


def _strength(model: Model, of_term: Mapping[int, Whole]) -> Whole:
    """(2, n) strength of a model and its square."""
    branches = (reduce(np.minimum, (of_term[term] for term in branch)) for branch in model)
    strength: Whole = reduce(np.maximum, branches)
    return strength


class _TermMemberships:
    """What a term says about each code of a variable, and the square of it.

    The square of the smaller of two memberships is the smaller of their squares, so that squares
    can be joined like the memberships themselves.
    """

    def __init__(self, variable: int, of_code: Floats) -> None:
        self.variable = variable
        self.of_code: Whole = np.rint(np.stack([of_code, of_code**2]) * UNIT).astype(np.int64)

    def of(self, codes: Codes) -> Whole:
        """For each customer, (2, n)."""
        memberships: Whole = np.take(self.of_code, codes[self.variable], axis=1)
        return memberships


def _in_batches(codes: Codes) -> Iterator[Codes]:
    return (codes[:, start : start + BATCH] for start in range(0, codes.shape[1], BATCH))


def _all_pairs(partitions: Sequence[Partition], groups: Sequence[ArraySpool]) -> Sums:
    """(terms, terms, groups) sums of min(a, b) for all pairs a <= b of terms."""
    starts = np.cumsum([0] + [len(partition.terms) for partition in partitions])
    n = int(starts[-1])
    sums = Sums(np.zeros((n, n, len(groups))), np.zeros((n, n, len(groups))))
    for i, first in enumerate(partitions):
        counts = _counts_with(i, partitions, groups)
        others = partitions[i:]
        sums_of_pairs = parallel_map(_sums_of_two, [first] * len(others), others, counts)
        for j, of_two in enumerate(sums_of_pairs, start=i):
            block = np.ix_(range(starts[i], starts[i + 1]), range(starts[j], starts[j + 1]))
            sums.z[block], sums.z_squared[block] = of_two
    return sums


def _counts_with(
    i: int, partitions: Sequence[Partition], groups: Sequence[ArraySpool]
) -> list[NDArray[np.int64]]:
    """(groups, size of i, size) joint counts of variable i with itself and each one after it."""
    sizes = [partition.coded.size for partition in partitions]
    counts = [np.zeros((len(groups), sizes[i], size), dtype=np.int64) for size in sizes[i:]]

    def count(total: NDArray[np.int64], first: Codes, second: Codes) -> None:
        total += joint_counts(first, second, total.shape)

    for group, spool in enumerate(groups):
        for codes in spool:
            later = codes[i:]
            parallel_map(count, [total[group] for total in counts], [codes[i]] * len(later), later)
    return counts


def _sums_of_two(first: Partition, second: Partition, counts: NDArray[np.int64]) -> Sums:
    if first is second:
        return same_variable_sums(np.diagonal(counts, axis1=1, axis2=2), first)
    return pair_sums(counts, first, second)
