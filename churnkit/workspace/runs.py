"""Runs of a work folder, each published as a whole.

A run is a folder ``work/runs/<id>/`` that starts from hard links to the current one. When all of it
is written, the relative symlink ``work/current`` is switched by one rename, so that a reader never
sees half a run. A run that fails is removed; what a killed process left is removed by the next one.
A run that is refused for want of a signal moves to ``work/refused/<id>/``, to be looked at.
Folders and files are for their owner alone.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from churnkit.errors import NoSignalError, WorkspaceError
from churnkit.frozen import Frozen
from churnkit.workspace.artifacts import (
    CHECKSUMS,
    artifact_json,
    artifact_named,
    as_published,
    stale_after,
)
from churnkit.workspace.checksums import is_checked, with_checksum, without_removed
from churnkit.workspace.filesystem import (
    OWNER_ONLY,
    Access,
    access_of,
    copy_file,
    is_plain_file,
    link_or_copy,
    make_file,
    make_folder,
    require_publishing,
    set_access,
    sync_file,
    sync_folder,
)
from churnkit.workspace.lock import RUN_ID, locked, time_of, writing
from churnkit.workspace.signals import PUBLISHING, signals_waiting, switching

RESTORING = ".restored.part"
"""A link to an older run that is made current again; the run itself is never litter."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Run:
    """A run folder being written. Files appear in it whole or not at all."""

    folder: Path
    access: Access = OWNER_ONLY

    def path(self, name: str) -> Path:
        """Path of a file of the run, for reading."""
        return self.folder / name

    def remove(self, *names: str) -> None:
        """Drop files that an earlier run left and this one has no use for."""
        for name in names:
            self.path(name).unlink(missing_ok=True)
        checksums = without_removed(self.folder)
        if checksums is not None:
            self.write_text(CHECKSUMS, checksums)

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
        self.remove(*stale_after(command))

    @contextlib.contextmanager
    def replacing(self, name: str) -> Iterator[Path]:
        """Yield a path to write to, which then takes the place of ``name``.

        The file of an earlier run, to which ``name`` may be a hard link, is never written into.
        """
        target = self.path(name)
        part = target.with_name(f".{name}.part")
        with writing(as_published(target)):
            make_file(part, self.access)
            yield part
            # a sink is not on the disk before fsync, and a rename must not overtake its content
            sync_file(part)
            if is_checked(name):
                self.write_text(CHECKSUMS, with_checksum(self.folder, name, part))
            part.replace(target)


def current_folder(work: Path) -> Path:
    """The folder of the published run, which stays the same when another one is published."""
    link = work / "current"
    return link.resolve() if link.is_symlink() and link.exists() else link


@contextlib.contextmanager
def open_run(work: Path, *, keep_runs: int = 5, access: Access = OWNER_ONLY) -> Iterator[Run]:
    """Open a new run of the work folder; publish it at the end, or remove it on any error.

    Args:
        work: folder of the project; made where it is missing.
        keep_runs: runs kept below ``work/runs/``, the new one included.
        access: who may read files and folders.

    Raises:
        WorkspaceError: another run holds the folder, or it cannot be written, or the system cannot
            publish.
    """
    require_publishing()
    with writing(work):
        _make_work_folder(work, access)
    with locked(work):
        try:
            with writing(work):
                run = _unfinished_run(work, access)
            yield from _refusable(work, run, keep_runs)
            with writing(work), switching():
                _publish(work, run.folder)
        finally:
            with signals_waiting():
                _remove_unfinished(work)
                PUBLISHING.unfinished.clear()
        _prune(work, keep_runs)


def refused_folder(run: Run) -> Path:
    """Where an unfinished run is kept if it is refused."""
    return run.folder.parent.parent / "refused" / run.folder.name.removeprefix(".")


def _refusable(work: Path, run: Run, keep: int) -> Iterator[Run]:
    """Yield a run, and keep what was written of it where it is refused."""
    try:
        yield run
    except NoSignalError:
        with writing(work):
            kept = refused_folder(run)
            make_folder(kept.parent, run.access)
            run.folder.rename(kept)
        _remove_oldest(list(kept.parent.glob("[0-9]*Z")), keep)
        raise


def _make_work_folder(work: Path, access: Access) -> None:
    work.parent.mkdir(parents=True, exist_ok=True)
    is_new, runs = make_folder(work, access), work / "runs"
    if runs.is_symlink():
        raise WorkspaceError(
            f"{runs}: a link to another place, where churnkit's own folder is expected; set work: "
            "to that place, and remove the link"
        )
    is_first = make_folder(runs, access)
    if not is_first and access_of(runs) != access:
        with contextlib.suppress(PermissionError):  # of another owner, who decides on it
            set_access(runs, access)
    if not is_new:
        _tell_of_mode(work, access, is_first)


