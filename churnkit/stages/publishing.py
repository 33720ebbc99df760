"""What the stages share: one run folder for all they write, and a journal of it in ``run.json``."""

from __future__ import annotations

import contextlib
import logging
import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from churnkit.artifacts import Frozen, Run, fingerprint, open_run, read_artifact
from churnkit.config import Config
from churnkit.errors import ArtifactError, RejectsError, WorkspaceError

__all__ = ["Journal", "StageEntry", "publishing", "refuse_rejects", "write_parquet"]

_LIBRARIES = ("churnkit-rules", "polars", "numpy", "narwhals", "pydantic")
log = logging.getLogger(__name__)


class StageEntry(Frozen):
    """What one stage did, when, from what."""

    started: str
    seconds: float
    config_sha256: str
    counts: dict[str, int]
    inputs: dict[str, str]
    notes: tuple[str, ...]


class RunFacts(Frozen):
    """``run.json``: the only file that differs between identical runs."""

    python: str
    versions: dict[str, str]
    stages: dict[str, StageEntry]


@dataclass
class Journal:
    """What a stage wants to have written down about itself."""

    counts: dict[str, int] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@contextlib.contextmanager
def publishing(config: Config, run: Run | None = None) -> Iterator[Run]:
    """Open a run of the config's work folder, or go on in one that is open already."""
    if run is not None:
        yield run
        return
    with open_run(config.work, keep_runs=config.keep_runs) as opened:
        yield opened


@contextlib.contextmanager
def journal(config: Config, run: Run, stage: str) -> Iterator[Journal]:
    """Time a stage and write its entry into ``run.json``."""
    log.info("%s", stage)
    started, clock = datetime.now(UTC), time.perf_counter()
    entry = Journal()
    yield entry
    facts = StageEntry(
        started=started.isoformat(timespec="seconds"),
        seconds=round(time.perf_counter() - clock, 3),
        config_sha256=fingerprint(config.model_dump(mode="json")),
        counts=entry.counts,
        inputs=entry.inputs,
        notes=tuple(entry.notes),
    )
    stages = _earlier_stages(run) | {stage: facts}
    run.write_json(
        "run.json",
        RunFacts(
            python=platform.python_version(),
            versions={name: version(name) for name in _LIBRARIES},
            stages=stages,
        ),
        "run",
        1,
    )


def refuse_rejects(rejects: int, strict: bool, where: str) -> None:
    """Raise RejectsError when a strict run rejected anything."""
    if strict and rejects:
        raise RejectsError(
            f"{where}: {rejects} rows or values were rejected and --strict allows none; "
            "mend them, or run without --strict and read rejects.csv; nothing was published"
        )


def write_parquet(run: Run, name: str, frame: pl.DataFrame) -> Path:
    """Write a frame into the run. Raises WorkspaceError where the disk is full."""
    with run.replacing(name) as path:
        try:
            frame.write_parquet(path, compression="zstd", statistics=True)
        except pl.exceptions.ComputeError as error:
            # polars reports a failed write of Parquet as a failed computation
            raise WorkspaceError(f"{run.path(name)}: cannot be written: {error}") from error
    return run.path(name)


def _earlier_stages(run: Run) -> dict[str, StageEntry]:
    try:
        return read_artifact(run.path("run.json"), RunFacts, "run", 1).stages
    except ArtifactError:
        return {}  # the journal is for people: a missing or foreign one stops nobody's work


def describe_files(paths: list[Path]) -> dict[str, Any]:
    """Size and time of change of each input file."""
    return {
        str(path): f"{path.stat().st_size} bytes, changed "
        + datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        for path in paths
    }
