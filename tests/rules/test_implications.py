"""Which terms say the same, less, or the opposite, by hand and held against random customers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnkit.fuzzy_sets import SET_NAMES
from churnkit.learners.binning import code
from churnkit.learners.fuzzify import fuzzify
from churnkit.rules.implications import all_exclusions, excludes, implies
from churnkit.rules.terms import Category, FuzzySet, Interval, Missing
from tests.learners.learning_tables import variable

COLUMN = [0.0, 0.5, 2.0, 3.5, 4.0, None]
SETS = fuzzify(code(variable("x", COLUMN)), negation=True, spans=True).terms
SPANS = tuple(
    Interval(variable="x", low=low, high=high)
    for low, high in ((None, 1.2), (1.2, None), (1.2, 2.7), (None, 3.1), (2.9, None))
)
LEVELS = fuzzify(code(variable("x", ["a", "b", "c", None])), negation=True).terms
NUMBERS = st.one_of(st.none(), st.floats(-1, 6))


def set_of(name, **changes):
    wanted = {"name": name, "reach": "only", "negated": False} | changes
    return next(term for term in SETS if term.model_dump(include=set(wanted)) == wanted)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (set_of("very_high"), set_of("high", reach="at_least")),
        (set_of("low"), set_of("high", negated=True)),
        (Interval(variable="x", high=5), Interval(variable="x", high=8)),
        (Interval(variable="x", low=3, high=4), Interval(variable="x", low=3)),
        (Interval(variable="x", high=5), Missing(variable="x", negated=True)),
        (
            Category(variable="x", values=("a",)),
            Category(variable="x", values=("b",), negated=True),
        ),
    ],
)
def test_one_implies_the_other_but_not_the_reverse(first, second):
    assert implies(first, second)
    assert not implies(second, first)
    assert not excludes(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (set_of("high", reach="at_least"), set_of("low")),
        (set_of("low"), set_of("middle")),
        (set_of("very_high"), set_of("very_high", negated=True)),
        (Interval(variable="x", high=5), Interval(variable="x", low=5)),
        (Missing(variable="x"), Interval(variable="x", high=5)),
        (Category(variable="x", values=("a",)), Category(variable="x", values=("b",))),
    ],
)
def test_two_exclude_each_other(first, second):
    assert excludes(first, second)
    assert excludes(second, first)


def test_terms_of_two_variables_say_nothing_of_each_other():
    first, second = Interval(variable="x", high=5), Interval(variable="y", low=5)
    assert not implies(first, second)
    assert not excludes(first, second)


def test_missing_values_decide_between_equal_spans():
    told = Interval(variable="x", high=5)
    with_missing = told.model_copy(update={"missing": True})
    assert implies(told, with_missing)
    assert not implies(with_missing, told)
    assert not excludes(with_missing, Interval(variable="x", low=5, missing=True))


@given(
    first=st.sampled_from([*SETS, *SPANS]),
    second=st.sampled_from([*SETS, *SPANS]),
    x=NUMBERS,
)
def test_no_customer_contradicts(first, second, x):
    """Half of a membership at the border of two sets belongs to both."""
    a, b = first.membership(x), second.membership(x)
    if implies(first, second) and a > 0.5:
        assert b > 0.5 or math.isclose(b, 0.5, abs_tol=1e-9)
    if excludes(first, second):
        assert not (a > 0.5 + 1e-9 and b > 0.5 + 1e-9)


def test_many_levels_are_taken_at_once_with_the_same_result():
    by_pairs = [[excludes(a, b) for b in LEVELS] for a in LEVELS]
    assert all_exclusions([LEVELS]).tolist() == by_pairs
    both = all_exclusions([LEVELS, SETS])
    assert not both[: len(LEVELS), len(LEVELS) :].any()
    assert both[len(LEVELS) :, len(LEVELS) :].any()


def test_every_set_is_covered():
    assert {term.name for term in SETS if isinstance(term, FuzzySet)} == set(SET_NAMES)
    assert np.diagonal(all_exclusions([SETS])).sum() == 0
