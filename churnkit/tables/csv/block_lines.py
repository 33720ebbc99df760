"""The lines of one block, sorted into plain records and those that need a second look."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt

from churnkit.tables.csv.blocks import Block, blocks
from churnkit.tables.csv.dialect import Dialect
from churnkit.tables.csv.lines import lines_equal, lines_with, sort_lines
from churnkit.tables.csv.records import Record, read_record

_TAIL_LINES = 5
_WORDS_LOOKED_FOR = 3
_WORTH_THREADS = 64 << 20
_THREADS = 2
_TOTAL = re.compile(
    r"^[\s\",;|]*(合计|总计|总和|小计|共计|汇总|(?i:(grand |sub ?)?totals?|summe|gesamt))\b"
)
Flags = npt.NDArray[np.bool_]


class BlockLines:
    """The lines of a block; ``last`` if the file ends with it."""

    def __init__(self, data: bytes, dialect: Dialect, *, last: bool) -> None:
        self.data, self.last = data, last
        quoting = dialect.quoting
        found = sort_lines(data, quoting.delimiter, quoting.quote, dialect.width)
        self.starts, self.plain, self.bare = found.starts, found.plain, found.bare
        self.count = self.plain.size
        self._quoting = quoting
        self._exclude_other_quotings(dialect)
        self._totals = self._find_totals() if last else frozenset[int]()
        self.plain[list(self._totals)] = False
        self._odd = [*np.flatnonzero(~self.plain).tolist(), self.count]

    def _exclude_other_quotings(self, dialect: Dialect) -> None:
        """Lines that repeat the header or hold backslashes that mean something are not plain."""
        if dialect.raw_header:
            self.plain[lines_equal(self.data, self.starts, dialect.raw_header)] = False
            self.plain[self._lines_like_header(dialect)] = False
        if dialect.raw_description:
            self.plain[lines_equal(self.data, self.starts, dialect.raw_description)] = False
        if dialect.quoting.backslash:
            self.plain[lines_with(self.data, self.starts, b"\\")] = False

    def _lines_like_header(self, dialect: Dialect) -> list[int]:
        """Lines that name the columns once more: quoted, spaced or cased in another way."""
        words = sorted(_name_words(dialect), key=len, reverse=True)[:_WORDS_LOOKED_FOR]
        if not words:
            return []
        lowered = self.data.lower()
        if any(word not in lowered for word in words):
            return []
        found = [lines_with(lowered, self.starts, word) for word in words]
        likely = functools.reduce(np.intersect1d, found).tolist()
        return [line for line in likely if self._repeats_header(line, dialect)]

    def _repeats_header(self, line: int, dialect: Dialect) -> bool:
        record = read_record(self.raw(line), 0, self._quoting)
        return isinstance(record, Record) and dialect.repeats_header(record)

    def _find_totals(self) -> frozenset[int]:
        """The lines at the end that begin with a word for a total."""
        last = range(max(0, self.count - 10 * _TAIL_LINES), self.count)
        filled = [line for line in last if self.raw(line).strip()]
        return frozenset(line for line in filled[-_TAIL_LINES:] if _is_total(self.raw(line)))

    def is_total(self, index: int) -> bool:
        """Whether a line sums up the rows above it."""
        return index in self._totals

    def run_end(self, index: int) -> int:
        """The first line from ``index`` on that is not plain."""
        return self._odd[bisect_left(self._odd, index)]

    def raw(self, index: int) -> bytes:
        """A line without its line end."""
        return self.data[self.starts[index] : self.starts[index + 1]].rstrip(b"\r\n")

    def first_cell(self, index: int) -> bytes:
        """What stands before the first delimiter of a line."""
        return self.raw(index).split(self._quoting.delimiter, 1)[0]


def _name_words(dialect: Dialect) -> set[bytes]:
    """The longest word of each column name, in lower case."""
    words = (re.findall(r"[a-z0-9]+|[^\W\d_a-zA-Z]+", name.lower()) for name in dialect.header)
    return {max(found, key=len).encode() for found in words if found}


def _is_total(raw: bytes) -> bool:
    """Whether a line begins with a word for a total."""
    return _TOTAL.match(raw[:100].decode(errors="replace")) is not None


def sorted_blocks(source: Path | bytes, dialect: Dialect) -> Iterator[BlockLines]:
    """The lines of a file below its header, block by block; a few blocks are sorted ahead."""
    found = blocks(source, dialect.skip_bytes)
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size < _WORTH_THREADS:
        yield from (_sorted(block, dialect) for block in found)
        return
    ahead: deque[Future[BlockLines]] = deque()
    with ThreadPoolExecutor(_THREADS) as pool:
        for block in found:
            ahead.append(pool.submit(_sorted, block, dialect))
            if len(ahead) > 2 * _THREADS:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _sorted(block: Block, dialect: Dialect) -> BlockLines:
    return BlockLines(block.data, dialect, last=block.last)
