"""Can a list be trusted? Verdicts on noise and on planted effects, coverage, drift and leaks.

    python bench/bench_trust.py [noise] [runs] [planted] [coverage] [drift] [leaks] [choice]
        [--small]

Prints one table for each; without names, all. Nothing but churnkit is needed. Two hours; with
``--small`` some minutes.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from statistics import NormalDist

import numpy as np
import polars as pl
from numpy.typing import NDArray
from tables import Table, generated_tables, real_tables

from churnkit.commands.run import run
from churnkit.commands.train_learner import AUTO, chosen_learner
from churnkit.config.sections.train import AdditiveSettings, FriSettings, TrainSection, TreeSettings
from churnkit.drift.compare import compare
from churnkit.drift.profile import count_like, reference_of
from churnkit.errors import ChurnkitError, LearningError
from churnkit.learners import make_learner
from churnkit.learners.additive.learner import AdditiveFRI
from churnkit.learners.base import Learner, LearningSet
from churnkit.learners.fri.learner import FRI
from churnkit.learners.tree.learner import RuleTree
from churnkit.prepare.leaks import Candidate, assign_folds, auc_alone, find_leak
from churnkit.rules.arrays import Batch, Categorical, Numeric, Variable
from churnkit.rules.model import read_model
from churnkit.rules.ruleset import RuleSet
from churnkit.verdict.auc_interval import POWER, estimate_auc
from churnkit.verdict.judge import Counts, JudgedScores, count_members, judge
from churnkit.verdict.model import ModelVerdict

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Drawn = np.random.Generator

LEARNERS: dict[str, Callable[[], Learner]] = {
    "fri": lambda: FRI(FriSettings(), 0),
    "tree": lambda: RuleTree(TreeSettings()),
    "additive-fri": lambda: AdditiveFRI(AdditiveSettings(), 0),
}


class Auto:
    """``train.learner: auto`` on tables of its own."""

    def fit(self, data: LearningSet) -> RuleSet:
        """Learn with the learner that cross-validation chooses."""
        train = TrainSection(learner=AUTO)
        learner, _ = chosen_learner(train, tuple(LEARNERS), data, None)
        return make_learner(train.model_copy(update={"learner": learner})).fit(data)


TEST_SHARE = 0.33
NORMAL = NormalDist()


def verdict_of(learner: Learner, variables: tuple[Variable, ...], churned: Flags) -> ModelVerdict:
    """Learn on two thirds of the customers, stratified, and judge on the others."""
    is_test = assign_test(churned)
    learning, test = np.flatnonzero(~is_test), np.flatnonzero(is_test)
    keys = np.random.default_rng(0).permutation(churned.size).astype(np.uint64)
    rules = learner.fit(LearningSet(variables, churned, keys).take(learning))
    of_learning, of_test = (
        _rule_counts(rules, tuple(v.take(rows) for v in variables), churned[rows])
        for rows in (learning, test)
    )
    scores = rules.scores([v.take(test) for v in variables])
    return judge(
        [rule.id for rule in rules.rules],
        of_learning,
        of_test,
        JudgedScores(churned[test], scores, rules.tells_probabilities),
        learning_customers=learning.size,
        learning_churned=int(churned[learning].sum()),
    )


def assign_test(churned: Flags) -> Flags:
    """(n,) whether each is a test customer: a third of each class."""
    test = np.zeros(churned.size, np.bool_)
    for rows in (np.flatnonzero(churned), np.flatnonzero(~churned)):
        test[rows[: round(TEST_SHARE * rows.size)]] = True
    return test


def _rule_counts(rules: RuleSet, variables: tuple[Variable, ...], churned: Flags) -> Counts:
    """By membership one half or more."""
    if not rules.rules:
        return Counts(np.zeros(0, np.int64), np.zeros(0, np.int64))
    return count_members(rules.strengths(Batch(slice(0, churned.size), variables)), churned)


def noise_table(drawn: Drawn, n: int, rate: float) -> tuple[tuple[Variable, ...], Flags]:
    """Numbers, categories, one of 60 levels, and dates that know nothing."""
    numbers = [Numeric(f"x{i}", drawn.normal(size=n).round(3)) for i in range(6)]
    dates = [Numeric("joined", drawn.integers(0, 2_000, n).astype(float))]
    levels = [(f"c{k}", k) for k in (2, 5, 60)]
    categories = [
        Categorical(
            name, drawn.integers(0, k, n).astype(np.int32), tuple(f"k{i}" for i in range(k))
        )
        for name, k in levels
    ]
    variables = tuple(sorted([*numbers, *dates, *categories], key=lambda v: v.name))
    return variables, drawn.permutation(n) < max(10, round(rate * n))


def noise(small: bool) -> Iterator[str]:
    """Verdicts on tables of pure noise."""
    learners = {**LEARNERS, AUTO: Auto}
    found: dict[str, Counter[str]] = {name: Counter() for name in learners}
    able: Counter[str] = Counter()
    for seed in range(10 if small else 200):
        drawn = np.random.default_rng(seed)
        n = int(drawn.choice([500, 1_000, 2_000] if small else [500, 1_000, 2_000, 5_000, 20_000]))
        variables, churned = noise_table(
            drawn, n, float(drawn.choice([0.02, 0.05, 0.15, 0.3, 0.5]))
        )
        for name, make in learners.items():
            try:
                verdict = verdict_of(make(), variables, churned)
            except LearningError:
                found[name]["nothing learnt"] += 1
                continue
            found[name][verdict.grade] += 1
            able[name] += verdict.power >= POWER and verdict.grade == "cannot_tell"
    for name, grades in found.items():
        total = sum(grades.values())
        published = (grades["sound"] + grades["weak"]) / total
        yield (
            f"{name:13} {dict(sorted(grades.items()))} sound or weak {published:.1%}, "
            f"cannot tell though able {able[name]}"
        )


def runs(small: bool) -> Iterator[str]:
    """Exit codes and verdicts of ``churnkit run`` on files of pure noise."""
    found: Counter[str] = Counter()
    draws = 4 if small else 100
    learners = (*LEARNERS, AUTO)
    for seed in range(draws):
        drawn = np.random.default_rng(seed)
        n, rate = int(drawn.choice([500, 2_000, 5_000])), float(drawn.choice([0.05, 0.15, 0.3]))
        variables, churned = noise_table(drawn, n, rate)
        with tempfile.TemporaryDirectory() as folder:
            learner = learners[seed % len(learners)]
            outcome = _run_on(Path(folder), variables, churned, learner)
        found[f"{learner}: {outcome}"] += 1
    yield from (f"{outcome}: {times} of {draws}" for outcome, times in sorted(found.items()))


def _run_on(folder: Path, variables: tuple[Variable, ...], churned: Flags, learner: str) -> str:
    columns = {
        v.name: np.array(v.levels)[v.codes] if isinstance(v, Categorical) else v.values
        for v in variables
    }
    frame = pl.DataFrame(
        {
            "customer": [f"C{i}" for i in range(churned.size)],
            **columns,
            "churned": churned.astype(int),
        }
    )
    frame.write_csv(folder / "customers.csv")
    config = {
        "work": "work",
        "data": {
            "customers": "customers.csv",
            "id": "customer",
            "label": {"column": "churned", "churned": 1},
        },
        "train": {"learner": learner},
    }
    (folder / "config.yaml").write_text(json.dumps(config))  # JSON is YAML
    try:
        run(folder / "config.yaml")
    except ChurnkitError as error:
        return f"exit code {error.exit_code}"
    verdict = read_model(folder / "work/current").verdict
    return f"published, {verdict.grade if verdict else 'not judged'}"


def planted(small: bool) -> Iterator[str]:
    """Share of lists published, by the AUC that the models reach on 20,000 other customers.

    What is planted is set so that the models of each learner reach the AUC on average.
    """
    draws, tried = (2, 1) if small else (40, 8)
    for of_churned, (name, make) in product((100, 300, 1_000), LEARNERS.items()):
        strengths = np.arange(0.58, 0.90, 0.04)
        reached = [_mean_auc(make, of_churned, strength, tried) for strength in strengths]
        for auc in (0.60, 0.65, 0.70, 0.80):
            strength = float(np.interp(auc, np.maximum.accumulate(reached), strengths))
            found: Counter[str] = Counter()
            for seed in range(1_000, 1_000 + draws):
                variables, churned = planted_table(
                    np.random.default_rng(seed), of_churned * 6, strength
                )
                found[verdict_of(make(), variables, churned).grade] += 1
            models = _mean_auc(make, of_churned, strength, draws)
            yield (
                f"{of_churned:5} churned, {name:13}: planted {strength:.3f}, models reach "
                f"{models:.3f} (goal {auc:.2f}), published {1 - found['no_signal'] / draws:.0%} "
                f"{dict(sorted(found.items()))}"
            )


def _mean_auc(make: Callable[[], Learner], of_churned: int, strength: float, draws: int) -> float:
    """Mean AUC of models on 20,000 customers that nobody has seen."""
    areas = []
    for seed in range(draws):
        drawn = np.random.default_rng(seed)
        variables, churned = planted_table(drawn, of_churned * 4, strength)
        keys = drawn.permutation(churned.size).astype(np.uint64)
        rules = make().fit(LearningSet(variables, churned, keys))
        others, outcome = planted_table(drawn, 20_000, strength)
        found = estimate_auc(outcome, rules.scores(others))
        areas.append(found.auc if found else 0.5)
    return float(np.mean(areas))


def planted_table(drawn: Drawn, n: int, auc: float) -> tuple[tuple[Variable, ...], Flags]:
    """One number that alone reaches an AUC, and four that know nothing; a sixth churns."""
    churned = drawn.permutation(n) < n // 6
    apart = NORMAL.inv_cdf(auc) * 2**0.5
    signal = Numeric("s", drawn.normal(size=n) + apart * churned)
    return (signal, *(Numeric(f"x{i}", drawn.normal(size=n)) for i in range(4))), churned


def coverage(small: bool) -> Iterator[str]:
    """How often the interval of the area holds the true one."""
    shapes = [(5, 20, 1.5), (10, 30, 1.0), (20, 100, 1.5), (30, 300, 0.54), (30, 300, 2.3),
              (100, 900, 0.0), (100, 900, 1.5), (300, 300, 1.0)]  # fmt: skip
    for m, n, apart in shapes:
        drawn, true = np.random.default_rng(m), NORMAL.cdf(apart / 2**0.5)
        churned, covered, draws = np.arange(m + n) < m, 0, 100 if small else 1_000
        for _ in range(draws):
            found = estimate_auc(churned, drawn.normal(size=m + n) + apart * churned)
            low, high = found.interval() if found else (0.0, 1.0)
            covered += low <= true <= high
        yield f"{m:4} churned, {n:4} loyal, AUC {true:.3f}: {covered / draws:.1%}"


def _world(drawn: Drawn, n: int) -> pl.DataFrame:
    plans, shares = ["a", "b", "c", "d", "(other)"], [0.5, 0.3, 0.15, 0.03, 0.02]
    return pl.DataFrame(
        {
            "tenure": drawn.gamma(2, 20, n).round(),
            "calls": drawn.poisson(1.2, n).astype(float),
            "spend": drawn.lognormal(4, 0.6, n).round(2),
            "x": drawn.normal(size=n),
            "plan": drawn.choice(plans, n, p=shares),
        }
    )


def _scored(frame: pl.DataFrame) -> pl.DataFrame:
    log_odds = (
        -1.5 - 0.02 * pl.col("tenure").fill_null(40) + 0.4 * pl.col("calls") + pl.col("x") / 2
    )
    return frame.with_columns(score=1 / (1 + (-log_odds).exp()))


def drift(small: bool) -> Iterator[str]:
    """How often unchanged customers alarm, and changes of one variable are named."""
    variables, others = ["calls", "plan", "spend", "tenure", "x"], {"plan": "(other)"}
    sizes = [(500, 20)] if small else [(500, 200), (5_000, 200), (500_000, 200)]
    for n, draws in sizes:
        found: Counter[str] = Counter()
        for seed in range(draws):
            drawn = np.random.default_rng(seed)
            learnt = reference_of(_scored(_world(drawn, n)), variables, others=others)
            now = _world(drawn, n)
            for name, (variable, frame) in _changes(now, drawn).items():
                drifted = compare(learnt, count_like(learnt, _scored(frame)))
                found[name] += (
                    any(shift.name == variable for shift in drifted.shifts)
                    if variable
                    else drifted.likeness != "as_learnt"
                )
        yield f"{n:7}: " + ", ".join(f"{name} {k / draws:.1%}" for name, k in found.items())


def _changes(now: pl.DataFrame, drawn: Drawn) -> dict[str, tuple[str, pl.DataFrame]]:
    tenth, third = (pl.Series(drawn.random(now.height) < share) for share in (0.1, 0.3))
    new = pl.when(tenth).then(pl.lit("(other)")).otherwise("plan")
    return {
        "unchanged": ("", now),
        "half a sd": ("x", now.with_columns(pl.col("x") + 0.5)),
        "other unit": ("spend", now.with_columns(pl.col("spend") * 100)),
        "new category": ("plan", now.with_columns(plan=new)),
        "missing": ("tenure", now.with_columns(tenure=pl.when(~third).then("tenure"))),
    }


def leaks(small: bool) -> Iterator[str]:
    """How often planted leaks and honest variables are dropped and named."""
    for n, rate in ((500, 0.1), (1_000, 0.15), (2_000, 0.2), (10_000, 0.05)):
        dropped, named, area = Counter[str](), Counter[str](), Counter[str]()
        draws = 5 if small else 100
        for seed in range(draws):
            drawn = np.random.default_rng(seed)
            churned = drawn.permutation(n) < rate * n
            fold = assign_folds(drawn.permutation(n).astype(np.uint64), churned)
            for name, values in _columns(drawn, churned).items():
                leak = find_leak(Candidate(values), churned, fold, all_values=values)
                dropped[name] += leak is not None and leak.drop
                named[name] += leak is not None
                area[name] += auc_alone(Candidate(values), churned, fold) or 0.5
        yield f"{n} customers, {rate:.0%} churned (dropped / named of {draws}, mean AUC alone):"
        for name in named:
            yield f"  {name:16} {dropped[name]:3} / {named[name]:3}  {area[name] / draws:.3f}"


def _columns(drawn: Drawn, churned: Flags) -> dict[str, pl.Series]:
    n = churned.size
    wrong = drawn.random(n) < drawn.choice([0.0, 0.002, 0.005])
    told = churned ^ wrong
    blocks = np.where(told, drawn.choice([2, 5, 9], n), drawn.choice([1, 3, 4, 6, 7, 8], n))
    reasons = drawn.choice(["price", "moved", "other"], n)
    honest = {
        f"honest {auc}": pl.Series(drawn.normal(size=n) + NORMAL.inv_cdf(auc) * 2**0.5 * churned)
        for auc in (0.5, 0.8, 0.87, 0.93, 0.95)
    }
    return {
        "label": pl.Series(told * 1.0),
        "inverse": pl.Series(~told * 1.0),
        "label plus noise": pl.Series(told + drawn.normal(0, 0.15, n)),
        "id in ranges": pl.Series(1_000.0 * blocks + drawn.integers(0, 999, n)),
        "date at churn": pl.Series(
            np.where(told, drawn.integers(1, 30, n), drawn.integers(60, 2_000, n)).astype(float)
        ),
        "reason": pl.Series(
            [str(r) if gone else None for r, gone in zip(reasons, told, strict=True)]
        ),
        "60 levels": pl.Series([f"k{i}" for i in drawn.integers(0, 60, n)]),
        **honest,
    }


def choice(small: bool) -> Iterator[str]:
    """Processor time of ``learner: auto`` against that of weighted rules alone, in turn."""
    sets = {t.name: t.learning_set(np.arange(t.churned.size)) for t in _tables(small)}
    for n in (2_000,) if small else (2_000, 20_000):
        drawn = np.random.default_rng(0)
        variables, churned = noise_table(drawn, n, 0.15)
        keys = drawn.permutation(n).astype(np.uint64)
        sets[f"noise, {n} customers"] = LearningSet(variables, churned, keys)
    for name, data in sets.items():
        pairs = [(_processor(Auto(), data), _processor(LEARNERS["additive-fri"](), data))
                 for _ in range(1 if small else 5)]  # fmt: skip
        auto, alone = np.median(pairs, axis=0)
        yield f"{name:22} auto {auto:.2f} s, additive-fri {alone:.2f} s, ratio {auto / alone:.2f}"


def _tables(small: bool) -> Iterator[Table]:
    yield from generated_tables(1_000) if small else (*real_tables(), *generated_tables())


def _processor(learner: Auto | Learner, data: LearningSet) -> float:
    started = time.process_time()
    learner.fit(data)
    return time.process_time() - started


TABLES: dict[str, Callable[[bool], Iterator[str]]] = {
    "noise": noise,
    "runs": runs,
    "planted": planted,
    "coverage": coverage,
    "drift": drift,
    "leaks": leaks,
    "choice": choice,
}

if __name__ == "__main__":
    wanted = [argument for argument in sys.argv[1:] if argument in TABLES] or list(TABLES)
    for table in wanted:
        print(f"\n{table}", flush=True)
        for line in TABLES[table]("--small" in sys.argv):
            print(line, flush=True)
