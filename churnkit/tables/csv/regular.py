"""The regular lane: whether a CSV can be handed to polars as it is, found by scanning its bytes."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from churnkit.tables.csv.block_lines import BlockLines, sorted_blocks
from churnkit.tables.csv.dialect import Dialect

_FIRST_BLOCKS = 2


class Scan:
    """A look at all bytes of a file."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.bare = True
        """Whether no value seen so far has blanks around it."""

    def begins_regular(self, source: Path | bytes) -> bool:
        """Whether the lines of the first blocks are plain records."""
        return self._holds_lines(source) and all(
            map(self._is_plain, islice(sorted_blocks(source, self.dialect), _FIRST_BLOCKS))
        )

    def finds_regular(self, source: Path | bytes) -> bool:
        """Whether every line below the header is a plain record, which any reader reads right."""
        return self._holds_lines(source) and all(
            map(self._is_plain, sorted_blocks(source, self.dialect))
        )

    def _holds_lines(self, source: Path | bytes) -> bool:
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        return size > self.dialect.skip_bytes and not self.dialect.quoting.backslash

    def _is_plain(self, lines: BlockLines) -> bool:
        self.bare = self.bare and lines.bare
        return bool(lines.plain.all())
