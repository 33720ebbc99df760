"""Reads a table from CSV or Parquet: one file, or many by a glob.

Two lanes. A CSV that is found regular, by a scan of its bytes, is handed to polars as it is;
any other one is mended record by record first. Both end in the same lazy scan.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from churnkit.errors import InputError
from churnkit.tables.csv.dialect import Dialect, find_dialect
from churnkit.tables.csv.encodings import (
    as_utf8,
    begins_as_utf8,
    has_lone_returns,
    head_of,
    with_line_feeds,
)
from churnkit.tables.csv.line_map import LineMap
from churnkit.tables.csv.mending import Mended, mend
from churnkit.tables.csv.records import Quoting
from churnkit.tables.csv.regular import Scan
from churnkit.tables.file_kinds import is_parquet, is_workbook, unpacked
from churnkit.tables.files import files_of, root_of
from churnkit.tables.table import FILE, LINE, REJECTS_SCHEMA, Table
from churnkit.tables.workbook import sheet_as_csv

_BOM = b"\xef\xbb\xbf"


class NoRowsError(InputError):
    """A CSV that is nothing but a header of ``columns``."""

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        super().__init__(f"{path}: a header without rows; export the table with its rows")
        self.columns = columns


@dataclass(frozen=True)
class Reading:
    """How files are to be read."""

    encoding: str = "auto"
    """auto, utf-8, gb18030 or utf-16; for CSV."""
    has_header: bool = True
    """Whether a CSV names its columns; if not, they are called column_1, column_2, ..."""
    sheet: str | None = None
    """The sheet of an Excel workbook; by default its only one."""
    quoting: Quoting | None = None
    """How records are shaped, where that is known; by default it is found out."""


def read_table(
    source: Path, reading: Reading | None = None, *, encoding: str | None = None
) -> Table:
    """Read one table from a CSV or Parquet file, or from all files that a glob names.

    Values of CSV are text as written; a value that is not written at all is null, an empty text
    in quotes is "". Parquet keeps its types; NaN becomes null.

    Args:
        source: A file, or a glob such as exports/2024-*.csv, read in the order of the names.
        reading: How files are to be read.
        encoding: Instead of that of ``reading``.

    Raises:
        InputError: there is no such file, it is no table, or the files differ in their columns.
        NoRowsError: a CSV is nothing but a header.
    """
    how = reading or Reading()
    if encoding is not None:
        how = replace(how, encoding=encoding)
    paths = files_of(source)
    root = root_of(source)
    tables = [_called(_read_file(path, how), path, root) for path in paths]
    _require_same_columns(paths, tables)
    return Table(
        frame=tables[0].frame if len(tables) == 1 else pl.concat(table.frame for table in tables),
        schema=tables[0].schema,
        rejects=pl.concat([table.rejects for table in tables]),
        notes=tuple(note for table in tables for note in table.notes),
        bare=all(table.bare for table in tables),
    )


def _called(table: Table, path: Path, root: Path) -> Table:
    """The table of a file called by its path from the root, which tells it from all others."""
    name = path.relative_to(root).as_posix()
    if name == path.name:
        return table
    return replace(
        table,
        frame=table.frame.with_columns(pl.lit(name).alias(FILE)),
        rejects=table.rejects.with_columns(pl.lit(name).alias("file")),
        notes=tuple(re.sub(f"^{re.escape(path.name)}: ", f"{name}: ", n) for n in table.notes),
    )


def _require_same_columns(paths: list[Path], tables: list[Table]) -> None:
    first = tables[0].schema
    for path, table in zip(paths, tables, strict=True):
        differences = [
            *(f"no column {name!r}" for name in first if name not in table.schema),
            *(f"a new column {name!r}" for name in table.schema if name not in first),
            *(
                f"column {name!r} holds {table.schema[name]}, not {dtype}"
                for name, dtype in first.items()
                if table.schema.get(name, dtype) != dtype
            ),
        ]
        if not differences and table.schema.names() != first.names():
            differences = ["its columns in another order"]
        if differences:
            raise InputError(
                f"{path}: {'; '.join(differences)}, compared with {paths[0]}; "
                "files of one table must have the same columns"
            )


def _read_file(path: Path, how: Reading) -> Table:
    try:
        if is_parquet(path):
            return _read_parquet(path)
        if is_workbook(path):
            return _read_workbook(path, how)
        return _read_csv(path, how)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error})") from error


def _read_parquet(path: Path) -> Table:
    try:
        frame = pl.scan_parquet(path, row_index_name=LINE, glob=False)
        schema = frame.collect_schema()
    except pl.exceptions.PolarsError as error:
        raise InputError(f"{path}: a damaged Parquet file ({error}); write it again") from error
    columns = pl.Schema({name: dtype for name, dtype in schema.items() if name != LINE})
    frame = frame.with_columns(
        pl.col(name).fill_nan(None) for name, dtype in columns.items() if dtype.is_float()
    )
    line = pl.col(LINE).cast(pl.Int64) + 1
    return _table(frame, path.name, columns, line)


def _read_workbook(path: Path, how: Reading) -> Table:
    sheet = sheet_as_csv(path, how.sheet)
    how = replace(how, quoting=Quoting())
    table = _read_regular(path, sheet.source, sheet.notes, how) or _read_mended(
        path, sheet.source, sheet.notes, how
    )
    rows = table.frame.with_columns(_mapped(sheet.rows))
    lines = sheet.rows.lines(table.rejects["line"])
    return replace(table, frame=rows, rejects=table.rejects.with_columns(lines))


def _read_csv(path: Path, how: Reading) -> Table:
    source, notes = unpacked(path)
    if how.encoding in ("auto", "utf-8") and begins_as_utf8(source):
        table = _read_regular(path, source, notes, how)
        if table is not None:
            return table
    decoded = as_utf8(source, how.encoding, path.name)
    source, notes = decoded.source, (*notes, *decoded.notes)
    if has_lone_returns(head_of(source)):
        source = with_line_feeds(source)
    table = _read_regular(path, source, notes, how) if decoded.valid else None
    return table or _read_mended(path, source, notes, how)


@dataclass(frozen=True)
class Guess:
    """A CSV taken to be regular all through, as its first blocks are."""

    table: Table
    holds: Callable[[], bool]
    """Looks at all bytes of the file to tell whether that is so."""


def guess_table(source: Path, reading: Reading) -> Guess | None:
    """The table of one CSV file, to work with while it is looked at whether it is regular.

    None if it is not worth trying: several files, another format, odd first bytes.

    Raises:
        InputError: as ``read_table`` does.
    """
    if [source] != files_of(source) or is_parquet(source) or is_workbook(source):
        return None
    text, notes = unpacked(source)
    if reading.encoding not in ("auto", "utf-8") or not begins_as_utf8(text):
        return None
    dialect = _dialect(source, text, reading)
    scan = Scan(dialect)
    if not scan.begins_regular(text):
        return None
    bare = scan.bare
    table = replace(_regular_table(source, text, dialect, notes), bare=bare)
    return Guess(table, lambda: scan.finds_regular(text) and scan.bare == bare)


def _read_regular(
    path: Path, source: Path | bytes, notes: tuple[str, ...], how: Reading
) -> Table | None:
    """The table of a file that any reader reads right; None if it is not known to be one."""
    dialect = _dialect(path, source, how)
    scan = Scan(dialect)
    if not scan.finds_regular(source):
        return None
    return replace(_regular_table(path, source, dialect, notes), bare=scan.bare)


def _regular_table(
    path: Path, source: Path | bytes, dialect: Dialect, notes: tuple[str, ...]
) -> Table:
    frame = _scan_csv(source, dialect, dialect.header_lines)
    line = pl.col(LINE).cast(pl.Int64) + (dialect.header_lines + 1)
    table = _table(frame, path.name, dialect.schema, line)
    return replace(table, notes=(*notes, *dialect.notes))


def _read_mended(path: Path, source: Path | bytes, notes: tuple[str, ...], how: Reading) -> Table:
    dialect = _dialect(path, source, how)
    mended = mend(source, dialect, path.name)
    _require_rows(path, mended, dialect)
    frame = _scan_csv(mended.source, dialect, 0)
    table = _table(frame, path.name, dialect.schema, _mapped(mended.lines))
    notes = (*notes, *dialect.notes, *mended.notes)
    return replace(table, rejects=mended.rejects, notes=notes, bare=mended.bare)


def _dialect(path: Path, source: Path | bytes, how: Reading) -> Dialect:
    head = head_of(source)
    bom = len(_BOM) if head.startswith(_BOM) else 0
    dialect = find_dialect(
        head[bom:], path.name, has_header=how.has_header, quoting=how.quoting
    ).behind(bom)
    _require_header(path, dialect)
    return dialect


def _require_header(path: Path, dialect: Dialect) -> None:
    if FILE in dialect.header or LINE in dialect.header:
        raise InputError(f"{path}: {FILE} and {LINE} are no names for columns; rename them")
    doubles = sorted(name for name, count in Counter(dialect.header).items() if count > 1)
    if doubles:
        raise InputError(
            f"{path}: line {dialect.header_lines}: several columns are called "
            f"{', '.join(map(repr, doubles))}; give each its own name"
        )


def _require_rows(path: Path, mended: Mended, dialect: Dialect) -> None:
    if mended.records:
        return
    if mended.rejects.is_empty():
        raise NoRowsError(path, tuple(dialect.header))
    first = mended.rejects.row(0, named=True)
    raise InputError(
        f"{path}: none of its rows can be read; line {first['line']}: {first['reason']}; "
        f"{first['remedy']}"
    )


def _scan_csv(source: Path | bytes, dialect: Dialect, header_lines: int) -> pl.LazyFrame:
    return pl.scan_csv(
        source,
        has_header=False,
        schema=dialect.schema,
        separator=dialect.quoting.delimiter.decode(),
        quote_char=dialect.quoting.quote.decode(),
        skip_lines=header_lines,
        row_index_name=LINE,
        raise_if_empty=False,
        glob=False,
    )


def _mapped(lines: LineMap) -> pl.Expr:
    return pl.col(LINE).map_batches(lines.lines, return_dtype=pl.Int64, is_elementwise=True)


def _table(frame: pl.LazyFrame, name: str, columns: pl.Schema, line: pl.Expr) -> Table:
    placed = frame.select(pl.lit(name).alias(FILE), line.alias(LINE), *columns.names())
    return Table(placed, columns, pl.DataFrame(schema=REJECTS_SCHEMA), ())
