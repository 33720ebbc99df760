"""How good are the rules? Mean AUC of stratified folds, beside the libraries one would use instead.

    CHURNKIT_REAL_DATA=/path python bench/bench_quality.py docs/benchmarks/quality.json

Every model has one configuration for all tables. Needs requirements/bench.txt. Takes an hour,
mostly for explainable boosting. What the file already holds is not measured again, so that a run
that was broken off goes on; without the file all is measured anew.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
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

from churnkit.config.sections.train import AdditiveSettings, FriSettings, TreeSettings
from churnkit.learners.additive.learner import AdditiveFRI
from churnkit.learners.base import Learner
from churnkit.learners.fri.learner import FRI
from churnkit.learners.tree.learner import RuleTree
from churnkit.rules.arrays import Numeric

Scores = NDArray[np.float64]
Rows = NDArray[np.intp]
Model = Callable[[Table, Rows, Rows], Scores]
"""Learns on some rows of a table and scores others."""

LISTS = (8, 16)
"""Numbers of rules."""
NOISE_COLUMNS = 20
NOISE_DRAWS = 5
PERMUTATIONS = 20


def ours(learner: Learner) -> Model:
    """A learner of churnkit."""

    def score(table: Table, learning: Rows, test: Rows) -> Scores:
        rule_set = learner.fit(table.learning_set(learning))
        return rule_set.scores(tuple(v.take(test) for v in table.variables))

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


SIXTEEN = ours(AdditiveFRI(AdditiveSettings(max_rules=16), seed=0))


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


class Results:
    """A file of measurements, each written as soon as it is there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: dict[str, dict[str, object]] = {}
        if path.exists():
            self.found = json.loads(path.read_text(encoding="utf-8"))
        self.found["machine"] = machine()

    def once(self, part: str, name: str, measure: Callable[[], object]) -> None:
        """Measure unless the file has it; a peer that fails is named with its error."""
        if name in self.found.setdefault(part, {}):
            return
        try:
            self.found[part][name] = measure()
        except (ValueError, TypeError, IndexError, AttributeError) as error:
            self.found[part][name] = f"failed: {type(error).__name__}: {error}"[:200]
        print(part, name, self.found[part][name], flush=True)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(self.found, indent=1) + "\n", encoding="utf-8")


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


def noise_columns(table: Table, seed: int) -> dict[str, float]:
    """AUC of additive-fri (16 rules) with 20 columns of pure noise more."""
    rng = np.random.default_rng(seed)
    noise = tuple(
        Numeric(f"~noise {k:02}", rng.normal(size=table.churned.size)) for k in range(NOISE_COLUMNS)
    )
    return mean_auc(SIXTEEN, replace(table, variables=(*table.variables, *noise)))


def permuted(table: Table, seed: int) -> dict[str, float]:
    """AUC of additive-fri (16 rules) where the labels say nothing: any leak would show."""
    labels = np.random.default_rng(seed).permutation(table.churned)
    return mean_auc(SIXTEEN, replace(table, churned=labels))


def learning_curve(table: Table) -> dict[int, float]:
    """Mean AUC on a fifth of the customers, ten times, by the number of learning customers."""
    sizes = [n for n in (125, 250, 500, 1000, 2000, 4000) if n < 0.8 * table.churned.size]
    model = ours(AdditiveFRI(AdditiveSettings(), seed=0))
    found: dict[int, list[float]] = {n: [] for n in sizes}
    for seed in range(10):
        learning, test = train_test_split(
            np.arange(table.churned.size),
            test_size=0.2,
            stratify=table.churned,
            random_state=seed,
        )
        for n in sizes:
            scores = model(table, learning[:n], test)
            found[n].append(float(roc_auc_score(table.churned[test], scores)))
    return {n: float(np.mean(aucs)) for n, aucs in found.items()}


def main() -> None:
    """Measure what the file does not hold yet."""
    warnings.filterwarnings("ignore")
    results = Results(Path(sys.argv[1]))
    real, generated = list(real_tables()), list(generated_tables())
    for table in (*real, *generated):
        for name, model in (rule_models() | yardsticks()).items():
            results.once(table.name, name, lambda m=model, t=table: mean_auc(m, t))
    for table in real:
        for seed in range(NOISE_DRAWS):
            name = f"{table.name}, draw {seed}"
            results.once("20 noise columns", name, lambda t=table, s=seed: noise_columns(t, s))
        for seed in range(PERMUTATIONS):
            name = f"{table.name}, draw {seed}"
            results.once("permuted labels", name, lambda t=table, s=seed: permuted(t, s))
        results.once("learning curve", table.name, lambda t=table: learning_curve(t))
    for table in real:
        for name, model in slow_yardstick().items():
            results.once(table.name, name, lambda m=model, t=table: mean_auc(m, t))


if __name__ == "__main__":
    main()
