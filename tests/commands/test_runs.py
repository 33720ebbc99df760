"""``churnkit runs``: which runs are kept, and an older one made current again."""

import json
from pathlib import Path

import pytest

from churnkit.cli import main
from churnkit.commands.run import run
from churnkit.commands.runs import runs
from churnkit.commands.score import score

CONFIG = Path(__file__).parents[2] / "configs/campaign.yaml"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("work")
    run(CONFIG, set={"work": work})
    score(CONFIG, set={"work": work})
    return work


def churnkit(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    return int(stopped.value.code or 0)


@pytest.mark.parametrize(
    ("language", "heading", "verdict", "state"),
    [("en", "The latest first", "sound", "current"), ("zh", "最近的在前", "可靠", "当前")],
)
def test_runs_are_shown_with_verdict_and_the_current_one(
    made: Path, capsys: pytest.CaptureFixture[str], language: str, heading: str, verdict: str,
    state: str,
) -> None:  # fmt: skip
    assert churnkit("runs", CONFIG, "--set", f"work={made}", "--set", f"language={language}") == 0
    out = capsys.readouterr().out
    assert heading in out
    rows = [line.split() for line in out.splitlines() if line.startswith("2")]
    latest, oldest = sorted((path.name for path in (made / "runs").iterdir()), reverse=True)
    assert [row[0] for row in rows] == [latest, oldest]
    assert rows[0][-3:] == ["MB", verdict, state]
    assert rows[1][-2:] == ["MB", verdict]


def test_an_older_run_is_current_again_and_told(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    latest, oldest = [each.id for each in runs(CONFIG, set={"work": made}).runs]
    arguments = ("runs", CONFIG, "--set", f"work={made}", "--restore")
    assert churnkit(*arguments, oldest) == 0
    out, err = capsys.readouterr()
    assert out == f"runs:   {oldest} is current again in {made}/current; before, it was {latest}\n"
    assert err == ""  # the records are the same
    assert (made / "current").resolve().name == oldest
    assert churnkit(*arguments, oldest) == 0
    assert "is the current run already" in capsys.readouterr().out
    assert churnkit(*arguments, latest) == 0


def test_a_record_of_then_is_told(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    latest, oldest = [each.id for each in runs(CONFIG, set={"work": made}).runs]
    record = made / "runs" / oldest / "campaign-care-2024-10.parquet"
    content = record.read_bytes()
    record.unlink()
    checksums = record.with_name("checksums.json")
    listed = checksums.read_text()
    checksums.unlink()
    assert churnkit("runs", CONFIG, "--set", f"work={made}", "--restore", oldest) == 0
    err = capsys.readouterr().err
    assert "note: campaign care-2024-10: its record is the one of then" in err
    assert "content could not be checked: control.csv, control.xlsx, list.csv" in err
    record.write_bytes(content)
    checksums.write_text(listed)
    assert churnkit("runs", CONFIG, "--set", f"work={made}", "--restore", latest) == 0


def test_a_damaged_run_is_refused_with_exit_7(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    latest, oldest = [each.id for each in runs(CONFIG, set={"work": made}).runs]
    model = made / "runs" / oldest / "model.json"
    text = model.read_text()
    model.unlink()  # the runs share it
    model.write_text(json.dumps(json.loads(text) | {"version": 99}))
    assert [each.verdict for each in runs(CONFIG, set={"work": made}).runs] == ["sound", "damaged"]
    assert churnkit("runs", CONFIG, "--set", f"work={made}", "--restore", oldest) == 7
    err = capsys.readouterr().err
    assert err.startswith(f"churnkit: {oldest}: cannot be made current; ")
    assert err.count("\n") == 1
    assert (made / "current").resolve().name == latest
    model.write_text(text)
