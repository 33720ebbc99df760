"""Who may not be selected, and the first reason why: one reason for each customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from churnkit.campaign.columns import Columns
from churnkit.campaign.do_not_contact import DoNotContact
from churnkit.campaign.do_not_contact_matches import require_written_as_phones
from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.types.spans import Span
from churnkit.errors import ConfigError
from churnkit.frozen import Frozen

ExclusionReason = Literal[
    "outside_keep",
    "tier",
    "suppressed",
    "unchecked",
    "cool_off",
    "no_consent",
    "quota",
    "below_cut",
]
"""Why a scored customer is not selected, in the order in which reasons are looked at: the condition
``keep`` does not hold or cannot be told; the value tier is none of ``only_tiers``; a do-not-contact
list names the customer; it cannot be told whether one does; the last contact is too recent or
cannot be read; no channel of a fitting line of the playbook is consented to; the quota of the tier
is full; the cut was reached before."""


class Exclusion(Frozen):
    """How many scored customers were not selected for one reason."""

    reason: ExclusionReason
    name: str | None = None
    """Of suppressed and unchecked: the do-not-contact list."""
    customers: int


@dataclass(frozen=True)
class RowExclusion:
    """One reason, and the customers it excludes."""

    reason: ExclusionReason
    holds: pl.Series
    """(n,) Boolean, never null."""
    name: str | None = None
    """The do-not-contact list."""


@dataclass(frozen=True)
class Exclusions:
    """All reasons, in the order in which they are checked."""

    rows: tuple[RowExclusion, ...]

    def add(self, reason: ExclusionReason, holds: pl.Series) -> Exclusions:
        """These, and one more after them."""
        return Exclusions((*self.rows, RowExclusion(reason, holds)))

    def free(self, size: int) -> pl.Series:
        """Customers whom no reason keeps off: (n,) Boolean."""
        free = pl.repeat(value=True, n=size, dtype=pl.Boolean, eager=True)
        for exclusion in self.rows:
            free &= ~exclusion.holds
        return free

    def counts(self) -> tuple[Exclusion, ...]:
        """Customers by the first reason that holds for them."""
        counted = []
        seen: pl.Series | None = None
        for exclusion in self.rows:
            new = exclusion.holds if seen is None else exclusion.holds & ~seen
            seen = exclusion.holds if seen is None else seen | exclusion.holds
            counted.append(
                Exclusion(reason=exclusion.reason, name=exclusion.name, customers=int(new.sum()))
            )
        return tuple(counted)

    def first(self) -> pl.DataFrame:
        """The first ``reason`` that holds for each customer, and its ``name``; null: none does."""
        columns = pl.DataFrame({str(number): row.holds for number, row in enumerate(self.rows)})
        first = columns.select(
            pl.coalesce(
                pl.when(str(number)).then(pl.lit(number, pl.UInt32))
                for number in range(len(self.rows))
            )
        ).to_series()
        names = {
            "reason": [exclusion.reason for exclusion in self.rows],
            "name": [exclusion.name for exclusion in self.rows],
        }
        reasons = pl.DataFrame(names, schema={"reason": pl.String, "name": pl.String})
        return reasons.select(pl.all().gather(first))


def exclusions_of(
    columns: Columns,
    campaign: CampaignSection,
    made: pl.DataFrame,
    lists: Sequence[DoNotContact],
    contact_keys: Mapping[str, pl.Series],
    as_of: dt.date | None,
) -> Exclusions:
    """All reasons but those that depend on other customers (quota and cut) and on channels.

    Args:
        columns: the scored customers.
        campaign: whom it may select.
        made: score, value, tier and stage.
        lists: the do-not-contact lists.
        contact_keys: name of a list -> contact keys of the customers that are looked up in it.
        as_of: day at which contacts count as recent.

    Raises:
        ConfigError: there is no such day, but a time of peace after contacts; or phone numbers are
            compared letter by letter.
    """
    require_written_as_phones(lists, contact_keys)
    exclusions = []
    if campaign.keep is not None:
        kept = columns.holds(campaign.keep, "campaign.keep", made)
        exclusions.append(RowExclusion("outside_keep", ~kept))
    if campaign.only_tiers:
        wanted = made["tier"].is_in(campaign.only_tiers).fill_null(value=False)
        exclusions.append(RowExclusion("tier", ~wanted))
    named = {each.name: each.names(contact_keys[each.name]) for each in lists}
    for name, truth in named.items():
        exclusions.append(RowExclusion("suppressed", truth.fill_null(value=False), name))
    for name, truth in named.items():
        exclusions.append(RowExclusion("unchecked", truth.is_null(), name))
    if campaign.last_contact is not None and campaign.cool_off is not None:
        recent = _recent(columns, campaign.last_contact, campaign.cool_off, require_day(as_of))
        exclusions.append(RowExclusion("cool_off", recent))
    return Exclusions(tuple(exclusions))


def require_day(as_of: dt.date | None) -> dt.date:
    """The day at which contacts count as recent. Raises ConfigError where there is none."""
    if as_of is None:
        raise ConfigError(
            "campaign.cool_off: has no day to count from; write score.as_of, or give --as-of DATE"
        )
    return as_of


def _recent(columns: Columns, name: str, peace: Span, as_of: dt.date) -> pl.Series:
    """Whether the last contact was too recent, or its date is unknown: (n,) Boolean."""
    last, unreadable = columns.values(name, "date")
    if unreadable.any() and last.null_count() == last.len():
        raise ConfigError(
            f"campaign.last_contact: the column '{name}' holds no dates; name one that does"
        )
    free_again = pl.col("last").cast(pl.Date).dt.offset_by(str(peace))
    frame = pl.DataFrame({"last": last, "unreadable": unreadable})
    return frame.select(
        ((free_again > as_of).fill_null(value=False) | pl.col("unreadable")).alias("recent")
    )["recent"]
