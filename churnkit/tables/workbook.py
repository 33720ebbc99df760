"""One sheet of a workbook as CSV, so that it goes through the same checks as CSV does.

Values are read with calamine (the extra ``excel``). They are the ones that are stored: formats are
left aside, but for dates, times, and leading zeros. A blank row stays a blank line, so that a line
of the text is a row of the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl

from churnkit.errors import InputError
from churnkit.tables.csv.line_map import LineMap
from churnkit.tables.workbook_parts import Parts, look_at_sheet, require_size

_MOMENT = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?$"
_CLOCK = r"^1899-12-3[01] \d\d:\d\d:\d\d(?:\.\d+)?$"
_MIDNIGHT = r"^\d{4}-\d\d-\d\d 00:00:00$"
_NAMED = 3


@dataclass(frozen=True)
class SheetText:
    """A sheet as CSV."""

    source: bytes
    """UTF-8, values separated by commas; blank rows are blank lines."""
    rows: LineMap
    """Which row of the sheet each line belongs to, lines counted from 1."""
    notes: tuple[str, ...]


def sheet_as_csv(path: Path, sheet: str | None) -> SheetText:
    """The cells of one sheet.

    Raises:
        InputError: there is no such sheet, several to choose from, values are destroyed or not
            there, or the reader is not installed.
    """
    try:
        from fastexcel import FastExcelError, read_excel
    except ModuleNotFoundError:
        raise InputError(
            f'{path}: Excel workbooks need a reader; pip install "churnkit-rules[excel]"'
        ) from None
    require_size(path)
    try:
        book = read_excel(path)
        cells = {
            name: book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
            for name in book.sheet_names
        }
        visible = {name: book.load_sheet(name, n_rows=0).visible for name in book.sheet_names}
    except (FastExcelError, pl.exceptions.PolarsError) as error:
        raise InputError(f"{path}: a damaged workbook ({error}); save it again") from error
    filled = {name: frame for name, frame in cells.items() if frame.width}
    name = _chosen(path, sheet, filled, [title for title in filled if visible[title] == "visible"])
    return _as_text(path, name, filled[name])


def _chosen(
    path: Path, sheet: str | None, sheets: dict[str, pl.DataFrame], visible: list[str]
) -> str:
    if sheet in sheets:
        return sheet
    if sheet is None and len(visible) == 1:
        return visible[0]
    if sheet is None and len(sheets) == 1:
        return next(iter(sheets))
    found = ", ".join(map(repr, sheets)) or "none with cells"
    wanted = "name one of its sheets" if sheet is None else f"no sheet {sheet!r}"
    raise InputError(
        f"{path}: {wanted} (found: {found}); say data.sheet, or churnkit clean --sheet"
    )


def _as_text(path: Path, sheet: str, cells: pl.DataFrame) -> SheetText:
    parts = Parts() if path.suffix.lower() == ".ods" else look_at_sheet(path, sheet)
    _require_values(path, parts)
    columns = [
        _tidied(cells.to_series(place), place, parts)
        for place in range(cells.width)
        if cells.to_series(place).null_count() < cells.height
    ]
    lines = _lines(pl.DataFrame(columns))
    notes = tuple(f"{path.name}: {note}" for note in _notes(path, parts))
    return SheetText("".join(f"{line}\n" for line in lines).encode(), _rows(lines), notes)


def _require_values(path: Path, parts: Parts) -> None:
    if parts.uncalculated:
        raise InputError(
            f"{path}: {_listed(parts.uncalculated)}: formulas without a result; open the workbook "
            "in a spreadsheet and save it, or export the values"
        )
    if parts.long_numbers:
        raise InputError(
            f"{path}: {_listed(parts.long_numbers)}: numbers of 16 digits and more, of which "
            "Excel keeps 15; if they are ids, they are destroyed: export them as text"
        )


def _listed(cells: tuple[str, ...]) -> str:
    named = ", ".join(cells[:_NAMED])
    more = len(cells) - _NAMED
    return f"cells {named} and {more} more" if more > 0 else f"cells {named}"


def _notes(path: Path, parts: Parts) -> list[str]:
    said = {
        f"{parts.hidden_rows} hidden rows were read like the others": parts.hidden_rows,
        f"merged {_listed(parts.merged)}: the value is in the first cell only": parts.merged,
        "leading zeros that the number format shows were kept": parts.zeros,
        "durations are read as seconds": parts.durations,
        "hidden rows, merged cells and number formats of .ods are not seen": (
            path.suffix.lower() == ".ods"
        ),
    }
    return [note for note, holds in said.items() if holds]


def _tidied(column: pl.Series, place: int, parts: Parts) -> pl.Series:
    """Cells as a person would write them: dates without midnight, times, seconds, zeros."""
    column = column.alias(str(place))
    width = dict(parts.zeros).get(place)
    if width is not None:
        is_short = column.str.contains(r"^\d+$").fill_null(value=False)
        column = column.zip_with(~is_short, column.str.zfill(width))
    moments = column.str.contains(_MOMENT).fill_null(value=False)
    if not moments.any():
        return column
    rounded = column.filter(moments).str.to_datetime("%Y-%m-%d %H:%M:%S%.f").dt.round("1s")
    if place in parts.durations:
        written = rounded.map_elements(_seconds, return_dtype=pl.String)
    elif column.filter(moments).str.contains(_CLOCK).all():
        written = rounded.dt.to_string("%H:%M:%S")
    else:
        midnight = (rounded.dt.to_string("%H:%M:%S") == "00:00:00").all()
        written = rounded.dt.to_string("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M:%S")
    return column.scatter(moments.arg_true(), written)


def _seconds(moment: datetime) -> str:
    """Seconds of a duration that the reader took for a moment.

    Excel counts from 1899-12-31, and from the day before once it has passed its 29 February 1900.
    """
    leap = datetime(1900, 3, 1)  # noqa: DTZ001 - moments of Excel have no zone
    start = datetime(1899, 12, 30 if moment >= leap else 31)  # noqa: DTZ001
    return str(round((moment - start).total_seconds()))


def _lines(cells: pl.DataFrame) -> list[str]:
    """Rows as lines of CSV, without blank ones at the end."""
    quoted = [
        pl.when(pl.col(name).str.contains('[,"\r\n]'))
        .then('"' + pl.col(name).str.replace_all('"', '""') + '"')
        .otherwise(pl.col(name))
        .fill_null("")
        for name in cells.columns
    ]
    is_blank = pl.all_horizontal(pl.all().fill_null("").str.strip_chars() == "")
    line = pl.when(is_blank).then(pl.lit("")).otherwise(pl.concat_str(quoted, separator=","))
    lines = cells.select(line.alias("line"))["line"].to_list()
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _rows(lines: list[str]) -> LineMap:
    """Row of the sheet for each line: a cell may hold several lines."""
    taken = np.array([line.count("\n") + 1 for line in lines], np.int64)
    begins = np.concatenate((np.ones(1, np.int64), 1 + np.cumsum(taken)))[: len(lines) or 1]
    return LineMap(begins, np.arange(1, begins.size + 1) - begins)
