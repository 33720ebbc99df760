"""Lists and rejects: nothing in them is run by what opens them."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnkit.tables.columns.formats import Column, ColumnFormat
from churnkit.tables.reading import read_table
from churnkit.tables.rejects import invalid_checks, value_rejects, write_rejects
from churnkit.tables.table import FILE, LINE
from churnkit.tables.write.csv_list import CsvStyle, apart, write_csv, write_parquet


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


CELLS = st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=20)
STARTS = st.sampled_from(["=", "+", "-", "@", "＝", "\t=", "\r", "\n=", "'", '"=', " =", ""])


@given(CELLS, STARTS, st.sampled_from(["utf-8-bom", "utf-8", "gb18030"]), st.sampled_from(",;\t"))
def test_no_text_comes_out_as_a_formula_and_all_read_back(
    cells: list[str],
    start: str,
    encoding: Literal["utf-8-bom", "utf-8", "gb18030"],
    separator: str,
) -> None:
    texts = [start + cell for cell in cells]
    style = CsvStyle(encoding=encoding, separator=separator)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        changed = write_csv(pl.DataFrame({"no": range(len(texts)), "name": texts}), path, style)
        written = [row[1] for row in read_csv(path, encoding, separator)[1:]]

    assert written == [f"'{shown(text)}" if is_run(text) else shown(text) for text in texts]
    assert not any(is_run(cell) for cell in written)
    assert changed == sum(cell != text for cell, text in zip(written, texts, strict=True))


def read_csv(path: Path, encoding: str, separator: str) -> list[list[str]]:
    python_name = "utf-8-sig" if encoding == "utf-8-bom" else encoding
    text = path.read_bytes().decode(python_name)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def shown(text: str) -> str:
    hidden = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
    return re.sub(hidden, "\ufffd", text)


def is_run(cell: str) -> bool:
    """Whether a spreadsheet reads the cell as more than a text or a number."""
    starts = cell[:1] in tuple("=+-@＝＋－＠\t\r\n") and len(cell) > 1
    number = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
    return starts and not re.fullmatch(number, cell)


def test_a_list_is_written_as_the_config_says(tmp_path: Path) -> None:
    frame = pl.DataFrame({"客户": ["张三；", "=1+1"], "amount": [-1234.5, 0.1]})
    path = tmp_path / "list.csv"
    assert write_csv(frame, path, CsvStyle("gb18030", ";", decimal_comma=True)) == 1
    assert path.read_bytes() == "客户;amount\n张三；;-1234,5\n'=1+1;0,1\n".encode("gb18030")


@pytest.mark.parametrize("encoding", ["utf-8-bom", "gb18030"])
def test_raw_cells_and_headers_stay_as_they_are(
    tmp_path: Path, encoding: Literal["utf-8-bom", "gb18030"]
) -> None:
    frame = pl.DataFrame({"=h": ["=1+1", "\x1b[31m"]})
    assert write_csv(frame, tmp_path / "list.csv", CsvStyle(encoding, raw=True)) == 0
    assert read_csv(tmp_path / "list.csv", encoding, ",") == [["=h"], ["=1+1"], ["\x1b[31m"]]


def test_a_list_of_nobody_has_its_header(tmp_path: Path) -> None:
    frame = pl.DataFrame(schema={"id": pl.String(), "score": pl.Float64()})
    for encoding in ("utf-8", "gb18030"):
        write_csv(frame, tmp_path / "list.csv", CsvStyle(encoding))  # type: ignore[arg-type]
        assert (tmp_path / "list.csv").read_text(encoding="ascii") == "id,score\n"


def test_more_rows_than_are_encoded_at_once(tmp_path: Path) -> None:
    frame = pl.DataFrame({"row": range(120_001)})
    write_csv(frame, tmp_path / "list.csv", CsvStyle("gb18030"))
    assert pl.read_csv(tmp_path / "list.csv").equals(frame)


def test_headers_stay_apart() -> None:
    assert apart(["a", "A", "a"]) == ["a", "A", "a (2)"]
    assert apart(["a", "A", "a (2)"], str.lower) == ["a", "A (2)", "a (2) (2)"]


def test_headers_that_become_alike_stay_apart(tmp_path: Path) -> None:
    assert write_csv(pl.DataFrame({"=a": [1], "'=a": [2]}), tmp_path / "list.csv") == 1
    assert (tmp_path / "list.csv").read_text(encoding="utf-8-sig") == "'=a,'=a (2)\n1,2\n"


def test_what_cannot_be_written_as_parquet_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        write_parquet(pl.DataFrame({"a": [1]}), tmp_path / "nowhere" / "list.parquet")


def test_invalid_values_are_listed_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("spend,paid\n1,x\nmuch,yes\n,no\n", encoding="utf-8")
    table = read_table(tmp_path / "t.csv")
    formats = {"spend": ColumnFormat(kind="number"), "paid": ColumnFormat(kind="flag")}
    rejects = value_rejects(table.frame, invalid_checks(table.columns(formats).values()))
    assert rejects.select("file", "line", "column", "value", "reason").collect().rows() == [
        ("t.csv", 2, "paid", "x", "neither yes nor no"),
        ("t.csv", 3, "spend", "much", "not a finite number"),
    ]
    assert write_rejects(rejects, tmp_path / "rejects.csv") == 2
    assert read_table(tmp_path / "rejects.csv").frame.collect().height == 2


@pytest.mark.parametrize(
    ("value", "word"), [("2.5万", "myriads"), ("(12.50)", "accounting"), ("12-", "accounting")]
)
def test_the_remedy_names_the_word_that_settles_a_number(value: str, word: str) -> None:
    schema = pl.Schema({FILE: pl.String(), LINE: pl.Int64(), "spend": pl.String()})
    frame = pl.LazyFrame([("t.csv", 2, value), ("t.csv", 3, "x")], schema=schema, orient="row")
    checks = invalid_checks([Column("spend", pl.String(), ColumnFormat(kind="number"))])
    first, second = value_rejects(frame, checks).collect()["remedy"]
    assert f"data.variables.spend.written: {word}; or churnkit clean" in first
    assert second == "write it with digits, or declare it as a null token"
