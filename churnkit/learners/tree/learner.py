"""Scoring rules of a binary decision tree: every customer falls into exactly one rule.

Grown best-first: of all leaves the one whose best split reduces the impurity most is split next,
until there are ``max_rules`` leaves. Categories are ordered by their churn rate, which for two
classes finds the best division of them (Breiman et al. 1984, 4.2). A node needs one count of codes
by class a variable; the counts of the larger child are its parent's less those of the smaller.

What a split did not see goes to one of its sides, and the rule says so; so every customer has a
rule when scored, too. Missing values go to the larger side; levels without a customer in the node
go to the side of more levels, so that the other one names the few that it has. Where a variable has
more levels than codes, the rarest stay together on the side of the higher churn rates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from churnkit.config.sections.train import TreeSettings
from churnkit.learners.base import Customers, require_both_classes, require_differences
from churnkit.learners.binning import Coded, Codes, code_all, code_groups
from churnkit.learners.fuzzify import threshold_between
from churnkit.learners.monotone import SIGNS, Directions, require_numbers
from churnkit.learners.parallel import parallel_map
from churnkit.learners.spill import ArraySpool
from churnkit.learners.tree.cuts import Counts, Cut, Scan, rest_customers, smoothed_rate
from churnkit.rules.ruleset import FirstMatch, Rule, RuleSet
from churnkit.rules.terms import Category, Interval, Missing, Term

Floats = NDArray[np.float64]


class RuleTree:
    """Learns the leaves of a decision tree as scoring rules."""

    def __init__(self, settings: TreeSettings, monotone: Directions | None = None) -> None:
        self.settings = settings
        self.monotone = monotone

    def fit(self, data: Customers) -> RuleSet:
        """Learn a rule set of which exactly one rule holds for any customer, the riskiest first.

        Raises:
            LearningError: one class only, too few customers, no variable that tells anything, or
                a direction in monotone that does not fit the variables.
        """
        require_both_classes(data)
        table = _Table.of(data, self.monotone or {})
        leaves = [table.root(self.settings)]
        while len(leaves) < self.settings.max_rules:
            best = max(leaves, key=lambda node: node.split.gain if node.split else 0.0)
            if best.split is None:
                break
            leaves.remove(best)
            leaves.extend(table.children(best, best.split, self.settings))
        return RuleSet(
            learner="tree",
            combination=FirstMatch(),
            rules=_rules(leaves, table.variables),
            base_rate=data.base_rate,
            customers=int(data.churned.size),
        )


@dataclass(frozen=True)
class _Region:
    """What the splits on the way to a node leave of one variable."""

    low: float | None = None
    high: float | None = None
    levels: frozenset[str] = frozenset()
    negated: bool = True
    """Whether ``levels`` are those that are left out, rather than those that are left."""
    has_values: bool = True
    missing: bool = True
    missing_seen: bool = False
    """Whether a learning customer without a value was there at a split."""

    def without(self, levels: frozenset[str]) -> _Region:
        left = self.levels | levels if self.negated else self.levels - levels
        return replace(self, levels=left)

    def only(self, levels: frozenset[str]) -> _Region:
        left = levels - self.levels if self.negated else levels & self.levels
        return replace(self, levels=left, negated=False)

    def term(self, variable: Coded) -> Term:
        if not self.has_values:
            return Missing(variable=variable.name)
        if self.low is not None or self.high is not None:
            return Interval(
                variable=variable.name,
                low=self.low,
                high=self.high,
                missing=self.missing,
                missing_said=self.missing_seen,
                whole=variable.whole,
                flag=variable.is_flag,
            )
        if self.levels:
            return Category(
                variable=variable.name,
                values=tuple(sorted(self.levels)),
                missing=self.missing,
                missing_said=self.missing_seen,
                negated=self.negated,
            )
        return Missing(variable=variable.name, negated=True)


@dataclass(frozen=True)
class _Split:
    gain: float
    """Decrease of the impurity per learning customer."""
    variable: int
    goes_left: NDArray[np.bool_]
    """(size,) whether a customer with this code goes left."""
    regions: tuple[_Region, _Region]


_Path = Mapping[int, NDArray[np.bool_]]
"""For each variable that was split on, (size,) the codes that lead to a node."""


@dataclass(frozen=True, eq=False)
class _Node:
    path: _Path
    counts: tuple[Counts, ...]
    regions: Mapping[int, _Region]
    split: _Split | None
    limits: tuple[float, float] = (0.0, 1.0)
    """Between which the scores of its leaves lie, as splits by monotone variables demand."""

    @property
    def score(self) -> float:
        """The smoothed churn rate within the limits."""
        low, high = self.limits
        return min(max(float(smoothed_rate(self.classes)), low), high)

    @property
    def classes(self) -> Counts:
        """(2,) loyal and churned customers."""
        total: Counts = self.counts[0].sum(axis=0)
        return total


@dataclass(frozen=True)
class _Table:
    variables: tuple[Coded, ...]
    codes: tuple[ArraySpool, ...]
    """Of the loyal and the churned customers."""
    customers: int
    signs: tuple[float, ...]
    """For each variable, 1 where the score may only rise with it, -1 where only fall, else 0."""

    @classmethod
    def of(cls, data: Customers, monotone: Directions) -> _Table:
        coded = code_all(data)
        require_differences([variable.tells for variable in coded])
        categories = {variable.name for variable in coded if not variable.is_number}
        require_numbers(monotone, {variable.name for variable in coded}, categories)
        used = tuple(variable for variable in coded if variable.tells)
        codes = code_groups(data, used, data.churned.astype(np.int8), 2)
        signs = tuple(SIGNS[monotone[v.name]] if v.name in monotone else 0.0 for v in used)
        return cls(used, tuple(codes), data.churned.size, signs)

    def root(self, settings: TreeSettings) -> _Node:
        return self._node({}, self._count({}), {}, settings)

    def children(self, node: _Node, split: _Split, settings: TreeSettings) -> tuple[_Node, _Node]:
        """The larger side's counts are what the smaller one's leave of the node's."""
        came = node.path.get(split.variable, True)
        paths = [{**node.path, split.variable: came & goes}
                 for goes in (split.goes_left, ~split.goes_left)]  # fmt: skip
        sizes = [int(node.counts[split.variable][path[split.variable]].sum()) for path in paths]
        smaller = int(sizes[1] < sizes[0])
        counted = self._count(paths[smaller])
        rest = tuple(all_ - part for all_, part in zip(node.counts, counted, strict=True))
        counts = (rest, counted) if smaller else (counted, rest)
        left, right = (
            self._node(paths[s], counts[s], {**node.regions, split.variable: region}, settings)
            for s, region in enumerate(split.regions)
        )
        is_directed = split.regions[1].has_values and self.signs[split.variable] != 0
        return _limited(node, left, right, self.signs[split.variable] if is_directed else 0.0)

    def _node(
        self,
        path: _Path,
        counts: tuple[Counts, ...],
        regions: Mapping[int, _Region],
        settings: TreeSettings,
    ) -> _Node:
        scan = Scan.of(settings, self.customers)
        cuts = [
            scan.best_cut(*each) for each in zip(self.variables, counts, self.signs, strict=True)
        ]
        best = max(range(len(cuts)), key=lambda v: cuts[v].gain)
        split = None
        if cuts[best].gain > 0:
            region = regions.get(best, _Region())
            split = _split(best, self.variables[best], counts[best], cuts[best], region)
        return _Node(path, counts, regions, split)

    def _count(self, path: _Path) -> tuple[Counts, ...]:
        """Customers of a node, batch by batch."""
        counts = tuple(np.zeros((v.size, 2), dtype=np.int64) for v in self.variables)

        def add(total: Counts, codes: Codes, rows: NDArray[np.intp] | None) -> None:
            total += np.bincount(codes if rows is None else codes[rows], minlength=total.size)

        for label, spool in enumerate(self.codes):
            of_label = [count[:, label] for count in counts]
            for codes in spool:
                parallel_map(add, of_label, codes, repeat(_reached(codes, path)))
        return counts


