"""What becomes of every row of a table: a customer, or left out, and for which reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

import polars as pl

from churnkit.errors import InputError
from churnkit.prepare.row_rules import RowRules
from churnkit.tables.table import FILE, LINE, REJECTS_SCHEMA

RowStatus = Literal[
    "outside_population",
    "unknown_population",
    "without_id",
    "duplicate_id",
    "left",
    "unknown_marker",
    "without_label",
    "unknown_label",
    "customer",
]
"""The first that holds: the condition ``keep`` does not hold or cannot be told; the id is missing,
or that of another row, which stays; the customer has left; the label is missing, or neither churned
nor loyal; or none of these, and the row is a customer to learn from, or to score. When scoring,
whoever has left counts as that before anything else, and whoever has a label or a value of leaving
that is not known (``unknown_marker``) is not scored."""

_REJECTS: Mapping[RowStatus, tuple[str, str]] = {
    "without_id": ("there is no id", "write the id of the customer"),
    "duplicate_id": (
        "another row with the same id was kept",
        "leave one row per customer, e.g. by a condition in data.keep",
    ),
    "unknown_marker": (
        "it is not known whether this means that the customer has left",
        "correct it, or add it to data.label, to data.left.values or to data.markers.means_no",
    ),
    "unknown_label": (
        "the label means neither churned nor loyal",
        "correct it, or add the value to data.label.churned or data.label.loyal",
    ),
}


def classify_rows(
    frame: pl.LazyFrame, schema: pl.Schema, rules: RowRules, *, labelled: bool
) -> pl.LazyFrame:
    """Find out what becomes of every row.

    Args:
        frame: rows in the order of the file, with FILE and LINE.
        schema: its columns.
        rules: how ids, labels and the population are read.
        labelled: True to learn: customers need a label, and only those who left in another way than
            the label means are left out. False to score: whoever left or churned is left out.

    Returns:
        FILE, LINE, ``id`` (String), ``churned`` (Boolean, may be null), ``label`` (String, as
        written), ``unknown column`` and ``unknown value`` (String, null where all is known) and
        ``status``; one row per row.
    """
    return (
        frame.select(
            pl.col(FILE, LINE),
            rules.id_of(schema).alias("id"),
            rules.belongs(schema).alias("belongs"),
            rules.has_left(schema).alias("left"),
            rules.has_churned(schema).alias("churned"),
            rules.label_text(schema).alias("label"),
            rules.unknown_column(schema).alias("unknown column"),
            rules.unknown_value(schema).alias("unknown value"),
        )
        .with_columns(pl.when("belongs").then("id").alias("known id"))
        .select(
            FILE,
            LINE,
            "id",
            "churned",
            "label",
            "unknown column",
            "unknown value",
            _status(rules, labelled=labelled).alias("status"),
        )
    )


def may_be_scored(schema: pl.Schema, rules: RowRules) -> pl.Expr:
    """Whether a row is a customer to score, unless another row of its id stays. Never null."""
    gone = rules.has_left(schema) | rules.has_churned(schema).fill_null(value=False)
    belongs = rules.belongs(schema).fill_null(value=False)
    return belongs & rules.id_of(schema).is_not_null() & ~gone & ~rules.is_unknown(schema)


def require_unique_ids(facts: pl.DataFrame, rules: RowRules) -> None:
    """Raise InputError where ids have to be unique and are not."""
    repeated = facts.filter(pl.col("status") == "duplicate_id")
    if rules.duplicates != "error" or repeated.is_empty():
        return
    first = repeated.row(0, named=True)
    raise InputError(
        f"{first[FILE]}:{first[LINE]}: duplicate id '{first['id']}' ({repeated.height:,} rows with "
        "duplicate ids in all); leave one row per customer, or set data.duplicates to "
        "first or last"
    )


def count_statuses(facts: pl.DataFrame) -> dict[RowStatus, int]:
    """Rows by status; every status has a count."""
    counts = dict(facts["status"].value_counts().iter_rows())
    return {status: int(counts.get(status, 0)) for status in get_args(RowStatus)}


def row_rejects(facts: pl.DataFrame, rules: RowRules) -> pl.DataFrame:
    """The rows whose trouble has to be mended in the table, in REJECTS_SCHEMA."""
    status = pl.col("status")
    of_label, of_marker = status == "unknown_label", status == "unknown_marker"
    reasons = {name: reason for name, (reason, _) in _REJECTS.items()}
    remedies = {name: remedy for name, (_, remedy) in _REJECTS.items()}
    return (
        facts.filter(status.is_in(list(_REJECTS)))
        .select(
            pl.col(FILE).alias("file"),
            pl.col(LINE).alias("line"),
            pl.when(of_label).then(pl.lit(rules.churned.column))
            .when(of_marker).then("unknown column").otherwise(pl.lit(rules.id)).alias("column"),
            pl.when(of_label).then("label").when(of_marker).then("unknown value").otherwise("id")
            .fill_null("").alias("value"),
            status.replace_strict(reasons, return_dtype=pl.String).alias("reason"),
            status.replace_strict(remedies, return_dtype=pl.String).alias("remedy"),
        )
        .cast(REJECTS_SCHEMA)
    )  # fmt: skip


def _status(rules: RowRules, *, labelled: bool) -> pl.Expr:
    churned = pl.col("churned").fill_null(value=False)
    gone_before = pl.lit(labelled).not_() & (pl.col("left") | churned)
    gone_otherwise = pl.lit(labelled) & pl.col("left") & ~churned
    is_unknown = pl.lit(labelled).not_() & pl.col("unknown column").is_not_null()
    known = pl.col("known id")
    stays = known.is_last_distinct() if rules.duplicates == "last" else known.is_first_distinct()
    status = (
        pl.when(gone_before).then(pl.lit("left"))
        .when(pl.col("belongs").is_null()).then(pl.lit("unknown_population"))
        .when(~pl.col("belongs")).then(pl.lit("outside_population"))
        .when(pl.col("id").is_null()).then(pl.lit("without_id"))
        .when(~stays).then(pl.lit("duplicate_id"))
        .when(gone_otherwise).then(pl.lit("left"))
        .when(is_unknown).then(pl.lit("unknown_marker"))
    )  # fmt: skip
    if labelled:
        unlabelled = pl.col("churned").is_null()
        status = status.when(unlabelled & pl.col("label").is_null()).then(pl.lit("without_label"))
        status = status.when(unlabelled).then(pl.lit("unknown_label"))
    return status.otherwise(pl.lit("customer"))
