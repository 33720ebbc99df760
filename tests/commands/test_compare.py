"""Learners and yardsticks on the same folds; settings searched, as the command line shows them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from churnkit.cli import main
from churnkit.commands.compare import compare
from churnkit.commands.ingest import ingest
from churnkit.config.loading import load_config
from churnkit.errors import LearningError
from churnkit.reports.comparison_page import Comparison
from tests.reports.telling_projects import write_project

MODELS = [
    "fri", "tree", "additive-fri", "logistic-regression",
    *(["lightgbm"] if find_spec("lightgbm") else []),
]  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = write_project(tmp_path_factory.mktemp("compared"), customers=400)
    ingest(load_config(file))
    return file


@pytest.fixture(scope="module")
def compared(project: Path) -> Comparison:
    return compare(load_config(project), folds=3)


def test_one_row_a_learner_and_yardstick(compared: Comparison) -> None:
    assert [model.name for model in compared.models] == MODELS
    assert compared.folds == 3
    for model in compared.models:
        assert 0.5 < model.auc < 1
        assert model.standard_error > 0
        assert 0.3 < model.captured_at_30 < 1
        assert (model.rules is None) == (model.terms is None)
        assert (model.rules is None) == (model.name in MODELS[3:])


def test_the_cost_is_told_between_the_best_of_both_kinds(compared: Comparison) -> None:
    aucs = {model.name: model.auc for model in compared.models}
    assert compared.readable.auc == max(aucs[name] for name in MODELS[:3])
    assert compared.yardstick.auc == max(aucs[name] for name in MODELS[3:])


def test_the_same_folds_give_the_same_facts(project: Path, compared: Comparison) -> None:
    def facts(found: Comparison) -> list[dict[str, object]]:
        return [model.model_dump(exclude={"seconds"}) for model in found.models]

    assert facts(compare(load_config(project), folds=3)) == facts(compared)


def test_a_yardstick_that_is_missing_is_named(compared: Comparison) -> None:
    assert compared.not_installed == (() if find_spec("lightgbm") else ("lightgbm",))
    assert compared.able == tuple(MODELS[:3])


def test_more_folds_than_customers_of_a_class(project: Path) -> None:
    with pytest.raises(LearningError, match="200 folds need 200 customers of each class"):
        compare(load_config(project), folds=200)


def churnkit(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    return int(stopped.value.code or 0)


def test_the_command_prints_a_row_a_model_and_publishes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (project.parent / "work/current").resolve()
    assert churnkit("compare", project, "--folds", "2") == 0
    out, err = capsys.readouterr()
    rows = [line for line in out.splitlines() if " ±0" in line]
    assert len(rows) == len(MODELS)
    assert [line.split()[-1] for line in err.splitlines()] == MODELS
    assert (project.parent / "work/current").resolve() == before


@pytest.mark.parametrize(
    ("folds", "code", "message"),
    [
        pytest.param("1", 2, "--folds", id="one fold"),
        pytest.param("300", 6, "300 folds need 300 customers", id="too many"),
    ],
)
def test_the_command_refuses_other_numbers_of_folds(
    project: Path, capsys: pytest.CaptureFixture[str], folds: str, code: int, message: str
) -> None:
    assert churnkit("compare", project, "--folds", folds) == code
    assert message in capsys.readouterr().err


def test_the_command_needs_ingested_customers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert churnkit("compare", write_project(tmp_path)) == 7
    assert "run churnkit ingest first" in capsys.readouterr().err


def test_help_begins_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert churnkit("compare", "--help") == 0
    assert "Example: churnkit compare" in capsys.readouterr().out.split("\n\n")[1]


def test_train_shows_the_settings_that_were_searched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_project(tmp_path)
    search = "train.search={max_rules: [2, 6], folds: 3}"
    assert churnkit("ingest", file) == 0
    capsys.readouterr()
    assert churnkit("train", file, "--set", "train.learner=tree", "--set", search) == 0
    out = capsys.readouterr().out
    assert out.startswith("Settings chosen by cross-validation")
    rows = [line.split() for line in out.splitlines() if line.startswith("maximum rules")]
    assert [row[2] for row in rows] == ["2", "6"]
    assert sorted(row[-1] for row in rows) == sorted(["yes", "–"])
    assert churnkit("train", file, "--set", "train.learner=tree") == 0
    assert "cross-validation" not in capsys.readouterr().out
