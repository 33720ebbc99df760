"""The learning rows of ``prepared.parquet`` as the learners read them: batch by batch."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnkit.errors import ArtifactError
from churnkit.learners.base import BATCH, LearningSet
from churnkit.learners.spill import ArraySpool
from churnkit.prepare.arrays import codes, has_churned, key_columns, keys, numeric
from churnkit.prepare.recipe import Recipe
from churnkit.rules.arrays import Batch, Categorical, Numeric, Variable
from churnkit.workspace.artifacts import (
    MODEL,
    PREPARED,
    as_published,
    file_fingerprint,
    reading_artifact,
    require_artifact,
)
from churnkit.workspace.checksums import require_unharmed
from churnkit.workspace.runs import Run

Split = Literal["learning", "test"]


@dataclass(frozen=True)
class PreparedCustomers:
    """Customers of a prepared table; of their variables one batch is held in memory.

    In memory are the key and the label of each, 9 bytes a customer. What a learner lays aside,
    a byte for each value and eight for each rule and customer, lies in a file of ``scratch``.
    """

    run: Run
    rows: int
    """Of the table, whether they learn or test."""
    names: tuple[str, ...]
    """Of the variables, in their order."""
    churned: NDArray[np.bool_]
    keys: NDArray[np.uint64]
    scratch: Path
    batch: int = BATCH
    split: Split = "learning"
    """The set that they are of."""

    @property
    def base_rate(self) -> float:
        """Share of customers who churned."""
        return float(self.churned.mean())

    def batches(self, names: Collection[str] | None = None) -> Iterator[Batch]:
        """The customers in the order of the table, with the named variables (None: all)."""
        wanted = [name for name in self.names if names is None or name in names]
        end = 0
        for frame in self.frames(wanted):
            start, end = end, end + frame.height
            yield Batch(slice(start, end), tuple(as_variable(frame, name) for name in wanted))

    def frames(self, columns: Collection[str]) -> Iterator[pl.DataFrame]:
        """The same as frames of some columns of the table, and ``split``."""
        return _frames(self.run, self.rows, columns, self.batch, self.split)

    def take(self, rows: NDArray[np.intp]) -> LearningSet:
        """The customers of the given rows, in that order, held in memory."""
        order = np.argsort(rows, kind="stable")
        ascending, end, taken = rows[order], 0, []
        for frame in self.frames(self.names):
            start, end = end, end + frame.height
            first, last = np.searchsorted(ascending, [start, end])
            taken.append(frame[ascending[first:last] - start])
        position = np.empty(rows.size, dtype=np.intp)
        position[order] = np.arange(rows.size)
        frame = pl.concat(taken)[position]
        return LearningSet(
            variables=tuple(as_variable(frame, name) for name in self.names),
            churned=self.churned[rows],
            keys=self.keys[rows],
        )

    def spool(self) -> ArraySpool:
        """A file of the scratch folder."""
        return ArraySpool(self.scratch)


def prepared_customers(
    run: Run,
    recipe: Recipe,
    seed: int,
    *,
    scratch: Path,
    batch: int = BATCH,
    split: Split = "learning",
) -> PreparedCustomers:
    """The learning or test customers of a run. Raises ArtifactError where they are damaged.

    Args:
        run: the run, after ``ingest``.
        recipe: what prepared the customers.
        seed: of the hash of their ids.
        scratch: folder on whose disk there is room for what learners lay aside.
        batch: rows of the table that are held in memory at a time; no result depends on it.
        split: the set that is wanted.
    """
    path = prepared_file(run)
    with reading_artifact(path):
        rows = int(pl.scan_parquet(path).select(pl.len()).collect().item())
        columns = {"label", *key_columns(pl.read_parquet_schema(path), recipe)}
    parts = [
        (has_churned(frame), keys(frame, recipe, seed))
        for frame in _frames(run, rows, columns, batch, split)
    ]
    churned, hashes = zip(*parts, strict=True)
    return PreparedCustomers(
        run=run,
        rows=rows,
        names=tuple(recipe.names),
        churned=np.concatenate(churned),
        keys=np.concatenate(hashes),
        scratch=scratch,
        batch=batch,
        split=split,
    )


def learning_set(prepared: pl.DataFrame, recipe: Recipe, seed: int) -> LearningSet:
    """Prepared customers that are in memory already, in the order of their keys."""
    hashes = keys(prepared, recipe, seed)
    order = np.argsort(hashes, kind="stable")
    ordered = prepared[order]
    variables = tuple(as_variable(ordered, name) for name in recipe.names)
    return LearningSet(variables, has_churned(ordered), hashes[order])


def _frames(
    run: Run, rows: int, columns: Collection[str], batch: int, split: Split
) -> Iterator[pl.DataFrame]:
    """Customers of a set with some columns and ``split``, at least one frame."""
    table = pl.scan_parquet(run.path(PREPARED)).select(sorted({"split", *columns}))
    for start in range(0, max(rows, 1), batch):
        part = table.slice(start, batch).filter(pl.col("split") == split)
        with reading_artifact(run.path(PREPARED)):
            frame = part.collect()
        yield frame


def as_variable(frame: pl.DataFrame, name: str) -> Variable:
    """A prepared variable as an array."""
    if frame.schema[name] == pl.String:
        return Categorical(name, *codes(frame, name))
    return Numeric(name, numeric(frame, name))


def read_prepared(run: Run, *, sha256: str | None = None) -> pl.DataFrame:
    """The prepared customers of a run.

    Args:
        run: the run.
        sha256: fingerprint that the file must have.

    Raises:
        ArtifactError: the file is missing, damaged, or not the one that is meant.
    """
    path = run.path(PREPARED)
    if sha256 is None:
        require_unharmed(path)
    elif file_fingerprint(require_artifact(path)) != sha256:
        raise ArtifactError(
            f"{as_published(path)}: not the customers that {MODEL} was trained on (its SHA-256 "
            "differs); run churnkit ingest and train again"
        )
    with reading_artifact(run.path(PREPARED)):
        return pl.read_parquet(path)


def prepared_file(run: Run) -> Path:
    """Where the prepared customers of a run are. Raises ArtifactError where they are not."""
    return require_unharmed(run.path(PREPARED))
