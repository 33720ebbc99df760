# ruff: noqa: DTZ001 - times of a table have no zone
"""What only a workbook has: formats, formulas, hidden and merged cells, blank rows, sheets."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from churnkit.commands.clean import clean
from churnkit.errors import InputError
from churnkit.tables.reading import Reading, read_table

HEADER = ("id", "x")


def workbook(path: Path, fill: Callable[[Any, Any], object]) -> Path:
    """A workbook whose sheet ``fill`` is given, together with the book."""
    with xlsxwriter.Workbook(path) as book:
        fill(book, book.add_worksheet("客户"))
    return path


def column(path: Path, cells: list[Any], shown: str | None = None) -> Path:
    """A workbook with the columns id and x."""

    def fill(book: Any, sheet: Any) -> None:
        look = book.add_format({"num_format": shown} if shown else {})
        sheet.write_row(0, 0, HEADER)
        for line, cell in enumerate(cells, start=1):
            sheet.write(line, 0, f"C{line}")
            sheet.write(line, 1, cell, look)

    return workbook(path, fill)


@pytest.mark.parametrize(
    ("cells", "shown", "expected"),
    [
        pytest.param([12, 1234567], "0000000", ["0000012", "1234567"], id="zeros by format"),
        pytest.param([1.0451388889, 0.5], "[h]:mm", [90300, 43200], id="hours gone by"),
        pytest.param([100.5, 0.5], "[h]:mm:ss", [8683200, 43200], id="more than sixty days"),
        pytest.param([0.003472222, 0.75], "hh:mm", ["00:05:00", "18:00:00"], id="times"),
        pytest.param([45296, 45297], "yyyy-mm-dd", [date(2024, 1, 5), date(2024, 1, 6)], id="days"),
        pytest.param(
            [44979.745833, 45297.5],
            "yyyy-mm-dd hh:mm",
            [datetime(2023, 2, 22, 17, 54), datetime(2024, 1, 6, 12)],
            id="moments",
        ),
        pytest.param([1.5, -3], None, [1.5, -3], id="numbers"),
        pytest.param([True, False], None, ["yes", "no"], id="booleans"),
    ],
)
def test_cells(cells: list[Any], shown: str | None, expected: list[Any], tmp_path: Path) -> None:
    clean(column(tmp_path / "t.xlsx", cells, shown), tmp_path / "o.parquet")
    assert pl.read_parquet(tmp_path / "o.parquet")["x"].to_list() == expected


@pytest.mark.parametrize("number", [123456789012345678, 1234567890123456, 6.2e18])
def test_ids_that_excel_has_rounded_are_refused(number: float, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cells B3: numbers of 16 digits"):
        read_table(column(tmp_path / "t.xlsx", [1, number]))


def test_long_ids_kept_as_text_are_read(tmp_path: Path) -> None:
    cells = ["123456789012345678", "123456789012345679"]
    table = read_table(column(tmp_path / "t.xlsx", cells))
    assert table.frame.collect()["x"].to_list() == cells


def test_formulas_without_results_are_refused(tmp_path: Path) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["C1", 1])
        sheet.write_formula(2, 0, '="C"&2', value="")

    with pytest.raises(InputError, match="cells A3: formulas without a result"):
        read_table(workbook(tmp_path / "t.xlsx", fill))


def test_blank_rows_count_so_that_rejects_name_the_row(tmp_path: Path) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_row(1, 1, ["report of March"])
        sheet.write_row(3, 1, (*HEADER, "y"))
        sheet.write_row(4, 1, ["C1", "two\nlines", "a"])
        sheet.write_row(8, 1, ["C1", "again", "b"])

    source = workbook(tmp_path / "t.xlsx", fill)
    done = clean(source, tmp_path / "o.parquet", kinds={"id": "id"})
    assert pl.read_parquet(tmp_path / "o.parquet").rows() == [("C1", "two\nlines", "a")]
    assert done.rejects_path is not None
    assert pl.read_csv(done.rejects_path)["line"].to_list() == [9]
    assert any("above the header" in note for note in done.notes)


def test_hidden_rows_and_merged_cells_are_told(tmp_path: Path) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["C1", 1])
        sheet.merge_range("B3:B4", 7)
        sheet.write_row(2, 0, ["C2"])
        sheet.write_row(3, 0, ["C3"])
        sheet.set_row(1, None, None, {"hidden": True})

    notes = read_table(workbook(tmp_path / "t.xlsx", fill)).notes
    assert any("1 hidden rows" in note for note in notes)
    assert any("merged cells B3:B4" in note for note in notes)


def test_a_hidden_sheet_is_not_asked_for(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["C1", 1])
        old = book.add_worksheet("old")
        old.write_row(0, 0, ["y"])
        old.hide()

    assert read_table(workbook(tmp_path / "t.xlsx", fill)).schema.names() == ["id", "x"]


def test_several_sheets_name_the_setting(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        book.add_worksheet("old").write_row(0, 0, ["y"])

    with pytest.raises(InputError, match=r"data\.sheet"):
        read_table(workbook(tmp_path / "t.xlsx", fill))


def test_ods_is_read(tmp_path: Path) -> None:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in (HEADER, ("C1", "7"))
    )
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(tmp_path / "t.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content{names}><office:body><office:spreadsheet>"
            f'<table:table table:name="客户">{cells}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    table = read_table(tmp_path / "t.ods", Reading())
    assert table.frame.select("id", "x").collect().rows() == [("C1", "7")]
