"""Projects over logs by the stages: what is written, what is refused with the reason."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from churnkit.cli import main
from churnkit.commands.features import describe_features, features
from churnkit.commands.run import run
from churnkit.commands.score import score
from churnkit.config.loading import load_config
from churnkit.config.sections.project import Config
from churnkit.errors import ConfigError, InputError, RejectsError, WorkspaceError
from churnkit.sources import learning_source

ROOT = Path(__file__).parents[2]

PROJECT = """
work: work
language: LANGUAGE
data:
  id: cid
  events:
    orders:
      file: orders.csv
      time: at
      amount: paid
      features: [recency, count, monetary]
      label: {en: orders, zh: 订单}
  windows: {time_zone: UTC, cutoff: 2024-04-01, observation: 3mo, outcome: 3mo}
  churn: {silent: orders}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    rows = [
        "cid,at,paid",
        "a,2024-01-01,10",
        "a,2024-03-31,5.5",
        "b,2024-02-29,1",
        "b,2024-06-30,2",
    ]
    (tmp_path / "orders.csv").write_text("\n".join(rows) + "\n")
    return tmp_path


def config(folder: Path, *overrides: str, language: str = "en") -> Config:
    path = folder / "shop.yaml"
    path.write_text(PROJECT.replace("LANGUAGE", language), encoding="utf-8")
    return load_config(path, overrides)


def test_ids_stay_as_they_are_beside_several_cutoffs(project: Path) -> None:
    cutoffs = "data.windows.cutoffs=[2024-03-01, 2024-04-01]"
    shorter = "data.windows.outcome=1mo"
    covered = ["data.windows.data_from=2023-01-01", "data.windows.data_until=2024-07-01"]
    given = config(project, "data.windows.cutoff=", cutoffs, shorter, *covered)
    features(given, out=project / "table.csv")
    rows = pl.read_csv(project / "table.csv").select("cid", "cutoff").rows()
    assert rows == [
        ("a", "2024-03-01"),
        ("b", "2024-03-01"),
        ("a", "2024-04-01"),
        ("b", "2024-04-01"),
    ]


def test_the_table_is_written_as_it_is(project: Path) -> None:
    features(config(project), out=project / "table.csv")
    assert (project / "table.csv").read_text() == (
        "cid,cutoff,outcome,orders_recency_days,orders_count,orders_sum,orders_mean,orders_max\n"
        "a,2024-04-01,churned,1.0,2.0,15.5,7.75,10.0\n"
        "b,2024-04-01,loyal,32.0,1.0,1.0,1.0,1.0\n"
    )


def test_as_of_a_date_there_is_no_outcome(project: Path) -> None:
    features(config(project), out=project / "t.parquet", as_of="2024-07-01")
    table = pl.read_parquet(project / "t.parquet")
    assert "outcome" not in table.columns
    assert table.select("cid", "cutoff", "orders_recency_days").rows() == [("b", "2024-07-01", 1.0)]


def test_texts_that_mean_no_value_are_those_of_the_config(project: Path) -> None:
    path = project / "orders.csv"
    path.write_text(path.read_text() + "nobody,2024-03-01,1\nb,2024-03-02,unpaid\n")
    (project / "master.csv").write_text(
        "cid,since\na,2020-01-01\nb,1900-01-01\nnobody,2021-01-01\n"
    )
    tokens = "{id: [nobody], number: [unpaid], date: [1900-01-01]}"
    features(
        config(
            project,
            f"ingest.nulls={tokens}",
            f"data.customers={project / 'master.csv'}",
            "data.variables={since: {kind: date}}",
        ),
        out=project / "t.csv",
    )
    table = pl.read_csv(project / "t.csv")
    assert table.select("cid", "since", "orders_count", "orders_sum").rows() == [
        ("a", 1552.0, 2, 15.5), ("b", None, 2, 1.0),
    ]  # fmt: skip


def test_a_log_may_have_no_header(project: Path) -> None:
    rows = (project / "orders.csv").read_text().splitlines()[1:]
    (project / "bare.csv").write_text("\n".join(rows) + "\n")
    meant = "header: false, id: column_1, time: column_2, amount: column_3"
    override = f"data.events.orders={{file: {project / 'bare.csv'}, {meant}}}"
    features(config(project, override), out=project / "t.csv")
    assert (project / "t.csv").read_text().splitlines()[1].startswith("a,2024-04-01,churned,1.0")


