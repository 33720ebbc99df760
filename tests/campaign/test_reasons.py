"""Reasons: what an agent reads of a customer, and in which order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from churnkit.campaign.phrases import (
    Phrasing,
    opposite,
    spoken_long_number,
    spoken_number,
    values_of,
)
from churnkit.campaign.reasons import ReasonCount, Reasons, reasons_of, with_stakes
from churnkit.config.sections.campaign import Phrases
from churnkit.config.sections.project import Language, VariableSettings
from churnkit.config.sections.section import Localised
from churnkit.fuzzy_sets import SetName
from churnkit.render.formats import number_text
from churnkit.rules.ruleset import FirstMatch, FuzzyRatio, LogisticSum, Rule, RuleSet
from churnkit.rules.terms import (
    Category,
    FuzzySet,
    Interval,
    Missing,
    Ramp,
    Reach,
    Term,
    Value,
)
from churnkit.rules.wording import LANGUAGES, Vocabulary, term_words
from tests.reports.report_samples import CARRIER_RULES, MALL_RULES, MALL_VARIABLES

Row = Mapping[str, Value]

MALL_PHRASES = {
    "recency_days": Phrases(
        en={"any": "has not bought for {value} days"}, zh={"any": "{value} 天没有购买"}
    ),
    "amount_spent": Phrases(
        en={"very_low": "spends little", "missing": "spends nobody knows what"},
        zh={"very_low": "消费很少", "missing": "消费金额不详"},
    ),
    "service_calls": Phrases(
        en={"any": "called service {value} times", "very_high": "called service often: {value}"},
        zh={"any": "致电客服 {value} 次"},
    ),
}


def said_of(
    rows: Sequence[Row],
    rules: RuleSet,
    language: Language = "en",
    phrases: Mapping[str, Phrases] | None = None,
) -> Reasons:
    """Reasons of customers, with the deciding rule that scoring finds."""
    types = {name: _type_of(name, rules) for name in rules.variables}
    frame = pl.DataFrame(rows, schema=types | {"id": pl.String})
    scored = rules.apply(nw.from_native(frame.lazy())).to_native().collect()
    return reasons_of(frame, scored["rule"], rules, Vocabulary(language, MALL_VARIABLES), phrases)


def _type_of(variable: str, rules: RuleSet) -> type[pl.DataType]:
    terms = [term for rule in rules.rules for term in rule.terms if term.variable == variable]
    return pl.String if any(isinstance(term, Category) for term in terms) else pl.Float64


def additive(*rules: Rule, customers: int = 100) -> RuleSet:
    return RuleSet(
        learner="additive-fri", combination=LogisticSum(intercept=-1.0), rules=rules,
        base_rate=0.2, customers=customers,
    )  # fmt: skip


def weighted(id_: str, weight: float, *terms: Term, customers: int = 10, **more: object) -> Rule:
    return Rule.model_validate(
        {"id": id_, "terms": terms, "weight": weight, "customers": customers, "churned": 1, **more}
    )


def fuzzy(variable: str, name: SetName, reach: Reach = "only") -> FuzzySet:
    """Half true at 5, fully at 10 (upwards) or at 0 (downwards)."""
    upwards = reach == "at_least" or (reach == "only" and name in ("high", "very_high"))
    ramp = Ramp(zero=0.0, slope=0.1) if upwards else Ramp(zero=10.0, slope=-0.1)
    sides = {"rise": ramp} if upwards else {"fall": ramp}
    return FuzzySet(variable=variable, name=name, reach=reach, **sides)


MALL_ROWS: list[dict[str, Value]] = [
    {"service_calls": 5.0, "recency_days": 180.0, "amount_spent": 80.0},  # R1 and R2 fully
    {"service_calls": 4.2, "recency_days": 174.0, "amount_spent": 80.0},  # R2 .9 before R1 .6
    {"service_calls": 3.0, "recency_days": 130.0, "amount_spent": 80.0},  # R2 .17, but it decided
    {"service_calls": 0.0, "recency_days": 10.0, "amount_spent": 1200.0},  # loyal
    {"service_calls": None, "recency_days": None, "amount_spent": None},  # no rule applies
]


def test_fuzzy_rules_of_a_mall() -> None:
    assert said_of(MALL_ROWS, MALL_RULES, "en", MALL_PHRASES).texts.to_list() == [
        "called service often: 5, has not bought for 180 days, amount spent is at most medium (80)",
        "has not bought for 174 days, amount spent is at most medium (80), "
        "called service often: 4.2",
        "has not bought for 130 days, amount spent is at most medium (80)",
        "no particular sign of leaving",
        "no particular sign of leaving",
    ]
    assert said_of(MALL_ROWS, MALL_RULES, "zh", MALL_PHRASES).texts.to_list() == [
        "致电客服 5 次，180 天没有购买，【消费金额】中等或以下（80）",
        "174 天没有购买，【消费金额】中等或以下（80），致电客服 4.2 次",
        "130 天没有购买，【消费金额】中等或以下（80）",
        "没有明显的流失迹象",
        "没有明显的流失迹象",
    ]


def test_what_is_said_most_often_is_counted_without_values() -> None:
    said = said_of(MALL_ROWS, MALL_RULES, "en", MALL_PHRASES).said
    assert [(reason.words, reason.customers) for reason in said] == [
        ("last purchase is very long ago", 3),
        ("amount spent is at most medium", 3),
        ("service calls is very high", 2),
    ]


CARRIER_ROWS: list[dict[str, Value]] = [
    {"weekend_calls": 2.0, "busy_minutes": 71.26, "channel": "shop"},
    {"weekend_calls": None, "busy_minutes": 12.0, "channel": "phone"},
    {"weekend_calls": 1.0, "busy_minutes": 500.0, "channel": None},
]


def test_the_leaf_of_a_tree() -> None:
    phrases = {"busy_minutes": Phrases(en={"any": "phones {value} minutes at busy hours"})}
    assert said_of(CARRIER_ROWS, CARRIER_RULES, phrases=phrases).texts.to_list() == [
        "weekend_calls is below 3.5 (2), phones 71.3 minutes at busy hours",
        "no particular sign of leaving",  # a leaf below the base rate
        "no particular sign of leaving",
    ]


def test_weighted_rules_that_raise_the_score_come_by_weight_and_truth() -> None:
    rules = additive(
        weighted("R1", 1.0, fuzzy("calls", "high")),
        weighted("R2", 3.0, fuzzy("spent", "low")),
        weighted("R3", -2.0, fuzzy("tenure", "high")),
        weighted("R4", 9.0, fuzzy("late", "high")),
    )
    rows = [
        {"calls": 10.0, "spent": 5.0, "tenure": 9.0, "late": 0.0},  # 1.0 after 3.0 x 0.5
        {"calls": 10.0, "spent": 8.0, "tenure": 0.0, "late": 4.0},  # R4 decided with 9.0 x 0.4
        {"calls": 4.0, "spent": 9.0, "tenure": 0.0, "late": 0.0},  # none holds: the deciding one
        {"calls": 0.0, "spent": 10.0, "tenure": 9.0, "late": 0.0},  # only R3 holds
    ]
    assert said_of(rows, rules).texts.to_list() == [
        "spent is low (5), calls is high (10)",
        "late is high (4), calls is high (10)",
        "calls is high (4)",
        "no particular sign of leaving",
    ]


def test_weights_that_are_next_to_nothing_are_reasons_still() -> None:
    rules = additive(weighted("R1", 5e-324, fuzzy("calls", "high")))
    assert said_of([{"calls": 10.0}], rules).texts.to_list() == ["calls is high (10)"]


def test_what_keeps_most_customers_is_missed_where_it_is_not_so() -> None:
    keeps = [fuzzy("recency", "middle", "at_most"), Category(variable="plan", values=("gold",))]
    rows: list[dict[str, Value]] = [
        {"recency": 9.4, "plan": "gold"},
        {"recency": 9.4, "plan": "basic"},
        {"recency": 1.0, "plan": "gold"},
        {"recency": None, "plan": "gold"},
    ]
    common = additive(weighted("R1", -2.0, *keeps, customers=60))
    assert said_of(rows, common).texts.to_list() == [
        "recency is at least long (9.4)",
        "recency is at least long (9.4), plan is basic",
        "no particular sign of leaving",
        "no particular sign of leaving",  # an unknown value is not said to be high
    ]
    rare = additive(weighted("R1", -2.0, *keeps, customers=49))
    assert set(said_of(rows, rare).texts) == {"no particular sign of leaving"}


def test_what_is_not_in_a_middle_set_is_told_on_its_side() -> None:
    """High rises from 10 to 20 and falls from 30 to 40; above that begins very high."""
    high = FuzzySet(
        variable="months", name="high",
        rise=Ramp(zero=10.0, slope=0.1), fall=Ramp(zero=40.0, slope=-0.1),
    )  # fmt: skip
    low = high.model_copy(update={"name": "low"})
    rows = [{"months": 71.0}, {"months": 3.0}, {"months": 25.0}]
    not_high = additive(weighted("R1", 1.0, high.model_copy(update={"negated": True})))
    said = said_of(rows, not_high)
    assert said.texts.to_list() == [
        "months is very long (71)", "months is at most medium (3)", "no particular sign of leaving",
    ]  # fmt: skip
    assert {(each.words, each.customers) for each in said.said} == {
        ("months is very long", 1), ("months is at most medium", 1),
    }  # fmt: skip
    keeps_most = additive(weighted("R1", -1.0, low, customers=60))
    assert said_of(rows, keeps_most).texts.to_list() == [
        "months is at least medium (71)", "months is very low (3)", "no particular sign of leaving",
    ]  # fmt: skip


def test_who_shows_no_sign_is_said_to_be_there_for_what_is_at_stake() -> None:
    reasons = Reasons(
        pl.Series("reasons", ["calls often", "none"]),
        (ReasonCount(words="calls", customers=1),),
    )
    listed = pl.DataFrame(
        {
            "score": [0.9, 0.2123],
            "value": [10.0, 23400.0],
            "value_at_risk": [9.0, 4967.82],
            "expected_profit": [1.0, 2.0],
        }
    )
    told = with_stakes(reasons, listed, "none", "at stake", "{value_at_risk}: {value} x {score}")
    assert told.texts.to_list() == ["calls often", "4968: 23,400 x 0.212"]
    assert [(each.words, each.customers) for each in told.said] == [("calls", 1), ("at stake", 1)]
    assert with_stakes(reasons, listed, "not there", "", "") is reasons


def test_nothing_is_spoken_of_twice() -> None:
    rules = additive(
        weighted("R1", 1.0, fuzzy("calls", "high"), fuzzy("spent", "low")),
        weighted("R2", 2.0, fuzzy("calls", "high", "at_least")),
        weighted("R3", 1.0, fuzzy("spent", "low")),
    )
    said = said_of([{"calls": 10.0, "spent": 0.0}], rules)
    assert said.texts.to_list() == ["calls is at least high (10), spent is low (0)"]
    assert [reason.words for reason in said.said] == ["spent is low", "calls is at least high"]


def test_a_rule_with_words_of_its_own_is_said_in_them() -> None:
    rules = additive(
        weighted("R1", 1.0, fuzzy("calls", "high"), say={"en": "an angry\x1b[31m {value} caller"})
    )
    assert said_of([{"calls": 10.0}], rules).texts.to_list() == [r"an angry\x1b[31m {value} caller"]
    assert said_of([{"calls": 10.0}], rules, "zh").texts.to_list() == ["【calls】较多（10）"]


def test_rules_for_everybody_say_nothing_of_anybody() -> None:
    everybody = additive(weighted("R1", 1.0))
    found = reasons_of(
        pl.DataFrame({"id": ["a", "b"]}), pl.Series(["R1", None]), everybody, Vocabulary("en")
    )
    assert found.texts.to_list() == ["no particular sign of leaving"] * 2
    assert found.said == ()


def test_nobody_needs_no_reasons() -> None:
    assert said_of([], MALL_RULES).texts.to_list() == []


PHRASES = {
    "x": Phrases(
        en={"any": "any {value}", "missing": "none", "low": "low", "high": "high {value}{value}"}
    )
}


def _not(term: FuzzySet | Interval) -> FuzzySet | Interval:
    return term.model_copy(update={"negated": True})


@pytest.mark.parametrize(
    ("term", "with_phrase", "default"),
    [
        pytest.param(fuzzy("x", "low"), "low", "x is low (7)", id="the set"),
        pytest.param(fuzzy("x", "high"), "high 77", "x is high (7)", id="the value twice"),
        pytest.param(fuzzy("x", "middle"), "any 7", "x is medium (7)", id="a set without phrase"),
        pytest.param(_not(fuzzy("x", "low")), "any 7", "x is not low (7)", id="negated"),
        pytest.param(
            fuzzy("x", "high", "at_least"), "high 77", "x is at least high (7)", id="outwards"
        ),
        pytest.param(
            fuzzy("x", "low", "at_least"), "any 7", "x is at least low (7)", id="inwards"
        ),
        pytest.param(
            Interval(variable="x", low=3), "any 7", "x is at least 3 (7)", id="interval"
        ),
        pytest.param(
            Interval(variable="x", low=3, missing=True), "any 7", "x is at least 3 (7)",
            id="interval or missing, where it is known",
        ),
        pytest.param(
            Interval(variable="x", low=3, name="high"), "high 77", "x is high (7)",
            id="interval with a name",
        ),
        pytest.param(
            _not(Interval(variable="x", low=9, name="high")), "any 7", "x is not high (7)",
            id="interval with a name, negated",
        ),
        pytest.param(Interval(variable="x", missing=True), "any 7", "x is 7", id="no bounds"),
        pytest.param(Missing(variable="x", negated=True), "any 7", "x is 7", id="not missing"),
    ],
)  # fmt: skip
def test_a_condition_as_it_is_said(term: Term, with_phrase: str, default: str) -> None:
    assert phrased(term, 7.0, PHRASES) == with_phrase
    assert phrased(term, 7.0) == default
    assert phrased(term, None, PHRASES) == "none"
    assert phrased(term, None) == "x is missing"


@pytest.mark.parametrize(
    ("term", "english", "chinese"),
    [
        (Category(variable="x", values=("a", "b")), "x is a", "【x】为“a”"),
        (Category(variable="x", values=("b",), negated=True), "x is a", "【x】为“a”"),
    ],
)
def test_a_category_is_said_as_the_customer_has_it(term: Term, english: str, chinese: str) -> None:
    assert phrased(term, "a") == english
    assert phrased(term, "a", language="zh") == chinese
    assert phrased(term, "a", PHRASES) == "any a"


def phrased(
    term: Term,
    value: Value,
    phrases: Mapping[str, Phrases] | None = None,
    language: Language = "en",
) -> str:
    is_text = isinstance(value, str) or isinstance(term, Category)
    frame = pl.DataFrame({"x": [value]}, schema={"x": pl.String if is_text else pl.Float64})
    phrasing = Phrasing(Vocabulary(language), phrases or {}, values_of(frame))
    found = frame.select(phrasing.text(term)).item()
    assert isinstance(found, str)
    return found


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (fuzzy("x", "low", "at_most"), "x is at least medium"),
        (fuzzy("x", "high", "at_least"), "x is at most medium"),
        (fuzzy("x", "very_high", "at_most"), "x is at least very high"),
        (fuzzy("x", "low"), "x is not low"),
        (Interval(variable="x", low=3), "x is below 3"),
        (Category(variable="x", values=("a",)), "x is not a"),
        (Missing(variable="x"), "x is not missing"),
    ],
)
def test_the_opposite_of_a_condition(term: Term, words: str) -> None:
    assert term_words(opposite(term), Vocabulary("en")) == words


@pytest.mark.parametrize(
    ("number", "spoken"),
    [
        (94.0, "94"), (89.5, "89.5"), (89.54, "89.5"), (0.0, "0"), (-0.0, "0"), (-0.4, "-0.4"),
        (0.12345, "0.123"), (1284.35, "1284"), (-1284.35, "-1284"), (9999.4, "9999"),
        (9999.5, "10,000"), (12500.0, "12,500"), (-123456.7, "-123,457"), (1234567.0, "1,234,567"),
        (3.14159e20, "3.14e+20"),
    ],
)  # fmt: skip
def test_a_number_as_people_say_it(number: float, spoken: str) -> None:
    frame = pl.DataFrame({"x": [number, 12345.0]})
    assert frame.select(spoken_long_number(pl.col("x"))).item(0, 0) == spoken
    if "," not in spoken:
        assert frame.select(spoken_number(pl.col("x"))).item(0, 0) == spoken


@given(st.lists(st.floats(-1e14, 1e14), min_size=1, max_size=50))
def test_a_spoken_number_is_near_the_number(numbers: list[float]) -> None:
    spoken = pl.DataFrame({"x": numbers}).select(spoken_long_number(pl.col("x"))).to_series()
    for number, text in zip(numbers, spoken, strict=True):
        assert float(text.replace(",", "")) == pytest.approx(number, rel=5.1e-3)
        assert re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+|-?[0-9.]+(e-[0-9]+)?", text)


@pytest.mark.parametrize("language", LANGUAGES)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
        lambda text: text != "*" and not (text[0] == "^" and text[-1] == "$")
    )  # are refused
)
def test_names_phrases_and_values_are_plain_lines(language: Language, text: str) -> None:
    term = Category(variable=text, values=(text,))
    phrases = {text: Phrases.model_validate({language: {"any": "a" + text}})}
    frame = pl.DataFrame({text: [text]})
    for chosen in ({}, phrases):
        phrasing = Phrasing(Vocabulary(language), chosen, values_of(frame))
        said = frame.select(phrasing.text(term).alias("said")).item()
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", said)


# a slow reference: one customer after the other, in plain Python

TENTHS = st.integers(-990, 990).map(lambda tenths: tenths / 10)
NUMBERS = st.none() | TENTHS
ROWS = st.lists(
    st.fixed_dictionaries({"calls": NUMBERS, "天数": NUMBERS, "plan": st.sampled_from("abc")}),
    max_size=20,
)
RAMPS = st.builds(Ramp, zero=TENTHS, slope=st.floats(0.01, 1))
NAMES = st.sampled_from(["low", "middle", "high"])
NUMERIC = st.sampled_from(["calls", "天数"])
TERMS = (
    st.builds(FuzzySet, variable=NUMERIC, name=NAMES, rise=RAMPS, negated=st.booleans())
    | st.builds(Interval, variable=NUMERIC, low=TENTHS, missing=st.booleans())
    | st.builds(Category, variable=st.just("plan"), values=st.just(("a",)), negated=st.booleans())
    | st.builds(Missing, variable=NUMERIC, negated=st.booleans())
)
WEIGHTS = st.integers(-3000, 3000).map(lambda thousandths: thousandths / 1000)
RULES = st.lists(st.tuples(st.lists(TERMS, max_size=3), WEIGHTS), max_size=6)


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    combination = draw(st.sampled_from([FirstMatch(), FuzzyRatio(), LogisticSum(intercept=0.1)]))
    found = []
    for number, (terms, weight) in enumerate(draw(RULES)):
        what = {
            "first-match": {"score": (weight + 3) / 6},
            "fuzzy-ratio": {"says": "churned" if weight > 0 else "loyal"},
            "logistic-sum": {"weight": weight},
        }[combination.kind]
        customers = draw(st.sampled_from([10, 90]))
        rule = {"id": f"R{number}", "terms": terms, "customers": customers, "churned": 1, **what}
        found.append(Rule.model_validate(rule))
    return RuleSet(
        learner="any", combination=combination, rules=tuple(found), base_rate=0.5, customers=100
    )


@settings(max_examples=60, deadline=None)
@given(rule_sets(), ROWS)
def test_reasons_are_those_of_plain_python(rules: RuleSet, rows: list[Row]) -> None:
    rows = [{"id": "A", **{name: row[name] for name in rules.variables}} for row in rows]
    assert said_of(rows, rules).texts.to_list() == [plainly_said(row, rules) for row in rows]


def plainly_said(row: Row, rules: RuleSet) -> str:
    found: list[tuple[float, Term]] = []
    decided = rules.decide(row).rule
    for rule in rules.rules:
        found += reasons_by(rule, rule.id == decided, row, rules)
    spoken: dict[str, str] = {}
    for _, term in sorted(found, key=lambda each: -each[0]):
        spoken.setdefault(term.variable, plainly_phrased(term, row[term.variable]))
    return ", ".join(spoken.values()) or "no particular sign of leaving"


def reasons_by(rule: Rule, is_deciding: bool, row: Row, rules: RuleSet) -> list[tuple[float, Term]]:
    truth, kind, weight = rule.strength(row), rules.combination.kind, rule.weight or 0.0
    if kind == "first-match":
        speaks = is_deciding and (rule.score or 0) > rules.base_rate
    elif kind == "fuzzy-ratio":
        speaks = rule.says == "churned" and (is_deciding or truth >= 0.5)
    else:
        speaks = weight > 0 and (is_deciding or truth >= 0.5)
    if speaks:
        return [(truth * (weight or 1.0), term) for term in rule.terms]
    if kind == "logistic-sum" and weight < 0 and truth < 0.5 and rule.customers >= 50:
        return [
            ((1 - truth) * -weight, opposite(term))
            for term in rule.terms
            if term.membership(row[term.variable]) < 0.5
            and (row[term.variable] is not None or isinstance(term, Missing))
        ]
    return []


def plainly_phrased(term: Term, value: Value) -> str:
    if value is None:
        return f"{term.variable} is missing"
    if isinstance(value, str):
        return f"{term.variable} is {value}"
    if isinstance(term, Missing):
        return f"{term.variable} is {number_text(value)}"
    known = term.model_copy(update={"missing": False}) if isinstance(term, Interval) else term
    return f"{term_words(known, Vocabulary('en'))} ({number_text(value)})"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["channel is dealer shop", "channel is web"]),
     ("zh", ["【channel】为“代理商”", "【channel】为“web”"])],
)  # fmt: skip
def test_values_are_said_by_their_labels(language: Language, words: list[str]) -> None:
    dealer = Localised(en="dealer shop", zh="代理商")
    settings = {"channel": VariableSettings(values={"dealer": dealer})}
    frame = pl.DataFrame({"channel": ["dealer", "web"]})
    phrasing = Phrasing(Vocabulary(language, settings), {}, values_of(frame))
    term = Category(variable="channel", values=("dealer", "web"))
    assert frame.select(phrasing.text(term)).to_series().to_list() == words


def test_a_flag_is_said_without_its_number() -> None:
    frame = pl.DataFrame({"senior": [1.0]})
    phrasing = Phrasing(Vocabulary("en"), {}, values_of(frame))
    term = Interval(variable="senior", low=1, whole=True, flag=True)
    assert frame.select(phrasing.text(term)).item() == "senior is yes"
