"""What weighted rules are made of: the terms about all variables, and the customers of the search.

Sums over customers are taken for all terms of a variable at once. Within a segment of the variable
a term says 0, 1, t or 1 - t (see ``fuzzify``). So the sums for min(rule, term), whatever the term,
follow from those for min(rule, 1), min(rule, t) and min(rule, 1 - t) in each segment. Customers are
put into the order of a variable's codes once; then a segment is a slice of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from churnkit.learners.additive.partitions import cumulative
from churnkit.learners.base import LearningSet
from churnkit.learners.binning import Codes, code
from churnkit.learners.fuzzify import FALL, ONE, RISE, Partition, hold_for_enough, require_terms
from churnkit.rules.implications import all_exclusions
from churnkit.rules.terms import Term

Floats = NDArray[np.float64]

And = tuple[int, ...]
"""The terms of a rule by their numbers, ascending."""


@dataclass(frozen=True)
class Pool:
    """The terms that rules are made of, and the customers on whom rules are searched."""

    terms: tuple[Term, ...]
    variables: NDArray[np.intp]
    """(terms,) number of the variable of each term."""
    columns: tuple[Column, ...]
    """The customers by variable."""
    churned: NDArray[np.bool_]
    excluded: NDArray[np.bool_]
    """(terms, terms) which terms exclude each other."""
    enough: NDArray[np.bool_]
    """(terms,) which terms hold for enough customers to make a rule of their own."""

    @classmethod
    def of(cls, data: LearningSet) -> Pool:
        """Make terms from customers. Raises LearningError where no variable tells anything."""
        partitions = [cumulative(code(variable)) for variable in data.variables]
        require_terms(partitions)
        pairs = zip(partitions, data.variables, strict=True)
        return cls(
            terms=tuple(term for partition in partitions for term in partition.terms),
            variables=np.repeat(np.arange(len(partitions)), [len(p.terms) for p in partitions]),
            columns=tuple(Column.of(p, p.coded.codes(variable)) for p, variable in pairs),
            churned=data.churned,
            enough=hold_for_enough(partitions, data.churned.size),
            excluded=all_exclusions([partition.terms for partition in partitions]),
        )

    @property
    def size(self) -> int:
        """Number of customers."""
        return self.churned.size

    def part(self, rows: slice) -> Pool:
        """The same terms and some of the customers."""
        columns = tuple(Column.of(c.partition, c.codes[rows]) for c in self.columns)
        return replace(self, columns=columns, churned=self.churned[rows])

    def strength(self, rule: And) -> Floats:
        """(n,) strength of a rule; 1 without terms."""
        strengths = np.ones(self.size)
        for term in rule:
            variable = int(self.variables[term])
            column = self.columns[variable]
            place = term - int(np.searchsorted(self.variables, variable))
            np.minimum(strengths, column.partition.memberships[place][column.codes], out=strengths)
        return strengths

    def strengths(self, rules: Sequence[And]) -> Floats:
        """(rules, n) strength of each rule."""
        strengths = np.empty((len(rules), self.size))
        for strength, rule in zip(strengths, rules, strict=True):
            strength[:] = self.strength(rule)
        return strengths


@dataclass(frozen=True)
class Column:
    """What is known of the customers about one variable."""

    partition: Partition
    codes: Codes
    order: NDArray[np.intp]
    """(n,) customers in the order of their codes."""
    segments: tuple[slice, ...]
    """The customers of each segment in that order."""
    shapes: Floats
    """(shapes, n) what 1, t and 1 - t say about the customers in that order; 1 alone where no term
    needs more."""
    says: Floats
    """(terms, shapes x segments) 1 where a term has the shape in the segment."""

    @classmethod
    def of(cls, partition: Partition, codes: Codes) -> Column:
        """Put customers into the order of a variable's codes."""
        order = np.argsort(codes, kind="stable")
        t = partition.places[codes[order]]
        said = [partition.shapes == shape for shape in (ONE, RISE, FALL)]
        is_crisp = not (said[1].any() or said[2].any())
        used = 1 if is_crisp else 3
        count = partition.shapes.shape[1]
        ends = np.searchsorted(partition.segments[codes[order]], np.arange(count), side="right")
        starts = np.append(0, ends[:-1])
        return cls(
            partition=partition,
            codes=codes,
            order=order,
            segments=tuple(map(slice, starts.tolist(), ends.tolist())),
            shapes=np.stack([np.ones_like(t), t, 1.0 - t])[:used],
            says=np.concatenate(said[:used], axis=1).astype(np.float64),
        )

    def sums(self, rule: Floats, g: Floats, h: Floats) -> Floats:
        """(3, terms) sums of g z, h z and h z^2 over the customers for z = min(rule, term).

        All three of ``rule``, ``g`` and ``h`` are (n,) and in the order of the column.
        """
        smaller = np.minimum(self.shapes, rule)
        sums = np.zeros((3, len(smaller), len(self.segments)))
        for segment, rows in enumerate(self.segments):
            z = smaller[:, rows]
            weighted = z * h[rows]
            sums[0, :, segment] = np.einsum("sn,n->s", z, g[rows])
            sums[1, :, segment] = weighted.sum(axis=1)
            sums[2, :, segment] = np.einsum("sn,sn->s", weighted, z)
        of_terms: Floats = sums.reshape(3, -1) @ self.says.T
        return of_terms
