"""Files nobody would write by hand, and what must hold for each of them.

Used by the quick tests and by the long run, ``python tests/soak/soak_tables.py``.
"""

from __future__ import annotations

import csv
import io
import random
import time
from pathlib import Path

import polars as pl
from hypothesis import strategies as st

from churnkit.commands.clean import clean
from churnkit.config.sections.project import Nulls
from churnkit.errors import ChurnkitError
from churnkit.tables.columns.formats import Column
from churnkit.tables.columns.inference import infer_format
from churnkit.tables.csv.dialect import Dialect, find_dialect
from churnkit.tables.csv.mending import mend
from churnkit.tables.csv.regular import Scan
from churnkit.tables.reading import read_table
from churnkit.tables.table import FILE

__all__ = [
    "check_cleaning",
    "check_reading",
    "check_values",
    "files",
    "random_column",
    "random_file",
    "tables_of_values",
]

_MARKS = [b",", b";", b"\t", b"|", b"'", b'"', b'""', b"\n", b"\r\n", b"\r", b"\\", b" "]
_TEXTS = [
    "a",
    "b1",
    "名",
    "客户",
    "ｘ",
    "1",
    "2.5",
    "-3",
    "1,234",
    "2024-01-05",
    "=1+1",
    "合计",
    "NA",
]
_ODD = [
    b"\0", b"\xff", b"\x1a", b"\xef\xbb\xbf", b"\xc3", b"\xe5\xbc", b"\x81\x30", b"\x1b[31m",
    "张三".encode("gbk"), "\u202e\u200b\u00a0".encode(), b"<<<<<<< x\n", b"sep=;\n",
    b"\x1f\x8b", b"PAR1", b"PK\x03\x04", b"{", b"<html>", b"\xff\xfe", b"x" * 200,
]  # fmt: skip
_ALL_PIECES = [*_MARKS, *_MARKS, *(text.encode() for text in _TEXTS), *_ODD]
_PIECES = st.sampled_from(_ALL_PIECES)
_SOUP = st.lists(_PIECES, max_size=60).map(b"".join)

_CELLS = [
    "", "1", "22", "a", "b c", 'say "x"', "two\nlines", "a,b", "名", "2024-01-05", " x ", "'", "\\",
]  # fmt: skip
_ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16"]
_CELL = st.sampled_from(_CELLS)


@st.composite
def _written(draw: st.DrawFn) -> bytes:
    """A well-formed table, as a writer of CSV writes it, sometimes with one byte changed."""
    width = draw(st.integers(1, 5))
    rows = draw(st.lists(st.lists(_CELL, min_size=width, max_size=width), max_size=8))
    text = _csv(rows, draw(st.sampled_from(",;\t|")), draw(st.sampled_from(["\n", "\r\n"])))
    data = text.encode(draw(st.sampled_from(_ENCODINGS)))
    if draw(st.booleans()):
        place = draw(st.integers(0, len(data)))
        data = data[:place] + draw(_PIECES) + data[place + draw(st.integers(0, 1)) :]
    return data


def _csv(rows: list[list[str]], delimiter: str, line_end: str) -> str:
    width = len(rows[0]) if rows else 1
    text = io.StringIO()
    quoting = csv.QUOTE_ALL if width == 1 else csv.QUOTE_MINIMAL
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=line_end)
    writer.writerow([f"c{place}" for place in range(width)])
    writer.writerows(rows)
    return text.getvalue()


def random_file(draw: random.Random) -> bytes:
    """As ``files``, many times quicker and without shrinking, for long runs."""
    soup = b"".join(draw.choices(_ALL_PIECES, k=draw.randrange(60)))
    sort = draw.randrange(4)
    if sort == 0:
        return soup
    if sort == 1:
        return b"a,b,c\n1,2,3\n" + soup
    width = draw.randrange(1, 6)
    rows = [draw.choices(_CELLS, k=width) for _ in range(draw.randrange(9))]
    text = _csv(rows, draw.choice(",;\t|"), draw.choice(["\n", "\r\n"]))
    data = text.encode(draw.choice(_ENCODINGS))
    for _ in range(draw.randrange(3)):
        place = draw.randrange(len(data) + 1)
        data = data[:place] + draw.choice(_ALL_PIECES) + data[place + draw.randrange(2) :]
    return data


def random_column(draw: random.Random) -> tuple[str, list[str], str | None]:
    """As ``tables_of_values``, quicker and without shrinking."""
    letters = "0123456789.,-/: eE%年月日元¥$+()'\"=\x1b\u202e\u00a0ａ１"
    values = [
        draw.choice(_VALUES)
        if draw.random() < 0.7
        else "".join(draw.choices(letters, k=draw.randrange(12)))
        for _ in range(draw.randrange(1, 12))
    ]
    return draw.choice(_COLUMNS), values, draw.choice(_KINDS)


