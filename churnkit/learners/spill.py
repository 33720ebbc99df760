"""Arrays laid aside while a learner works, in memory or in a file that vanishes with it."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from churnkit.errors import WorkspaceError


class ArraySpool:
    """Arrays laid down one after the other, taken up in that order as often as wanted.

    Args:
        folder: where a file without a name takes them, which the system removes when the shelf or
            the process ends. None: they stay in memory.

    Raises:
        WorkspaceError: no file can be made there.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._kept: list[NDArray[Any]] = []
        self._file: IO[bytes] | None = None
        self._size = 0
        if folder is None:
            return
        try:
            self._file = TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - closed below
        except OSError as error:
            raise _no_room(folder, error) from error
        finalize(self, self._file.close)

    def add(self, array: NDArray[Any]) -> None:
        """Lay down one more. Raises WorkspaceError where the disk is full."""
        if self._file is None:
            self._kept.append(array)
        else:
            try:
                _append(self._file, array)
            except OSError as error:
                raise _no_room(self._folder, error) from error
        self._size += 1

    def __iter__(self) -> Iterator[NDArray[Any]]:
        if self._file is None:
            yield from self._kept
            return
        position = 0
        for _ in range(self._size):
            self._file.seek(position)
            array = np.load(self._file, allow_pickle=False)
            position = self._file.tell()
            yield array


def _append(file: IO[bytes], array: NDArray[Any]) -> None:
    """Write an array behind the others. Raises OSError unless all of it is there."""
    file.seek(0, os.SEEK_END)
    np.save(file, array, allow_pickle=False)
    # numpy does not look whether its last few bytes, which it holds back, have been written
    end = file.tell()
    if file.seek(0, os.SEEK_END) < end:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _no_room(folder: Path | None, error: OSError) -> WorkspaceError:
    return WorkspaceError(
        f"{folder}: no room for what is laid aside while learning ({error}); nothing was "
        "published, free the disk, or set another work: in the config"
    )
