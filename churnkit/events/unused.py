"""Events and values that could not be used: how many, and where the first ones stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from churnkit.tables.rejects import Check, value_rejects
from churnkit.tables.table import REJECTS_SCHEMA, Table

MOST_LISTED = 1_000
"""Rejects of a log that are listed; the rest is counted."""
NO_ID = ("there is no id", "write the id of the customer")
"""Reason and remedy of a row that is nobody's."""


@dataclass(frozen=True)
class Unused:
    """What of a log could not be used."""

    unread: int
    """Rows that could not be read at all."""
    without_id: int
    """Events that are left out, because they are nobody's."""
    without_time: int
    """Events that are left out, because nobody knows when they were."""
    without_amount: int
    """Events that count, but without an amount: there is none, or it is no number."""
    entries: int
    """Rows and values that belong on the list of rejects."""
    listed: pl.DataFrame
    """The first of them, in REJECTS_SCHEMA, at most MOST_LISTED."""


def list_unused(table: Table, checks: Sequence[Check]) -> tuple[pl.DataFrame, int]:
    """The first rejects of a log, and how many there are: rows of the file, then values.

    Args:
        table: the log as it was read.
        checks: what makes values unusable; none where all of them are known to be good.
    """
    unread = table.rejects
    if not checks:
        return unread.head(MOST_LISTED), unread.height
    values = value_rejects(table.frame, checks).cast(REJECTS_SCHEMA)
    first, number = pl.collect_all([values.head(MOST_LISTED), values.select(pl.len())])
    return pl.concat([unread, first]).head(MOST_LISTED), unread.height + number.item()
