"""Blocks of bytes that end at a line end, and which of their lines are plain records.

A plain line is a record by itself: it has as many values as the header, its quotes are balanced
and stand where they may, and nothing in it needs a second look. All of it is decided by numpy on
whole blocks; only the other lines are worth a loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

__all__ = ["MAX_RECORD", "Block", "blocks", "is_plain_block", "plain_lines"]

BLOCK_BYTES = 1 << 21
"""Bytes read at once: few enough to stay in the cache of a processor."""
MAX_RECORD = 1 << 20
"""Bytes of the longest record that is read; a longer one is rejected."""

_NEWLINE, _RETURN = 0x0A, 0x0D
_SUSPICIOUS = (b"\0", b"\x1a", b"\xef\xbb\xbf", b"\n<<<<<<< ", b"\n>>>>>>> ")

Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Block:
    """Whole lines of a file; ``last`` if the file ends with them."""

    data: bytes
    last: bool


def blocks(source: Path | bytes, skip: int) -> Iterator[Block]:
    """The bytes of a file from ``skip`` on, cut at line ends; one line alone may exceed a block."""
    if isinstance(source, bytes):
        yield Block(source[skip:], last=True)
        return
    with source.open("rb") as file:
        file.seek(skip)
        yield from _cut_at_line_ends(file)


def _cut_at_line_ends(file: BinaryIO) -> Iterator[Block]:
    carried = b""
    while read := file.read(BLOCK_BYTES):
        end = read.rfind(b"\n") + 1
        if end == 0 and len(carried) < 8 * MAX_RECORD:
            carried += read
            continue
        yield Block(carried + read[:end], last=False)
        carried = read[end:]
    yield Block(carried, last=True)


def is_plain_block(data: bytes, delimiter: bytes, quote: bytes, width: int) -> bool:
    """Whether every line of the block is a plain record, found without looking at single lines.

    Lines end with LF or CRLF. The text is taken to be valid UTF-8.
    """
    if any(mark in data for mark in _SUSPICIOUS) or not _returns_end_lines(data):
        return False
    array = np.frombuffer(data, np.uint8)
    ends = array == _NEWLINE
    shape = ends | (array == delimiter[0]) if width > 1 else ends
    if quote in data:
        inside = _inside_quotes(array == quote[0])
        if (inside & ends).any() or inside[-1] or not _quotes_in_place(data, delimiter, quote):
            return False
        shape &= ~inside
    if width == 1 and (data.startswith((b"\n", b"\r")) or b"\n\n" in data or b"\n\r" in data):
        return False
    return _is_grid(array[shape], width) and _no_long_values(shape)


def _is_grid(marks: Bytes, width: int) -> bool:
    """Whether delimiters and line ends come as width - 1 delimiters, one line end, and again."""
    if marks.size % width:
        return False
    grid = marks.reshape(-1, width)
    return bool((grid[:, -1] == _NEWLINE).all() and (grid[:, :-1] != _NEWLINE).all())


def _no_long_values(shape: Flags) -> bool:
    """Whether each stretch of half the longest record holds a delimiter or line end."""
    stretch = MAX_RECORD // 2
    whole = shape.size // stretch * stretch
    return bool(shape[:whole].reshape(-1, stretch).any(axis=1).all())


def _returns_end_lines(data: bytes) -> bool:
    return b"\r" not in data or data.count(b"\r") == data.count(b"\r\n")


def _inside_quotes(quotes: Flags) -> Flags:
    """Whether an odd number of quotes stands at or before each byte."""
    counted = np.cumsum(quotes.view(np.uint8), dtype=np.uint8)
    inside: Flags = (counted & 1).view(np.bool_)
    return inside


def _quotes_in_place(data: bytes, delimiter: bytes, quote: bytes) -> bool:
    """Whether quotes open behind, and close before, a delimiter, a line end or another quote."""
    array = np.frombuffer(data, np.uint8)
    positions = np.flatnonzero(array == quote[0])
    odd = np.arange(positions.size) % 2 == 1
    return not _misplaced(array, positions, odd, delimiter, quote).any()


def _misplaced(
    array: Bytes, positions: Positions, closing: Flags, delimiter: bytes, quote: bytes
) -> Flags:
    """Which quotes, told to be opening or closing, stand where such a quote may not."""
    before = np.where(positions > 0, array[positions - 1], _NEWLINE)
    after = array[np.minimum(positions + 1, array.size - 1)]
    after = np.where(positions + 1 < array.size, after, _NEWLINE)
    opens = (before == delimiter[0]) | (before == _NEWLINE)
    closes = (after == delimiter[0]) | (after == _NEWLINE) | (after == _RETURN)
    doubled_before, doubled_after = before == quote[0], after == quote[0]
    misplaced: Flags = np.where(closing, ~(closes | doubled_after), ~(opens | doubled_before))
    return misplaced


def plain_lines(
    data: bytes, starts: Positions, delimiter: bytes, quote: bytes, width: int
) -> Flags:
    """Which lines are plain records, each looked at as if a record began with it.

    Args:
        data: Lines, each with its line end; the text may be no UTF-8.
        starts: Where each line begins, and the end of the data.
        delimiter: One byte.
        quote: One byte.
        width: Number of values of a record.
    """
    array = np.frombuffer(data, np.uint8)
    count = starts.size - 1
    plain = np.ones(count, np.bool_)
    delimiters = np.flatnonzero(array == delimiter[0])
    quotes = np.flatnonzero(array == quote[0])
    if quotes.size:
        plain &= _quotes_are_plain(array, starts, quotes, delimiter, quote)
        before = np.searchsorted(quotes, delimiters) - np.searchsorted(
            quotes, starts[_line_of(starts, delimiters)]
        )
        delimiters = delimiters[before % 2 == 0]
    plain &= np.diff(np.searchsorted(delimiters, starts)) == width - 1
    lengths = np.diff(starts)
    plain &= (lengths > 1) & (lengths <= MAX_RECORD)
    for mark in (b"\0", b"\x1a", b"\xef\xbb\xbf"):
        plain[_line_of(starts, _occurrences(data, mark))] = False
    if b"\r" in data:
        plain[_line_of(starts, _lone_returns(array))] = False
        plain &= ~((lengths == 2) & (array[starts[:-1]] == _RETURN))
    if not data.isascii():
        plain[_undecodable(data, starts)] = False
    return plain


def _quotes_are_plain(
    array: Bytes, starts: Positions, quotes: Positions, delimiter: bytes, quote: bytes
) -> Flags:
    """Which lines have an even number of quotes, all in place."""
    line = _line_of(starts, quotes)
    first = np.searchsorted(quotes, starts)
    closing = (np.arange(quotes.size) - first[line]) % 2 == 1
    plain: Flags = np.diff(first) % 2 == 0
    plain[line[_misplaced(array, quotes, closing, delimiter, quote)]] = False
    return plain


def _line_of(starts: Positions, positions: Positions) -> Positions:
    return np.searchsorted(starts, positions, side="right") - 1


def _occurrences(data: bytes, mark: bytes) -> Positions:
    found = []
    position = data.find(mark)
    while position >= 0:
        found.append(position)
        position = data.find(mark, position + 1)
    return np.array(found, np.int64)


def _lone_returns(array: Bytes) -> Positions:
    returns = np.flatnonzero(array == _RETURN)
    behind = array[np.minimum(returns + 1, array.size - 1)]
    lone: Positions = returns[behind != _NEWLINE]
    return lone


def _undecodable(data: bytes, starts: Positions) -> list[int]:
    try:
        data.decode()
    except UnicodeDecodeError:
        return [
            line
            for line in range(starts.size - 1)
            if not _decodes(data[starts[line] : starts[line + 1]])
        ]
    return []


def _decodes(line: bytes) -> bool:
    if line.isascii():
        return True
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
