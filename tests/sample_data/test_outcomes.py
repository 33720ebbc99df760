"""The outcomes of the sample campaign: written again, and measured as what they were made of."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from churnkit.commands.measure import measure
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
    customers = pl.read_parquet(FOLDER / "campaign_customers.parquet")
    true = 100 * generator["true_uplift"](customers, record)
    assert f"**true uplift is {true:.1f} points**" in (FOLDER / "README.md").read_text()


def test_the_campaign_is_measured_as_it_was(
    generator: dict[str, Any], config: Config, record: pl.DataFrame
) -> None:
    customers = pl.read_parquet(FOLDER / "campaign_customers.parquet")
    true = generator["true_uplift"](customers, record)

    facts = measure(config, outcomes=OUTCOMES).facts

    assert facts.control.known >= 300
    assert facts.listed.customers + facts.control.customers == record.height
    assert facts.rows.not_selected == customers.height - record.height
    assert facts.is_random
    assert facts.difference is not None
    assert facts.difference.is_clear
    assert facts.difference.interval[0] < true < facts.difference.interval[1]
    assert facts.returns is not None
    assert facts.returns.profit > 0


def test_nobody_contacted_is_no_uplift(
    generator: dict[str, Any], config: Config, record: pl.DataFrame, tmp_path: Path
) -> None:
    nobody = record.with_columns(pl.lit("control").alias("role"))
    generator["write_all"](tmp_path, nobody)

    facts = measure(config, outcomes=tmp_path / OUTCOMES.name).facts

    assert facts.difference is not None
    assert not facts.difference.is_clear
    assert facts.needed is not None
