"""How fast do they learn? A million customers x 22 numbers, on one core and on two.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python bench/bench_speed.py work/bench/speed.json

Binning is included in all. Times are medians over the turns, in which all run one after another,
each in a process of its own: on the wall, and of the processor, which other programs disturb less.
Explainable boosting runs once, and is stopped after ``PATIENCE`` seconds of the processor: "at
least" that. Needs requirements/bench.txt.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from interpret.glassbox import ExplainableBoostingClassifier
from lightgbm import LGBMClassifier
from numpy.typing import NDArray
from sklearn.tree import DecisionTreeClassifier
from timing import machine

from churnkit.config.sections.train import AdditiveSettings, FriSettings, TreeSettings
from churnkit.learners.additive.learner import AdditiveFRI
from churnkit.learners.base import Learner, LearningSet
from churnkit.learners.fri.learner import FRI
from churnkit.learners.tree.learner import RuleTree
from churnkit.rules.arrays import Numeric

CUSTOMERS, VARIABLES, TURNS = 1_000_000, 22, 3
SIZES = (100_000, 1_000_000, 10_000_000)
PATIENCE = 600
BOOSTING = "explainable boosting"

Learn = Callable[[], object]

LEARNERS: dict[str, Learner] = {
    "tree, 8 leaves": RuleTree(TreeSettings()),
    "fri, width 14": FRI(FriSettings(width=(14,)), seed=0),
    "additive-fri, 16 rules": AdditiveFRI(AdditiveSettings(max_rules=16), seed=0),
}


def table(n: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """(VARIABLES, n) numbers: bell-shaped, skewed, counts; and who churned, about one in eight."""
    rng = np.random.default_rng(0)
    x = np.empty((VARIABLES, n))
    for k in range(VARIABLES):
        x[k] = (
            rng.normal(50, 15, n),
            rng.gamma(2, 10, n).round(),
            rng.poisson(8, n),
            rng.exponential(10, n),
        )[k % 4]
    log_odds = 0.03 * (x[0] - 50) - 0.05 * x[1] + 1.0 * ((x[2] > 10) & (x[3] < 5)) + 0.2 * x[6] - 3
    return x, rng.random(n) < 1 / (1 + np.exp(-log_odds))


def ours(learner: Learner, x: NDArray[np.float64], y: NDArray[np.bool_]) -> Learn:
    """Learning by one of our learners, on all cores of the process."""
    variables = tuple(Numeric(f"v{k:02}", x[k]) for k in range(len(x)))
    data = LearningSet(variables, y, np.arange(y.size, dtype=np.uint64))
    return lambda: learner.fit(data)


def theirs(x: NDArray[np.float64], y: NDArray[np.bool_], cores: int) -> dict[str, Learn]:
    """Learning by what one would use instead; rows are contiguous, as they like it."""
    rows = np.ascontiguousarray(x.T)
    one, many = (LGBMClassifier(n_jobs=cores, verbose=-1, **s) for s in (
        {"n_estimators": 1, "num_leaves": 8}, {"n_estimators": 150}))  # fmt: skip
    return {
        "LightGBM, one tree of 8 leaves": lambda: one.fit(rows, y),
        "LightGBM, 150 trees": lambda: many.fit(rows, y),
        "scikit-learn tree, 8 leaves": lambda: DecisionTreeClassifier(max_leaf_nodes=8).fit(
            rows, y
        ),
        BOOSTING: lambda: ExplainableBoostingClassifier(n_jobs=cores, random_state=0).fit(rows, y),
    }


def measured(learn: Learn, cores: int, patience: int | None = None) -> dict[str, float]:
    """Seconds on the wall and of the processor, and peak memory, in a process on some cores."""
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
        if patience is not None:
            resource.setrlimit(resource.RLIMIT_CPU, (patience, patience))
        learn()
        os._exit(0)
    _, status, usage = os.wait4(child, 0)
    found = {
        "wall": time.perf_counter() - started,
        "processor": usage.ru_utime + usage.ru_stime,
        "peak_mib": usage.ru_maxrss / 1024,
    }
    return found if status == 0 else found | {"stopped": True}


def parallel_map(cores: int) -> dict[str, dict[str, float]]:
    """Medians of all contenders on the same table."""
    x, y = table(CUSTOMERS)
    contenders = {name: ours(learner, x, y) for name, learner in LEARNERS.items()}
    contenders |= theirs(x, y, cores)
    found: dict[str, list[dict[str, float]]] = {name: [] for name in contenders}
    for turn in range(TURNS):
        for name, learn in contenders.items():
            if name != BOOSTING or turn == 0:
                found[name].append(measured(learn, cores, PATIENCE))
                print(cores, name, found[name][-1], flush=True)
    return {
        name: {key: statistics.median(each[key] for each in times) for key in times[0]}
        for name, times in found.items()
    }


def by_size(name: str) -> dict[str, dict[str, float]]:
    """Seconds and peak memory (MiB) of one learner on growing tables, table included in memory."""
    results: dict[str, dict[str, float]] = {}
    for n in SIZES:
        results[str(n)] = measured(ours(LEARNERS[name], *table(n)), 1)
        print(name, n, results[str(n)], flush=True)
    return results


def main() -> None:
    """Run all and write the results."""
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    results: dict[str, object] = {"machine": machine(), "table": [CUSTOMERS, VARIABLES]}
    results["by size"] = {name: by_size(name) for name in LEARNERS}
    results["side by side"] = {f"cores: {cores}": parallel_map(cores) for cores in (1, 2)}
    target.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
