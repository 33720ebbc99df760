"""The families of features, each declared once: what they are called, mean, and are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import polars as pl

from churnkit.config.sections.events import EventTable, Family, FeatureSettings
from churnkit.config.types.spans import Span
from churnkit.events.conditions import (
    COUNT,
    EventCondition,
    count_and_share,
    count_where,
    joined,
    money,
    rest,
    sum_where,
)
from churnkit.events.features import DAY, HOUR, WEEKDAY, Feature
from churnkit.events.logs import AMOUNT
from churnkit.events.nouns import Nouns
from churnkit.events.windows import Window, parts

_MONTH = Span(1, "mo")
_SATURDAY = 6
_ZH = {"yes": "是", "no": "否"}
_ENDS = {"first": pl.col(DAY).min(), "last": pl.col(DAY).max()}


@dataclass(frozen=True)
class _Scene:
    """What a family of features is declared for."""

    table: EventTable
    settings: FeatureSettings
    window: Window
    months: int
    season: Window
    """The outcome window, a year before."""

    @property
    def cutoff(self) -> pl.Expr:
        return pl.lit(self.window.end)


Declared = Iterator[Feature]


def declare(
    name: str,
    table: EventTable,
    settings: FeatureSettings,
    window: Window,
    months: int,
    season: Window,
) -> tuple[Feature, ...]:
    """The features of an event table, in the order in which its families are listed.

    Args:
        name: what the config calls the table; features are called "<name>_<feature>".
        table: its columns and families.
        settings: what features mean by parts of the day.
        window: the observation window.
        months: whole months in it, the same number for every cutoff.
        season: the outcome window, a year before.
    """
    scene, nouns = _Scene(table, settings, window, months, season), Nouns.of(name, table)
    return tuple(
        replace(nouns.filled(each), name=f"{name}_{each.name}")
        for family in dict.fromkeys(table.features)
        for each in _FAMILIES[family](scene)
    )


def _days_between(first: pl.Expr, last: pl.Expr) -> pl.Expr:
    return (last - first).dt.total_days()


def _recency(scene: _Scene) -> Declared:
    days = _days_between(pl.col("last"), scene.cutoff)
    yield Feature("recency_days", "days since the last {one}", "距最近一次{many}的天数", days,
                  _ENDS, quantity="time")  # fmt: skip


def _since_first(scene: _Scene) -> Declared:
    days = _days_between(pl.col("first"), scene.cutoff)
    yield Feature("since_first_days", "days since the first {one} in the window",
                  "距观察期内首次{many}的天数", days, _ENDS, quantity="time")  # fmt: skip


def _length(_: _Scene) -> Declared:
    days = _days_between(pl.col("first"), pl.col("last"))
    yield Feature("length_days", "days from the first to the last {one} in the window",
                  "观察期内首次至末次{many}的天数", days, _ENDS, quantity="time")  # fmt: skip


def _number(_: _Scene) -> Declared:
    yield Feature("count", "{many} in the window", "观察期内{many}次数", pl.col("n"), COUNT, 0,
                  quantity="count")  # fmt: skip


def _frequency(_: _Scene) -> Declared:
    yield Feature("repeats", "{many} after the first in the window", "观察期内首次之后的{many}次数",
                  pl.col("n") - 1, COUNT, 0, quantity="count")  # fmt: skip


def _active_days(_: _Scene) -> Declared:
    yield Feature("days", "days with at least one {one}", "有{many}的天数",
                  pl.col("active_days"), {"active_days": pl.col(DAY).n_unique()}, 0,
                  quantity="count")  # fmt: skip


def _monetary(_: _Scene) -> Declared:
    amount = pl.col(AMOUNT)
    total = {"total": amount.sum()}
    valued = {"valued": amount.count().cast(pl.Int64)}
    yield Feature(
        "sum", "{amount} in the window", "观察期内{amount}合计", money(pl.col("total")), total, 0
    )
    mean = pl.when(pl.col("valued") > 0).then(money(pl.col("total") / pl.col("valued")))
    yield Feature("mean", "mean {amount} per {one}", "每次{many}平均{amount}", mean, total | valued)
    largest = {"largest": amount.max()}
    yield Feature(
        "max",
        "highest {amount} of a single {one}",
        "单次{many}最高{amount}",
        money(pl.col("largest")),
        largest,
    )


def _gaps(scene: _Scene) -> Declared:
    ends = _ENDS | COUNT
    several, between = pl.col("n") > 1, pl.col("n") - 1
    mean = pl.when(several).then(_days_between(pl.col("first"), pl.col("last")) / between)
    yield Feature("gap_mean_days", "mean days between two {many}", "{many}平均间隔天数", mean,
                  ends, quantity="time")  # fmt: skip
    gaps = pl.col("gap_days").list.sort().list.diff()
    squares = gaps.list.eval(pl.element().cast(pl.Int64).pow(2)).list.sum()
    variance = pl.max_horizontal(squares / between - mean.pow(2), 0.0)
    deviation = pl.when(several).then(variance.sqrt())
    yield Feature("gap_sd_days", "standard deviation of the days between two {many}",
                  "{many}间隔天数的标准差", deviation,
                  ends | {"gap_days": pl.col(DAY).to_physical().implode()})  # fmt: skip
    waited = _days_between(pl.col("last"), scene.cutoff)
    yield Feature("overdue", "days since the last {one}, against the mean days between two",
                  "距最近一次{many}的天数与平均间隔天数之比",
                  pl.when(mean > 0).then(waited / mean), ends)  # fmt: skip


def _day_parts(scene: _Scene) -> Declared:
    day, evening, night = scene.settings.day, scene.settings.evening, scene.settings.late_night
    hour = pl.col(HOUR)
    by_day = EventCondition("day", "by day", "白天", (hour >= day) & (hour < evening))
    evenings = EventCondition(
        "evening", "in the evening", "晚上", (hour >= evening) & (hour < night)
    )
    yield from count_and_share(by_day)
    yield from count_and_share(evenings)
    yield from rest("late_night", "late at night", "深夜", [by_day, evenings])


def _weekend(_: _Scene) -> Declared:
    weekend = EventCondition("weekend", "at weekends", "周末", pl.col(WEEKDAY) >= _SATURDAY)
    yield from count_and_share(weekend)
    yield from rest("weekday", "on working days", "工作日", [weekend])


def _busy_hours(scene: _Scene) -> Declared:
    hour = pl.col(HOUR)
    spans = [(hour >= low) & (hour < high) for low, high in scene.settings.busy_hours]
    hours = pl.any_horizontal(*spans, pl.lit(value=False))
    busy = EventCondition("busy", "in busy hours", "忙时", hours & (pl.col(WEEKDAY) < _SATURDAY))
    yield from count_and_share(busy)
    if scene.table.amount:
        yield sum_where(busy)


def _categories(scene: _Scene) -> Declared:
    for column, values in scene.table.categories.items():
        for value in dict.fromkeys(values):
            holds = (pl.col(column) == value).fill_null(value=False)
            en, zh = f"with {column} {value}", f"{column} 为“{_ZH.get(value, value)}”的"
            condition = EventCondition(f"{column}_{value}", en, zh, holds)
            yield count_where(condition)
            if scene.table.amount:
                yield sum_where(condition)


def _distinct(scene: _Scene) -> Declared:
    for column in scene.table.distinct:
        part = f"distinct_{column}"
        yield Feature(part, f"different values of {column} among the {{many}}",
                      f"{{many}}中 {column} 的不同值个数",
                      pl.col(part), {part: pl.col(column).drop_nulls().n_unique()}, 0,
                      quantity="count")  # fmt: skip


def _trend(scene: _Scene) -> Declared:
    if scene.months < 2:
        return
    last, *before = _in_months(scene)
    level = pl.sum_horizontal(month.value for month in before) / (scene.months - 1)
    both = last.value + level
    yield Feature(
        "trend",
        f"{{many}}, this month against the {_before(scene.months - 1)} before (0.5: the same)",
        f"最近一月{{many}}次数与此前 {scene.months - 1} 个月月均相比（0.5 为持平）",
        pl.when(both > 0).then(last.value / both),
        joined(month.parts for month in (last, *before)),
        conditions=joined(month.conditions for month in (last, *before)),
    )


def _before(months: int) -> str:
    words = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[months - 1] if months <= len(words) else str(months)


def _months(scene: _Scene) -> Declared:
    yield from _in_months(scene)


def _in_months(scene: _Scene) -> Declared:
    for back, month in enumerate(parts(scene.window, _MONTH)[: scene.months], start=1):
        name, day = f"month_{back}", pl.col(DAY)
        en = "{many} this month" if back == 1 else f"{{many}} {back} months back"
        zh = f"截止日前第 {back} 个月{{many}}次数"
        inside = (day >= pl.lit(month.start)) & (day < pl.lit(month.end))
        count = count_where(EventCondition(f"month{back}", en, zh, inside))
        yield replace(count, name=name, en=en, zh=zh)


def _year_before(scene: _Scene) -> Declared:
    day = pl.col(DAY)
    inside = (day >= pl.lit(scene.season.start)) & (day < pl.lit(scene.season.end))
    season = EventCondition(
        "year_before", "in the same months of the year before", "上年同期", inside
    )
    yield count_where(season)
    if scene.table.amount:
        yield sum_where(season)


_FAMILIES: dict[Family, Callable[[_Scene], Declared]] = {
    "recency": _recency,
    "since_first": _since_first,
    "length": _length,
    "count": _number,
    "frequency": _frequency,
    "days": _active_days,
    "monetary": _monetary,
    "gaps": _gaps,
    "day_parts": _day_parts,
    "weekend": _weekend,
    "busy_hours": _busy_hours,
    "categories": _categories,
    "distinct": _distinct,
    "trend": _trend,
    "months": _months,
    "year_before": _year_before,
}
"""How each family is declared."""
