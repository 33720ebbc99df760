"""The lines of one block, sorted into plain records and those that need a second look."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from churnkit.tables.dialect import Dialect
from churnkit.tables.lines import lines_with, plain_lines

__all__ = ["BlockLines", "is_total"]

_TAIL_LINES = 5
_TOTAL = re.compile(
    r"^[\s\",;|]*(合计|总计|总和|小计|共计|汇总|(?i:(grand |sub ?)?totals?|summe|gesamt))\b"
)
Flags = npt.NDArray[np.bool_]


class BlockLines:
    """The lines of a block."""

    def __init__(self, data: bytes, dialect: Dialect, *, last: bool) -> None:
        self.data = data
        ends = np.flatnonzero(np.frombuffer(data, np.uint8) == 0x0A) + 1
        self.starts = np.concatenate(([0], ends)).astype(np.int64)
        self.count = self.starts.size - 1
        self._marks = dialect.marks
        self.plain = self._plain_lines(dialect)
        self._totals = self._find_totals() if last else frozenset[int]()
        self.plain[list(self._totals)] = False
        self._odd = np.append(np.flatnonzero(~self.plain), self.count)

    def _plain_lines(self, dialect: Dialect) -> Flags:
        marks = dialect.marks
        plain = plain_lines(self.data, self.starts, marks.delimiter, marks.quote, dialect.width)
        odd = [b"\n" + dialect.raw_header] if dialect.raw_header else []
        for mark in [*odd, b"\\"] if marks.backslash else odd:
            plain[lines_with(self.data, self.starts, mark)] = False
        if dialect.raw_header and self.data.startswith(dialect.raw_header):
            plain[0] = False
        return plain

    def _find_totals(self) -> frozenset[int]:
        """The lines at the end that begin with a word for a total."""
        last = range(max(0, self.count - 10 * _TAIL_LINES), self.count)
        filled = [line for line in last if self.raw(line).strip()]
        return frozenset(line for line in filled[-_TAIL_LINES:] if is_total(self.raw(line)))

    def is_total(self, index: int) -> bool:
        """Whether a line sums up the rows above it."""
        return index in self._totals

    def run_end(self, index: int) -> int:
        """The first line from ``index`` on that is not plain."""
        return int(self._odd[np.searchsorted(self._odd, index)])

    def raw(self, index: int) -> bytes:
        """A line without its line end."""
        return self.data[self.starts[index] : self.starts[index + 1]].rstrip(b"\r\n")

    def first_cell(self, index: int) -> bytes:
        """What stands before the first delimiter of a line."""
        return self.raw(index).split(self._marks.delimiter, 1)[0]


def is_total(raw: bytes) -> bool:
    """Whether a line begins with a word for a total."""
    return _TOTAL.match(raw[:100].decode(errors="replace")) is not None
