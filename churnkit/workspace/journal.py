"""``run.json``: what every stage did, when, from what, and with which versions."""

from __future__ import annotations

import contextlib
import logging
import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pydantic

from churnkit.config.sections.project import Config
from churnkit.errors import ArtifactError
from churnkit.frozen import Frozen
from churnkit.tables.files import files_of, inputs_unchanged
from churnkit.tables.frames import FrameTable, TableSource
from churnkit.version import __version__
from churnkit.workspace.artifacts import JOURNAL, PREPARED, fingerprint, read_artifact
from churnkit.workspace.runs import Run
from churnkit.workspace.signals import PUBLISHING

# the versions that are known without asking the package index, which would take a tenth of a run
_VERSIONS = {
    "churnkit": __version__,
    "numpy": np.__version__,
    "polars": pl.__version__,
    "pydantic": pydantic.VERSION,
}
_SHOWN_OF_SHA = 12
log = logging.getLogger(__name__)


class StageEntry(Frozen):
    """What one stage did."""

    started: str
    seconds: float
    config: dict[str, Any]
    """The config it worked by, overrides and defaults included."""
    counts: dict[str, int]
    inputs: dict[str, str]
    notes: tuple[str, ...]
    tried: tuple[str, ...] = ()
    """Of ``train``: fingerprints of all settings that the same customers were learnt with."""


class RunFacts(Frozen):
    """The stages that made the files of a run."""

    python: str
    versions: dict[str, str]
    stages: dict[str, StageEntry]


@dataclass
class Journal:
    """What a stage wants to have written down about itself."""

    counts: dict[str, int] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    tried: tuple[str, ...] = ()
    former: StageEntry | None = None
    """What the same stage did in the run before; None where that is not known."""


@contextlib.contextmanager
def journal(config: Config, run: Run, stage: str) -> Iterator[Journal]:
    """Remove what a stage makes stale, time it, and write its entry into ``run.json``.

    Raises:
        InputError: a table was changed while the stage read it.
    """
    log.info("%s", stage)
    PUBLISHING.step = stage
    former = _earlier_stages(run).get(stage)
    run.remove_stale(stage)
    started, clock = datetime.now(UTC), time.perf_counter()
    entry = Journal(former=former)
    with inputs_unchanged():
        yield entry
    facts = StageEntry(
        started=started.isoformat(timespec="seconds"),
        seconds=round(time.perf_counter() - clock, 3),
        config=config.model_dump(mode="json"),
        counts=entry.counts,
        inputs=entry.inputs,
        notes=tuple(entry.notes),
        tried=entry.tried,
    )
    stages = _earlier_stages(run) | {stage: facts}
    everything = RunFacts(python=platform.python_version(), versions=_VERSIONS, stages=stages)
    run.write_json(JOURNAL, everything)


def describe_source(source: TableSource) -> dict[str, str]:
    """Size and time of change of each input file, or the columns of a data frame."""
    if isinstance(source, FrameTable):
        return {source.name: f"{len(source.frame.collect_schema())} columns"}
    return {str(path): _size_and_time(path) for path in files_of(source)}


def _size_and_time(path: Path) -> str:
    facts = path.stat()
    changed = datetime.fromtimestamp(facts.st_mtime, UTC).isoformat(timespec="seconds")
    return f"{facts.st_size} bytes, changed {changed}"


def settings_tried(run: Run, prepared_sha256: str, settings: Any) -> tuple[str, ...]:
    """Fingerprints of the settings that the same prepared customers were learnt with, and of these.

    Runs that were refused count as well: whoever tries settings until a verdict is good should be
    told how many it took.
    """
    work = run.folder.parent.parent
    tried = {fingerprint(settings)[:_SHOWN_OF_SHA]}
    for path in (*work.glob(f"runs/[0-9]*Z/{JOURNAL}"), *work.glob(f"refused/*/{JOURNAL}")):
        entry = _stages_of(path).get("train")
        if entry is not None and entry.inputs.get(PREPARED) == prepared_sha256:
            tried.update(entry.tried)
    return tuple(sorted(tried))


def _earlier_stages(run: Run) -> dict[str, StageEntry]:
    return _stages_of(run.path(JOURNAL))


def _stages_of(path: Path) -> dict[str, StageEntry]:
    try:
        return read_artifact(path, RunFacts).stages
    except ArtifactError:
        return {}  # the journal is for people: a missing or foreign one stops nobody's work
