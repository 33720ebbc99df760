"""How every value of the label column was read, and which of them look like slips of the pen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl

from churnkit.frozen import Frozen
from churnkit.prepare.row_rules import RowRules
from churnkit.tables.columns.names import likened

_WITH_OR_WITHOUT_LABEL = ("customer", "without_label", "unknown_label")
_MOST_KEPT = 1000
_MOST_NAMED = 5
_REMEDY = "write each into data.label.churned or data.label.loyal"


class LabelValue(Frozen):
    """A value of the label column, how it was read, and how many rows hold it."""

    value: str | None
    """As it is written; None: there is none."""
    read_as: Literal["churned", "loyal", "unknown"]
    rows: int


def count_labels(facts: pl.DataFrame) -> tuple[tuple[LabelValue, ...], int]:
    """The values of the label column, the most frequent first, and how many there are.

    Args:
        facts: the status of every row. Rows that were left out before their label mattered, e.g.
            those outside the population, are not counted.

    Returns:
        At most 1000 values, and the number of all.
    """
    churned = pl.col("churned")
    read_as = (
        pl.when(churned).then(pl.lit("churned"))
        .when(~churned).then(pl.lit("loyal"))
        .otherwise(pl.lit("unknown"))
    )  # fmt: skip
    counted = (
        facts.filter(pl.col("status").is_in(_WITH_OR_WITHOUT_LABEL))
        .group_by("label", read_as.alias("read_as"))
        .agg(pl.len().alias("rows"))
        .sort("rows", "label", descending=[True, False])
    )
    values = tuple(
        LabelValue(value=value, read_as=meaning, rows=rows)
        for value, meaning, rows in counted.head(_MOST_KEPT).iter_rows()
    )
    return values, counted.height


def label_notes(labels: Sequence[LabelValue], rules: RowRules) -> list[str]:
    """Values that may be typos: written almost like a churned one, or loyal by default only."""
    column, churned = rules.churned.column, {likened(value) for value in rules.churned.values}
    by_default = "loyal" if rules.loyal is None else "unknown"
    others = [label for label in labels if label.read_as == by_default and label.value is not None]
    alike = [label for label in others if likened(label.value or "") in churned]
    notes = []
    if alike:
        notes.append(
            f"values of the column '{column}' that differ from a churned one only in case, blanks "
            f"or width are classified as {by_default}: {_named(alike)}; {_REMEDY}"
        )
    if by_default == "loyal" and len(others) > 1:
        notes.append(
            f"several values of the column '{column}' are classified as loyal, because "
            f"data.label.loyal names none: {_named(others)}; {_REMEDY}"
        )
    return notes


def _named(labels: Sequence[LabelValue]) -> str:
    named = [
        f"'{label.value}' ({label.rows} row{'' if label.rows == 1 else 's'})"
        for label in labels[:_MOST_NAMED]
    ]
    return ", ".join(named) + (", …" if len(labels) > len(named) else "")
