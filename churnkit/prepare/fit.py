"""Prepares customers to learn from: the one entry of the stage ``ingest``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from churnkit.config.sections.project import DataSection, IngestSection, VariableSettings
from churnkit.errors import InputError, LearningError
from churnkit.prepare.audit import Audit, SetCounts, TableCounts, Thresholds, VariableAudit
from churnkit.prepare.column_names import require_unreserved
from churnkit.prepare.examine import Cells
from churnkit.prepare.fit_variable import MOST_LISTED, fit_variable, name_dropped
from churnkit.prepare.leaks import assign_folds, may_count_rows
from churnkit.prepare.learning_split import Selection, select_customers
from churnkit.prepare.notes import note_numbers, note_oddities
from churnkit.prepare.recipe import ExpectedColumn, Recipe, Role
from churnkit.prepare.roles import ROW, Roles, assign_roles
from churnkit.prepare.row_rules import fit_row_rules
from churnkit.prepare.variables import VariableRecipe
from churnkit.tables.columns.formats import ColumnFormat
from churnkit.tables.columns.inference import infer_format
from churnkit.tables.rejects import value_rejects
from churnkit.tables.table import FILE, REJECTS_SCHEMA, Table, damage_as_error


@dataclass(frozen=True)
class Prepared:
    """Customers to learn from and to test on."""

    frame: pl.DataFrame
    """``id`` (String), ``split`` ("learning" or "test"), ``label`` ("churned" or "loyal"), then the
    variables kept, sorted by name, Float64 or String; rows in the order of a hash of the id."""
    recipe: Recipe
    audit: Audit
    rejects: pl.DataFrame
    """Rows and values that could not be used, in REJECTS_SCHEMA."""
    notes: tuple[str, ...]
    """What was assumed, repaired or looks odd, one sentence each."""


def prepare_customers(table: Table, data: DataSection, ingest: IngestSection) -> Prepared:
    """Decide on the learning customers how customers are prepared, and prepare all of them.

    Args:
        table: the customers as they were read.
        data: what the columns mean.
        ingest: how variables are judged.

    Raises:
        ConfigError: the config names columns that are not there, or misreads them.
        InputError: values of a column can be read in two ways, or a file is damaged.
        LearningError: no customer, one class only, or no variable is left.
    """
    require_unreserved(table.schema)
    roles = assign_roles(list(table.schema), data, ingest.split)
    with damage_as_error(table):
        raw = table.frame.collect()
    rules = fit_row_rules(raw, data, ingest.nulls)
    chosen = select_customers(raw, rules, ingest.split)
    formats, notes = _infer_formats(chosen, roles, data, ingest)
    as_of = dt.date.fromisoformat(data.as_of) if data.as_of else None
    fitted = _fit_variables(raw, chosen, formats, data, ingest, as_of)
    recipe = Recipe(
        rows=rules,
        as_of=as_of,
        variables=tuple(variable for variable, _ in fitted),
        columns=_expected(sorted(table.schema), data, ingest, formats),
        customers=int((~chosen.test).sum()),
        churned=int(chosen.churned[~chosen.test].sum()),
    )
    _require_variables(recipe)
    audits = name_dropped([audit for _, audit in fitted], chosen.churned[~chosen.test])
    notes = (*table.notes, *notes, *note_oddities(raw, chosen, recipe, audits, ingest.split))
    return Prepared(
        frame=_prepared_frame(chosen, recipe),
        recipe=recipe,
        audit=Audit(
            table=_counts(table, chosen),
            labels=chosen.labels[:MOST_LISTED],
            label_count=chosen.label_count,
            thresholds=_thresholds(ingest),
            variables=tuple(audits),
            ignored=roles.ignored,
            notes=notes,
        ),
        rejects=_all_rejects(table, chosen, recipe),
        notes=notes,
    )


def _infer_formats(
    chosen: Selection, roles: Roles, data: DataSection, ingest: IngestSection
) -> tuple[dict[str, ColumnFormat], tuple[str, ...]]:
    """Formats of the variables, seen on the learning customers, and notes about them."""
    learning = chosen.rows.filter(pl.Series(~chosen.test))
    formats: dict[str, ColumnFormat] = {}
    notes: list[str] = []
    problems: list[str] = []
    for name in roles.variables:
        known = data.variables.get(name, VariableSettings())
        try:
            inferred = infer_format(
                learning[name],
                known.kind,
                ingest.nulls,
                tokens=known.nulls,
                written=(known.written,) if known.written else (),
                decimal=data.decimal,
            )
        except InputError as problem:
            problems.append(f"{learning[FILE][0]}: {problem}")
            continue
        formats[name] = inferred.format
        notes += inferred.notes
        if known.kind is None:
            notes += note_numbers(learning[name], inferred.format, ingest.nulls)
    if problems:
        raise InputError("\n".join(problems))
    return formats, tuple(notes)


def _fit_variables(
    raw: pl.DataFrame,
    chosen: Selection,
    formats: dict[str, ColumnFormat],
    data: DataSection,
    ingest: IngestSection,
    as_of: dt.date | None,
) -> list[tuple[VariableRecipe, VariableAudit]]:
    ids = None if data.id == ROW else chosen.ids.filter(pl.Series(~chosen.test))
    known = data.variables
    return [
        fit_variable(cells, known.get(cells.raw.name, VariableSettings()), ingest)
        for cells in _cells(raw, chosen, formats, ids, as_of)
    ]


def _cells(
    raw: pl.DataFrame,
    chosen: Selection,
    formats: dict[str, ColumnFormat],
    ids: pl.Series | None,
    as_of: dt.date | None,
) -> Iterator[Cells]:
    """The columns of the variables on the learning customers."""
    learning = chosen.rows.filter(pl.Series(~chosen.test))
    churned = chosen.churned[~chosen.test]
    undecided = [  # as they are read, before anything is decided about them
        VariableRecipe(name=name, format=format_, kept=False).over(learning.schema, as_of)
        for name, format_ in formats.items()
    ]
    values = learning.with_columns(each.parsed().alias(each.variable.name) for each in undecided)
    missing = learning.with_columns(each.missing().alias(each.variable.name) for each in undecided)
    everywhere = raw.select(
        each.parsed() for each in undecided if may_count_rows(values[each.variable.name])
    )
    fold = assign_folds(np.arange(churned.size, dtype=np.uint64), churned)
    for name, format_ in formats.items():
        yield Cells(
            raw=learning[name],
            value=values[name],
            missing=missing[name].to_numpy(),
            churned=churned,
            fold=fold,
            ids=ids,
            all_values=everywhere[name] if name in everywhere.columns else None,
            format=format_,
        )


def _prepared_frame(chosen: Selection, recipe: Recipe) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "id": chosen.ids,
            "split": np.where(chosen.test, "test", "learning"),
            "label": np.where(chosen.churned, "churned", "loyal"),
        },
        schema_overrides={"split": pl.String, "label": pl.String},
    ).hstack(recipe.prepare(chosen.rows))


def _expected(
    names: list[str], data: DataSection, ingest: IngestSection, formats: dict[str, ColumnFormat]
) -> tuple[ExpectedColumn, ...]:
    special: dict[str, Role] = dict.fromkeys(data.ignore, "ignored")
    if ingest.split.column:
        special[ingest.split.column] = "split"
    if data.left:
        special[data.left.column] = "left"
    if data.label:
        special[data.label.column] = "label"
    special[data.id] = "id"
    return tuple(
        ExpectedColumn(
            name=name,
            role=special.get(name, "variable"),
            kind=formats[name].kind if name in formats else None,
        )
        for name in names
    )


def _require_variables(recipe: Recipe) -> None:
    if not recipe.kept:
        reasons = ", ".join(f"{each.name} ({each.reason})" for each in recipe.variables[:20])
        raise LearningError(
            f"no variable is left to learn from: {reasons or 'the table has no other columns'}; "
            "look at the kinds in data.variables, and at ingest.valid_share, rate_difference and "
            "leaks"
        )


def _counts(table: Table, chosen: Selection) -> TableCounts:
    statuses = {
        status: n
        for status, n in chosen.statuses.items()
        if status not in ("customer", "unknown_marker")  # all values were met when learning
    }
    return TableCounts(
        unreadable=table.rejects.height,
        rows=sum(chosen.statuses.values()),
        learning=_set_counts(chosen, test=False),
        test=_set_counts(chosen, test=True),
        **statuses,
    )


def _set_counts(chosen: Selection, *, test: bool) -> SetCounts:
    churned = chosen.churned[chosen.test == test]
    rate = float(churned.mean()) if len(churned) else None
    return SetCounts(customers=len(churned), churned=int(churned.sum()), base_rate=rate)


def _thresholds(ingest: IngestSection) -> Thresholds:
    return Thresholds(
        valid_share=ingest.valid_share,
        rare_share=ingest.rare_share,
        p_value=ingest.rate_difference.p_value,
        effect=ingest.rate_difference.effect,
        suspect_auc=ingest.leaks.suspect,
        drop_auc=ingest.leaks.drop,
    )


def _all_rejects(table: Table, chosen: Selection, recipe: Recipe) -> pl.DataFrame:
    """Rejects of reading, of rows and of values, in the order of the files."""
    checks = [
        check
        for variable in recipe.variables
        for check in variable.over(table.schema, recipe.as_of).checks()
    ]
    values = value_rejects(chosen.rows.lazy(), checks).collect()
    rejects = pl.concat([table.rejects, chosen.rejects, values.cast(REJECTS_SCHEMA)])
    return rejects.sort("file", "line", "column", "reason", maintain_order=True)
