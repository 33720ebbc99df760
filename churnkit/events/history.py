"""All that is known about customers: what the config says, logs and master data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from churnkit.config.sections.project import DataSection
from churnkit.events.logs import ID, Log, id_text
from churnkit.events.master import Master
from churnkit.events.windows import Coverage


@dataclass(frozen=True)
class History:
    """All that is known about customers: what the config says, logs, master data."""

    data: DataSection
    logs: Mapping[str, Log]
    coverage: Coverage
    master: Master | None


def spending_tables(data: DataSection) -> tuple[str, ...]:
    """The tables whose amounts are spending; none without value tiers."""
    if data.tiers is None:
        return ()
    return data.tiers.tables or tuple(name for name, table in data.events.items() if table.amount)


def by_id(frame: pl.LazyFrame, id_: str) -> pl.LazyFrame:
    """The same with the id as text, under its own name."""
    dtype = frame.collect_schema()[ID]
    return frame.with_columns(id_text(dtype).alias(id_)).select(id_, pl.exclude(ID, id_))
