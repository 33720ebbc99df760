"""How the columns of a table differ from those a recipe was learnt on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from churnkit.prepare.recipe import Recipe
from churnkit.prepare.variables import VariableRecipe
from churnkit.suggest import suggestion


@dataclass(frozen=True)
class Difference:
    """What differs, one line a column."""

    fatal: tuple[str, ...] = ()
    """Columns that are needed and missing, or of another kind."""
    notes: tuple[str, ...] = ()
    """Columns that are new, or missing and not needed."""

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it, what is fatal first."""
        return (*self.fatal, *self.notes)


def compare_columns(
    recipe: Recipe, schema: pl.Schema, needed: Sequence[str], passed_on: Sequence[str] = ()
) -> Difference:
    """Compare names and stored types of columns with those of the recipe.

    Args:
        recipe: what the customers were learnt on.
        schema: columns of the table.
        needed: names of the variables that must be there.
        passed_on: names of columns that are used otherwise.
    """
    must = {*needed, *recipe.rows.needed}
    expected = {column.name: column for column in recipe.columns}
    missing = [column for column in recipe.columns if column.name not in schema]
    fatal = [
        f"missing: '{column.name}' ({column.kind or column.role})"
        + suggestion(column.name, [name for name in schema if name not in expected])
        for column in missing
        if column.name in must
    ]
    fatal += [
        f"of another kind: '{variable.name}' ({variable.format.kind} expected, "
        f"found {_in_words(schema[variable.name])})"
        for variable in recipe.kept
        if variable.name in needed and variable.name in schema
        if not _can_hold(variable, schema[variable.name])
    ]
    notes = [
        f"missing, not needed: '{column.name}' ({column.kind or column.role})"
        for column in missing
        if column.name not in must and column.role != "label"
    ]
    known = {*expected, *passed_on}
    notes += [f"new, not used: '{name}'" for name in schema if name not in known]
    return Difference(tuple(fatal), tuple(notes))


def is_of_another_kind(variable: VariableRecipe, present: int, unreadable: int) -> bool:
    """Whether values can no longer be read as the kind of the recipe.

    That is so when more than half of those can no longer be read that could be when learning.
    """
    return unreadable > (1 + variable.unreadable_share) / 2 * present


def _can_hold(variable: VariableRecipe, dtype: pl.DataType) -> bool:
    """Whether a stored type can hold values of the kind of a variable; texts can hold any."""
    if dtype.is_nested() or dtype in (pl.Binary, pl.Object):
        return False
    if variable.format.kind == "number":
        return not dtype.is_temporal()
    if variable.format.kind == "date" and variable.format.date.count is None:
        return not (dtype.is_numeric() or dtype in (pl.Boolean, pl.Time, pl.Duration))
    return True


def _in_words(dtype: pl.DataType) -> str:
    if dtype.is_numeric():
        return "numbers"
    return "dates" if dtype.is_temporal() else f"values of type {dtype}"
