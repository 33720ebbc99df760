"""Lists and rejects: nothing in them is run by what opens them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from churnkit.tables.reading import read_table
from churnkit.tables.rejects import invalid_checks, value_rejects, write_rejects
from churnkit.tables.values import ColumnFormat
from churnkit.tables.writing import write_csv


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        pytest.param("=1+1", "'=1+1", id="formula"),
        pytest.param("+86 10", "'+86 10", id="plus"),
        pytest.param("-x", "'-x", id="minus"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
        pytest.param("\t=1", "'\t=1", id="tab"),
        pytest.param("＝1+1", "'＝1+1", id="full-width"),
        pytest.param("-5", "-5", id="negative number"),
        pytest.param("+3e5", "+3e5", id="number with plus"),
        pytest.param("-", "-", id="dash alone"),
        pytest.param("\x1b[31mred", "\ufffd[31mred", id="terminal escape"),
        pytest.param("\u202egnp.exe", "\ufffdgnp.exe", id="right-to-left override"),
        pytest.param("<script>", "<script>", id="markup is text in a list"),
        pytest.param("../../etc", "../../etc", id="path"),
    ],
)
def test_cells_are_inert(tmp_path: Path, cell: str, written: str) -> None:
    changed = write_csv(pl.DataFrame({"name": [cell]}), tmp_path / "list.csv")
    assert (tmp_path / "list.csv").read_text(encoding="utf-8-sig") == f"name\n{written}\n"
    assert changed == (cell != written)


def test_headers_are_inert_and_numbers_stay_numbers(tmp_path: Path) -> None:
    frame = pl.DataFrame({"=cmd": [-1.5, None], "名": ["张三", "="]})
    assert write_csv(frame, tmp_path / "list.csv") == 1
    content = (tmp_path / "list.csv").read_bytes()
    assert content == "\ufeff'=cmd,名\n-1.5,张三\n,=\n".encode()


def test_invalid_values_are_listed_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("spend,paid\n1,x\nmuch,yes\n,no\n", encoding="utf-8")
    table = read_table(tmp_path / "t.csv")
    formats = {"spend": ColumnFormat(kind="number"), "paid": ColumnFormat(kind="flag")}
    rejects = value_rejects(table.frame, invalid_checks(formats, table.schema))
    assert rejects.select("file", "line", "column", "value", "reason").collect().rows() == [
        ("t.csv", 2, "paid", "x", "neither yes nor no"),
        ("t.csv", 3, "spend", "much", "not a finite number"),
    ]
    assert write_rejects(rejects, tmp_path / "rejects.csv") == 2
    assert read_table(tmp_path / "rejects.csv").frame.collect().height == 2
