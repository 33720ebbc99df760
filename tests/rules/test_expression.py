"""Scoring by expression and by arrays equals the plain evaluation of the rules, row by row."""

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnkit.rules.arrays import Batch
from churnkit.rules.ruleset import FirstMatch, FuzzyRatio, Rule, RuleSet
from churnkit.rules.terms import Category, FuzzySet, Interval, Missing, Ramp
from tests.learners.learning_tables import variable

NUMBERS = st.floats(-100, 100).map(lambda x: round(x, 3))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "calls": st.none() | NUMBERS,
            "天数": st.none() | st.integers(0, 5).map(float),
            "plan": st.none() | st.sampled_from(["basic", "gold", "金卡"]),
        }
    ),
    min_size=1,
    max_size=30,
)
NUMERIC = st.sampled_from(["calls", "天数"])
RAMPS = st.builds(Ramp, zero=NUMBERS, slope=st.floats(0.01, 10))


@st.composite
def falling(draw: st.DrawFn) -> Ramp:
    ramp = draw(RAMPS)
    return Ramp(zero=ramp.zero, slope=-ramp.slope)


def numeric_terms() -> st.SearchStrategy[Interval | FuzzySet]:
    fuzzy = st.builds(
        FuzzySet,
        variable=NUMERIC,
        name=st.sampled_from(["very_low", "middle", "high"]),
        rise=RAMPS,
        fall=st.none() | falling(),
        negated=st.booleans(),
    )
    interval = st.builds(
        Interval,
        variable=NUMERIC,
        low=st.none() | NUMBERS,
        high=st.none() | NUMBERS,
        missing=st.booleans(),
        negated=st.booleans(),
    )
    return fuzzy | interval


TERMS = (
    numeric_terms()
    | st.builds(
        Category,
        variable=st.just("plan"),
        values=st.lists(st.sampled_from(["basic", "gold"]), min_size=1, unique=True).map(tuple),
        missing=st.booleans(),
        negated=st.booleans(),
    )
    | st.builds(Missing, variable=st.sampled_from(["calls", "plan"]), negated=st.booleans())
)


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    combination = draw(st.sampled_from([FirstMatch(), FuzzyRatio()]))
    fuzzy = isinstance(combination, FuzzyRatio)
    rules = tuple(
        Rule(
            id=f"R{number}",
            terms=tuple(draw(st.lists(TERMS, max_size=3))),
            says=draw(st.sampled_from(["churned", "loyal"])) if fuzzy else None,
            score=None if fuzzy else draw(st.floats(0, 1)),
            customers=1,
            churned=0,
        )
        for number in range(1, draw(st.integers(1, 5)) + 1)
    )
    return RuleSet(learner="any", combination=combination, rules=rules, base_rate=0.1, customers=9)


@given(rows=ROWS, rule_set=rule_sets())
def test_expressions_give_what_plain_evaluation_gives(
    rows: list[dict[str, float | str | None]], rule_set: RuleSet
) -> None:
    schema = {"calls": pl.Float64, "天数": pl.Float64, "plan": pl.String}
    frame = nw.from_native(pl.LazyFrame(rows, schema=schema))
    scored = rule_set.apply(frame).to_native().select("score", "rule").collect()
    assert scored.rows() == [tuple(rule_set.decide(row)) for row in rows]


@given(rows=ROWS, rule_set=rule_sets())
def test_arrays_give_what_plain_evaluation_gives(
    rows: list[dict[str, float | str | None]], rule_set: RuleSet
) -> None:
    kinds = {"calls": 0.0, "天数": 0.0, "plan": "basic"}  # so that a column of None has its type
    columns = [variable(name, [*(row[name] for row in rows), kinds[name]]) for name in kinds]
    batch = Batch.of([column.take(slice(0, len(rows))) for column in columns])
    decided = rule_set.decide_all(batch)
    ids = [*(rule.id for rule in rule_set.rules), None]
    found = [(score, ids[k]) for score, k in zip(decided.scores, decided.rules, strict=True)]
    assert found == [tuple(rule_set.decide(row)) for row in rows]


@pytest.mark.parametrize(
    ("term", "value", "membership"),
    [
        pytest.param(Interval(variable="x", low=1, high=3), 1.0, 1.0, id="low end belongs"),
        pytest.param(Interval(variable="x", low=1, high=3), 3.0, 0.0, id="high end does not"),
        pytest.param(Interval(variable="x", low=1, missing=True), None, 1.0, id="or missing"),
        pytest.param(Interval(variable="x", low=1, negated=True), None, 0.0, id="not, missing"),
        pytest.param(Category(variable="x", values=("a",)), "a", 1.0, id="category"),
        pytest.param(Category(variable="x", values=("a",)), "new", 0.0, id="unseen category"),
        pytest.param(Category(variable="x", values=("a",), negated=True), "new", 1.0, id="not a"),
        pytest.param(Missing(variable="x"), None, 1.0, id="missing"),
        pytest.param(Missing(variable="x", negated=True), None, 0.0, id="not missing"),
        pytest.param(
            FuzzySet(variable="x", name="middle", rise=Ramp(zero=0, slope=0.5),
                     fall=Ramp(zero=6, slope=-0.25)), 1.0, 0.5, id="half up the rise",
        ),
        pytest.param(
            FuzzySet(variable="x", name="middle", rise=Ramp(zero=0, slope=0.5),
                     fall=Ramp(zero=6, slope=-0.25)), 5.0, 0.25, id="low on the fall",
        ),
        pytest.param(
            FuzzySet(variable="x", name="very_high", rise=Ramp(zero=0, slope=0.5), negated=True),
            1.5, 0.25, id="complement",
        ),
        pytest.param(
            FuzzySet(variable="x", name="very_high", rise=Ramp(zero=0, slope=0.5), negated=True),
            None, 0.0, id="complement of missing",
        ),
    ],
)  # fmt: skip
def test_membership_of_a_term(
    term: Interval | Category | FuzzySet | Missing, value: float | str | None, membership: float
) -> None:
    assert term.membership(value) == membership


def test_fuzzy_ratio_names_the_strongest_rule_of_the_stronger_side() -> None:
    low = FuzzySet(variable="x", name="low", fall=Ramp(zero=10, slope=-0.1))
    high = FuzzySet(variable="x", name="high", rise=Ramp(zero=0, slope=0.2))
    rules = (
        Rule(id="R1", terms=(low,), says="churned", customers=1, churned=1),
        Rule(id="R2", terms=(high,), says="loyal", customers=1, churned=0),
    )
    rule_set = RuleSet(
        learner="fri", combination=FuzzyRatio(), rules=rules, base_rate=0.3, customers=2
    )
    assert rule_set.decide({"x": 2.0}) == (0.8 / (0.8 + 0.4), "R1")
    assert rule_set.decide({"x": 5.0}) == (0.5 / (0.5 + 1.0), "R2")
    assert rule_set.decide({"x": None}) == (0.3, None)
    assert rule_set.threshold == 0.5
