"""Hand-made event logs, and what is made of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from churnkit.config.sections.project import DataSection
from churnkit.events.customer_table import AtCutoff, customers_at
from churnkit.events.history import History
from churnkit.events.logs import Log, coverage, open_log
from churnkit.events.master import open_master
from churnkit.events.windows import window_at
from churnkit.tables.table import FILE, LINE, REJECTS_SCHEMA, Table

Rows = Sequence[Mapping[str, Any]]

WINDOWS = {
    "time_zone": "UTC",
    "cutoff": "2024-04-01",
    "observation": "3mo",
    "outcome": "3mo",
    "data_from": "2023-01-01",
    "data_until": "2025-01-01",
}


def table_of(rows: Rows) -> Table:
    """Rows as they would have been read: texts stay texts."""
    frame = pl.DataFrame(list(rows))
    placed = frame.select(
        pl.lit("log.csv").alias(FILE), pl.int_range(1, pl.len() + 1).alias(LINE), pl.all()
    )
    return Table(placed.lazy(), frame.schema, pl.DataFrame(schema=REJECTS_SCHEMA), ())


def section(events: Mapping[str, Any], **settings: Any) -> DataSection:
    """The section ``data`` of a project over logs with columns cid, at and whatever is named."""
    tables = {
        name: {"file": "log.csv", "time": "at"} | dict(meant) for name, meant in events.items()
    }
    defaults = {"id": "cid", "windows": WINDOWS, "churn": {"silent": next(iter(events))}}
    return DataSection.model_validate({"events": tables} | defaults | settings)


def history(data: DataSection, rows: Mapping[str, Rows], master: Rows | None = None) -> History:
    """What is known about customers, from hand-made rows."""
    logs = {name: log_of(data, name, rows[name]) for name in data.events}
    windows = data.require_windows()
    covered = coverage(list(logs.values()), windows.data_from, windows.data_until)
    known = None if master is None else open_master(table_of(master), data)
    return History(data, logs, covered, known)


def log_of(data: DataSection, name: str, rows: Rows) -> Log:
    churn = data.churn
    named = churn.column if churn and churn.status == name else None
    return open_log(
        name,
        table_of(rows),
        data.events[name],
        id_=data.id,
        zone=data.require_windows().time_zone,
        codes={named: ()} if named else None,
    )


def made(
    data: DataSection,
    rows: Mapping[str, Rows],
    master: Rows | None = None,
    cutoff: str = "2024-04-01",
    *,
    labelled: bool = True,
) -> AtCutoff:
    """The customers at a cutoff."""
    windows = window_at(dt.date.fromisoformat(cutoff), data.require_windows())
    return customers_at(history(data, rows, master), windows, labelled=labelled)


def events(cid: str, *times: str, **others: Any) -> list[dict[str, Any]]:
    """Events of one customer."""
    return [{"cid": cid, "at": time} | others for time in times]
