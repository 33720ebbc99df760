"""The regular lane: whether a CSV can be handed to polars as it is, found by scanning its bytes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from churnkit.tables.block_lines import is_total
from churnkit.tables.blocks import Block, blocks
from churnkit.tables.dialect import Dialect
from churnkit.tables.lines import look_at

__all__ = ["Scan"]

_WORTH_THREADS = 64 << 20
_THREADS = 2
_FIRST_BLOCKS = 8


class Scan:
    """A look at all bytes of a file."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.bare = True
        """Whether no value seen so far has blanks around it."""

    def finds_regular(self, source: Path | bytes, *, beginning: bool = False) -> bool:
        """Whether every line below the header is a plain record, which any reader reads right.

        With ``beginning``, only the first blocks are looked at.
        """
        if self.dialect.marks.backslash or _size(source) <= self.dialect.skip_bytes:
            return False
        found = blocks(source, self.dialect.skip_bytes)
        if beginning:
            return all(self._is_plain(block) for block in islice(found, _FIRST_BLOCKS))
        if _size(source) < _WORTH_THREADS:
            return all(self._is_plain(block) for block in found)
        return _all_in_threads(self._is_plain, found)

    def _is_plain(self, block: Block) -> bool:
        dialect, marks = self.dialect, self.dialect.marks
        if block.last and _ends_with_total(block.data):
            return False
        if dialect.raw_header and dialect.raw_header in block.data:
            return False
        look = look_at(block.data, marks.delimiter, marks.quote, dialect.width)
        if look.plain and not look.bare:
            self.bare = False
        return look.plain


def _all_in_threads(holds: Callable[[Block], bool], found: Iterator[Block]) -> bool:
    """Whether it holds for all blocks, of which a few are looked at at once."""
    waiting: deque[Future[bool]] = deque()
    with ThreadPoolExecutor(_THREADS) as pool:
        for block in found:
            waiting.append(pool.submit(holds, block))
            if len(waiting) > 2 * _THREADS and not waiting.popleft().result():
                return False
        return all(result.result() for result in waiting)


def _ends_with_total(data: bytes) -> bool:
    """Whether one of the last lines is a total."""
    return any(is_total(line) for line in data[-10_000:].split(b"\n")[-6:])


def _size(source: Path | bytes) -> int:
    return len(source) if isinstance(source, bytes) else source.stat().st_size
