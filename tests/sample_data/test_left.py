"""The sample tables of customers who left: written again, and run through win-back and lost."""

from __future__ import annotations

import runpy
from pathlib import Path

import polars as pl
import pytest

from churnkit.campaign.winback.facts import WinbackFacts
from churnkit.commands.lost import lost
from churnkit.commands.run import run
from churnkit.commands.winback import winback
from churnkit.config.loading import load_config
from churnkit.config.sections.project import Config

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "sample_data"


def test_the_generator_writes_the_same_bytes_again(tmp_path: Path) -> None:
    generator = runpy.run_path(str(FOLDER / "generate_left.py"), run_name="generate")
    generator["write_all"](tmp_path)
    for name in ("left_customers.csv", "lost_customers.csv"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("work")
    return load_config(ROOT / "configs/campaign.yaml", [f"work={folder}"])


@pytest.fixture(scope="module")
def facts(config: Config) -> WinbackFacts:
    return winback(config).facts


def test_the_double_offer_wins_most_and_returns_least(facts: WinbackFacts) -> None:
    """As in the published test of four offers."""
    by_returns = sorted(facts.offers, key=lambda each: each.returns)
    assert [each.name for each in by_returns] == ["upgrade", "discount", "tailored", "double"]
    by_return_on_cost = sorted(facts.offers, key=lambda each: each.return_on_cost or 0.0)
    assert by_return_on_cost[0].name == "double"
    assert by_return_on_cost[-1].name == "upgrade"


def test_rules_are_learnt_and_judged_beside_the_scorecard(facts: WinbackFacts) -> None:
    assert facts.learnt is not None
    assert facts.learnt.auc > facts.learnt.scorecard_auc > 0.55


def test_whoever_must_not_be_called_is_left_out(config: Config, facts: WinbackFacts) -> None:
    statuses = {(each.status, each.name): each.customers for each in facts.statuses}
    assert sum(statuses.values()) == facts.customers
    assert statuses["suppressed", "calls"] >= 3
    assert statuses["unchecked", "calls"] >= 1
    on_list = pl.read_csv(config.work / "current/winback.csv", infer_schema=False)
    assert on_list.height == facts.listed.customers == statuses["listed", None]
    assert not on_list["reasons"].str.contains("leaving").any()


def test_the_scorecard_ranks_everybody_where_no_past_is_known(config: Config) -> None:
    campaign = config.campaign
    assert campaign is not None
    assert campaign.winback is not None
    settings = campaign.winback.model_copy(update={"returned": None})
    changed = campaign.model_copy(update={"winback": settings})
    found = winback(config.model_copy(update={"campaign": changed})).facts
    assert found.customers == pl.read_csv(FOLDER / "left_customers.csv").height
    assert found.likelihood == pytest.approx(settings.success, abs=1e-12)
    assert {each.factor for each in found.factors} == {"referral", "complaint", "reason"}


def test_the_customers_lost(config: Config) -> None:
    run(config)
    found = lost(config).facts
    assert all(each.customers for each in found.standings)
    assert sum(each.customers for each in found.standings) == found.left.customers
    assert {each.strategy for each in found.causes} == {"rescue", "respond", "improve", "watch"}
    assert found.left.valued == found.left.customers
