"""Truths of terms and rules for whole columns: for each customer the float of ``Term.truth``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from churnkit.learners.base import Batch, Categorical, Numeric, Variable
from churnkit.rules.ruleset import Rule
from churnkit.rules.terms import Category, FuzzySet, Interval, Missing, Ramp, Term

__all__ = ["batch_truths", "rule_truths", "term_truth"]

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
    missing = _is_missing(variable)
    if isinstance(term, Missing):
        return np.asarray(missing != term.negated, dtype=np.float64)
    if isinstance(term, FuzzySet):
        membership = _membership(term, _numbers(variable))
        said: Floats = 1.0 - membership if term.negated else membership
        said[missing] = 0.0
        return said
    inside: NDArray[np.bool_] = _inside(term, variable) != term.negated
    inside[missing] = term.missing
    return inside.astype(np.float64)


def _inside(term: Interval | Category, variable: Variable) -> NDArray[np.bool_]:
    if isinstance(term, Interval):
        x = _numbers(variable)
        above = x >= term.low if term.low is not None else np.ones(x.size, dtype=bool)
        return above & (x < term.high) if term.high is not None else above
    if not isinstance(variable, Categorical):
        raise TypeError(f"{variable.name} is no category variable")
    is_named = np.array([level in term.values for level in variable.levels] + [False])
    named: NDArray[np.bool_] = is_named[variable.codes]
    return named


def _membership(term: FuzzySet, x: Floats) -> Floats:
    ramps: list[Ramp] = [ramp for ramp in (term.rise, term.fall) if ramp is not None]
    sides = [np.clip((x - ramp.zero) * ramp.slope, 0.0, 1.0) for ramp in ramps]
    membership: Floats = np.minimum.reduce(sides)
    return membership


def _numbers(variable: Variable) -> Floats:
    if not isinstance(variable, Numeric):
        raise TypeError(f"{variable.name} is no number")
    return variable.values


def _is_missing(variable: Variable) -> NDArray[np.bool_]:
    return np.isnan(variable.values) if isinstance(variable, Numeric) else variable.codes < 0


def _length(variable: Variable) -> int:
    values = variable.values if isinstance(variable, Numeric) else variable.codes
    return int(values.size)