def test_a_log_may_be_a_sheet_of_a_workbook(project: Path) -> None:
    rows = (project / "orders.csv").read_text().splitlines()
    with xlsxwriter.Workbook(project / "shop.xlsx") as book:
        for name, lines in {"read me": ["nothing"], "orders": rows}.items():
            sheet = book.add_worksheet(name)
            for place, line in enumerate(lines):
                sheet.write_row(place, 0, line.split(","))
    meant = "sheet: orders, time: at, amount: paid"
    override = f"data.events.orders={{file: {project / 'shop.xlsx'}, {meant}}}"
    features(config(project, override), out=project / "t.csv")
    assert (project / "t.csv").read_text().splitlines()[1].startswith("a,2024-04-01,churned,1.0")


@pytest.mark.parametrize(
    ("override", "as_of", "message"),
    [
        ("data.windows.cutoff=2024-03-31", None, "begins before the logs"),
        ("data.windows.cutoff=2024-04-02", None, "is not complete: the logs end with 2024-06-30"),
        ("language=en", "2024-07-02", "ends after the logs, whose last day is 2024-06-30"),
        ("language=en", "2024-03-31", "begins before the logs, whose first day is 2024-01-01"),
        ("data.windows.cutoffs=[2024-03-31]", None, "overlaps what follows the test cutoff"),
        ("data.events.orders.id=customer", None, r"orders\.id: no column 'customer'"),
        ("data.active.every=1y", None, "1y is longer than the observation window"),
    ],
)
def test_wrong_windows_are_refused_with_the_reason(
    project: Path, override: str, as_of: str | None, message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        features(config(project, override), out=project / "t.csv", as_of=as_of)
    assert not (project / "t.csv").exists()


def test_master_data_with_names_of_made_columns_are_refused(project: Path) -> None:
    (project / "m.csv").write_text("cid,outcome,age\na,1,30\n")
    with pytest.raises(ConfigError, match=r"has columns 'outcome'"):
        features(config(project, f"data.customers={project / 'm.csv'}"), out=project / "t.csv")


def test_a_project_over_a_table_has_no_features() -> None:
    with pytest.raises(ConfigError, match="this project begins with a table of customers"):
        describe_features(load_config(ROOT / "configs/telecom.yaml"))


def test_a_log_has_an_encoding_of_its_own(project: Path) -> None:
    log = "cid,at,paid,shop\na,2024-01-01,10,门店\nb,2024-06-30,1,门店\n"
    (project / "orders.csv").write_bytes(log.encode("utf-16"))
    meant = "time: at, distinct: [shop], features: distinct"
    override = f"data.events.orders={{file: {project / 'orders.csv'}, {meant}, encoding: ENCODING}}"
    with pytest.raises(InputError, match=r"orders\.csv"):
        features(config(project, override.replace("ENCODING", "utf-8")), out=project / "t.csv")
    asked = config(project, override.replace("ENCODING", "utf-16"), "data.encoding=utf-8")
    assert features(asked, out=project / "t.csv").rows == 1


def test_the_table_takes_no_place_of_a_log_and_no_other_name(project: Path) -> None:
    before = (project / "orders.csv").read_bytes()
    with pytest.raises(WorkspaceError, match=r"orders\.csv: stands for two"):
        features(config(project), out=project / "orders.csv")
    with pytest.raises(ConfigError, match=r"writes CSV and Parquet, not \.xlsx"):
        features(config(project), out=project / "table.xlsx")
    assert (project / "orders.csv").read_bytes() == before


def test_a_table_that_cannot_be_written(project: Path) -> None:
    with pytest.raises(WorkspaceError, match="cannot be written"):
        features(config(project), out=project / "no" / "folder.csv")


@pytest.mark.parametrize(
    ("language", "meaning"),
    [("en", "days since the last order"), ("zh", "距最近一次订单的天数")],
)
def test_features_are_described_in_the_language_of_the_config(
    project: Path, language: str, meaning: str
) -> None:
    described = dict(describe_features(config(project, language=language)))
    assert described["orders_recency_days"] == meaning


def churnkit(*arguments: object) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    assert not stopped.value.code


def test_the_command_writes_and_describes(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config(project)
    out = project / "t.csv"
    command = ["features", project / "shop.yaml"]
    churnkit(*command, "--describe", "--out", out, "--as-of", "2024-07-01")
    shown = capsys.readouterr().out
    assert "orders_count\torders in the window" in shown
    assert f"features: 1 rows of 7 columns: {out}" in shown
    assert out.read_text().splitlines()[1].startswith("b,2024-07-01,1.0")


def test_without_a_config_every_family_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    churnkit("features", "--describe")
    assert len(capsys.readouterr().out.splitlines()) == 34


def test_the_purchases_of_cdnow(tmp_path: Path) -> None:
    folder = os.environ.get("CHURNKIT_REAL_DATA")
    if not folder or not (Path(folder) / "CDNOW_master.txt").exists():
        pytest.skip("CHURNKIT_REAL_DATA names no folder that holds CDNOW_master.txt")
    cdnow = load_config(ROOT / "configs/real/cdnow.yaml", [f"work={tmp_path}"])
    outcome = run(cdnow)
    prepared = pl.read_parquet(outcome.folder / "prepared.parquet")
    assert prepared.height == 23_570
    report = (outcome.folder / "report.md").read_text("utf-8")
    assert "Both sets are observed up to 1998-01-01: the test set holds other customers" in report
    assert (prepared["label"] == "churned").sum() == 18_196
    assert outcome.facts.test.auc is not None
    assert outcome.facts.test.auc > 0.795


def test_events_that_cannot_be_used_are_listed_and_strict_refuses_them(tmp_path: Path) -> None:
    rows = ["cid,at,paid"]
    for n in range(60):
        rows += [f"c{n},2024-0{1 + n % 3}-15,{n}"] * (1 + n % 4)
        rows += [f"c{n},2024-05-01,1"] if n % 2 else []
    (tmp_path / "orders.csv").write_text("\n".join([*rows, "c1,soon,1", ",2024-02-01,1"]) + "\n")
    shop = config(
        tmp_path, "data.windows.data_from=2024-01-01", "data.windows.data_until=2024-07-01",
        "score.drift=note",
    )  # fmt: skip
    listed = pl.read_csv(run(shop).folder / "rejects.csv", infer_schema=False)
    assert listed.select("file", "line", "column", "value").rows() == [
        ("orders.csv", str(len(rows) + 1), "at", "soon"),
        ("orders.csv", str(len(rows) + 2), "cid", ""),
    ]
    with pytest.raises(RejectsError, match="soon"):
        run(shop, strict=True)


def test_a_log_with_blanks_between_columns_is_named_in_the_rejects(project: Path) -> None:
    (project / "o.txt").write_text("cid at paid\na 2024-02-01 1\nb 2024-05-01 1\na soon 1\n")
    override = f"data.events.orders={{file: {project / 'o.txt'}, delimiter: blanks, time: at}}"
    shop = config(
        project,
        override,
        "data.windows.data_from=2024-01-01",
        "data.windows.data_until=2024-07-01",
    )
    rejects = learning_source(shop).rejects
    assert rejects.select("file", "line", "column", "value").rows() == [("o.txt", 4, "at", "soon")]


def test_a_day_from_which_nothing_is_counted_is_said_to_change_nothing(tmp_path: Path) -> None:
    mall = load_config(ROOT / "configs/ecommerce.yaml", [f"work={tmp_path}"])
    run(mall)
    said = "as of 2025-06-30: no score depends on the day"
    assert any(note.startswith(said) for note in score(mall, as_of="2025-06-30").notes)
    assert not any("no score depends" in note for note in score(mall).notes)


def test_a_day_to_score_at_counts_in_a_table_with_dates(tmp_path: Path) -> None:
    rows = ["cid,bought,churned"]
    rows += [f"c{n},2024-0{1 + n % 6}-01,{int((n % 6 < 3) != (n % 7 == 0))}" for n in range(200)]
    (tmp_path / "t.csv").write_text("\n".join(rows) + "\n")
    (tmp_path / "c.yaml").write_text(
        "work: work\ndata: {customers: t.csv, id: cid, as_of: 2024-07-01, "
        'label: {column: churned, churned: ["1"]}}\nscore: {input: t.csv}\n'
    )
    table = load_config(tmp_path / "c.yaml", [])
    run(table)
    later = score(table, as_of="2025-07-01", set=["score.drift=note"])
    assert not any("no score depends" in note for note in later.notes)
    assert later.ranking.customers["score"].n_unique() == 1  # all bought long before that day
