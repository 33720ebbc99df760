"""The outcomes of the sample campaign: written again, and measured as what they were made of."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from churnkit.commands.measure import measure
from churnkit.commands.plan import plan
from churnkit.commands.score import score
from churnkit.config.loading import load_config
from churnkit.config.sections.project import Config

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
    assert facts.difference.interval[0] < true < facts.difference.interval[1]
    assert facts.needed is not None


def test_plan_list_and_outcomes_tell_of_the_same_world(
    config: Config, record: pl.DataFrame
) -> None:
    """Profit on paper, by the assumptions of the playbook, is that of every page."""
    listed, selected = record.filter(role="listed"), record.filter(pl.col("current"))
    made, planned = score(config).campaign, plan(config)
    found = measure(config, outcomes=OUTCOMES).facts
    assert made is not None
    assert made.worth is not None
    assert planned.base is not None
    assert planned.expectation is not None
    assert found.returns is not None
    assert found.returns.profit_interval is not None

    assert made.worth.expected_profit == pytest.approx(_profit(listed))
    assert planned.expectation.selected.profit == pytest.approx(_profit(selected))
    low, high = found.returns.profit_interval
    assert low < _profit(listed) < high
    assert found.predicted is not None
    assert found.predicted.control == pytest.approx(planned.base, abs=0.01)
    assert found.predicted.uplift == pytest.approx(planned.expectation.uplift, abs=0.002)
    stayed = found.overall.control.interval
    assert stayed[0] < planned.base < stayed[1]


def _profit(customers: pl.DataFrame) -> float:
    """Value kept, less contacts, and offers to those who stay."""
    kept = pl.col("score") * pl.col("success")
    offers = (kept + 1 - pl.col("score")) * pl.col("offer_cost")
    profit = kept * pl.col("value") - pl.col("contact_cost") - offers
    return float(customers.select(profit.sum()).item())


def test_nobody_contacted_is_no_uplift(
    generator: dict[str, Any], config: Config, record: pl.DataFrame, tmp_path: Path
) -> None:
    nobody = record.with_columns(pl.lit("control").alias("role"))
    generator["write_all"](tmp_path, nobody)

    facts = measure(config, outcomes=tmp_path / OUTCOMES.name).facts

    assert facts.difference is not None
    assert not facts.difference.is_clear
    assert facts.needed is not None
