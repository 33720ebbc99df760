"""Runs of a work folder, each published as a whole.

A run is a folder ``work/runs/<id>/`` that starts from hard links to the current one. When all of it
is written, the relative symlink ``work/current`` is switched by one rename, so that a reader never
sees half a run. A run that fails is removed; what a killed process left is removed by the next one.
A run that is refused for want of a signal moves to ``work/refused/<id>/``, to be looked at.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from churnkit.errors import NoSignalError, WorkspaceError
from churnkit.frozen import Frozen
from churnkit.workspace.artifacts import (
    artifact_json,
    artifact_named,
    as_published,
    stale_after,
)


@dataclass(frozen=True)
class Run:
    """A run folder being written. Files appear in it whole or not at all."""

    folder: Path

    def path(self, name: str) -> Path:
        """Path of a file of the run, for reading."""
        return self.folder / name

    def remove(self, name: str) -> None:
        """Drop a file that an earlier run left and this one has no use for."""
        self.path(name).unlink(missing_ok=True)

    def write_text(self, name: str, text: str) -> Path:
        """Write a text file (UTF-8)."""
        with self.replacing(name) as path:
            path.write_text(text, encoding="utf-8")
        return self.path(name)

    def write_json(self, name: str, value: Frozen) -> Path:
        """Write ``value`` as JSON in the format of the artifact: versioned, with a checksum."""
        return self.write_text(name, artifact_json(name, value))

    def remove_stale(self, command: str) -> None:
        """Drop all that a new result of a command makes stale; what it then writes is new."""
        for name in stale_after(command):
            self.remove(name)

    @contextlib.contextmanager
    def replacing(self, name: str, *, private: bool = False) -> Iterator[Path]:
        """Yield a path to write to, which then takes the place of ``name``.

        The file of an earlier run, to which ``name`` may be a hard link, is never written into.

        Args:
            name: of the file; what the registry calls private is for its owner alone.
            private: whether any other file is.
        """
        target = self.path(name)
        part = target.with_name(f".{name}.part")
        artifact = artifact_named(name)
        with _writing(as_published(target)):
            if private or (artifact is not None and artifact.private):
                _make_private(part)
            yield part
            # a sink is not on the disk before fsync, and a rename must not overtake its content
            with part.open("rb") as written:
                os.fsync(written.fileno())
            part.replace(target)


def _make_private(path: Path) -> None:
    """Make an empty file for its owner alone, whatever the umask; writers keep its mode."""
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def open_run(work: Path, *, keep_runs: int = 5) -> Iterator[Run]:
    """Open a new run of the work folder; publish it at the end, or remove it on any error.

    Args:
        work: folder of the project; made where it is missing.
        keep_runs: runs kept below ``work/runs/``, the new one included.

    Raises:
        WorkspaceError: another run holds the folder, or it cannot be written.
    """
    with _writing(work):
        (work / "runs").mkdir(parents=True, exist_ok=True)
    with _locked(work):
        try:
            with _writing(work):
                folder = _unfinished_folder(work)
            yield from _refusable(work, folder, keep_runs)
            with _writing(work):
                _publish(work, folder)
        finally:
            _remove_unfinished(work)
        _prune(work, keep_runs)


def refused_folder(run: Run) -> Path:
    """Where an unfinished run is kept if it is refused."""
    return run.folder.parent.parent / "refused" / run.folder.name.removeprefix(".")


def _refusable(work: Path, folder: Path, keep: int) -> Iterator[Run]:
    """Yield a run, and keep what was written of it where it is refused."""
    run = Run(folder)
    try:
        yield run
    except NoSignalError:
        with _writing(work):
            kept = refused_folder(run)
            kept.parent.mkdir(mode=0o700, exist_ok=True)
            folder.chmod(0o700)
            folder.rename(kept)
        _remove_oldest(list(kept.parent.glob("[0-9]*Z")), keep)
        raise


@contextlib.contextmanager
def _writing(target: Path) -> Iterator[None]:
    """Tell a failure to write as what the user can do about it."""
    try:
        yield
    except OSError as error:
        raise WorkspaceError(
            f"{error.filename or target}: cannot be written ({error.strerror or error}); nothing "
            "was published, free the place or set another work: in the config"
        ) from error


@contextlib.contextmanager
def _locked(work: Path) -> Iterator[None]:
    with _writing(work):
        lock = (work / ".lock").open("w", encoding="utf-8")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WorkspaceError(
                f"{work}: another churnkit run is writing here; wait for it, or set another work:"
            ) from None
        yield


def _unfinished_folder(work: Path) -> Path:
    _remove_unfinished(work)
    current = work / "current"
    if current.exists() and not current.is_symlink():
        raise WorkspaceError(
            f"{current}: is a folder of its own, but has to be the link to the current run; move "
            "it away, or set another work: in the config"
        )
    started = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    folder = work / "runs" / f".{started}"
    folder.mkdir()
    if current.exists():
        for file in sorted(current.resolve().iterdir()):
            _link_or_copy(file, folder / file.name)
    return folder


def _link_or_copy(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    except OSError:  # a file system without hard links
        shutil.copy2(file, target)


def _remove_unfinished(work: Path) -> None:
    for folder in (work / "runs").glob(".*Z"):
        shutil.rmtree(folder, ignore_errors=True)


def _publish(work: Path, unfinished: Path) -> None:
    _fsync_folder(unfinished)
    folder = unfinished.rename(unfinished.with_name(unfinished.name.removeprefix(".")))
    link = work / ".current.part"
    try:
        link.unlink(missing_ok=True)
        link.symlink_to(Path("runs") / folder.name, target_is_directory=True)
        _fsync_folder(work / "runs")
        link.replace(work / "current")
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _fsync_folder(work)


def _prune(work: Path, keep_runs: int) -> None:
    """Remove the oldest runs; what cannot be removed stays, for the run is published already."""
    current = (work / "current").resolve()
    _remove_oldest(
        [run for run in (work / "runs").glob("[0-9]*Z") if run != current], keep_runs - 1
    )


def _remove_oldest(runs: Sequence[Path], keep: int) -> None:
    for run in sorted(runs)[: max(0, len(runs) - keep)]:
        shutil.rmtree(run, ignore_errors=True)


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
