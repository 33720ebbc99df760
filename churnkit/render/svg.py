"""Charts as inline SVG: no script, no font and no image from elsewhere.

Colours stand in the style sheet of the page (``html.py``), so that they follow light and dark.
Series differ in dash and marker, too, for whoever does not see colours.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from churnkit.render.charts import (
    Axis,
    Chart,
    DotChart,
    Histogram,
    LineChart,
    Point,
    ReferenceLine,
    Series,
)
from churnkit.render.formats import number_text
from churnkit.render.markup import Markup, element, joined

WIDTH, HEIGHT = 400, 260
LEFT, RIGHT, TOP, BOTTOM = 46, 20, 20, 42
ROW = 26
"""Height of a row of dots."""
_TICKS = 5


@dataclass(frozen=True)
class _Frame:
    """Where numbers of the axes lie on the drawing."""

    x: Axis
    y: Axis
    left: float
    height: float

    def across(self, x: float) -> float:
        share = (x - self.x.low) / (self.x.high - self.x.low)
        return self.left + share * (WIDTH - RIGHT - self.left)

    def up(self, y: float) -> float:
        share = (y - self.y.low) / (self.y.high - self.y.low)
        return self.height - BOTTOM - share * (self.height - BOTTOM - TOP)


def draw(chart: Chart) -> Markup:
    """A chart as an SVG element."""
    if isinstance(chart, DotChart):
        return _dot_chart(chart)
    frame = _Frame(chart.x, chart.y, LEFT, HEIGHT)
    if isinstance(chart, Histogram):
        return _svg(chart, frame, _axes(frame), _columns(frame, chart))
    drawn = chart.references if isinstance(chart, LineChart) else ()
    references = [_reference(frame, reference) for reference in drawn]
    lines = [_line(frame, series, place) for place, series in enumerate(chart.series)]
    return _svg(chart, frame, _axes(frame), *references, *lines)


def swatch(place: int) -> Markup:
    """The line and marker by which a legend shows a series."""
    line = element("line", x1=1, x2=23, y1=6, y2=6, class_=f"line s{place}")
    return element("svg", line, _marker(12, 6, place), viewBox="0 0 24 12", class_="swatch",
                   aria_hidden="true")  # fmt: skip


def _svg(chart: Chart, frame: _Frame, *parts: Markup) -> Markup:
    return element(
        "svg", *parts, viewBox=f"0 0 {WIDTH} {frame.height:g}", role="img",
        aria_label=chart.alternative,
    )  # fmt: skip


def _axes(frame: _Frame, *, rows: bool = False) -> Markup:
    bottom = frame.height - BOTTOM
    parts = [
        element("line", x1=frame.left, x2=WIDTH - RIGHT, y1=bottom, y2=bottom, class_="axis"),
        _text(frame.x.title, (frame.left + WIDTH - RIGHT) / 2, frame.height - 6, "middle"),
    ]
    for x in _ticks(frame.x):
        across = frame.across(x)
        parts.append(element("line", x1=across, x2=across, y1=TOP, y2=bottom, class_="grid"))
        parts.append(_text(_written(x, frame.x), across, bottom + 17, "middle"))
    if rows:
        return joined(parts)
    parts.append(_text(frame.y.title, 4, 11, "start"))
    for y in _ticks(frame.y):
        up = frame.up(y)
        parts.append(element("line", x1=frame.left, x2=WIDTH - RIGHT, y1=up, y2=up, class_="grid"))
        lifted = up if y == frame.y.low else up + 4  # clear of the first number of the other axis
        parts.append(_text(_written(y, frame.y), frame.left - 5, lifted, "end"))
    return joined(parts)


def _line(frame: _Frame, series: Series, place: int) -> Markup:
    points = [f"{frame.across(p.x):.1f},{frame.up(p.y):.1f}" for p in series.points]
    path = element("polyline", points=" ".join(points), class_=f"line s{place}")
    markers = _few(series.points)
    return joined([
        *_band(frame, series, place),
        path,
        *(_marker(frame.across(p.x), frame.up(p.y), place) for p in markers),
    ])  # fmt: skip


def _few(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """About ten of the points, for markers."""
    return points[:: max(1, len(points) // 10)]


def _band(frame: _Frame, series: Series, place: int) -> Iterator[Markup]:
    ends = [(p.x, p.low, p.high) for p in series.points if p.low is not None and p.high is not None]
    if ends:
        there = [f"{frame.across(x):.1f},{frame.up(low):.1f}" for x, low, _ in ends]
        back = [f"{frame.across(x):.1f},{frame.up(high):.1f}" for x, _, high in reversed(ends)]
        yield element("polygon", points=" ".join([*there, *back]), class_=f"band s{place}")


def _columns(frame: _Frame, chart: Histogram) -> Markup:
    first, *others = chart.series
    width = (frame.x.high - frame.x.low) / len(first.points)
    parts = [
        element(
            "rect", x=frame.across(p.x) + 0.5, y=frame.up(p.y), class_="bar s0",
            width=frame.across(p.x + width) - frame.across(p.x) - 1,
            height=frame.up(frame.y.low) - frame.up(p.y),
        )
        for p in first.points
    ]  # fmt: skip
    for place, series in enumerate(others, start=1):
        corners = [
            f"{frame.across(x):.1f},{frame.up(p.y):.1f}"
            for p in series.points
            for x in (p.x, p.x + width)
        ]
        parts.append(element("polyline", points=" ".join(corners), class_=f"line s{place}"))
    return joined(parts)


def _dot_chart(chart: DotChart) -> Markup:
    longest = max((_cells(name) for name in chart.rows), default=0)
    height = TOP + BOTTOM + ROW * len(chart.rows)
    frame = _Frame(chart.x, Axis("", 0, len(chart.rows)), min(180, 12 + 6.2 * longest), height)
    names = [
        _text(name, frame.left - 6, _row(place, 0, 1) + 4, "end")
        for place, name in enumerate(chart.rows)
    ]
    dots = [
        dot
        for place, series in enumerate(chart.series)
        for point in series.points
        for dot in _dot(frame, point, place, len(chart.series))
    ]
    references = [_reference(frame, reference) for reference in chart.references]
    return _svg(chart, frame, _axes(frame, rows=True), *names, *references, *dots)


def _row(row: float, place: int, series: int) -> float:
    return TOP + ROW * (row + (place + 1) / (series + 1))


def _dot(frame: _Frame, point: Point, place: int, series: int) -> Iterator[Markup]:
    up = _row(point.y, place, series)
    if point.low is not None and point.high is not None:
        low, high = frame.across(point.low), frame.across(point.high)
        yield element("line", x1=low, x2=high, y1=up, y2=up, class_=f"line solid s{place}")
    yield _marker(frame.across(point.x), up, place)


def _marker(x: float, y: float, place: int) -> Markup:
    if place % 2 == 0:
        return element("circle", cx=x, cy=y, r=3.2, class_=f"dot s{place}")
    return element("rect", x=x - 3, y=y - 3, width=6, height=6, class_=f"dot s{place}")


def _reference(frame: _Frame, reference: ReferenceLine) -> Markup:
    across = frame.across(reference.x)
    bottom = frame.height - BOTTOM
    anchor = "start" if reference.x < (frame.x.low + frame.x.high) / 2 else "end"
    gap = 4 if anchor == "start" else -4
    return joined([
        element("line", x1=across, x2=across, y1=TOP, y2=bottom, class_="reference"),
        _text(reference.name, across + gap, TOP - 9, anchor),
    ])  # fmt: skip


def _text(text: str, x: float, y: float, anchor: str) -> Markup:
    return element("text", text, x=x, y=y, text_anchor=anchor)


def _ticks(axis: Axis) -> list[float]:
    """Round numbers along an axis: multiples of 1, 2 or 5 times a power of ten."""
    rough = (axis.high - axis.low) / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(k * power for k in (1, 2, 5, 10) if k * power >= rough * 0.999)
    first = math.ceil(axis.low / step - 1e-9)
    last = math.floor(axis.high / step + 1e-9)
    return [k * step for k in range(first, last + 1)]


def _written(number: float, axis: Axis) -> str:
    return (
        f"{number_text(round(100 * number, 6))}%"
        if axis.written == "percent"
        else number_text(number)
    )


def _cells(text: str) -> int:
    """Width in halves of a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
