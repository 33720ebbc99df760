"""How good are the rules? Mean AUC of stratified folds, beside the libraries one would use instead.

    CHURNKIT_REAL_DATA=/path python bench/bench_quality.py docs/benchmarks/quality.json

Every model has one configuration for all tables. Needs requirements/bench.txt. Takes minutes.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from imodels import BoostedRulesClassifier, FIGSClassifier, RuleFitClassifier
from interpret.glassbox import ExplainableBoostingClassifier
from lightgbm import LGBMClassifier
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier
from tables import Table, generated_tables, real_tables
from timing import machine

from churnkit.config.models import AdditiveSettings, FriSettings, TreeSettings
from churnkit.learners.additive import AdditiveFRI
from churnkit.learners.base import Learner, Numeric
from churnkit.learners.fri import FRI
from churnkit.learners.scores import score_customers
from churnkit.learners.tree import RuleTree

Scores = NDArray[np.float64]
Rows = NDArray[np.intp]
Model = Callable[[Table, Rows, Rows], Scores]
"""Learns on some rows of a table and scores others."""

LISTS = (8, 16)
"""Numbers of rules."""


def ours(learner: Learner) -> Model:
    """A learner of churnkit."""

    def score(table: Table, learning: Rows, test: Rows) -> Scores:
        rule_set = learner.fit(table.learning_set(learning))
        return score_customers(rule_set, tuple(v.take(test) for v in table.variables))

    return score


def theirs(make: Callable[[], object]) -> Model:
    """A classifier with the interface of scikit-learn, on one-hot columns."""

    def score(table: Table, learning: Rows, test: Rows) -> Scores:
        x = table.one_hot()
        model = make()
        model.fit(x[learning], table.churned[learning].astype(int))  # type: ignore[attr-defined]
        found: Scores = model.predict_proba(x[test])[:, 1]  # type: ignore[attr-defined]
        return found

    return score


def rule_models() -> dict[str, Model]:
    """The learners of churnkit and other learners of rules, by name."""
    found: dict[str, Model] = {"fri": ours(FRI(FriSettings(), seed=0))}
    for k in LISTS:
        found |= {
            f"additive-fri, {k} rules": ours(AdditiveFRI(AdditiveSettings(max_rules=k), seed=0)),
            f"tree, {k} leaves": ours(RuleTree(TreeSettings(max_rules=k))),
            f"scikit-learn tree, {k} leaves": theirs(
                lambda k=k: DecisionTreeClassifier(max_leaf_nodes=k, random_state=0)
            ),
            f"FIGS, {k} rules": theirs(lambda k=k: FIGSClassifier(max_rules=k, random_state=0)),
            f"RuleFit, {k} rules": theirs(
                lambda k=k: RuleFitClassifier(max_rules=k, random_state=0)
            ),
            f"BoostedRules, {k} rules": theirs(
                lambda k=k: BoostedRulesClassifier(n_estimators=k, random_state=0)
            ),
        }
    return found


def yardsticks() -> dict[str, Model]:
    """What readability is given up for."""
    return {
        "logistic regression": theirs(
            lambda: make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
        ),
        "LightGBM, 150 trees": theirs(boosted_trees),
        "LightGBM, 150 cautious trees": theirs(
            lambda: boosted_trees(learning_rate=0.05, num_leaves=8)
        ),
    }


def slow_yardstick() -> dict[str, Model]:
    """Explainable boosting takes minutes a table, so only the real ones see it, at the end."""
    return {
        "explainable boosting": theirs(
            lambda: ExplainableBoostingClassifier(n_jobs=1, random_state=0)
        )
    }


def boosted_trees(**settings: float) -> LGBMClassifier:
    """LightGBM on one thread, with the defaults it comes with unless told otherwise."""
    return LGBMClassifier(n_estimators=150, n_jobs=1, verbose=-1, random_state=0, **settings)


def mean_auc(model: Model, table: Table) -> dict[str, float]:
    """Mean and spread of the AUC of five stratified folds (shuffled, seed 0), and the seconds."""
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    started = time.perf_counter()
    found = [
        roc_auc_score(table.churned[test], model(table, learning, test))
        for learning, test in folds.split(table.churned, table.churned)
    ]
    seconds = time.perf_counter() - started
    return {"auc": float(np.mean(found)), "std": float(np.std(found)), "seconds": seconds}


def quality(tables: Iterator[Table], models: dict[str, Model]) -> dict[str, dict[str, object]]:
    """Table -> model -> AUC; a peer that fails is named with its error."""
    results: dict[str, dict[str, object]] = {}
    for table in tables:
        for name, model in models.items():
            try:
                found: object = mean_auc(model, table)
            except (ValueError, TypeError, IndexError, AttributeError) as error:
                found = f"failed: {type(error).__name__}: {error}"[:200]
            results.setdefault(table.name, {})[name] = found
            print(table.name, name, found, flush=True)
    return results


def noise_test(table: Table) -> dict[str, float]:
    """AUC of additive-fri with 20 columns of pure noise, and with permuted labels."""
    rng = np.random.default_rng(0)
    n = table.churned.size
    noise = tuple(Numeric(f"~noise {k:02}", rng.normal(size=n)) for k in range(20))
    model = ours(AdditiveFRI(AdditiveSettings(max_rules=16), seed=0))
    permuted = [
        mean_auc(model, replace(table, churned=rng.permutation(table.churned)))["auc"]
        for _ in range(5)
    ]
    return {
        "plain": mean_auc(model, table)["auc"],
        "with 20 noise columns": mean_auc(
            model, replace(table, variables=(*table.variables, *noise))
        )["auc"],
        "permuted labels, mean of 5": float(np.mean(permuted)),
        "permuted labels, farthest from .5": float(max(permuted, key=lambda a: abs(a - 0.5))),
    }


def learning_curve(table: Table) -> dict[int, float]:
    """AUC on a fifth of the customers by the number of learning customers."""
    rows = np.arange(table.churned.size)
    learning, test = train_test_split(rows, test_size=0.2, stratify=table.churned, random_state=0)
    model = ours(AdditiveFRI(AdditiveSettings(), seed=0))
    return {
        n: float(roc_auc_score(table.churned[test], model(table, learning[:n], test)))
        for n in (125, 250, 500, 1000, 2000, 4000)
        if n < learning.size
    }


def main() -> None:
    """Run all and write the results."""
    warnings.filterwarnings("ignore")
    real = list(real_tables())
    rules, black_boxes = rule_models(), yardsticks()
    results: dict[str, object] = {
        "machine": machine(),
        "real": quality(iter(real), rules | black_boxes),
        "noise": {table.name: noise_test(table) for table in real},
        "learning curve": {table.name: learning_curve(table) for table in real},
    }
    write(results)
    results["generated"] = quality(generated_tables(), rules | black_boxes)
    write(results)
    results["real, slow"] = quality(iter(real), slow_yardstick())
    write(results)


def write(results: dict[str, object]) -> None:
    """Write what is there so far."""
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
