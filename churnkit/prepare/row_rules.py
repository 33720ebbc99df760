"""Which rows of a table are customers, and what is known about them already."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from churnkit.config.sections.project import DataSection, Duplicates, Nulls, VariableSettings
from churnkit.errors import ConfigError
from churnkit.frozen import Frozen
from churnkit.prepare.markers import Marker, require_no_conflict
from churnkit.prepare.population import PopulationFilter, fit_population
from churnkit.prepare.roles import ROW
from churnkit.tables.columns.formats import ColumnFormat
from churnkit.tables.columns.inference import infer_format
from churnkit.tables.table import FILE, LINE, Table


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

    @property
    def label(self) -> Marker:
        """Who churned and who did not; where the config names the loyal, nobody else is."""
        if self.loyal is None:
            return self.churned
        return self.churned.with_others(self.loyal.values).model_copy(update={"met": ()})

    def markers_in(self, schema: pl.Schema) -> dict[str, Marker]:
        """Key path in the config -> the marker, of those whose column is there."""
        markers = {"data.left.values": self.left, "data.label.churned": self.label}
        return {
            field: marker
            for field, marker in markers.items()
            if marker is not None and marker.column in schema
        }

    def with_no(self, values: Sequence[str]) -> RowRules:
        """The same, with further values that mean "no" in every yes/no column."""
        marked = {"data.label.churned": self.churned, "data.left.values": self.left}
        require_no_conflict(values, {field: m.values for field, m in marked.items() if m})
        left = self.left and self.left.with_others(values)
        churned = self.churned.with_others(values)
        return self.model_copy(update={"left": left, "churned": churned})

    def has_churned(self, schema: pl.Schema) -> pl.Expr:
        """What the label says: Boolean, null where there is none or it is unknown."""
        if self.churned.column not in schema:
            return pl.lit(None, dtype=pl.Boolean)
        return self.label.holds(schema[self.churned.column])

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

    def is_unknown(self, schema: pl.Schema) -> pl.Expr:
        """Whether there is a label, or a value of leaving, that nobody can interpret. Not null."""
        markers = self.markers_in(schema).values()
        unknown = [marker.is_unknown(schema[marker.column]) for marker in markers]
        return pl.any_horizontal(unknown) if unknown else pl.lit(value=False)

    def unknown_column(self, schema: pl.Schema) -> pl.Expr:
        """The first column with such a value: String, null where there is none."""
        return self._of_unknown(schema, lambda marker: pl.lit(marker.column))

    def unknown_value(self, schema: pl.Schema) -> pl.Expr:
        """That value as it is written: String, null where there is none."""
        return self._of_unknown(schema, lambda marker: marker.text(schema[marker.column]))

    def _of_unknown(self, schema: pl.Schema, wanted: Callable[[Marker], pl.Expr]) -> pl.Expr:
        said = [
            pl.when(marker.is_unknown(schema[marker.column])).then(wanted(marker))
            for marker in self.markers_in(schema).values()
        ]
        return pl.coalesce(*said, pl.lit(None, dtype=pl.String))


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
    label = data.label
    no = data.markers.means_no
    left_values = {"data.left.values": data.left.values} if data.left else {}
    require_no_conflict(no, {"data.label.churned": label.churned, **left_values})
    label_nulls = _tokens(label.column, data, nulls)
    churned = Marker(column=label.column, values=label.churned, others=no, nulls=label_nulls)
    return RowRules(
        id=data.id,
        id_format=_id_format(table, data, nulls),
        duplicates=data.duplicates,
        churned=churned.meeting(_column(table, label.column)),
        loyal=label.loyal and Marker(column=label.column, values=label.loyal, nulls=label_nulls),
        left=_left(table, data, nulls),
        population=data.keep
        and fit_population(
            data.keep, table.frame, table.schema, data.variables, nulls, decimal=data.decimal
        ),
    )


def _left(table: Table, data: DataSection, nulls: Nulls) -> Marker | None:
    left = data.left
    if left is None:
        return None
    tokens = _tokens(left.column, data, nulls)
    marker = Marker(
        column=left.column, values=left.values, others=data.markers.means_no, nulls=tokens
    )
    return marker.meeting(_column(table, left.column))


def _column(table: Table, name: str) -> pl.DataFrame:
    return table.frame.select(name).collect()


def _id_format(table: Table, data: DataSection, nulls: Nulls) -> ColumnFormat:
    if data.id == ROW:
        return ColumnFormat(kind="id")
    tokens = data.variables.get(data.id, VariableSettings()).nulls
    column = table.frame.select(data.id).collect()[data.id]
    return infer_format(column, "id", nulls, tokens=tokens).format


def _tokens(column: str, data: DataSection, nulls: Nulls) -> tuple[str, ...]:
    own = data.variables.get(column, VariableSettings()).nulls
    return nulls.category if own is None else own
