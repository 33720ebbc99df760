"""Which lines of a block of bytes are plain records.

A plain line is a record by itself: it has as many values as the header, its quotes are balanced
and stand where they may, and nothing in it needs a second look. All of it is decided by numpy on
whole blocks, one bit a byte; only the other lines are worth a loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from churnkit.tables.blocks import MAX_RECORD, broken_lines, is_utf8

__all__ = ["Look", "lines_with", "look_at", "plain_lines"]

PIECE_BYTES = 1 << 17
"""Bytes looked at at once: few enough to stay in the cache of a processor."""

_NEWLINE, _RETURN = 0x0A, 0x0D
_ODD_BLANKS = tuple(blank.encode() for blank in "\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff")
_SUSPICIOUS = (b"\0", b"\x1a", b"\xef\xbb\xbf", b"<<<<<<<", b">>>>>>>")

Bytes = npt.NDArray[np.uint8]
Bits = npt.NDArray[np.uint8]
"""One bit for each byte, the first byte in the highest bit."""
Flags = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Look:
    """What was found by looking at a whole block."""

    plain: bool
    """Whether every line is a plain record."""
    bare: bool = False
    """Whether no value has blanks around it; known of plain blocks only."""


def look_at(data: bytes, delimiter: bytes, quote: bytes, width: int) -> Look:
    """Look at a block without looking at single lines; they end with LF or CRLF."""
    bare = True
    for piece in _pieces(data):
        look = _look_at_piece(piece, delimiter, quote, width)
        if not look.plain:
            return look
        bare = bare and look.bare
    return Look(plain=True, bare=bare)


def _pieces(data: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(data):
        end = data.rfind(b"\n", start, start + PIECE_BYTES) + 1
        if end == 0:
            end = data.find(b"\n", start) + 1 or len(data)
        yield data[start:end]
        start = end


def _look_at_piece(data: bytes, delimiter: bytes, quote: bytes, width: int) -> Look:
    if _is_suspicious(data) or not is_utf8(data):
        return Look(plain=False)
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        return Look(plain=False)
    array = np.frombuffer(data, np.uint8)
    is_end = array == _NEWLINE
    ends, delimiters = np.packbits(is_end), np.packbits(array == delimiter[0])
    quotes = np.packbits(array == quote[0])
    if quote in data:
        inside = _inside_if_in_place(array, quotes, ends | delimiters)
        if inside is None or (inside & ends).any():
            return Look(plain=False)
        delimiters &= ~inside
    positions = np.flatnonzero(is_end)
    plain = _no_empty_or_long_lines(array, positions) and _same_width(delimiters, positions, width)
    return Look(plain, plain and _is_bare(data, ends | delimiters | quotes))


def _is_suspicious(data: bytes) -> bool:
    """Whether the block holds a mark that needs a second look; single bytes are found quickly."""
    return any(mark[:1] in data and mark in data for mark in _SUSPICIOUS)


def _inside_if_in_place(array: Bytes, quotes: Bits, marks: Bits) -> Bits | None:
    """Which bytes are inside quotes; None if a quote is left open or stands where none may.

    Quotes open behind, and close before, a delimiter, a line end or another quote.
    """
    odd = np.bitwise_count(quotes) & 1
    so_far = np.bitwise_xor.accumulate(odd)
    if so_far[-1]:
        return None
    before = np.concatenate((np.zeros(1, np.uint8), so_far[:-1]))
    inside: Bits = _parity_so_far(quotes) ^ np.negative(before)
    around = marks | quotes
    behind_mark = _shifted_right(around, first=1)
    before_mark = _shifted_left(around | np.packbits(array == _RETURN))
    misplaced = (quotes & inside & ~behind_mark) | (quotes & ~inside & ~before_mark)
    return None if misplaced.any() else inside


def _parity_so_far(bits: Bits) -> Bits:
    """For each bit: whether an odd number is set in its byte, up to and including it."""
    bits = bits ^ (bits >> np.uint8(1))
    bits = bits ^ (bits >> np.uint8(2))
    return bits ^ (bits >> np.uint8(4))


def _shifted_right(bits: Bits, first: int) -> Bits:
    """Each bit moved to the byte behind it."""
    carried = np.concatenate((np.array([first], np.uint8), bits[:-1] & np.uint8(1)))
    return (bits >> np.uint8(1)) | (carried << np.uint8(7))


def _shifted_left(bits: Bits) -> Bits:
    """Each bit moved to the byte before it."""
    carried = np.concatenate((bits[1:] >> np.uint8(7), np.zeros(1, np.uint8)))
    return (bits << np.uint8(1)) | carried


def _no_empty_or_long_lines(array: Bytes, ends: Positions) -> bool:
    lengths = np.diff(ends, prepend=-1)
    if not ends.size or int(lengths.max()) > MAX_RECORD or int(lengths.min()) < 2:
        return False
    short = ends[lengths == 2]
    return not (array[short - 1] == _RETURN).any()


def _same_width(delimiters: Bits, ends: Positions, width: int) -> bool:
    """Whether width - 1 delimiters stand before each line end."""
    counted = np.zeros(delimiters.size + 1, np.int32)
    np.cumsum(np.bitwise_count(delimiters), out=counted[1:])
    byte, bit = ends >> 3, ends & 7
    in_byte = np.bitwise_count(delimiters[byte] >> (7 - bit).astype(np.uint8))
    return bool((np.diff(counted[byte] + in_byte, prepend=0) == width - 1).all())


def _is_bare(data: bytes, marks: Bits) -> bool:
    """Whether no blank stands beside a delimiter, a line end or a quote."""
    if any(blank[:1] in data and blank in data for blank in _ODD_BLANKS):
        return False
    array = np.frombuffer(data, np.uint8)
    blanks = np.packbits((array == 0x20) | (array == 0x09))
    beside = _shifted_right(marks, first=1) | _shifted_left(marks | np.packbits(array == _RETURN))
    return not (blanks & beside).any()


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
    lengths = np.diff(starts)
    plain: Flags = (lengths > 1) & (lengths <= MAX_RECORD)
    delimiters = np.flatnonzero(array == delimiter[0])
    quotes = np.flatnonzero(array == quote[0])
    if quotes.size:
        plain &= _quotes_are_plain(array, starts, quotes, delimiter, quote)
        before = np.searchsorted(quotes, delimiters) - np.searchsorted(
            quotes, starts[_line_of(starts, delimiters)]
        )
        delimiters = delimiters[before % 2 == 0]
    plain &= np.diff(np.searchsorted(delimiters, starts)) == width - 1
    for mark in _SUSPICIOUS:
        plain[lines_with(data, starts, mark)] = False
    if b"\r" in data:
        plain[_line_of(starts, _lone_returns(array))] = False
        plain &= ~((lengths == 2) & (array[starts[:-1]] == _RETURN))
    if not is_utf8(data):
        broken = np.array([start for start, _ in broken_lines(data)], np.int64)
        plain[_line_of(starts, broken)] = False
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


def _misplaced(
    array: Bytes, positions: Positions, closing: Flags, delimiter: bytes, quote: bytes
) -> Flags:
    """Which quotes, told to be opening or closing, stand where such a quote may not."""
    before = np.where(positions > 0, array[positions - 1], _NEWLINE)
    after = array[np.minimum(positions + 1, array.size - 1)]
    opens = (before == delimiter[0]) | (before == _NEWLINE) | (before == quote[0])
    closes = (after == delimiter[0]) | (after == _NEWLINE) | (after == _RETURN)
    misplaced: Flags = np.where(closing, ~(closes | (after == quote[0])), ~opens)
    return misplaced


def lines_with(data: bytes, starts: Positions, mark: bytes) -> Positions:
    """The lines in which ``mark`` ends."""
    return _line_of(starts, _occurrences(data, mark) + (len(mark) - 1))


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
    lone: Positions = returns[array[np.minimum(returns + 1, array.size - 1)] != _NEWLINE]
    return lone
