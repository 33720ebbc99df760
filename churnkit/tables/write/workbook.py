"""One sheet of an Excel workbook, written by polars with xlsxwriter (the extra ``excel``).

Texts are stored as texts, with the number format of text: neither opening nor editing a cell makes
a formula, a link or a number of it, so that no apostrophe is needed and long ids keep their digits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl

from churnkit.errors import ConfigError
from churnkit.tables.columns.formats import as_text
from churnkit.tables.write.csv_list import apart, visible

MOST_ROWS = 1_048_575
"""Rows that a sheet holds below its header."""
LONGEST_TEXT = 32_767
"""Characters of a cell (units of UTF-16)."""
_MOST_DIGITS = 15
"""Digits of a number that Excel keeps."""
_FIRST_DAY = dt.date(1900, 1, 1)
"""Excel has no dates before it."""
_MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""When every workbook says that it was made: equal lists, equal bytes."""
_LONGEST_HEADER = 240
_NOT_IN_XML = r"[\u{fffe}\u{ffff}]"
_LOOKED_AT = 500
"""Rows by which the width of a column is chosen."""
_FEWEST_PIXELS, _MOST_PIXELS, _PIXELS_OF_A_DIGIT, _PIXELS_OF_THE_FILTER = 50, 480, 7, 26
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def require_sheet_writer() -> None:
    """Raise ConfigError where workbooks cannot be written."""
    if find_spec("xlsxwriter") is None:
        raise ConfigError(
            "campaign.files.formats: xlsx needs a writer of Excel workbooks; "
            'pip install "churnkit-rules[excel]", or leave xlsx out'
        )


def write_sheet(
    frame: pl.DataFrame, path: Path, *, title: str, formats: Mapping[str, str] | None = None
) -> int:
    """Write a list as a workbook of one sheet, the same bytes each time.

    The header is frozen and has filters. Whole numbers that Excel would round become texts, as do
    dates before 1900; numbers that are not finite become empty cells; controls become U+FFFD.

    Args:
        frame: the list.
        path: where to write; temporary files are written beside it.
        title: name of the sheet.
        formats: Excel's number formats of columns of numbers. Default: General.

    Returns:
        How many texts were cut to LONGEST_TEXT.

    Raises:
        ConfigError: it has more rows than a sheet, or the writer is not installed.
        OSError: it cannot be written.
    """
    require_sheet_writer()
    if frame.height > MOST_ROWS:
        raise ConfigError(
            f"{path.name}: {frame.height:,} rows do not fit into a sheet, which holds "
            f"{MOST_ROWS:,}; list fewer customers, or leave xlsx out of campaign.files.formats"
        )
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    sheet, names = _as_sheet(frame)
    chosen = {names[name]: format_ for name, format_ in (formats or {}).items() if name in names}
    workbook = Workbook(str(path), {**_OPTIONS, "tmpdir": str(path.parent)})
    workbook.set_properties({"created": _MADE})
    _fill(workbook, sheet, title, chosen)
    try:
        workbook.close()
    except FileCreateError as error:
        raise OSError(f"{error}") from error
    return sum(_too_long(column) for column in sheet.iter_columns() if column.dtype == pl.String)


def _too_long(texts: pl.Series) -> int:
    """How many texts the writer had to cut."""
    likely = texts.filter(texts.str.len_bytes() > LONGEST_TEXT)
    return sum(len(text.encode("utf-16-le")) > 2 * LONGEST_TEXT for text in likely)


def _fill(workbook: Any, sheet: pl.DataFrame, title: str, formats: Mapping[str, str]) -> None:
    worksheet = workbook.add_worksheet(title)
    sheet.write_excel(
        workbook,
        worksheet,
        table_name=title,
        table_style="Table Style Light 1",
        column_formats={
            name: _format(name, dtype, formats) for name, dtype in sheet.schema.items()
        },
        header_format={"bold": True},
        freeze_panes=(1, 0),
    )
    for index, column in enumerate(sheet.head(_LOOKED_AT).iter_columns()):
        worksheet.set_column_pixels(index, index, _pixels(column))
    worksheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS + 1}"})


def _as_sheet(frame: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, str]]:
    """The frame with cells and headers that Excel can hold, and the headers by former name."""
    one_line = pl.col("name").str.replace_all(r"\s", " ").str.slice(0, _LONGEST_HEADER)
    tidy = pl.Series("name", frame.columns, dtype=pl.String).to_frame().select(_shown(one_line))
    headers = dict(zip(frame.columns, apart(tidy.to_series(), str.lower), strict=True))
    cells = frame.select(_cell(column) for column in frame.iter_columns())
    return cells.rename(headers), headers


def _cell(column: pl.Series) -> pl.Expr:
    name, dtype, value = column.name, column.dtype, pl.col(column.name)
    if dtype.is_float() or dtype.is_decimal():
        number = value.cast(pl.Float64)
        return pl.when(number.is_finite()).then(number).alias(name)
    if dtype.is_integer():
        return value.cast(pl.String) if _is_long(column) else value
    if dtype == pl.Boolean:
        return value
    if dtype == pl.Date or isinstance(dtype, pl.Datetime):
        return as_text(name, dtype) if _is_old(column) else _local(value, dtype)
    if dtype == pl.String or isinstance(dtype, pl.Categorical | pl.Enum):
        return _shown(value.cast(pl.String))
    return as_text(name, dtype).alias(name)


def _shown(text: pl.Expr) -> pl.Expr:
    return visible(text).str.replace_all(_NOT_IN_XML, "\ufffd")


def _is_long(column: pl.Series) -> bool:
    found = [abs(each) for each in (column.min(), column.max()) if isinstance(each, int)]
    return any(each >= 10**_MOST_DIGITS for each in found)


def _is_old(column: pl.Series) -> bool:
    first = column.dt.date().min()
    return isinstance(first, dt.date) and first < _FIRST_DAY


def _local(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Moments as the clock showed them: a workbook knows no time zones."""
    return value if dtype == pl.Date else value.dt.replace_time_zone(None)


def _format(name: str, dtype: pl.DataType, formats: Mapping[str, str]) -> str:
    if dtype == pl.String:
        return "@"
    if dtype == pl.Date:
        return "yyyy-mm-dd"
    if isinstance(dtype, pl.Datetime):
        return "yyyy-mm-dd hh:mm:ss"
    return formats.get(name, "0" if dtype.is_integer() else "General")


def _pixels(column: pl.Series) -> int:
    """Width of a column; what is wide, such as Chinese, counts as two digits."""
    texts = pl.Series([column.name, *column.cast(pl.String).drop_nulls()], dtype=pl.String)
    # a letter of another script takes two to four bytes; those of three are mostly wide
    digits = texts.str.len_chars() + (texts.str.len_bytes() - texts.str.len_chars()) // 2
    pixels = _PIXELS_OF_THE_FILTER + _PIXELS_OF_A_DIGIT * int(max(digits))
    return max(_FEWEST_PIXELS, min(_MOST_PIXELS, pixels))
