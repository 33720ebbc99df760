"""Rule trees: an example by hand, a slow reference, and what must never matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from churnkit.config.sections.train import TrainSection, TreeSettings
from churnkit.errors import LearningError
from churnkit.learners import make_learner
from churnkit.learners.tree.learner import RuleTree
from churnkit.rules.terms import Category, Interval, Missing
from tests.learners import reference_tree
from tests.learners.learning_tables import learning_set, rows_of, tables

SMALL = TreeSettings(max_rules=8, min_customers=1, min_share=0)


def grown(columns, churned, **changes):
    return RuleTree(SMALL.model_copy(update=changes)).fit(learning_set(columns, churned))


def _without_missing(value, **changes):
    """A level of a variable that nobody lacked."""
    return Category(variable="a", values=(value,), missing_said=False, **changes)


def facts(found):
    return [(r.id, r.terms, r.customers, r.churned, r.score) for r in found.rules]


def test_an_example_by_hand():
    """Ten customers, gini times customers 2 x churned x loyal / n: the root has 2 x 5 x 5 / 10 = 5.

    Weekend calls below 3.5: 3 churned of 3 (impurity 0); the rest 2 of 7 (2 x 2 x 5 / 7 = 20/7).
    The gain 15/7 is the largest. The rest is divided by plan: gold 0 of 4, other 2 of 3.
    """
    found = grown(
        {
            "calls": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
            "plan": ["other", "gold", "other", *["gold"] * 3, *["other"] * 3, "gold"],
        },
        [True, True, True, False, False, False, True, False, True, False],
        max_rules=3,
    )
    many = Interval(variable="calls", low=4, missing=True, missing_said=False, whole=True)
    others = Category(variable="plan", values=("other",), missing_said=False)
    assert facts(found) == [
        ("R1", (Interval(variable="calls", high=4, missing_said=False, whole=True),), 3, 3, 4 / 5),
        ("R2", (many, others), 3, 2, 3 / 5),
        (
            "R3",
            (many, others.model_copy(update={"missing": True, "negated": True})),
            4,
            0,
            1 / 6,
        ),
    ]


def test_thresholds_are_round_numbers_about_the_middle_of_neighbours_in_the_node():
    found = grown({"a": [1, 2.2, 11.5, 20, 30], "b": [0, 0, 0, 1, 1]}, [0, 0, 1, 1, 1])
    assert [rule.terms for rule in found.rules] == [
        (Interval(variable="a", low=7, missing=True, missing_said=False),),
        (Interval(variable="a", high=7, missing_said=False),),
    ]


def test_whole_numbers_are_divided_at_a_whole_number_and_flags_are_known():
    found = grown({"a": [1, 1, 2, 2, 2, 2]}, [0, 0, 1, 1, 1, 1])
    assert found.rules[0].terms[0].model_dump(include={"low", "whole", "flag"}) == {
        "low": 2, "whole": True,
    }  # fmt: skip
    found = grown({"a": [0, 0, 1, 1, 1, 1]}, [0, 0, 1, 1, 1, 1])
    assert (found.rules[0].terms[0].low, found.rules[0].terms[0].flag) == (1, True)


def test_conditions_on_one_variable_become_one_interval():
    found = grown({"a": [1, 2, 3, 4, 5, 6]}, [False, False, True, True, False, False])
    assert found.rules[0].terms == (
        Interval(variable="a", low=3, high=5, missing=True, missing_said=False, whole=True),
    )


def test_levels_are_divided_by_their_churn_rate():
    found = grown(
        {"a": ["a", "a", "b", "b", "c", "c", "c"]},
        [True, True, False, False, True, True, True],
        max_rules=2,
    )
    assert [rule.terms for rule in found.rules] == [
        (_without_missing("b", missing=True, negated=True),),
        (_without_missing("b"),),
    ]


def test_missing_values_go_to_the_better_side_and_are_named():
    found = grown({"a": [1, 2, 3, 4, 5, None, None]}, [1, 1, 0, 0, 0, 1, 1], max_rules=2)
    assert [rule.terms for rule in found.rules] == [
        (Interval(variable="a", high=3, missing=True, whole=True),),
        (Interval(variable="a", low=3, whole=True),),
    ]


def test_missing_values_can_be_divided_from_all_others():
    found = grown({"a": [1, 2, 3, 4, 5, None, None]}, [0, 0, 0, 0, 0, 1, 1], max_rules=2)
    assert [rule.terms for rule in found.rules] == [
        (Missing(variable="a"),),
        (Missing(variable="a", negated=True),),
    ]


def test_the_side_of_fewer_levels_names_them():
    """Unseen levels go to the side of more levels, missing values to that of more customers."""
    found = grown({"a": [*["monthly"] * 4, "one year", "two years"]}, [1, 1, 1, 1, 0, 0])
    assert [rule.terms for rule in found.rules] == [
        (_without_missing("monthly", missing=True),),
        (_without_missing("monthly", negated=True),),
    ]
    assert found.decide({"a": "new"}).rule == "R2"
    assert found.decide({"a": None}).rule == "R1"


def test_of_as_many_levels_the_larger_side_takes_what_was_not_seen():
    found = grown({"a": ["a", "a", "b", "b", "b"]}, [1, 1, 0, 0, 0])
    larger = next(rule.id for rule in found.rules if rule.customers == 3)
    assert found.decide({"a": None}).rule == larger
    assert found.decide({"a": "new"}).rule == larger


def test_leaves_have_enough_customers():
    churned = [True] * 3 + [False] * 17
    columns = {"a": list(range(20))}
    assert min(r.customers for r in grown(columns, churned, min_customers=4).rules) >= 4
    assert min(r.customers for r in grown(columns, churned, min_share=0.25).rules) >= 5


def test_leaves_have_enough_customers_with_more_levels_than_codes():
    draw = np.random.default_rng(0)
    levels = [f"c{level:03d}" for level in draw.integers(0, 400, 4000)]
    churned = (draw.random(4000) < [0.2 + 0.5 * (level < "c150") for level in levels]).tolist()
    found = grown({"a": levels}, churned, min_customers=420, max_rules=6)
    decided = [found.decide({"a": level}).rule for level in levels]
    assert len(found.rules) > 2
    for rule in found.rules:
        assert rule.customers == decided.count(rule.id) >= 420


def test_without_a_split_all_customers_are_one_rule():
    found = grown({"a": [0, 1, 0, 1, 0, 1]}, [1, 1, 0, 0, 1, 0], min_customers=4)
    assert facts(found) == [("R1", (), 6, 3, 0.5)]


@settings(max_examples=80, deadline=None)
@given(
    table=tables(),
    criterion=st.sampled_from(["gini", "entropy"]),
    fewest=st.integers(1, 4),
    max_rules=st.integers(2, 6),
)
def test_equals_the_reference(table, criterion, fewest, max_rules):
    """Where the reference has a choice between equal gains, the growth up to there is compared."""
    columns, churned = table
    columns["a"][:2] = [0, 1]
    data = learning_set(columns, churned)
    customers = [
        row | {"id": k, "churned": bool(c)}
        for k, (row, c) in enumerate(zip(rows_of(data), data.churned, strict=True))
    ]
    gains, leaves, ambiguous = reference_tree.gains_of_growth(
        customers, sorted(columns), criterion, fewest, max_rules
    )
    found = RuleTree(
        TreeSettings(
            max_rules=len(gains) + 1 if ambiguous else max_rules,
            min_customers=fewest,
            min_share=0,
            criterion=criterion,
        )
    ).fit(data)
    fired = [found.decide(row).rule for row in rows_of(data)]
    grouped = {frozenset(k for k, f in enumerate(fired) if f == rule.id) for rule in found.rules}
    assert grouped == {reference_tree.ids(leaf) for leaf in leaves}


@settings(max_examples=40, deadline=None)
@given(table=tables(), other=tables())
def test_every_customer_has_exactly_one_rule(table, other):
    columns, churned = table
    columns["a"][:2] = [0, 1]
    data = learning_set(columns, churned)
    found = RuleTree(SMALL).fit(data)
    new = [row | {"b": 1.0, "c": "new"} for row in rows_of(learning_set(*other))]
    for row in [*rows_of(data), *new]:
        assert sum(rule.strength(row) for rule in found.rules) == 1.0
    for rule in found.rules:
        of_rule = [found.decide(row).rule == rule.id for row in rows_of(data)]
        assert (rule.customers, rule.churned) == (sum(of_rule), sum(data.churned[of_rule]))
        assert len({term.variable for term in rule.terms}) == len(rule.terms)


@settings(max_examples=40, deadline=None)
@given(table=tables(), random=st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(table, random):
    columns, churned = table
    columns["a"][:2] = [0, 1]
    order = random.sample(range(len(churned)), len(churned))
    names = random.sample(sorted(columns), len(columns))
    shuffled = {name: [columns[name][row] for row in order] for name in names}
    learner = make_learner(TrainSection(learner="tree", tree=SMALL))
    first = learner.fit(learning_set(columns, churned))
    second = learner.fit(learning_set(shuffled, [churned[row] for row in order], np.array(order)))
    assert first == second


@pytest.mark.parametrize(
    ("columns", "churned", "message"),
    [
        pytest.param({"a": [1, 2, 3, 4, 5]}, [False] * 5, "0 churned and 5 are loyal", id="class"),
        pytest.param({"a": [1, 2]}, [True, False], "from 2 learning customers", id="two rows"),
        pytest.param({"a": [1] * 6}, [True, False] * 3, "two different values", id="constant"),
        pytest.param({"a": [None] * 6}, [True, False] * 3, "two different values", id="missing"),
    ],
)
def test_nothing_to_learn_from_is_said_clearly(columns, churned, message):
    with pytest.raises(LearningError, match=message):
        grown(columns, churned)
