"""Customers of another table than the scored one: who may be contacted, and by which channels.

It fails closed: whoever stands on a do-not-contact list, or cannot be looked up in one, or has not
consented to any channel, is not contacted; a consent that the table does not tell was not given.
Only where it does not tell of contacts, nobody counts as contacted recently, and a note says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from churnkit.campaign.columns import NO_CONSENT_NEEDED, Columns
from churnkit.campaign.do_not_contact import DoNotContact, customer_contact_keys
from churnkit.campaign.do_not_contact_matches import match_notes
from churnkit.campaign.exclusions import Exclusions, exclusions_of
from churnkit.campaign.playbook import reachable, unknown_consents
from churnkit.campaign.wording import said
from churnkit.config.sections.campaign import CampaignSection, Channel
from churnkit.config.sections.project import Language, Nulls
from churnkit.config.yaml.keypath import write_path
from churnkit.errors import ConfigError
from churnkit.suggest import suggestion

_COMMA = ", "


@dataclass(frozen=True)
class Reach:
    """Who may be contacted, and how."""

    excluded: pl.Series
    """(n,) String: "suppressed:<list>", "unchecked:<list>", "cool_off" or "no_consent"; null: may
    be contacted."""
    channels: pl.Series
    """(n,) String: what the channels are called by which the customer may be contacted."""
    notes: tuple[str, ...]


def contact_keys_in(
    rows: pl.DataFrame, place: Path, lists: Sequence[DoNotContact], nulls: Nulls
) -> dict[str, pl.Series]:
    """The contact keys of customers by do-not-contact list: (n,) String each.

    Args:
        rows: the customers as they were read.
        place: their file, for messages.
        lists: the do-not-contact lists.
        nulls: texts that mean "no value", by kind.

    Raises:
        ConfigError: a column that is looked up is not there, so that nobody could be checked.
    """
    problems = [
        f"{write_path(('campaign', 'suppress', each.name, 'customers'))}: no column "
        f"'{each.looked_up}' in {place}{suggestion(each.looked_up, rows.columns)}; without it "
        "nobody there can be checked"
        for each in lists
        if each.looked_up not in rows
    ]
    if problems:
        raise ConfigError("\n".join(problems))
    return {
        each.name: customer_contact_keys(rows[each.looked_up], each.writing, nulls)
        for each in lists
    }


def reach_of(
    columns: Columns,
    campaign: CampaignSection,
    lists: Sequence[DoNotContact],
    contact_keys: Mapping[str, pl.Series],
    language: Language,
    as_of: dt.date | None,
) -> Reach:
    """Find out who may be contacted.

    Args:
        columns: the customers.
        campaign: its channels and its time of peace after a contact.
        lists: the do-not-contact lists.
        contact_keys: name of a list -> contact keys of the customers.
        language: of the names of channels.
        as_of: day at which contacts count as recent.
    """
    channels = {
        name: channel
        for name, channel in campaign.channels.items()
        if _has_consent_column(channel, columns)
    }
    everybody = pl.repeat(value=True, n=columns.height, dtype=pl.Boolean, eager=True)
    allowed = pl.DataFrame(
        {
            "": ~everybody,  # where the table tells of no channel
            **{
                name: everybody if truth is None else truth
                for name, truth in reachable(columns, channels).items()
            },
        }
    )
    for_all = campaign.model_copy(update={"keep": None, "only_tiers": ()})
    if not _has_contact_column(campaign, columns):
        for_all = for_all.model_copy(update={"last_contact": None})
    exclusions = exclusions_of(columns, for_all, pl.DataFrame(), lists, contact_keys, as_of)
    return Reach(
        excluded=_excluded(exclusions, allowed),
        channels=_channels(allowed, channels, language),
        notes=(
            *match_notes(lists, contact_keys),
            *unknown_consents(columns, channels),
            *_notes(campaign, columns),
        ),
    )


def _has_contact_column(campaign: CampaignSection, columns: Columns) -> bool:
    return campaign.last_contact is not None and campaign.last_contact in columns.frame


def _has_consent_column(channel: Channel, columns: Columns) -> bool:
    """Whether the table has the consents, or none are needed."""
    return channel.consent in (None, NO_CONSENT_NEEDED) or channel.consent in columns.frame


def _channels(
    allowed: pl.DataFrame, channels: Mapping[str, Channel], language: Language
) -> pl.Series:
    named = [
        pl.when(name).then(pl.lit(said(channel.label, language, name)))
        for name, channel in channels.items()
    ]
    joined = pl.concat_str([pl.lit(""), *named], separator=_COMMA, ignore_nulls=True)
    return allowed.select(joined.str.strip_prefix(_COMMA).alias("channels")).to_series()


def _excluded(exclusions: Exclusions, allowed: pl.DataFrame) -> pl.Series:
    """The first reason that holds."""
    reasons = [
        pl.when(exclusion.holds).then(
            pl.lit(f"{exclusion.reason}:{exclusion.name}" if exclusion.name else exclusion.reason)
        )
        for exclusion in exclusions.rows
    ]
    unreached = pl.when(~pl.any_horizontal(pl.all())).then(pl.lit("no_consent"))
    return allowed.select(pl.coalesce(*reasons, unreached).alias("excluded")).to_series()


def _notes(campaign: CampaignSection, columns: Columns) -> Iterator[str]:
    for name, channel in campaign.channels.items():
        if not _has_consent_column(channel, columns):
            yield (
                f"{write_path(('campaign', 'channels', name, 'consent'))}: the table of those who "
                f"have left has no column '{channel.consent}', so that nobody counts as consenting "
                f"to {name}"
            )
    if campaign.last_contact is not None and not _has_contact_column(campaign, columns):
        yield (
            f"campaign.last_contact: the table of those who have left has no column "
            f"'{campaign.last_contact}', so that nobody counts as contacted recently"
        )
