"""Clean tables as files: Parquet, or CSV whose numbers and dates are written in one way."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from churnkit.errors import ConfigError
from churnkit.tables.columns.formats import Column

_QUICKEST = 1
"""Level of zstd; on tables of customers higher ones take longer and save nothing."""
_CSV = (".csv", ".txt", "")


def require_format(path: Path) -> None:
    """Raise ConfigError unless the name of a file says CSV or Parquet."""
    if not path.name or path.suffix.lower() not in (*_CSV, ".parquet"):
        raise ConfigError(
            f"{path}: churnkit writes CSV and Parquet, not {path.suffix or 'folders'}; "
            "let the name end in .csv or .parquet"
        )


def write_values(
    rows: pl.LazyFrame,
    values: Mapping[str, pl.Expr],
    columns: Mapping[str, Column],
    path: Path,
) -> None:
    """Write the values of a table.

    Args:
        rows: The columns as they were read, and whatever ``values`` speak of.
        values: For each column, the expression that gives its values.
        columns: For each column, its kind and how it was written.
        path: Where to; Parquet if it is called .parquet, else CSV.
    """
    if _is_parquet(path):
        named = (value.alias(name) for name, value in values.items())
        rows.select(named).sink_parquet(path, compression="zstd", compression_level=_QUICKEST)
        return
    written = [columns[name].as_csv(value).alias(name) for name, value in values.items()]
    rows.select(written).sink_csv(path)


def count_rows(path: Path) -> int:
    """Rows of a file that ``write_values`` wrote."""
    return int(_scan(path).select(pl.len()).collect().item())


def is_key(path: Path, name: str) -> bool:
    """Whether each row of a file that ``write_values`` wrote has its own value in a column."""
    column = pl.col(name)
    hashes = _scan(path).select(column.hash(), null=column.is_null()).collect()
    return not hashes["null"].any() and not hashes[name].is_duplicated().any()


def _scan(path: Path) -> pl.LazyFrame:
    return pl.scan_parquet(path) if _is_parquet(path) else pl.scan_csv(path, infer_schema=False)


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() == ".parquet"
