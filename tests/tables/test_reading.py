"""Files to tables: what is read, on which line it stood, what was left out."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from churnkit.errors import InputError
from churnkit.tables.reading import read_table
from churnkit.tables.table import FILE, LINE, Table


def table_of(folder: Path, content: bytes | str, *, name: str = "t.csv") -> Table:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path)


def rows(table: Table) -> list[tuple[object, ...]]:
    """Line and values of each row."""
    return table.frame.drop(FILE).collect().rows()


def rejected(table: Table) -> list[tuple[int, str]]:
    return table.rejects.select("line", "reason").rows()


def test_a_regular_file_is_read_as_text_with_its_lines(tmp_path: Path) -> None:
    table = table_of(tmp_path, 'id,name\n007," a ""b"", c"\n008,\n009,""\n')
    assert rows(table) == [(2, "007", ' a "b", c'), (3, "008", None), (4, "009", "")]
    assert table.schema == pl.Schema({"id": pl.String, "name": pl.String})
    assert table.notes == ()
    assert rejected(table) == []


def test_an_odd_file_keeps_its_good_rows_and_names_the_lines_of_the_others(tmp_path: Path) -> None:
    table = table_of(tmp_path, 'a,b\n1,"x\ny, z"\n3,"q\n5,6\n1,2,3\n1\n7,\x00\n8,"i"j\n\n9,""\n')
    assert rows(table) == [(2, "1", "x\ny, z"), (5, "5", "6"), (11, "9", "")]
    assert rejected(table) == [
        (4, "a quote is opened and not closed"),
        (6, "too many values: 3 instead of 2"),
        (7, "too few values: 1 instead of 2"),
        (8, "holds a NUL byte"),
        (9, "text stands behind a closing quote"),
    ]
    assert table.notes == ("t.csv: blank lines were left out (line 10)",)


def test_an_unclosed_quote_does_not_swallow_records_up_to_the_next_quote(tmp_path: Path) -> None:
    table = table_of(tmp_path, 'a,b,c,d\n1,"x,3,4\n5,6,7,8\n9,y",3,4\n')
    assert rows(table) == [(3, "5", "6", "7", "8"), (4, "9", 'y"', "3", "4")]


@pytest.mark.parametrize(
    ("encoding", "notes"),
    [("utf-8", 0), ("utf-8-sig", 0), ("gb18030", 1), ("utf-16", 1)],
)
def test_encodings(tmp_path: Path, encoding: str, notes: int) -> None:
    table = table_of(tmp_path, "客户,备注\n张三,电话打不通\n".encode(encoding))
    assert rows(table) == [(2, "张三", "电话打不通")]
    assert len(table.notes) == notes


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "empty", id="0 bytes"),
        pytest.param(b"a,a\n1,2\n", "several columns are called 'a'", id="duplicate header"),
        pytest.param("a,b\n1,2\n".encode("utf-16-le"), "UTF-16", id="UTF-16 without mark"),
        pytest.param("客戶姓名,電話\n張三豐,無資料\n".encode("big5"), "Big5", id="Big5"),
        pytest.param(b"PAR1....", "Parquet", id="cut Parquet"),
    ],
)
def test_refusals_name_the_file_and_the_trouble(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said) as refusal:
        table_of(tmp_path, content)
    assert "t.csv" in str(refusal.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(tmp_path: Path, delimiter: str, line_end: str) -> None:
    lines = [["a", "b"], ["1", "x"], ["2", "y"]]
    content = "".join(delimiter.join(line) + line_end for line in lines)
    assert rows(table_of(tmp_path, content)) == [(2, "1", "x"), (3, "2", "y")]


def test_a_glob_is_read_in_the_order_of_the_names(tmp_path: Path) -> None:
    for name, value in {"b.csv": 2, "a.csv": 1}.items():
        (tmp_path / name).write_text(f"x\n{value}\n", encoding="utf-8")
    table = read_table(tmp_path / "*.csv")
    assert table.frame.collect().rows() == [("a.csv", 2, "1"), ("b.csv", 2, "2")]


def test_files_of_several_folders_are_told_apart(tmp_path: Path) -> None:
    for folder in ("2023", "2024"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.csv").write_text("x;y\n1;2\n3\n", encoding="utf-8")
    table = read_table(tmp_path / "*" / "a.csv")
    assert table.frame.collect()[FILE].to_list() == ["2023/a.csv", "2024/a.csv"]
    assert table.rejects["file"].to_list() == ["2023/a.csv", "2024/a.csv"]
    assert table.notes[0] == "2023/a.csv: values are separated by semicolons"


def test_files_of_a_glob_must_have_the_same_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("x,z\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"b\.csv: no column 'y'; a new column 'z'"):
        read_table(tmp_path / "*.csv")


def test_parquet_keeps_its_types_and_nan_becomes_null(tmp_path: Path) -> None:
    frame = pl.DataFrame({"id": [1, 2], "spend": [float("nan"), 2.5]})
    frame.write_parquet(tmp_path / "t.bin")
    table = read_table(tmp_path / "t.bin")
    assert rows(table) == [(1, 1, None), (2, 2, 2.5)]
    assert table.schema == frame.schema
    assert table.frame.collect_schema().names() == [FILE, LINE, "id", "spend"]


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_table(tmp_path / "none.csv")


def test_decimal_commas_do_not_make_the_comma_the_separator(tmp_path: Path) -> None:
    rows = [f"{number};{number},5" for number in range(38)]
    path = tmp_path / "export.csv"
    path.write_text("\n".join(["id;spend", *rows, "38;38,5;note", "39;39,5;note"]) + "\n")
    table = read_table(path)
    assert table.schema.names() == ["id", "spend"]
    assert table.rejects["line"].to_list() == [40, 41]
