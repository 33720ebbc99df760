"""The bytes of a file in blocks that end at a line end, and whether they are UTF-8."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import polars as pl

BLOCK_BYTES = 1 << 21
"""Bytes read at once."""
MAX_RECORD = 1 << 20
"""Bytes of the longest record that is read; a longer one is rejected."""
_WORTH_POLARS = 1 << 16


@dataclass(frozen=True)
class Block:
    """Whole lines of a file; ``last`` if the file ends with them."""

    data: bytes
    last: bool


def blocks(source: Path | bytes, skip: int) -> Iterator[Block]:
    """The bytes of a file from ``skip`` on, cut at line ends.

    Of a line much longer than the longest record the rest is left out; the last line is given a
    line end if it has none.
    """
    if isinstance(source, bytes):
        yield Block(_ended(source[skip:]), last=True)
        return
    with source.open("rb") as file:
        file.seek(skip)
        held = b""
        for data in _cut_at_line_ends(file):
            if held:
                yield Block(held, last=False)
            held = data
        yield Block(held, last=True)


def _ended(data: bytes) -> bytes:
    return data if not data or data.endswith(b"\n") else data + b"\n"


def _cut_at_line_ends(file: BinaryIO) -> Iterator[bytes]:
    carried = b""
    while read := file.read(BLOCK_BYTES):
        end = read.rfind(b"\n") + 1
        if len(carried) > 2 * MAX_RECORD:
            read = read[read.find(b"\n") if end else len(read) :]
            end = read.rfind(b"\n") + 1
        if end == 0:
            carried += read
            continue
        yield carried + read[:end]
        carried = read[end:]
    if carried:
        yield _ended(carried)


def is_utf8(data: bytes) -> bool:
    """Whether all of the bytes are UTF-8."""
    if data.isascii():
        return True
    if len(data) > _WORTH_POLARS:
        try:
            pl.Series([data], dtype=pl.Binary).cast(pl.String)
        except pl.exceptions.PolarsError:
            return False
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def broken_lines(data: bytes) -> Iterator[tuple[int, int]]:
    """Begin and end of each line that is no UTF-8, found by halving."""
    waiting = [(0, len(data))]
    while waiting:
        start, end = waiting.pop()
        if is_utf8(data[start:end]):
            continue
        middle = data.find(b"\n", (start + end) // 2, end - 1) + 1
        if middle == 0:
            middle = data.rfind(b"\n", start, (start + end) // 2) + 1
        if middle == 0:
            yield start, end
        else:
            waiting += [(middle, end), (start, middle)]
