"""What the stages share: one run folder for all they write, and a journal of it in ``run.json``."""

from __future__ import annotations

import contextlib
import logging
import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import narwhals as nw
import numpy as np
import polars as pl
import pydantic

import churnkit
from churnkit.artifacts import (
    Frozen,
    Run,
    fingerprint,
    open_run,
    read_artifact,
    recorded_fingerprint,
)
from churnkit.config.models import Config
from churnkit.errors import ArtifactError, RejectsError, WorkspaceError
from churnkit.prepare.recipe import Recipe, read_recipe
from churnkit.rules.model import Model, read_model

__all__ = [
    "Journal",
    "describe_files",
    "journal",
    "published",
    "publishing",
    "read_prepared",
    "read_trained",
    "refuse_rejects",
    "write_parquet",
]

_SHOWN = 5
_VERSIONS = {
    "churnkit": churnkit.__version__,
    "narwhals": nw.__version__,
    "numpy": np.__version__,
    "polars": pl.__version__,
    "pydantic": pydantic.VERSION,
}
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


def published(config: Config) -> Path:
    """The folder of the published run."""
    return config.work / "current"


@contextlib.contextmanager
def publishing(config: Config) -> Iterator[Run]:
    """Open a run of the work folder of the config; it is published when all goes well."""
    with open_run(config.work, keep_runs=config.keep_runs) as run:
        yield run


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
            versions=_VERSIONS,
            stages=stages,
        ),
        "run",
        1,
    )


def refuse_rejects(rejects: pl.DataFrame, strict: bool, table: Path) -> None:
    """Raise RejectsError when a strict run rejected anything; the message shows the first few."""
    if not strict or rejects.is_empty():
        return
    first = [
        f"  {row['file']}:{row['line']}: {row['column'] or 'row'}: {row['reason']}"
        f" ({row['value']}); {row['remedy']}"
        for row in rejects.head(_SHOWN).iter_rows(named=True)
    ]
    rest = rejects.height - len(first)
    raise RejectsError(
        "\n".join(
            [
                f"{table}: {rejects.height:,} rows or values cannot be used and --strict allows "
                "none; nothing was published",
                *first,
                *(
                    [f"  and {rest:,} more; without --strict, rejects.csv lists all"]
                    if rest
                    else []
                ),
            ]
        )
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


def read_prepared(run: Run) -> pl.DataFrame:
    """The prepared customers of a run. Raises ArtifactError if they are missing or damaged."""
    path = run.path("prepared.parquet")
    try:
        return pl.read_parquet(path)
    except FileNotFoundError:
        raise ArtifactError(f"{path.name}: not there yet; run churnkit ingest first") from None
    except (pl.exceptions.ComputeError, OSError) as error:
        raise ArtifactError(f"{path}: damaged ({error}); run churnkit ingest again") from error


def read_trained(run: Run) -> tuple[Recipe, Model]:
    """Recipe and model of a run.

    Raises:
        ArtifactError: one is missing or damaged, or the model was trained on another recipe.
    """
    recipe, model = read_recipe(run.folder), read_model(run.folder)
    if model.recipe_sha256 != recorded_fingerprint(run.path("recipe.json")):
        raise ArtifactError(
            "model.json: was trained on customers prepared by another recipe.json; "
            "run churnkit train again"
        )
    return recipe, model


def describe_files(source: Path) -> dict[str, str]:
    """Size and time of change of each input file."""
    folder = Path(source.anchor or ".")
    pattern = source.relative_to(folder) if source.anchor else source
    return {
        str(path): f"{path.stat().st_size} bytes, changed "
        + datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        for path in ([source] if source.exists() else sorted(folder.glob(str(pattern))))
    }


def _earlier_stages(run: Run) -> dict[str, StageEntry]:
    try:
        return read_artifact(run.path("run.json"), RunFacts, "run", 1).stages
    except ArtifactError:
        return {}  # the journal is for people: a missing or foreign one stops nobody's work
