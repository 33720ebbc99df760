"""Prepares customers to score: the recipe repeated, and whoever has left already left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from churnkit.config.sections.project import DecimalMark, MarkerSettings, Nulls
from churnkit.errors import ConfigError, MismatchError
from churnkit.hashing import hash_rows
from churnkit.prepare.column_names import IDENTITY, VALUE, raw_name, require_unreserved
from churnkit.prepare.difference import Difference, compare_columns, is_of_another_kind
from churnkit.prepare.markers import find_unknown
from churnkit.prepare.recipe import Recipe
from churnkit.prepare.roles import ROW
from churnkit.prepare.row_rules import Rows
from churnkit.prepare.row_status import (
    RowStatus,
    classify_rows,
    count_statuses,
    require_unique_ids,
    row_rejects,
)
from churnkit.prepare.variables import Preparation
from churnkit.suggest import suggestion
from churnkit.tables.columns.formats import Column, ColumnFormat, texts_of
from churnkit.tables.columns.inference import infer_format
from churnkit.tables.rejects import value_rejects
from churnkit.tables.table import FILE, LINE, REJECTS_SCHEMA, Table, damage_as_error


@dataclass(frozen=True)
class CurrentCustomers:
    """Customers to score."""

    frame: pl.LazyFrame
    """``id`` (String), the variables wanted, sorted by name, Float64 or String, VALUE (Float64) if
    wanted, IDENTITY for tables without ids, and the raw columns wanted, under ``raw_name``; in the
    order of the file."""
    identity: str
    """Its column that tells customers apart wherever they stand in a file: ``id``, or IDENTITY
    where the id is but a place in a file."""
    statuses: Mapping[RowStatus, int]
    """Rows read by status; those with ``customer`` are scored."""
    rejects: pl.DataFrame
    """Rows and values that could not be used, in REJECTS_SCHEMA."""
    difference: tuple[str, ...]
    """Columns that are new, or missing and not needed, one line each."""
    notes: tuple[str, ...]
    """What was assumed, repaired or looks odd, one sentence each."""
    unreadable: Mapping[str, int]
    """Values that could not be read, by variable."""


def prepare_for_scoring(
    table: Table,
    recipe: Recipe,
    *,
    as_of: dt.date | None = None,
    variables: Sequence[str] | None = None,
    columns: Sequence[str] = (),
    value: str | None = None,
    markers: MarkerSettings | None = None,
    decimal: DecimalMark | None = None,
) -> CurrentCustomers:
    """Prepare customers as the recipe says.

    Labels are not needed; where they are there, customers who churned are left out, as are those
    known to have left otherwise.

    Args:
        table: the customers as they were read.
        recipe: how they are prepared.
        as_of: date from which dates are counted back. Default: that of the learning customers.
        variables: variables wanted, e.g. those of the rules. Default: all that were kept.
        columns: columns of the table to pass on as they are.
        value: column of the table to pass on as a number, null where it is none.
        markers: further values that mean "no", and how many may be unknown. Default: the defaults.
        decimal: decimal mark of that column. Default: the point, where both are possible.

    Raises:
        MismatchError: columns that are needed are missing or of another kind.
        ConfigError: a column to pass on is not there, or ``value`` holds no numbers.
        InputError: labels or values of leaving are mostly unknown; or
            a file is damaged, as far as its rows are read here. The frame reads further
            columns: collect it under ``refusing_damage``.
    """
    markers = markers or MarkerSettings()
    recipe = recipe.model_copy(update={"rows": recipe.rows.with_no(markers.means_no)})
    wanted = recipe.names if variables is None else tuple(variables)
    difference = _compare(table, recipe, wanted, [*columns, *([value] if value else [])])
    _require_columns("score.columns", columns, table.schema)
    _require_columns("score.value", [value] if value else [], table.schema)
    preparations = recipe.preparations(table.schema, as_of=as_of, only=wanted)
    rows = recipe.rows.over(table.schema)
    with damage_as_error(table):
        facts, found = _look_at(table, rows, preparations)
        _require_match(table, _with_values(difference, found))
        unknown = _unknown_notes(table, rows, markers)
        customers = _customers(table, rows, facts)
        rejects = [table.rejects, row_rejects(facts, recipe.rows), _unusable(customers, found)]
        number = [_number(table, recipe, value, decimal).alias(VALUE)] if value else []
    return CurrentCustomers(
        frame=customers.select(
            rows.id().alias("id"),
            *(each.value() for each in preparations),
            *number,
            *([IDENTITY] if recipe.rows.id == ROW else []),
            *(pl.col(name).alias(raw_name(name)) for name in dict.fromkeys(columns)),
        ),
        identity=IDENTITY if recipe.rows.id == ROW else "id",
        statuses=count_statuses(facts),
        rejects=pl.concat(rejects).sort("file", "line", "column", "reason", maintain_order=True),
        difference=difference.notes,
        notes=(*table.notes, *unknown, *_elsewhere_notes(facts)),
        unreadable={each.name: each.unreadable for each in found},
    )


@dataclass(frozen=True)
class _Found:
    """Values of one variable among the customers to score."""

    preparation: Preparation
    readable: int
    unreadable: int
    outside: int

    @property
    def name(self) -> str:
        return self.preparation.variable.name


def _look_at(
    table: Table, rows: Rows, preparations: Sequence[Preparation]
) -> tuple[pl.DataFrame, list[_Found]]:
    """The status of every row, and what the variables hold, from one reading of the table."""
    candidates = table.frame.filter(rows.may_be_scored())
    facts, counts = pl.collect_all(
        [
            classify_rows(table.frame, rows, labelled=False),
            candidates.select(_counts(preparations)),
        ]
    )
    require_unique_ids(facts, rows.rules)
    return facts, _found(preparations, counts)


def _counts(preparations: Sequence[Preparation]) -> list[pl.Expr]:
    """The sums that ``_found`` needs, each named "<what> <variable>"; those known are left out."""
    return [
        expression.alias(f"{what} {each.variable.name}")
        for each in preparations
        for what, expression in _sums(each).items()
    ]


def _sums(each: Preparation) -> dict[str, pl.Expr]:
    parsed, outside = each.parsed(), each.outside()
    sums: dict[str, pl.Expr] = {}
    if each.unreadable() is not None:
        sums["present"] = (~each.missing()).sum()
    if outside is not None:
        sums["outside"] = outside.sum()
    return {"readable": parsed.count(), **sums} if sums else {}


def _found(preparations: Sequence[Preparation], counts: pl.DataFrame) -> list[_Found]:
    counted = counts.row(0, named=True) if counts.width else {}

    def found_of(each: Preparation) -> _Found:
        name = each.variable.name
        readable = int(counted.get(f"readable {name}", 0))
        return _Found(
            preparation=each,
            readable=readable,
            unreadable=int(counted.get(f"present {name}", readable)) - readable,
            outside=int(counted.get(f"outside {name}", 0)),
        )

    return [found_of(each) for each in preparations]


def _customers(table: Table, rows: Rows, facts: pl.DataFrame) -> pl.LazyFrame:
    """The rows to score, one of each id, with IDENTITY if need be."""
    candidates = table.frame.filter(rows.may_be_scored())
    if rows.key is None:
        return _identified(candidates)
    is_out = (pl.col("status") == "duplicate_id") | pl.col("elsewhere")
    others = facts.filter(is_out).select(FILE, LINE)
    if others.is_empty():
        return candidates
    return candidates.join(others.lazy(), on=[FILE, LINE], how="anti", maintain_order="left")


def _identified(candidates: pl.LazyFrame) -> pl.LazyFrame:
    """Add a hash of the whole row as it is written; only equal rows have equal ones."""
    rows = candidates.collect()
    written = pl.DataFrame(
        [texts_of(column).alias(column.name) for column in rows.drop(FILE, LINE)]
    )
    hashes = [f"{each:016x}" for each in hash_rows(written, seed=0).tolist()]
    return rows.with_columns(pl.Series(IDENTITY, hashes, dtype=pl.String)).lazy()


def _elsewhere_notes(facts: pl.DataFrame) -> list[str]:
    """Rows that are not scored because another row of their id says that the customer left."""
    found = facts.filter(pl.col("elsewhere"))
    if found.is_empty():
        return []
    first = found.row(0, named=True)
    return [
        f"{first[FILE]}:{first[LINE]}: the id '{first['id']}' has another row that says the "
        f"customer has left, or may have ({found.height:,} such rows in all); they are not scored; "
        "leave one row per customer, e.g. by a condition in data.keep"
    ]


def _unusable(customers: pl.LazyFrame, found: Sequence[_Found]) -> pl.DataFrame:
    """Values that cannot be used, in REJECTS_SCHEMA."""
    failing = [each.preparation for each in found if each.unreadable or each.outside]
    checks = [check for preparation in failing for check in preparation.checks()]
    return value_rejects(customers, checks).collect().cast(REJECTS_SCHEMA)


def _compare(
    table: Table, recipe: Recipe, wanted: Sequence[str], passed_on: Sequence[str]
) -> Difference:
    require_unreserved(table.schema)
    difference = compare_columns(recipe, table.schema, wanted, passed_on)
    _require_match(table, difference)
    return difference


def _with_values(difference: Difference, found: Sequence[_Found]) -> Difference:
    """Add the columns whose values can no longer be read."""
    lines = [
        f"of another kind: '{each.name}' ({each.preparation.variable.format.kind} expected; "
        f"{each.unreadable} of {each.readable + each.unreadable} values cannot be read as one)"
        for each in found
        if is_of_another_kind(
            each.preparation.variable, each.readable + each.unreadable, each.unreadable
        )
    ]
    return Difference((*difference.fatal, *lines), difference.notes)


def _require_match(table: Table, difference: Difference) -> None:
    if difference.fatal:
        file = table.frame.select(pl.col(FILE).first()).collect().item()
        lines = "\n  ".join(difference.lines)
        raise MismatchError(
            f"{file}: the columns differ from those that the recipe was learnt on:\n  {lines}\n"
            "correct the table, or learn anew from one like it: churnkit ingest, churnkit train"
        )


def _require_columns(key: str, columns: Sequence[str], schema: pl.Schema) -> None:
    unknown = [name for name in columns if name not in schema]
    if unknown:
        lines = [f"no column '{name}'{suggestion(name, list(schema))}" for name in unknown]
        raise ConfigError("\n".join(f"{key}: {line}" for line in lines))


def _number(table: Table, recipe: Recipe, name: str, decimal: DecimalMark | None) -> pl.Expr:
    """A column as numbers, read as the recipe does if it knows how, and within no limits."""
    known = {each.name: each.format for each in recipe.variables if each.format.kind == "number"}
    column = Column(name, table.schema[name], known.get(name, ColumnFormat(kind="number")))
    if name in known or column.dtype.is_numeric():
        return column.value()
    values = table.frame.select(name).collect()
    inferred = infer_format(values[name], "number", Nulls(), decimal=decimal or "point")
    number = replace(column, format=inferred.format).value()
    if values.select(number.is_null().all()).item():
        raise ConfigError(f"score.value: the column '{name}' holds no numbers; name one that does")
    return number


def _unknown_notes(table: Table, rows: Rows, settings: MarkerSettings) -> list[str]:
    """Notes on labels and values of leaving that are not known.

    Raises:
        InputError: so many are unknown that the column is most likely read wrongly.
    """
    if not rows.markers:
        return []
    columns = dict.fromkeys(marked.column.name for marked in rows.markers.values())
    belongs = rows.belongs.fill_null(value=False)
    raw = table.frame.filter(belongs).select(FILE, *columns).collect()
    notes = []
    for field, marked in rows.markers.items():
        unknown = find_unknown(raw, marked.marker, field)
        if unknown.unknown:
            unknown.require_few(raw[FILE][0], settings.max_unknown)
            notes += unknown.notes(raw[FILE][0], "these rows are rejected and not scored")
    return notes
