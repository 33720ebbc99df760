"""Rows without an id, and rows whose id came before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from churnkit.config.sections.project import Duplicates
from churnkit.errors import InputError
from churnkit.tables.columns.formats import Column
from churnkit.tables.table import FILE, LINE, REJECTS_SCHEMA

_ROW = "__row__"


@dataclass(frozen=True)
class Keyed:
    """The rows that are kept, one for each id, and what is said of the others."""

    kept: pl.LazyFrame
    rejects: pl.DataFrame
    notes: tuple[str, ...]


def find_repeated_ids(
    frame: pl.LazyFrame, key: Column, others: Sequence[str], policy: Duplicates = "first"
) -> Keyed:
    """Keep one row of each id. Only hashes of the ids are held in memory.

    Args:
        frame: The rows, with FILE and LINE.
        key: The column of ids.
        others: Names of the other columns.
        policy: Whether the first or the last row of an id stays, or none may be repeated.

    Raises:
        InputError: an id is repeated and the policy is ``error``.
    """
    numbered = frame.with_row_index(_ROW)
    value = key.value()
    hashes = numbered.select(_ROW, hash=value.hash(), missing=value.is_null()).collect()
    suspects = hashes.filter(pl.col("missing") | pl.col("hash").is_duplicated())
    if suspects.is_empty():
        return Keyed(frame, pl.DataFrame(schema=REJECTS_SCHEMA), ())
    rows = (
        numbered.join(suspects.select(_ROW).lazy(), on=_ROW, how="semi")
        .select(_ROW, FILE, LINE, id=value, rest=pl.struct(others).hash() if others else pl.lit(0))
        .collect()
        .sort(_ROW)
    )
    if policy == "error":
        _require_unique(rows, key.name)
    known = pl.col("id")
    stays = known.is_last_distinct() if policy == "last" else known.is_first_distinct()
    bad = rows.filter(known.is_null() | ~stays)
    kept = numbered.join(bad.select(_ROW).lazy(), on=_ROW, how="anti", maintain_order="left")
    rejects, notes = _rejects(bad, key.name, policy), _notes(bad, rows, key.name, policy)
    return Keyed(kept.drop(_ROW), rejects, notes)


def _require_unique(rows: pl.DataFrame, key: str) -> None:
    repeated = rows.filter(pl.col("id").is_not_null() & pl.col("id").is_duplicated())
    if repeated.is_empty():
        return
    first = repeated.row(0, named=True)
    again = repeated.filter(pl.col("id") == first["id"]).row(1, named=True)
    raise InputError(
        f"{again[FILE]}: line {again[LINE]}: column {key!r}: {first['id']!r} stands on line "
        f"{first[LINE]} of {first[FILE]} already; give each customer one row, "
        "or say which one stays (--duplicates first or last)"
    )


def _rejects(bad: pl.DataFrame, key: str, policy: Duplicates) -> pl.DataFrame:
    missing = pl.col("id").is_null()
    return bad.select(
        pl.col(FILE).alias("file"),
        pl.col(LINE).alias("line"),
        pl.lit(key).alias("column"),
        pl.col("id").alias("value"),
        pl.when(missing)
        .then(pl.lit("no id"))
        .otherwise(pl.lit(f"an id that {'comes again' if policy == 'last' else 'came before'}"))
        .alias("reason"),
        pl.when(missing)
        .then(pl.lit("give each row an id"))
        .otherwise(pl.lit(f"give each customer one row; the {policy} was kept"))
        .alias("remedy"),
    )


def _notes(bad: pl.DataFrame, rows: pl.DataFrame, key: str, policy: Duplicates) -> tuple[str, ...]:
    missing = bad["id"].null_count()
    repeated = bad.height - missing
    same = rows.filter(pl.col("id").is_not_null()).select("id", "rest").is_duplicated().sum()
    stays = f"the {policy} row of each was kept"
    said = {
        f"column {key!r}: {missing} rows without an id were rejected": missing,
        f"column {key!r}: {repeated} rows repeat an id; {stays}": repeated,
        f"{same} rows are exact duplicates or have one": same,
    }
    return tuple(note for note, count in said.items() if count)
