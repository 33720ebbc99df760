"""Small raw tables, as they come out of the reader, for tests of preparing them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from churnkit.config.sections.project import DataSection, IngestSection
from churnkit.prepare.fit import Prepared, prepare_customers
from churnkit.tables.table import FILE, LINE, REJECTS_SCHEMA, Table

LABEL = {"column": "churn", "churned": ["yes"], "loyal": ["no"]}


def table_of(columns: Mapping[str, Sequence[Any]] | pl.DataFrame, file: str = "t.csv") -> Table:
    """A table whose first row stands on line 2; columns keep the types they are given in."""
    frame = columns if isinstance(columns, pl.DataFrame) else pl.DataFrame(columns)
    lines = pl.int_range(2, pl.len() + 2, dtype=pl.Int64).alias(LINE)
    rows = frame.select(pl.lit(file).alias(FILE), lines, pl.all())
    rejects = pl.DataFrame(schema=REJECTS_SCHEMA)
    return Table(rows.lazy(), frame.schema, rejects, ())


def data_of(**settings: Any) -> DataSection:
    """A section ``data`` for tables with the columns ``id`` and ``churn``."""
    return DataSection.model_validate({"customers": "t.csv", "id": "id", "label": LABEL} | settings)


def ingest_of(**settings: Any) -> IngestSection:
    """A section ``ingest`` that keeps every category variable and every row for learning."""
    defaults = {
        "rate_difference": {"p_value": 1, "effect": 0},
        "split": {"test_share": 1e-9},
    }
    return IngestSection.model_validate(defaults | settings)


def prepare(
    columns: Mapping[str, Sequence[Any]] | pl.DataFrame,
    ingest: Mapping[str, Any] | None = None,
    **data: Any,
) -> Prepared:
    """Prepare a table with the columns ``id`` and ``churn``."""
    return prepare_customers(table_of(columns), data_of(**data), ingest_of(**(ingest or {})))


def variable_of(prepared: Prepared, name: str) -> Any:
    """What the audit says about one variable."""
    return next(each for each in prepared.audit.variables if each.name == name)


def ids(count: int) -> list[str]:
    """Ids c0, c1 ..."""
    return [f"c{i}" for i in range(count)]


def labels(churned: int, loyal: int) -> list[str]:
    """So many churned customers, then so many loyal ones."""
    return ["yes"] * churned + ["no"] * loyal
