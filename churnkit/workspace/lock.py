"""The lock of a work folder: one process writes at a time, and says who it is and since when."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from churnkit.errors import WorkspaceError
from churnkit.workspace.filesystem import open_lock, take_lock
from churnkit.workspace.signals import PUBLISHING

RUN_ID = "%Y%m%dT%H%M%S.%fZ"
"""A run is called by the time at which it began."""


@contextlib.contextmanager
def writing(target: Path) -> Iterator[None]:
    """Tell a failure to write as what the user can do about it."""
    try:
        yield
    except OSError as error:
        raise WorkspaceError(
            f"{error.filename or target}: cannot be written ({error.strerror or error}); nothing "
            "was published, free the place or set another work: in the config"
        ) from error


@contextlib.contextmanager
def locked(work: Path) -> Iterator[None]:
    """Hold the lock of a work folder. Raises WorkspaceError where another process does."""
    with writing(work):
        lock = open_lock(work / ".lock")
    try:
        with writing(work / ".lock"):
            is_ours = take_lock(lock)
        if not is_ours:
            raise WorkspaceError(
                f"{work}: another churnkit run is writing here{_holder(lock)}; wait for it, or "
                "set another work:"
            )
        with writing(work / ".lock"):
            _sign(lock, work / ".lock")
        PUBLISHING.stage, PUBLISHING.step = "before", ""
        PUBLISHING.late.clear()
        yield
    finally:
        os.close(lock)


_SIGNED = "churnkit, process "


def _sign(lock: int, path: Path) -> None:
    """Write into the lock who holds it, since when."""
    former = os.pread(lock, len(_SIGNED), 0)
    if former and former != _SIGNED.encode():
        raise WorkspaceError(f"{path}: is not a lock of churnkit; move it away")
    text = f"{_SIGNED}{os.getpid()} since {datetime.now(UTC).strftime(RUN_ID)}\n"
    os.pwrite(lock, text.ljust(80).encode(), 0)


def _holder(lock: int) -> str:
    """Who holds the lock, and for how long; nothing where it does not say."""
    words = os.pread(lock, 80, 0).decode(errors="replace").removeprefix(_SIGNED).split()
    if len(words) != 3 or not words[0].isdecimal():
        return ""
    since = time_of(words[2])
    if since is None:
        return f" (process {words[0]})"
    age = timedelta(seconds=int((datetime.now(UTC) - since).total_seconds()))
    return f" (process {words[0]}, for {age})"


def time_of(run_id: str) -> datetime | None:
    """The time by which a run is called; None for a name that no run has."""
    try:
        return datetime.strptime(run_id, RUN_ID).replace(tzinfo=UTC)
    except ValueError:
        return None
