"""What people read, whole and exact, in both languages; and that no value can become markup."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from churnkit.config.sections.campaign import ProfitSettings
from churnkit.config.sections.project import Language
from churnkit.render.console import render_document
from churnkit.render.document import Column, Document, Sheet
from churnkit.render.markdown import inert, to_markdown
from churnkit.reports.evaluation_page import report_document
from churnkit.reports.facts import ReportFacts, summarise
from churnkit.reports.model_page import model_document
from churnkit.rules.wording import LANGUAGES, Vocabulary
from tests.campaign.assumed_figures import report_assumptions
from tests.golden import assert_golden
from tests.reports.report_samples import (
    CARRIER_LEARNING,
    CARRIER_RULES,
    MALL_LEARNING,
    MALL_RULES,
    MALL_TEST,
    MALL_VARIABLES,
    MALL_VERDICT,
    NOBODY,
    SHOP_LEARNING,
    SHOP_RULES,
    SHOP_VARIABLES,
    hostile_rules,
    scored,
)


def _mall(language: Language) -> ReportFacts:
    vocabulary = Vocabulary(language, MALL_VARIABLES)
    return summarise(
        MALL_RULES, vocabulary, learning=MALL_LEARNING, test=MALL_TEST, verdict=MALL_VERDICT
    )


def _carrier(language: Language) -> ReportFacts:
    return summarise(CARRIER_RULES, Vocabulary(language), learning=CARRIER_LEARNING, test=NOBODY)


def _paying(language: Language) -> ReportFacts:
    vocabulary = Vocabulary(language, MALL_VARIABLES)
    return summarise(MALL_RULES, vocabulary, learning=MALL_LEARNING, test=MALL_TEST,
                     profit=report_assumptions())  # fmt: skip


def _on_console(facts: ReportFacts, width: int = 100) -> str:
    console = Console(width=width, color_system=None, force_terminal=False)
    with console.capture() as capture:
        console.print(render_document(report_document(facts)))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_on_the_console(language: Language) -> None:
    assert_golden(f"report-mall-{language}.txt", _on_console(_mall(language)))
    assert_golden(f"report-carrier-{language}.txt", _on_console(_carrier(language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_of_a_campaign_tells_what_pays(language: Language) -> None:
    assert_golden(f"report-paying-{language}.txt", _on_console(_paying(language)))
    assert_golden(f"report-paying-{language}.md", to_markdown(report_document(_paying(language))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_profit_set_in_the_config_is_told_beside_that_of_the_list(language: Language) -> None:
    selected = pl.DataFrame(
        {"value": [100.0, 300.0], "success": [0.1, 0.2], "offer_cost": 7.5, "contact_cost": 0.25}
    )
    facts = summarise(
        MALL_RULES, Vocabulary(language), learning=MALL_LEARNING, test=MALL_TEST,
        profit=report_assumptions(ProfitSettings(value=50), selected),
    )  # fmt: skip
    page = to_markdown(report_document(facts))
    told = {
        "en": "on average a value of 200.00, a success of 15.0%, an offer cost of 7.50 and",
        "zh": "平均价值 200.00、成功率 15.0%、优惠费用 7.50、联系费用 0.25",
    }
    assert told[language] in page
    assert "| 50.00 | profit.value |" in page


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_of_the_report_is_broken(language: Language, width: int) -> None:
    for facts in (_mall(language), _carrier(language), _paying(language)):
        shown = _on_console(facts, width)
        assert max(cell_len(line) for line in shown.splitlines()) <= width
        document = report_document(facts)
        sheets = [block for block in document.blocks if isinstance(block, Sheet)]
        for sheet in sheets:
            for row in sheet.rows:
                numbers = [
                    cell for cell, column in zip(row, sheet.columns, strict=True)
                    if not column.is_text
                ]  # fmt: skip
                assert re.search(r"\s+".join(map(re.escape, numbers)), shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_on_a_narrow_console(language: Language) -> None:
    assert_golden(f"report-mall-{language}-80.txt", _on_console(_mall(language), 80))


def test_only_rules_with_churn_rates_are_said_to_be_smoothed() -> None:
    mall, carrier = (
        to_markdown(report_document(_mall("en"))),
        to_markdown(report_document(_carrier("en"))),
    )
    assert "Laplace" not in mall
    assert "Laplace" in carrier
    assert "is not a probability" in mall
    assert "If no rule applies, it is the churn rate of the learning set, 0.835." in mall
    assert "is not a probability" not in carrier


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_as_markdown(language: Language) -> None:
    assert_golden(f"report-mall-{language}.md", to_markdown(report_document(_mall(language))))
    assert_golden(f"report-carrier-{language}.md", to_markdown(report_document(_carrier(language))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_model_as_markdown(language: Language) -> None:
    mall, carrier = Vocabulary(language, MALL_VARIABLES), Vocabulary(language)

    assert_golden(f"model-mall-{language}.md", to_markdown(model_document(MALL_RULES, mall)))
    assert_golden(
        f"model-carrier-{language}.md", to_markdown(model_document(CARRIER_RULES, carrier))
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_weighted_rules_as_markdown(language: Language) -> None:
    shop = Vocabulary(language, SHOP_VARIABLES)
    facts = summarise(SHOP_RULES, shop, learning=SHOP_LEARNING, test=NOBODY)

    assert_golden(f"model-shop-{language}.md", to_markdown(model_document(SHOP_RULES, shop)))
    assert_golden(f"report-shop-{language}.md", to_markdown(report_document(facts)))


def test_the_published_table_is_printed() -> None:
    cells = [
        [cell.strip() for cell in line.strip("| ").split("|")]
        for line in to_markdown(report_document(_mall("en"))).splitlines()
        if line.startswith(("| churned", "| loyal", "| overall"))
    ]

    assert cells[:3] == [
        ["churned", "722", "113", "86.5%", "364", "58", "86.3%"],
        ["loyal", "149", "16", "90.3%", "71", "7", "91.0%"],
        ["overall", "871", "129", "87.1%", "435", "65", "87.0%"],
    ]


HOSTILE = (
    "a|b", "<script>alert(1)</script>", "`code`", "two\nlines", "\x1b[31mred", "\u202etxt.exe",
    "[red]bold[/red]", "![x](http://evil.example)", "**bold**", "__bold__", "&lt;", ":smile:",
    "www.evil.example", "# title", "- item", "1. item", "[/]",
)  # fmt: skip


def _hostile_facts() -> ReportFacts:
    rules = hostile_rules(HOSTILE)
    return summarise(rules, Vocabulary(), learning=scored((1, 1, 0.5, "R1")), test=NOBODY)


@pytest.mark.parametrize(
    "markdown",
    [
        to_markdown(report_document(_hostile_facts())),
        to_markdown(model_document(hostile_rules(HOSTILE), Vocabulary())),
    ],
    ids=["report", "model"],
)
def test_values_are_inert_in_markdown(markdown: str) -> None:
    assert not re.search(r"<\w|\x1b|\u202e|(?<!\\)`|(?<!\\)\[|(?<!\\)\*|://|\bwww\.", markdown)
    [row] = [line for line in markdown.splitlines() if line.startswith("| R1 | IF")]
    assert "two\\\\nlines" in row
    assert "a\\|b" in row
    assert "\\_\\_bold\\_\\_" in row
    assert "&amp;lt;" in row


def test_values_are_inert_on_the_console() -> None:
    shown = re.sub(r"[\s│]", "", _on_console(_hostile_facts()))

    assert "[red]bold[/red]" in shown
    assert ":smile:" in shown
    assert "\\x1b[31mred" in shown
    assert not re.search("[\x1b\u202e]", shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("busy_minutes", "busy_minutes", id="an underscore within a word"),
        pytest.param("a  b ", "a  b", id="blanks around"),
        pytest.param("a\\|b", "a\\\\\\|b", id="an escape of its own"),
        pytest.param("a@b.example", "a\\@b.example", id="mail address"),
        pytest.param("5 < 6 & 7 > 4", "5 < 6 & 7 > 4", id="signs that are no markup"),
        pytest.param("p <0.001, US$5, $5 to $10", "p <0.001, US$5, $5 to $10", id="amounts"),
        pytest.param("$x$ &lt; <b>", "\\$x\\$ &amp;lt; &lt;b>", id="formula, entity and tag"),
        pytest.param("消费金额", "消费金额", id="Chinese"),
    ],
)
def test_inert_text_by_hand(text: str, shown: str) -> None:
    assert inert(text) == shown


@given(st.text())
def test_inert_text_is_one_line_without_open_markup(text: str) -> None:
    found = inert(text)

    assert len(found.splitlines()) <= 1
    assert not re.search(r"<[A-Za-z/!?]|&(?!amp;|lt;)#?\w+;|[\x00-\x1f]", found)
    assert not re.search(r"(?<!\\)\$\S(.*\S)?(?<!\\)\$(?!\d)", found)
    assert not re.search(r"(?<!\\)(\\\\)*[`|*\[\]]", found)


def test_columns_of_zeros_are_left_out_of_markdown_unless_all_are() -> None:
    names = [Column("who", is_text=True), Column("some"), Column("none"), Column("unknown")]
    some = Sheet("t", tuple(names), (("a", "1", "0", "–"), ("b", "0", "0", "–")))
    nobody = Sheet("t", tuple(names[:3]), (("a", "0", "0"), ("b", "0", "0.0%")))

    assert "| who | some |\n" in to_markdown(Document("d", (some,)))
    assert "| who | some | none |\n" in to_markdown(Document("d", (nobody,)))
