"""Tables to compare learners on: two real ones where they are, generated ones of many shapes.

The generated ones exist so that no default is chosen on two tables alone. Each is drawn by a seed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnkit.learners.base import LearningSet
from churnkit.rules.arrays import Categorical, Numeric, Variable

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Table:
    """Customers with their variables and whether they churned."""

    name: str
    variables: tuple[Variable, ...]
    churned: NDArray[np.bool_]

    def learning_set(self, rows: NDArray[np.intp]) -> LearningSet:
        """The customers of some rows, as the learners take them."""
        keys = np.random.default_rng(0).permutation(self.churned.size).astype(np.uint64)
        ordered = rows[np.argsort(keys[rows])]
        return LearningSet(self.variables, self.churned, keys).take(ordered)

    def one_hot(self) -> Floats:
        """(n, columns) as most libraries take them: categories one-hot, missing numbers: median."""
        return np.column_stack([column for v in self.variables for column in _columns(v)])


def _columns(variable: Variable) -> Iterator[Floats]:
    if isinstance(variable, Categorical):
        for code in range(len(variable.levels)):
            yield (variable.codes == code).astype(float)
        return
    values = variable.values.copy()
    values[np.isnan(values)] = np.nanmedian(values)
    yield values


def real_tables() -> Iterator[Table]:
    """ibm_telco and iranian_churn from the folder CHURNKIT_REAL_DATA; none where it is not set."""
    folder = os.environ.get("CHURNKIT_REAL_DATA")
    if not folder:
        return
    telco = pl.read_csv(Path(folder) / "ibm_telco.csv", infer_schema_length=None)
    charges = pl.col("TotalCharges").str.strip_chars().cast(pl.Float64, strict=False)
    telco = telco.drop("customerID").with_columns(charges)
    yield _table("ibm_telco", telco.drop("Churn"), telco["Churn"].to_numpy() == "Yes")
    iranian = pl.read_csv(Path(folder) / "iranian_churn.csv")
    yield _table("iranian_churn", iranian.drop("Churn"), iranian["Churn"].to_numpy() == 1)


def _table(name: str, frame: pl.DataFrame, churned: NDArray[np.bool_]) -> Table:
    variables = tuple(_variable(frame[column]) for column in sorted(frame.columns))
    return Table(name, variables, churned)


def _variable(column: pl.Series) -> Variable:
    if column.dtype == pl.String:
        levels = tuple(sorted(column.drop_nulls().unique().to_list()))
        codes = [-1 if value is None else levels.index(value) for value in column]
        return Categorical(column.name, np.array(codes, dtype=np.int32), levels)
    values = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return Numeric(column.name, values)


def generated_tables(n: int = 5000) -> Iterator[Table]:
    """Tables of several shapes, ``n`` customers each."""
    for seed, (name, make) in enumerate(GENERATORS.items()):
        rng = np.random.default_rng(seed)
        columns, log_odds, rate = make(rng, n)
        frame = pl.DataFrame({f"{k:02}": values for k, values in columns.items()})
        yield _table(name, frame, _draw(rng, log_odds, rate))


def _draw(rng: np.random.Generator, log_odds: Floats, rate: float) -> NDArray[np.bool_]:
    """Labels of which about a share ``rate`` are true."""
    low, high = -50.0, 50.0
    for _ in range(60):
        middle = (low + high) / 2
        mean = (1 / (1 + np.exp(-(log_odds + middle)))).mean()
        low, high = (low, middle) if mean > rate else (middle, high)
    return rng.random(log_odds.size) < 1 / (1 + np.exp(-(log_odds + low)))


Made = tuple[dict[int, Floats | list[str]], Floats, float]


def _numbered(x: Floats) -> dict[int, Floats | list[str]]:
    return dict(enumerate(x))


def _sparse(rng: np.random.Generator, n: int) -> Made:
    x = rng.poisson(0.4, (15, n)) * rng.gamma(1, 4, (15, n)).round()
    log_odds = 0.15 * x[0] - 0.2 * x[1] + 1.5 * ((x[2] > 0) & (x[3] == 0)) - (x[4] > 5)
    return _numbered(x), log_odds, 0.2


def _skewed(rng: np.random.Generator, n: int) -> Made:
    x = np.exp(rng.normal(0, 1.5, (12, n))).round(3)
    logs = np.log(x + 1e-3)
    log_odds = 0.8 * logs[0] - 0.6 * logs[1] + 1.2 * np.tanh(x[2] - 2) - 0.8 * (logs[3] ** 2 > 1)
    return _numbered(x), log_odds, 0.3


def _categorical(rng: np.random.Generator, n: int) -> Made:
    sizes = (2, 3, 5, 8, 12, 20, 2, 3, 4, 6)
    drawn = [rng.choice(k, n, p=rng.dirichlet(np.full(k, 2.0))) for k in sizes]
    effects = [rng.normal(0, 0.8, k) for k in sizes]
    log_odds = sum(effects[i][drawn[i]] for i in range(5)) + 1.5 * (
        (drawn[6] == 0) & (drawn[7] == 1)
    )
    return {i: [f"level {v:02}" for v in drawn[i]] for i in range(10)}, log_odds, 0.25


def _few_positives(rng: np.random.Generator, n: int) -> Made:
    x = rng.normal(0, 1, (14, n))
    log_odds = 1.2 * x[0] - x[1] + 1.5 * (x[2] > 1) + ((x[3] > 0) & (x[4] > 0))
    return _numbered(x), log_odds, 0.03


def _interactions(rng: np.random.Generator, n: int) -> Made:
    x = rng.random((10, n))
    log_odds = (
        3.0 * ((x[0] > 0.5) ^ (x[1] > 0.5))
        + 3 * ((x[2] > 0.6) & (x[3] < 0.4) & (x[4] > 0.3))
        - 2 * ((x[5] < 0.3) & (x[6] > 0.5))
    )
    return _numbered(x), log_odds, 0.3


def _smooth(rng: np.random.Generator, n: int) -> Made:
    x = rng.normal(0, 1, (10, n))
    log_odds = x[0] + np.sin(2 * x[1]) + 0.5 * x[2] ** 2 - 0.7 * x[3] + 0.4 * x[4] * x[5]
    return _numbered(x), log_odds, 0.35


def _missing(rng: np.random.Generator, n: int) -> Made:
    x = rng.gamma(2, 10, (12, n)).round()
    gone = rng.random((12, n)) < 0.15
    log_odds = -0.06 * x[0] + 0.05 * x[1] + (x[2] > 30) + 1.2 * gone[0] - 0.8 * gone[3]
    x[gone] = np.nan
    return _numbered(x), log_odds, 0.15


GENERATORS: dict[str, Callable[[np.random.Generator, int], Made]] = {
    "sparse": _sparse,
    "skewed": _skewed,
    "categorical": _categorical,
    "few positives": _few_positives,
    "interactions": _interactions,
    "smooth": _smooth,
    "missing values": _missing,
}
