"""Files that live as long as the process: what is mended or decoded on the way to a frame.

They hold customers. A process that was killed leaves them behind; the next one removes them.
"""

from __future__ import annotations

import functools
import itertools
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

IN_MEMORY = 32 << 20
"""Bytes that are kept in memory; more go to a file."""

_numbers = itertools.count()


_HOST = re.sub("[^A-Za-z0-9]", "", platform.node())[:32] or "host"
_LEFT_BEHIND = re.compile(rf"\.?churnkit-{_HOST}-([0-9]+)-[^-]+")


def scratch_folder(parent: Path, *, hidden: bool = False) -> tempfile.TemporaryDirectory[str]:
    """A new folder for the user alone, named after this process; those of dead ones are removed."""
    _remove_left_behind(parent)
    prefix = f"{'.' if hidden else ''}churnkit-{_HOST}-{os.getpid()}-"
    return tempfile.TemporaryDirectory(prefix=prefix, dir=parent, ignore_cleanup_errors=True)


def _remove_left_behind(parent: Path) -> None:
    if os.name == "nt":  # where a process cannot be asked whether it is alive
        return
    try:
        there = list(parent.iterdir())
    except PermissionError:  # in which names can be made, but not listed
        return
    for path in there:
        named = _LEFT_BEHIND.fullmatch(path.name)
        if named is not None and not path.is_symlink() and not _is_alive(int(named[1])):
            shutil.rmtree(path, ignore_errors=True)  # that of another user stays


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return scratch_folder(Path(tempfile.gettempdir()))


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
