"""Documents as HTML pages that stand alone: no script, nothing from elsewhere, all text escaped.

A strict Content-Security-Policy allows the one style sheet of the page, by its hash, and nothing
else. Colours are those of Okabe and Ito (2008), which colour-blind readers can tell apart, one set
for light and one for dark.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Literal, NamedTuple

from churnkit.render.charts import Chart
from churnkit.render.document import Column, Document, Lines, Sheet
from churnkit.render.markup import Markup, element, joined, page, style_sheet
from churnkit.render.svg import draw, swatch

STYLE = """
:root{color-scheme:light dark;--page:#fff;--ink:#1b1b1b;--soft:#595959;--rule:#d0d0d0;--s0:#0072b2;\
--s1:#b34700;--s2:#00735c;--s3:#8f3f71}
@media(prefers-color-scheme:dark){:root{--page:#161616;--ink:#eee;--soft:#b4b4b4;--rule:#4a4a4a;\
--s0:#56b4e9;--s1:#e69f00;--s2:#2fc79c;--s3:#e08fc0}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,"Noto Sans CJK SC",\
"Microsoft YaHei","PingFang SC",sans-serif;overflow-wrap:anywhere}
main{max-width:1080px;margin:0 auto;padding:1rem}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.15rem;margin:2rem 0 .5rem}
ul{padding-left:1.2rem}p.note,figcaption+ul{color:var(--soft)}
div.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .6rem;border-bottom:1px solid var(--rule);text-align:right;vertical-align:top}
th.text,td.text{text-align:left;min-width:5rem}
td.text{unicode-bidi:isolate}td:not(.text){white-space:nowrap}
div.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,380px),1fr));gap:1.5rem}
figure{margin:0;min-width:0}figcaption{font-weight:600}
ul.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1rem;padding:0;margin:.3rem 0;\
font-size:.85rem}
svg{display:block;width:100%;max-width:560px;height:auto}
svg.swatch{display:inline-block;width:24px;margin-right:.3rem}
svg text{fill:var(--ink);font-size:11px}
.axis{stroke:var(--soft)}.grid{stroke:var(--rule);stroke-width:.5}
.reference{stroke:var(--soft);stroke-dasharray:2 3}
.line{fill:none;stroke-width:2}.band{opacity:.2;stroke:none}
.s0{stroke:var(--s0)}.s1{stroke:var(--s1);stroke-dasharray:6 3}.s2{stroke:var(--s2)}\
.s3{stroke:var(--s3)}
.solid,.dot{stroke-dasharray:none}
.dot.s0,.bar.s0,.band.s0{fill:var(--s0)}.dot.s1,.bar.s1,.band.s1{fill:var(--s1)}\
.dot.s2,.bar.s2,.band.s2{fill:var(--s2)}.dot.s3,.bar.s3,.band.s3{fill:var(--s3)}
.bar{stroke:none;opacity:.6}
summary{cursor:pointer;color:var(--soft);font-size:.85rem}
a{color:var(--s0)}
@media print{main{max-width:none}figure,tr{break-inside:avoid}}
"""


def to_html(document: Document, language: Literal["en", "zh"]) -> str:
    """A document as an HTML page, in the language of its texts."""
    blocks: list[Markup] = []
    charts: list[Markup] = []
    for block in (*document.blocks, None):
        if isinstance(block, Chart):
            charts.append(_figure(block, _NUMBERS[language]))
            continue
        if charts:
            blocks.append(element("div", *charts, class_="charts"))
            charts = []
        if block is not None:
            blocks.append(_sheet(block) if isinstance(block, Sheet) else _lines(block))
    return _page(document.title, blocks, language)


def _page(title: str, blocks: list[Markup], language: Literal["en", "zh"]) -> str:
    main = element("main", element("h1", title), *blocks)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=_policy()),
        element("title", title),
        style_sheet(STYLE),
    )
    return page(element("html", head, element("body", main), lang=_TAGS[language]))


_TAGS = {"en": "en", "zh": "zh-CN"}
_NUMBERS = {"en": "Numbers", "zh": "数据"}
"""What opens the table below a chart."""


def _policy() -> str:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


class Link(NamedTuple):
    """A link to a page beside this one."""

    file: str
    name: str


def to_index(title: str, links: Sequence[Link], language: Literal["en", "zh"]) -> str:
    """A page of links."""
    items = [element("li", element("a", link.name, href=link.file)) for link in links]
    return _page(title, [element("ul", *items)], language)


def _lines(block: Lines) -> Markup:
    title = element("h2", block.title) if block.title else None
    items = [element("li", line) for line in block.lines]
    return element("section", title, element("ul", *items))


def _sheet(sheet: Sheet) -> Markup:
    note = element("p", sheet.note, class_="note") if sheet.note else None
    return element("section", element("h2", sheet.title), _table(sheet), note)


def _table(sheet: Sheet) -> Markup:
    head = element(
        "tr", *(element("th", _heading(c), scope="col", class_=_class(c)) for c in sheet.columns)
    )
    rows = [
        element("tr", *(element("td", cell, class_=_class(column))
                        for column, cell in zip(sheet.columns, row, strict=True)))
        for row in sheet.rows
    ]  # fmt: skip
    table = element("table", element("thead", head), element("tbody", *rows))
    return element("div", table, class_="wide", tabindex=0, role="region", aria_label=sheet.title)


def _heading(column: Column) -> str:
    return f"{column.group} · {column.title}" if column.group else column.title


def _class(column: Column) -> str | None:
    return "text" if column.is_text else None


def _figure(chart: Chart, numbers: str) -> Markup:
    legend = [
        element("li", swatch(place), series.name) for place, series in enumerate(chart.series)
    ]
    note = element("p", chart.table.note, class_="note") if chart.table.note else None
    return element(
        "figure",
        element("figcaption", chart.title),
        element("ul", joined(legend), class_="legend"),
        draw(chart),
        note,
        element("details", element("summary", numbers), _table(chart.table)),
    )
