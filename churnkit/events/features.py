"""A feature is one column of the table of customers: how it is called, and how it is computed.

All features of a table are computed by one grouped query over the observation window. Time is
counted in calendar days, amounts in whole ten-thousandths: so features are the same bytes on any
number of threads, and a day with 23 or 25 hours is a day.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import polars as pl

from churnkit.events.logs import ID, TIME, within
from churnkit.events.windows import Window
from churnkit.fuzzy_sets import Quantity

_PARTITIONS = "POLARS_GROUP_BY_NUM_PARTITIONS"

_PER_THREAD = 8


DAY, HOUR, WEEKDAY = "__day__", "__hour__", "__weekday__"
"""Columns of an event: its day (Date), its hour (0 to 23) and its day of the week (1 to 7)."""
_HOUR_US = 3_600_000_000
_DERIVED = {
    DAY: pl.col(TIME).dt.date(),
    HOUR: pl.col(TIME).to_physical() // _HOUR_US % 24,  # of a clock: no calendar is needed
    WEEKDAY: pl.col(TIME).dt.weekday(),
}


@dataclass(frozen=True)
class Feature:
    """One column of the table of customers."""

    name: str
    en: str
    """What it is, in English; {many}, {one} and {amount} stand for the nouns of its table."""
    zh: str
    """What it is, in Chinese."""
    value: pl.Expr
    """Its value from the parts; null where it has none."""
    parts: Mapping[str, pl.Expr] = field(default_factory=dict)
    """Aggregates of the events in the window that the value needs, by name."""
    empty: float | None = None
    """Its value for customers without any event in the window."""
    conditions: Mapping[str, pl.Expr] = field(default_factory=dict)
    """What the parts ask of each event (Boolean), by name: found out once for all of them."""
    quantity: Quantity = "amount"
    """What its numbers are, which decides the words for them."""


def feature_frame(
    events: pl.LazyFrame, features: Sequence[Feature], window: Window
) -> pl.LazyFrame:
    """ID and one column for each feature, for customers with an event in the window."""
    conditions = {
        name: condition for feature in features for name, condition in feature.conditions.items()
    }
    needed = {name: part for feature in features for name, part in feature.parts.items()}
    return (
        within(events, window)
        .with_columns(**_DERIVED)
        .with_columns(**conditions)
        .group_by(ID)
        .agg(**needed)
        .select(ID, *(feature.value.cast(pl.Float64).alias(feature.name) for feature in features))
    )


def collected(queries: Sequence[pl.LazyFrame]) -> list[pl.DataFrame]:
    """Run queries that group by customer, in one pass over the logs that they share."""
    with _divided_by_customer():
        return pl.collect_all(queries)


@contextmanager
def _divided_by_customer() -> Iterator[None]:
    """Have the engine divide events by customer first, and group each part by itself.

    With as many parts as threads, which is what it takes by itself, polars 2.1 lets every thread
    walk through all events for its customers, and needs twice the time. A setting made outside
    stays; an engine that does not know this one is no worse off.
    """
    if _PARTITIONS in os.environ:
        yield
        return
    os.environ[_PARTITIONS] = str(_PER_THREAD * pl.thread_pool_size())
    try:
        yield
    finally:
        os.environ.pop(_PARTITIONS, None)  # another thread may have taken it back
