"""The recipe: all that was learnt about preparing customers, enough to prepare new ones alone.

It is decided once, on the learning customers, and repeated ever after: ``recipe.json``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import polars as pl
from pydantic import Field

from churnkit.config.sections.project import Kind
from churnkit.frozen import Frozen
from churnkit.prepare.row_rules import RowRules
from churnkit.prepare.variables import Preparation, VariableRecipe
from churnkit.workspace.artifacts import RECIPE, read_artifact
from churnkit.workspace.runs import Run

Role = Literal["id", "label", "left", "split", "ignored", "variable"]


class ExpectedColumn(Frozen):
    """A column of the table that the recipe was learnt on."""

    name: str
    role: Role
    kind: Kind | None
    """Kind of a variable; None for other columns."""


class Recipe(Frozen):
    """How customers are prepared."""

    rows: RowRules
    as_of: dt.date | None
    """Date from which the dates of the learning customers were counted back."""
    variables: tuple[VariableRecipe, ...]
    """Every column that could have told something, sorted by name; not all were kept."""
    columns: tuple[ExpectedColumn, ...]
    """All columns of the table, sorted by name."""
    customers: int
    """Learning customers."""
    churned: int
    """Those of them who churned."""
    settings: dict[str, Any] = Field(default_factory=dict)
    """The parts of the config by which it was learnt."""

    @property
    def kept(self) -> tuple[VariableRecipe, ...]:
        """The variables that prepared customers have, sorted by name."""
        return tuple(variable for variable in self.variables if variable.kept)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the variables kept, sorted."""
        return tuple(variable.name for variable in self.kept)

    @property
    def days(self) -> frozenset[str]:
        """Names of the variables kept that count the days from a date until the reference date."""
        return frozenset(each.name for each in self.kept if each.format.kind == "date")

    def preparations(
        self,
        schema: Mapping[str, pl.DataType],
        *,
        as_of: dt.date | None = None,
        only: Sequence[str] | None = None,
    ) -> list[Preparation]:
        """The expressions of the variables kept, over the columns of a table.

        Args:
            schema: types of its columns; those of the variables must be there.
            as_of: date from which dates are counted back. Default: that of the learning customers.
            only: names of the variables wanted. Default: all that were kept.
        """
        return [
            variable.over(schema, as_of or self.as_of)
            for variable in self.kept
            if only is None or variable.name in only
        ]

    def prepare(self, rows: pl.DataFrame, *, as_of: dt.date | None = None) -> pl.DataFrame:
        """Replace the columns of a table by the variables kept: Float64 or String, sorted by name.

        Args:
            rows: rows of customers; the columns of the variables must be there.
            as_of: date from which dates are counted back. Default: that of the learning customers.
        """
        return rows.select(each.value() for each in self.preparations(rows.schema, as_of=as_of))


def write_recipe(run: Run, recipe: Recipe) -> Path:
    """Write ``recipe.json`` into a run."""
    return run.write_json(RECIPE, recipe)


def read_recipe(folder: Path) -> Recipe:
    """Read ``recipe.json``. Raises ArtifactError if it is missing, damaged or too new."""
    return read_artifact(folder / RECIPE, Recipe)
