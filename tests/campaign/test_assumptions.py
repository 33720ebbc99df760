"""Where each assumption comes from, and what the report takes for every customer alike."""

from __future__ import annotations

import polars as pl
import pytest

from churnkit.campaign.assumptions import assumptions_of
from churnkit.campaign.record import RECORD_SCHEMA
from churnkit.config.sections.campaign import CampaignSection, ProfitSettings
from churnkit.profit import ProfitTerms
from tests.campaign.assumed_figures import report_assumptions

SELECTED = pl.DataFrame(
    {
        "score": [0.1, 0.3],
        "value": [100.0, 300.0],
        "line": ["call", "write"],
        "contact_cost": [5.0, 1.0],
        "offer_cost": [20.0, 0.0],
        "success": [0.4, 0.3],
    }
)
CAMPAIGN = CampaignSection.model_validate(
    {
        "name": "spring",
        "channels": {"phone": {"cost": 5}, "letter": {"cost": 1}},
        "playbook": {
            "call": {"when": "calls > 5", "channel": "phone", "action": {"en": "a call"},
                     "offer_cost": 20, "success": 0.4},
            "write": {"channel": "letter", "action": {"en": "a letter"}},
        },
    }
)  # fmt: skip


def test_each_figure_has_its_source() -> None:
    found = assumptions_of(SELECTED, CAMPAIGN, "en", value_column="worth", are_probabilities=True)
    assert found.stay is not None
    assert (found.stay.figure, found.stay.origin) == (pytest.approx(0.8), "scores")
    assert (found.value.figure, found.value.origin, found.value.name) == (200, "column", "worth")
    assert (found.offer_cost.figure, found.contact_cost.figure) == (10, 3)
    assert [(each.words, each.rate.figure, each.rate.origin) for each in found.success] == [
        ("a call", 0.4, "config"), ("a letter", 0.3, "default"),
    ]  # fmt: skip


def test_what_the_config_no_longer_says_is_of_the_record() -> None:
    earlier = SELECTED.with_columns(success=pl.Series([0.2, 0.3]), line=pl.Series(["call", "gone"]))
    found = assumptions_of(earlier, CAMPAIGN, "en", value_column=None, are_probabilities=False)
    assert found.stay is None
    assert [(each.line, each.rate.origin) for each in found.success] == [
        ("call", "record"), ("gone", "record"),
    ]  # fmt: skip
    alike = SELECTED.with_columns(value=pl.lit(150.0))
    of_each = assumptions_of(alike, CAMPAIGN, "en", value_column=None, are_probabilities=True)
    assert (of_each.value.figure, of_each.value.origin) == (150, "record")


def test_the_report_takes_the_config_then_the_list_then_what_was_published() -> None:
    basis = report_assumptions()
    sources = basis.assumptions
    assert (basis.terms, basis.of_list) == (ProfitTerms(), None)
    assert {each.origin for each in (sources.value, sources.offer_cost)} == {"default"}

    basis = report_assumptions(selected=SELECTED)
    of_list, sources = basis.terms, basis.assumptions
    assert basis.of_list is None
    assert (of_list.value, of_list.offer_cost, of_list.contact_cost) == (200, 10, 3)
    assert of_list.success == pytest.approx(0.35)
    assert of_list.success_alpha + of_list.success_beta == pytest.approx(20)
    assert {each.rate.origin for each in sources.success} == {sources.value.origin} == {"list"}

    settings = ProfitSettings(value=50, success_alpha=2)
    basis = report_assumptions(settings, SELECTED)
    given, sources = basis.terms, basis.assumptions
    assert basis.of_list == of_list
    assert (given.value, given.offer_cost) == (50, 10)
    assert (given.success_alpha, given.success_beta) == (2, 14)
    assert (sources.value.origin, sources.success[0].rate.origin) == ("config", "config")
    assert sources.stay is not None
    assert sources.stay.figure == pytest.approx(0.165)


@pytest.mark.parametrize("success", [0.0, 1.0])
def test_success_that_is_certain_has_a_distribution(success: float) -> None:
    terms = report_assumptions(selected=SELECTED.with_columns(success=pl.lit(success))).terms
    assert terms.success == pytest.approx(success, abs=0.01)
    assert min(terms.success_alpha, terms.success_beta) > 0


def test_a_list_of_nobody_assumes_nothing_of_it() -> None:
    nobody = pl.DataFrame(schema=RECORD_SCHEMA)
    found = assumptions_of(nobody, CAMPAIGN, "en", value_column="worth", are_probabilities=True)
    assert found.stay is not None
    assert (found.stay.figure, found.value.figure, found.success) == (None, None, ())
