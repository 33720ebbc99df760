"""Before a campaign: what it could show and bring, against the record that a campaign writes."""

from __future__ import annotations

import math
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

from churnkit.campaign.plan.forecast import CampaignPlan, Prospects, Question, forecast
from churnkit.campaign.plan.page import plan_document
from churnkit.campaign.power import TestDesign as Design
from churnkit.campaign.power import power, smallest_uplift
from churnkit.cli import main
from churnkit.commands.ingest import ingest
from churnkit.commands.plan import plan
from churnkit.commands.score import score
from churnkit.commands.train import train
from churnkit.config.loading import load_config
from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.project import Language
from churnkit.errors import ArtifactError, ConfigError
from churnkit.render.console import render_document
from churnkit.rules.wording import LANGUAGES
from tests.golden import assert_golden
from tests.reports.telling_projects import write_project

CAMPAIGN = """
train: {learner: tree}
score: {share: 0.4}
campaign:
  name: spring
  channels: {call: {cost: 5}, letter: {cost: 1}}
  playbook:
    call: {when: calls >= 6, channel: call, action: {en: care call}, offer_cost: 20, success: 0.4}
    write: {channel: letter, action: {en: write a letter}, success: 0.1}
  control: {share: 0.3}
  lost: {customers: lost.csv, replacement_cost: 150}
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = write_project(tmp_path_factory.mktemp("planned"), customers=2400)
    file.write_text(file.read_text(encoding="utf-8") + CAMPAIGN, encoding="utf-8")
    config = load_config(file)
    ingest(config)
    train(config)
    return file


@pytest.fixture(scope="module")
def everybody(project: Path) -> pl.DataFrame:
    """The record of a campaign with all customers, and what is expected of each."""
    config = load_config(project, ["campaign.cut=number", "campaign.number=10000"])
    record = pl.read_parquet(score(config).folder / "campaign-spring.parquet").sort("rank")
    kept = pl.col("score") * pl.col("success")
    offers = (kept + 1 - pl.col("score")) * pl.col("offer_cost")
    return record.with_columns(kept.alias("kept"), (pl.col("contact_cost") + offers).alias("cost"))


@pytest.fixture(scope="module")
def planned(project: Path) -> CampaignPlan:
    return plan(load_config(project))


def shown(facts: CampaignPlan) -> str:
    console = Console(width=100, color_system=None, force_terminal=False)
    with console.capture() as capture:
        console.print(render_document(plan_document(facts)))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def lines(facts: CampaignPlan) -> str:
    return "\n".join(plan_document(facts).blocks[0].lines)  # type: ignore[union-attr]


def test_the_present_settings_are_counted(planned: CampaignPlan, everybody: pl.DataFrame) -> None:
    assert planned.scored == planned.eligible == everybody.height
    assert planned.selected == math.ceil(0.4 * everybody.height)
    assert planned.control == round(0.3 * planned.selected)
    assert planned.listed + planned.control == planned.selected


def test_retention_and_uplift_are_expected_from_the_scores(
    planned: CampaignPlan, everybody: pl.DataFrame
) -> None:
    selected = everybody.head(planned.selected)
    assert planned.base == pytest.approx(1 - selected["score"].mean())
    assert planned.expectation is not None
    assert planned.expectation.uplift == pytest.approx(selected["kept"].mean())
    assert planned.expectation.leaving == pytest.approx(everybody["score"].sum())
    assert planned.expectation.replacement_cost == pytest.approx(150 * everybody["score"].sum())


def test_each_share_adds_up_its_customers(planned: CampaignPlan, everybody: pl.DataFrame) -> None:
    assert planned.expectation is not None
    curve = planned.expectation.curve
    assert [round(100 * each.share) for each in curve] == list(range(0, 101, 5))
    for each in curve:
        first = everybody.head(each.customers)
        assert each.kept == pytest.approx(first["kept"].sum())
        assert each.cost == pytest.approx(first["cost"].sum())
        profit = (first["kept"] * first["value"] - first["cost"]).sum()
        assert each.profit == pytest.approx(profit)
    profits = (everybody["kept"] * everybody["value"] - everybody["cost"]).cum_sum()
    assert planned.expectation.best.profit == pytest.approx(max(0.0, profits.max()))  # type: ignore[type-var]


def test_an_uplift_in_question(project: Path, planned: CampaignPlan) -> None:
    found = plan(load_config(project), uplift=0.2, base=0.5, power=0.9)

    design = Design(power=0.9)
    sizes = (planned.listed, planned.control)
    assert (found.base, found.base_is_given) == (0.5, True)
    assert found.smallest_uplift == smallest_uplift(0.5, *sizes, design)
    assert found.power_analysis is not None
    assert found.power_analysis.power == power(0.5, 0.2, *sizes)
    assert found.power_analysis.control is not None
    assert found.power_analysis.listed is not None
    assert power(
        0.5, 0.2, found.power_analysis.listed, found.power_analysis.control
    ) == pytest.approx(0.9, abs=0.01)
    share = found.power_analysis.control_share
    assert share is not None
    held = share * found.selected
    assert power(0.5, 0.2, found.selected - held, held) == pytest.approx(0.9, abs=1e-6)


def test_of_scores_that_only_rank_nothing_is_expected(project: Path, tmp_path: Path) -> None:
    overrides = ["train.learner=fri", f"work={tmp_path}"]
    config = load_config(project, overrides)
    ingest(config)
    train(config)

    found, given = plan(config), plan(config, base=0.6, uplift=0.1)

    assert (found.base, found.expectation, found.power_analysis) == (None, None, None)
    assert "are not probabilities" in lines(found)
    assert "Pass --base" in lines(found)
    assert " ".join(shown(found).split()).count("profit") == 1
    assert given.power_analysis is not None
    assert given.smallest_uplift is not None


def test_nothing_is_published(project: Path) -> None:
    config = load_config(project)
    before = (config.work / "current").resolve()
    plan(config)
    assert (config.work / "current").resolve() == before


def test_nobody_held_back_shows_nothing(project: Path) -> None:
    found = plan(load_config(project, ["campaign.control.share=0"]), uplift=0.2)

    assert found.smallest_uplift is None
    assert found.power_analysis is not None
    assert (found.power_analysis.power, found.power_analysis.control) == (0.0, None)
    assert found.power_analysis.control_share is not None
    assert "No uplift can be detected" in lines(found)


def test_a_campaign_without_customers() -> None:
    nobody = pl.DataFrame(
        schema={"score": pl.Float64, "success": pl.Float64, "expected_cost": pl.Float64,
                "expected_profit": pl.Float64}
    )  # fmt: skip
    prospects = Prospects(pl.Series([0.5]), nobody, nobody, are_probabilities=True)
    question = Question(uplift=None, base=None, design=Design())

    found = forecast(prospects, CampaignSection(name="spring"), question, "en")

    assert (found.selected, found.base, found.power_analysis) == (0, None, None)
    assert found.expectation is not None
    assert found.expectation.best.customers == 0
    assert "No contact is expected to be profitable." in lines(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page(language: Language, project: Path) -> None:
    facts = plan(load_config(project, [f"language={language}"]), uplift=0.1)
    assert_golden(f"plan-{language}.txt", shown(facts))


def test_nobody_can_stay_twice_whatever_was_left_to_the_playbook(project: Path) -> None:
    config = load_config(project)
    with pytest.raises(ConfigError, match=r"\(as the playbook expects\) on a retention of 100%"):
        plan(config, base=1.0)
    with pytest.raises(ConfigError, match=r"of 100 points on a retention of .* \(as the scores"):
        plan(config, uplift=1.0)
    everybody = plan(config, uplift=0.3, base=0.7)
    assert everybody.power_analysis is not None


def test_refusals(project: Path, tmp_path: Path) -> None:
    config = load_config(project)
    with pytest.raises(ConfigError, match="an uplift of 40 points on a retention of 70%"):
        plan(config, uplift=0.4, base=0.7)
    with pytest.raises(ConfigError, match="campaign: is missing"):
        plan(config.model_copy(update={"campaign": None}))
    with pytest.raises(ArtifactError, match="run churnkit ingest"):
        plan(load_config(project, [f"work={tmp_path / 'none'}"]))


def test_more_customers_than_there_are_cannot_be_asked_for(project: Path) -> None:
    facts = plan(load_config(project), uplift=0.02, base=0.5)
    assert facts.power_analysis is not None
    assert facts.power_analysis.control is not None
    assert facts.power_analysis.control > facts.eligible
    half = facts.eligible // 2
    best = smallest_uplift(0.5, facts.eligible - half, half, Design())
    assert facts.power_analysis.smallest_of_all == best
    assert f"but only {facts.eligible:,} can be selected." in lines(facts)
    assert "that can be detected with 80% power is 7.1 points." in lines(facts)
    possible = plan(load_config(project), uplift=0.2, base=0.5)
    assert "would be needed" not in lines(possible)
    assert "Even with all" not in lines(possible)


@pytest.mark.parametrize(
    ("option", "share", "told"),
    [("--uplift", "3", "write 0.03 for 3 points"), ("--base", "60", "write 0.6 for 60 points")],
)
def test_shares_are_not_points(
    option: str, share: str, told: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["plan", str(project), option, share])
    assert ended.value.code == 2
    assert told in " ".join(capsys.readouterr().err.replace("│", " ").split())


def test_the_command(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["plan", str(project), "--uplift", "0.1", "--base", "0.6"])
    assert ended.value.code == 0
    assert (
        "Assumed (--base): 60.0% of the selected customers would stay without contact."
        in capsys.readouterr().out
    )
    with pytest.raises(SystemExit) as ended:
        main(["plan", str(project), "--uplift", "0.9", "--base", "0.6"])
    assert ended.value.code == ConfigError.exit_code
