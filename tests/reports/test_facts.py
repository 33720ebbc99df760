"""The facts of a report: the published table, rules on both sets, thresholds and what they mean."""

from __future__ import annotations

import json

import numpy as np
import pytest

from churnkit.render.markdown import to_markdown
from churnkit.reports.evaluation_page import report_document
from churnkit.reports.facts import ReportFacts, ScoredSet, summarise
from churnkit.rules.ruleset import LogisticSum
from churnkit.rules.wording import Vocabulary
from churnkit.workspace.artifacts import to_envelope
from tests.campaign.assumed_figures import report_assumptions
from tests.reports.report_samples import (
    CARRIER_LEARNING,
    CARRIER_RULES,
    MALL_LEARNING,
    MALL_RULES,
    MALL_TEST,
    MALL_VARIABLES,
    NOBODY,
)


@pytest.fixture
def mall() -> ReportFacts:
    vocabulary = Vocabulary("en", MALL_VARIABLES)
    return summarise(MALL_RULES, vocabulary, learning=MALL_LEARNING, test=MALL_TEST)


@pytest.fixture
def carrier() -> ReportFacts:
    return summarise(CARRIER_RULES, Vocabulary("en"), learning=CARRIER_LEARNING, test=NOBODY)


def test_report_json_has_what_was_promised_per_set(mall: ReportFacts) -> None:
    content = json.loads(json.dumps(to_envelope(mall, "report", 1)))

    for side in ("learning", "test"):
        assert {"auc", "base_rate", "confusion", "recognition", "captured", "lift"} <= set(
            content[side]
        )
        assert set(content[side]["confusion"]) == {
            "churned_recognised", "churned_missed", "loyal_recognised", "loyal_missed",
        }  # fmt: skip
        assert set(content[side]["recognition"]) == {"churned", "loyal", "overall"}
        assert set(content[side]["captured"]) == set(content[side]["lift"]) == {"10", "20", "30"}


def test_the_published_counts_are_the_confusion_of_the_report(mall: ReportFacts) -> None:
    assert tuple(mall.learning.confusion.model_dump().values()) == (722, 113, 149, 16)
    assert tuple(mall.test.confusion.model_dump().values()) == (364, 58, 71, 7)


def test_each_rule_is_told_on_both_sets(mall: ReportFacts) -> None:
    first = mall.rules[0]

    assert first.words == "IF service calls is very high THEN churned"
    assert (first.learning.customers, first.learning.churned) == (700, 690)
    assert first.learning.churn_rate == pytest.approx(690 / 700)
    assert first.learning.interval == pytest.approx((0.9739, 0.9922), abs=0.0001)
    assert first.learning.lift == pytest.approx(690 / 700 / 0.835)
    assert (first.test.customers, first.test.churned) == (354, 350)
    assert first.learning.decided == 700
    assert first.test.lift == pytest.approx(350 / 354 / 0.844)


def test_rules_count_those_for_whom_they_hold_beside_those_whom_they_decided() -> None:
    """R1 decides nobody, though it holds for the first three of four customers."""
    both = ScoredSet(
        churned=np.array([True, True, False, False]),
        score=np.array([0.9, 0.8, 0.7, 0.1]),
        rule=["R2", "R2", "R3", None],
        holds={
            "R1": np.array([True, True, True, False]),
            "R2": np.array([True, True, False, False]),
            "R3": np.array([False, False, False, False]),
        },
    )
    facts = summarise(MALL_RULES, Vocabulary("en"), learning=both, test=both)
    assert [
        (rule.learning.customers, rule.learning.churned, rule.learning.decided)
        for rule in facts.rules
    ] == [(3, 2, 0), (2, 2, 2), (0, 0, 1)]
    assert facts.rules[0].learning.lift == pytest.approx(2 / 3 / 0.5)
    assert facts.no_rule is not None
    assert facts.no_rule.learning.customers == 1
    shown = to_markdown(report_document(facts))
    assert "| R1 | churned | 3 | 66.7% | 20.8–93.9 | 1.33 | 0 |" in shown


def test_customers_without_a_rule_are_counted_apart(
    mall: ReportFacts, carrier: ReportFacts
) -> None:
    assert mall.no_rule is not None
    assert (mall.no_rule.id, mall.no_rule.words) == (None, "no rule applies")
    assert (mall.no_rule.learning.customers, mall.no_rule.test.customers) == (0, 1)
    assert mall.no_rule.learning.churn_rate is None
    assert carrier.no_rule is None


def test_the_sides_of_fuzzy_rules_are_sentences(mall: ReportFacts, carrier: ReportFacts) -> None:
    assert mall.sides == (
        "IF service calls is very high, or (last purchase is very long ago and amount spent is not "
        "high) THEN churned",
        "IF service calls is not very high and amount spent is high THEN loyal",
    )
    assert carrier.sides == ()


def test_the_threshold_is_named(mall: ReportFacts, carrier: ReportFacts) -> None:
    configured = summarise(
        CARRIER_RULES, Vocabulary("zh"), learning=CARRIER_LEARNING, test=NOBODY, threshold=0.1
    )

    assert (mall.threshold.score, mall.threshold.meaning) == (0.5, "stronger_side")
    assert (carrier.threshold.score, carrier.threshold.meaning) == (0.05, "base_rate")
    weighted = CARRIER_RULES.model_copy(update={"combination": LogisticSum(intercept=0.0)})
    found = summarise(weighted, Vocabulary("en"), learning=CARRIER_LEARNING, test=NOBODY)
    assert found.threshold.meaning == "base_rate"
    assert (configured.threshold.score, configured.threshold.meaning) == (0.1, "configured")
    assert configured.learning.confusion.churned_recognised == 30


def test_a_leaf_has_a_smoothed_score_and_an_observed_rate(carrier: ReportFacts) -> None:
    assert carrier.rules[0].score == pytest.approx(31 / 202)
    assert carrier.rules[0].learning.churn_rate == pytest.approx(30 / 200)


def test_an_empty_test_set_has_no_numbers(carrier: ReportFacts) -> None:
    assert carrier.test.customers == 0
    assert carrier.test.auc is None
    assert carrier.rules[0].test.interval is None
    assert carrier.rules[0].test.lift is None


def test_facts_survive_their_file(mall: ReportFacts) -> None:
    assert ReportFacts.model_validate(json.loads(mall.model_dump_json())) == mall


def test_profit_is_told_of_a_campaign_only(mall: ReportFacts) -> None:
    paying = summarise(
        MALL_RULES, Vocabulary("en", MALL_VARIABLES), learning=MALL_LEARNING, test=NOBODY,
        profit=report_assumptions(),
    )  # fmt: skip

    assert "profit" not in mall.model_dump(mode="json")
    assert paying.profit is not None
    assert paying.profit.test is None
    assert paying.profit.learning is not None
    assert paying.profit.learning.curve[100] == pytest.approx(0.835 * 56 - 0.165 * 11)
    assert ReportFacts.model_validate(json.loads(paying.model_dump_json())) == paying
