"""Small learning sets, written as columns of plain Python values."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from churnkit.learners.base import LearningSet
from churnkit.rules.arrays import Categorical, Numeric
from churnkit.rules.terms import Interval


def variable(name, values):
    """A Numeric or Categorical from plain values; None is missing."""
    present = [value for value in values if value is not None]
    if present and isinstance(present[0], str):
        levels = tuple(sorted(set(present)))
        codes = [-1 if value is None else levels.index(value) for value in values]
        return Categorical(name, np.array(codes, dtype=np.int32), levels)
    numbers = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    return Numeric(name, numbers)


def learning_set(columns, churned, keys=None):
    """A learning set, brought into the order of names and keys."""
    keys = np.arange(len(churned), dtype=np.uint64) if keys is None else keys
    order = np.argsort(keys, kind="stable")
    return LearningSet(
        variables=tuple(
            variable(name, [columns[name][row] for row in order]) for name in sorted(columns)
        ),
        churned=np.array(churned, dtype=bool)[order],
        keys=np.asarray(keys, dtype=np.uint64)[order],
    )


def rows_of(data):
    """The customers of a learning set as dicts of plain values."""
    columns = {}
    for v in data.variables:
        if isinstance(v, Numeric):
            columns[v.name] = [None if np.isnan(x) else float(x) for x in v.values]
        else:
            columns[v.name] = [None if code < 0 else v.levels[code] for code in v.codes]
    return [{name: columns[name][row] for name in columns} for row in range(data.churned.size)]


NUMBERS = st.one_of(st.none(), st.integers(-2, 3), st.sampled_from([0.1, 0.35, 1.7, 2.25, 9.5]))
LEVELS = st.one_of(st.none(), st.sampled_from(["gold", "silver", "none"]))


@st.composite
def tables(draw, min_rows=8, max_rows=24):
    """Columns and labels of a small table: missing values, categories, each class twice."""
    n = draw(st.integers(min_rows, max_rows))
    columns = {"a": draw(st.lists(NUMBERS, min_size=n, max_size=n))}
    if draw(st.booleans()):
        columns["b"] = draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    columns["c"] = draw(st.lists(LEVELS, min_size=n, max_size=n))
    labels = draw(st.lists(st.booleans(), min_size=n - 4, max_size=n - 4))
    return columns, [True, True, False, False, *labels]


def as_learnt(terms, columns):
    """The terms of a rule without their order and the choice of thresholds between neighbours."""
    return frozenset(
        (term.variable, term.name, *(term.membership(x) for x in columns[term.variable]))
        if isinstance(term, Interval)
        else term
        for term in terms
    )
