"""Logs and master data at a cutoff -> one row for each customer.

What a row holds was known at its cutoff: features look at the observation window only, and columns
of master data that became known later are left out. Only the label looks ahead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import polars as pl

from churnkit.config.sections.events import EventTable, Family, FeatureSettings
from churnkit.config.sections.project import DataSection
from churnkit.config.types.spans import Span
from churnkit.errors import ConfigError
from churnkit.events.families import declare
from churnkit.events.features import Feature, collected, feature_frame
from churnkit.events.history import History, by_id, spending_tables
from churnkit.events.labels import (
    KIND,
    Result,
    kind_of,
    label_of,
    results,
    status_kinds,
)
from churnkit.events.logs import AMOUNT, ID, within
from churnkit.events.population import activity, population
from churnkit.events.tiers import SPENT, TIER, TierMoves, assign_tiers, tier_moves
from churnkit.events.windows import Window, Windows, months_in, shifted

CUTOFF, LABEL = "cutoff", "outcome"
"""Columns of the table: the cutoff (YYYY-MM-DD), and the label (churned or loyal)."""
_ACTIVE = "__active__"
Counts = Mapping[str, int]


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
    moves: TierMoves | None
    """Moves between value tiers; None without tiers, or where the window before is not covered."""


def declared_features(data: DataSection, windows: Windows | None = None) -> tuple[Feature, ...]:
    """All features of a project; for their names and meanings any window will do.

    Raises:
        ConfigError: two features would have the same name.
    """
    features = tuple(
        feature for name in data.events for feature in _of_table(data, name, windows or _ANY)
    )
    meanings: dict[str, str] = {}
    for feature in features:
        if feature.name in meanings:
            raise ConfigError(
                f"data.events: two features would be called '{feature.name}' "
                f"({meanings[feature.name]}; {feature.en}); rename a table or a column"
            )
        meanings[feature.name] = feature.en
    return features


def every_feature() -> tuple[Feature, ...]:
    """The features of all families, for a table called events and three months."""
    table = EventTable.model_construct(
        file=Path("events.csv"),
        time="time",
        amount="amount",
        categories={"category": ("value",)},
        distinct=("category",),
        features=get_args(Family),
    )
    return declare("events", table, FeatureSettings(), _DAYS, months=3, season=_DAYS)


def customers_at(history: History, windows: Windows, *, labelled: bool) -> AtCutoff:
    """Features of the customers at a cutoff, and their labels.

    Args:
        history: logs and master data.
        windows: the windows of the cutoff.
        labelled: whether the outcome is wanted.
    """
    data = history.data
    seen = _seen(history, windows)
    base, excluded = population(history, windows, seen)
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
        frame = _with_columns_of(frame, chosen).with_columns(filled)
    if history.master is not None:
        master = history.master.at(windows.cutoff)
        frame = _with_columns_of(frame, master)
    first = [data.id, CUTOFF, *([LABEL] if labelled else [])]
    frame = frame.with_columns(pl.lit(windows.cutoff.isoformat()).alias(CUTOFF))
    return AtCutoff(
        frame=frame.select(*first, pl.exclude(first)),
        kinds=kinds,
        excluded=excluded,
        results=results(data.require_churn()) if labelled else {},
        dropped=history.master.dropped(windows.cutoff) if history.master else (),
        moves=moves,
    )


def _with_columns_of(frame: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """The rows of a frame, in their order, with what is known of their ids (the first column)."""
    return frame.join(others, on=frame.columns[0], how="left", maintain_order="left")


_DAYS = Window(dt.date(1900, 1, 1), dt.date(2000, 1, 1))
_ANY = Windows(_DAYS.end, observation=_DAYS, gap=_DAYS, outcome=_DAYS)


def _of_table(data: DataSection, name: str, windows: Windows) -> tuple[Feature, ...]:
    months = months_in(data.require_windows().observation)
    table, observed = data.events[name], windows.observation
    season = _a_year_before(windows.outcome)
    if "year_before" in table.features and windows is not _ANY and not _within(season, observed):
        raise ConfigError(
            f"data.events.{name}.features: year_before looks at {season}, and the observation "
            f"window of the cutoff {windows.cutoff} is {observed}; write observation: 12mo and an "
            "outcome of a year at most, or remove year_before"
        )
    return declare(name, table, data.features, observed, months, season)


def _a_year_before(window: Window) -> Window:
    year = Span(1, "y")
    return Window(shifted(window.start, year, -1), shifted(window.end, year, -1))


def _within(inner: Window, outer: Window) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _seen(history: History, windows: Windows) -> dict[str, pl.DataFrame]:
    """Table -> id, features and activity of everybody with an event in the observation window."""
    data = history.data
    queries = []
    for name, log in history.logs.items():
        features = [*_of_table(data, name, windows), *activity(data, name, windows)]
        queries.append(by_id(feature_frame(log.events, features, windows.observation), data.id))
    return dict(zip(history.logs, collected(queries), strict=True))


def _with_labels(
    history: History, windows: Windows, base: pl.DataFrame
) -> tuple[pl.DataFrame, Counts]:
    """Add LABEL and leave out who is left out; and count the kinds of all."""
    known = _with_kinds(history, windows, base)
    kinds = dict(known[KIND].value_counts().sort(KIND).iter_rows())
    labelled = known.with_columns(label_of(history.data.require_churn()).alias(LABEL))
    return labelled.drop_nulls(LABEL).select(base.columns[0], LABEL, *base.columns[1:]), kinds


def _with_kinds(history: History, windows: Windows, base: pl.DataFrame) -> pl.DataFrame:
    """Add KIND."""
    data, churn = history.data, history.data.require_churn()
    id_ = data.id
    if churn.status is None:
        frame = base.with_columns(pl.lit(None, dtype=pl.String).alias(KIND))
    else:
        kinds = by_id(status_kinds(history.logs[churn.status].events, churn, windows), id_)
        frame = _with_columns_of(base, *collected([kinds]))
    active = [
        by_id(within(history.logs[name].events, windows.outcome).select(ID).unique(), id_)
        for name in churn.silent
    ]
    if active:
        ids = pl.concat(collected(active))[id_]
        frame = frame.with_columns(pl.col(id_).is_in(ids.implode()).alias(_ACTIVE))
    else:
        frame = frame.with_columns(pl.lit(value=True).alias(_ACTIVE))
    return frame.with_columns(kind_of(churn, pl.col(_ACTIVE)).alias(KIND))


def _with_tiers(
    history: History, windows: Windows, seen: Mapping[str, pl.DataFrame], base: pl.DataFrame
) -> tuple[pl.DataFrame, TierMoves | None]:
    data, id_ = history.data, history.data.id
    if data.tiers is None:
        return base, None
    spent = [seen[name].select(id_, SPENT) for name in spending_tables(data)]
    now = assign_tiers(_summed(base, spent, id_), id_, data.tiers)
    moves = _moves(history, windows, now)
    chosen = (
        now.filter(pl.col(TIER).is_in(data.active.only_tiers)) if data.active.only_tiers else now
    )
    return chosen.sort(id_), moves


def _summed(base: pl.DataFrame, spent: Sequence[pl.DataFrame], id_: str) -> pl.DataFrame:
    total = pl.concat(spent).group_by(id_).agg(pl.col(SPENT).sum())
    return _with_columns_of(base.select(id_), total).with_columns(pl.col(SPENT).fill_null(0))


def _moves(history: History, windows: Windows, now: pl.DataFrame) -> TierMoves | None:
    data, id_ = history.data, history.data.id
    length = data.require_windows().observation
    before = Window(shifted(windows.observation.start, length, -1), windows.observation.start)
    if data.tiers is None or before.start < history.coverage.days.start:
        return None
    total = pl.col(AMOUNT).sum().alias(SPENT)
    queries = [
        by_id(within(history.logs[name].events, before).group_by(ID).agg(total), id_)
        for name in spending_tables(data)
    ]
    spent = collected(queries)
    ids = pl.concat([frame.select(id_) for frame in spent]).unique()
    if history.master is not None:
        ids = ids.join(history.master.ids, on=id_, how="semi")
    tiers = assign_tiers(_summed(ids, spent, id_), id_, data.tiers)
    return TierMoves(
        before=_days_of(before),
        now=_days_of(windows.observation),
        moves=tier_moves(tiers, now, id_),
    )


def _days_of(window: Window) -> tuple[str, str]:
    return window.start.isoformat(), window.last.isoformat()