files = st.one_of(_SOUP, _written(), _SOUP.map(lambda soup: b"a,b,c\n1,2,3\n" + soup))
"""Bytes of files: soups of marks, and tables with one thing wrong."""

_VALUES = [
    "1", "1,234.50", "１２", "¥5", "3元", "1.2万", "(12.50)", "12-", "1,5", "inf", "1e400", "NA",
    "-", "######", "2024年1月5日", "2024/1/5", "20240105", "03/04/2024", "13/04/2024", "下午3:05",
    "0000-00-00", "2024-01-05T10:00:00+08:00", "2024-01-05", "45296", "1704412800", "6.20E+18",
    "007", "yes", "否", "", " ", "50%", "2.5", "-3",
]  # fmt: skip
_COLUMNS = ["x", "customer_id", "joined_on", "金额"]
_KINDS = [None, None, "id", "number", "category", "date", "flag", "text"]
_VALUE = st.one_of(
    st.sampled_from(_VALUES),
    st.text(max_size=6),
    st.floats().map(str),
    st.dates().map(str),
    st.datetimes().map(str),
)
tables_of_values = st.tuples(
    st.sampled_from(_COLUMNS), st.lists(_VALUE, min_size=1, max_size=12), st.sampled_from(_KINDS)
)
"""A column: its name, its values and its kind, if declared."""


def check_reading(data: bytes, path: Path) -> bool:
    """Read a file and demand what must hold; whether it was accepted.

    It is read or refused, in time; and if it is regular, both lanes and the reader of the
    standard library give the same.
    """
    path.write_bytes(data)
    started = time.process_time()
    try:
        table = read_table(path)
        frame = table.frame.collect()
    except ChurnkitError:
        return False
    finally:
        assert time.process_time() - started < 2 + 10 * len(data) / 1e6
    assert frame.columns[2:] == table.schema.names()
    _require_same_lanes(data, path.name, frame)
    return True


def _require_same_lanes(data: bytes, name: str, frame: pl.DataFrame) -> None:
    bare = data.removeprefix(b"\xef\xbb\xbf")
    try:
        bare.decode()
        dialect = find_dialect(bare, name)
    except (UnicodeDecodeError, ChurnkitError):
        return
    if not Scan(dialect).finds_regular(bare):
        return
    mended = mend(bare, dialect, name)
    assert mended.rejects.is_empty()
    assert isinstance(mended.source, bytes)
    assert mended.records == frame.height
    lines = mended.lines.lines(pl.Series(range(frame.height), dtype=pl.Int64))
    assert frame["__line__"].to_list() == lines.to_list()
    texts = frame.drop(FILE, "__line__").select(pl.all().fill_null(""))
    assert texts.rows() == _rows_by_standard_library(bare[dialect.skip_bytes :], dialect)
    assert texts.rows() == _rows_by_standard_library(mended.source, dialect)


def _rows_by_standard_library(data: bytes, dialect: Dialect) -> list[tuple[str, ...]]:
    """The rows; values that are not written at all are empty."""
    reader = csv.reader(
        io.StringIO(data.decode(), newline=""),
        delimiter=dialect.quoting.delimiter.decode(),
        quotechar=dialect.quoting.quote.decode(),
    )
    return [tuple(row) for row in reader]


def check_values(column: tuple[str, list[str], str | None]) -> bool:
    """Read the values of a column; whether its kind and its ways of writing could be told.

    Each value is missing, or invalid, or there; the quick way gives the same or raises.
    """
    name, values, kind = column
    texts = pl.DataFrame({name: values}, schema={name: pl.String})
    try:
        typed = Column.of(texts[name], infer_format(texts[name], kind, Nulls()).format)
    except ChurnkitError:
        return False
    looked = texts.select(
        value=typed.value(),
        missing=typed.is_missing(),
        invalid=typed.is_invalid(),
    )
    states = looked.select(
        pl.sum_horizontal(pl.col("value").is_not_null(), "missing", "invalid")
    ).to_series()
    assert states.to_list() == [1] * len(values)
    format_ = typed.format
    assert type(format_).model_validate_json(format_.model_dump_json()) == format_
    return True


def check_cleaning(column: tuple[str, list[str], str | None], folder: Path) -> bool:
    """Clean a table of one column and an id; whether it was accepted."""
    name, values, kind = column
    source, output = folder / "values.csv", folder / "clean.parquet"
    pl.DataFrame({"key": [f"k{i}" for i in range(len(values))], name: values}).write_csv(source)
    try:
        done = clean(source, output, kinds={name: kind} if kind else {})
    except ChurnkitError:
        return False
    assert done.rows + done.rejects >= 1
    return True
