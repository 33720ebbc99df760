"""Charts before they are drawn: finished names and numbers, and the table of what they show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from churnkit.render.document import Sheet


@dataclass(frozen=True)
class Axis:
    """An axis: what it measures, and from where to where it goes."""

    title: str
    """With its unit."""
    low: float = 0.0
    high: float = 1.0
    written: Literal["percent", "number"] = "percent"


class Point(NamedTuple):
    """A point of a series, with an interval of its y where there is one."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Series:
    """Points that belong together; those of lines are joined in this order."""

    name: str
    points: tuple[Point, ...]


class ReferenceLine(NamedTuple):
    """A line across the chart at a value of the x axis, and what it is called."""

    x: float
    name: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What all charts have."""

    title: str
    """What is to be seen."""
    alternative: str
    """What the chart shows, for those who cannot see it."""
    series: tuple[Series, ...]
    x: Axis
    y: Axis
    table: Sheet
    """The numbers."""


@dataclass(frozen=True, kw_only=True)
class LineChart(Chart):
    """Lines, with bands where points have intervals."""

    references: tuple[ReferenceLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Histogram(Chart):
    """Shares in parts of equal width: the first series as bars, the others as steps over them.

    The x of a point is where its part begins.
    """


@dataclass(frozen=True, kw_only=True)
class DotChart(Chart):
    """Values with intervals, one row for each name; the y of a point is the place of its row.

    The interval of a point is that of its x.
    """

    rows: tuple[str, ...]
    references: tuple[ReferenceLine, ...] = ()
