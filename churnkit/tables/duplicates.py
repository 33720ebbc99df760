"""Rows without an id, and rows whose id came before."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from churnkit.tables.table import FILE, LINE, REJECTS_SCHEMA
from churnkit.tables.values import ColumnFormat

__all__ = ["Keyed", "find_repeated_ids"]

_ROW = "__row__"


@dataclass(frozen=True)
class Keyed:
    """The rows that are kept, one for each id, and what is said of the others."""

    kept: pl.LazyFrame
    rejects: pl.DataFrame
    notes: tuple[str, ...]


def find_repeated_ids(
    frame: pl.LazyFrame, key: str, format_: ColumnFormat, schema: pl.Schema
) -> Keyed:
    """Keep the first row of each id. Only hashes of the ids are held in memory."""
    numbered = frame.with_row_index(_ROW)
    value = format_.value(key, schema[key])
    hashes = numbered.select(_ROW, hash=value.hash(), missing=value.is_null()).collect()
    suspects = hashes.filter(pl.col("missing") | pl.col("hash").is_duplicated())
    if suspects.is_empty():
        return Keyed(frame, pl.DataFrame(schema=REJECTS_SCHEMA), ())
    columns = [name for name in schema.names() if name != key]
    rows = (
        numbered.join(suspects.select(_ROW).lazy(), on=_ROW, how="semi")
        .select(
            _ROW, FILE, LINE, id=value, rest=pl.struct(columns).hash() if columns else pl.lit(0)
        )
        .collect()
        .sort(_ROW)
    )
    bad = rows.filter(pl.col("id").is_null() | ~pl.col("id").is_first_distinct())
    kept = numbered.join(bad.select(_ROW).lazy(), on=_ROW, how="anti", maintain_order="left")
    return Keyed(kept.drop(_ROW), _rejects(bad, key), _notes(bad, rows, key))


def _rejects(bad: pl.DataFrame, key: str) -> pl.DataFrame:
    missing = pl.col("id").is_null()
    return bad.select(
        pl.col(FILE).alias("file"),
        pl.col(LINE).alias("line"),
        pl.lit(key).alias("column"),
        pl.col("id").alias("value"),
        pl.when(missing)
        .then(pl.lit("no id"))
        .otherwise(pl.lit("an id that came before"))
        .alias("reason"),
        pl.when(missing)
        .then(pl.lit("give each row an id"))
        .otherwise(pl.lit("give each customer one row; the first was kept"))
        .alias("remedy"),
    )


def _notes(bad: pl.DataFrame, rows: pl.DataFrame, key: str) -> tuple[str, ...]:
    missing = bad["id"].null_count()
    repeated = bad.height - missing
    same = rows.filter(pl.col("id").is_not_null()).select("id", "rest").is_duplicated().sum()
    said = {
        f"column {key!r}: {missing} rows without an id were rejected": missing,
        f"column {key!r}: {repeated} rows repeat an id; the first row of each was kept": repeated,
        f"{same} rows are exact duplicates or have one": same,
    }
    return tuple(note for note, count in said.items() if count)
