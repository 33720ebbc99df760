"""Who is selected: ranked, within quotas, up to the cut."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from churnkit.campaign.columns import Columns
from churnkit.campaign.do_not_contact import DoNotContact
from churnkit.campaign.do_not_contact_matches import UnmatchedList, match_notes, unmatched_lists
from churnkit.campaign.exclusions import Exclusion, Exclusions, exclusions_of
from churnkit.campaign.playbook import (
    consent_notes,
    costs_of,
    expected,
    idle_lines,
    lines_of,
    names_of,
    reachable,
    stages_of,
)
from churnkit.campaign.select.values import Values, require_tiers, tiers_of, values_of
from churnkit.config.sections.campaign import CampaignSection
from churnkit.evaluate import top_size
from churnkit.profit import best_cut
from churnkit.scoring import row_order

_DECILES = 10
_ROUNDING = 1e-9
"""Share of the budget by which a sum of floats may miss it."""


@dataclass(frozen=True)
class Scores:
    """Scored customers, one row each, as in the table."""

    frame: pl.DataFrame
    """``id`` (String), ``score``, ``rule``."""
    order: pl.Series
    """Rows by rank of the score, ties broken: (n,)."""


@dataclass(frozen=True)
class Sources:
    """Where the campaign finds what it has to know of the customers."""

    value: str | None
    """Column of values; None: everybody is worth ``campaign.profit.value``."""
    tier: str | None
    """Column of value tiers; None: they are made from the values."""
    as_of: dt.date | None
    """Day at which contacts count as recent."""
    share: float
    """Share of the scored customers that is selected, for ``cut: share``."""


@dataclass(frozen=True)
class Selection:
    """Who was selected, and why the others were not."""

    customers: pl.DataFrame
    """In the order of rank: ``row`` (place in the table, from 0), rank, id, score, decile, tier,
    value, stage, rule, line, channel, contact_cost, offer_cost, success, value_at_risk,
    expected_cost, expected_profit."""
    scored: int
    excluded: tuple[Exclusion, ...]
    passed: pl.DataFrame
    """All scored customers, in the rows of the table: their ``rank`` in the order of the campaign,
    and the first ``reason`` that keeps them off, with its ``name``; null: selected."""
    notes: tuple[str, ...]
    unmatched: tuple[UnmatchedList, ...] = ()


def select_customers(
    scores: Scores,
    columns: Columns,
    campaign: CampaignSection,
    sources: Sources,
    *,
    lists: Sequence[DoNotContact] = (),
    contact_keys: Mapping[str, pl.Series] | None = None,
) -> Selection:
    """Select whom to contact or to hold back.

    Args:
        scores: all scored customers.
        columns: columns of the table that the campaign names, in the same rows.
        campaign: what the config says.
        sources: where values, tiers and the day come from.
        lists: do-not-contact lists.
        contact_keys: name of a list -> contact keys of the customers that are looked up in it.

    Raises:
        ConfigError: the config does not fit what the columns hold.
        InputError: values of a column can be read in two ways.
    """
    values = values_of(columns, sources.value, campaign.profit.value)
    made = _made(scores, columns, campaign, sources, values)
    reached = reachable(columns, campaign.channels)
    lines = lines_of(columns, campaign, made, scores.frame["rule"], reached)
    customers = expected(pl.concat([made, costs_of(lines, campaign)], how="horizontal"))
    order = _ranked(customers, scores.order, campaign)
    exclusions = exclusions_of(columns, campaign, made, lists, contact_keys or {}, sources.as_of)
    exclusions = exclusions.add("no_consent", lines.is_null())
    exclusions, eligible = _within_quotas(exclusions, made["tier"], order, campaign)
    size, notes = _cut(customers, eligible, campaign, top_size(made.height, sources.share))
    exclusions = exclusions.add("below_cut", _among(eligible.slice(size), made.height))
    return Selection(
        customers=_selected(eligible.head(size), scores, customers, lines, order, campaign),
        scored=made.height,
        excluded=exclusions.counts(),
        passed=exclusions.first().with_columns(rank=_places(order) + 1),
        notes=(
            *values.notes,
            *consent_notes(columns, campaign.channels, reached),
            *idle_lines(lines, campaign),
            *notes,
            *match_notes(lists, contact_keys or {}),
        ),
        unmatched=unmatched_lists(lists, contact_keys or {}),
    )


def _made(
    scores: Scores,
    columns: Columns,
    campaign: CampaignSection,
    sources: Sources,
    values: Values,
) -> pl.DataFrame:
    """score, value, tier and stage of all scored customers."""
    tiers = tiers_of(columns, sources.tier, campaign.tiers, values, scores.frame["id"])
    require_tiers(campaign, sources.tier, tiers)
    known = pl.DataFrame({"score": scores.frame["score"], "value": values.amounts, "tier": tiers})
    return known.with_columns(stages_of(columns, campaign, known).alias("stage"))


def _ranked(customers: pl.DataFrame, order: pl.Series, campaign: CampaignSection) -> pl.Series:
    """Rows in the order of the campaign; equal ones in that of the score: (n,)."""
    if campaign.order == "score":
        return order
    key = "value_at_risk" if campaign.order == "value_at_risk" else "expected_profit"
    return row_order(customers.select(pl.col(key), _places(order)), [True, False])


def _places(order: pl.Series) -> pl.Series:
    """The inverse of a permutation: place of each row, from 0."""
    places = np.empty(order.len(), dtype=np.int64)
    places[order.to_numpy()] = np.arange(order.len())
    return pl.Series("place", places)


def _within_quotas(
    exclusions: Exclusions, tiers: pl.Series, order: pl.Series, campaign: CampaignSection
) -> tuple[Exclusions, pl.Series]:
    """The reason "quota" after the others, and the rows that none keeps off, in their order."""
    free = order.filter(exclusions.free(tiers.len()).gather(order))
    if not campaign.quotas:
        return exclusions, free
    most = pl.col("tier").replace_strict(campaign.quotas, default=None, return_dtype=pl.Int64)
    ahead = pl.int_range(pl.len()).over("tier")
    over = (
        tiers.gather(free)
        .to_frame("tier")
        .select((ahead >= most).fill_null(value=False).alias("over"))["over"]
    )
    full = _among(free.filter(over), tiers.len())
    return exclusions.add("quota", full), free.filter(~over)


def _among(rows: pl.Series, size: int) -> pl.Series:
    """Whether each of all rows is one of these: (n,) Boolean."""
    among = np.zeros(size, dtype=np.bool_)
    among[rows.to_numpy()] = True
    return pl.Series("among", among)


def _cut(
    customers: pl.DataFrame, eligible: pl.Series, campaign: CampaignSection, share: int
) -> tuple[int, tuple[str, ...]]:
    """How many of the eligible customers are selected, and notes on it."""
    if campaign.cut == "profit":
        size = best_cut(customers["expected_profit"].gather(eligible).to_numpy())
        note = "no contact is expected to pay: with cut: profit nobody is selected"
        return size, () if size else (note,)
    if campaign.cut == "budget":
        spent = customers["expected_cost"].gather(eligible).cum_sum()
        most = (campaign.budget or 0.0) * (1 + _ROUNDING)
        size = int((spent <= most).sum())
        note = (
            f"campaign.budget: a budget of {campaign.budget or 0.0:,.2f} does not pay for a single "
            "one of the customers who may be contacted: nobody is selected"
        )
        return size, () if size or eligible.is_empty() else (note,)
    wanted = share if campaign.cut == "share" else campaign.number or 0
    size = min(wanted, eligible.len())
    note = f"of the {wanted:,} customers to select only {size:,} may be contacted"
    return size, () if size == wanted else (note,)


def _selected(
    rows: pl.Series,
    scores: Scores,
    customers: pl.DataFrame,
    lines: pl.Series,
    order: pl.Series,
    campaign: CampaignSection,
) -> pl.DataFrame:
    deciles = _places(scores.order).gather(rows) * _DECILES // max(1, scores.frame.height) + 1
    return pl.concat(
        [
            rows.cast(pl.Int64).to_frame("row"),
            (_places(order).gather(rows) + 1).to_frame("rank"),
            scores.frame.select(pl.col("id", "rule").gather(rows)),
            deciles.to_frame("decile"),
            customers.select(pl.all().gather(rows)),
            names_of(lines.gather(rows), campaign),
        ],
        how="horizontal",
    )
