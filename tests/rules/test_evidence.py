"""Which conditions are reasons, by the customers that the rules were learnt on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from churnkit.rules.arrays import Batch, Categorical, Numeric
from churnkit.rules.conditions import are_opposite
from churnkit.rules.evidence import Evidence, ReasonBasis, learn_reasons, untested_reasons
from churnkit.rules.ruleset import FirstMatch, FuzzyRatio, LogisticSum, Rule, RuleSet
from churnkit.rules.terms import Category, Interval, Term
from churnkit.rules.wording import Vocabulary, term_words

FEW, MANY = Interval(variable="calls", high=5), Interval(variable="calls", low=5)
SHORT, LONG = Interval(variable="minutes", high=5), Interval(variable="minutes", low=5)
DEALER = Category(variable="channel", values=("dealer",))
CHANNELS = ("dealer", "shop", "web")


class Customers:
    """All combinations of calls, minutes (0 to 9) and channel, ``each`` times; churn by rate."""

    def __init__(self, rate: dict[tuple[bool, bool, bool], float], each: int = 20) -> None:
        codes = np.indices((10, 10, 3)).reshape(3, -1).repeat(each, axis=1)
        self.calls, self.minutes = codes[0].astype(float), codes[1].astype(float)
        self.channel = codes[2].astype(np.int32)
        place = np.arange(codes.shape[1]) % each
        rates = np.array(
            [
                rate.get((bool(c < 5), bool(m < 5), bool(ch == 0)), 0.1)
                for c, m, ch in zip(self.calls, self.minutes, self.channel, strict=True)
            ]
        )
        self.churned = place < rates * each

    def batches(self, size: int = 10**6) -> Iterator[tuple[Batch, np.ndarray]]:
        for start in range(0, self.churned.size, size):
            rows = slice(start, min(start + size, self.churned.size))
            variables = (
                Numeric("calls", self.calls[rows]),
                Categorical("channel", self.channel[rows], CHANNELS),
                Numeric("minutes", self.minutes[rows]),
            )
            yield Batch(rows, variables), self.churned[rows]


def tree(*leaves: tuple[Term, ...]) -> RuleSet:
    rules = tuple(
        Rule(id=f"R{number}", terms=terms, score=0.5, customers=1, churned=1)
        for number, terms in enumerate(leaves, start=1)
    )
    return RuleSet(
        learner="tree", combination=FirstMatch(), rules=rules, base_rate=0.1, customers=6000
    )


def weighted(*rules: tuple[float, tuple[Term, ...]]) -> RuleSet:
    return RuleSet(
        learner="additive-fri", combination=LogisticSum(intercept=-1.0),
        rules=tuple(
            Rule(id=f"R{number}", terms=terms, weight=weight, customers=1, churned=1)
            for number, (weight, terms) in enumerate(rules, start=1)
        ),
        base_rate=0.1, customers=6000,
    )  # fmt: skip


def said(basis: ReasonBasis) -> list[tuple[str, str]]:
    return [(each.rule, _words(each)) for each in basis.conditions]


def _words(each: Evidence) -> str:
    return term_words(each.said, Vocabulary()) if each.said else "(the rule)"


LEAVES = tree((FEW, SHORT), (FEW, LONG), (MANY,))


def test_what_lowers_the_risk_within_the_path_is_no_reason() -> None:
    """Few calls raise the risk; among those who call little, many minutes lower it."""
    risk = {(True, True, web): 0.5 for web in (True, False)}
    risk |= {(True, False, web): 0.25 for web in (True, False)}
    basis = learn_reasons(LEAVES, Customers(risk).batches)
    assert said(basis) == [
        ("R1", "calls is below 5"), ("R1", "minutes is below 5"), ("R2", "calls is below 5"),
    ]  # fmt: skip
    first = basis.conditions[0]
    assert first.path.members.customers == 1500
    assert (first.path.members.rate, first.path.others.rate) == (0.5, 0.1)
    assert (first.limit, first.is_rare) == (4.0, False)


def test_no_list_can_name_a_thing_and_its_opposite() -> None:
    """Minutes raise the risk of those with few calls, and lower that of the others, who are few."""
    risk = {(True, False, web): 0.5 for web in (True, False)}
    risk |= {(False, True, web): 0.3 for web in (True, False)}
    rules = tree((FEW, SHORT), (FEW, LONG), (MANY, SHORT), (MANY, LONG))
    basis = learn_reasons(rules, Customers(risk).batches)
    assert ("R2", "minutes is at least 5") in said(basis)
    assert "minutes is below 5" not in {words for _, words in said(basis)}


def test_a_category_is_judged_by_itself() -> None:
    """Only dealers raise the risk, though the leaf is about two channels."""
    risk = {(True, short, True): 0.5 for short in (True, False)}
    both = Category(variable="channel", values=("dealer", "web"))
    basis = learn_reasons(tree((FEW, both), (MANY,)), Customers(risk).batches)
    assert said(basis) == [("R1", "channel is dealer"), ("R1", "calls is below 5")]


def test_the_missing_protection_is_a_reason_of_weighted_rules() -> None:
    risk = {(True, short, web): 0.4 for short in (True, False) for web in (True, False)}
    basis = learn_reasons(weighted((-2.0, (MANY,))), Customers(risk).batches)
    assert said(basis) == [("R1", "calls is below 5")]
    assert basis.mean_strength == {"R1": 0.5}


def test_a_condition_of_weighted_rules_must_hold_among_all_customers_too() -> None:
    """Long minutes raise the risk of those with few calls, but lower that of all the others."""
    risk = {(True, False, web): 0.3 for web in (True, False)}
    risk |= {(False, True, web): 0.9 for web in (True, False)}
    basis = learn_reasons(weighted((2.0, (FEW, LONG))), Customers(risk).batches)
    assert "minutes is at least 5" not in {words for _, words in said(basis)}


def test_fuzzy_rules_for_loyal_give_reasons_where_they_fail() -> None:
    risk = {(True, short, web): 0.4 for short in (True, False) for web in (True, False)}
    rules = RuleSet(
        learner="fri", combination=FuzzyRatio(),
        rules=(
            Rule(id="R1", terms=(SHORT,), says="churned", customers=1, churned=1),
            Rule(id="R2", terms=(MANY,), says="loyal", customers=1, churned=1),
        ),
        base_rate=0.1, customers=6000,
    )  # fmt: skip
    assert said(learn_reasons(rules, Customers(risk).batches)) == [("R2", "calls is below 5")]


@pytest.mark.parametrize(
    ("condition", "risk", "each"),
    [
        pytest.param(Interval(variable="calls", high=9.5), 0.3, 20, id="true of everybody"),
        pytest.param(Interval(variable="calls", high=5), 0.12, 20, id="hardly more risk"),
        pytest.param(Interval(variable="calls", high=0.5), 0.5, 1, id="too few customers to tell"),
    ],
)
def test_what_is_no_reason(condition: Interval, risk: float, each: int) -> None:
    few = Customers({}, each)
    rates = np.where(few.calls < (condition.high or 0), 100 * risk, 10)
    few.churned = np.arange(few.churned.size) % 100 < rates
    leaf = (condition, DEALER) if each == 1 else (condition,)
    assert said(learn_reasons(tree(leaf, (MANY,)), few.batches)) == []


def test_rules_without_conditions_give_none() -> None:
    basis = learn_reasons(tree(()), Customers({}).batches)
    assert basis == ReasonBasis(conditions=(), mean_strength={"R1": 1.0})


@pytest.mark.parametrize("size", [7, 1000])
def test_batches_do_not_matter(size: int) -> None:
    customers = Customers({(True, True, True): 0.5, (True, False, True): 0.3})
    rules = weighted((1.3, (FEW, DEALER)), (-0.7, (MANY, LONG)))
    whole = learn_reasons(rules, customers.batches)
    assert said(whole)
    assert learn_reasons(rules, lambda: customers.batches(size)) == whole


LEAF_TERMS = st.lists(
    st.builds(Interval, variable=st.sampled_from(["calls", "minutes"]),
              low=st.none() | st.integers(1, 4).map(float), high=st.integers(5, 8).map(float))
    | st.builds(Interval, variable=st.sampled_from(["calls", "minutes"]),
                low=st.integers(1, 8).map(float)),
    min_size=1, max_size=3,
)  # fmt: skip
RISKS = st.dictionaries(
    st.tuples(st.booleans(), st.booleans(), st.booleans()), st.sampled_from([0.05, 0.3, 0.6])
)


@settings(max_examples=30, deadline=None)
@given(st.lists(LEAF_TERMS.map(tuple), min_size=1, max_size=4), RISKS)
def test_every_reason_is_shown_by_the_customers(
    leaves: list[tuple[Term, ...]], risks: dict[tuple[bool, bool, bool], float]
) -> None:
    basis = learn_reasons(tree(*leaves), Customers(risks, each=10).batches)
    for each in basis.conditions:
        assert each.path.members.rate > each.path.others.rate
        assert each.overall.share <= 0.9
        for other in basis.conditions:
            assert each.when is not None
            assert other.when is not None
            assert not are_opposite(each.when, other.when, {})


def test_models_of_older_versions_say_what_seems_to_raise_the_risk() -> None:
    leaves = tree((FEW, SHORT), (MANY,))
    low = leaves.rules[1].model_copy(update={"score": 0.05})
    leaves = leaves.model_copy(update={"rules": (leaves.rules[0], low)})
    assert said(untested_reasons(leaves)) == [
        ("R1", "calls is below 5"), ("R1", "minutes is below 5"),
    ]  # fmt: skip
