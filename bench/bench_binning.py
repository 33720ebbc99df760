"""What do 255 bins cost where a variable has more values? Binned learners against exact ones.

    CHURNKIT_REAL_DATA=/path python bench/bench_binning.py work/bench/binning.json

Above 255 distinct values candidates are judged on the representatives of the bins. Here the same
learners run once so and once with a bin for every value, on five stratified folds of tables with
such variables: mean AUC, and in how many folds the rules are the same but for their numbers.
Classic FRI takes 1,200 customers: exact joint counts of all pairs of values are large.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import numpy as np
from tables import Table, generated_tables, real_tables
from timing import machine

from churnkit.config.sections.train import AdditiveSettings, FriSettings, TreeSettings
from churnkit.evaluate import auc
from churnkit.learners import binning
from churnkit.learners.additive.learner import AdditiveFRI
from churnkit.learners.base import Learner
from churnkit.learners.fri.learner import FRI
from churnkit.learners.tree.learner import RuleTree
from churnkit.rules.arrays import Numeric
from churnkit.rules.ruleset import RuleSet
from churnkit.rules.terms import Term

LEARNERS: dict[str, Learner] = {
    "tree": RuleTree(TreeSettings()),
    "additive-fri": AdditiveFRI(AdditiveSettings(), seed=0),
    "fri": FRI(FriSettings(width=(14,)), seed=0),
}
FEW = 1200
FOLDS = 5


@contextmanager
def a_bin_for_every_value() -> Iterator[None]:
    """Within, variables are coded exactly."""
    before = binning.MAX_BINS, binning.CODE
    binning.MAX_BINS, binning.CODE = 65_535, np.uint16
    try:
        yield
    finally:
        binning.MAX_BINS, binning.CODE = before


def most_values(table: Table) -> int:
    """Distinct values of the variable that has most."""
    numbers = [v for v in table.variables if isinstance(v, Numeric)]
    return max((np.unique(v.values).size for v in numbers), default=0)


def shape(rules: RuleSet) -> list[list[tuple[object, ...]]]:
    """The rules without their numbers."""
    return [sorted((_said(term) for term in rule.terms), key=str) for rule in rules.rules]


def _said(term: Term) -> tuple[object, ...]:
    facts = term.model_dump(exclude={"rise", "fall"})
    return tuple((k, v if isinstance(v, str | bool) else v is None) for k, v in facts.items())


def compared(learner: Learner, table: Table, customers: int) -> dict[str, float]:
    """Mean AUC of both ways, and folds with the same rules."""
    rows = np.random.default_rng(0).permutation(table.churned.size)[:customers]
    fold = np.empty(rows.size, dtype=np.intp)
    for churned in (False, True):
        members = np.flatnonzero(table.churned[rows] == churned)
        fold[members] = np.arange(members.size) % FOLDS
    found = []
    for k in range(FOLDS):
        learning, test = table.learning_set(rows[fold != k]), rows[fold == k]
        binned = learner.fit(learning)
        with a_bin_for_every_value():
            exact = learner.fit(learning)
        unseen = tuple(v.take(test) for v in table.variables)
        aucs = [auc(table.churned[test], r.scores(unseen)) for r in (binned, exact)]
        found.append([*aucs, shape(binned) == shape(exact)])
    binned_auc, exact_auc, same = np.array(found, dtype=np.float64).T
    return {"binned": binned_auc.mean(), "exact": exact_auc.mean(), "same rules": same.sum(),
            "largest difference": np.abs(binned_auc - exact_auc).max()}  # fmt: skip


def main() -> None:
    """Compare all and write the results."""
    target = Path(sys.argv[1])
    results: dict[str, object] = {"machine": machine()}
    for table in chain(real_tables(), generated_tables()):
        if most_values(table) <= binning.MAX_BINS:
            continue
        for name, learner in LEARNERS.items():
            customers = FEW if name == "fri" else table.churned.size
            found = compared(learner, table, customers)
            results[f"{table.name}, {name}"] = found
            print(table.name, name, {k: round(float(v), 5) for k, v in found.items()}, flush=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
