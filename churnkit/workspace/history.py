"""The runs that a work folder keeps, and how an older one is made current again."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from churnkit.errors import ArtifactError
from churnkit.workspace.artifacts import JOURNAL, campaign_records, file_fingerprint
from churnkit.workspace.checksums import require_whole
from churnkit.workspace.filesystem import access_of, require_publishing, sync_folder
from churnkit.workspace.lock import locked, time_of, writing
from churnkit.workspace.runs import RESTORING, Run, current_folder
from churnkit.workspace.seal import require_sealed, write_seal
from churnkit.workspace.signals import switching


@dataclass(frozen=True)
class KeptRun:
    """A run that is there, published or refused."""

    id: str
    folder: Path
    began: datetime
    size: int
    """Bytes of its files; files that runs share count in each."""
    is_current: bool = False
    is_refused: bool = False


@dataclass(frozen=True)
class Restored:
    """What is to know of a run that was made current again."""

    id: str
    before: str | None
    """The run that was current; None where ``work/current`` pointed to none."""
    unchecked: tuple[str, ...]
    """Files that an older version wrote without a checksum."""
    other_records: tuple[str, ...]
    """Campaigns whose record is another one than in the run that was current."""


def kept_runs(work: Path) -> tuple[KeptRun, ...]:
    """The runs of a work folder, the latest first."""
    current = current_folder(work)
    published = [
        KeptRun(folder.name, folder, began, _size(folder), is_current=folder == current)
        for folder, began in _run_folders(work / "runs")
    ]
    refused = [
        KeptRun(folder.name, folder, began, _size(folder), is_refused=True)
        for folder, began in _run_folders(work / "refused")
    ]
    return tuple(sorted((*published, *refused), key=lambda run: run.id, reverse=True))


def _run_folders(parent: Path) -> list[tuple[Path, datetime]]:
    if not parent.is_dir():
        return []
    named = [(folder, time_of(folder.name)) for folder in parent.resolve().iterdir()]
    return [
        (folder, began)
        for folder, began in named
        if began is not None and folder.is_dir() and not folder.is_symlink()
    ]


def _size(folder: Path) -> int:
    size = 0
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):  # another process removes the run
            size += path.lstat().st_size
    return size


def restore_run(work: Path, run_id: str, key: bytes | None = None) -> Restored:
    """Let ``work/current`` point to an older run, by one rename.

    Args:
        work: the work folder.
        run_id: the run.
        key: the secret by which it has to be sealed; None: it need not be.

    Raises:
        ArtifactError: there is no such run, or one of its files is damaged.
        WorkspaceError: another run holds the folder, or it cannot be written.
    """
    require_publishing()
    if not work.is_dir():
        raise ArtifactError(f"{work}: no such folder, so that it keeps no run; check work:")
    with locked(work):
        run = _run_named(work, run_id)
        unchecked = _require_whole(run, key)
        before = current_folder(work)
        restored = Restored(
            id=run.id,
            before=before.name if time_of(before.name) is not None else None,
            unchecked=unchecked,
            other_records=_other_records(run.folder, before),
        )
        if not run.is_current:
            with writing(work), switching():
                _switch_to(work, run.folder)
    return restored


def seal_current(work: Path, key: bytes) -> str:
    """Seal the files of the published run as they are; its id.

    Raises:
        ArtifactError: there is none, or one of its files is damaged.
        WorkspaceError: another run holds the folder, or it cannot be written.
    """
    require_publishing()
    with locked(work):
        folder = current_folder(work)
        if time_of(folder.name) is None:
            raise ArtifactError(f"{work}: no run is published that could be sealed")
        require_whole(folder)
        write_seal(Run(folder, access_of(folder / JOURNAL)), key)
    return folder.name


def _run_named(work: Path, run_id: str) -> KeptRun:
    runs = kept_runs(work)
    for run in runs:
        if run.id == run_id and run.is_refused:
            raise ArtifactError(
                f"{run_id}: was refused for want of a signal and cannot be made current; it can "
                f"be looked at in {run.folder}"
            )
        if run.id == run_id:
            return run
    there = ", ".join(run.id for run in runs if not run.is_refused) or "none"
    raise ArtifactError(f"{run_id[:80]}: no such run in {work / 'runs'} (there: {there})")


def _require_whole(run: KeptRun, key: bytes | None) -> tuple[str, ...]:
    try:
        return require_whole(require_sealed(run.folder, key))
    except (ArtifactError, pl.exceptions.PolarsError, OSError) as error:
        raise ArtifactError(f"{run.id}: cannot be made current; {error}") from error


def _other_records(folder: Path, before: Path) -> tuple[str, ...]:
    restored, current = campaign_records(folder), campaign_records(before)
    return tuple(
        name
        for name, path in current.items()
        if name not in restored or file_fingerprint(restored[name]) != file_fingerprint(path)
    )


def _switch_to(work: Path, folder: Path) -> None:
    link = work / RESTORING
    link.unlink(missing_ok=True)
    link.symlink_to(Path("runs") / folder.name, target_is_directory=True)
    link.replace(work / "current")
    with contextlib.suppress(OSError):  # restored it is; the disk will know it a little later
        sync_folder(work)
