"""Additive rule induction: an example by hand, a slow reference, and what an analyst may demand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from churnkit.config.sections.train import AdditiveSettings, TrainSection
from churnkit.errors import LearningError
from churnkit.learners import make_learner
from churnkit.learners.additive.constraints import phrase
from churnkit.learners.additive.learner import AdditiveFRI
from churnkit.learners.additive.pool import Pool
from churnkit.rules.terms import Category, Interval
from churnkit.rules.wording import Vocabulary, condition_words
from tests.learners import reference_additive
from tests.learners.learning_tables import as_learnt, learning_set, rows_of, tables


def learnt(data, **changes):
    return AdditiveFRI(AdditiveSettings(**changes), seed=0).fit(data)


@pytest.fixture
def eighty_customers():
    """Of 40 with a contract 10 churned, of 40 without 30."""
    churned = [True] * 10 + [False] * 30 + [True] * 30 + [False] * 10
    return learning_set({"contract": [1] * 40 + [0] * 40}, churned)


def test_an_example_by_hand(eighty_customers):
    """p = 1/2 for all, so g = +-1/2, h = 1/4, sum h = 20, and for z = "contract is low":

    sum g z = (30 - 10) / 2 = 10, sum h z = sum h z^2 = 10, gain = 10^2 / (10 - 10^2/20 + 1) = 16.7,
    which is more than the price of a term, log(1 + 2 terms) = 1.1. "Contract is high" gains as
    much; the first one is taken, and nothing is left for the second. With weight w and, by
    symmetry, intercept -w/2, the penalised optimum is at 30 - 40 p = w, p the score of those
    without a contract.
    """
    found = learnt(eighty_customers)
    (rule,) = found.rules
    assert rule.terms == (Interval(variable="contract", high=1, name="low", whole=True, flag=True),)
    assert (rule.customers, rule.churned) == (40, 30)
    p = found.decide({"contract": 0.0}).score
    assert found.combination.intercept == pytest.approx(-rule.weight / 2, abs=1e-9)
    assert 30 - 40 * p == pytest.approx(rule.weight, abs=1e-6)
    assert found.decide({"contract": 0.0}) == (p, "R1")
    assert found.decide({"contract": 1.0}) == (pytest.approx(1 - p), None)


@settings(max_examples=40, deadline=None)
@given(
    table=tables(min_rows=12, max_rows=30),
    max_terms=st.integers(1, 3),
    width=st.sampled_from([1, 3]),
    penalty=st.sampled_from([0.3, 1.0]),
)
def test_equals_the_reference(table, max_terms, width, penalty):
    columns, churned = table
    # Many copies of a small table: enough customers for rules to gain more than noise.
    columns["a"][:2] = [0, 1]
    columns = {name: values * 12 for name, values in columns.items()}
    churned = churned * 12
    additive = AdditiveSettings(max_rules=3, max_terms=max_terms, width=width, penalty=penalty)
    data = learning_set(columns, churned)
    rules, weights = reference_additive.learn(columns, churned, additive)
    found = AdditiveFRI(additive, seed=0).fit(data)
    told = [as_learnt(rule.terms, columns) for rule in found.rules]
    assert told == [as_learnt(terms, columns) for terms in rules]
    assert found.combination.intercept == pytest.approx(weights[0], abs=1e-9)
    assert [rule.weight for rule in found.rules] == pytest.approx(weights[1:], abs=1e-9)


def test_a_number_of_many_values_is_also_cut_crisply():
    """Of 1 to 12, two customers each, 2, 4, ... are the quantiles 1/6, 2/6, ..."""
    pool = Pool.of(learning_set({"calls": [*range(1, 13)] * 2}, [True, False] * 12))
    cuts = [phrase(term) for term in pool.terms if isinstance(term, Interval)]
    middles = ("3", "5", "7", "9", "11")
    assert cuts == [f"{side} {at}" for at in middles for side in ("below", "from")]


@settings(max_examples=60, deadline=None)
@given(table=tables(), random=st.randoms(use_true_random=False))
def test_sums_over_segments_are_sums_over_customers(table, random):
    columns, churned = table
    columns["a"][:2] = [0, 1]
    data = learning_set(columns, churned)
    pool = Pool.of(data)
    rule, g, h = np.array([[random.random() for _ in churned] for _ in range(3)])
    found = [
        column.sums(*(values[column.order] for values in (rule, g, h))) for column in pool.columns
    ]
    rows = rows_of(data)
    for term, sums in zip(pool.terms, np.concatenate(found, axis=1).T, strict=True):
        z = np.minimum(rule, [term.membership(row[term.variable]) for row in rows])
        assert sums == pytest.approx([(g * z).sum(), (h * z).sum(), (h * z * z).sum()], abs=1e-9)


def mall(n, seed):
    """Tenure lowers, calls raise the odds of churn; a plan matters only for the young."""
    rng = np.random.default_rng(seed)
    tenure, calls = rng.gamma(2, 20, n).round(), rng.poisson(3, n)
    age, plan = rng.integers(18, 70, n), rng.choice(["basic", "gold", "pro"], n)
    log_odds = 0.4 * calls - 0.05 * tenure + 1.5 * ((plan == "basic") & (age < 35)) - 0.5
    churned = rng.random(n) < 1 / (1 + np.exp(-log_odds))
    columns = {"age": age, "calls": calls, "plan": plan, "tenure": tenure}
    return learning_set({k: v.tolist() for k, v in columns.items()}, churned.tolist())


def scores(found, data):
    return found.scores(data.variables)


def test_scores_are_calibrated_and_the_interaction_is_found():
    data = mall(4000, seed=1)
    found = learnt(data)
    assert scores(found, data).mean() == pytest.approx(data.base_rate, abs=1e-6)
    about = [{term.variable for term in rule.terms} for rule in found.rules]
    assert any({"age", "plan"} <= variables for variables in about)


def test_rules_count_the_customers_for_whom_they_hold():
    data = mall(800, seed=1)
    found = learnt(data)
    for rule in found.rules:
        holds = [rule.strength(row) >= 0.5 for row in rows_of(data)]
        assert rule.customers == sum(holds)
        assert rule.churned == sum(data.churned[holds])


def test_a_true_rate_corrects_oversampled_scores():
    data = mall(2000, seed=1)
    plain, corrected = learnt(data), learnt(data, true_rate=0.02)
    shift = math.log(0.02 / 0.98) - math.log(data.base_rate / (1 - data.base_rate))
    assert corrected.combination.intercept == pytest.approx(plain.combination.intercept + shift)
    assert corrected.rules == plain.rules
    assert corrected.threshold == 0.02
    assert plain.threshold == data.base_rate


def test_a_pinned_rule_comes_first_and_a_vetoed_one_never():
    data = mall(2000, seed=1)
    say = {"en": "a loyal gold customer"}
    pin = {"own": {"when": {"plan": "gold", "tenure": "at least high"}, "say": say}}
    veto = {"a": {"calls": "very high"}, "b": {"calls": "at least high"}}
    found = learnt(data, pin=pin, veto=veto)
    said = [{(t.variable, phrase(t)) for t in rule.terms} for rule in found.rules]
    assert said[0] == {("plan", "gold"), ("tenure", "at least high")}
    assert condition_words(found.rules[0], Vocabulary("en")) == "a loyal gold customer"
    assert "【" in condition_words(found.rules[0], Vocabulary("zh"))
    assert not any({("calls", "very high"), ("calls", "at least high")} & terms for terms in said)


def test_a_rule_is_pinned_by_a_cut():
    data = mall(2000, seed=1)
    cut = next(t for t in Pool.of(data).terms if t.variable == "tenure" and isinstance(t, Interval))
    found = learnt(data, pin={"own": {"when": {"tenure": phrase(cut), "plan": "gold"}}})
    assert cut in found.rules[0].terms


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param(
            {"pin": {"own": {"when": {"tenur": "low"}}}},
            r"train.additive.pin.own.when: no term is about 'tenur'.*did you mean 'tenure'",
            id="variable",
        ),
        pytest.param(
            {"veto": {"a": {"tenure": "at most lo"}}},
            r"veto.a: tenure has no term 'at most lo'.*did you mean 'at most low'",
            id="term",
        ),
        pytest.param({"monotone": {"plam": "up"}}, "did you mean 'plan'", id="monotone"),
        pytest.param({"monotone": {"plan": "up"}}, "plan is not a number", id="category"),
    ],
)
def test_demands_that_do_not_fit_are_said_clearly(changes, message):
    with pytest.raises(LearningError, match=message):
        learnt(mall(500, seed=1), **changes)


@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_monotone_direction_is_kept(direction, seed):
    data = mall(1500, seed)
    found = learnt(data, monotone={"calls": direction})
    customers = rows_of(data)[:50]
    along = [
        [found.decide(row | {"calls": float(c)}).score for c in range(10)] for row in customers
    ]
    steps = np.diff(along, axis=1) * (1 if direction == "up" else -1)
    assert (steps >= -1e-12).all()


def test_rounds_stop_where_nothing_is_left_to_learn():
    rng = np.random.default_rng(0)
    noise = {f"x{k}": rng.normal(size=600).tolist() for k in range(8)}
    found = learnt(learning_set(noise, (rng.random(600) < 0.3).tolist()))
    assert len(found.rules) <= 2


def test_held_out_customers_stop_the_rounds():
    data = mall(1500, seed=1)
    assert len(learnt(data, held_out=0.3, max_rules=16).rules) <= 16
    assert len(learnt(data, held_out=0.3, max_rules=16).rules) > 0


def test_rules_are_searched_on_a_sample_and_weighed_on_all():
    data = mall(3000, seed=1)
    found = learnt(data, search_rows=500)
    assert scores(found, data).mean() == pytest.approx(data.base_rate, abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(table=tables(), random=st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(table, random):
    columns, churned = table
    columns["a"][:2] = [0, 1]
    columns = {name: values * 6 for name, values in columns.items()}
    churned = churned * 6
    keys = np.random.default_rng(1).integers(0, 2**63, len(churned)).astype(np.uint64)
    order = random.sample(range(len(churned)), len(churned))
    names = random.sample(sorted(columns), len(columns))
    shuffled = {name: [columns[name][row] for row in order] for name in names}
    learner = make_learner(TrainSection(learner="additive-fri"))
    first = learner.fit(learning_set(columns, churned, keys))
    second = learner.fit(learning_set(shuffled, [churned[row] for row in order], keys[order]))
    assert first == second


def test_a_term_of_fewer_than_twenty_customers_makes_no_rule_unless_it_is_pinned():
    """All 19 of the last level churned, and a fifth of the others."""
    churned = [True] * 19 + [row % 5 == 0 for row in range(381)]
    data = learning_set(
        {"plan": ["rare"] * 19 + ["a", "b", "c"] * 127, "age": [k % 7 for k in range(400)]}, churned
    )
    free = learnt(data)
    pinned = learnt(data, pin={"own": {"when": {"plan": "rare"}}})
    rare = Category(variable="plan", values=("rare",))
    assert all(rare not in rule.terms for rule in free.rules)
    assert pinned.rules[0].terms == (rare,)
