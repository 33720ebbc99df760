"""A rule set as text, as a data frame and as a table of a notebook."""

from __future__ import annotations

from churnkit.config.sections.project import VariableSettings
from churnkit.config.sections.section import Localised
from churnkit.fuzzy_sets import SetName
from churnkit.rules.ruleset import FirstMatch, FuzzyRatio, LogisticSum, Rule, RuleSet
from churnkit.rules.terms import Category, FuzzySet, Interval, Ramp

LABELS = {"calls": VariableSettings(label=Localised(en="service calls", zh="服务呼叫次数"))}


def _tree() -> RuleSet:
    few, many = Interval(variable="calls", high=5.0), Interval(variable="calls", low=5.0)
    rules = (
        Rule(id="R1", terms=(many,), score=0.5, customers=8, churned=4),
        Rule(id="R10", terms=(few,), score=0.1, customers=0, churned=0),
    )
    return RuleSet(
        learner="tree", combination=FirstMatch(), rules=rules, base_rate=0.2, customers=20
    )


def _high(name: SetName = "high") -> FuzzySet:
    return FuzzySet(variable="calls", name=name, rise=Ramp(zero=0.0, slope=0.5))


def test_text_has_one_sentence_a_rule_in_the_language_asked_for() -> None:
    assert _tree().to_text() == (
        "R1   IF calls is at least 5 THEN churn rate 50.0%\n"
        "R10  IF calls is below 5 THEN churn rate 10.0%"
    )
    assert _tree().to_text("zh", LABELS).startswith("R1   如果【服务呼叫次数】不低于 5")


def test_a_frame_has_one_row_a_rule() -> None:
    assert _tree().to_frame(variables=LABELS).rows() == [
        ("R1", "IF service calls is at least 5 THEN churn rate 50.0%", 0.5, 8, 4, 0.5),
        ("R10", "IF service calls is below 5 THEN churn rate 10.0%", 0.1, 0, 0, None),
    ]


def test_a_frame_says_the_side_of_fuzzy_rules_and_the_odds_of_weighted_ones() -> None:
    fuzzy = Rule(id="R1", terms=(_high(),), says="churned", customers=1, churned=1)
    weighted = Rule(id="R1", terms=(_high(),), weight=0.0, customers=1, churned=1)
    ratio = RuleSet(
        learner="fri", combination=FuzzyRatio(), rules=(fuzzy,), base_rate=0.2, customers=9
    )
    logistic = ratio.model_copy(
        update={"combination": LogisticSum(intercept=0.0), "rules": (weighted,)}
    )
    assert ratio.to_frame()["says"].to_list() == ["churned"]
    assert logistic.to_frame()["odds"].to_list() == [1.0]
    assert not {"score", "odds"} & {*ratio.to_frame().columns}
    assert not {"says", "score"} & {*logistic.to_frame().columns}


def test_a_rule_set_without_rules_is_an_empty_frame_and_text() -> None:
    empty = _tree().model_copy(update={"rules": ()})
    assert empty.to_text() == ""
    assert empty.to_frame().columns == ["rule", "sentence", "customers", "churned", "churn_rate"]


def test_html_escapes_names_and_values() -> None:
    plan = Category(variable="<b>plan</b>", values=("a & b",))
    rule = Rule(id="R1", terms=(plan,), score=0.5, customers=1200, churned=600)
    page = _tree().model_copy(update={"rules": (rule,)})._repr_html_()
    assert "<b>" not in page
    assert "&lt;b&gt;plan&lt;/b&gt; is a &amp; b" in page
    assert "<td>1,200</td><td>50.0%</td>" in page
