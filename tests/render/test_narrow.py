"""Pages on campaigns on a console of 80 columns: no line is longer, and no number is cut."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from churnkit.campaign.lost.page import loss_document
from churnkit.campaign.measure.facts import GroupFacts, Measurement
from churnkit.campaign.measure.page import measurement_document
from churnkit.campaign.plan.forecast import CampaignPlan, ContactedShare, Expectation, PowerAnalysis
from churnkit.campaign.plan.page import plan_document
from churnkit.campaign.power import TestDesign as Design
from churnkit.campaign.winback.page import winback_document
from churnkit.commands.measure import measure
from churnkit.config.sections.project import Language
from churnkit.render.console import render_document
from churnkit.render.document import Document, Sheet
from churnkit.rules.wording import LANGUAGES
from tests.campaign.measured_campaigns import (
    campaign_config,
    publish_record,
    record_of,
    write_outcomes,
)
from tests.campaign.winback.test_page import LEARNT, losses, who_may_return
from tests.golden import assert_golden

WIDTH = 80


def shown(document: Document) -> str:
    console = Console(width=WIDTH, color_system=None, force_terminal=False)
    with console.capture() as capture:
        console.print(render_document(document))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def measured(folder: Path, language: Language) -> Measurement:
    config = campaign_config(folder, f"language={language}")
    publish_record(config, record_of(1))
    return measure(config, outcomes=write_outcomes(folder, record_of(1))).facts


def among_millions(group: GroupFacts) -> GroupFacts:
    """The same shares and intervals among a thousand times as many customers."""
    found = group.compared
    larger = {
        name: arm.model_copy(update={"customers": 1000 * arm.customers})
        for name, arm in (("listed", found.listed), ("control", found.control))
    }
    return group.model_copy(update={"compared": found.model_copy(update=larger)})


def planned(language: Language) -> CampaignPlan:
    """Ten million customers, and money to match."""
    most = ContactedShare(
        share=1.0, customers=9_123_456, kept=512_345.6, cost=123_456_789.12, profit=-98_765_432.10
    )
    return CampaignPlan(
        language=language, campaign="spring", scored=9_200_000, eligible=9_123_456,
        selected=2_000_000, listed=1_800_000, control=200_000, design=Design(), base=0.7,
        base_is_given=False, smallest_uplift=0.01,
        power_analysis=PowerAnalysis(
            uplift=0.05, power=1.0, control_share=0.01, control=500, listed=4500,
            smallest_of_all=0.001,
        ),
        expectation=Expectation(
            leaving=812_345.6, replacement_cost=1e9, uplift=0.05, selected=most, curve=(most,),
            best=most
        ),
    )  # fmt: skip


def assert_fits(document: Document) -> None:
    text = shown(document)
    assert max(map(cell_len, text.splitlines())) <= WIDTH
    for sheet in document.blocks:
        for row in sheet.rows if isinstance(sheet, Sheet) else ():
            numbers = [
                cell for cell, column in zip(row, sheet.columns, strict=True) if not column.is_text
            ]
            assert all(re.search(rf"(?m)(^|\s){re.escape(each)}(\s|$)", text) for each in numbers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_measured_campaign(language: Language, tmp_path: Path) -> None:
    facts = measured(tmp_path, language)
    assert_golden(f"measure-{language}-80.txt", shown(measurement_document(facts)))
    assert_fits(measurement_document(facts))
    groups = tuple(
        each.model_copy(update={"words": "a_line_of_the_playbook_with_a_very_long_name"})
        for each in map(among_millions, facts.groups)
    )
    assert_fits(measurement_document(facts.model_copy(update={"groups": groups})))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_of_a_campaign(language: Language) -> None:
    assert_fits(plan_document(planned(language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_on_customers_lost(language: Language) -> None:
    facts = losses(language)
    largest = tuple(
        each.model_copy(update={"id": "110101199003071234", "value": 1234567.0})
        for each in facts.largest
    )
    assert_fits(loss_document(facts.model_copy(update={"largest": largest})))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_on_winning_back(language: Language) -> None:
    for learnt in (None, LEARNT):
        facts = who_may_return(language, learnt)
        offers = tuple(
            each.model_copy(
                update={"customers": 1234567, "cost": 1234567.0, "value": 12345678.0,
                        "profit": 11111111.0}
            )
            for each in facts.offers
        )  # fmt: skip
        assert_fits(winback_document(facts.model_copy(update={"offers": offers})))
