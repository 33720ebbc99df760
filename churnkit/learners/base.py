"""What every learner is given and gives back: customers in batches of numpy columns, a rule set."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from churnkit.errors import LearningError
from churnkit.learners.spill import ArraySpool
from churnkit.rules.arrays import Batch, Variable
from churnkit.rules.ruleset import RuleSet

BATCH = 262_144
"""Customers of a batch; no result depends on it."""
MIN_CUSTOMERS = 5
"""Fewer learning customers than this teach nothing."""


class Customers(Protocol):
    """Learning customers, their variables read batch by batch and as often as wanted.

    Only who they are is held in memory: ``churned`` is (n,) bool; ``keys`` is (n,) uint64, the
    seeded hash of each id. What is learnt depends neither on their order nor on the batches: all
    sums over batches are sums of whole numbers, and what is drawn is drawn by key.
    """

    @property
    def churned(self) -> NDArray[np.bool_]:
        """(n,) whether each churned."""
        ...

    @property
    def keys(self) -> NDArray[np.uint64]:
        """(n,) the hash of each id."""
        ...

    @property
    def base_rate(self) -> float:
        """Share of customers who churned."""
        ...

    def batches(self, names: Collection[str] | None = None) -> Iterator[Batch]:
        """All customers in turn, with the named variables (None: all), in the order of names."""
        ...

    def take(self, rows: NDArray[np.intp]) -> LearningSet:
        """The customers of the given rows, in that order, held in memory."""
        ...

    def spool(self) -> ArraySpool:
        """Where arrays of a byte or more a customer may lie while a learner needs them."""
        ...


@dataclass(frozen=True)
class LearningSet:
    """Learning customers held in memory, variables in the order of their names."""

    variables: tuple[Variable, ...]
    churned: NDArray[np.bool_]
    keys: NDArray[np.uint64]

    @property
    def base_rate(self) -> float:
        """Share of customers who churned."""
        return float(self.churned.mean())

    def batches(self, names: Collection[str] | None = None) -> Iterator[Batch]:
        """Slices of the columns."""
        wanted = [v for v in self.variables if names is None or v.name in names]
        for start in range(0, self.churned.size, BATCH):
            rows = slice(start, min(start + BATCH, self.churned.size))
            yield Batch(rows, tuple(variable.take(rows) for variable in wanted))

    def take(self, rows: NDArray[np.intp]) -> LearningSet:
        """The customers of the given rows, in that order."""
        variables = tuple(variable.take(rows) for variable in self.variables)
        return LearningSet(variables, self.churned[rows], self.keys[rows])

    def spool(self) -> ArraySpool:
        """Memory, as for the customers themselves."""
        return ArraySpool()


class Learner(Protocol):
    """A learner holds its settings; ``fit`` learns a rule set from customers."""

    def fit(self, data: Customers) -> RuleSet:
        """Learn. Raises LearningError when nothing can be learnt from ``data``."""
        ...


def require_both_classes(data: Customers, *, at_least: int = 1) -> None:
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


def require_differences(tells: Sequence[bool]) -> None:
    """Raise LearningError unless customers differ in a variable; ``tells`` says it of each."""
    if not any(tells):
        raise LearningError(
            f"no rule can be learnt: none of the {len(tells)} variables has two different values "
            "among the learning customers; keep more variables"
        )


def labelled_batches(
    data: Customers, names: Collection[str]
) -> Iterator[tuple[Batch, NDArray[np.bool_]]]:
    """The batches of customers with the named variables, and whether each churned."""
    for batch in data.batches(names):
        yield batch, data.churned[batch.rows]


def hashed_order(keys: NDArray[np.uint64], seed: int) -> NDArray[np.intp]:
    """Rows in the order of the hash of key and seed."""
    return np.argsort(_mixed(keys, seed), kind="stable")


def _mixed(keys: NDArray[np.uint64], seed: int) -> NDArray[np.uint64]:
    """A hash of key and seed (the finaliser of SplitMix64, Steele et al. 2014)."""
    x = keys + np.uint64((seed + 1) * 0x9E3779B97F4A7C15 % 2**64)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
