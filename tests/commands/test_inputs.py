"""What command functions are given: a path or a config, changed fields, files or data frames."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from churnkit.commands.explain import explain
from churnkit.commands.features import features
from churnkit.commands.ingest import ingest
from churnkit.commands.measure import measure
from churnkit.commands.report import report
from churnkit.commands.run import run
from churnkit.commands.score import score
from churnkit.commands.train import train
from churnkit.config.loading import load_config
from churnkit.errors import ConfigError, MismatchError
from tests.campaign.measured_campaigns import (
    campaign_config,
    publish_record,
    record_of,
    write_outcomes,
)

ROOT = Path(__file__).parents[2]
CONFIG = """
work: work
data:
  customers: customers.parquet
  id: customer
  as_of: 2024-07-01
  label: {column: churned, churned: "yes"}
ingest:
  rate_difference: {effect: 0}
train:
  learner: tree
  tree: {min_customers: 2}
"""


DAY = dt.datetime.fromisoformat("2024-01-01")


def customers() -> pl.DataFrame:
    numbers = range(60)
    return pl.DataFrame(
        {
            "customer": [f"{n:04d}" for n in numbers],
            "calls": [None if n % 10 == 7 else n for n in numbers],
            "plan": [None if n == 3 else "gold" if n % 3 else "basic" for n in numbers],
            "joined": [DAY + dt.timedelta(days=n) for n in numbers],
            "churned": ["yes" if n < 20 else "no" for n in numbers],
        }
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    customers().write_parquet(tmp_path / "customers.parquet")
    (tmp_path / "project.yaml").write_text(CONFIG)
    return tmp_path / "project.yaml"


def in_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """The same as people have it: objects with None, whole numbers with NaN, categories."""
    columns = frame.to_dict(as_series=False)
    return pd.DataFrame(
        {
            "customer": pd.Series(columns["customer"], dtype=object),
            "calls": pd.Series([np.nan if n is None else n for n in columns["calls"]]),
            "plan": pd.Categorical(columns["plan"]),
            "joined": pd.to_datetime(pd.Series(columns["joined"])),
            "churned": columns["churned"],
        }
    )


def in_objects(frame: pl.DataFrame) -> pd.DataFrame:
    """Texts as columns of objects, which older pandas makes of them."""
    return pd.DataFrame(frame.to_dict(as_series=False), dtype=object)


def published(folder: Path) -> dict[str, bytes]:
    """The files of a run, but the journal, which has times in it."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != "run.json"}


@pytest.mark.parametrize(
    "given", [customers(), customers().lazy(), in_pandas(customers())], ids=lambda g: type(g)
)
def test_a_data_frame_gives_what_the_parquet_file_gives(project: Path, given: Any) -> None:
    read = published(run(project).folder)
    project.with_name("customers.parquet").unlink()
    assert published(run(project, customers=given).folder) == read


def test_a_table_is_scored_and_explained_from_a_frame(project: Path) -> None:
    run(project)
    scored = score(project, input=customers().tail(10))
    assert scored.ranking.customers.height == 10
    stranger = customers().tail(1).with_columns(customer=pl.lit("9999"))
    assert explain(project, "9999", input=in_pandas(stranger)).is_current


def test_outcomes_may_be_a_frame(tmp_path: Path) -> None:
    record = record_of(1, selected=400)
    campaign = campaign_config(tmp_path)
    publish_record(campaign, record)
    file = write_outcomes(tmp_path, record)
    stayed = in_objects(pl.read_csv(file, infer_schema=False))

    measured = measure(campaign, outcomes=stayed).facts
    assert measured.subject.outcomes == "outcomes (data frame)"
    assert measured.overall == measure(campaign, outcomes=file).facts.overall


def test_messages_call_a_frame_by_its_argument(project: Path) -> None:
    with pytest.raises(ConfigError, match="customer"):
        ingest(project, customers=customers().drop("customer"))
    run(project)
    with pytest.raises(MismatchError, match="joined"):
        score(project, input=customers().drop("joined"))
    score(project, input=customers())
    journal = json.loads((project.parent / "work/current/run.json").read_text())["stages"]
    assert journal["score"]["inputs"] == {"input (data frame)": "5 columns"}


def test_fields_are_changed_by_key_path(project: Path, tmp_path: Path) -> None:
    loaded = load_config(project)
    for config in (project, str(project), loaded):
        for change in ({"work": tmp_path / "other"}, [f"work={tmp_path / 'other'}"]):
            assert ingest(config, set=change).folder == tmp_path / "other/current"
    assert train(loaded, set={"work": tmp_path / "other", "train.tree.max_rules": 2}).folder
    assert loaded.work == tmp_path / "work"


@pytest.mark.parametrize(
    "change", [{"score.share": 2}, ["score.share=2"], {"data.customers": None}]
)
def test_a_change_is_checked_as_the_file_is(project: Path, change: Any) -> None:
    key = next(iter(change)).partition("=")[0]
    for config in (project, load_config(project)):
        with pytest.raises(ConfigError, match=key):
            report(config, set=change)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda p: train({"work": "x"}), r"config: expected the path of a YAML file .*found dict"),
        (lambda p: train(p, set="work=x"), r"set: expected a dict .* found 'work=x'"),
        (lambda p: train(p, set=3), r"set: expected a dict .* found 3"),
        (lambda p: ingest(p, customers=[1]), r"customers: expected the path .* found list"),
        (lambda p: score(p, input=3), r"input: expected the path of a table .* found int"),
    ],
)
def test_a_wrong_type_is_told_in_one_sentence(
    project: Path, call: Callable[[Path], object], message: str
) -> None:
    with pytest.raises(TypeError, match=message) as caught:
        call(project)
    assert "\n" not in str(caught.value)


def test_features_take_text_for_paths(tmp_path: Path) -> None:
    made = features(str(ROOT / "configs/orders.yaml"), out=str(tmp_path / "t.csv"))
    assert made.path == tmp_path / "t.csv"
