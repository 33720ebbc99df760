"""How fast do they learn? A million customers x 22 numbers, all in one process, on one thread.

    taskset -c 0 env OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 \
        python bench/bench_speed.py docs/benchmarks/speed.json

Binning is included in all. Times are medians over the turns, in which all run one after another:
on the wall, and of the processor, which other programs disturb less. Needs requirements/bench.txt.
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
from lightgbm import LGBMClassifier
from numpy.typing import NDArray
from sklearn.tree import DecisionTreeClassifier
from timing import machine

from churnkit.config.models import AdditiveSettings, FriSettings, TreeSettings
from churnkit.learners.additive import AdditiveFRI
from churnkit.learners.base import Learner, LearningSet, Numeric
from churnkit.learners.fri import FRI
from churnkit.learners.tree import RuleTree

CUSTOMERS, VARIABLES, TURNS = 1_000_000, 22, 3
SIZES = (100_000, 1_000_000, 10_000_000)

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


def ours(learner: Learner, x: NDArray[np.float64], y: NDArray[np.bool_]) -> Callable[[], object]:
    """Learning by one of our learners."""
    variables = tuple(Numeric(f"v{k:02}", x[k], whole=k % 4 in (1, 2)) for k in range(len(x)))
    data = LearningSet(variables, y, np.arange(y.size, dtype=np.uint64))
    return lambda: learner.fit(data)


def theirs(x: NDArray[np.float64], y: NDArray[np.bool_]) -> dict[str, Callable[[], object]]:
    """Learning by what one would use instead; rows are contiguous, as they like it."""
    rows = np.ascontiguousarray(x.T)
    one, many = (LGBMClassifier(n_jobs=1, verbose=-1, **s) for s in (
        {"n_estimators": 1, "num_leaves": 8}, {"n_estimators": 150}))  # fmt: skip
    return {
        "LightGBM, one tree of 8 leaves": lambda: one.fit(rows, y),
        "LightGBM, 150 trees": lambda: many.fit(rows, y),
        "scikit-learn tree, 8 leaves": lambda: DecisionTreeClassifier(max_leaf_nodes=8).fit(
            rows, y
        ),
    }


def timed(learn: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the wall and of the processor."""
    wall, processor = time.perf_counter(), time.process_time()
    learn()
    return time.perf_counter() - wall, time.process_time() - processor


def side_by_side() -> dict[str, dict[str, float]]:
    """Medians of all contenders on the same table."""
    x, y = table(CUSTOMERS)
    contenders = {name: ours(learner, x, y) for name, learner in LEARNERS.items()} | theirs(x, y)
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    for _ in range(TURNS):
        for name, learn in contenders.items():
            found[name].append(timed(learn))
            print(name, found[name][-1], flush=True)
    return {
        name: {
            "wall": statistics.median(wall for wall, _ in times),
            "processor": statistics.median(processor for _, processor in times),
        }
        for name, times in found.items()
    }


def by_size(name: str) -> dict[str, dict[str, float]]:
    """Seconds and peak memory (MiB) of one learner on growing tables, each in its own process."""
    results: dict[str, dict[str, float]] = {}
    for n in SIZES:
        receiver, sender = os.pipe()
        if os.fork() == 0:
            _, processor = timed(ours(LEARNERS[name], *table(n)))
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            os.write(sender, json.dumps({"processor": processor, "peak_mib": peak}).encode())
            os._exit(0)
        os.close(sender)
        with os.fdopen(receiver) as pipe:
            results[str(n)] = json.loads(pipe.read())
        os.wait()
        print(name, n, results[str(n)], flush=True)
    return results


def main() -> None:
    """Run all and write the results."""
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    results: dict[str, object] = {"machine": machine(), "table": [CUSTOMERS, VARIABLES]}
    results["by size"] = {name: by_size(name) for name in LEARNERS}
    results["side by side"] = side_by_side()
    target.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
