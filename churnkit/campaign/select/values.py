"""Values and value tiers of scored customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from churnkit.campaign.columns import Columns
from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.events import TierShares
from churnkit.config.yaml.keypath import write_path
from churnkit.errors import ConfigError
from churnkit.events.tiers import TIERS, tier_cuts
from churnkit.suggest import suggestion


@dataclass(frozen=True)
class Values:
    """Values of the scored customers."""

    amounts: pl.Series
    """(n,) Float64, never null."""
    differ: bool
    """Whether they come from a column; else everybody is worth the same."""
    notes: tuple[str, ...] = ()


def values_of(columns: Columns, column: str | None, everybody: float) -> Values:
    """What each customer is worth; who has no value that can be read counts as worth nothing.

    Args:
        columns: the scored customers.
        column: of the table; None: everybody is worth the same.
        everybody: that worth.

    Raises:
        ConfigError: the column holds no number at all.
    """
    size = columns.height
    if column is None:
        return Values(pl.repeat(everybody, size, dtype=pl.Float64, eager=True), differ=False)
    values, _ = columns.values(column, "number")
    unknown = values.null_count()
    if unknown == size and size:
        raise ConfigError(
            f"campaign.value: the column '{column}' holds no numbers; name one that does"
        )
    note = (
        f"of the {size:,} scored customers {unknown:,} have no value that can be read in the "
        f"column '{column}'; they count as worth 0"
    )
    return Values(values.fill_null(0.0), differ=True, notes=(note,) if unknown else ())


def tiers_of(
    columns: Columns, column: str | None, shares: TierShares, values: Values, ids: pl.Series
) -> pl.Series:
    """Value tier of each customer: (n,) String, null where it is not known.

    Without a column, tiers are the shares of the customers from the highest value down, by the
    rule of event logs: equal values are sorted by id, and who is worth nothing is small. Where
    everybody is worth the same there are none.
    """
    if column is not None:
        return columns.values(column, "category")[0].cast(pl.String)
    if not values.differ:
        return pl.repeat(None, ids.len(), dtype=pl.String, eager=True)
    spent = values.amounts
    ordered = spent.sort(descending=True)
    tier = pl.lit("small")
    within = {}
    for name, cut in reversed(list(zip(TIERS, tier_cuts(shares, ids.len()), strict=False))):
        within[name] = _among_first(cut, spent, ordered, ids) & (spent > 0)
        tier = pl.when(name).then(pl.lit(name)).otherwise(tier)
    return pl.DataFrame(within).select(tier.alias("tier"))["tier"]


def _among_first(cut: int, spent: pl.Series, ordered: pl.Series, ids: pl.Series) -> pl.Series:
    """Whether each customer is among the first of those sorted by value, then id: (n,) Boolean."""
    if cut >= spent.len():
        return pl.repeat(value=True, n=spent.len(), dtype=pl.Boolean, eager=True)
    above: pl.Series = spent > ordered[cut - 1]
    tied = (spent == ordered[cut - 1]).arg_true()
    by_id = tied.gather(ids.gather(tied).arg_sort())
    return above.scatter(by_id.head(cut - int(above.sum())), True)


def require_tiers(campaign: CampaignSection, column: str | None, tiers: pl.Series) -> None:
    """Raise ConfigError where the config names a tier that no scored customer can be in."""
    known = list(TIERS) if column is None else sorted(tiers.drop_nulls().unique().to_list())
    problems = [
        f"{place}: {tier!r} is no value tier of the scored customers{suggestion(tier, known)}"
        for place, named in _named_tiers(campaign).items()
        for tier in named
        if tier not in known
    ]
    if problems:
        raise ConfigError("\n".join(problems))


def _named_tiers(campaign: CampaignSection) -> Mapping[str, tuple[str, ...]]:
    """Place in the config -> the tiers that it names."""
    return {
        "campaign.only_tiers": campaign.only_tiers,
        "campaign.quotas": tuple(campaign.quotas),
        **{
            write_path(("campaign", "playbook", name, "tiers")): line.tiers
            for name, line in campaign.playbook.items()
        },
    }
