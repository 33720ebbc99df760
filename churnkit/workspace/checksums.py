"""``checksums.json``: the SHA-256 of each table of a run that is read back, as it was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from churnkit.errors import ArtifactError
from churnkit.frozen import Frozen
from churnkit.workspace.artifacts import (
    CHECKSUMS,
    JOURNAL,
    artifact_json,
    artifact_named,
    as_published,
    file_fingerprint,
    read_artifact,
    read_content,
    reading_artifact,
    require_artifact,
    what_to_do,
)


class Checksums(Frozen):
    """File name -> SHA-256 as 64 hex digits."""

    files: dict[str, str]


def is_checked(name: str) -> bool:
    """Whether the checksum of a file is kept."""
    artifact = artifact_named(name)
    return artifact is not None and artifact.is_table


def with_checksum(folder: Path, name: str, part: Path) -> str:
    """The text of ``checksums.json`` once ``part`` has taken the place of a file."""
    return artifact_json(
        CHECKSUMS, Checksums(files=_listed(folder) | {name: file_fingerprint(part)})
    )


def without_removed(folder: Path) -> str | None:
    """The text of ``checksums.json`` for the files that are there; None: it stays as it is."""
    listed = _listed(folder)  # nothing where it is damaged, which is to be told, not mended
    there = {name: digest for name, digest in listed.items() if (folder / name).exists()}
    return None if there == listed else artifact_json(CHECKSUMS, Checksums(files=there))


def _listed(folder: Path) -> dict[str, str]:
    try:
        return dict(read_artifact(folder / CHECKSUMS, Checksums).files)
    except ArtifactError:
        return {}  # of an older version, or damaged: a run that writes begins it anew


def require_unharmed(path: Path) -> Path:
    """The path of a table that is there as it was written; one of an older version has to do.

    A record may be restored from an older run, which knows its checksum.

    Raises:
        ArtifactError: it is missing, or not what was written.
    """
    found = file_fingerprint(require_artifact(path))
    known = list(_known(path))
    if known and found not in known:
        raise ArtifactError(
            f"{as_published(path)}: damaged or edited (its SHA-256 differs); {what_to_do(path)}"
        )
    return path


def require_whole(folder: Path) -> tuple[str, ...]:
    """The names of tables whose content cannot be checked, because an older version wrote them.

    Raises:
        ArtifactError: a file of the run is damaged, missing, or too new.
    """
    unchecked, listed = [], _listed(folder)
    for path in sorted({*folder.iterdir(), *(folder / name for name in listed)}):
        artifact = artifact_named(path.name)
        if artifact is None or artifact.name == JOURNAL:  # the journal stops nobody's work
            continue
        if artifact.format is not None:
            read_content(path)
        elif path.name in listed:
            require_unharmed(path)
        elif artifact.is_table:
            unchecked.append(path.name)
    return tuple(unchecked)


def _known(path: Path) -> Iterator[str]:
    """The checksums that a file may have."""
    folder, artifact = path.parent.resolve(), artifact_named(path.name)
    folders = [folder]
    if artifact is not None and artifact.lasting and folder.parent.name == "runs":
        folders += sorted(each for each in folder.parent.iterdir() if each != folder)
    for each in folders:
        if each == folder and (each / CHECKSUMS).exists():
            read_artifact(each / CHECKSUMS, Checksums)  # damaged: told, not passed over
        yield from (digest for name, digest in _listed(each).items() if name == path.name)


def require_rows(path: Path, rows: pl.DataFrame, rules: Mapping[str, pl.Expr]) -> None:
    """Raise ArtifactError unless rules hold of all rows of a table.

    Args:
        path: of the table.
        rows: its rows.
        rules: what is expected, and whether it holds of a row; null counts as no.
    """
    broken = [(~rule.fill_null(False)).sum().alias(what) for what, rule in rules.items()]
    with reading_artifact(path):
        counts = rows.select(broken).row(0, named=True)
    for what, count in counts.items():
        if count:
            raise ArtifactError(
                f"{as_published(path)}: damaged: in {count:,} rows {what}; {what_to_do(path)}"
            )
