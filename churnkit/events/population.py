"""Who is a customer at a cutoff, and how many others are none, by reason."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from churnkit.config.sections.project import DataSection
from churnkit.config.types.spans import Span
from churnkit.errors import ConfigError
from churnkit.events.features import Feature, collected
from churnkit.events.history import History, by_id, spending_tables
from churnkit.events.labels import last_codes, stays
from churnkit.events.logs import AMOUNT, ID, TIME
from churnkit.events.tiers import SPENT
from churnkit.events.windows import Window, Windows, parts, shifted

_ACTIVE = "__active__"


def activity(data: DataSection, name: str, windows: Windows) -> list[Feature]:
    """What tells the population and the tiers, computed together with the features."""
    found = []
    if data.active.every is not None:
        for n, part in enumerate(_active_parts(windows.observation, data.active.every)):
            found.append(_hidden(f"{_ACTIVE}{n}", _events_in(part)))
    if name in spending_tables(data):
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


def population(
    history: History, windows: Windows, seen: Mapping[str, pl.DataFrame]
) -> tuple[pl.DataFrame, dict[str, int]]:
    """The ids of the customers, sorted, and how many others are none, by reason."""
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
    return ids.select(id_).sort(id_), excluded


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
        by_id(
            history.logs[name].events.filter(pl.col(TIME) < before)
            .group_by(ID).agg(first=pl.col(TIME).dt.date().min()), id_,
        )
        for name in _active_tables(history.data)
    ]  # fmt: skip
    earliest = shifted(windows.cutoff, least, -1)
    long_ago = pl.concat(collected(firsts)).filter(pl.col("first") <= earliest)
    return ids.join(long_ago, on=id_, how="semi")


def _in_service(history: History, windows: Windows, ids: pl.DataFrame) -> pl.DataFrame:
    churn = history.data.churn
    if churn is None or churn.status is None:
        return ids
    events = history.logs[churn.status].events
    (codes,) = collected([by_id(last_codes(events, churn, windows), history.data.id)])
    gone = codes.filter(~pl.col("code").is_in(stays(churn)))
    return ids.join(gone, on=history.data.id, how="anti")
