"""HTML pages stand alone, and no name or value in them can become markup."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnkit.config.sections.project import Language
from churnkit.render.charts import (
    Axis,
    DotChart,
    Histogram,
    LineChart,
    Point,
    ReferenceLine,
    Series,
)
from churnkit.render.document import Column, Document, Lines, Sheet
from churnkit.render.html import Link, to_html, to_index
from churnkit.reports.evaluation_page import report_document
from churnkit.reports.facts import summarise
from churnkit.rules.wording import LANGUAGES, Vocabulary
from tests.golden import assert_golden
from tests.reports.report_samples import MALL_LEARNING, MALL_RULES, MALL_TEST, MALL_VARIABLES

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></svg><b>",
    "\x1b[31mred\x1b[0m",
    "abc\u202etxt.exe",
    "很长" * 300,
    "a&amp;b",
    "javascript:alert(1)",
]
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "section", "ul", "li",
    "p", "div", "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "details",
    "summary", "svg", "line", "polyline", "polygon", "rect", "circle", "text", "a",
}  # fmt: skip


class Parsed(HTMLParser):
    """The tags, attributes and texts of a page, as a browser would read them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def hostile_page(text: str) -> str:
    axis, sheet = Axis(text), Sheet(text, (Column(text, text, is_text=True),), ((text,),), text)
    shared = {"title": text, "alternative": text, "x": axis, "y": axis, "table": sheet}
    series = (Series(text, (Point(0.1, 0.2, 0.1, 0.3), Point(0.5, 0.6, 0.5, 0.7))),)
    charts = (
        LineChart(series=series, references=(ReferenceLine(0.3, text),), **shared),
        Histogram(series=series, **shared),
        DotChart(series=(Series(text, (Point(0.5, 0),)),), rows=(text,), **shared),
    )
    return to_html(Document(text, (Lines((text,), text), sheet, *charts)), "en")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_hostile_is_shown_and_does_nothing(text: str) -> None:
    assert_inert(hostile_page(text))


@given(text=st.text(min_size=1, max_size=30))
def test_no_text_can_become_markup(text: str) -> None:
    assert_inert(hostile_page(text))


def assert_inert(page: str) -> None:
    parsed = Parsed(page)
    assert parsed.tags <= ALLOWED
    assert not [name for name, _ in parsed.attributes if name.startswith("on") or name == "style"]
    assert not [name for name, _ in parsed.attributes if name in ("href", "src")]
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", page)


def test_a_name_is_shown_as_it_is() -> None:
    assert "a < b & c" in Parsed(hostile_page("a < b & c")).texts


def test_the_policy_allows_the_style_sheet_of_the_page_and_nothing_else() -> None:
    page = to_html(Document("Title", ()), "en")
    style = re.search(r"<style>(.*)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = dict(Parsed(page).attributes)["content"]
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def test_nothing_is_loaded_from_elsewhere() -> None:
    page = hostile_page("https://example.org/x.css")
    assert not re.search(r"url\(|@import|src=|href=", page)


def test_a_point_lies_where_its_numbers_say() -> None:
    sheet = Sheet("t", (), ())
    chart = LineChart(
        title="t", alternative="a", x=Axis("x"), y=Axis("y"), table=sheet,
        series=(Series("s", (Point(0.0, 0.0), Point(1.0, 1.0), Point(0.5, 0.25))),),
    )  # fmt: skip
    page = to_html(Document("t", (chart,)), "en")
    # 400 x 260, margins: left 46, right 20, top 20, bottom 42
    assert '<polyline points="46.0,218.0 380.0,20.0 213.0,168.5" class="line s0">' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_as_html(language: Language) -> None:
    vocabulary = Vocabulary(language, MALL_VARIABLES)
    facts = summarise(MALL_RULES, vocabulary, learning=MALL_LEARNING, test=MALL_TEST)
    assert_golden(f"report-mall-{language}.html", to_html(report_document(facts), language))


def test_an_index_leads_to_pages() -> None:
    page = to_index("Pages", [Link("report.html", "Report")], "en")
    assert '<a href="report.html">Report</a>' in page
