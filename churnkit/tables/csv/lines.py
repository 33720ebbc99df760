"""Which lines of a block of bytes are plain records.

A plain line is a record by itself: it has as many values as the header, its quotes are balanced
and stand where they may, and nothing in it needs a second look. All of it is decided by numpy on
pieces of a block, one bit a byte; only the other lines are worth a loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from churnkit.tables.csv.blocks import MAX_RECORD, broken_lines, is_utf8

PIECE_BYTES = 1 << 18
"""Bytes looked at at once: few enough to stay in the cache of a processor."""

_NEWLINE, _RETURN, _BLANK, _TAB = 0x0A, 0x0D, 0x20, 0x09
_ODD_BLANKS = tuple(blank.encode() for blank in "\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff")
_SUSPICIOUS = (b"\0", b"\x1a", b"\xef\xbb\xbf", b"<<<<<<<", b">>>>>>>")

Bytes = npt.NDArray[np.uint8]
Bits = npt.NDArray[np.uint8]
"""One bit for each byte, the first byte in the highest bit."""
Flags = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Sorted:
    """The lines of a block, sorted into plain records and others."""

    starts: Positions
    """Where each line begins, and the end of the block."""
    plain: Flags
    """Which lines are plain records."""
    bare: bool
    """Whether it is known that no value of a plain record has blanks around it."""


def sort_lines(data: bytes, delimiter: bytes, quote: bytes, width: int) -> Sorted:
    """Look at each line of a block as if a record began with it.

    Args:
        data: Lines, each with its line end LF or CRLF; the text may be no UTF-8.
        delimiter: One byte.
        quote: One byte.
        width: Number of values of a record.
    """
    block = np.frombuffer(data, np.uint8)
    pieces = [
        _sort_piece(block[start:end], delimiter[0], quote[0], width) for start, end in _pieces(data)
    ]
    first = [np.zeros(1, np.int64)]
    ends = [ends + start for (start, _), (ends, _, _) in zip(_pieces(data), pieces, strict=True)]
    starts = np.concatenate([*first, *ends])
    plain = np.concatenate([np.zeros(0, np.bool_), *(plain for _, plain, _ in pieces)])
    _exclude_long_and_empty(plain, block, starts)
    _exclude_what_is_odd(plain, data, block, starts)
    bare = all(bare for _, _, bare in pieces) and not any(_finds(data, _ODD_BLANKS))
    return Sorted(starts, plain, bare)


def _pieces(data: bytes) -> Iterator[tuple[int, int]]:
    """Begin and end of runs of whole lines."""
    start = 0
    while start < len(data):
        end = data.rfind(b"\n", start, start + PIECE_BYTES) + 1
        if end == 0:
            end = data.find(b"\n", start) + 1 or len(data)
        yield start, end
        start = end


def _sort_piece(
    piece: Bytes, delimiter: int, quote: int, width: int
) -> tuple[Positions, Flags, bool]:
    """Where lines end, which have their quotes in place and the right width, and whether bare."""
    is_end, is_quote = piece == _NEWLINE, piece == quote
    ends = np.flatnonzero(is_end)
    end_bits, delimiters = np.packbits(is_end), np.packbits(piece == delimiter)
    line_ends = end_bits | np.packbits(piece == _RETURN) if _holds(piece, _RETURN) else end_bits
    plain, specials = np.ones(ends.size, np.bool_), line_ends
    if is_quote.any():
        quotes, inside, plain = _balanced(is_quote, end_bits, ends)
        misplaced = _misplaced(quotes, inside, end_bits | delimiters, line_ends | delimiters)
        plain[np.searchsorted(ends, misplaced)] = False
        delimiters &= ~inside
        specials = specials | quotes
    plain &= _count_by_line(delimiters, ends) == width - 1
    return ends + 1, plain, _is_bare(piece, specials | delimiters)


def _balanced(is_quote: Flags, end_bits: Bits, ends: Positions) -> tuple[Bits, Bits, Flags]:
    """The quotes of lines with an even number of them, what they enclose, and these lines."""
    quotes = np.packbits(is_quote)
    inside = _inside(quotes)
    if not (inside & end_bits).any():
        return quotes, inside, np.ones(ends.size, np.bool_)
    even: Flags = _count_by_line(quotes, ends) & 1 == 0
    quotes = np.packbits(is_quote & np.repeat(even, np.diff(ends, prepend=-1)))
    return quotes, _inside(quotes), even


def _inside(quotes: Bits) -> Bits:
    """Which bytes are inside quotes, the opening ones included."""
    so_far = np.bitwise_xor.accumulate(np.bitwise_count(quotes) & 1)
    before = np.concatenate((np.zeros(1, np.uint8), so_far[:-1]))
    inside: Bits = _parity_so_far(quotes) ^ np.negative(before)
    return inside


def _misplaced(quotes: Bits, inside: Bits, before: Bits, behind: Bits) -> Positions:
    """Quotes that stand where none may, given the marks that may stand before and behind them.

    One quote may also stand beside another.
    """
    may_open, may_close = _shifted_right(before | quotes, first=1), _shifted_left(behind | quotes)
    misplaced = (quotes & inside & ~may_open) | (quotes & ~inside & ~may_close)
    if not misplaced.any():
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.unpackbits(misplaced))


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


def _count_by_line(bits: Bits, ends: Positions) -> npt.NDArray[np.int32]:
    """How many bits are set in each line."""
    counted = np.zeros(bits.size + 1, np.int32)
    np.cumsum(np.bitwise_count(bits), out=counted[1:])
    byte = ends >> 3
    in_byte = np.bitwise_count(bits[byte] >> (7 - (ends & 7)).astype(np.uint8))
    count: npt.NDArray[np.int32] = np.diff(counted[byte] + in_byte, prepend=np.int32(0))
    return count


def _is_bare(piece: Bytes, specials: Bits) -> bool:
    """Whether no blank stands beside a delimiter, a line end or a quote."""
    is_blank = piece == _BLANK
    if _holds(piece, _TAB):
        is_blank |= piece == _TAB
    blanks = np.packbits(is_blank)
    return not (blanks & (_shifted_right(specials, first=1) | _shifted_left(specials))).any()


def _holds(piece: Bytes, byte: int) -> bool:
    return bool((piece == byte).any())


def _exclude_long_and_empty(plain: Flags, block: Bytes, starts: Positions) -> None:
    lengths = np.diff(starts)
    if lengths.size and (int(lengths.min()) < 3 or int(lengths.max()) > MAX_RECORD):
        plain &= (lengths > 1) & (lengths <= MAX_RECORD)
        plain &= ~((lengths == 2) & (block[starts[:-1]] == _RETURN))


def _exclude_what_is_odd(plain: Flags, data: bytes, block: Bytes, starts: Positions) -> None:
    """Lines with marks that need a second look, with CR alone, or that are no UTF-8."""
    for special in _finds(data, _SUSPICIOUS):
        plain[lines_with(data, starts, special)] = False
    if b"\r" in data:
        plain[_line_of(starts, _lone_returns(block))] = False
    if not is_utf8(data):
        broken = np.array([start for start, _ in broken_lines(data)], np.int64)
        plain[_line_of(starts, broken)] = False


def _finds(data: bytes, specials: tuple[bytes, ...]) -> Iterator[bytes]:
    """The marks that the data hold; single bytes are looked for first, which is quick."""
    return (special for special in specials if special[:1] in data and special in data)


def has_blanks_around(value: bytes | None) -> bool:
    """Whether a value begins or ends with a blank, or holds one that is seldom seen."""
    if not value:
        return False
    if value[:1].isspace() or value[-1:].isspace():
        return True
    return not value.isascii() and any(blank in value for blank in _ODD_BLANKS)


def lines_with(data: bytes, starts: Positions, special: bytes) -> Positions:
    """The lines in which ``mark`` ends."""
    return _line_of(starts, _occurrences(data, special) + (len(special) - 1))


def lines_equal(data: bytes, starts: Positions, text: bytes) -> Positions:
    """The lines that are ``text``, whatever ends them."""
    block, lengths = np.frombuffer(data, np.uint8), np.diff(starts)
    lines = np.flatnonzero((lengths == len(text) + 1) | (lengths == len(text) + 2))
    for place, byte in enumerate(text):
        if not lines.size:
            break
        lines = lines[block[starts[lines] + place] == byte]
    behind = block[starts[lines] + len(text)]
    equal: Positions = lines[(behind == _NEWLINE) | (behind == _RETURN)]
    return equal


def _line_of(starts: Positions, positions: Positions) -> Positions:
    return np.searchsorted(starts, positions, side="right") - 1


def _occurrences(data: bytes, special: bytes) -> Positions:
    found = []
    position = data.find(special)
    while position >= 0:
        found.append(position)
        position = data.find(special, position + 1)
    return np.array(found, np.int64)


def _lone_returns(block: Bytes) -> Positions:
    returns = np.flatnonzero(block == _RETURN)
    lone: Positions = returns[block[np.minimum(returns + 1, block.size - 1)] != _NEWLINE]
    return lone
