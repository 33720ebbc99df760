"""Where the stages meet the work folder: what they write into a run, read from it and check."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from churnkit.commands.pages import write_index
from churnkit.config.sections.project import Config
from churnkit.errors import ArtifactError, RejectsError, WorkspaceError
from churnkit.prepare.recipe import Recipe, read_recipe
from churnkit.rules.model import Model, read_model
from churnkit.tables.frames import TableSource
from churnkit.workspace.artifacts import (
    MODEL,
    RECIPE,
    REJECTS,
    as_published,
    recorded_fingerprint,
)
from churnkit.workspace.filesystem import access_for
from churnkit.workspace.runs import Run, current_folder, open_run
from churnkit.workspace.seal import require_sealed, seal_key, write_seal
from churnkit.workspace.time_limit import within
from churnkit.workspace.unchanged import require_same_ingest, require_same_train

_SHOWN = 5


def published(work: Path) -> Path:
    """The folder of the published run of a work folder."""
    return work / "current"


@contextmanager
def publishing(config: Config) -> Iterator[Run]:
    """Open a run of the work folder of the config; it is published when all goes well.

    Raises:
        TimeLimitError: it took longer than ``timeout`` of the config.
    """
    access = access_for(int(config.files.mode, 8), config.files.group)
    key = seal_key(config.seal)
    with (
        within(config.timeout),
        open_run(config.work, keep_runs=config.keep_runs, access=access) as run,
    ):
        require_sealed(run.folder, key)
        yield run
        write_index(run, config.language)
        write_seal(run, key)


def current_run(config: Config) -> Run:
    """The published run, for reading.

    Raises:
        ArtifactError: it was changed by somebody who does not know the secret of ``seal``.
    """
    return Run(require_sealed(current_folder(config.work), seal_key(config.seal)))


def read_ingested(run: Run, config: Config) -> Recipe:
    """The recipe of a run. Raises ConfigError where the config now says otherwise."""
    recipe = read_recipe(run.folder)
    require_same_ingest(recipe.settings, config.data, config.ingest)
    return recipe


def read_trained(run: Run, config: Config) -> tuple[Recipe, Model]:
    """Recipe and model of a run.

    Raises:
        ArtifactError: one is missing or damaged, or the model was trained on another recipe.
        ConfigError: the config has changed since they were learnt.
    """
    recipe, model = read_ingested(run, config), read_model(run.folder)
    require_same_train(model.settings, config.train)
    if model.recipe_sha256 != recorded_fingerprint(run.path(RECIPE)):
        raise ArtifactError(
            f"{as_published(run.path(MODEL))}: was trained on customers prepared by "
            f"another {RECIPE}; run churnkit train again"
        )
    unknown = sorted(set(model.rule_set.variables) - set(recipe.names))
    if unknown:
        raise ArtifactError(
            f"{as_published(run.path(MODEL))}: its rules ask for {', '.join(unknown)[:200]}, which "
            f"{RECIPE} does not prepare; run churnkit train again"
        )
    return recipe, model


def write_parquet(run: Run, name: str, frame: pl.DataFrame) -> Path:
    """Write a frame into the run.

    Raises:
        WorkspaceError: the disk is full.
    """
    with run.replacing(name) as path:
        try:
            frame.write_parquet(path, compression="zstd", statistics=True)
        except pl.exceptions.ComputeError as error:
            # polars reports a failed write of Parquet as a failed computation
            where = as_published(run.path(name))
            raise WorkspaceError(
                f"{where}: cannot be written ({error}); nothing was published, free the disk or "
                "set another work: in the config"
            ) from error
    return run.path(name)


def require_no_rejects(rejects: pl.DataFrame, strict: bool, table: TableSource) -> None:
    """Raise RejectsError when a strict run rejected anything; the message shows the first few."""
    if not strict or rejects.is_empty():
        return
    first = [
        f"  {row['file']}:{row['line']}: {row['column'] or 'row'}: {row['reason']}"
        f" ({row['value'] or ''}); {row['remedy']}"
        for row in rejects.head(_SHOWN).iter_rows(named=True)
    ]
    rest = rejects.height - len(first)
    more = [f"  and {rest:,} more; without --strict, {REJECTS} lists all"] if rest else []
    head = (
        f"{table}: {rejects.height:,} rows or values cannot be used and --strict allows none; "
        "nothing was published"
    )
    raise RejectsError("\n".join([head, *first, *more]))