def _tell_of_mode(work: Path, access: Access, is_first: bool) -> None:
    """A work folder that was there keeps its mode, which may let in too many, or too few."""
    found = access_of(work)
    if is_first and found.mode & 0o077 & ~access.folder_mode:
        log.warning(
            "%s was there already and keeps its mode %04o: others see the names of runs in it, "
            "but read no file", work, found.mode,
        )  # fmt: skip
    enters = found.mode & 0o005 == 0o005 or (
        found.group == access.group and found.mode & 0o050 == 0o050
    )
    if access.group is not None and not enters:
        log.warning(
            "%s was there already and keeps its mode %04o, so that the group of files.group does "
            "not reach the files in it; let it in (chgrp, chmod %04o)",
            work, found.mode, access.folder_mode,
        )  # fmt: skip


def _unfinished_run(work: Path, access: Access) -> Run:
    _remove_unfinished(work)
    former = _former_folder(work)
    folder = work / "runs" / f".{_new_id(work)}"
    PUBLISHING.unfinished.add(folder)
    make_folder(folder, access)
    if former is not None:
        for file in sorted(former.iterdir()):
            _carry_on(file, folder, access)
    return Run(folder, access)


def _former_folder(work: Path) -> Path | None:
    """The folder of the published run; None where there is none yet."""
    current = work / "current"
    if not current.is_symlink():
        if current.exists():
            raise WorkspaceError(
                f"{current}: is a folder of its own, but has to be the link to the current run; "
                "move it away, or set another work: in the config"
            )
        return None
    folder = current.resolve()
    if folder.parent != (work / "runs").resolve() or not folder.is_dir():
        raise WorkspaceError(
            f"{current}: points to {current.readlink()}, where no run is, so that campaigns would "
            "begin anew; let it point to one of runs/ (ln -sfn), or remove it if that is meant"
        )
    return folder


def _new_id(work: Path) -> str:
    """The time, but later than all runs that are there, which a clock that was ahead may name."""
    times = filter(None, (time_of(run.name) for run in (work / "runs").iterdir()))
    latest = max(times, default=None)
    now = datetime.now(UTC)
    if latest is not None and latest >= now:
        now = latest + timedelta(microseconds=1)
    return now.strftime(RUN_ID)


def _carry_on(file: Path, folder: Path, access: Access) -> None:
    """Take a file over from the former run. What is no file, or half of one, stays behind."""
    if file.name.startswith(".") or not is_plain_file(file):
        return
    artifact = artifact_named(file.name)
    if artifact is not None and artifact.lasting:  # damage to one must not be damage to all
        copy_file(file, folder / file.name, access)
    else:
        link_or_copy(file, folder / file.name, access)


def _remove_unfinished(work: Path) -> None:
    """Remove what was not published: half-written runs, and one that only waited for the switch."""
    for folder in (work / "runs").glob(".*Z"):
        shutil.rmtree(folder, ignore_errors=True)
    (work / RESTORING).unlink(missing_ok=True)
    link, current = work / ".current.part", work / "current"
    if not link.is_symlink():
        return
    waiting = work / link.readlink()
    is_run = waiting.parent == work / "runs" and time_of(waiting.name) is not None
    if is_run and waiting.is_dir() and waiting.resolve() != current.resolve():
        shutil.rmtree(waiting, ignore_errors=True)
    link.unlink(missing_ok=True)


def _publish(work: Path, unfinished: Path) -> None:
    """Switch to a run. The link made first tells the next run what waited if this one is killed."""
    folder = unfinished.with_name(unfinished.name.removeprefix("."))
    link = work / ".current.part"
    sync_folder(unfinished)
    link.unlink(missing_ok=True)
    link.symlink_to(Path("runs") / folder.name, target_is_directory=True)
    sync_folder(work)
    unfinished.rename(folder)
    sync_folder(work / "runs")
    link.replace(work / "current")
    with contextlib.suppress(OSError):  # published it is; the disk will know it a little later
        sync_folder(work)


def _prune(work: Path, keep_runs: int) -> None:
    """Remove the oldest runs; what cannot be removed stays, for the run is published already."""
    current = (work / "current").resolve()
    _remove_oldest(
        [run for run in (work / "runs").glob("[0-9]*Z") if run.name != current.name], keep_runs - 1
    )


def _remove_oldest(runs: Sequence[Path], keep: int) -> None:
    for run in sorted(runs)[: max(0, len(runs) - keep)]:
        shutil.rmtree(run, ignore_errors=True)
