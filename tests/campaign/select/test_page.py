"""The cover page of a list, whole and exact, in both languages."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from churnkit.campaign.do_not_contact_matches import UnmatchedList
from churnkit.campaign.exclusions import Exclusion, ExclusionReason
from churnkit.campaign.reasons import ReasonCount
from churnkit.campaign.select.facts import CampaignFacts, Part, Trust, Worth
from churnkit.campaign.select.page import listing_document
from churnkit.campaign.select.texts import LIST_TEXTS
from churnkit.campaign.wording import EXCLUSION_WORDS
from churnkit.config.sections.project import Language
from churnkit.drift.compare import Drift, Shift
from churnkit.render.console import render_document
from churnkit.render.document import Sheet
from churnkit.render.markdown import to_markdown
from churnkit.verdict.list_worth import ExpectedChurners, ListWorth, list_worth
from tests.golden import assert_golden
from tests.verdict.judged_models import judged

LANGUAGES = get_args(Language)

WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "vip": "VIP", "small": "small", "care": "care call", "self": "self-service",
        "call": "phone call", "web": "web page",
        "calls": "service calls is very high", "recency": "last purchase is very long ago",
    },
    "zh": {
        "vip": "VIP客户", "small": "小客户", "care": "关怀电话", "self": "自助服务",
        "call": "电话", "web": "网页",
        "calls": "【服务电话次数】很高", "recency": "【最近购买】距今很久",
    },
}  # fmt: skip


NOBODY = np.zeros(0)
TRUST = Trust(
    verdict=judged(
        [(400, 200), (400, 100), (400, 50), (400, 24), (400, 8)],
        [(200, 60), (200, 52), (200, 25), (200, 12), (200, 4)],
    ),
    worth=ListWorth(
        listed=2_700,
        cut=0.125,
        tied=80,
        tied_unlisted=40,
        tie_breaker=None,
        base_rate=0.191,
        below=700,
        expected=ExpectedChurners(number=651.4, interval=(590.2, 712.8), at_random=515.7),
    ),
    drift=Drift(
        likeness="shifted",
        shifts=(
            Shift(name="service_calls", is_score=False, change="missing", learnt=0.01, found=0.305),
        ),
        indices={"service_calls": 0.02},
        score_index=0.01,
        customers=12_000,
    ),
)


def campaign(language: Language, **changes: object) -> CampaignFacts:
    words = WORDS[language]
    return CampaignFacts(
        name="spring_2025",
        language=language,
        as_of="2025-04-01",
        order="value_at_risk",
        cut="number",
        scored=12_000,
        excluded=(
            Exclusion(reason="outside_keep", customers=1_000),
            Exclusion(reason="tier", customers=0),
            Exclusion(reason="suppressed", name="phones", customers=120),
            Exclusion(reason="unchecked", name="phones", customers=30),
            Exclusion(reason="cool_off", customers=250),
            Exclusion(reason="no_consent", customers=600),
            Exclusion(reason="quota", customers=7_000),
            Exclusion(reason="below_cut", customers=0),
        ),
        selected=3_000,
        listed=2_700,
        control=300,
        lines=(
            Part(name="care", words=words["care"], listed=90, control=10),
            Part(name="self", words=words["self"], listed=2_610, control=290),
        ),
        channels=(
            Part(name="call", words=words["call"], listed=90, control=10),
            Part(name="web", words=words["web"], listed=2_610, control=290),
        ),
        tiers=(
            Part(name="vip", words=words["vip"], listed=90, control=10),
            Part(name="small", words=words["small"], listed=2_600, control=288),
            Part(name="", words="", listed=10, control=2),
        ),
        deciles=(
            Part(name="1", words="1", listed=1_080, control=120),
            Part(name="2", words="2", listed=1_620, control=180),
        ),
        worth=Worth(
            value_at_risk=1_234_567.891,
            expected_cost=5_400.5,
            expected_profit=-12.0,
            value_of_each=None,
        ),
        inputs=("customers.parquet", "do_not_call|*.csv"),
        trust=TRUST,
        learner="additive-fri",
        model_sha256="0123456789abcdef" * 4,
        reasons=(
            ReasonCount(words=words["calls"], customers=1_500),
            ReasonCount(words=words["recency"], customers=900),
        ),
        unmatched=(
            UnmatchedList(
                name="ids", entries=1_200, entry="a-1…01", column="phone", customer="138…34"
            ),
        ),
    ).model_copy(update=changes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cover_page(language: Language) -> None:
    assert_golden(f"list-{language}.md", to_markdown(listing_document(campaign(language))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_little_to_tell(language: Language) -> None:
    facts = campaign(
        language, as_of=None, control=0, listed=0, selected=0, scored=0, excluded=(), lines=(),
        channels=(), deciles=(), inputs=(), reasons=(),
        trust=Trust(verdict=None, worth=list_worth(NOBODY, NOBODY, 0.191), drift=None),
        worth=Worth(value_at_risk=0, expected_cost=0, expected_profit=0, value_of_each=200),
        tiers=(Part(name="", words="", listed=0, control=0),),
    )  # fmt: skip
    assert_golden(f"list-of-nobody-{language}.md", to_markdown(listing_document(facts)))


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "The scores of fuzzy rule induction rank customers but are not probabilities"),
     ("zh", "得分只用于排序，不是概率")],
)  # fmt: skip
def test_scores_that_only_rank_promise_no_money(language: Language, said: str) -> None:
    facts = campaign(language, worth=None, learner="fri", order="score")
    page = to_markdown(listing_document(facts))
    assert said in page
    assert LIST_TEXTS[language].worth not in page


def test_the_control_group_must_not_be_contacted() -> None:
    assert "300 customers, drawn at random, who must NOT be contacted" in to_markdown(
        listing_document(campaign("en"))
    )


@pytest.mark.parametrize(("listed", "words"), [(1, "1 customer to"), (1200, "1,200 customers to")])
def test_singular_and_plural_agree(listed: int, words: str) -> None:
    assert words in to_markdown(listing_document(campaign("en", listed=listed)))


def test_the_numbers_add_up() -> None:
    facts = campaign("en")
    statuses = next(
        block
        for block in listing_document(facts).blocks
        if isinstance(block, Sheet) and block.title == LIST_TEXTS["en"].statuses
    )
    scored, *others = (int(row[1].replace(",", "")) for row in statuses.rows)
    *excluded, selected, control, listed = others
    assert scored == sum(excluded) + control + listed
    assert selected == control + listed


def test_only_the_most_frequent_reasons_are_told() -> None:
    reasons = tuple(ReasonCount(words=f"reason {k}", customers=99 - k) for k in range(40))
    page = to_markdown(listing_document(campaign("en", reasons=reasons)))
    assert "reason 14" in page
    assert "reason 15" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_for_exclusion_has_words(language: Language) -> None:
    assert set(EXCLUSION_WORDS[language]) == set(get_args(ExclusionReason))
    assert render_document(listing_document(campaign(language)))
