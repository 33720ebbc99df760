"""The pages on customers who have left, whole and exact, in both languages."""

from __future__ import annotations

import polars as pl
import pytest

from churnkit.campaign.lost.facts import LossFacts, summarise_losses
from churnkit.campaign.lost.losses import join_losses
from churnkit.campaign.lost.page import loss_document
from churnkit.campaign.record import RECORD_SCHEMA
from churnkit.campaign.winback.facts import LearntFacts, ReturnRule, WinbackFacts, summarise_winback
from churnkit.campaign.winback.offers import Offer, rank_leavers
from churnkit.campaign.winback.page import reasons_in_words, winback_document
from churnkit.campaign.winback.scorecard import points
from churnkit.config.sections.campaign import ActionLine, CampaignSection, Channel, Suppression
from churnkit.config.sections.project import Language
from churnkit.config.sections.section import Localised
from churnkit.config.sections.winback_lost import LostSettings, OfferTrial, WinbackSettings
from churnkit.render.markdown import to_markdown
from churnkit.rules.ruleset import LogisticSum, Rule, RuleSet
from churnkit.rules.terms import FuzzySet, Interval, Ramp
from churnkit.rules.wording import Vocabulary
from tests.golden import assert_golden
from tests.reports.report_samples import MALL_VARIABLES

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
    """No list, no causes, no values, no price of a new customer, nobody flagged."""
    nobody = RECORD.clear()
    joined = join_losses(LEFT.select("id"), SCORES.clear(), nobody, threshold=0.3)
    settings = LostSettings(customers="left.csv")
    campaign = CAMPAIGN.model_copy(update={"lost": settings})
    facts = summarise_losses(joined, nobody, 0.3, campaign, RULES, Vocabulary("en"))
    assert_golden("lost-little-known-en.md", to_markdown(loss_document(facts)))


# Who may return

OFFERS = (Offer("discount", 20.0, 0.4), Offer("upgrade", 5.0, 0.3), Offer("double", 40.0, 0.5))
WINBACK = WinbackSettings(
    customers="left.csv",
    value="worth",
    referred="referred",
    complained="complained",
    reason="why",
    share=0.5,
    offers={
        "discount": OfferTrial(cost=20, success=0.4, label=Localised(en="discount", zh="折扣")),
        "upgrade": OfferTrial(cost=5, success=0.3, label=Localised(en="upgrade", zh="升级")),
        "double": OfferTrial(cost=40, success=0.5, label=Localised(en="both", zh="双重优惠")),
    },
)
FACTORS = pl.DataFrame(
    {
        "referral": ["referred", "not_referred", "not_referred", None, "referred", None],
        "complaint": ["never", "never", "unsettled", None, None, "never"],
        "reason": ["price", "service", "both", None, "other", "price"],
    }
)
LEARNT = LearntFacts(
    customers=500,
    returned=203,
    folds=5,
    auc=0.8312,
    standard_error=0.0271,
    scorecard_auc=0.515,
    rules=(
        ReturnRule(id="R1", words="visits is at least 10.5", likelihood=0.826, customers=120,
                   returned=99),
        ReturnRule(id="R2", words="visits is below 10.5", likelihood=0.273, customers=380,
                   returned=104),
    ),
)  # fmt: skip


def who_may_return(language: Language, learnt: LearntFacts | None) -> WinbackFacts:
    log_odds = points(FACTORS).to_numpy()
    leavers = pl.DataFrame(
        {
            "id": ["1", "2", "3", "4", "5", "6"],
            "value": [900.0, 100.0, 4.0, None, 400.0, 250.0],
            "log_odds": log_odds,
            "excluded": [None, None, None, None, "suppressed:do not call", None],
        }
    )
    found = rank_leavers(leavers, OFFERS, WINBACK.share)
    suppress = {"do not call": Suppression(file="d.csv", column="tel", customers="phone")}
    campaign = CAMPAIGN.model_copy(update={"winback": WINBACK, "suppress": suppress})
    return summarise_winback(found, FACTORS, log_odds, campaign, language, learnt)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_who_may_return(language: Language) -> None:
    page = to_markdown(winback_document(who_may_return(language, None)))
    assert_golden(f"winback-{language}.md", page)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_who_may_return_by_rules(language: Language) -> None:
    page = to_markdown(winback_document(who_may_return(language, LEARNT)))
    assert_golden(f"winback-learnt-{language}.md", page)


def test_reasons_to_return_in_words() -> None:
    assert reasons_in_words(FACTORS, "en").to_list() == [
        "left because of the price; had referred others; never complained",
        "never complained; left because of the service; had not referred others",
        "had not referred others; complaint was not settled; left because of price and service",
        "",
        "had referred others; left for another reason",
        "left because of the price; never complained",
    ]
    assert reasons_in_words(FACTORS, "zh")[0] == "因价格离开；推荐过他人；从未投诉"
