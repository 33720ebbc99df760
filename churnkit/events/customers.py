"""Logs and master data at a cutoff -> one row for each customer.

What a row holds was known at its cutoff: features look at the observation window only, and columns
of master data that became known later are left out. Only the label looks ahead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from churnkit.config.models import DataSection
from churnkit.config.spans import Span
from churnkit.errors import ConfigError
from churnkit.events.features import Feature, declare, feature_frame
from churnkit.events.labels import (
    KIND,
    Result,
    kind_of,
    label_of,
    last_codes,
    results,
    status_kinds,
    stays,
)
from churnkit.events.logs import AMOUNT, ID, TIME, Log, id_text, within
from churnkit.events.master import Master
from churnkit.events.tiers import SPENT, TIER, assign_tiers, tier_moves
from churnkit.events.windows import Coverage, Window, Windows, months_in, parts, shifted

__all__ = ["CUTOFF", "LABEL", "AtCutoff", "History", "customers_at", "declared_features"]

CUTOFF, LABEL = "cutoff", "outcome"
"""Columns of the table: the cutoff (YYYY-MM-DD), and the label (churned or loyal)."""
_ACTIVE = "__active__"
Counts = Mapping[str, int]


@dataclass(frozen=True)
class History:
    """All that is known about customers: what the config says, logs, master data."""

    data: DataSection
    logs: Mapping[str, Log]
    coverage: Coverage
    master: Master | None


@dataclass(frozen=True)
class AtCutoff:
    """The customers at one cutoff."""

    frame: pl.DataFrame
    """The id (String, named as in the config), CUTOFF, LABEL where the outcome is wanted, the
    features (Float64), TIER where tiers are wanted, then master data; sorted by id."""
    kinds: Counts
    """Customers by how they left or that they stayed; those left out are not in the frame."""
    excluded: Counts
    """Ids that are not customers at this cutoff, by reason."""
    results: Mapping[str, Result]
    """What each kind counts as; empty where the outcome was not wanted."""
    dropped: tuple[str, ...]
    """Columns of master data that became known after the cutoff."""
    moves: pl.DataFrame | None
    """Moves between value tiers; None without tiers, or where the window before is not covered."""


def declared_features(data: DataSection, windows: Windows | None = None) -> tuple[Feature, ...]:
    """All features of a project; for their names and meanings any window will do."""
    return tuple(
        feature for name in data.events for feature in _of_table(data, name, windows or _ANY)
    )


def customers_at(history: History, windows: Windows, *, labelled: bool) -> AtCutoff:
    """Features of the customers at a cutoff, and what became of them.

    Args:
        history: logs and master data.
        windows: the windows of the cutoff.
        labelled: whether the outcome is wanted.
    """
    data = history.data
    seen = _seen(history, windows)
    base, excluded = _population(history, windows, seen)
    base, moves = _with_tiers(history, windows, seen, base)
    kinds: Counts = {}
    if labelled:
        base, kinds = _with_labels(history, windows, base)
    frame = base
    for name, events in seen.items():
        features = _of_table(data, name, windows)
        chosen = events.select(data.id, *(feature.name for feature in features))
        filled = [
            pl.col(feature.name).fill_null(feature.empty)
            for feature in features
            if feature.empty is not None
        ]
        frame = frame.join(chosen, on=data.id, how="left").with_columns(filled)
    if history.master is not None:
        master = history.master.at(windows.cutoff)
        frame = frame.join(master, on=data.id, how="left")
    first = [data.id, CUTOFF, *([LABEL] if labelled else [])]
    frame = frame.with_columns(pl.lit(windows.cutoff.isoformat()).alias(CUTOFF))
    return AtCutoff(
        frame=frame.select(*first, pl.exclude(first)).sort(data.id),
        kinds=kinds,
        excluded=excluded,
        results=results(data.demand_churn()) if labelled else {},
        dropped=history.master.dropped(windows.cutoff) if history.master else (),
        moves=moves,
    )


_DAYS = Window(dt.date(1900, 1, 1), dt.date(2000, 1, 1))
_ANY = Windows(_DAYS.end, observation=_DAYS, gap=_DAYS, outcome=_DAYS)


def _of_table(data: DataSection, name: str, windows: Windows) -> tuple[Feature, ...]:
    months = months_in(data.demand_windows().observation)
    return declare(name, data.events[name], data.features, windows.observation, months)


def _seen(history: History, windows: Windows) -> dict[str, pl.DataFrame]:
    """Table -> id, features and activity of everybody with an event in the observation window."""
    data = history.data
    queries = []
    for name, log in history.logs.items():
        features = [*_of_table(data, name, windows), *_activity(data, name, windows)]
        queries.append(_by_id(feature_frame(log.events, features, windows.observation), data.id))
    return dict(zip(history.logs, pl.collect_all(queries), strict=True))


def _by_id(frame: pl.LazyFrame, id_: str) -> pl.LazyFrame:
    """The same with the id as text, under its own name."""
    dtype = frame.collect_schema()[ID]
    return frame.with_columns(id_text(dtype).alias(id_)).select(id_, pl.exclude(ID, id_))


def _activity(data: DataSection, name: str, windows: Windows) -> list[Feature]:
    """What tells the population and the tiers, computed together with the features."""
    found = []
    if data.active.every is not None:
        for n, part in enumerate(_active_parts(windows.observation, data.active.every)):
            found.append(_hidden(f"{_ACTIVE}{n}", _events_in(part)))
    if name in _spending_tables(data):
        found.append(_hidden(SPENT, pl.col(AMOUNT).sum()))
    return found


def _active_parts(window: Window, every: Span) -> tuple[Window, ...]:
    found = parts(window, every)
    if not found:
        raise ConfigError(
            f"data.active.every: {every} is longer than the observation window; write a shorter one"
        )
    return found


def _hidden(name: str, part: pl.Expr) -> Feature:
    return Feature(name, "", "", pl.col(name), {name: part})


def _events_in(window: Window) -> pl.Expr:
    day = pl.col(TIME).dt.date()
    return ((day >= pl.lit(window.start)) & (day < pl.lit(window.end))).sum().cast(pl.Int64)


def _population(
    history: History, windows: Windows, seen: Mapping[str, pl.DataFrame]
) -> tuple[pl.DataFrame, dict[str, int]]:
    """The ids of the customers, and how many others are none, by reason."""
    data, id_ = history.data, history.data.id
    names = _active_tables(data)
    active = [pl.col(f"^{_ACTIVE}.*$")] if data.active.every else []
    several = [seen[name].select(id_, *active) for name in names]
    ids = several[0] if len(several) == 1 else pl.concat(several).group_by(id_).max()
    excluded: dict[str, int] = {}
    steps = (
        ("not active throughout", _throughout),
        ("history too short", _with_history),
        ("not in service", _in_service),
        ("no master data", _in_master),
    )
    for reason, step in steps:
        kept = step(history, windows, ids)
        if kept.height < ids.height:
            excluded[reason] = ids.height - kept.height
        ids = kept
    if history.master is not None:
        known = history.master.ids
        excluded["master data without an event"] = known.join(
            pl.concat([frame.select(id_) for frame in seen.values()]), on=id_, how="anti"
        ).height
    return ids.select(id_), excluded


def _active_tables(data: DataSection) -> tuple[str, ...]:
    silent = data.churn.silent if data.churn else ()
    return data.active.tables or silent or tuple(data.events)


def _throughout(history: History, _: Windows, ids: pl.DataFrame) -> pl.DataFrame:
    if history.data.active.every is None:
        return ids
    return ids.filter(pl.all_horizontal(pl.col(f"^{_ACTIVE}.*$") > 0))


def _in_master(history: History, _: Windows, ids: pl.DataFrame) -> pl.DataFrame:
    if history.master is None:
        return ids
    return ids.join(history.master.ids, on=history.data.id, how="semi")


def _with_history(history: History, windows: Windows, ids: pl.DataFrame) -> pl.DataFrame:
    least = history.data.active.min_history
    if least is None:
        return ids
    id_ = history.data.id
    before = pl.lit(windows.cutoff).cast(pl.Datetime("us"))
    firsts = [
        _by_id(
            history.logs[name].events.filter(pl.col(TIME) < before)
            .group_by(ID).agg(first=pl.col(TIME).dt.date().min()), id_,
        )
        for name in _active_tables(history.data)
    ]  # fmt: skip
    long_ago = pl.concat(firsts).filter(pl.col("first") <= shifted(windows.cutoff, least, -1))
    return ids.join(long_ago.select(id_).unique().collect(), on=id_, how="semi")


def _in_service(history: History, windows: Windows, ids: pl.DataFrame) -> pl.DataFrame:
    churn = history.data.churn
    if churn is None or churn.status is None:
        return ids
    events = history.logs[churn.status].events
    codes = _by_id(last_codes(events, churn, windows), history.data.id).collect()
    gone = codes.filter(~pl.col("code").is_in(stays(churn)))
    return ids.join(gone, on=history.data.id, how="anti")


def _with_labels(
    history: History, windows: Windows, base: pl.DataFrame
) -> tuple[pl.DataFrame, Counts]:
    """Add LABEL and leave out who is left out; and count the kinds of all."""
    known = _with_kinds(history, windows, base)
    kinds = dict(known[KIND].value_counts().sort(KIND).iter_rows())
    labelled = known.with_columns(label_of(history.data.demand_churn()).alias(LABEL))
    return labelled.drop_nulls(LABEL).select(base.columns[0], LABEL, *base.columns[1:]), kinds


def _with_kinds(history: History, windows: Windows, base: pl.DataFrame) -> pl.DataFrame:
    """Add KIND."""
    data, churn = history.data, history.data.demand_churn()
    id_ = data.id
    if churn.status is None:
        frame = base.with_columns(pl.lit(None, dtype=pl.String).alias(KIND))
    else:
        kinds = _by_id(status_kinds(history.logs[churn.status].events, churn, windows), id_)
        frame = base.join(kinds.collect(), on=id_, how="left")
    active = [
        _by_id(within(history.logs[name].events, windows.outcome).select(ID).unique(), id_)
        for name in churn.silent
    ]
    if active:
        ids = pl.concat(pl.collect_all(active)).unique()
        frame = frame.with_columns(pl.col(id_).is_in(ids[id_].implode()).alias(_ACTIVE))
    else:
        frame = frame.with_columns(pl.lit(value=True).alias(_ACTIVE))
    return frame.with_columns(kind_of(churn, pl.col(_ACTIVE)).alias(KIND))


def _spending_tables(data: DataSection) -> tuple[str, ...]:
    if data.tiers is None:
        return ()
    return data.tiers.tables or tuple(name for name, table in data.events.items() if table.amount)


def _with_tiers(
    history: History, windows: Windows, seen: Mapping[str, pl.DataFrame], base: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    data, id_ = history.data, history.data.id
    if data.tiers is None:
        return base, None
    spent = [seen[name].select(id_, SPENT) for name in _spending_tables(data)]
    now = assign_tiers(_summed(base, spent, id_), id_, data.tiers)
    moves = _moves(history, windows, now)
    chosen = (
        now.filter(pl.col(TIER).is_in(data.active.only_tiers)) if data.active.only_tiers else now
    )
    return chosen.sort(id_), moves


def _summed(base: pl.DataFrame, spent: Sequence[pl.DataFrame], id_: str) -> pl.DataFrame:
    total = pl.concat(spent).group_by(id_).agg(pl.col(SPENT).sum())
    return base.select(id_).join(total, on=id_, how="left").with_columns(pl.col(SPENT).fill_null(0))


def _moves(history: History, windows: Windows, now: pl.DataFrame) -> pl.DataFrame | None:
    data, id_ = history.data, history.data.id
    length = data.demand_windows().observation
    before = Window(shifted(windows.observation.start, length, -1), windows.observation.start)
    if data.tiers is None or before.start < history.coverage.days.start:
        return None
    total = pl.col(AMOUNT).sum().alias(SPENT)
    queries = [
        _by_id(within(history.logs[name].events, before).group_by(ID).agg(total), id_)
        for name in _spending_tables(data)
    ]
    spent = pl.collect_all(queries)
    ids = pl.concat([frame.select(id_) for frame in spent]).unique()
    if history.master is not None:
        ids = ids.join(history.master.ids, on=id_, how="semi")
    return tier_moves(assign_tiers(_summed(ids, spent, id_), id_, data.tiers), now, id_)
