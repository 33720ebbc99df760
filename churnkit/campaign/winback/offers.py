"""Offers to customers who have left, and the profit expected of them.

The expected profit of an offer is the chance that the customer returns x the second lifetime value
- the cost of the offer. An offer moves the chances of all customers alike (their log odds by the
same shift), such that the likely returners, on whom offers are tested, return at its success rate.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnkit.campaign.winback.odds import Flags, Floats, expit, likeliest, shift_to_mean
from churnkit.evaluate import top_size
from churnkit.frozen import Frozen

LISTED, AT_A_LOSS, WITHOUT_VALUE, BEYOND_SHARE = "listed", "at_a_loss", "without_value", "beyond"
"""The status of a customer; one who was excluded has the reason as status."""


@dataclass(frozen=True)
class Offer:
    """An offer to those who have left."""

    name: str
    cost: float
    """For each customer to whom it is made."""
    success: float | None
    """Share of the likely returners it wins back; None: it leaves probabilities as they are."""


NO_OFFER = Offer("", 0.0, None)
"""A contact without an offer."""


class OfferFacts(Frozen):
    """What an offer would bring if it were made to all of some customers."""

    name: str
    success: float | None
    """As the config has it."""
    customers: int
    returns: float
    """Customers expected to return."""
    cost: float
    value: float
    """Second lifetime value of those expected to return."""

    @property
    def profit(self) -> float:
        """Value less cost."""
        return self.value - self.cost

    @property
    def return_on_cost(self) -> float | None:
        """Value over cost; None where nothing is spent."""
        return self.value / self.cost if self.cost else None


@dataclass(frozen=True)
class Winback:
    """All customers who have left, ranked."""

    customers: pl.DataFrame
    """``id``, ``rank`` (null: not ranked), ``offer``, ``likelihood`` (with that offer), ``value``,
    ``cost``, ``expected_profit`` and ``status``: in the order of rank, then the likeliest first."""
    likely: int
    """Likely returners: the likeliest share, ties included."""
    offers: tuple[OfferFacts, ...]
    """What each offer would bring if it were made to the likely returners who may be contacted."""
    listed: OfferFacts
    """What is expected of those listed, each with the offer that suits him best."""


def rank_leavers(leavers: pl.DataFrame, offers: Sequence[Offer], share: float) -> Winback:
    """Choose the offer of each customer and rank customers by expected profit.

    Nobody is listed at a loss, nor without a known value.

    Args:
        leavers: ``id``, ``value`` (Float64, may be null), ``log_odds`` of returning, ``excluded``
            (String: why the customer is not contacted, null: he may be).
        offers: the offers; of equally good ones the first is made.
        share: share of all these customers that is listed, and that counts as likely returners.
    """
    offers = offers or [NO_OFFER]
    log_odds, value = leavers["log_odds"].to_numpy(), _numbers(leavers["value"])
    likely = likeliest(log_odds, share)
    returning = np.stack([_with_offer(log_odds, likely, offer) for offer in offers])
    costs = np.array([offer.cost for offer in offers])
    chosen = (returning * value - costs[:, None]).argmax(axis=0)
    customers = _ranked(
        leavers.select("id", "value", "excluded").with_columns(
            pl.Series("offer", [offers[place].name for place in chosen], dtype=pl.String),
            pl.Series("likelihood", np.take_along_axis(returning, chosen[None], axis=0)[0]),
            pl.Series("cost", costs[chosen]),
            pl.Series("log_odds", log_odds),
        ),
        top_size(leavers.height, share),
    )
    reached = likely & leavers["excluded"].is_null().to_numpy() & ~np.isnan(value)
    return Winback(
        customers=customers,
        likely=int(likely.sum()),
        offers=tuple(
            _offer_facts(offer, chance[reached], value[reached])
            for offer, chance in zip(offers, returning, strict=True)
        ),
        listed=_listed_facts(customers.filter(pl.col("status") == LISTED)),
    )


def _with_offer(log_odds: Floats, likely: Flags, offer: Offer) -> Floats:
    """(n,) chances of returning after an offer."""
    if offer.success is None or not likely.any():
        return expit(log_odds)
    return expit(log_odds + shift_to_mean(log_odds[likely], offer.success))


def _ranked(offered: pl.DataFrame, places: int) -> pl.DataFrame:
    profit = pl.col("likelihood") * pl.col("value") - pl.col("cost")
    status = (
        pl.when(pl.col("excluded").is_not_null()).then("excluded")
        .when(pl.col("value").is_null()).then(pl.lit(WITHOUT_VALUE))
        .when(pl.col("expected_profit") <= 0).then(pl.lit(AT_A_LOSS))
    )  # fmt: skip
    order = offered.with_columns(profit.alias("expected_profit")).with_columns(
        status.alias("status")
    )
    is_ranked = pl.col("status").is_null()
    place = pl.when(is_ranked).then(is_ranked.cum_sum()).cast(pl.Int64)
    return (
        order.sort(
            is_ranked, pl.when(is_ranked).then("expected_profit"), "log_odds", "id",
            descending=[True, True, True, False], nulls_last=True,
        )
        .with_columns(place.alias("rank"))
        .with_columns(
            pl.when(pl.col("rank") <= places).then(pl.lit(LISTED))
            .when(pl.col("rank") > places).then(pl.lit(BEYOND_SHARE))
            .otherwise("status").alias("status")
        )
        .select(
            "id", "rank", "offer", "likelihood", "value", "cost", "expected_profit", "status"
        )
    )  # fmt: skip


def _offer_facts(offer: Offer, chance: Floats, value: Floats) -> OfferFacts:
    return OfferFacts(
        name=offer.name,
        success=offer.success,
        customers=chance.size,
        returns=math.fsum(chance),
        cost=offer.cost * chance.size,
        value=math.fsum(chance * value),
    )


def _listed_facts(on_list: pl.DataFrame) -> OfferFacts:
    chance = on_list["likelihood"].to_numpy()
    return OfferFacts(
        name="",
        success=None,
        customers=on_list.height,
        returns=math.fsum(chance),
        cost=math.fsum(on_list["cost"]),
        value=math.fsum(chance * on_list["value"].to_numpy()),
    )


def _numbers(column: pl.Series) -> NDArray[np.float64]:
    return column.fill_null(float("nan")).to_numpy()
