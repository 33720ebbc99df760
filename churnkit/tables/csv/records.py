"""One CSV record out of bytes: its values, or what is wrong with its quotes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Trouble(Enum):
    """Why bytes are no record."""

    UNCLOSED = "a quote is opened and not closed"
    JUNK = "text stands behind a closing quote"


@dataclass(frozen=True)
class Quoting:
    """The bytes that shape a record."""

    delimiter: bytes = b","
    quote: bytes = b'"'
    backslash: bool = False
    """Whether a backslash takes the meaning from the quote or delimiter behind it."""

    def is_blank(self, byte: bytes) -> bool:
        """Whether a byte is a blank that may stand around quotes."""
        return byte == b" " != self.delimiter


@dataclass(frozen=True)
class Record:
    """The values of one record."""

    fields: tuple[bytes | None, ...]
    """Values; None where nothing at all is written, b"" where an empty text is quoted."""
    end: int
    """Where its line end, or the end of the data, stands."""
    stray_quotes: int = 0
    """How many values hold quotes that do not enclose them."""


Placed = tuple[int, Record | Trouble]
"""Where a record begins, and the record, or what is wrong with it."""


def read_record(data: bytes, start: int, quoting: Quoting) -> Record | Trouble:
    """Read the record that begins at ``start``; a line end outside quotes ends it."""
    fields: list[bytes | None] = []
    stray = 0
    position = start
    line_end = _line_end(data, start)
    while True:
        opening = _opening_quote(data, position, line_end, quoting)
        if opening >= 0:
            closing = _closing_quote(data, opening + 1, quoting)
            if closing < 0:
                return Trouble.UNCLOSED
            fields.append(_unescaped(data[opening + 1 : closing], quoting))
            if closing > line_end:
                line_end = _line_end(data, closing)
            stop = closing + 1
            while quoting.is_blank(data[stop : stop + 1]):
                stop += 1
            if data[stop:line_end].strip(b"\r") == b"":
                return Record(tuple(fields), line_end, stray)
            if not data.startswith(quoting.delimiter, stop):
                return Trouble.JUNK
        else:
            stop = _next_delimiter(data, position, line_end, quoting)
            value = data[position : line_end if stop < 0 else stop]
            stray += quoting.quote in value and not _is_formula(value, quoting)
            if stop < 0:
                fields.append(_bare(value.removesuffix(b"\r"), quoting))
                return Record(tuple(fields), line_end, stray)
            fields.append(_bare(value, quoting))
        position = stop + len(quoting.delimiter)


def quoted(fields: tuple[bytes | None, ...], quoting: Quoting) -> bytes:
    """The record as one line of CSV that every reader reads alike, line end included."""
    return quoting.delimiter.join(_written(value, quoting) for value in fields) + b"\n"


def _is_formula(value: bytes, quoting: Quoting) -> bool:
    """Whether a text is kept from a spreadsheet by a formula: ="00123"."""
    value = value.strip()
    begin = b"=" + quoting.quote
    return value.startswith(begin) and value.find(quoting.quote, len(begin)) == len(value) - 1


def _written(value: bytes | None, quoting: Quoting) -> bytes:
    if value is None:
        return b""
    special = (quoting.quote, quoting.delimiter, b"\n", b"\r")
    if value and not any(bom in value for bom in special):
        return value
    return quoting.quote + value.replace(quoting.quote, quoting.quote * 2) + quoting.quote


def _line_end(data: bytes, position: int) -> int:
    end = data.find(b"\n", position)
    return len(data) if end < 0 else end


def _opening_quote(data: bytes, position: int, line_end: int, quoting: Quoting) -> int:
    """Where the quote of the value at ``position`` stands, blanks before it aside; -1 if none."""
    while position < line_end and quoting.is_blank(data[position : position + 1]):
        position += 1
    return position if data.startswith(quoting.quote, position) else -1


def _closing_quote(data: bytes, position: int, quoting: Quoting) -> int:
    while True:
        position = data.find(quoting.quote, position)
        if position < 0:
            return -1
        if quoting.backslash and _is_escaped(data, position):
            position += 1
        elif data.startswith(quoting.quote, position + 1):
            position += 2
        else:
            return position


def _next_delimiter(data: bytes, position: int, line_end: int, quoting: Quoting) -> int:
    while True:
        position = data.find(quoting.delimiter, position, line_end)
        if position < 0 or not (quoting.backslash and _is_escaped(data, position)):
            return position
        position += 1


def _is_escaped(data: bytes, position: int) -> bool:
    """Whether an odd number of backslashes stands before ``position``."""
    count = 0
    while position - count > 0 and data[position - count - 1] == 0x5C:
        count += 1
    return count % 2 == 1


def _unescaped(value: bytes, quoting: Quoting) -> bytes:
    value = value.replace(quoting.quote * 2, quoting.quote)
    return _without_backslashes(value, quoting) if quoting.backslash else value


def _bare(value: bytes, quoting: Quoting) -> bytes | None:
    if quoting.backslash:
        value = _without_backslashes(value, quoting)
    return value or None


def _without_backslashes(value: bytes, quoting: Quoting) -> bytes:
    for escaped in (quoting.quote, quoting.delimiter, b"\\"):
        value = value.replace(b"\\" + escaped, escaped)
    return value