def _limited(node: _Node, left: _Node, right: _Node, sign: float) -> tuple[_Node, _Node]:
    """Children whose leaves stay on their side of the middle of both rates, if ``sign`` asks.

    The limits of the node hold for both. So no later split can turn the direction round.
    """
    low, high = node.limits
    left, right = replace(left, limits=node.limits), replace(right, limits=node.limits)
    if not sign:
        return left, right
    middle = (left.score + right.score) / 2
    below, above = (low, middle), (middle, high)
    first, second = (below, above) if sign > 0 else (above, below)
    return replace(left, limits=first), replace(right, limits=second)


def _reached(codes: Codes, path: _Path) -> NDArray[np.intp] | None:
    """The customers whom a path leads to its node; None for all."""
    rows = None
    for variable, leads in path.items():
        of_variable = codes[variable] if rows is None else codes[variable][rows]
        led = np.flatnonzero(leads[of_variable])
        rows = led if rows is None else rows[led]
    return rows


def _split(index: int, variable: Coded, counts: Counts, cut: Cut, region: _Region) -> _Split:
    customers = counts.sum(axis=1)
    on_left = customers[cut.left].sum() + cut.missing_left * customers[-1]
    left_is_larger = bool(2 * on_left >= customers.sum())
    missing_left = cut.missing_left if customers[-1] else left_is_larger
    # levels without a code of their own were counted on the right when the cut was judged
    unseen_left = not rest_customers(variable, counts) and _unseen_left(cut, left_is_larger)
    goes_left = np.full(variable.size, unseen_left)
    goes_left[cut.left], goes_left[cut.right], goes_left[-1] = True, False, missing_left
    left, right = _divided(variable, cut, region, unseen_left)
    seen = region.missing_seen or bool(customers[-1])
    return _Split(
        gain=cut.gain,
        variable=index,
        goes_left=goes_left,
        regions=(
            replace(left, missing=region.missing and missing_left, missing_seen=seen),
            replace(right, missing=region.missing and not missing_left, missing_seen=seen),
        ),
    )


