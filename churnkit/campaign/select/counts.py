"""A selection with its roles -> the facts of the campaign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from churnkit.campaign.assumptions import Assumptions, assumptions_of
from churnkit.campaign.reasons import ReasonCount
from churnkit.campaign.record import CONTROL, LISTED
from churnkit.campaign.select.facts import CampaignFacts, Part, Trust, Worth
from churnkit.campaign.select.selection import Selection
from churnkit.campaign.wording import action_words, said, tier_words
from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.project import Language
from churnkit.events.tiers import TIERS


@dataclass(frozen=True)
class Origin:
    """From what a campaign was made."""

    as_of: str | None
    inputs: tuple[str, ...]
    """Names of files."""
    learner: str
    model_sha256: str
    are_probabilities: bool
    """Whether scores are; else they only rank."""
    value: str | None
    """Column of values; None: every customer is worth the same."""


def count_campaign(
    selection: Selection,
    chosen: pl.DataFrame,
    reasons: tuple[ReasonCount, ...],
    campaign: CampaignSection,
    language: Language,
    origin: Origin,
    trust: Trust,
) -> CampaignFacts:
    """Count who was selected.

    Args:
        selection: what was selected from whom.
        chosen: its customers with their ``role``.
        reasons: what is said of those listed.
        campaign: what the config says.
        language: that of the words.
        origin: from what it was made.
        trust: how far it can be trusted.
    """
    listed = chosen.filter(pl.col("role") == LISTED)
    channels = {name: said(each.label, language, name) for name, each in campaign.channels.items()}
    lines = action_words(campaign, language)
    assumptions = assumptions_of(
        chosen,
        campaign,
        language,
        value_column=origin.value,
        are_probabilities=origin.are_probabilities,
    )
    return CampaignFacts(
        name=campaign.name,
        language=language,
        as_of=origin.as_of,
        order=campaign.order,
        cut=campaign.cut,
        scored=selection.scored,
        excluded=selection.excluded,
        selected=chosen.height,
        listed=listed.height,
        control=chosen.height - listed.height,
        lines=_with_idle(_parts(chosen, "line", list(lines), lines), lines),
        channels=_parts(chosen, "channel", list(channels), channels),
        tiers=_parts(chosen, "tier", TIERS, tier_words(language)),
        deciles=_parts(chosen, "decile", (), {}),
        worth=_worth(listed, assumptions) if origin.are_probabilities else None,
        inputs=origin.inputs,
        learner=origin.learner,
        model_sha256=origin.model_sha256,
        reasons=reasons,
        unmatched=selection.unmatched,
        trust=trust,
    )


def _worth(listed: pl.DataFrame, assumptions: Assumptions) -> Worth:
    return Worth(
        value_at_risk=float(listed["value_at_risk"].sum()),
        expected_cost=float(listed["expected_cost"].sum()),
        expected_profit=float(listed["expected_profit"].sum()),
        assumptions=assumptions,
    )


def _parts(
    chosen: pl.DataFrame, column: str, first: Sequence[str], words: Mapping[str, str]
) -> tuple[Part, ...]:
    """Listed and held back by the values of a column: those of ``first``, then the others."""
    counted = (
        chosen.group_by(column)
        .agg(listed=(pl.col("role") == LISTED).sum(), control=(pl.col("role") == CONTROL).sum())
        .sort(column, nulls_last=True)
    )
    parts = [
        Part(
            name="" if name is None else str(name),
            words=words.get(name, "" if name is None else str(name)),
            listed=listed,
            control=control,
        )
        for name, listed, control in counted.iter_rows()
    ]
    places = {name: place for place, name in enumerate(first)}
    return tuple(sorted(parts, key=lambda part: places.get(part.name, len(places))))


def _with_idle(parts: tuple[Part, ...], words: Mapping[str, str]) -> tuple[Part, ...]:
    """The parts of all names, in the order of these, also where nobody is part of one."""
    known = {part.name: part for part in parts}
    return tuple(
        known.get(name, Part(name=name, words=text, listed=0, control=0))
        for name, text in words.items()
    )
