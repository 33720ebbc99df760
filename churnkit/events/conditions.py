"""What is asked of single events, and the features that count, share and add up the answers.

Each question is answered once for each event, however many features need it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from churnkit.events.amounts import AMOUNT_UNIT
from churnkit.events.features import Feature
from churnkit.events.logs import AMOUNT

COUNT = {"n": pl.len().cast(pl.Int64)}
"""Part: the number of events."""


@dataclass(frozen=True)
class EventCondition:
    """A condition on an event, and how to speak of the events that meet it."""

    name: str
    """What features of it are called. "_" stands between column and value of a category, and in no
    other name, so that no two marks of a table meet."""
    en: str
    """English, to follow the noun of the events, e.g. "in busy hours"."""
    zh: str
    """Chinese, to come before that noun."""
    holds: pl.Expr
    """Boolean, never null."""

    @property
    def column(self) -> str:
        """Column of an event: whether the condition holds (Boolean)."""
        return f"__is_{self.name}__"


def count_and_share(condition: EventCondition) -> Iterator[Feature]:
    """Number and share of the events that have the mark."""
    count = count_where(condition)
    yield count
    yield _share_of(count, condition.name, condition.en, condition.zh)


def rest(name: str, en: str, zh: str, others: Sequence[EventCondition]) -> Iterator[Feature]:
    """Number and share of the events that have none of the marks, which exclude each other."""
    counted = [count_where(condition) for condition in others]
    number = pl.col("n") - pl.sum_horizontal(count.value for count in counted)
    needed = joined(count.parts for count in counted) | COUNT
    conditions = joined(count.conditions for count in counted)
    count = Feature(
        f"{name}_count",
        f"{{many}} {en}",
        f"{zh}{{many}}次数",
        number,
        needed,
        0,
        conditions,
        "count",
    )
    yield count
    yield _share_of(count, name, en, zh)


def _share_of(count: Feature, name: str, en: str, zh: str) -> Feature:
    share = count.value / pl.col("n")
    needed = {**count.parts, **COUNT}
    return Feature(
        f"{name}_share",
        f"share of {{many}} {en}",
        f"{zh}{{many}}占比",
        share,
        needed,
        conditions=count.conditions,
    )


def count_where(condition: EventCondition) -> Feature:
    """Number of the events that have the mark."""
    part = f"count_{condition.name}"
    number = {part: pl.col(condition.column).sum().cast(pl.Int64)}
    return Feature(
        f"{condition.name}_count",
        f"{{many}} {condition.en}",
        f"{condition.zh}{{many}}次数",
        pl.col(part),
        number,
        0,
        {condition.column: condition.holds},
        "count",
    )


def sum_where(condition: EventCondition) -> Feature:
    """Sum of the amounts of the events that have the mark."""
    part = f"sum_{condition.name}"
    total = {part: pl.when(condition.column).then(pl.col(AMOUNT)).sum()}
    return Feature(
        f"{condition.name}_sum",
        f"{{amount}} {condition.en}",
        f"{condition.zh}{{amount}}合计",
        money(pl.col(part)),
        total,
        0,
        {condition.column: condition.holds},
    )


def joined(several: Iterable[Mapping[str, pl.Expr]]) -> dict[str, pl.Expr]:
    """The parts (or marks) of several features together."""
    return {name: each for one in several for name, each in one.items()}


def money(part: pl.Expr) -> pl.Expr:
    """An amount in its own unit."""
    return (part / AMOUNT_UNIT).round(4)
