"""The pages on customers who have left, whole and exact, in both languages."""

from __future__ import annotations

import polars as pl
import pytest

from churnkit.campaign.losses import join_losses
from churnkit.campaign.record import RECORD_SCHEMA
from churnkit.config.campaign import ActionLine, CampaignSection, Channel, LostSettings
from churnkit.config.models import Language, Localised
from churnkit.report.loss_facts import LossFacts, summarise_losses
from churnkit.report.losses import loss_document
from churnkit.report.markdown import to_markdown
from churnkit.rules.ruleset import LogisticSum, Rule, RuleSet
from churnkit.rules.terms import FuzzySet, Interval, Ramp
from churnkit.rules.wording import Vocabulary
from tests.golden import assert_golden
from tests.report_samples import MALL_VARIABLES

RULES = RuleSet(
    learner="additive-fri",
    combination=LogisticSum(intercept=-1.0),
    rules=(
        Rule(
            id="R1",
            terms=(
                FuzzySet(
                    variable="service_calls",
                    name="high",
                    reach="at_least",
                    rise=Ramp(zero=3.0, slope=0.5),
                ),
            ),
            weight=1.4,
            customers=300,
            churned=120,
        ),
        Rule(
            id="R2",
            terms=(Interval(variable="amount_spent", high=800.0),),
            weight=0.6,
            customers=200,
            churned=60,
        ),
    ),
    base_rate=0.3,
    customers=1000,
)
CAMPAIGN = CampaignSection(
    name="spring_2025",
    channels={
        "call": Channel(cost=5, label=Localised(en="phone call", zh="电话")),
        "web": Channel(),
    },
    playbook={
        "care": ActionLine(
            tiers=("vip",), channel="call", action=Localised(en="care call", zh="关怀电话")
        ),
        "self": ActionLine(channel="web", action=Localised(en="self-service", zh="自助服务")),
    },
    lost=LostSettings(customers="left.csv", replacement_cost=300),
)
RECORD = pl.DataFrame(
    [
        ("0001", "listed", 0.91, "vip", 4200.0, "R1", "care", "call"),
        ("0002", "listed", 0.84, "small", 150.0, "R2", "self", "web"),
        ("0003", "control", 0.77, "vip", 2600.0, "R1", "care", "call"),
        ("0004", "listed", 0.72, "small", 90.0, None, "self", "web"),
        ("0009", "listed", 0.70, "vip", 3000.0, "R1", "care", "call"),
    ],
    schema=["id", "role", "score", "tier", "value", "rule", "line", "channel"],
    orient="row",
).select(
    pl.lit(None, dtype).alias(name) if name not in (
        "id", "role", "score", "tier", "value", "rule", "line", "channel"
    ) else pl.col(name)
    for name, dtype in RECORD_SCHEMA.items()
)  # fmt: skip
SCORES = pl.DataFrame(
    {
        "id": ["0001", "0005", "0006", "0007"],
        "score": [0.5, 0.66, 0.21, 0.12],
        "rank": [4, 3, 2, 1],
        "rule": ["R2", "R2", "R1", None],
    }
)
LEFT = pl.DataFrame(
    {
        "id": ["0001", "0002", "0003", "0005", "0006", "0007", "000|8"],
        "cause": ["price", "moved away", "price", "service", "price", "closed down", None],
    }
)


def losses(language: Language) -> LossFacts:
    joined = join_losses(LEFT, SCORES, RECORD, threshold=0.3)
    words = Vocabulary(language, MALL_VARIABLES)
    return summarise_losses(joined, RECORD, 0.3, CAMPAIGN, RULES, words)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_customers_lost(language: Language) -> None:
    assert_golden(f"lost-{language}.md", to_markdown(loss_document(losses(language))))


def test_little_is_known_of_customers_lost() -> None:
    """No list, no causes, no values, no price of a new customer, nobody warned of."""
    nobody = RECORD.clear()
    joined = join_losses(LEFT.select("id"), SCORES.clear(), nobody, threshold=0.3)
    settings = LostSettings(customers="left.csv")
    campaign = CAMPAIGN.model_copy(update={"lost": settings})
    facts = summarise_losses(joined, nobody, 0.3, campaign, RULES, Vocabulary("en"))
    assert_golden("lost-little-known-en.md", to_markdown(loss_document(facts)))
