"""How much do the readings of the published method matter? Rules that change on random tables.

    python bench/bench_readings.py            # a table of all readings, for docs/methods.md
    CHURNKIT_REAL_DATA=/path python bench/bench_readings.py auc    # AUC on the tables of quality

Where the text of the method is silent, ``fri`` has a setting or a decision. Each reading here is
one of them turned round. Takes minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from tables import generated_tables, real_tables

from churnkit.config.sections.train import FriSettings
from churnkit.learners.base import LearningSet
from churnkit.learners.binning import Coded
from churnkit.learners.fri import layers, learner
from churnkit.learners.fri.candidates import Candidates, Model, divide
from churnkit.learners.fri.learner import FRI
from churnkit.learners.fuzzify import peaks_of
from churnkit.rules.arrays import Categorical, Numeric
from churnkit.rules.ruleset import RuleSet

TABLES = 50
CUSTOMERS = 300
DEFAULT = FriSettings()
PAPER = FriSettings(
    criterion="internal", negation=False, spans=False, min_customers=0, checked=False, balance=False
)
Reading = Callable[[LearningSet, FriSettings, int], RuleSet]


def by_settings(**changes: object) -> Reading:
    """The learner with some settings changed."""
    return lambda data, fri, seed: FRI(fri.model_copy(update=changes), seed).fit(data)


def patched(where: object, name: str, instead: Callable[..., object]) -> Reading:
    """The learner with one of its steps replaced."""

    def learn(data: LearningSet, fri: FriSettings, seed: int) -> RuleSet:
        with patch.object(where, name, instead):
            return FRI(fri, seed).fit(data)

    return learn


def other_layer_feeds_or(
    candidates: Candidates, side: int, width: int, settings: FriSettings
) -> tuple[Model, float]:
    """OR begins with the last layer, where the reading is the one before it, and the reverse."""
    layer = layers._first_layer(candidates, side, width, settings.max_terms)
    while True:
        following = layers._next_layer(candidates, layer, width, settings.max_terms)
        if following.error >= layer.error:
            break
        layer = following
    kept = following if settings.criterion == "external" else layer
    return layers._join(candidates, kept, width, settings.max_branches)


def every_conjunction_kept(
    candidates: Candidates, layer: layers._Layer, width: int, max_terms: int
) -> layers._Layer:
    """A layer of AND in which equal conjunctions that were made in several ways all stay."""
    pairs = [
        ((tuple(sorted({*first[0], *second[0]})),), first, second)
        for first, second in layers._pairs(layer.models)
    ]
    pairs = [p for p in pairs if len(p[0][0]) <= max_terms and candidates.agree(p[0][0])]
    sums = candidates.joined_sums([(a, b) for _, a, b in pairs], np.minimum)
    ranked, judged = candidates.errors(sums, layer.side)
    order = layers._ranking([model for model, _, _ in pairs], ranked)[:width]
    kept = tuple(pairs[k][0] for k in order)
    return layers._Layer(layer.side, kept, float(judged[order].mean()))


def unrounded_peaks(coded: Coded) -> tuple[float, ...] | None:
    """L and U of whole numbers as they come."""
    return peaks_of(replace(coded, whole=False))


def width_by_final_y(data: LearningSet, fri: FriSettings, seed: int) -> RuleSet:
    """The width whose score y is nearest to the truth, on the customers that judge."""
    rows = np.arange(data.churned.size)
    if fri.criterion == "external":
        parts = [divide(np.flatnonzero(data.churned == c), data.keys, seed) for c in (True, False)]
        rows = np.concatenate([judged for _, judged in parts])
    found = [FRI(fri.model_copy(update={"width": (w,)}), seed).fit(data) for w in fri.width]

    def error(rule_set: RuleSet) -> float:
        wrong = (rule_set.scores(data.variables)[rows] - data.churned[rows]) ** 2
        classes = [wrong[data.churned[rows] == c].mean() for c in (True, False)]
        return float(np.mean(classes) if fri.balance else wrong.mean())

    return min(found, key=error)


READINGS: dict[str, Reading] = {
    "equal conjunctions kept as often as they are made": patched(
        layers, "_next_layer", every_conjunction_kept
    ),
    "OR begins with the other one of the last two layers": patched(
        learner, "induced_side", other_layer_feeds_or
    ),
    "L and U of whole numbers not rounded": patched(
        sys.modules["churnkit.learners.fuzzify"], "peaks_of", unrounded_peaks
    ),
    "width by the error of the final y": width_by_final_y,
    "criterion: internal": by_settings(criterion="internal"),
    "negation: false": by_settings(negation=False),
    "spans: false": by_settings(spans=False),
    "balance: false": by_settings(balance=False),
    "layers: and_or": by_settings(layers="and_or"),
    "min_customers: 0": by_settings(min_customers=0),
    "checked: false": by_settings(checked=False),
}


def drawn(seed: int) -> LearningSet:
    """Whole numbers, decimals and levels of which some tell, in part together."""
    rng = np.random.default_rng(seed)
    n = CUSTOMERS
    calls, recency = rng.poisson(4, n).astype(float), rng.gamma(2, 30, n).round()
    spent, plan = rng.lognormal(4, 1, n).round(2), rng.integers(0, 3, n).astype(np.int32)
    weights = rng.normal(0, 1, 3)
    risk = weights @ [calls / 2, recency / 40, (plan == 0) * (spent < 60) * 2.0]
    churned = risk + rng.normal(0, 1, n) > np.quantile(risk, rng.uniform(0.4, 0.85))
    variables = (
        Numeric("calls", calls),
        Categorical("plan", plan, ("basic", "gold", "pro")),
        Numeric("recency", recency),
        Numeric("spent", spent),
    )
    return LearningSet(variables, churned, np.arange(n, dtype=np.uint64))


def rules_of(rule_set: RuleSet) -> set[tuple[object, ...]]:
    """What each rule says."""
    return {(rule.says, frozenset(rule.terms)) for rule in rule_set.rules}


@cache
def rules_as_read(seed: int, base: FriSettings) -> set[tuple[object, ...]]:
    """The rules of a table without any reading turned round."""
    return rules_of(FRI(base, seed).fit(drawn(seed)))


def changed_tables(reading: Reading, base: FriSettings) -> int:
    """Tables of which a reading changes the rules."""
    return sum(
        rules_of(reading(drawn(seed), base, seed)) != rules_as_read(seed, base)
        for seed in range(TABLES)
    )


def mean_auc(reading: Reading) -> dict[str, float]:
    """Mean AUC of five folds by table."""
    found = {}
    for table in (*real_tables(), *generated_tables()):
        aucs = []
        folds = StratifiedKFold(5, shuffle=True, random_state=0)
        for learning, test in folds.split(np.zeros(table.churned.size), table.churned):
            rule_set = reading(table.learning_set(learning), DEFAULT, 0)
            scores: NDArray[np.float64] = rule_set.scores(
                tuple(v.take(test) for v in table.variables)
            )
            aucs.append(roc_auc_score(table.churned[test], scores))
        found[table.name] = float(np.mean(aucs))
    return found


def main() -> None:
    """Print one of the two tables."""
    if sys.argv[1:] == ["auc"]:
        compared = ("layers: and_or", "spans: false", "checked: false")
        ways = {"defaults": by_settings(), **{name: READINGS[name] for name in compared}}
        for name, reading in ways.items():
            aucs = mean_auc(reading)
            shown = ", ".join(f"{table} {auc:.3f}" for table, auc in aucs.items())
            print(f"{name}: mean {np.mean(list(aucs.values())):.3f} ({shown})", flush=True)
        return
    print(f"| reading | rules change, of {TABLES}, from the defaults | from the paper |")
    print("| --- | ---: | ---: |")
    for name, reading in READINGS.items():
        counts = [changed_tables(reading, base) for base in (DEFAULT, PAPER)]
        shown = [str(count) if count else "–" for count in counts]
        print(f"| {name} | {' | '.join(shown)} |", flush=True)


if __name__ == "__main__":
    main()
