"""The words for actions, tiers and values on the pages of a campaign."""

from __future__ import annotations

from collections.abc import Mapping

from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.project import Language
from churnkit.config.sections.section import Localised

_TIER_WORDS: Mapping[str, Localised] = {
    "vip": Localised(en="VIP", zh="VIP客户"),
    "key": Localised(en="key", zh="重点客户"),
    "ordinary": Localised(en="ordinary", zh="普通客户"),
    "small": Localised(en="small", zh="小客户"),
}


def said(text: Localised, language: Language, otherwise: str) -> str:
    """The text in a language, or in the other one, or what stands for it."""
    first, second = (text.en, text.zh) if language == "en" else (text.zh, text.en)
    return first or second or otherwise


def action_words(campaign: CampaignSection, language: Language) -> dict[str, str]:
    """What is done by each line of the playbook."""
    return {name: said(line.action, language, name) for name, line in campaign.playbook.items()}


def tier_words(language: Language) -> dict[str, str]:
    """What the value tiers of churnkit are called."""
    return {name: said(words, language, name) for name, words in _TIER_WORDS.items()}
