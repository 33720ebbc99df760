"""The next campaign goes by what an earlier one has shown: plan, list, record; or it is refused."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from churnkit.campaign.measured_success import (
    ActionSuccess,
    MeasuredCampaigns,
    MeasuredSuccess,
    read_measured,
    with_measured_success,
)
from churnkit.campaign.plan.page import plan_document
from churnkit.cli import main
from churnkit.commands.measure import measure
from churnkit.commands.plan import plan
from churnkit.commands.run import run
from churnkit.commands.score import score
from churnkit.config.loading import load_config
from churnkit.errors import ArtifactError, ConfigError
from churnkit.hashing import hash_ids
from churnkit.render.markdown import to_markdown
from churnkit.workspace.artifacts import MEASURED, campaign_record
from churnkit.workspace.runs import open_run
from tests.campaign.measured_campaigns import write_outcomes
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
"""
NEXT = ["campaign.name=summer", "campaign.success.measured=spring"]
LETTERS_ASSUMED = [*NEXT, "campaign.success.assumed=[write]"]


def outcomes_of(record: pl.DataFrame, folder: Path, *, kept: float) -> Path:
    """Customers leave by their scores; contact keeps that share of those who would."""
    leaves, is_kept = (
        pl.Series(hash_ids(record["id"], seed)).cast(pl.Float64) / 2.0**64 < below
        for seed, below in ((1, record["score"]), (2, kept))
    )
    stayed = ~(leaves & ~(is_kept & (record["role"] == "listed")))
    return write_outcomes(folder, record.with_columns(stayed.alias("stayed")))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose campaign spring was measured; calls kept 60%, not 40%."""
    file = write_project(tmp_path_factory.mktemp("measured"), customers=2400)
    file.write_text(file.read_text(encoding="utf-8") + CAMPAIGN, encoding="utf-8")
    record = pl.read_parquet(run(file).folder / campaign_record("spring"))
    measure(file, outcomes=outcomes_of(record, file.parent, kept=0.6))
    return file


def test_plan_list_and_record_take_what_was_measured(project: Path) -> None:
    config = load_config(project, LETTERS_ASSUMED)
    actions = {each.line: each for each in read_measured(config.work / "current")["spring"].actions}
    measured = actions["call"].rate
    assert measured is not None
    assert measured == pytest.approx(0.6, abs=0.12)

    planned = plan(config)
    made = score(config)

    record = pl.read_parquet(made.folder / campaign_record("summer"))
    rates = dict(record.group_by("line").agg(pl.mean("success")).rows())
    assert rates == pytest.approx({"call": measured, "write": 0.1})
    assert planned.assumptions is not None
    assert made.campaign is not None
    assert made.campaign.worth is not None
    assert made.campaign.worth.assumptions == planned.assumptions
    assert [(each.line, each.rate.origin) for each in planned.assumptions.success] == [
        ("call", "measured"), ("write", "config"),
    ]  # fmt: skip
    row = f"| success: care call | {100 * measured:.1f}% | measured in campaign spring |"
    assert row in to_markdown(plan_document(planned))
    assert row in (made.folder / "list.md").read_text("utf-8")
    before = plan(project)
    assert before.expectation is not None
    assert planned.expectation is not None
    assert planned.expectation.selected.profit > before.expectation.selected.profit


def test_plan_offers_what_was_measured(project: Path) -> None:
    offer = "Success rates have been measured in an earlier campaign (spring)"
    assert offer in to_markdown(plan_document(plan(load_config(project, NEXT[:1]))))
    assert offer not in to_markdown(plan_document(plan(load_config(project, LETTERS_ASSUMED))))
    assert offer not in to_markdown(plan_document(plan(project)))


def test_measured_rates_outlast_a_new_model(project: Path) -> None:
    run(load_config(project, LETTERS_ASSUMED))
    assert set(read_measured(project.parent / "work/current")) == {"spring"}


@pytest.mark.parametrize("command", ["plan", "score", "run"])
def test_an_interval_too_wide_is_refused_by_name(
    command: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, str(project), *(each for change in NEXT for each in ("--set", change))])
    assert ended.value.code == ConfigError.exit_code
    told = " ".join(capsys.readouterr().err.split())
    assert "campaign.success.measured: the campaign 'spring' does not tell the success" in told
    assert "an interval of at most 40 points is needed" in told
    assert "write: " in told
    assert "call: " not in told
    assert "campaign.success.assumed: [write]" in told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (["campaign.success.measured=sprin"],
         "campaign 'sprin' has not been measured in this work folder: set campaign.name: sprin and "
         "run churnkit measure first, or remove campaign.success; did you mean 'spring'?"),
        (["campaign.success.assumed=[write]"], "needs measured: as well"),
        ([*NEXT, "campaign.success.assumed=[writ]"], "'writ' is no line of the playbook"),
    ],
    ids=["not measured", "assumed without measured", "no such line"],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused(changes: list[str], told: str, project: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        plan(load_config(project, changes))
    assert told in " ".join(str(refused.value).split())


def test_a_line_that_was_not_measured_is_refused(project: Path) -> None:
    line = "{channel: letter, action: {en: send a gift}, when: calls < 3}"
    changes = [
        *LETTERS_ASSUMED,
        f"campaign.playbook={{gift: {line}, call: {CALL}, write: {WRITE}}}",
    ]
    with pytest.raises(ConfigError, match="gift: not in that campaign"):
        plan(load_config(project, changes))


CALL = "{when: calls >= 6, channel: call, action: {en: care call}}"
WRITE = "{channel: letter, action: {en: write a letter}}"


def test_contact_that_was_not_random_tells_no_success(project: Path, tmp_path: Path) -> None:
    own = load_config(project, [f"work={tmp_path / 'work'}"])
    record = pl.read_parquet(run(own).folder / campaign_record("spring"))
    known = record.filter(pl.col("role") == "listed")
    measure(own, outcomes=outcomes_of(known, tmp_path, kept=0.6))
    with pytest.raises(ConfigError, match="contact in the campaign 'spring' was not random"):
        plan(load_config(project, [f"work={tmp_path / 'work'}", *NEXT]))


def test_an_action_that_drove_customers_away_is_not_expected_to_keep_any(
    project: Path, tmp_path: Path
) -> None:
    config = load_config(project, [f"work={tmp_path / 'work'}", *NEXT])
    measured = MeasuredSuccess(
        confidence=0.95, is_random=True, actions=tuple(acted(each) for each in ("call", "write"))
    )
    with open_run(config.work) as new:
        new.write_json(MEASURED, MeasuredCampaigns(campaigns={"spring": measured}))
    assert config.campaign is not None
    playbook = with_measured_success(config.campaign, config.work / "current").playbook
    assert [line.success for line in playbook.values()] == [0.0, 0.0]


def acted(line: str) -> ActionSuccess:
    return ActionSuccess(
        line=line, words=line, assumed=0.3, listed=800, listed_left=420, control=800,
        control_left=400, rate=-0.05, interval=(-0.15, 0.04),
    )  # fmt: skip


def test_a_damaged_file_is_named(project: Path, tmp_path: Path) -> None:
    own = load_config(project, [f"work={tmp_path / 'work'}", *NEXT])
    (tmp_path / "work/current").mkdir(parents=True)
    (tmp_path / "work/current" / MEASURED).write_text('{"format": "churnkit/measured"}')
    with pytest.raises(ArtifactError, match=r"measured\.json: expected a format version"):
        run(own)
