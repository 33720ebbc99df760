"""The features of an event table, each declared once: its name, its meaning, how it is computed.

All features of a table are computed by one grouped query over the observation window. Time is
counted in calendar days, amounts in whole ten-thousandths: so features are the same bytes on any
number of threads, and a day with 23 or 25 hours is a day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from churnkit.config.events import EventTable, Family, FeatureSettings
from churnkit.config.spans import Span
from churnkit.events.logs import AMOUNT, AMOUNT_UNIT, ID, TIME, within
from churnkit.events.windows import Window, parts

__all__ = ["Feature", "declare", "feature_frame"]

_MONTH = Span(1, "mo")
_DAY, _HOUR, _WEEKDAY = "__day__", "__hour__", "__weekday__"
_DERIVED = {
    _DAY: pl.col(TIME).dt.date(),
    _HOUR: pl.col(TIME).dt.hour(),
    _WEEKDAY: pl.col(TIME).dt.weekday(),
}
_COUNT = {"n": pl.len().cast(pl.Int64)}
_ENDS = {"first": pl.col(_DAY).min(), "last": pl.col(_DAY).max()}


@dataclass(frozen=True)
class Feature:
    """One column of the table of customers."""

    name: str
    en: str
    """What it is, in English."""
    zh: str
    """What it is, in Chinese."""
    value: pl.Expr
    """Its value from the parts; null where it has none."""
    parts: Mapping[str, pl.Expr] = field(default_factory=dict)
    """Aggregates of the events in the window that the value needs, by name."""
    empty: float | None = None
    """Its value for customers without any event in the window."""


@dataclass(frozen=True)
class _Scene:
    """What a family of features is declared for."""

    table: EventTable
    settings: FeatureSettings
    window: Window
    months: int

    @property
    def cutoff(self) -> pl.Expr:
        return pl.lit(self.window.end)


Declared = Iterator[Feature]


def declare(
    name: str, table: EventTable, settings: FeatureSettings, window: Window, months: int
) -> tuple[Feature, ...]:
    """The features of an event table, in the order in which its families are listed.

    Args:
        name: what the config calls the table; features are called "<name>_<feature>".
        table: its columns and families.
        settings: what features mean by parts of the day.
        window: the observation window.
        months: whole months in it, the same number for every cutoff.
    """
    scene = _Scene(table, settings, window, months)
    en, zh = table.label.en or name, table.label.zh or table.label.en or name
    return tuple(
        Feature(
            f"{name}_{each.name}",
            f"{en}: {each.en}",
            f"{zh}：{each.zh}",
            each.value,
            each.parts,
            each.empty,
        )
        for family in dict.fromkeys(table.features)
        for each in _FAMILIES[family](scene)
    )


def feature_frame(
    events: pl.LazyFrame, features: Sequence[Feature], window: Window
) -> pl.LazyFrame:
    """ID and one column for each feature, for customers with an event in the window."""
    needed = {name: part for feature in features for name, part in feature.parts.items()}
    return (
        within(events, window)
        .with_columns(**_DERIVED)
        .group_by(ID)
        .agg(**needed)
        .select(ID, *(feature.value.cast(pl.Float64).alias(feature.name) for feature in features))
    )


def _days_between(first: pl.Expr, last: pl.Expr) -> pl.Expr:
    return (last - first).dt.total_days()


def _money(part: pl.Expr) -> pl.Expr:
    return (part / AMOUNT_UNIT).round(4)


def _share(part: pl.Expr) -> pl.Expr:
    return part / pl.col("n")


def _recency(scene: _Scene) -> Declared:
    days = _days_between(pl.col("last"), scene.cutoff)
    yield Feature("recency_days", "days since the last one", "距最近一次的天数", days, _ENDS)


def _since_first(scene: _Scene) -> Declared:
    days = _days_between(pl.col("first"), scene.cutoff)
    yield Feature("since_first_days", "days since the first one in the window",
                  "距窗口内首次的天数", days, _ENDS)  # fmt: skip


def _length(_: _Scene) -> Declared:
    days = _days_between(pl.col("first"), pl.col("last"))
    yield Feature("length_days", "days from the first to the last one in the window",
                  "窗口内首次至末次的天数", days, _ENDS)  # fmt: skip


def _number(_: _Scene) -> Declared:
    yield Feature("count", "number in the window", "窗口内次数", pl.col("n"), _COUNT, 0)


def _frequency(_: _Scene) -> Declared:
    yield Feature("repeats", "number after the first in the window", "窗口内重复次数",
                  pl.col("n") - 1, _COUNT, 0)  # fmt: skip


def _active_days(_: _Scene) -> Declared:
    yield Feature("days", "number of days with at least one", "发生的天数",
                  pl.col("active_days"), {"active_days": pl.col(_DAY).n_unique()}, 0)  # fmt: skip


def _monetary(_: _Scene) -> Declared:
    amount = pl.col(AMOUNT)
    total = {"total": amount.sum()}
    valued = {"valued": amount.count().cast(pl.Int64)}
    yield Feature("sum", "sum of the amounts", "金额合计", _money(pl.col("total")), total, 0)
    mean = pl.when(pl.col("valued") > 0).then(_money(pl.col("total") / pl.col("valued")))
    yield Feature("mean", "mean amount", "平均金额", mean, total | valued)
    largest = {"largest": amount.max()}
    yield Feature("max", "largest amount", "最大金额", _money(pl.col("largest")), largest)


def _gaps(scene: _Scene) -> Declared:
    ends = _ENDS | _COUNT
    several, between = pl.col("n") > 1, pl.col("n") - 1
    mean = pl.when(several).then(_days_between(pl.col("first"), pl.col("last")) / between)
    yield Feature("gap_mean_days", "mean days between two", "平均间隔天数", mean, ends)
    squares = pl.col(_DAY).sort().diff().dt.total_days().pow(2).sum()
    variance = pl.max_horizontal(pl.col("gap_squares") / between - mean.pow(2), 0.0)
    deviation = pl.when(several).then(variance.sqrt())
    yield Feature("gap_sd_days", "standard deviation of the days between two", "间隔天数的标准差",
                  deviation, ends | {"gap_squares": squares})  # fmt: skip
    waited = _days_between(pl.col("last"), scene.cutoff)
    yield Feature("overdue", "days since the last one over the mean days between two",
                  "距最近一次的天数与平均间隔之比",
                  pl.when(mean > 0).then(waited / mean), ends)  # fmt: skip


def _day_parts(scene: _Scene) -> Declared:
    day, evening, night = scene.settings.day, scene.settings.evening, scene.settings.late_night
    hour = pl.col(_HOUR)
    spans = {
        "day": ("by day", "白天", (hour >= day) & (hour < evening)),
        "evening": ("in the evening", "傍晚", (hour >= evening) & (hour < night)),
        "late_night": ("late at night", "深夜", (hour >= night) | (hour < day)),
    }
    for name, (en, zh, holds) in spans.items():
        yield from _count_and_share(name, en, zh, holds)


def _weekend(_: _Scene) -> Declared:
    weekday = pl.col(_WEEKDAY)
    yield from _count_and_share("weekend", "at weekends", "周末", weekday >= 6)
    yield from _count_and_share("weekday", "on working days", "工作日", weekday < 6)


def _busy_hours(scene: _Scene) -> Declared:
    hour = pl.col(_HOUR)
    spans = [(hour >= low) & (hour < high) for low, high in scene.settings.busy_hours]
    busy = pl.any_horizontal(*spans, pl.lit(value=False)) & (pl.col(_WEEKDAY) < 6)
    yield from _count_and_share("busy", "in busy hours", "忙时", busy)
    if scene.table.amount:
        yield _sum_where("busy", "in busy hours", "忙时", busy)


def _categories(scene: _Scene) -> Declared:
    for column, values in scene.table.categories.items():
        for value in values:
            holds = (pl.col(column) == value).fill_null(value=False)
            name, en, zh = f"{column}_{value}", f"with {column} {value}", f"{column} 为 {value}"
            yield _count_where(name, en, zh, holds)
            if scene.table.amount:
                yield _sum_where(name, en, zh, holds)


def _distinct(scene: _Scene) -> Declared:
    for column in scene.table.distinct:
        part = f"distinct_{column}"
        yield Feature(part, f"different values of {column}", f"{column} 的不同值个数",
                      pl.col(part), {part: pl.col(column).drop_nulls().n_unique()}, 0)  # fmt: skip


def _trend(scene: _Scene) -> Declared:
    if scene.months < 2:
        return
    months = parts(scene.window, _MONTH)[: scene.months]
    last = {"in_last_month": _inside(months[0]).sum()}
    before = {"in_months_before": _inside(Window(months[-1].start, months[0].start)).sum()}
    level = pl.col("in_months_before") / (scene.months - 1)
    both = pl.col("in_last_month") + level
    yield Feature(
        "trend",
        "last month over itself plus a mean month before (0.5: as before, 0: none)",
        "最近一月占其与此前月均之和的比例（0.5 为持平）",
        pl.when(both > 0).then(pl.col("in_last_month") / both),
        last | before,
    )


def _months(scene: _Scene) -> Declared:
    for back, month in enumerate(parts(scene.window, _MONTH)[: scene.months], start=1):
        en, zh = f"number in the month {back} before the cutoff", f"截止日前第 {back} 个月的次数"
        part = f"month_{back}"
        yield Feature(part, en, zh, pl.col(part), {part: _inside(month).sum()}, 0)


def _inside(window: Window) -> pl.Expr:
    return (pl.col(_DAY) >= pl.lit(window.start)) & (pl.col(_DAY) < pl.lit(window.end))


def _count_and_share(name: str, en: str, zh: str, holds: pl.Expr) -> Declared:
    count = _count_where(name, en, zh, holds)
    yield count
    yield Feature(f"{name}_share", f"share {en}", f"{zh}占比", _share(count.value),
                  {**count.parts, **_COUNT})  # fmt: skip


def _count_where(name: str, en: str, zh: str, holds: pl.Expr) -> Feature:
    part = f"count_{name}"
    number = {part: holds.sum().cast(pl.Int64)}
    return Feature(f"{name}_count", f"number {en}", f"{zh}次数", pl.col(part), number, 0)


def _sum_where(name: str, en: str, zh: str, holds: pl.Expr) -> Feature:
    part = f"sum_{name}"
    total = {part: pl.when(holds).then(pl.col(AMOUNT)).sum()}
    return Feature(f"{name}_sum", f"sum of the amounts {en}", f"{zh}金额合计",
                   _money(pl.col(part)), total, 0)  # fmt: skip


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
}
"""How each family is declared."""
