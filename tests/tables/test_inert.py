"""Values that could be run, coloured or hidden stay what they are: text, wherever they come out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from tests.reports.telling_projects import write_project

HOSTILE = {
    "basic": "=cmd|'/c calc'!A1",
    "gold": "<script>alert(1)</script>",
    "silver": "\x1b[31mred\x1b[2J",
}
"""What the categories of the generated project become."""
IDS = {"0003": "\u202egpj.exe", "0005": "../../etc/passwd", "0007": "+1+1", "0009": "\x1b]0;x\x07"}
OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The published folder of a project full of such values, its stdout and stderr."""
    folder = tmp_path_factory.mktemp("hostile")
    config = write_project(folder)
    table = pl.read_csv(folder / "customers.csv", infer_schema=False).with_columns(
        pl.col("plan").replace(HOSTILE), pl.col("customer").replace(IDS)
    )
    odd = {"calls": ["=1+1", "\x1b[31m", "\u202e5"], "churned": ["\x1b[31m1", "=1", "<b>"]}
    rows = pl.DataFrame({"customer": ["x1", "x2", "x3"], "months": ["1"] * 3, **odd})
    pl.concat([table, rows], how="diagonal").rename({"months": "<b>\x1b[1mmonths"}).write_csv(
        folder / "customers.csv"
    )
    finished = subprocess.run(
        [sys.executable, "-m", "churnkit", "run", str(config)],
        capture_output=True, check=False, env={"FORCE_COLOR": ""},
    )  # fmt: skip
    assert finished.returncode == 0, finished.stderr.decode()
    return folder / "work" / "current", finished.stdout.decode(), finished.stderr.decode()


def controls(text: str) -> list[str]:
    return [c for c in text if (c < " " and c not in "\n\t\r") or c == "\x7f" or c in OVERRIDES]


def test_nothing_acts_on_a_terminal(run: tuple[Path, str, str]) -> None:
    _, output, messages = run
    assert controls(output) == []
    assert controls(messages) == []


@pytest.mark.parametrize("name", ["audit.md", "report.md", "model.md"])
def test_nothing_acts_in_markdown(run: tuple[Path, str, str], name: str) -> None:
    text = (run[0] / name).read_text(encoding="utf-8")
    assert controls(text) == []
    assert name != "audit.md" or r"\\x1b\[31mred" in text
    assert "<script>" not in text
    assert "<b>" not in text


@pytest.mark.parametrize("name", ["list.csv", "rejects.csv"])
def test_nothing_acts_in_a_spreadsheet(run: tuple[Path, str, str], name: str) -> None:
    text = (run[0] / name).read_text(encoding="utf-8")
    frame = pl.read_csv(run[0] / name, infer_schema=False)
    cells = [cell for row in frame.rows() for cell in row if cell] + frame.columns
    assert controls(text) == []
    assert [cell for cell in cells if cell.startswith(("=", "+1+1", "@"))] == []


def on_a_terminal(*arguments: str, folder: Path) -> str:
    """What a command shows where it believes that a person is looking."""
    ours, theirs = os.openpty()
    subprocess.run(
        [sys.executable, "-m", "churnkit", *arguments],
        stdout=theirs, stderr=theirs, cwd=folder, check=False,
    )  # fmt: skip
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    return shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("t.csv", "o\x1b[2J.csv"), r"2 rows in o\x1b[2J.csv", id="summary"),
        pytest.param(("t.csv", "out.csv"), r"column '\x1b[31mspend'", id="note"),
        pytest.param(("t\u202e.csv", "out.csv"), r"t\u202e.csv: no such file", id="error"),
    ],
)
def test_messages_of_clean_do_not_act(
    tmp_path: Path, arguments: tuple[str, str], said: str
) -> None:
    (tmp_path / "t.csv").write_text("id,\x1b[31mspend\n1,2\n3,NA\n", encoding="utf-8")
    shown = on_a_terminal("clean", *arguments, folder=tmp_path)
    assert said in shown
    assert controls(shown) == []
