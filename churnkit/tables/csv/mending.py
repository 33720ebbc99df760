"""The careful lane: a file that is not regular, record by record, with bounded memory.

What can be read is written anew as a regular CSV, beside a map from its records to the lines of
the original; what cannot goes to the rejects. An unclosed quote costs its own record only: a
record may run over several lines, but not over lines that are records by themselves.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from churnkit.errors import InputError
from churnkit.tables.csv.block_lines import BlockLines, sorted_blocks
from churnkit.tables.csv.blocks import MAX_RECORD
from churnkit.tables.csv.dialect import Dialect
from churnkit.tables.csv.header import begins_table
from churnkit.tables.csv.line_map import LineMap
from churnkit.tables.csv.lines import has_blanks_around
from churnkit.tables.csv.records import Record, Trouble, quoted, read_record
from churnkit.tables.scratch import LineSpool
from churnkit.tables.table import REJECTS_SCHEMA

_BOM = b"\xef\xbb\xbf"
_CTRL_Z = b"\x1a"
_SHOWN_BYTES = 200
_MOST_REJECTS = 1_000_000


@dataclass(frozen=True)
class Mended:
    """A regular CSV without header, and what was left out or repaired."""

    source: Path | bytes
    lines: LineMap
    rejects: pl.DataFrame
    notes: tuple[str, ...]
    records: int
    bare: bool
    """Whether it is known that no value has blanks around it."""


def mend(source: Path | bytes, dialect: Dialect, name: str) -> Mended:
    """Read a file record by record; ``name`` stands for it in the rejects."""
    mender = _Mender(dialect, name)
    for lines in sorted_blocks(source, dialect):
        mender.take(lines)
    return mender.result()


@dataclass
class _Mender:
    """Goes through the lines of a file and sorts them."""

    dialect: Dialect
    name: str
    spool: LineSpool = field(default_factory=LineSpool)
    line: int = 0
    """Lines done with."""
    records: int = 0
    """Records written."""
    bare: bool = True
    """Whether no value written so far has blanks around it."""
    blank_line: int = -1
    """The last blank line."""
    carried: bytes = b""
    """Lines of a record that the next block may end."""

    def __post_init__(self) -> None:
        self.quoting = self.dialect.quoting
        self.line = self.dialect.header_lines
        self.break_records, self.break_offsets = array("q", [0]), array("q", [self.line + 1])
        self.rejected: list[tuple[str, int, str, str, str]] = []
        self.noted: dict[str, tuple[int, int]] = {}

    def take(self, lines: BlockLines) -> None:
        """Go through the lines of the next block."""
        data = self._tidied(self.carried + lines.data, last=lines.last)
        self.carried = b""
        if data != lines.data:
            lines = BlockLines(data, self.dialect, last=lines.last)
        self.bare = self.bare and lines.bare
        if data.strip(b"\r\n"):
            self._sort(lines)

    def _tidied(self, data: bytes, *, last: bool) -> bytes:
        """The data without Ctrl-Z at the end and CR alone."""
        if last and data.rstrip(b"\r\n").endswith(_CTRL_Z):
            data = data.rstrip(b"\r\n\x1a") + b"\n"
            self.note("the Ctrl-Z at the end was left out", self.line + 1 + data.count(b"\n"))
        if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
            whole = _with_line_feeds(data, self.quoting.quote)
            if whole != data:
                self.note("lines that end in CR alone were read as lines", self.line + 1)
            data = whole
        return data

    def _sort(self, lines: BlockLines) -> None:
        index = 0
        while index < lines.count:
            if lines.plain[index]:
                self._require_one_table(lines, index)
                stop = lines.run_end(index)
                self._accept_run(lines, index, stop)
                index = stop
            else:
                taken = self._take_odd(lines, index)
                if taken == 0:
                    self.carried = lines.data[lines.starts[index] :]
                    return
                index += taken

    def _require_one_table(self, lines: BlockLines, index: int) -> None:
        """Refuse a file in which words stand where numbers do, below a blank line."""
        if self.line != self.blank_line or self.line == self.dialect.header_lines:
            return
        record = read_record(lines.raw(index), 0, self.quoting)
        if isinstance(record, Record) and begins_table(record, self.dialect.data_columns):
            raise InputError(
                f"{self.name}: line {self.line + 1}: another table seems to begin here, below a "
                "blank line; save each table as a file of its own"
            )

    def _accept_run(self, lines: BlockLines, index: int, stop: int) -> None:
        self._write(lines.data[lines.starts[index] : lines.starts[stop]], stop - index)
        self.line += stop - index

    def _take_odd(self, lines: BlockLines, index: int) -> int:
        """Deal with a line that is no plain record; how many lines that took, 0 for "not yet"."""
        raw = lines.raw(index)
        skipped = self._why_skipped(raw)
        trouble = None if skipped else _trouble_of_bytes(raw)
        if skipped:
            self.note(skipped, self.line + 1)
            self.line += 1
            if not raw.strip():
                self.blank_line = self.line
            return 1
        if raw == self.dialect.raw_description and self.records == 0 and raw:
            self._reject(raw, "a description of the columns", "leave it out of the export")
            return 1
        if trouble:
            self._reject(raw, *trouble)
            return 1
        if raw.startswith(_BOM):
            self.note("a byte-order mark inside the file was left out", self.line + 1)
        return self._take_record(lines, index)

    def _why_skipped(self, raw: bytes) -> str | None:
        """What is said of a line that is no row and no loss."""
        if not raw.strip():
            return "blank lines were left out"
        if raw.removeprefix(_BOM) == self.dialect.raw_header:
            return "the header, repeated, was left out"
        if raw.startswith((b"<<<<<<< ", b">>>>>>> ")):
            raise InputError(
                f"{self.name}: line {self.line + 1}: an unresolved merge conflict; resolve it"
            )
        return None

    def _take_record(self, lines: BlockLines, index: int) -> int:
        start = int(lines.starts[index])
        begin = start + len(_BOM) if lines.data.startswith(_BOM, start) else start
        record = read_record(lines.data, begin, self.quoting)
        may_go_on = not lines.last and len(lines.data) - start < MAX_RECORD
        if record is Trouble.UNCLOSED and may_go_on:
            return 0
        raw = lines.raw(index)
        if isinstance(record, Record) and self.dialect.repeats_header(record):
            self.note("the header, repeated, was left out", self.line + 1)
            taken = lines.data.count(b"\n", start, record.end) + 1
            self.line += taken
            return taken
        if isinstance(record, Trouble):
            alone = read_record(raw, 0, self.quoting)
            reason = alone.value if isinstance(alone, Trouble) else record.value
            self._reject(raw, reason, "close the quote, or double quotes inside values")
            return 1
        taken = lines.data.count(b"\n", start, record.end) + 1
        if taken > 1 and self._runs_on(lines, index, record, taken):
            self._reject(raw, Trouble.UNCLOSED.value, "close the quote")
            return 1
        trouble = self._trouble_of_values(lines, index, record)
        if taken > 1:
            trouble = trouble or _trouble_of_bytes(lines.data[start : record.end])
        if trouble:
            self._reject(raw, *trouble, lines=taken)
            return taken
        if record.stray_quotes:
            self.note("quotes inside values were kept as they are", self.line + 1)
        self._accept(record, taken)
        return taken

    def _trouble_of_values(
        self, lines: BlockLines, index: int, record: Record
    ) -> tuple[str, str] | None:
        """Why a record is no row of this table, and what to do."""
        found = len(record.fields)
        if found != self.width:
            few = "too few" if found < self.width else "too many"
            reason = f"{few} values: {found} instead of {self.width}"
            return reason, "check delimiters and quotes of this line"
        if record.stray_quotes > 1:
            return "quotes inside several values", "enclose values in quotes, double those inside"
        if lines.is_total(index):
            return "a total, not a row", "leave totals out of the export"
        return None

    @property
    def width(self) -> int:
        """Number of values of a row."""
        return self.dialect.width

    def _runs_on(self, lines: BlockLines, index: int, record: Record, taken: int) -> bool:
        """Whether a record over several lines is one whose quote was never closed."""
        return (
            len(record.fields) != self.width
            or record.end - int(lines.starts[index]) > MAX_RECORD
            or self._swallows(lines, index, taken)
        )

    def _swallows(self, lines: BlockLines, index: int, taken: int) -> bool:
        """Whether lines inside a record look like records by themselves."""
        inner = range(index + 1, index + taken)
        if self.width == 1:
            return False
        plain = [line for line in inner if lines.plain[line]]
        if self.width > 3:
            return bool(plain)
        cell = _shape(lines.first_cell(index))
        return any(_shape(lines.first_cell(line)) == cell for line in plain)

    def _accept(self, record: Record, taken: int) -> None:
        self.bare = self.bare and not any(map(has_blanks_around, record.fields))
        self._write(quoted(record.fields, self.quoting), 1)
        self.line += taken
        if taken > 1:
            self._break()

    def _write(self, data: bytes, records: int) -> None:
        self._break()
        self.spool.write(data)
        self.records += records

    def _break(self) -> None:
        """From here on, lines and records may be further apart."""
        offset = self.line + 1 - self.records
        if self.break_offsets[-1] != offset:
            if self.break_records[-1] == self.records:
                self.break_records.pop()
                self.break_offsets.pop()
            self.break_records.append(self.records)
            self.break_offsets.append(offset)

    def _reject(self, raw: bytes, reason: str, remedy: str, *, lines: int = 1) -> None:
        if len(self.rejected) >= _MOST_REJECTS:
            raise InputError(
                f"{self.name}: more than {_MOST_REJECTS:,} rows cannot be read, the last on line "
                f"{self.line + 1}: {reason}; {remedy}"
            )
        shown = raw[:_SHOWN_BYTES].decode(errors="backslashreplace")
        self.rejected.append((self.name, self.line + 1, shown, reason, remedy))
        self.line += lines

    def note(self, what: str, line: int) -> None:
        """Count what was repaired, and remember where first."""
        times, first = self.noted.get(what, (0, line))
        self.noted[what] = times + 1, first

    def result(self) -> Mended:
        """The results of all blocks together."""
        return Mended(
            source=self.spool.close(),
            lines=LineMap(np.array(self.break_records), np.array(self.break_offsets)),
            rejects=_rejects_frame(self.rejected),
            notes=tuple(
                _repair_note(self.name, what, *where) for what, where in self.noted.items()
            ),
            records=self.records,
            bare=self.bare,
        )


def _with_line_feeds(data: bytes, quote: bytes) -> bytes:
    """The data with CR alone turned into LF, but for those inside quotes, which are data."""
    lines = (
        line if line.count(quote) % 2 == 0 and _only_inside(line, quote) else _all_line_feeds(line)
        for line in data.split(b"\n")
    )
    return b"\n".join(lines)


def _only_inside(line: bytes, quote: bytes) -> bool:
    """Whether each CR of a line stands inside quotes, that before its end aside."""
    outside = line.removesuffix(b"\r").split(quote)[0::2]
    return not any(b"\r" in part for part in outside)


def _all_line_feeds(line: bytes) -> bytes:
    return line.removesuffix(b"\r").replace(b"\r", b"\n")


def _trouble_of_bytes(raw: bytes) -> tuple[str, str] | None:
    """Why a line is no text of a table, and what to do."""
    if len(raw) > MAX_RECORD:
        return f"longer than {MAX_RECORD} bytes", "shorten the value or close a quote"
    if b"\0" in raw:
        return "holds a NUL byte", "export the file again"
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return f"byte {error.start + 1} is no UTF-8", "save the whole file in one encoding"
    return None


def _shape(cell: bytes) -> bytes:
    """Digits as 9, letters as a, runs as one: C0012 is a9."""
    cell = re.sub(rb"[0-9]+", b"9", cell.strip(b' "'))
    return re.sub(rb"[A-Za-z\x80-\xff]+", b"a", cell)


def _repair_note(name: str, what: str, times: int, first: int) -> str:
    where = f"line {first}" if times == 1 else f"{times} times, first on line {first}"
    return f"{name}: {what} ({where})"


def _rejects_frame(rejected: list[tuple[str, int, str, str, str]]) -> pl.DataFrame:
    rows = [(file, line, None, value, why, remedy) for file, line, value, why, remedy in rejected]
    return pl.DataFrame(rows, schema=REJECTS_SCHEMA, orient="row")
