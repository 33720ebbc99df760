"""Models and scored customers for the tests of the report, small enough to count by hand."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from churnkit.config.sections.project import SetWords, VariableSettings
from churnkit.config.sections.section import Localised
from churnkit.fuzzy_sets import SetName
from churnkit.reports.facts import ScoredSet
from churnkit.rules.ruleset import (
    FirstMatch,
    FuzzyRatio,
    LogisticSum,
    Rule,
    RuleSet,
    Trial,
    Verdict,
)
from churnkit.rules.terms import Category, FuzzySet, Interval, Ramp, Term
from tests.verdict.judged_models import judged

MALL_VARIABLES = {
    "recency_days": VariableSettings(
        label=Localised(en="last purchase", zh="最近购买"),
        words=SetWords(en={"very_high": "very long ago"}, zh={"very_high": "距今很久"}),
    ),
    "service_calls": VariableSettings(label=Localised(en="service calls", zh="服务电话次数")),
    "amount_spent": VariableSettings(label=Localised(en="amount spent", zh="消费金额")),
}

RISES = {
    "service_calls": Ramp(zero=3.0, slope=0.5),
    "recency_days": Ramp(zero=120.0, slope=1 / 60),
}


def _very_high(variable: str, *, negated: bool = False) -> FuzzySet:
    return FuzzySet(variable=variable, name="very_high", rise=RISES[variable], negated=negated)


def _spent(name: SetName, start: float, peak: float, end: float) -> FuzzySet:
    return FuzzySet(
        variable="amount_spent",
        name=name,
        rise=Ramp(zero=start, slope=1 / (peak - start)),
        fall=Ramp(zero=end, slope=-1 / (end - peak)),
    )


def _fuzzy(id_: str, says: Verdict, customers: int, churned: int, *terms: Term) -> Rule:
    return Rule(id=id_, terms=terms, says=says, customers=customers, churned=churned)


MALL_RULES = RuleSet(
    learner="fri",
    combination=FuzzyRatio(),
    rules=(
        _fuzzy("R1", "churned", 700, 690, _very_high("service_calls")),
        _fuzzy("R2", "churned", 38, 32, _very_high("recency_days"),
               _spent("high", 800.0, 1200.0, 1600.0).model_copy(update={"negated": True})),
        _fuzzy("R3", "loyal", 262, 113, _very_high("service_calls", negated=True),
               _spent("high", 800.0, 1200.0, 1600.0)),
    ),
    base_rate=0.835,
    customers=1000,
    trials=(
        Trial(setting="width 7", error=0.1312, chosen=False),
        Trial(setting="width 10", error=0.125, chosen=True),
    ),
)  # fmt: skip


def scored(*groups: tuple[int, int, float, str | None]) -> ScoredSet:
    """Groups of customers: how many of them churned, how many are loyal, their score and rule."""
    rules = [rule for a, b, _, rule in groups for _ in range(a + b)]
    names = sorted({*(f"R{k}" for k in range(1, 9)), *(rule for rule in rules if rule)})
    return ScoredSet(
        churned=np.array([c for a, b, *_ in groups for c in [True] * a + [False] * b], np.bool_),
        score=np.array([s for a, b, s, _ in groups for _ in range(a + b)], np.float64),
        rule=rules,
        holds={name: np.array([rule == name for rule in rules], np.bool_) for name in names},
    )


MALL_LEARNING = scored((690, 10, 0.9, "R1"), (32, 6, 0.7, "R2"), (113, 149, 0.2, "R3"))
"""The published counts: 722 / 113 churned, 149 / 16 loyal."""
MALL_TEST = scored((350, 4, 0.9, "R1"), (14, 3, 0.7, "R2"), (57, 71, 0.2, "R3"), (1, 0, 0.3, None))
"""The published counts: 364 / 58 churned, 71 / 7 loyal; for one customer no rule applies."""
MALL_VERDICT = judged([(700, 690), (38, 32), (262, 113)], [(354, 350), (17, 14), (128, 57)])


def _leaf(id_: str, customers: int, churned: int, *terms: Term) -> Rule:
    score = (churned + 1) / (customers + 2)
    return Rule(id=id_, terms=terms, score=score, customers=customers, churned=churned)


CARRIER_RULES = RuleSet(
    learner="tree",
    combination=FirstMatch(),
    rules=(
        _leaf("R1", 200, 30, Interval(variable="weekend_calls", high=3.5),
              Interval(variable="busy_minutes", high=89.5)),
        _leaf("R2", 300, 12, Interval(variable="weekend_calls", low=3.5, missing=True),
              Category(variable="channel", values=("dealer", "phone"))),
        _leaf("R3", 500, 8, Interval(variable="busy_minutes", low=89.5)),
    ),
    base_rate=0.05,
    customers=1000,
)  # fmt: skip

CARRIER_LEARNING = scored(
    *((r.churned, r.customers - r.churned, r.score or 0.0, r.id) for r in CARRIER_RULES.rules)
)
NOBODY = scored()


def hostile_rules(values: Iterable[str]) -> RuleSet:
    """A tree about a variable and categories with names that want to be markup."""
    terms = tuple(Category(variable=value, values=(value,)) for value in values)
    return RuleSet(
        learner="tree",
        combination=FirstMatch(),
        rules=(Rule(id="R1", terms=terms, score=0.5, customers=2, churned=1),),
        base_rate=0.5,
        customers=2,
    )


def _recency(name: SetName, **changes: object) -> FuzzySet:
    peaks = {"middle": 60.0, "high": 120.0, "very_high": 180.0}
    peak = peaks[name]
    rise, fall = Ramp.between(peak - 60.0, peak), Ramp.between(peak + 60.0, peak)
    last = name == "very_high"
    found = FuzzySet(
        variable="order_days", name=name, rise=rise, fall=None if last else fall, negated=True
    )
    return found.model_copy(update=changes)


SHOP_VARIABLES = {
    "order_days": VariableSettings(
        label=Localised(en="days since the last order", zh="距最近一次订单的天数"), quantity="time"
    ),
    "orders": VariableSettings(label=Localised(en="orders", zh="订单数")),
    "complained": VariableSettings(
        label=Localised(en="complaint", zh="投诉"),
        words=SetWords(en={"high": "has complained"}, zh={"high": "投诉过"}),
    ),
    "channel": VariableSettings(
        label=Localised(en="channel", zh="渠道"),
        values={"dealer": Localised(en="dealer shop", zh="代理商")},
    ),
    "spent": VariableSettings(label=Localised(en="amount spent", zh="消费金额")),
}


def _weighted(id_: str, weight: float, customers: int, churned: int, *terms: Term) -> Rule:
    return Rule(id=id_, terms=terms, weight=weight, customers=customers, churned=churned)


SHOP_RULES = RuleSet(
    learner="additive-fri",
    combination=LogisticSum(intercept=-2.0),
    rules=(
        _weighted("R1", math.log(6.6), 60, 33, _recency("high"), _recency("middle")),
        _weighted("R2", 4.0, 20, 16,
                  Interval(variable="complained", low=1, whole=True, flag=True),
                  Interval(variable="orders", high=2, whole=True)),
        _weighted("R3", math.log(0.4), 500, 40, _recency("very_high"), _recency("high"),
                  Category(variable="channel", values=("dealer", "web"), missing=True)),
        _weighted("R4", math.log(1.5), 120, 30,
                  Interval(variable="orders", low=3, whole=True),
                  Interval(variable="orders", high=8, whole=True),
                  Interval(variable="spent", high=68.4, missing=True, missing_said=False)),
    ),
    base_rate=0.16,
    customers=1000,
)  # fmt: skip
SHOP_LEARNING = scored(
    (33, 27, 0.5, "R1"), (16, 4, 0.8, "R2"), (40, 460, 0.08, "R3"), (30, 90, 0.2, "R4"),
    (41, 259, 0.12, None),
)  # fmt: skip
