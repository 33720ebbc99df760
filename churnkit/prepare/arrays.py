"""Prepared customers as numpy arrays, for the learners and for judging rules."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnkit.hashing import Keys, hash_ids, hash_rows
from churnkit.prepare.recipe import Recipe
from churnkit.prepare.roles import ROW


def numeric(frame: pl.DataFrame, name: str) -> NDArray[np.float64]:
    """A number variable: (n,) float64, NaN where it is missing."""
    return frame[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def codes(frame: pl.DataFrame, name: str) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """A category variable: (n,) int32 codes, -1 where it is missing, and the levels they stand for.

    Levels are sorted, so that codes do not depend on the order of rows.
    """
    levels = frame[name].drop_nulls().unique().sort()
    places = frame[name].replace_strict(
        levels, pl.int_range(len(levels), dtype=pl.Int32, eager=True), default=None,
        return_dtype=pl.Int32,
    )  # fmt: skip
    return places.fill_null(-1).to_numpy(), tuple(levels.to_list())


def has_churned(frame: pl.DataFrame) -> NDArray[np.bool_]:
    """Whether each customer churned: (n,) bool."""
    return (frame["label"] == "churned").to_numpy()


def keys(frame: pl.DataFrame, recipe: Recipe, seed: int) -> Keys:
    """A seeded hash of each customer's id: (n,) uint64.

    Tables without an id are hashed by content, for there the id is a place in a file, and what is
    learnt must not depend on it. Customers of equal content have equal keys.
    """
    if recipe.rows.id != ROW:
        return hash_ids(frame["id"], seed)
    return hash_rows(frame.drop("id", "split", strict=False), seed)


def key_columns(prepared: Iterable[str], recipe: Recipe) -> list[str]:
    """The columns of the prepared table of which keys are made."""
    if recipe.rows.id != ROW:
        return ["id"]
    return [name for name in prepared if name not in ("id", "split")]
