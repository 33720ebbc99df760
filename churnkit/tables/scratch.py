"""Files that live as long as the process: what is mended or decoded on the way to a frame."""

from __future__ import annotations

import functools
import itertools
import tempfile
from collections.abc import Iterable
from pathlib import Path

IN_MEMORY = 32 << 20
"""Bytes that are kept in memory; more go to a file."""

_numbers = itertools.count()


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="churnkit-")


def scratch_path() -> Path:
    """A path that is free, and removed when the process ends."""
    return Path(_folder().name) / f"{next(_numbers)}.csv"


class LineSpool:
    """Bytes written one after the other, kept in memory while they are few."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0
        self._path: Path | None = None

    def write(self, data: bytes) -> None:
        """Append ``data``."""
        self._parts.append(data)
        self._size += len(data)
        if self._size > IN_MEMORY:
            self._flush()

    def writelines(self, parts: Iterable[bytes]) -> None:
        """Append all of ``parts``."""
        for part in parts:
            self.write(part)

    def close(self) -> Path | bytes:
        """What was written: the bytes themselves if few, or the file that holds them."""
        if self._path is None:
            return b"".join(self._parts)
        self._flush()
        return self._path

    def _flush(self) -> None:
        self._path = self._path or scratch_path()
        with self._path.open("ab") as file:
            file.writelines(self._parts)
        self._parts, self._size = [], 0
