"""Arrays laid aside while a learner works, in memory or in a file that vanishes with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

from churnkit.errors import WorkspaceError

__all__ = ["Shelf"]


class Shelf:
    """Arrays laid down one after the other, taken up in that order as often as wanted.

    Args:
        folder: where a file without a name takes them, which the system removes when the shelf or
            the process ends. None: they stay in memory.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._kept: list[NDArray[Any]] = []
        self._file = None
        self._size = 0
        if folder is not None:
            self._file = TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - closed below
            finalize(self, self._file.close)

    def add(self, array: NDArray[Any]) -> None:
        """Lay down one more. Raises WorkspaceError where the disk is full."""
        self._size += 1
        if self._file is None:
            self._kept.append(array)
            return
        try:
            np.save(self._file, array, allow_pickle=False)
        except OSError as error:
            raise WorkspaceError(
                f"{self._folder}: no room for what is laid aside while learning ({error}); free "
                "the disk, or set another work: in the config"
            ) from error

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
