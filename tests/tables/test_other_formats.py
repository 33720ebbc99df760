"""The battery as workbooks and as Parquet: the same outcome, whatever holds the table."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from churnkit.commands.clean import clean
from churnkit.errors import ChurnkitError
from tests.tables.dirty_tables import Case, dates, encodings, ids, numbers, structures

VALUES = [*numbers(), *dates(), *ids()]
LAYOUTS = {
    "title lines with delimiters", "footer", "footer behind a blank line", "no header",
    "duplicate header", "empty header name", "case and blanks differ from what is declared",
    "blank lines", "header repeated in mid-file", "newline and comma inside quotes",
    "doubled quotes", "many columns", "merge conflict", "full-width letters in headers",
    "no-break and zero-width blanks in ids", "header only",
}  # fmt: skip
IN_WORKBOOKS = [*VALUES, *(c for c in (*encodings(), *structures()) if c.name in LAYOUTS)]


def rows_of(case: Case) -> list[list[str]]:
    return list(csv.reader(io.StringIO(case.content.decode(), newline="")))


def check(case: Case, source: Path, output: Path) -> None:
    """What the battery demands of a case, of another file with the same cells."""
    if case.outcome == "REFUSED":
        with pytest.raises(ChurnkitError) as refusal:
            clean(source, output, kinds=case.kinds, strict_values=True)
        assert case.said in str(refusal.value)
        return
    done = clean(source, output, kinds=case.kinds, strict_values=True, as_of=case.as_of)
    assert pl.read_parquet(output).rows() == case.rows
    listed = pl.read_csv(done.rejects_path)["line"].to_list() if done.rejects_path else []
    assert listed == case.lines
    if case.outcome == "NOTED":
        assert any(case.said in note for note in done.notes), done.notes


@pytest.mark.parametrize("case", IN_WORKBOOKS, ids=[case.name for case in IN_WORKBOOKS])
def test_battery_in_workbooks(case: Case, tmp_path: Path) -> None:
    source = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(source) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows_of(case)):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, cell)
    check(case, source, tmp_path / "o.parquet")


@pytest.mark.parametrize("case", VALUES, ids=[case.name for case in VALUES])
def test_battery_in_parquet(case: Case, tmp_path: Path) -> None:
    header, *rows = rows_of(case)
    cells = [[cell or None for cell in row] for row in rows]
    schema = dict.fromkeys(header, pl.String)
    pl.DataFrame(cells, schema=schema, orient="row").write_parquet(tmp_path / "t.parquet")
    lines = [line - 1 for line in case.lines]  # rows of Parquet are counted without a header
    case = Case(**{**vars(case), "lines": lines})
    check(case, tmp_path / "t.parquet", tmp_path / "o.parquet")
