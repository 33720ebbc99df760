"""One sheet of an Excel workbook, read by polars with calamine (the extra ``excel``)."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from churnkit.errors import InputError
from churnkit.tables.columns.names import tidy_names
from churnkit.tables.table import FILE, LINE, REJECTS_SCHEMA, Table


def read_workbook(path: Path, sheet: str | None) -> Table:
    """The table of one sheet; its first row names the columns.

    Raises:
        InputError: there is no such sheet, several to choose from, or the reader is not installed.
    """
    try:
        from fastexcel import FastExcelError
    except ModuleNotFoundError:
        raise InputError(
            f'{path}: Excel workbooks need a reader; pip install "churnkit-rules[excel]"'
        ) from None
    try:
        sheets = pl.read_excel(path, sheet_id=0, raise_if_empty=False)
    except (FastExcelError, pl.exceptions.PolarsError) as error:
        raise InputError(f"{path}: a damaged workbook ({error}); save it again") from error
    name = _chosen(path, sheet, {title: frame for title, frame in sheets.items() if frame.width})
    frame = sheets[name]
    tidy, notes = tidy_names(frame.columns)
    frame = frame.rename(dict(zip(frame.columns, tidy, strict=True)))
    placed = frame.lazy().select(
        pl.lit(path.name).alias(FILE),
        pl.int_range(2, frame.height + 2, dtype=pl.Int64).alias(LINE),
        *tidy,
    )
    told = tuple(f"{path.name}: {note}" for note in notes)
    return Table(placed, frame.schema, pl.DataFrame(schema=REJECTS_SCHEMA), told)


def _chosen(path: Path, sheet: str | None, sheets: dict[str, pl.DataFrame]) -> str:
    if sheet is None and len(sheets) == 1:
        return next(iter(sheets))
    if sheet in sheets:
        return sheet
    found = ", ".join(map(repr, sheets)) or "none with cells"
    wanted = "name one of its sheets" if sheet is None else f"no sheet {sheet!r}"
    raise InputError(f"{path}: {wanted} (found: {found})")
