"""How a CSV file is laid out: its delimiter, its quotes, where its header stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from churnkit.tables.records import Marks, Record, read_record

__all__ = ["Dialect", "find_dialect"]

DELIMITERS = (",", ";", "\t", "|")
"""Delimiters that are tried, the likeliest first."""
SAMPLE_RECORDS = 200
"""Records from the beginning of a file that are looked at."""


@dataclass(frozen=True)
class Dialect:
    """Delimiter, quote and header of one CSV file in UTF-8."""

    delimiter: str
    """What separates values; one character."""
    header: tuple[str, ...]
    """Column names as written in the header, without blanks around them."""
    header_lines: int
    """Physical lines up to and including the header."""
    skip_bytes: int
    """Bytes up to and including the header."""
    quote: str = '"'
    """What encloses values that hold delimiters or line ends."""

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.header)

    def behind(self, mark: int) -> Dialect:
        """The same lay-out of a file with ``mark`` more bytes before it."""
        return replace(self, skip_bytes=self.skip_bytes + mark)


def find_dialect(head: bytes) -> Dialect:
    """Lay-out of a file that begins with ``head``, UTF-8 without a byte-order mark."""
    delimiter = max(DELIMITERS, key=lambda mark: _regularity(head, mark))
    return _with_header(head, delimiter)


def _regularity(head: bytes, delimiter: str) -> tuple[float, int]:
    """Share of the records with the commonest number of values, and that; 0 if it is one."""
    widths = Counter(len(record.fields) for _, record in _records(head, delimiter))
    if not widths:
        return 0.0, 0
    width, count = widths.most_common(1)[0]
    return (count / widths.total() if width > 1 else 0.0), width


def _records(head: bytes, delimiter: str) -> list[tuple[int, Record]]:
    """Where the first records begin, and what they are; lines that are none are left out."""
    marks = Marks(delimiter.encode())
    found: list[tuple[int, Record]] = []
    position = 0
    while position < len(head) and len(found) < SAMPLE_RECORDS:
        record = read_record(head, position, marks)
        end = head.find(b"\n", position)
        if isinstance(record, Record):
            if any(record.fields):
                found.append((position, record))
            end = record.end
        if end < 0:
            break
        position = end + 1
    return found


def _with_header(head: bytes, delimiter: str) -> Dialect:
    records = _records(head, delimiter)
    if not records:
        return Dialect(delimiter, (), 0, 0)
    _, record = records[0]
    names = tuple((value or b"").decode(errors="replace").strip() for value in record.fields)
    lines = head.count(b"\n", 0, record.end) + 1
    return Dialect(delimiter, names, lines, min(record.end + 1, len(head)))
