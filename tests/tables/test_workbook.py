"""Excel workbooks: a sheet is read by its name, ids and Chinese text as they are."""

from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from churnkit.errors import InputError
from churnkit.tables.reading import Reading, read_table


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "customers.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for sheet, plan in (("客户", "金卡"), ("旧客户", "银卡")):
            for line, cells in enumerate([("id", "套餐", "calls"), ("007", plan, 3)]):
                book.add_worksheet(sheet) if line == 0 else None
                book.get_worksheet_by_name(sheet).write_row(line, 0, cells)
    return path


def test_a_sheet_is_read_by_its_name(workbook: Path) -> None:
    table = read_table(workbook, Reading(sheet="旧客户"))
    rows = table.frame.select("id", "套餐", pl.col("calls").cast(pl.Int64)).collect().rows()
    assert rows == [("007", "银卡", 3)]


def test_of_several_sheets_one_has_to_be_named(workbook: Path) -> None:
    with pytest.raises(InputError, match="客户"):
        read_table(workbook)


def test_a_sheet_that_is_not_there_is_named(workbook: Path) -> None:
    with pytest.raises(InputError, match="archive"):
        read_table(workbook, Reading(sheet="archive"))


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cut.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(InputError, match=r"cut\.xlsx"):
        read_table(tmp_path / "cut.xlsx", Reading(sheet="客户"))
