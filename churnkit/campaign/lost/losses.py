"""Customers who left in the period: what was known of them, what was done, and what is lost.

Causes fall into the four fields of the life cycle of a carrier's customers, by how often they occur
and whether the company controls them. No field drops a customer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, get_args

import polars as pl

from churnkit.campaign.contact_keys import is_one_of, one_spelling
from churnkit.campaign.record import CONTROL, LISTED
from churnkit.frozen import Frozen

Standing = Literal["listed", "control", "scored", "not_scored"]
"""On the list, held back, scored but neither, or not scored at all."""
STANDINGS: tuple[Standing, ...] = get_args(Standing)
Strategy = Literal["rescue", "respond", "improve", "watch"]
"""What to do about a cause: frequent and controllable; frequent, hard to control; rare,
controllable; rare and hard to control."""
STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)


class Group(Frozen):
    """Customers who left and have something in common."""

    name: str | None
    """None: what they would have in common is not known, or none."""
    customers: int
    warned: int
    """Those whose score was above the threshold."""
    valued: int
    """Those whose value is known."""
    value: float
    """Sum of the values that are known."""


class CauseFacts(Group):
    """A cause of leaving."""

    share: float
    """Of the customers whose cause is known."""
    strategy: Strategy


def join_losses(
    left: pl.DataFrame, scores: pl.DataFrame, record: pl.DataFrame, threshold: float
) -> pl.DataFrame:
    """Put beside each customer who left what was known and done before.

    What the record of the campaign says goes before newer scores and tiers. A cause that is spelt
    in many ways is one, called as most call it.

    Args:
        left: ``id``, and ``value`` (Float64), ``cause`` and ``tier`` (String) where they are known.
        scores: ``id``, ``score`` and ``rule`` of all scored customers.
        record: the record of the campaign (``RECORD_SCHEMA``).
        threshold: the score above which a customer is expected to leave.

    Returns:
        ``id``, ``standing``, ``score``, ``rule``, ``warned`` (never null), ``value``, ``tier``,
        ``line``, ``channel`` and ``cause``, in the order of ``left``.
    """
    own = [name for name in ("value", "cause", "tier") if name in left.columns]
    then = record.select("id", "role", "score", "rule", "value", "tier", "line", "channel")
    now = scores.select("id", "score", "rule")
    value = pl.col("value") if "value" in own else pl.col("value then")
    tier = pl.coalesce("tier then", "tier") if "tier" in own else pl.col("tier then")
    cause = pl.col("cause") if "cause" in own else pl.lit(None, dtype=pl.String)
    is_recorded = pl.col("role").is_not_null()
    rule = pl.when(is_recorded).then("rule then").otherwise("rule")
    score = pl.coalesce("score then", "score")
    known = then.rename({name: f"{name} then" for name in ("score", "rule", "value", "tier")})
    return (
        left.select("id", *own)
        .join(known, on="id", how="left", maintain_order="left")
        .join(now, on="id", how="left", maintain_order="left")
        .with_columns(score.alias("score"), rule.alias("rule"))
        .select(
            "id",
            _standing().alias("standing"),
            "score",
            "rule",
            (pl.col("score") > threshold).fill_null(value=False).alias("warned"),
            value.alias("value"),
            tier.alias("tier"),
            "line",
            "channel",
            cause.alias("cause"),
        )
        .with_columns(_in_one_spelling(pl.col("cause")))
    )


def groups(losses: pl.DataFrame, by: str, order: Sequence[str] = ()) -> tuple[Group, ...]:
    """Losses by value of a column: names in ``order`` first, others by customers, null last."""
    found = [
        _group(name, members)
        for (name,), members in losses.group_by(by, maintain_order=True)
    ]  # fmt: skip
    places = {name: place for place, name in enumerate(order)}
    return tuple(
        sorted(
            found,
            key=lambda each: (
                each.name is None,
                places.get(each.name or "", len(places)),
                -each.customers,
                each.name or "",
            ),
        )
    )


def whole(losses: pl.DataFrame) -> Group:
    """All customers as one group."""
    return _group(None, losses)


def causes_of(losses: pl.DataFrame, controllable: Sequence[str]) -> tuple[CauseFacts, ...]:
    """Causes that are known, the most frequent first, and what to do about each.

    A cause is frequent where it has at least its share of the customers: one part of as many as
    there are causes.

    Args:
        losses: what ``join_losses`` returns.
        controllable: causes that the company controls, however they are spelt.
    """
    known = groups(losses.filter(pl.col("cause").is_not_null()), "cause")
    customers = sum(each.customers for each in known)
    names = pl.Series([each.name for each in known], dtype=pl.String)
    controlled = is_one_of(names, controllable).to_list()
    return tuple(
        CauseFacts(
            **each.model_dump(),
            share=each.customers / customers,
            strategy=_strategy(
                is_frequent=each.customers * len(known) >= customers,
                is_controllable=is_controllable,
            ),
        )
        for each, is_controllable in zip(known, controlled, strict=True)
    )


def _in_one_spelling(cause: pl.Expr) -> pl.Expr:
    """The spelling that most rows have, the first of equals."""
    spelt = cause.map_batches(one_spelling, return_dtype=pl.String)
    return cause.drop_nulls().mode().sort().first().over(spelt)


def _strategy(*, is_frequent: bool, is_controllable: bool) -> Strategy:
    if is_frequent:
        return "rescue" if is_controllable else "respond"
    return "improve" if is_controllable else "watch"


def _standing() -> pl.Expr:
    role = pl.col("role")
    return (
        pl.when(role == LISTED).then(pl.lit("listed"))
        .when(role == CONTROL).then(pl.lit("control"))
        .when(pl.col("score").is_not_null()).then(pl.lit("scored"))
        .otherwise(pl.lit("not_scored"))
    )  # fmt: skip


def _group(name: object, members: pl.DataFrame) -> Group:
    values = members["value"].drop_nulls()
    return Group(
        name=None if name is None else str(name),
        customers=members.height,
        warned=int(members["warned"].sum()),
        valued=values.len(),
        value=math.fsum(values),
    )
