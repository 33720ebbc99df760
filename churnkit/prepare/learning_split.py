"""Who is learnt from: customers with a label, divided into learning and test set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnkit.config.sections.project import SplitSettings
from churnkit.errors import LearningError
from churnkit.hashing import Keys, hash_ids, hash_rows
from churnkit.prepare.labels import LabelValue, count_labels
from churnkit.prepare.markers import Marker
from churnkit.prepare.roles import ROW
from churnkit.prepare.row_rules import RowRules
from churnkit.prepare.row_status import (
    RowStatus,
    classify_rows,
    count_statuses,
    require_unique_ids,
    row_rejects,
)
from churnkit.prepare.split import assign_test
from churnkit.tables.table import FILE, LINE


@dataclass(frozen=True)
class Selection:
    """Customers with a label, in the order of their keys, which is not that of the file."""

    rows: pl.DataFrame
    """(n,) rows of the table, FILE and LINE included."""
    ids: pl.Series
    """(n,) String, without nulls or duplicates."""
    churned: NDArray[np.bool_]
    """(n,) whether the customer churned."""
    test: NDArray[np.bool_]
    """(n,) whether the customer is in the test set."""
    statuses: dict[RowStatus, int]
    """Rows of the table by status."""
    labels: tuple[LabelValue, ...]
    """How values of the label column were read, the most frequent first."""
    label_count: int
    """Number of different values of the label column."""
    rejects: pl.DataFrame
    """Rows without a usable id or label, in REJECTS_SCHEMA."""


def select_customers(raw: pl.DataFrame, rules: RowRules, split: SplitSettings) -> Selection:
    """Choose the customers to learn from and divide them.

    Args:
        raw: all rows of the table, in the order of the file, with FILE and LINE.
        rules: how ids, labels and the population are read.
        split: how customers are divided.

    Raises:
        LearningError: nobody is left, or the learning set holds one class only.
    """
    facts = classify_rows(raw.lazy(), rules.over(raw.schema), labelled=True).collect()
    require_unique_ids(facts, rules)
    statuses = count_statuses(facts)
    is_customer = facts["status"] == "customer"
    rows, chosen = raw.filter(is_customer), facts.filter(is_customer)
    _require_customers(statuses, facts)
    keys = _keys(rows, chosen["id"], rules, split.seed)
    order = pl.DataFrame({"key": keys, "id": chosen["id"]}).select(pl.arg_sort_by("key", "id"))
    places = order.to_series()
    rows, chosen = rows[places], chosen[places]
    churned = chosen["churned"].to_numpy()
    test = _in_test(rows, keys[places.to_numpy()], churned, split)
    learning = chosen["label"].filter(pl.Series(~test))
    _require_both_classes(churned[~test], learning, facts, rules)
    rejects = row_rejects(facts, rules)
    return Selection(rows, chosen["id"], churned, test, statuses, *count_labels(facts), rejects)


def _keys(rows: pl.DataFrame, ids: pl.Series, rules: RowRules, seed: int) -> Keys:
    """A hash of the id, or where there is none, of all that the row says beside its label."""
    if rules.id != ROW:
        return hash_ids(ids, seed)
    return hash_rows(rows.drop(FILE, LINE, rules.churned.column), seed)


def _in_test(
    rows: pl.DataFrame, keys: Keys, churned: NDArray[np.bool_], split: SplitSettings
) -> NDArray[np.bool_]:
    if split.column is None:
        return assign_test(keys, churned, split.test_share)
    marker = Marker(column=split.column, values=split.test_values).over(rows.schema)
    marked = rows.select(
        pl.any_horizontal(marker.holds_value(value) for value in split.test_values)
    )
    return marked.to_series().to_numpy()


def _require_customers(statuses: dict[RowStatus, int], facts: pl.DataFrame) -> None:
    if statuses["customer"] == 0:
        found = ", ".join(f"{status.replace('_', ' ')} {n}" for status, n in statuses.items() if n)
        raise LearningError(
            f"no customer is left to learn from (rows: {found or 0}){_unknown_labels(facts)}; "
            "look at data.keep, data.id, data.label and data.left"
        )


def _require_both_classes(
    churned: NDArray[np.bool_], labels: pl.Series, facts: pl.DataFrame, rules: RowRules
) -> None:
    customers, of_churned = len(churned), int(churned.sum())
    if 0 < of_churned < customers:
        return
    raise LearningError(
        f"of {customers} learning customers {of_churned} have churned, and rules need both kinds; "
        f"the column '{rules.churned.column}' holds {_counted(labels) or 'nothing'}"
        f"{_unknown_labels(facts)}; write into data.label.churned the values that mean churned, "
        "or into ingest.split fewer test customers"
    )


def _unknown_labels(facts: pl.DataFrame) -> str:
    unknown = _counted(facts.filter(pl.col("status") == "unknown_label")["label"])
    return f"; labels that mean neither churned nor loyal: {unknown}" if unknown else ""


def _counted(labels: pl.Series) -> str:
    """The most frequent labels, and how many rows hold each."""
    counted = (
        labels.alias("label").value_counts().sort(["count", "label"], descending=[True, False])
    )
    return ", ".join(f"{label} ({n})" for label, n in counted.head(5).iter_rows())
