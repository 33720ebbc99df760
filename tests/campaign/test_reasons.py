"""Reasons: what an agent reads of a customer, and in which order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import narwhals as nw
import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from churnkit.campaign.phrases import (
    Phrasing,
    spoken_long_number,
    spoken_number,
    values_of,
)
from churnkit.campaign.reasons import ReasonCount, Reasons, reasons_of, with_stakes
from churnkit.campaign.shown_rule import rule_shown
from churnkit.config.sections.campaign import Phrases
from churnkit.config.sections.project import Language, VariableSettings
from churnkit.config.sections.section import Localised
from churnkit.fuzzy_sets import SetName
from churnkit.render.formats import number_text
from churnkit.rules.conditions import conditions_of
from churnkit.rules.evidence import Contrast, Counted, Evidence, ReasonBasis
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
    basis: ReasonBasis | None = None,
) -> Reasons:
    """Reasons of customers, with the deciding rule that scoring finds."""
    types = {name: _type_of(name, rules) for name in rules.variables}
    frame = pl.DataFrame(rows, schema=types | {"id": pl.String})
    scored = rules.apply(nw.from_native(frame.lazy())).to_native().collect()
    words = Vocabulary(language, MALL_VARIABLES)
    return reasons_of(frame, scored["rule"], rules, words, phrases, basis)


def contrast(share: float = 0.2, difference: float = 0.1) -> Contrast:
    """A thousand customers, of whom a share has a condition that raises the churn rate."""
    members = round(1000 * share)
    return Contrast(
        members=Counted(customers=members, churned=round(members * (0.1 + difference))),
        others=Counted(customers=1000 - members, churned=round((1000 - members) * 0.1)),
    )


def evidence(
    rule: str,
    said: Term | None,
    when: Term | None = None,
    *,
    share: float = 0.2,
    difference: float = 0.1,
    limit: float | None = None,
) -> Evidence:
    return Evidence(
        rule=rule, said=said, when=when or said, path=contrast(share, difference),
        overall=contrast(share), limit=limit,
    )  # fmt: skip


def basis_of(*conditions: Evidence, **means: float) -> ReasonBasis:
    """What was learnt; rules of which no mean strength is given hold for nobody on average."""
    rules = {each.rule for each in conditions} | set(means)
    return ReasonBasis(
        conditions=conditions, mean_strength={rule: means.get(rule, 0.0) for rule in rules}
    )


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
        "amount spent is at most medium (80)",
        "no particular sign of leaving",
        "no particular sign of leaving",
    ]
    assert said_of(MALL_ROWS, MALL_RULES, "zh", MALL_PHRASES).texts.to_list() == [
        "致电客服 5 次，180 天没有购买，【消费金额】中等或以下（80）",
        "174 天没有购买，【消费金额】中等或以下（80），致电客服 4.2 次",
        "【消费金额】中等或以下（80）",
        "没有明显的流失迹象",
        "没有明显的流失迹象",
    ]


def test_what_is_said_most_often_is_counted_without_values() -> None:
    said = said_of(MALL_ROWS, MALL_RULES, "en", MALL_PHRASES).said
    assert [(reason.words, reason.customers) for reason in said] == [
        ("amount spent is at most medium", 3),
        ("service calls is very high", 2),
        ("last purchase is very long ago", 2),
    ]


FEW_CALLS = Interval(variable="calls", high=67.5)
MANY_MINUTES = Interval(variable="minutes", low=68.35)
DEALER = Category(variable="channel", values=("dealer",))


def leaf(*terms: Term) -> RuleSet:
    return RuleSet(
        learner="tree", combination=FirstMatch(),
        rules=(Rule(id="R1", terms=terms, score=0.3, customers=100, churned=30),),
        base_rate=0.2, customers=100,
    )  # fmt: skip


LEAF = leaf(FEW_CALLS, MANY_MINUTES, DEALER)
LEAF_ROWS: list[Row] = [{"calls": 16.0, "minutes": 414.0, "channel": "dealer"}]


@pytest.mark.parametrize(
    ("language", "phrases", "texts"),
    [
        pytest.param(
            "en", {}, "channel is dealer, calls is low: 16 (most have over 67)", id="own words"
        ),
        pytest.param(
            "zh", {}, "【channel】为“dealer”，【calls】较少：16（多数客户高于 67）", id="Chinese"
        ),
        pytest.param(
            "en", {"calls": Phrases(en={"any": "is called {value} times a month"})},
            "channel is dealer, is called 16 times a month (most have over 67)", id="a phrase",
        ),
        pytest.param(
            "en", {"calls": Phrases(en={"low": "few incoming calls: {value} a month"})},
            "channel is dealer, few incoming calls: 16 a month (most have over 67)",
            id="the phrase of its direction",
        ),
    ],
)  # fmt: skip
def test_a_reason_says_its_direction_and_what_lowers_the_risk_is_none(
    language: Language, phrases: Mapping[str, Phrases], texts: str
) -> None:
    basis = basis_of(
        evidence("R1", DEALER, difference=0.2),
        evidence("R1", FEW_CALLS, difference=0.1, limit=67.0),
    )
    found = said_of(LEAF_ROWS, LEAF, language, phrases, basis)
    assert found.texts.to_list() == [texts]


@pytest.mark.parametrize(
    ("condition", "share", "limit", "phrased", "text"),
    [
        pytest.param(MANY_MINUTES, 0.3, 68.4123, True, "phones 414 (most have under 68.5)",
                     id="a limit is rounded so that it stays true"),
        pytest.param(FEW_CALLS, 0.3, 67.96, True, "phones 16 (most have over 67.9)",
                     id="downwards"),
        pytest.param(FEW_CALLS, 0.6, 67.0, True, "phones 16 (40% have over 67)",
                     id="most have it, which a phrase does not say"),
        pytest.param(FEW_CALLS, 0.6, 67.0, False, "calls is below 67.5 (16)",
                     id="most have it, which words say"),
        pytest.param(MANY_MINUTES, 0.6, 1284.35, True, "phones 414 (40% have under 1285)",
                     id="no decimals from 100 on"),
    ],
)  # fmt: skip
def test_how_others_compare(
    condition: Interval, share: float, limit: float, phrased: bool, text: str
) -> None:
    phrases = {condition.variable: Phrases(en={"any": "phones {value}"})} if phrased else {}
    basis = basis_of(evidence("R1", condition, share=share, limit=limit))
    assert said_of(LEAF_ROWS, LEAF, "en", phrases, basis).texts.to_list() == [text]


def test_what_nearly_all_of_the_list_share_goes_last() -> None:
    """Few calls lift all of them more than the channel lifts most of them."""
    rules = additive(weighted("R1", 2.0, FEW_CALLS), weighted("R2", 1.0, DEALER))
    basis = basis_of(evidence("R1", FEW_CALLS), evidence("R2", DEALER))
    rows = [{**LEAF_ROWS[0], "calls": float(number)} for number in range(20)]
    mixed = [row | {"channel": "shop"} for row in rows[:2]] + rows[2:]
    assert said_of(mixed, rules, basis=basis).texts.to_list()[:3] == [
        "calls is below 67.5 (0)",
        "calls is below 67.5 (1)",
        "channel is dealer, calls is below 67.5 (2)",
    ]
    assert said_of(mixed[2:], rules, basis=basis).texts[0] == (
        "calls is below 67.5 (2), channel is dealer"
    )


LATE = fuzzy("late", "high")
TENURE = fuzzy("tenure", "high")
NEW = Interval(variable="tenure", high=5.0)
"""For whom tenure is not high: below one half."""
WEIGHTED = (weighted("R1", 1.9, LATE), weighted("R2", -2.0, TENURE))


def test_a_weighted_rule_lifts_those_who_are_beyond_its_mean() -> None:
    """R1 holds for nearly everybody, and R2, which keeps customers, for most."""
    rules = additive(*WEIGHTED)
    late = evidence("R1", LATE, Interval(variable="late", low=5.0))
    new = evidence("R2", fuzzy("tenure", "low"), NEW)
    basis = basis_of(late, new, R1=0.9, R2=0.8)
    rows = [
        {"late": 10.0, "tenure": 10.0},  # R1 lifts by .19
        {"late": 10.0, "tenure": 0.0},  # R2 lifts by 1.6
        {"late": 8.0, "tenure": 10.0},  # R1 holds, but less than on average
        {"late": 0.0, "tenure": 10.0},
    ]
    assert said_of(rows, rules, basis=basis).texts.to_list() == [
        "late is high (10)",
        "tenure is short (0), late is high (10)",
        "no particular sign of leaving",
        "no particular sign of leaving",
    ]
    frame = pl.DataFrame(rows)
    decided = pl.Series(["R1", "R1", "R1", "R2"])
    shown = {
        language: rule_shown(frame, decided, rules, Vocabulary(language), basis).to_list()
        for language in LANGUAGES
    }
    assert shown["en"] == [
        "IF late is high THEN odds of churn × 6.69",
        "does not hold: IF tenure is long THEN odds of churn × 0.135",
        "no rule applies",
        "no rule applies",
    ]
    assert shown["zh"][1] == "不满足：如果【tenure】较长，则流失优势比 × 0.135"


def test_fuzzy_rules_lift_like_weights_of_one() -> None:
    rules = RuleSet(
        learner="fri", combination=FuzzyRatio(),
        rules=(
            Rule(id="R1", terms=(LATE,), says="churned", customers=1, churned=1),
            Rule(id="R2", terms=(TENURE,), says="loyal", customers=1, churned=0),
        ),
        base_rate=0.2, customers=100,
    )  # fmt: skip
    late = evidence("R1", LATE, Interval(variable="late", low=5.0))
    new = evidence("R2", fuzzy("tenure", "low"), NEW)
    basis = basis_of(late, new, R1=0.5, R2=0.5)
    rows = [{"late": 10.0, "tenure": 1.0}, {"late": 7.0, "tenure": 0.0}]
    assert said_of(rows, rules, basis=basis).texts.to_list() == [
        "late is high (10), tenure is short (1)",
        "tenure is short (0), late is high (7)",
    ]
    # their sentence stays that of the rule that decided
    shown = rule_shown(pl.DataFrame(rows), pl.Series(["R1", "R1"]), rules, Vocabulary(), basis)
    assert set(shown) == {"IF late is high THEN churned"}


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
        {"calls": 10.0, "spent": 8.0, "tenure": 0.0, "late": 4.0},  # R4 is 0.4 true
        {"calls": 4.0, "spent": 9.0, "tenure": 0.0, "late": 0.0},  # none holds
        {"calls": 0.0, "spent": 10.0, "tenure": 9.0, "late": 0.0},  # only R3 holds
    ]
    assert said_of(rows, rules).texts.to_list() == [
        "spent is low (5), calls is high (10)",
        "calls is high (10)",
        "no particular sign of leaving",
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
        "months is at least medium (71)", "months is very short (3)",
        "no particular sign of leaving",
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
    found = frame.select(phrasing.text(evidence("R1", term))).item()
    assert isinstance(found, str)
    return found


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
        said = frame.select(phrasing.text(evidence("R1", term)).alias("said")).item()
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", said)


# a slow reference: one customer after the other, in plain Python

TENTHS = st.integers(-990, 990).map(lambda tenths: tenths / 10)
NUMBERS = st.none() | TENTHS
ROWS = st.lists(
    st.fixed_dictionaries({"calls": NUMBERS, "天数": NUMBERS, "plan": st.sampled_from("abc")}),
    max_size=20,
)
NUMERIC = st.sampled_from(["calls", "天数"])
TERMS = (
    st.builds(Interval, variable=NUMERIC, low=TENTHS, missing=st.booleans())
    | st.builds(Category, variable=st.just("plan"), values=st.just(("a",)), negated=st.booleans())
    | st.builds(Missing, variable=NUMERIC, negated=st.booleans())
)
WEIGHTS = st.integers(-3000, 3000).map(lambda thousandths: thousandths / 1000)
RULES = st.lists(st.tuples(st.lists(TERMS, max_size=3), WEIGHTS, st.floats(0, 1)), max_size=5)
LEVELS = {"plan": ("a", "b", "c")}


@st.composite
def learnt(draw: st.DrawFn) -> tuple[RuleSet, ReasonBasis]:
    combination = draw(st.sampled_from([FirstMatch(), FuzzyRatio(), LogisticSum(intercept=0.1)]))
    drawn = draw(RULES)
    found = []
    for number, (terms, weight, _) in enumerate(drawn):
        what = {
            "first-match": {"score": (weight + 3) / 6},
            "fuzzy-ratio": {"says": "churned" if weight > 0 else "loyal"},
            "logistic-sum": {"weight": weight},
        }[combination.kind]
        rule = {"id": f"R{number}", "terms": terms, "customers": 10, "churned": 1, **what}
        found.append(Rule.model_validate(rule))
    rules = RuleSet(
        learner="any", combination=combination, rules=tuple(found), base_rate=0.5, customers=100
    )
    conditions = [
        evidence(each.rule.id, each.part.said, each.part.when, difference=draw(st.floats(0.1, 0.8)))
        for each in conditions_of(rules, LEVELS)
        if each.part is not None and draw(st.booleans())
    ]
    means = {rule.id: mean for rule, (_, _, mean) in zip(found, drawn, strict=True)}
    return rules, basis_of(*conditions, **means)


@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(learnt(), ROWS)
def test_reasons_are_those_of_plain_python(
    model: tuple[RuleSet, ReasonBasis], rows: list[Row]
) -> None:
    rules, basis = model
    rows = [{"id": "A", **{name: row[name] for name in rules.variables}} for row in rows]
    said = said_of(rows, rules, basis=basis).texts.to_list()
    lists = [plain_reasons(row, rules, basis) for row in rows]
    counts = Counter(words for each in lists for _, words, _ in each)
    assert said == [plainly_said(each, counts, len(rows)) for each in lists]


def plain_reasons(row: Row, rules: RuleSet, basis: ReasonBasis) -> list[tuple[float, str, str]]:
    """Strength, general words and text of the reasons of a customer, one a variable."""
    strongest: dict[str, tuple[float, str, str]] = {}
    for each in basis.conditions:
        assert each.said is not None
        assert each.when is not None
        rule = next(rule for rule in rules.rules if rule.id == each.rule)
        kind, mean = rules.combination.kind, basis.mean_strength[rule.id]
        if kind == "first-match":
            strength = each.path.difference if rules.decide(row).rule == rule.id else 0.0
        elif kind == "fuzzy-ratio":
            strength = (rule.strength(row) - mean) * (1.0 if rule.says == "churned" else -1.0)
        else:
            strength = (rule.strength(row) - mean) * (rule.weight or 0.0)
        if strength <= 0 or each.when.membership(row[each.when.variable]) < 0.5:
            continue
        text = plainly_phrased(each.said, row[each.said.variable])
        if strength > strongest.get(each.when.variable, (0.0,))[0]:
            strongest.pop(each.when.variable, None)  # of equal ones the first condition leads
            strongest[each.when.variable] = strength, term_words(each.said, Vocabulary()), text
    return list(strongest.values())


def plainly_said(
    reasons: list[tuple[float, str, str]], counts: Mapping[str, int], customers: int
) -> str:
    ordered = sorted(reasons, key=lambda each: (counts[each[1]] >= 0.95 * customers, -each[0]))
    return ", ".join(text for _, _, text in ordered) or "no particular sign of leaving"


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
    assert frame.select(phrasing.text(evidence("R1", term))).to_series().to_list() == words


def test_a_flag_is_said_without_its_number() -> None:
    frame = pl.DataFrame({"senior": [1.0]})
    phrasing = Phrasing(Vocabulary("en"), {}, values_of(frame))
    term = Interval(variable="senior", low=1, whole=True, flag=True)
    assert frame.select(phrasing.text(evidence("R1", term))).item() == "senior is yes"
