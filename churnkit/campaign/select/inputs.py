"""What a campaign needs before customers are scored, and the errors found before that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from churnkit.campaign.columns import require_columns
from churnkit.campaign.delivery import Delivery, require_delivery
from churnkit.campaign.do_not_contact import DoNotContact, read_do_not_contact
from churnkit.campaign.exclusions import require_day
from churnkit.campaign.playbook import require_rules
from churnkit.campaign.select.selection import Sources
from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.project import (
    Config,
    DataSection,
    DecimalMark,
    MarkerSettings,
    ScoreSection,
    VariableSettings,
)
from churnkit.events.tiers import TIER
from churnkit.rules.ruleset import RuleSet
from churnkit.sources import Source, day_of


@dataclass(frozen=True)
class Plan:
    """What a campaign has to know before customers are scored."""

    campaign: CampaignSection
    columns: tuple[str, ...]
    """Columns of the scored table that it reads."""
    variables: Mapping[str, VariableSettings]
    """What is known about them."""
    sources: Sources
    lists: tuple[DoNotContact, ...]
    inputs: tuple[str, ...]
    """Names of the files that customers and do-not-contact lists come from."""
    delivery: Delivery
    are_probabilities: bool
    """Whether scores are; else they only rank."""
    markers: MarkerSettings = field(default_factory=MarkerSettings)
    """How yes/no columns are read."""
    decimal: DecimalMark | None = None
    """Decimal mark of all numbers of the table."""
    tie_breaker: str | None = None
    """Column that orders customers of equal score."""


def require_campaign(
    campaign: CampaignSection | None, data: DataSection, score: ScoreSection
) -> Delivery | None:
    """Look at what can be known before anything is read.

    Returns:
        How the files are delivered; None where the config has no campaign.

    Raises:
        ConfigError: there is no day to count contacts from, or the files cannot be written.
    """
    if campaign is None:
        return None
    if campaign.cool_off is not None and not data.events:
        require_day(day_of(score, data))
    return require_delivery(campaign.files, columns=score.columns, id_column=data.id)


def plan_campaign(config: Config, source: Source, rules: RuleSet) -> Plan | None:
    """Look whether the campaign fits table and rules, and read its do-not-contact lists.

    Returns:
        None where the config has no campaign.

    Raises:
        ConfigError: a column or a rule that the campaign names is not there.
        InputError: a do-not-contact list cannot be trusted.
    """
    campaign, score = config.campaign, config.score
    delivery = require_campaign(campaign, config.data, score)
    if campaign is None or delivery is None:
        return None
    require_rules(campaign, rules)
    schema = source.table.schema
    sources = Sources(
        value=campaign.value or score.value,
        tier=campaign.tier or (TIER if config.data.tiers and TIER in schema else None),
        as_of=source.as_of,
        share=score.share,
    )
    named = [*require_columns(campaign, schema), sources.value, sources.tier]
    lists = read_do_not_contact(campaign.suppress, config.ingest.nulls, config.phone_country)
    files = [*source.inputs, *(file for each in lists for file in each.files)]
    return Plan(
        campaign=campaign,
        columns=tuple(dict.fromkeys(name for name in named if name is not None)),
        variables=source.data.variables,
        sources=sources,
        lists=lists,
        inputs=tuple(dict.fromkeys(Path(file).name for file in files)),
        delivery=delivery,
        are_probabilities=rules.tells_probabilities,
        markers=config.data.markers,
        decimal=config.data.decimal,
        tie_breaker=score.value,
    )
