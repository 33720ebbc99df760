"""The page on customers who left: read back, counted again, and what is said where it cannot be."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from churnkit.campaign.delivery import hashed_ids
from churnkit.cli import main
from churnkit.commands.ingest import ingest
from churnkit.commands.lost import lost
from churnkit.commands.train import train
from churnkit.config.loading import load_config
from churnkit.config.sections.project import Config
from churnkit.errors import ArtifactError, ConfigError, InputError
from tests.campaign.left_customers import CAMPAIGN, campaign_project, scores_of, write_record
from tests.reports.telling_projects import write_project


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return campaign_project(tmp_path_factory.mktemp("lost"))


@pytest.fixture
def config(trained: Config, tmp_path: Path) -> Config:
    """A copy of the project, with a record of the campaign."""
    shutil.copytree(trained.work.parent, tmp_path / "p", symlinks=True)
    copied = load_config(tmp_path / "p/project.yaml", ["train.learner=tree"])
    write_record(copied, scores_of(copied))
    return copied


def write_left(config: Config, ids: Sequence[str], **columns: Sequence[object]) -> None:
    size = len(ids)
    given = {"why": ["price"] * size, "worth": [100] * size} | columns
    table = pl.DataFrame({"customer": ids, **given}, strict=False)
    table.write_csv(config.work.parent / "left.csv")


def test_ids_are_hashed_where_those_of_the_list_are(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    [first] = scores_of(config).sort("rank")["id"].head(1)
    write_left(config, [first])
    monkeypatch.setenv("LIST_SECRET", "a secret")
    files = config.campaign and config.campaign.files.model_copy(update={"secret": "LIST_SECRET"})
    campaign = config.campaign and config.campaign.model_copy(update={"files": files})
    facts = lost(config.model_copy(update={"campaign": campaign})).facts
    assert [each.id for each in facts.largest] == hashed_ids(
        pl.Series([first]), b"a secret"
    ).to_list()
    assert facts.standings[0].name == "listed"


def test_who_stood_where(config: Config) -> None:
    """Ranks 1 to 4 are listed, 5 and 6 held back; the last one of all scores lowest."""
    scores = scores_of(config).sort("rank")
    chosen = scores["id"].gather([0, 1, 4, 6, scores.height - 1]).to_list()
    write_left(config, [*chosen, "stranger"], worth=[400, 50, 70, None, 10, 5])
    facts = lost(config).facts
    assert [(each.name, each.customers, each.value) for each in facts.standings] == [
        ("listed", 2, 450.0), ("control", 1, 70.0), ("scored", 2, 10.0), ("not_scored", 1, 5.0),
    ]  # fmt: skip
    assert (facts.left.customers, facts.left.valued, facts.left.value) == (6, 5, 535.0)
    assert facts.left.warned == 4
    assert (facts.missed.customers, facts.missed.value) == (2, 15.0)
    assert [(a.line, a.words, a.channel, a.listed, a.left) for a in facts.actions] == [
        ("care", "care call", "phone call", 2, 1),
        ("self", "self-service", "web", 2, 1),
    ]
    assert [(each.name, each.customers) for each in facts.tiers] == [
        ("vip", 1), ("small", 2), (None, 3),
    ]  # fmt: skip
    assert [each.id for each in facts.largest] == [chosen[0], chosen[2], chosen[1], chosen[4],
                                                   "stranger"]  # fmt: skip


def test_every_division_adds_up(config: Config) -> None:
    scores = scores_of(config)
    write_left(
        config,
        [*scores["id"].gather_every(3), "x", "y"],
        why=[["price", "moved", "service", None][k % 4] for k in range(-(-scores.height // 3) + 2)],
        worth=range(-(-scores.height // 3) + 2),
    )
    facts = lost(config).facts
    assert sum(each.customers for each in facts.standings) == facts.left.customers
    assert sum(each.customers for each in facts.rules) == facts.left.warned
    assert facts.missed.customers + facts.left.warned == facts.left.customers
    assert sum(each.left for each in facts.actions) == facts.standings[0].customers
    known = sum(each.customers for each in facts.causes)
    assert known + facts.without_cause.customers == facts.left.customers
    assert sum(each.customers for each in facts.tiers) == facts.left.customers
    for parts in (facts.standings, facts.tiers, (*facts.causes, facts.without_cause)):
        assert sum(each.value for each in parts) == pytest.approx(facts.left.value)
    assert len(facts.largest) == 20


def test_the_page_and_the_facts_are_published_for_their_owner_only(config: Config) -> None:
    write_left(config, scores_of(config)["id"].head(3).to_list())
    outcome = lost(config)
    for name in ("lost.md", "lost.json"):
        assert (outcome.folder / name).stat().st_mode & 0o777 == 0o600
    page = (outcome.folder / "lost.md").read_text(encoding="utf-8")
    assert page.startswith("# Lost customers: spring\n")
    assert "care call" in page
    facts = json.loads((outcome.folder / "lost.json").read_text(encoding="utf-8"))
    assert facts["format"] == "churnkit/lost"
    assert facts["left"]["customers"] == 3
    journal = json.loads((outcome.folder / "run.json").read_text(encoding="utf-8"))["stages"]
    assert journal["lost"]["counts"]["left"] == 3
    assert outcome.summary[0].startswith("lost:   3 customers left")


def test_the_record_of_the_campaign_stays(config: Config) -> None:
    write_left(config, ["x"])
    lost(config)
    assert (config.work / "current/campaign-spring.parquet").exists()
    assert (config.work / "current/list.csv").exists()


def test_chinese(config: Config) -> None:
    write_left(config, scores_of(config)["id"].head(1).to_list())
    chinese = config.model_copy(update={"language": "zh"})
    page = (lost(chinese).folder / "lost.md").read_text(encoding="utf-8")
    assert page.startswith("# 流失客户：spring\n")
    assert "关怀电话" in page
    assert "电话" in page


def test_tiers_of_the_table_of_those_lost_are_used(config: Config) -> None:
    """The first one was selected as vip; the last ones never were."""
    ids = scores_of(config).sort("rank")["id"]
    chosen = [ids[0], ids[-1], ids[-2]]
    write_left(config, chosen)
    page = (lost(config).folder / "lost.md").read_text(encoding="utf-8")
    assert "| not known | 2 |" in page
    assert "Not known: the customer was never selected for this campaign" in page

    write_left(config, chosen, value_tier=["small", "key", " key "])
    outcome = lost(config)
    assert [(each.name, each.customers) for each in outcome.facts.tiers] == [("vip", 1), ("key", 2)]
    page = (outcome.folder / "lost.md").read_text(encoding="utf-8")
    assert "Not known: the customer" not in page


def test_without_a_list_of_the_campaign(config: Config) -> None:
    (config.work / "current/campaign-spring.parquet").unlink()
    write_left(config, scores_of(config)["id"].head(3).to_list())
    outcome = lost(config)
    assert not outcome.facts.has_record
    assert [each.customers for each in outcome.facts.standings] == [0, 0, 3, 0]
    page = (outcome.folder / "lost.md").read_text(encoding="utf-8")
    assert "No list of this campaign was made" in page


def test_rows_that_are_left_out_are_told(config: Config) -> None:
    write_left(config, ["x", "x", ""])
    notes = "\n".join(lost(config).notes)
    assert "rows without an id, which were left out: 1" in notes
    assert "rows with a duplicate id, which were left out: 1" in notes


def test_a_new_model_takes_the_page_away(config: Config) -> None:
    write_left(config, ["x"])
    lost(config)
    train(config)
    assert not (config.work / "current/lost.md").exists()


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("campaign.lost.cause=reason", r"campaign\.lost\.cause: no column 'reason' in .*left\.csv"),
        ("campaign.lost.value=why", r"campaign\.lost\.value: the column 'why' .* holds no numbers"),
        ("campaign.lost.id=cust", r"campaign\.lost\.id: no column 'cust' .*mean 'customer'\?"),
    ],
)
def test_columns_that_are_not_there(config: Config, override: str, message: str) -> None:
    write_left(config, ["x"])
    changed = load_config(config.work.parent / "project.yaml", ["train.learner=tree", override])
    with pytest.raises(ConfigError, match=message):
        lost(changed)


def test_a_config_without_the_section(tmp_path: Path) -> None:
    file = write_project(tmp_path)
    with pytest.raises(ConfigError, match=r"^campaign: is missing; write name: and, below lost:"):
        lost(load_config(file))
    bare = CAMPAIGN[: CAMPAIGN.index("  lost:")]
    file.write_text(file.read_text(encoding="utf-8") + bare, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"^campaign\.lost: is missing; write customers:"):
        lost(load_config(file))


def test_customers_who_were_never_scored(tmp_path: Path) -> None:
    file = write_project(tmp_path)
    file.write_text(file.read_text(encoding="utf-8") + CAMPAIGN, encoding="utf-8")
    config = load_config(file, ["train.learner=tree"])
    write_left(config, ["x"])
    with pytest.raises(ArtifactError, match="run churnkit ingest first"):
        lost(config)
    ingest(config)
    train(config)
    with pytest.raises(ArtifactError, match=r"current/scores\.parquet: .*run churnkit score first"):
        lost(config)


def test_damaged_files_are_named(config: Config) -> None:
    write_left(config, ["x"])
    (config.work / "current/campaign-spring.parquet").write_bytes(b"junk")
    with pytest.raises(ArtifactError, match=r"campaign-spring\.parquet: damaged"):
        lost(config)


def test_a_table_that_is_not_there(config: Config) -> None:
    with pytest.raises(InputError, match=r"left\.csv: no such file"):
        lost(config)


def churnkit(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    return int(stopped.value.code or 0)


def test_the_command(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    write_left(config, scores_of(config)["id"].head(3).to_list())
    file = config.work.parent / "project.yaml"
    assert churnkit("lost", file, "--set", "train.learner=tree") == 0
    out = capsys.readouterr().out
    assert "lost:   3 customers left" in out
    assert "Status before leaving" in out
    assert churnkit("lost", file, "--set", "train.learner=fri") == 3
    assert "train.learner" in capsys.readouterr().err


def test_help_begins_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert churnkit("lost", "--help") == 0
    assert "Example: churnkit lost" in capsys.readouterr().out.split("\n\n")[1]


def test_causes_are_called_by_their_labels_however_they_are_spelt(config: Config) -> None:
    why = ["Price", "price", "moved"]
    write_left(config, scores_of(config)["id"].head(3).to_list(), why=why)
    facts = lost(config, set=["campaign.lost.cause_labels={price: {en: too dear}}"]).facts
    assert {each.name: each.customers for each in facts.causes} == {"too dear": 2, "moved": 1}
    assert {each.cause for each in facts.largest} == {"too dear", "moved"}
