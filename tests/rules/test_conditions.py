"""Conditions that reasons are made of: crisp parts of terms, and which go opposite ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnkit.rules.conditions import are_opposite, conditions_of, failing, holding
from churnkit.rules.ruleset import FirstMatch, LogisticSum, Rule, RuleSet
from churnkit.rules.terms import Category, FuzzySet, Interval, Missing, Ramp, Term
from churnkit.rules.wording import Vocabulary, term_words

UP, DOWN = Ramp.between(10, 20), Ramp.between(40, 30)
HIGH = FuzzySet(variable="x", name="high", rise=UP, fall=DOWN)
LEVELS = ("a", "b", "c")


def not_(term: Term) -> Term:
    return term.model_copy(update={"negated": True})


def words(term: Term) -> str:
    return term_words(term, Vocabulary("en")).removeprefix("x is ")


@pytest.mark.parametrize(
    ("term", "holds", "fails"),
    [
        pytest.param(
            Interval(variable="x", low=3), ["at least 3"], ["below 3"], id="one bound"
        ),
        pytest.param(
            Interval(variable="x", low=3, high=5, missing=True),
            ["at least 3", "below 5", "missing"], ["below 3", "at least 5"], id="two bounds",
        ),
        pytest.param(
            Category(variable="x", values=("a", "b")), ["a", "b"], ["c"], id="categories"
        ),
        pytest.param(
            Category(variable="x", values=("a",), negated=True), ["b", "c"], ["a"], id="other ones"
        ),
        pytest.param(Missing(variable="x"), ["missing"], ["not missing"], id="no value"),
        pytest.param(HIGH, ["high"], ["at most medium", "very high"], id="a set in the middle"),
        pytest.param(not_(HIGH), ["at most medium", "very high"], ["high"], id="not a set"),
        pytest.param(
            FuzzySet(variable="x", name="low", reach="at_most", fall=DOWN),
            ["at most low"], ["at least medium"], id="a span",
        ),
        pytest.param(
            FuzzySet(variable="x", name="high", reach="at_least", rise=UP),
            ["at least high"], ["at most medium"], id="a span upwards",
        ),
    ],
)  # fmt: skip
def test_the_parts_of_a_term(term: Term, holds: list[str], fails: list[str]) -> None:
    assert [words(part.said) for part in holding(term, LEVELS)] == holds
    assert [words(part.said) for part in failing(term, LEVELS)] == fails


FUZZY = st.builds(
    FuzzySet,
    variable=st.just("x"),
    name=st.sampled_from(["low", "middle", "high"]),
    rise=st.none() | st.just(UP),
    fall=st.just(DOWN),
    negated=st.booleans(),
)
CRISP = st.builds(
    Interval,
    variable=st.just("x"),
    low=st.integers(0, 20).map(float),
    high=st.none() | st.integers(21, 50).map(float),
    negated=st.booleans(),
)


@given(FUZZY | CRISP, st.integers(0, 500).map(lambda tenths: tenths / 10))
def test_a_value_has_a_part_of_what_holds_or_of_what_fails(term: Term, value: float) -> None:
    is_part = [part.when.membership(value) > 0 for part in failing(term)]
    whole = [part.when.membership(value) > 0 for part in holding(term)]
    # the two bounds of an interval must both be true, the sides of "is not" one of them
    combine = all if isinstance(term, Interval) and not term.negated else any
    if term.membership(value) != 0.5:
        assert combine(whole) == (term.membership(value) > 0.5)
        assert any(is_part) or term.membership(value) > 0.5


LOW, MANY = Interval(variable="x", high=5), Interval(variable="x", low=5)
A, B = Category(variable="x", values=("a",)), Category(variable="x", values=("b",))


@pytest.mark.parametrize(
    ("first", "second", "levels", "expected"),
    [
        pytest.param(LOW, MANY, LEVELS, True, id="complements"),
        pytest.param(LOW, Interval(variable="x", low=4), LEVELS, True, id="they overlap"),
        pytest.param(LOW, Interval(variable="x", low=6), LEVELS, False, id="both ends of a U"),
        pytest.param(LOW, Interval(variable="x", high=9), LEVELS, False, id="the same way"),
        pytest.param(LOW, Interval(variable="y", low=5), LEVELS, False, id="another variable"),
        pytest.param(A, B, ("a", "b"), True, id="yes and no"),
        pytest.param(A, B, LEVELS, False, id="two of three categories"),
        pytest.param(
            Missing(variable="x"), Missing(variable="x", negated=True), LEVELS, True, id="a value"
        ),
    ],
)  # fmt: skip
def test_conditions_that_go_opposite_ways(
    first: Term, second: Term, levels: tuple[str, ...], expected: bool
) -> None:
    assert are_opposite(first, second, {"x": levels}) is expected
    assert are_opposite(second, first, {"x": levels}) is expected


def test_conditions_come_with_what_else_the_rule_asks_for() -> None:
    between, gold = Interval(variable="x", low=3, high=5), Category(variable="plan", values=("a",))
    leaf = Rule(id="R1", terms=(between, gold), score=0.3, customers=1, churned=1)
    tree = RuleSet(
        learner="tree", combination=FirstMatch(), rules=(leaf,), base_rate=0.1, customers=9
    )
    found = conditions_of(tree, {"plan": LEVELS})
    assert [(each.part and words(each.part.said), [*map(words, each.path)]) for each in found] == [
        ("at least 3", ["plan is a", "below 5"]),
        ("below 5", ["plan is a", "at least 3"]),
        ("plan is a", ["from 3 to below 5"]),
    ]


def test_a_rule_with_words_of_its_own_is_a_condition_as_a_whole() -> None:
    rule = Rule(id="R1", terms=(LOW,), weight=1.0, say={"en": "new"}, customers=1, churned=1)
    keeps = rule.model_copy(update={"id": "R2", "weight": -1.0})
    rules = RuleSet(
        learner="additive-fri", combination=LogisticSum(intercept=0.0), rules=(rule, keeps),
        base_rate=0.1, customers=9,
    )  # fmt: skip
    found = conditions_of(rules, {})
    assert [(each.rule.id, each.part and words(each.part.said)) for each in found] == [
        ("R1", None), ("R1", "below 5"), ("R2", "at least 5"),
    ]  # fmt: skip
