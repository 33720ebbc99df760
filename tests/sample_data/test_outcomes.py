"""The outcomes of the sample campaign: written again, and measured as what they were made of."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from churnkit.campaign.measure.page import measurement_document
from churnkit.campaign.plan.page import plan_document
from churnkit.commands.lost import lost
from churnkit.commands.measure import measure
from churnkit.commands.plan import plan
from churnkit.commands.report import report
from churnkit.commands.score import score
from churnkit.config.loading import load_config
from churnkit.config.sections.project import Config
from churnkit.render.markdown import to_markdown

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "sample_data"
OUTCOMES = FOLDER / "campaign_outcomes.csv"


@pytest.fixture(scope="module")
def generator() -> dict[str, Any]:
    return runpy.run_path(str(FOLDER / "generate_outcomes.py"), run_name="generate")


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    work = tmp_path_factory.mktemp("work")
    return load_config(ROOT / "configs" / "campaign.yaml", [f"work={work}"])


@pytest.fixture(scope="module")
def record(generator: dict[str, Any], config: Config) -> pl.DataFrame:
    found: pl.DataFrame = generator["campaign_record"](config.work)
    return found


def test_the_generator_writes_the_same_bytes_again(
    generator: dict[str, Any], record: pl.DataFrame, tmp_path: Path
) -> None:
    generator["write_all"](tmp_path, record)
    assert (tmp_path / OUTCOMES.name).read_bytes() == OUTCOMES.read_bytes()


def test_the_readme_tells_the_true_uplift(generator: dict[str, Any], record: pl.DataFrame) -> None:
    true = 100 * generator["true_uplift"](record)
    assert f"**true uplift is {true:.1f} points**" in (FOLDER / "README.md").read_text()


def test_the_campaign_is_measured_as_it_was(
    generator: dict[str, Any], config: Config, record: pl.DataFrame
) -> None:
    customers = pl.read_parquet(FOLDER / "campaign_customers.parquet")
    true = generator["true_uplift"](record)

    facts = measure(config, outcomes=OUTCOMES).facts

    assert facts.control.known >= 300
    assert facts.listed.customers + facts.control.customers == record.height
    assert facts.rows.not_selected == customers.height - record.height
    assert facts.is_random
    assert facts.difference is not None
    assert 0 < facts.difference.interval[0] < true < facts.difference.interval[1]
    assert facts.returns is not None
    assert facts.returns.profit_interval is not None
    assert facts.returns.profit_interval[0] > 0
    expected = plan(config).power_analysis
    assert expected is not None
    assert expected.uplift == pytest.approx(true, abs=0.002)
    assert expected.power > 0.8


def test_what_left_in_measure_left_in_lost(config: Config, record: pl.DataFrame) -> None:
    """Both look at the same quarter, and say so."""
    found, looked_back = measure(config, outcomes=OUTCOMES), lost(config)
    standings = {each.name: each.customers for each in looked_back.facts.standings}
    for name, arm in (
        ("listed", found.facts.overall.listed),
        ("control", found.facts.overall.control),
    ):
        assert standings[name] == arm.customers - arm.stayed
    for name in ("measure.md", "lost.md"):
        assert "October to December 2024" in (looked_back.folder / name).read_text("utf-8")


def test_profit_on_paper_is_that_of_every_page(config: Config, record: pl.DataFrame) -> None:
    """By the assumptions of the playbook, on paper, in plan, list.md, report and measure."""
    listed, selected = record.filter(role="listed"), record.filter(pl.col("current"))
    of_listed, of_selected = _profit(listed), _profit(selected)

    planned, made = plan(config), score(config)
    reported, found = report(config), measure(config, outcomes=OUTCOMES).facts

    assert made.campaign is not None
    assert made.campaign.worth is not None
    assert planned.expectation is not None
    assert made.campaign.worth.expected_profit == pytest.approx(of_listed)
    assert planned.expectation.selected.profit == pytest.approx(of_selected)
    page = (made.folder / "list.md").read_text("utf-8")
    assert f"| expected profit (value kept less expected cost) | {of_listed:,.2f} |" in page
    planned_page = to_markdown(plan_document(planned))
    assert f"is expected to bring a profit of {of_selected:,.0f};" in planned_page

    assert found.returns is not None
    assert found.returns.profit_interval is not None
    assert found.predicted is not None
    low, high = found.returns.profit_interval
    assert low < of_listed < high
    assert found.predicted.profit == pytest.approx(of_listed)
    measured_page = to_markdown(measurement_document(found))
    told = f"profit of {of_listed:,.0f} (as in list.md), which is inside the interval"
    assert told in measured_page

    everybody = reported.facts.learning
    assert reported.facts.profit is not None
    assert reported.facts.profit.learning is not None
    value, success, offer, contact = (
        selected[name].mean() for name in ("value", "success", "offer_cost", "contact_cost")
    )
    kept = everybody.churned * (success * (value - offer) - contact)  # type: ignore[operator]
    spent = (everybody.customers - everybody.churned) * (offer + contact)  # type: ignore[operator]
    assert reported.facts.profit.learning.curve[100] == pytest.approx(
        (kept - spent) / everybody.customers
    )
    # what pays best by the means is what pays best by each customer's own figures
    assert reported.facts.profit.learning.maximum.share == pytest.approx(
        planned.expectation.best.share, abs=0.01
    )


def test_every_page_prints_the_same_assumptions(config: Config, record: pl.DataFrame) -> None:
    planned, made = plan(config), score(config)
    found = measure(config, outcomes=OUTCOMES).facts
    selected = record.filter(pl.col("current"))

    assert made.campaign is not None
    assert made.campaign.worth is not None
    assert planned.assumptions == made.campaign.worth.assumptions == found.assumptions
    rows = [
        f"| {name} | {figure} | {source} |"
        for name, figure, source in (
            ("share who stay without contact", _percent(1 - selected["score"].mean()),  # type: ignore[operator]
             "scores (mean)"),
            ("value of a customer who stays", f"{selected['value'].mean():,.2f}",
             "column yearly_value (mean)"),
            ("success: show help in the app", "15.0%", "playbook: self_service"),
            ("cost of an accepted offer", f"{selected['offer_cost'].mean():,.2f}",
             "playbook: offer_cost (mean)"),
        )
    ]  # fmt: skip
    pages = (
        to_markdown(plan_document(planned)),
        (made.folder / "list.md").read_text("utf-8"),
        to_markdown(measurement_document(found)),
    )
    for page in pages:
        for row in rows:
            assert page.count(row.removesuffix(" |")) == 1
    assert found.predicted is not None
    assert planned.base is not None
    assert planned.expectation is not None
    assert found.predicted.control == pytest.approx(planned.base, abs=0.01)
    assert found.predicted.uplift == pytest.approx(planned.expectation.uplift, abs=0.002)
    stayed = found.overall.control.interval
    assert stayed[0] < planned.base < stayed[1]


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _profit(customers: pl.DataFrame) -> float:
    """Value kept, less contacts, and offers to those who stay."""
    profit = 0.0
    for customer in customers.iter_rows(named=True):
        leaves, offer = customer["score"], customer["offer_cost"]
        kept = leaves * customer["success"]
        profit += kept * customer["value"] - customer["contact_cost"]
        profit -= (kept + 1 - leaves) * offer
    return profit


def test_nobody_contacted_is_no_uplift(
    generator: dict[str, Any], config: Config, record: pl.DataFrame, tmp_path: Path
) -> None:
    nobody = record.with_columns(pl.lit("control").alias("role"))
    generator["write_all"](tmp_path, nobody)

    facts = measure(config, outcomes=tmp_path / OUTCOMES.name).facts

    assert facts.difference is not None
    assert not facts.difference.is_clear
    assert facts.needed is not None
