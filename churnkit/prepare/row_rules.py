"""Which rows of a table are customers, and what is known about them already."""

from __future__ import annotations

import polars as pl

from churnkit.config.sections.project import DataSection, Duplicates, Nulls, VariableSettings
from churnkit.errors import ConfigError
from churnkit.frozen import Frozen
from churnkit.prepare.population import PopulationFilter, fit_population
from churnkit.prepare.roles import ROW
from churnkit.tables.columns.formats import ColumnFormat
from churnkit.tables.columns.inference import infer_format
from churnkit.tables.table import FILE, LINE, Table

_TRUTHS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class RowRules(Frozen):
    """How ids and labels are read, who belongs to the population, who has left."""

    id: str
    """Column of the id, or "row"."""
    id_format: ColumnFormat
    duplicates: Duplicates = "first"
    """Which of several rows with the same id stays."""
    churned: Marker
    """Customers who churned."""
    loyal: Marker | None
    """Customers who did not; None: everyone else with a label."""
    left: Marker | None
    """Customers who left, in whatever way."""
    population: PopulationFilter | None

    @property
    def needed(self) -> tuple[str, ...]:
        """Columns without which it cannot be told who is a customer; labels are not needed."""
        ids = () if self.id == ROW else (self.id,)
        return (*ids, *(self.population.columns if self.population else ()))

    def id_of(self, schema: pl.Schema) -> pl.Expr:
        """The id: String, null where it is missing; "customers.csv:17" in tables without one."""
        if self.id == ROW:
            return pl.format("{}:{}", pl.col(FILE), pl.col(LINE))
        return self.id_format.value(self.id, schema[self.id])

    def belongs(self, schema: pl.Schema) -> pl.Expr:
        """Whether a row is of the population: Boolean, null where it cannot be told."""
        return self.population.expression(schema) if self.population else pl.lit(value=True)

    def has_churned(self, schema: pl.Schema) -> pl.Expr:
        """What the label says: Boolean, null where it says nothing or is not there at all."""
        if self.churned.column not in schema:
            return pl.lit(None, dtype=pl.Boolean)
        dtype = schema[self.churned.column]
        churned = self.churned.holds(dtype)
        if self.loyal is None:
            return churned
        loyal = self.loyal.holds(dtype)
        return pl.when(churned).then(pl.lit(value=True)).when(loyal).then(pl.lit(value=False))

    def label_text(self, schema: pl.Schema) -> pl.Expr:
        """The label as it is written: String, null where there is none."""
        if self.churned.column not in schema:
            return pl.lit(None, dtype=pl.String)
        return self.churned.text(schema[self.churned.column])

    def has_left(self, schema: pl.Schema) -> pl.Expr:
        """Whether a customer left, in whatever way; False where that is not known."""
        if self.left is None or self.left.column not in schema:
            return pl.lit(value=False)
        return self.left.holds(schema[self.left.column]).fill_null(value=False)


def fit_row_rules(table: Table, data: DataSection, nulls: Nulls) -> RowRules:
    """Decide how ids, labels and the population are read.

    Raises:
        ConfigError: there is no label, or the population cannot be told.
    """
    if data.label is None:
        raise ConfigError(
            "data.label: is missing; write the column that tells who churned, and its values for "
            "churned; rules can only be learnt from customers who are known to have churned or not"
        )
    label, left = data.label, data.left
    label_nulls = _tokens(label.column, data, nulls)
    return RowRules(
        id=data.id,
        id_format=_id_format(table, data, nulls),
        duplicates=data.duplicates,
        churned=Marker(column=label.column, values=label.churned, nulls=label_nulls),
        loyal=label.loyal and Marker(column=label.column, values=label.loyal, nulls=label_nulls),
        left=left
        and Marker(column=left.column, values=left.values, nulls=_tokens(left.column, data, nulls)),
        population=data.keep
        and fit_population(
            data.keep, table.frame, table.schema, data.variables, nulls, decimal=data.decimal
        ),
    )


def _id_format(table: Table, data: DataSection, nulls: Nulls) -> ColumnFormat:
    if data.id == ROW:
        return ColumnFormat(kind="id")
    tokens = data.variables.get(data.id, VariableSettings()).nulls
    column = table.frame.select(data.id).collect()[data.id]
    return infer_format(column, "id", nulls, tokens=tokens).format


def _tokens(column: str, data: DataSection, nulls: Nulls) -> tuple[str, ...]:
    own = data.variables.get(column, VariableSettings()).nulls
    return nulls.category if own is None else own


class Marker(Frozen):
    """A column, and those of its values that mark a customer."""

    column: str
    values: tuple[str, ...]
    """As written in the table; in a column of numbers, "1" and "1.0" are the same."""
    nulls: tuple[str, ...] = ()
    """Texts that mean "no value", unless they are among the values."""

    def holds(self, dtype: pl.DataType) -> pl.Expr:
        """Whether a customer is marked: Boolean, null where there is no value."""
        if dtype.is_numeric():
            numbers = [number for value in self.values if (number := _number(value)) is not None]
            is_missing = self._format.is_missing(self.column, dtype)
            return pl.when(~is_missing).then(pl.col(self.column).cast(pl.Float64).is_in(numbers))
        if dtype == pl.Boolean:
            truths = [_TRUTHS[value.lower()] for value in self.values if value.lower() in _TRUTHS]
            return pl.col(self.column).is_in(truths)
        return self.text(dtype).is_in(self.values)

    def only(self, value: str) -> Marker:
        """The marker for one of the values."""
        return self.model_copy(update={"values": (value,)})

    def text(self, dtype: pl.DataType) -> pl.Expr:
        """The value as it is written in the table; null where there is none."""
        return self._format.value(self.column, dtype)

    @property
    def _format(self) -> ColumnFormat:
        tokens = tuple(token for token in self.nulls if token not in self.values)
        return ColumnFormat(kind="category", null_tokens=tokens)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
