"""Truths of terms and rules for whole columns: for each customer the float of ``Term.truth``.

``Term.truth`` says it of one value, and ``Term.expression`` of a frame, which learners do not know.
Here levels are asked one by one; numbers are too many for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from churnkit.rules.arrays import Batch, Categorical, Numeric, Variable
from churnkit.rules.ruleset import Rule
from churnkit.rules.terms import FuzzySet, Interval, Missing, Ramp, Term

Floats = NDArray[np.float64]


def rule_truths(rules: Iterable[Rule], variables: Mapping[str, Variable]) -> Floats:
    """(rules, n) truth of each rule for each customer; 1 for a rule without terms."""
    customers = _length(next(iter(variables.values())))
    return _truths([rule.terms for rule in rules], variables, customers)


def batch_truths(rules: Iterable[Sequence[Term]], batch: Batch) -> Floats:
    """(rules, n) truth of rules, given as their terms, for the customers of a batch."""
    variables = {variable.name: variable for variable in batch.variables}
    return _truths(list(rules), variables, batch.size)


def _truths(
    rules: Sequence[Sequence[Term]], variables: Mapping[str, Variable], customers: int
) -> Floats:
    truths = np.ones((len(rules), customers))
    for truth, terms in zip(truths, rules, strict=True):
        for term in terms:
            np.minimum(truth, term_truth(term, variables[term.variable]), out=truth)
    return truths


def term_truth(term: Term, variable: Variable) -> Floats:
    """(n,) truth of a term for each customer."""
    if isinstance(variable, Categorical):
        of_level = [term.truth(level) for level in (*variable.levels, None)]
        return np.array(of_level)[variable.codes]  # the code -1 of a missing value reads the last
    x = variable.values
    if isinstance(term, FuzzySet):
        truth = _membership(term, x)
    elif isinstance(term, Interval):
        truth = _inside(term, x).astype(np.float64)
    elif isinstance(term, Missing):
        truth = np.zeros(x.size)
    else:
        raise TypeError(f"{variable.name} is a number and has no levels")
    if term.negated:
        truth = 1.0 - truth
    truth[np.isnan(x)] = term.truth(None)
    return truth


def _inside(term: Interval, x: Floats) -> NDArray[np.bool_]:
    above = x >= term.low if term.low is not None else np.ones(x.size, dtype=np.bool_)
    return above & (x < term.high) if term.high is not None else above


def _membership(term: FuzzySet, x: Floats) -> Floats:
    ramps: list[Ramp] = [ramp for ramp in (term.rise, term.fall) if ramp is not None]
    sides = [np.clip((x - ramp.zero) * ramp.slope, 0.0, 1.0) for ramp in ramps]
    membership: Floats = np.minimum.reduce(sides)
    return membership


def _length(variable: Variable) -> int:
    values = variable.values if isinstance(variable, Numeric) else variable.codes
    return int(values.size)