def _unseen_left(cut: Cut, left_is_larger: bool) -> bool:
    """Whether unseen levels go left: to more levels, then to more customers, never to none."""
    if cut.left.size == cut.right.size:
        return left_is_larger
    return cut.left.size > cut.right.size


def _divided(
    variable: Coded, cut: Cut, region: _Region, unseen_left: bool
) -> tuple[_Region, _Region]:
    if not cut.right.size:
        return region, replace(region, has_values=False)
    if variable.is_number:
        threshold = threshold_between(
            float(variable.largest[cut.left[-1]]),
            float(variable.smallest[cut.right[0]]),
            whole=variable.whole,
        )
        return replace(region, high=threshold), replace(region, low=threshold)
    named = frozenset(variable.levels[b] for b in (cut.right if unseen_left else cut.left))
    rest, naming = region.without(named), region.only(named)
    return (rest, naming) if unseen_left else (naming, rest)


def _rules(leaves: Sequence[_Node], variables: tuple[Coded, ...]) -> tuple[Rule, ...]:
    """One rule a leaf with its Laplace-smoothed churn rate within its limits, highest first.

    Its terms stand in the order of the splits: the one that told most of all customers is first.
    """
    rules = []
    for leaf in leaves:
        loyal, churned = (int(count) for count in leaf.classes)
        terms = tuple(region.term(variables[v]) for v, region in leaf.regions.items())
        rules.append(
            Rule(
                id="",
                terms=terms,
                score=leaf.score,
                customers=loyal + churned,
                churned=churned,
            )
        )
    rules.sort(key=lambda rule: (-(rule.score or 0.0), -rule.customers))
    return tuple(
        rule.model_copy(update={"id": f"R{number}"}) for number, rule in enumerate(rules, start=1)
    )
