"""Customers lost, in numbers only: what had warned of them, what was done, what they were worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from churnkit.campaign.counted import Counted, counted_in
from churnkit.campaign.lost.losses import (
    STANDINGS,
    CauseFacts,
    Group,
    Standing,
    causes_of,
    groups,
    whole,
)
from churnkit.campaign.record import LISTED
from churnkit.campaign.wording import label_words, said
from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.project import Language
from churnkit.config.sections.section import Localised
from churnkit.events.tiers import TIERS
from churnkit.frozen import Frozen
from churnkit.rules.ruleset import RuleSet
from churnkit.rules.wording import Vocabulary, condition_words

MOST_LISTED = 20
"""Customers named on the page."""


class WarningRule(Frozen):
    """A rule that had warned of customers who left."""

    id: str | None
    """None: no rule spoke."""
    words: str
    customers: int
    value: float | None
    """None: that of none of them is known."""


class ActionFacts(Frozen):
    """A line of the playbook and a channel: who was on the list with it, and who of them left."""

    line: str
    words: str
    channel: str
    """What the channel is called."""
    listed: int
    left: int
    value: float | None
    """Of those who left; None: that of none is known."""


class LostCustomer(Frozen):
    """One of the largest losses."""

    id: str
    value: float
    tier: str | None
    standing: Standing
    score: float | None
    warned: bool
    cause: str | None


class LossFacts(Frozen):
    """Customers who left, in numbers. Each division of them adds up to ``left``."""

    language: Language
    campaign: str
    threshold: float
    """The score above which a customer is expected to leave."""
    has_record: bool
    """Whether a list of the campaign was made."""
    left: Group
    missed: Group
    """Those who never had a score above the threshold."""
    standings: tuple[Group, ...]
    """By standing; all four."""
    rules: tuple[WarningRule, ...]
    """They add up to those who were warned of."""
    actions: tuple[ActionFacts, ...]
    """They add up to those listed."""
    causes: tuple[CauseFacts, ...]
    """Known causes; with ``without_cause`` they add up to all."""
    without_cause: Group
    tiers: tuple[Group, ...]
    replacement_cost: float | None
    """Of one customer."""
    largest: tuple[LostCustomer, ...]
    counted: Counted | None = None
    """None: of an older version."""


def summarise_losses(
    losses: pl.DataFrame,
    record: pl.DataFrame,
    threshold: float,
    campaign: CampaignSection,
    rules: RuleSet,
    vocabulary: Vocabulary,
) -> LossFacts:
    """Count the customers who left by all that is known of them.

    Args:
        losses: what ``join_losses`` returns.
        record: the record of the campaign; empty where no list was made.
        threshold: the score above which a customer is expected to leave.
        campaign: names and words of lines and channels, and what ``lost`` says of causes.
        rules: the rules whose ids the losses name.
        vocabulary: the words for them.
    """
    settings = campaign.lost
    assert settings is not None  # noqa: S101 - without it, nobody is looked back at
    words = _cause_words(losses, label_words(settings.cause_labels, vocabulary.language))
    known = losses["cause"].is_not_null()
    return LossFacts(
        language=vocabulary.language,
        campaign=campaign.name,
        threshold=threshold,
        has_record=not record.is_empty(),
        left=whole(losses),
        missed=whole(losses.filter(~pl.col("warned"))),
        standings=_standings(losses),
        rules=tuple(_rules(losses.filter("warned"), rules, vocabulary)),
        actions=tuple(_actions(losses, record, campaign, vocabulary.language)),
        causes=tuple(
            each.model_copy(update={"name": words.get(each.name or "", each.name)})
            for each in causes_of(losses, settings.controllable)
        ),
        without_cause=whole(losses.filter(~known)),
        tiers=groups(losses, "tier", TIERS),
        replacement_cost=settings.replacement_cost,
        largest=tuple(_largest(losses.with_columns(pl.col("cause").replace(words)))),
        counted=counted_in(settings.customers, settings.period, "lost", vocabulary.language),
    )


def _cause_words(losses: pl.DataFrame, labels: Mapping[str, str]) -> dict[str, str]:
    """What the causes are called, in whatever case they are spelt."""
    known = {cause.casefold(): label for cause, label in labels.items()}
    causes = losses["cause"].drop_nulls().unique().to_list()
    return {cause: known[cause.casefold()] for cause in causes if cause.casefold() in known}


def _standings(losses: pl.DataFrame) -> tuple[Group, ...]:
    """All four, empty ones as well."""
    by_name = {each.name: each for each in groups(losses, "standing")}
    nobody = whole(losses.clear())
    return tuple(by_name.get(name, nobody.model_copy(update={"name": name})) for name in STANDINGS)


def _rules(warned: pl.DataFrame, rules: RuleSet, vocabulary: Vocabulary) -> Iterator[WarningRule]:
    words: dict[str | None, str] = {None: vocabulary.grammar.no_rule}
    words |= {rule.id: condition_words(rule, vocabulary) for rule in rules.rules}
    for each in groups(warned, "rule"):
        yield WarningRule(
            id=each.name,
            words=words.get(each.name, ""),
            customers=each.customers,
            value=each.value if each.valued else None,
        )


def _actions(
    losses: pl.DataFrame, record: pl.DataFrame, campaign: CampaignSection, language: Language
) -> Iterator[ActionFacts]:
    """In the order of the playbook; lines that it no longer has come last."""
    sizes = dict(record.filter(pl.col("role") == LISTED)["line"].value_counts().iter_rows())
    on_list = losses.filter(pl.col("standing") == LISTED)
    by_line = {each.name: each for each in groups(on_list, "line")}
    channels = dict(record.select("line", "channel").iter_rows())
    order = {name: place for place, name in enumerate(campaign.playbook)}
    for line in sorted(sizes, key=lambda name: (order.get(name, len(order)), name)):
        left = by_line.get(line)
        action = campaign.playbook[line].action if line in order else Localised()
        channel = channels[line]
        label = campaign.channels[channel].label if channel in campaign.channels else Localised()
        yield ActionFacts(
            line=line,
            words=said(action, language, line),
            channel=said(label, language, channel),
            listed=sizes[line],
            left=left.customers if left else 0,
            value=left.value if left and left.valued else None,
        )


def _largest(losses: pl.DataFrame) -> Iterator[LostCustomer]:
    valued = losses.filter(pl.col("value").is_not_null())
    top = valued.sort("value", "id", descending=[True, False]).head(MOST_LISTED)
    for row in top.iter_rows(named=True):
        fields = LostCustomer.model_fields
        yield LostCustomer(**{name: row[name] for name in fields})
