"""The status of every row of a table: a customer, or left out, and for which reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

import polars as pl

from churnkit.errors import InputError
from churnkit.prepare.row_rules import RowRules, Rows
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
that is not known (``unknown_marker``) is not scored; both hold for all rows of an id."""

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


def classify_rows(frame: pl.LazyFrame, rows: Rows, *, labelled: bool) -> pl.LazyFrame:
    """Find the status of every row.

    Args:
        frame: rows in the order of the file, with FILE and LINE.
        rows: how ids, labels and the population are read in it.
        labelled: True to learn: customers need a label, and only those who left in another way than
            the label means are left out. False to score: whoever left or churned is left out.

    Returns:
        FILE, LINE, ``id`` (String), ``churned`` (Boolean, may be null), ``label`` (String, as
        written), ``unknown column`` and ``unknown value`` (String, null where all is known),
        ``elsewhere`` (Boolean, whether another row of the id is why it is not scored) and
        ``status``; one row per row.
    """
    return (
        frame.select(
            pl.col(FILE, LINE),
            rows.id().alias("id"),
            rows.belongs.alias("belongs"),
            rows.has_left().alias("left"),
            rows.has_churned().alias("churned"),
            rows.label().alias("label"),
            rows.unknown_column().alias("unknown column"),
            rows.unknown_value().alias("unknown value"),
        )
        .with_columns(
            pl.when("belongs").then("id").alias("known id"),
            *_of_other_rows(asked=not labelled and rows.key is not None),
        )
        .select(
            FILE,
            LINE,
            "id",
            "churned",
            "label",
            "unknown column",
            "unknown value",
            pl.any_horizontal("left elsewhere", "unknown elsewhere").alias("elsewhere"),
            _status(rows.rules, labelled=labelled).alias("status"),
        )
    )


def _of_other_rows(*, asked: bool) -> list[pl.Expr]:
    """Whether another row of the same id says that the customer left, or nobody can tell."""
    left = pl.col("left") | pl.col("churned").fill_null(value=False)
    unknown = pl.col("unknown column").is_not_null()
    said = {"left elsewhere": left, "unknown elsewhere": unknown}
    if not asked:
        return [pl.lit(value=False).alias(name) for name in said]
    ids = pl.col("id")
    return [
        (~flag & ids.is_in(ids.filter(flag).implode()).fill_null(value=False)).alias(name)
        for name, flag in said.items()
    ]


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
    own = of_marker & ~pl.col("elsewhere")
    reasons = {name: reason for name, (reason, _) in _REJECTS.items()}
    remedies = {name: remedy for name, (_, remedy) in _REJECTS.items()}
    return (
        facts.filter(status.is_in(list(_REJECTS)))
        .select(
            pl.col(FILE).alias("file"),
            pl.col(LINE).alias("line"),
            pl.when(of_label).then(pl.lit(rules.churned.column))
            .when(own).then("unknown column").otherwise(pl.lit(rules.id)).alias("column"),
            pl.when(of_label).then("label").when(own).then("unknown value").otherwise("id")
            .fill_null("").alias("value"),
            status.replace_strict(reasons, return_dtype=pl.String).alias("reason"),
            status.replace_strict(remedies, return_dtype=pl.String).alias("remedy"),
        )
        .cast(REJECTS_SCHEMA)
    )  # fmt: skip


def _status(rules: RowRules, *, labelled: bool) -> pl.Expr:
    churned = pl.col("churned").fill_null(value=False)
    gone_before = pl.lit(labelled).not_() & (pl.col("left") | churned | pl.col("left elsewhere"))
    gone_otherwise = pl.lit(labelled) & pl.col("left") & ~churned
    unknown = pl.col("unknown column").is_not_null() | pl.col("unknown elsewhere")
    is_unknown = pl.lit(labelled).not_() & unknown
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
