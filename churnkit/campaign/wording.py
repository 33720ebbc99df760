"""The words for actions, value tiers and exclusion reasons on the pages of a campaign."""

from __future__ import annotations

from collections.abc import Mapping

from churnkit.campaign.exclusions import ExclusionReason
from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.project import Language
from churnkit.config.sections.section import Localised
from churnkit.events.texts import TIER_WORDS

EXCLUSION_WORDS: Mapping[Language, dict[str, str]] = {
    "en": {
        "outside_keep": "outside the campaign's condition",
        "tier": "in another value tier",
        "suppressed": 'on the do-not-contact list "{name}"',
        "unchecked": 'no usable key to check against the do-not-contact list "{name}"',
        "cool_off": "contacted too recently, or date unknown",
        "no_consent": "no consent to any channel",
        "quota": "quota of the value tier full",
        "below_cut": "ranked too low",
    },
    "zh": {
        "outside_keep": "不符合活动条件",
        "tier": "属于其他价值等级",
        "suppressed": "在免打扰名单 {name} 上",
        "unchecked": "缺少可与免打扰名单 {name} 核对的标识",
        "cool_off": "近期联系过，或联系日期不明",
        "no_consent": "未同意任何渠道的联系",
        "quota": "所属价值等级的名额已满",
        "below_cut": "排在入选线以下",
    },
}
"""Why a customer is not contacted; ``{name}`` is that of the do-not-contact list."""


HEADER_WORDS: Mapping[Language, dict[str, str]] = {
    "en": {
        "above_base_rate": "above base rate",
        "value_at_risk": "value at risk",
        "line": "playbook line",
    },
    "zh": {
        "rank": "排名",
        "id": "客户编号",
        "score": "流失得分",
        "above_base_rate": "高于总体流失率",
        "tier": "价值等级",
        "stage": "客户阶段",
        "value": "客户价值",
        "value_at_risk": "流失风险价值",
        "reasons": "流失原因",
        "line": "措施编号",
        "action": "挽留措施",
        "channel": "渠道",
        "offer": "优惠",
        "decile": "十分位",
        "list": "名单",
        "control": "对照组",
    },
}
"""Names of the columns and sheets of workbooks that people open, by those of CSV files."""


def said(text: Localised, language: Language, otherwise: str) -> str:
    """The text in a language, or in the other one, or what stands for it."""
    first, second = (text.en, text.zh) if language == "en" else (text.zh, text.en)
    return first or second or otherwise


def label_words(labels: Mapping[str, Localised], language: Language) -> dict[str, str]:
    """What values are called in a language, by value."""
    return {value: said(label, language, value) for value, label in labels.items()}


def action_words(campaign: CampaignSection, language: Language) -> dict[str, str]:
    """What is done by each line of the playbook."""
    return {name: said(line.action, language, name) for name, line in campaign.playbook.items()}


def tier_words(language: Language) -> dict[str, str]:
    """What the value tiers of churnkit are called."""
    return dict(TIER_WORDS[language])


def exclusion_words(reason: ExclusionReason, name: str | None, language: Language) -> str:
    """Why a customer is not contacted, with the name of the do-not-contact list."""
    return EXCLUSION_WORDS[language][reason].format(name=name or "")
