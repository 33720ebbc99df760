"""Rules in words, as a table of golden phrases in both languages."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Literal, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnkit.config.sections.project import Language, SetWords, VariableSettings
from churnkit.config.sections.section import Localised
from churnkit.fuzzy_sets import SET_NAMES, SETS, SetName
from churnkit.render.formats import number_text, plain_text
from churnkit.rules.ruleset import Rule, Verdict
from churnkit.rules.terms import Category, FuzzySet, Interval, Missing, Ramp, Term
from churnkit.rules.wording import (
    LANGUAGES,
    Vocabulary,
    condition_words,
    decision_words,
    rule_words,
    side_words,
    sides_words,
    term_words,
)

MALL = {
    "x2": VariableSettings(
        label=Localised(en="last purchase", zh="最近购买"),
        words=SetWords(
            en={"very_low": "very long ago", "low": "long ago"},
            zh={"very_low": "距今很久", "low": "距今较久"},
        ),
    ),
    "x4": VariableSettings(label=Localised(en="amount spent", zh="消费金额")),
    "x9": VariableSettings(label=Localised(en="service calls", zh="服务电话次数")),
    "only_english": VariableSettings(label=Localised(en="tenure")),
}
EN, ZH = Vocabulary("en", MALL), Vocabulary("zh", MALL)


def _is(variable: str, name: SetName) -> FuzzySet:
    return FuzzySet(variable=variable, name=name, rise=Ramp(zero=0.0, slope=1.0))


def _is_not(variable: str, name: SetName) -> FuzzySet:
    return _is(variable, name).model_copy(update={"negated": True})


def _rule(*terms: Term, says: Verdict | None = None, score: float | None = None) -> Rule:
    return Rule(id="R1", terms=terms, says=says, score=score, customers=10, churned=2)


@pytest.mark.parametrize(
    ("term", "english", "chinese"),
    [
        pytest.param(
            Interval(variable="x4", high=89.5),
            "amount spent is below 89.5", "【消费金额】低于 89.5", id="below",
        ),
        pytest.param(
            Interval(variable="x4", low=12500),
            "amount spent is at least 12,500", "【消费金额】不低于 12,500", id="at least",
        ),
        pytest.param(
            Interval(variable="on_days", low=107.5, high=310.5),
            "on_days is from 107.5 to below 310.5",
            "【on_days】在 107.5（含）至 310.5（不含）之间", id="between, no label",
        ),
        pytest.param(
            Interval(variable="on_days", low=1, high=2, negated=True, missing=True),
            "on_days is not from 1 to below 2 (or missing)",
            "【on_days】不在 1（含）至 2（不含）之间（或缺失）", id="not between, or missing",
        ),
        pytest.param(
            Interval(variable="x4", low=3, negated=True),
            "amount spent is below 3", "【消费金额】低于 3", id="not at least",
        ),
        pytest.param(
            Interval(variable="x4", high=3, negated=True),
            "amount spent is at least 3", "【消费金额】不低于 3", id="not below",
        ),
        pytest.param(
            Interval(variable="x4", high=3, missing=True),
            "amount spent is below 3 (or missing)", "【消费金额】低于 3（或缺失）", id="or missing",
        ),
        pytest.param(
            Interval(variable="x4"),
            "amount spent is not missing", "【消费金额】并未缺失", id="no bound",
        ),
        pytest.param(
            Interval(variable="x4", low=0.12345678, high=0.12345679),
            "amount spent is from 0.12345678 to below 0.12345679",
            "【消费金额】在 0.12345678（含）至 0.12345679（不含）之间", id="bounds close together",
        ),
        pytest.param(
            Interval(variable="x9", high=2, name="low"),
            "service calls is low", "【服务电话次数】较少", id="interval with a name",
        ),
        pytest.param(
            _is("x9", "very_high"),
            "service calls is very high", "【服务电话次数】很多", id="fuzzy set",
        ),
        pytest.param(
            _is_not("x9", "middle"),
            "service calls is not medium", "【服务电话次数】并非中等", id="not a fuzzy set",
        ),
        pytest.param(
            _is("x2", "very_low"),
            "last purchase is very long ago", "【最近购买】距今很久", id="words of the config",
        ),
        pytest.param(
            _is("x2", "high"),
            "last purchase is high", "【最近购买】较高", id="words the config leaves out",
        ),
        pytest.param(
            _is("only_english", "low"),
            "tenure is short", "【only_english】较短", id="label in one language",
        ),
        pytest.param(
            Category(variable="sex", values=("F",)), "sex is F", "【sex】为“F”", id="one value",
        ),
        pytest.param(
            Category(variable="sex", values=("F",), negated=True),
            "sex is not F", "【sex】不是“F”", id="not one value",
        ),
        pytest.param(
            Category(variable="plan", values=("A", "B", "C"), missing=True),
            "plan is A, B or C (or missing)", "【plan】为“A”、“B”或“C”（或缺失）",
            id="three values",
        ),
        pytest.param(
            Category(variable="plan", values=("A", "B"), negated=True),
            "plan is neither A nor B", "【plan】不是“A”或“B”", id="neither of two values",
        ),
        pytest.param(
            Missing(variable="channel"), "channel is missing", "【channel】缺失", id="missing",
        ),
        pytest.param(
            Missing(variable="channel", negated=True),
            "channel is not missing", "【channel】并未缺失", id="not missing",
        ),
    ],
)  # fmt: skip
def test_a_term_as_a_phrase(term: Term, english: str, chinese: str) -> None:
    assert (term_words(term, EN), term_words(term, ZH)) == (english, chinese)


@pytest.mark.parametrize(
    ("rule", "english", "chinese"),
    [
        pytest.param(
            _rule(
                Interval(variable="weekend_calls", high=3.5),
                Interval(variable="busy_minutes", high=89.5),
                score=0.146,
            ),
            "IF weekend_calls is below 3.5 and busy_minutes is below 89.5 THEN churn rate 14.6%",
            "如果【weekend_calls】低于 3.5，且【busy_minutes】低于 89.5，则流失率为 14.6%",
            id="leaf of a tree",
        ),
        pytest.param(
            _rule(_is("x9", "very_high"), says="churned"),
            "IF service calls is very high THEN churned",
            "如果【服务电话次数】很多，则客户流失",
            id="fuzzy rule",
        ),
        pytest.param(
            _rule(score=0.0531), "FOR ALL customers: churn rate 5.3%", "所有客户：流失率为 5.3%",
            id="tree without a split",
        ),
        pytest.param(
            _rule(), "FOR ALL customers: churn rate 20.0%", "所有客户：流失率为 20.0%",
            id="no conclusion of its own: the rate of its customers",
        ),
    ],
)  # fmt: skip
def test_a_rule_as_a_sentence(rule: Rule, english: str, chinese: str) -> None:
    assert (rule_words(rule, EN), rule_words(rule, ZH)) == (english, chinese)


@pytest.mark.parametrize(
    ("term", "english", "chinese"),
    [
        pytest.param(
            Interval(variable="last_login", low=228.5),
            "days since last_login is at least 228.5", "【距last_login的天数】不低于 228.5",
            id="interval",
        ),
        pytest.param(
            _is("last_login", "very_high"),
            "days since last_login is very long", "【距last_login的天数】很长", id="fuzzy set",
        ),
        pytest.param(
            Missing(variable="last_login"),
            "days since last_login is missing", "【距last_login的天数】缺失", id="missing",
        ),
        pytest.param(
            _is("x4", "high"),
            "amount spent is long ago", "【消费金额】较久", id="label of the config",
        ),
        pytest.param(
            _is("x2", "very_low"),
            "last purchase is very long ago", "【最近购买】距今很久", id="words of the config",
        ),
        pytest.param(
            _is("x9", "high"), "service calls is high", "【服务电话次数】较多", id="no date",
        ),
    ],
)  # fmt: skip
def test_of_a_date_it_is_said_that_days_are_counted(term: Term, english: str, chinese: str) -> None:
    days = frozenset({"last_login", "x2", "x4"})

    assert term_words(term, replace(EN, days=days)) == english
    assert term_words(term, replace(ZH, days=days)) == chinese


PUBLISHED_RULES = (
    _rule(_is("x9", "very_high"), says="churned"),
    _rule(_is("x2", "low"), says="churned"),
    _rule(_is("x4", "very_low"), says="churned"),
    _rule(_is_not("x4", "high"), _is_not("x4", "middle"), _is("x2", "very_low"), says="churned"),
    _rule(_is("x4", "high"), says="loyal"),
    _rule(_is("x4", "middle"), says="loyal"),
    _rule(
        _is_not("x2", "very_low"), _is_not("x9", "very_high"), _is_not("x2", "low"), says="loyal"
    ),
)


@pytest.mark.parametrize(
    ("says", "vocabulary", "sentence"),
    [
        pytest.param(
            "churned", EN,
            "IF service calls is very high, or last purchase is long ago, or amount spent is very "
            "low, or (amount spent is neither medium nor high and last purchase is very long "
            "ago) THEN churned",
            id="churned, English",
        ),
        pytest.param(
            "churned", ZH,
            "如果【服务电话次数】很多，或【最近购买】距今较久，或【消费金额】很低，或（【消费金额】"
            "既非中等也非较高，且【最近购买】距今很久），则客户流失",
            id="churned, Chinese",
        ),
        pytest.param(
            "loyal", EN,
            "IF amount spent is high, or amount spent is medium, or (last purchase is neither very "
            "long ago nor long ago and service calls is not very high) THEN loyal",
            id="loyal, English",
        ),
        pytest.param(
            "loyal", ZH,
            "如果【消费金额】较高，或【消费金额】中等，或（【最近购买】既非距今很久也非距今较久，"
            "且【服务电话次数】并非很多），则客户未流失",
            id="loyal, Chinese",
        ),
    ],
)  # fmt: skip
def test_the_two_published_rules_read_like_language(
    says: Verdict, vocabulary: Vocabulary, sentence: str
) -> None:
    assert side_words(PUBLISHED_RULES, says, vocabulary) == sentence


def _whole(variable: str, low: float | None, high: float | None) -> Interval:
    return Interval(variable=variable, low=low, high=high, whole=True)


TOLD = {
    "complain": VariableSettings(
        label=Localised(en="complaint", zh="投诉"),
        words=SetWords(
            en={"high": "has complained", "low": "has not complained"}, zh={"high": "投诉过"}
        ),
    ),
    "since": VariableSettings(
        label=Localised(en="days since the last order", zh="距上次订购的天数")
    ),
    "visits": VariableSettings(label=Localised(en="number of visits", zh="到店次数")),
    "grade": VariableSettings(quantity="count"),
    "channel": VariableSettings(
        values={"dealer": Localised(en="dealer shop", zh="代理商"), "web": Localised(en="online")}
    ),
}


@pytest.mark.parametrize(
    ("term", "english", "chinese"),
    [
        pytest.param(
            _whole("visits", None, 2), "fewer than 2 visits", "【到店次数】少于 2", id="fewer than",
        ),
        pytest.param(
            _whole("visits", 3, None), "at least 3 visits", "【到店次数】不少于 3", id="at least",
        ),
        pytest.param(
            _whole("visits", 3, 8), "3 to 7 visits", "【到店次数】为 3 至 7", id="a span",
        ),
        pytest.param(
            _whole("visits", 3, 4), "exactly 3 visits", "【到店次数】为 3", id="one number",
        ),
        pytest.param(
            _whole("since", None, 30), "fewer than 30 days since the last order",
            "【距上次订购的天数】少于 30", id="days",
        ),
        pytest.param(
            _whole("age", None, 30), "age is below 30", "【age】低于 30", id="not countable",
        ),
        pytest.param(_whole("age", 30, 31), "age is 30", "【age】为 30", id="exactly"),
        pytest.param(
            Interval(variable="visits", high=1.5), "number of visits is below 1.5",
            "【到店次数】低于 1.5", id="from models that did not know",
        ),
        pytest.param(
            _is("grade", "low"), "grade is low", "【grade】较少", id="the config says what it is",
        ),
        pytest.param(
            _is("since", "very_high"), "days since the last order is very long",
            "【距上次订购的天数】很长", id="a time that lasts",
        ),
        pytest.param(
            Interval(variable="senior", low=1, whole=True, flag=True),
            "senior is yes", "【senior】为“是”", id="yes",
        ),
        pytest.param(
            Interval(variable="senior", high=1, name="low", whole=True, flag=True),
            "senior is no", "【senior】为“否”", id="no",
        ),
        pytest.param(
            Interval(variable="complain", low=1, whole=True, flag=True),
            "has complained", "投诉过", id="words of the config say all of it",
        ),
        pytest.param(
            Interval(variable="complain", high=1, whole=True, flag=True),
            "has not complained", "【投诉】为“否”", id="words for one side only",
        ),
        pytest.param(
            Category(variable="complain", values=("yes",)),
            "has complained", "投诉过", id="a flag of words",
        ),
        pytest.param(
            Category(variable="complain", values=("yes",), negated=True),
            "has not complained", "【投诉】不是“是”", id="not yes",
        ),
        pytest.param(
            Category(variable="channel", values=("dealer", "web")),
            "channel is dealer shop or online", "【channel】为“代理商”或“online”", id="values",
        ),
        pytest.param(
            Interval(variable="age", high=30, whole=True, missing=True, missing_said=False),
            "age is below 30", "【age】低于 30", id="nobody's value was missing",
        ),
    ],
)  # fmt: skip
def test_a_term_says_what_is_counted_and_what_is_yes(
    term: Term, english: str, chinese: str
) -> None:
    assert term_words(term, Vocabulary("en", TOLD)) == english
    assert term_words(term, Vocabulary("zh", TOLD)) == chinese


def _reaching(variable: str, name: SetName, reach: Literal["at_most", "at_least"]) -> FuzzySet:
    return _is(variable, name).model_copy(update={"reach": reach})


@pytest.mark.parametrize(
    ("terms", "english", "chinese"),
    [
        pytest.param(
            [_is_not("a", "middle"), _is_not("a", "high")],
            "a is neither medium nor high", "【a】既非中等也非较高", id="neither nor",
        ),
        pytest.param(
            [_is_not("a", "very_high"), _is_not("a", "high")],
            "a is at most medium", "【a】中等或以下", id="a chain from above",
        ),
        pytest.param(
            [_is_not("a", "very_low"), _is_not("a", "low"), _is_not("a", "middle")],
            "a is at least high", "【a】较高或以上", id="a chain from below",
        ),
        pytest.param(
            [_reaching("a", "low", "at_least"), _is_not("a", "low")],
            "a is at least medium", "【a】中等或以上", id="not low, at least low",
        ),
        pytest.param(
            [_is_not("a", "low"), _reaching("a", "high", "at_least")],
            "a is at least high", "【a】较高或以上", id="one implies the other",
        ),
        pytest.param(
            [_reaching("a", "low", "at_least"), _reaching("a", "middle", "at_most")],
            "a is low or medium", "【a】较低或中等", id="two of five",
        ),
        pytest.param(
            [_is_not("a", "very_low"), _is_not("a", "very_high")],
            "a is neither very low nor very high", "【a】既非很低也非很高", id="neither end",
        ),
        pytest.param(
            [_whole("a", None, 8), _whole("b", None, 3), _whole("a", None, 5)],
            "b is below 3 and a is below 5", "【b】低于 3，且【a】低于 5", id="the narrower bound",
        ),
        pytest.param(
            [_whole("a", 3, None), _whole("b", None, 3), _whole("a", None, 8)],
            "a is from 3 to 7 and b is below 3", "【a】为 3 至 7，且【b】低于 3", id="two bounds",
        ),
        pytest.param(
            [Missing(variable="a", negated=True), _whole("a", 3, None)],
            "a is at least 3", "【a】不低于 3", id="what has a value is not missing",
        ),
        pytest.param(
            [Category(variable="p", values=("A",), negated=True),
             Category(variable="p", values=("B",), negated=True)],
            "p is neither A nor B", "【p】不是“A”或“B”", id="levels left out",
        ),
        pytest.param(
            [Category(variable="p", values=("A",)),
             Category(variable="p", values=("B",), negated=True)],
            "p is A", "【p】为“A”", id="a level that is no other",
        ),
        pytest.param(
            [_is("z", "high"), _is("a", "low")],
            "z is high and a is low", "【z】较高，且【a】较低", id="the order of the rule stays",
        ),
    ],
)  # fmt: skip
def test_nothing_is_said_twice(terms: list[Term], english: str, chinese: str) -> None:
    rule = _rule(*terms)

    assert condition_words(rule, EN) == english
    assert condition_words(rule, ZH) == chinese


@pytest.mark.parametrize(
    ("weight", "typical", "english", "chinese"),
    [
        pytest.param(
            math.log(6.6), 0.16, "odds of churn × 6.6 (typical customer: from 16% to 56%)",
            "流失优势比 × 6.6（典型客户的流失率由 16% 变为 56%）", id="raises",
        ),
        pytest.param(
            math.log(0.25), 0.01, "odds of churn × 0.25 (typical customer: from 1% to 0.3%)",
            "流失优势比 × 0.25（典型客户的流失率由 1% 变为 0.3%）", id="lowers a small rate",
        ),
        pytest.param(
            1000.0, 0.16,
            "very strong: odds of churn over × 20 (typical customer: from 16% to over 79%)",
            "作用极强：流失优势比高于 × 20（典型客户的流失率由 16% 变为 79% 以上）", id="endless",
        ),
        pytest.param(
            math.log(6.6), None, "odds of churn × 6.6", "流失优势比 × 6.6", id="nobody is typical",
        ),
    ],
)  # fmt: skip
def test_what_odds_mean_for_a_typical_customer(
    weight: float, typical: float | None, english: str, chinese: str
) -> None:
    rule = Rule(id="R1", terms=(), weight=weight, customers=10, churned=2)

    assert rule_words(rule, EN, typical) == f"FOR ALL customers: {english}"
    assert rule_words(rule, ZH, typical) == f"所有客户：{chinese}"


def test_both_sides_are_told_churned_first() -> None:
    first, second = sides_words(PUBLISHED_RULES, EN)

    assert (first[-12:], second[-10:]) == ("THEN churned", "THEN loyal")
    assert sides_words([_rule(score=0.5)], EN) == ()


def test_a_side_of_one_rule_is_that_rule() -> None:
    both = _rule(_is("x9", "high"), _is("x4", "low"), says="loyal")

    assert side_words([both], "loyal", EN) == rule_words(both, EN)
    assert side_words([both], "churned", EN) is None


def test_a_side_with_a_rule_for_everybody_speaks_for_all() -> None:
    rules = [_rule(says="loyal"), _rule(_is("x9", "high"), says="loyal")]

    assert side_words(rules, "loyal", EN) == "FOR ALL customers: loyal"


def test_a_customer_whom_no_rule_reaches_is_told_so() -> None:
    rule = PUBLISHED_RULES[0]

    assert decision_words(rule, EN) == rule_words(rule, EN)
    assert decision_words(None, EN) == "no rule applies"
    assert decision_words(None, ZH) == "没有规则适用"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (89.5, "89.5"), (3.0, "3"), (-3.25, "-3.25"), (0.0, "0"), (-0.0, "0"),
        (0.1 + 0.2, "0.3"), (62.500000001, "62.5"), (2005.0, "2005"), (9999.5, "9999.5"),
        (12500.0, "12,500"), (-12500.0, "-12,500"), (1234567.5, "1,234,568"),
        (0.00012345678, "0.000123457"), (1e-9, "1e-09"), (1e20, "1e+20"),
    ],
)  # fmt: skip
def test_a_number_in_its_shortest_sensible_form(value: float, text: str) -> None:
    assert number_text(value) == text


@given(st.floats(-1e300, 1e300))
def test_the_short_form_is_close_to_the_number(value: float) -> None:
    assert float(number_text(value).replace(",", "")) == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\nb", "a\\nb", id="line break"),
        pytest.param("\x1b[31mred", "\\x1b[31mred", id="terminal escape"),
        pytest.param("abc\u202etxt", "abc\\u202etxt", id="reversed direction"),
        pytest.param("a\u2028b", "a\\u2028b", id="line separator"),
        pytest.param("a\x00b\x7f\x9b", "a\\x00b\\x7f\\x9b", id="control characters"),
        pytest.param("华北 50%", "华北 50%", id="nothing to hide"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="a joiner of Persian"),
    ],
)
def test_names_and_values_are_plain_lines(text: str, shown: str) -> None:
    rule = _rule(Category(variable=text, values=(text,)), score=0.5)

    assert plain_text(text) == shown
    assert condition_words(rule, Vocabulary("en")) == f"{shown} is {shown}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_every_set(language: Language) -> None:
    assert get_args(SetName) == SET_NAMES
    for kind in SETS:
        assert re.search(r"\S", kind.words[language])
        assert re.search(r"\S", kind.ago_words[language])


@pytest.mark.parametrize(
    ("factor", "english", "chinese"),
    [
        (6.6, "odds of churn × 6.6", "流失优势比 × 6.6"),
        (0.25, "odds of churn × 0.25", "流失优势比 × 0.25"),
        (48, "very strong: odds of churn over × 20", "作用极强：流失优势比高于 × 20"),
        (0.01, "very strong: odds of churn under × 0.05", "作用极强：流失优势比低于 × 0.05"),
    ],
)
def test_the_odds_of_a_weighted_rule(factor: float, english: str, chinese: str) -> None:
    calls = Interval(variable="calls", low=5.0)
    rule = Rule(id="R1", terms=(calls,), weight=math.log(factor), customers=9, churned=3)
    assert rule_words(rule, Vocabulary("en")).endswith(f"THEN {english}")
    assert rule_words(rule, Vocabulary("zh")).endswith(f"，则{chinese}")
