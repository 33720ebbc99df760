"""Do the reasons on a list hold, and does the advice of explain come true?

    CHURNKIT_REAL_DATA=/path python bench/bench_reasons.py [--customers 500] [--seeds 3]

For the shipped samples and, where they are, the real tables, and for each learner: customers of the
test set are listed by score, as a list of 30% would have them, and their reasons are checked there.

reasons    reasons that were given, one a customer and condition
hold       share of them where, among the test customers on the same path, more of those with the
           condition churned than of those without it (bar: 95%)
hold, all  the same among all test customers
have one   share of the listed customers who have a reason (bar: 95%)
explained  customers at or above the score of the best 30%, drawn at random
advised    those of them for whom explain has advice
exist      share of the values proposed that other customers have (bar: 100%)
true       share of the changes that lead to the score that is told, below the cut (bar: 100%)
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnkit.campaign.reasons import reasons_given
from churnkit.commands.ingest import ingest
from churnkit.commands.train import train
from churnkit.config.loading import load_config
from churnkit.evaluate import top_size
from churnkit.explanation.counterfactuals import Others, changes_below
from churnkit.prepare.arrays import has_churned
from churnkit.prepared import as_variable
from churnkit.rules.arrays import Batch, Variable
from churnkit.rules.conditions import HALF, Condition, conditions_of
from churnkit.rules.evidence import Evidence
from churnkit.rules.model import Model, read_model
from churnkit.rules.terms import Term
from churnkit.scoring import score_customers

CONFIGS = Path(__file__).parent.parent / "configs"
SAMPLES = ("ecommerce", "telecom", "campaign", "orders", "calls")
REAL = ("real/ibm_telco", "real/iranian_churn")
LEARNERS = ("tree", "additive-fri", "fri")
LISTED = 0.30


@dataclass
class Held:
    """Reasons given to listed test customers."""

    given: int = 0
    hold: int = 0
    hold_overall: int = 0
    listed: int = 0
    with_one: int = 0

    def plus(self, more: Held) -> Held:
        """The sums with those of others."""
        return Held(*(getattr(self, f.name) + getattr(more, f.name) for f in fields(self)))


def learnt(config_file: Path, learner: str, seed: int, work: Path) -> tuple[Model, pl.DataFrame]:
    """The model of a learner, and all customers, some of whom it has not seen."""
    config = load_config(
        config_file,
        [f"work={work}", f"train.learner={learner}", f"ingest.split.seed={seed}"],
    )
    ingest(config)
    train(config)
    prepared = pl.read_parquet(work / "current/prepared.parquet")
    return read_model(work / "current"), prepared


def check(model: Model, prepared: pl.DataFrame) -> Held:
    """Give reasons to the best-scored test customers, and look whether they hold there."""
    rules, basis = model.rule_set, model.reasons
    assert basis is not None
    test = prepared.filter(pl.col("split") == "test")
    scored = score_customers(test.lazy(), rules).collect()
    order = np.argsort(-scored["score"].to_numpy(), kind="stable")
    listed = order[: top_size(order.size, LISTED)]
    given = reasons_given(test[listed], scored["rule"][listed], rules, basis).to_numpy()
    paths = {key(each): each.path for each in conditions_of(rules, levels(test, model))}
    variables = {name: as_variable(test, name) for name in rules.variables}
    churned = has_churned(test)
    held = Held(listed=listed.size, with_one=int(given.any(axis=1).sum()))
    for k, evidence in enumerate(basis.conditions):
        n = int(given[:, k].sum())
        path = paths.get((evidence.rule, evidence.when), ())
        everybody = np.ones(churned.size, dtype=bool)
        within = everybody.copy()
        for term in path:
            within &= memberships(term, variables)
        members = (
            strengths(evidence, model, variables)
            if evidence.when is None
            else memberships(evidence.when, variables)
        )
        held.given += n
        held.hold += n * is_higher(churned, within & members, within & ~members)
        held.hold_overall += n * is_higher(churned, members, ~members)
    return held


@dataclass
class Advised:
    """What explain proposes to test customers."""

    explained: int = 0
    advised: int = 0
    values: int = 0
    that_exist: int = 0
    ways: int = 0
    that_are_true: int = 0


def advise(model: Model, prepared: pl.DataFrame, customers: int) -> Advised:
    """Explain test customers at random, the cut being the score of the best 30%."""
    rules = model.rule_set
    test = prepared.filter(pl.col("split") == "test")
    scores = score_customers(test.lazy(), rules).collect()["score"].sort(descending=True)
    cut = scores[top_size(scores.len(), LISTED) - 1]
    others = Others(tuple(as_variable(prepared, name) for name in rules.variables))
    known = {name: set(prepared[name].drop_nulls()) for name in rules.variables}
    # those who are on the list, for the others need no advice
    listed = score_customers(prepared.lazy(), rules).collect().filter(pl.col("score") >= cut)
    drawn = listed.sample(min(customers, listed.height), seed=0)["id"]
    rows = prepared.filter(pl.col("id").is_in(drawn.implode())).select(rules.variables)
    advised = Advised(explained=rows.height)
    for row in rows.iter_rows(named=True):
        ways = changes_below(rules, row, cut, others)
        advised.advised += bool(ways)
        for way in ways:
            changed = row | {each.variable: each.value for each in way.changes}
            advised.ways += 1
            advised.that_are_true += way.score == rules.decide(changed).score < cut
            for each in way.changes:
                advised.values += 1
                advised.that_exist += each.value in known[each.variable]
    return advised


def key(condition: Condition) -> tuple[str, Term | None]:
    """What a reason and the condition that it was made of have in common."""
    return condition.rule.id, condition.part and condition.part.when


def is_higher(
    churned: NDArray[np.bool_], members: NDArray[np.bool_], others: NDArray[np.bool_]
) -> bool:
    """Whether the churn rate of the members is the higher one; nobody proves nothing."""
    if not members.any() or not others.any():
        return False
    return bool(churned[members].mean() > churned[others].mean())


def memberships(term: Term, variables: dict[str, Variable]) -> NDArray[np.bool_]:
    """For whom a term holds."""
    return term.memberships(variables[term.variable]) >= HALF


def strengths(
    evidence: Evidence, model: Model, variables: dict[str, Variable]
) -> NDArray[np.bool_]:
    """For whom the rule of a reason holds."""
    rule = next(rule for rule in model.rule_set.rules if rule.id == evidence.rule)
    return rule.strengths(Batch.of(tuple(variables.values()))) >= HALF


def levels(test: pl.DataFrame, model: Model) -> dict[str, list[str]]:
    """The categories of the test customers, by variable."""
    return {
        name: sorted(test[name].drop_nulls().unique())
        for name in model.rule_set.variables
        if test[name].dtype == pl.String
    }


def config_files() -> Iterator[Path]:
    """The real tables, where they are, and the samples."""
    names = (*(REAL if os.environ.get("CHURNKIT_REAL_DATA") else ()), *SAMPLES)
    return (CONFIGS / f"{name}.yaml" for name in names)


def main() -> None:
    """Print a line a table, learner and division."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1, help="divisions into learning and test set")
    parser.add_argument("--customers", type=int, default=500, help="how many are explained")
    parser.add_argument("--only", default="", help="part of the name of a config")
    options = parser.parse_args()
    total = Held()
    print(HEAD)
    for file in config_files():
        for learner in LEARNERS if options.only in file.stem else ():
            for seed in range(options.seeds):
                with tempfile.TemporaryDirectory() as folder:
                    model, prepared = learnt(file, learner, seed, Path(folder))
                held = check(model, prepared)
                advised = advise(model, prepared, options.customers if seed == 0 else 0)
                print(line(file.stem, learner, held, advised), flush=True)
                total = total.plus(held)
    print(line("all", "", total, Advised()))


HEAD = (
    f"{'table':<15}{'learner':<13}{'reasons':>9}{'hold':>8}{'hold, all':>11}{'have one':>10}"
    f"{'explained':>11}{'advised':>9}{'exist':>8}{'true':>8}"
)


def line(table: str, learner: str, held: Held, advised: Advised) -> str:
    """The figures of one model."""
    return (
        f"{table:<15}{learner:<13}{held.given:>9,}{share(held.hold, held.given):>8}"
        f"{share(held.hold_overall, held.given):>11}{share(held.with_one, held.listed):>10}"
        f"{advised.explained:>11,}{advised.advised:>9,}"
        f"{share(advised.that_exist, advised.values):>8}"
        f"{share(advised.that_are_true, advised.ways):>8}"
    )


def share(part: int, whole: int) -> str:
    """A percentage; of nothing none."""
    return f"{part / whole:.1%}" if whole else "-"


if __name__ == "__main__":
    main()
