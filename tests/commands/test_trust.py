"""Whether a list can be trusted: every verdict through the command line, on small tables."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from churnkit.cli import main
from churnkit.rules.model import read_model
from churnkit.workspace.artifacts import artifact_json

CONFIG = """
work: work
data:
  customers: customers.csv
  id: id
  label: {column: churned, churned: "1"}
ingest: {rate_difference: {effect: 0, p_value: 1}}
train: {learner: tree}
"""
CAMPAIGN = (
    "campaign={name: spring, control: {share: 0.1}, channels: {call: {cost: 1}}, "
    "playbook: {care: {action: {en: call}, channel: call, success: 0.1}}}"
)

Capture = pytest.CaptureFixture[str]


def _table(n: int, churn_rate: Callable[[pl.DataFrame], np.ndarray]) -> pl.DataFrame:
    drawn = np.random.default_rng(7)
    table = pl.DataFrame(
        {
            "id": [f"{number:05d}" for number in range(n)],
            "calls": drawn.gamma(2, 10, n).round(1),
            "plan": drawn.choice(["basic", "gold"], n),
        }
    )
    return table.with_columns(churned=(drawn.random(n) < churn_rate(table)).astype(np.int64))


SOUND = _table(3_000, lambda t: 1 / (1 + np.exp((t["calls"].to_numpy() - 15) / 4)))
WEAK = _table(1_500, lambda t: np.where(t["plan"] == "gold", 0.1, 0.6)).drop("calls")
NOISE = _table(1_500, lambda t: np.full(t.height, 0.4))
TINY = _table(30, lambda t: np.where(t["calls"] < 20, 0.5, 0.2))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "project.yaml").write_text(CONFIG)
    SOUND.write_csv(tmp_path / "customers.csv")
    return tmp_path


def churnkit(command: str, project: Path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as stopped:
        main([command, str(project / "project.yaml"), *arguments])
    return int(stopped.value.code or 0)


def setting(*overrides: str) -> list[str]:
    return [word for override in overrides for word in ("--set", override)]


def run_on(project: Path, table: pl.DataFrame, *overrides: str) -> int:
    table.write_csv(project / "customers.csv")
    return churnkit("run", project, *setting(*overrides))


def page(project: Path, name: str) -> str:
    return (project / "work/current" / name).read_text()


@pytest.mark.parametrize(
    ("table", "grade", "says"),
    [
        pytest.param(SOUND, "sound", "Verdict: sound.", id="sound"),
        pytest.param(WEAK, "weak", "2 different scores only", id="weak"),
        pytest.param(TINY, "cannot_tell", "Out of fold, the AUC", id="cannot tell"),
    ],
)
def test_a_list_is_published_with_the_verdict_in_all_places(
    project: Path, capsys: Capture, table: pl.DataFrame, grade: str, says: str
) -> None:
    assert run_on(project, table) == 0
    facts = json.loads(page(project, "report.json"))
    assert facts["verdict"]["grade"] == grade
    headline = f"Verdict: {grade.replace('_', ' ')}."
    for name in ("report.md", "model.md"):
        assert headline in page(project, name).splitlines()[2]
    assert says in page(project, "report.md")
    assert headline in capsys.readouterr().out


def suspicious(table: pl.DataFrame) -> pl.DataFrame:
    """The same with a column that is written when customers leave, of most of them."""
    noise = np.random.default_rng(9).normal(0, 0.45, table.height)
    return table.with_columns(calls_to_retention=(pl.col("churned") + pl.Series(noise)).round(2))


@pytest.mark.parametrize("learner", ["tree", "additive-fri", "fri", "auto"])
def test_the_report_says_what_the_area_becomes_without_suspects(
    project: Path, learner: str
) -> None:
    settings = ("train.additive.width=2", "score.drift=note", "data.variables.calls.leak=keep")
    has_directions = learner in ("tree", "additive-fri")
    directed = ("train.monotone={calls_to_retention: up}",) if has_directions else ()
    asked = (*settings, *directed, f"train.learner={learner}")
    assert run_on(project, suspicious(SOUND), *asked) == 0
    verdict = json.loads(page(project, "report.json"))["verdict"]
    found, report = verdict["without_suspects"], page(project, "report.md")

    assert found["variables"] == ["calls_to_retention"]
    assert found["auc"] < verdict["auc"] - 0.05
    assert f"Variables that may know the outcome: {found['variables'][0]}" in report
    assert f"reach an AUC of {found['auc']:.3f} on the test set" in report
    chosen = json.loads(page(project, "report.json"))["learner"]
    without = (*settings, "data.ignore=[calls_to_retention]", f"train.learner={chosen}")
    assert run_on(project, suspicious(SOUND), *without) == 0
    honest = json.loads(page(project, "report.json"))["verdict"]
    assert honest["auc"] == found["auc"]
    assert honest["auc_interval"] == found["interval"]
    assert honest["without_suspects"] is None


def test_where_only_suspects_tell_anything_it_is_said(project: Path) -> None:
    alone = suspicious(SOUND).drop("calls", "plan")
    assert run_on(project, alone, "score.drift=note") == 0
    assert "Without them nothing can be learnt." in page(project, "report.md")


def test_noise_makes_no_list_and_says_what_to_try(project: Path, capsys: Capture) -> None:
    assert run_on(project, NOISE) == 10
    err = capsys.readouterr().err
    assert "Verdict: no signal." in err
    assert "score.require_signal: false" in err
    assert not (project / "work/current").exists()


def test_a_refused_run_is_kept_and_the_former_list_stays(project: Path, capsys: Capture) -> None:
    assert run_on(project, SOUND) == 0
    before = page(project, "list.csv"), page(project, "model.json")
    NOISE.write_csv(project / "customers.csv")
    assert churnkit("run", project) == 10
    assert (page(project, "list.csv"), page(project, "model.json")) == before
    (kept,) = (project / "work/refused").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert "Verdict: no signal." in (kept / "model.md").read_text()
    assert not (kept / "list.csv").exists()
    assert str(kept / "model.md") in capsys.readouterr().err


def test_refused_runs_are_pruned_like_published_ones(project: Path) -> None:
    for _ in range(3):
        run_on(project, NOISE, "keep_runs=2")
    assert len(list((project / "work/refused").iterdir())) == 2


def test_train_alone_removes_no_list_when_it_is_refused(project: Path) -> None:
    assert run_on(project, SOUND) == 0
    before = {file.name for file in (project / "work/current").iterdir()}
    assert churnkit("train", project, *setting("train.tree.min_customers=2000")) == 10
    assert {file.name for file in (project / "work/current").iterdir()} == before
    assert churnkit("score", project) == 0


def test_a_list_without_signal_says_so_first(project: Path, capsys: Capture) -> None:
    assert run_on(project, NOISE, "score.require_signal=false") == 0
    out, err = capsys.readouterr()
    assert out.startswith("This ranking has no proven value")
    assert "note: This ranking has no proven value" in err
    notes = json.loads(page(project, "run.json"))["stages"]["score"]["notes"]
    assert notes[0].startswith("This ranking has no proven value")


@pytest.mark.parametrize(
    ("table", "first"),
    [
        pytest.param(NOISE, "This ranking has no proven value", id="no signal"),
        pytest.param(TINY, "Verdict: cannot tell.", id="cannot tell"),
        pytest.param(SOUND, "Verdict: sound.", id="sound"),
    ],
)
def test_the_cover_page_of_a_campaign_begins_with_it(
    project: Path, table: pl.DataFrame, first: str
) -> None:
    assert run_on(project, table, "score.require_signal=false", CAMPAIGN) == 0
    assert page(project, "list.md").splitlines()[2].startswith(f"- {first}")
    assert "above_base_rate" in page(project, "list.csv").splitlines()[0]


def test_score_alone_stops_where_the_config_wants_a_signal_again(project: Path) -> None:
    run_on(project, NOISE, "score.require_signal=false")
    before = page(project, "list.csv")
    assert churnkit("score", project) == 10
    assert page(project, "list.csv") == before


def test_a_model_of_an_older_version_is_told_and_not_stopped(
    project: Path, capsys: Capture
) -> None:
    run_on(project, SOUND)
    model = read_model(project / "work/current")
    older = model.model_copy(update={"verdict": None, "reference": None, "reference_loyal": None})
    (project / "work/current/model.json").write_text(artifact_json("model.json", older))
    capsys.readouterr()
    assert churnkit("score", project) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Verdict: not judged.")
    assert "not compared with those that the rules were learnt on" in err


def test_whoever_tries_settings_is_told_how_many(project: Path, capsys: Capture) -> None:
    run_on(project, SOUND)
    for leaves in (6, 7, 7):
        capsys.readouterr()
        assert churnkit("train", project, *setting(f"train.tree.max_rules={leaves}")) == 0
    assert "learnt on with 3 different settings" in capsys.readouterr().out
    train = json.loads(page(project, "run.json"))["stages"]["train"]
    assert train["counts"]["settings tried"] == 3


def test_the_list_says_who_is_above_the_base_rate(project: Path) -> None:
    run_on(project, SOUND, "score.share=1")
    listed = pl.read_csv(project / "work/current/list.csv")
    rules = read_model(project / "work/current").rule_set
    is_above = listed["score"] > round(rules.base_rate, 4)
    assert listed["above_base_rate"].to_list() == ["yes" if above else "no" for above in is_above]
    assert listed["above_base_rate"].n_unique() == 2


def test_customers_of_another_world_make_no_list(project: Path, capsys: Capture) -> None:
    run_on(project, SOUND)
    before = page(project, "list.csv")
    now = SOUND.drop("churned").with_columns(pl.col("calls") * 30)
    now.write_csv(project / "now.csv")
    given = ["--input", str(project / "now.csv")]
    assert churnkit("score", project, *given) == 11
    assert "calls lies beyond all that was learnt" in capsys.readouterr().err
    assert page(project, "list.csv") == before
    assert churnkit("score", project, *given, *setting("score.drift=note")) == 0
    err = capsys.readouterr().err
    assert err.count("Today's customers have little in common") == 1


def test_customers_who_shifted_are_noted_once(project: Path, capsys: Capture) -> None:
    run_on(project, SOUND)
    capsys.readouterr()
    now = SOUND.drop("churned").with_columns(pl.col("calls") + 6)
    now.write_csv(project / "now.csv")
    assert churnkit("score", project, "--input", str(project / "now.csv")) == 0
    err = capsys.readouterr().err
    assert err.count("Today's customers differ") == 1
    assert "calls has shifted" in err


def test_the_loyal_customers_of_the_learning_table_are_as_learnt(
    project: Path, capsys: Capture
) -> None:
    """Without a table of their own, those scored are the customers of learning who stayed."""
    run_on(project, SOUND)
    assert "Today's customers" not in capsys.readouterr().err
