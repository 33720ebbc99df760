"""Which rows of a table are customers, and what is known about them already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from churnkit.config.sections.project import DataSection, Duplicates, Nulls, VariableSettings
from churnkit.errors import ConfigError
from churnkit.frozen import Frozen
from churnkit.prepare.markers import MarkedColumn, Marker, require_no_conflict
from churnkit.prepare.population import PopulationFilter, fit_population
from churnkit.prepare.roles import ROW
from churnkit.tables.columns.formats import Column, ColumnFormat
from churnkit.tables.columns.inference import infer_format
from churnkit.tables.table import FILE, LINE


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

    @property
    def label(self) -> Marker:
        """Who churned and who did not; where the config names the loyal, nobody else is."""
        if self.loyal is None:
            return self.churned
        return self.churned.with_others(self.loyal.values).model_copy(update={"met": ()})

    def with_no(self, values: Sequence[str]) -> RowRules:
        """The same, with further values that mean "no" in every yes/no column."""
        marked = {"data.label.churned": self.churned, "data.left.values": self.left}
        require_no_conflict(values, {field: m.values for field, m in marked.items() if m})
        left = self.left and self.left.with_others(values)
        churned = self.churned.with_others(values)
        return self.model_copy(update={"left": left, "churned": churned})

    def over(self, schema: Mapping[str, pl.DataType]) -> Rows:
        """The rows of a table, by the types of its columns."""
        key = None if self.id == ROW else Column(self.id, schema[self.id], self.id_format)
        named = {"data.left.values": self.left, "data.label.churned": self.label}
        markers = {
            field: marker.over(schema)
            for field, marker in named.items()
            if marker is not None and marker.column in schema
        }
        belongs = self.population.expression(schema) if self.population else pl.lit(value=True)
        return Rows(self, key, markers, belongs)


@dataclass(frozen=True)
class Rows:
    """The expressions of the rules over the rows of one table."""

    rules: RowRules
    key: Column | None
    """The column of the id; None in tables without one."""
    markers: Mapping[str, MarkedColumn]
    """Key path in the config -> the column, of those that the table has."""
    belongs: pl.Expr
    """Whether a row is of the population: Boolean, null where it cannot be told."""

    def id(self) -> pl.Expr:
        """The id: String, null where it is missing; "customers.csv:17" in tables without one."""
        if self.key is None:
            return pl.format("{}:{}", pl.col(FILE), pl.col(LINE))
        return self.key.value()

    def has_churned(self) -> pl.Expr:
        """What the label says: Boolean, null where there is none or it is unknown."""
        label = self.markers.get("data.label.churned")
        return label.holds() if label else pl.lit(None, dtype=pl.Boolean)

    def label(self) -> pl.Expr:
        """The label as it is written: String, null where there is none."""
        label = self.markers.get("data.label.churned")
        return label.written() if label else pl.lit(None, dtype=pl.String)

    def has_left(self) -> pl.Expr:
        """Whether a customer left, in whatever way; False where that is not known."""
        left = self.markers.get("data.left.values")
        return left.holds().fill_null(value=False) if left else pl.lit(value=False)

    def is_unknown(self) -> pl.Expr:
        """Whether there is a label, or a value of leaving, that nobody can interpret. Not null."""
        unknown = [column.is_unknown() for column in self.markers.values()]
        return pl.any_horizontal(unknown) if unknown else pl.lit(value=False)

    def unknown_column(self) -> pl.Expr:
        """The first column with such a value: String, null where there is none."""
        return self._of_unknown(lambda marked: pl.lit(marked.column.name))

    def unknown_value(self) -> pl.Expr:
        """That value as it is written: String, null where there is none."""
        return self._of_unknown(MarkedColumn.written)

    def may_be_scored(self) -> pl.Expr:
        """Whether a row is a customer to score, unless another row of its id stays. Never null."""
        gone = self.has_left() | self.has_churned().fill_null(value=False)
        belongs = self.belongs.fill_null(value=False)
        return belongs & self.id().is_not_null() & ~gone & ~self.is_unknown()

    def _of_unknown(self, wanted: Callable[[MarkedColumn], pl.Expr]) -> pl.Expr:
        said = [
            pl.when(column.is_unknown()).then(wanted(column)) for column in self.markers.values()
        ]
        return pl.coalesce(*said, pl.lit(None, dtype=pl.String))


def fit_row_rules(raw: pl.DataFrame, data: DataSection, nulls: Nulls) -> RowRules:
    """Decide how ids, labels and the population are read, from all rows of a table.

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
        id_format=_id_format(raw, data, nulls),
        duplicates=data.duplicates,
        churned=churned.meeting(raw),
        loyal=label.loyal and Marker(column=label.column, values=label.loyal, nulls=label_nulls),
        left=_left(raw, data, nulls),
        population=data.keep
        and fit_population(data.keep, raw, data.variables, nulls, decimal=data.decimal),
    )


def _left(raw: pl.DataFrame, data: DataSection, nulls: Nulls) -> Marker | None:
    left = data.left
    if left is None:
        return None
    tokens = _tokens(left.column, data, nulls)
    marker = Marker(
        column=left.column, values=left.values, others=data.markers.means_no, nulls=tokens
    )
    return marker.meeting(raw)


def _id_format(raw: pl.DataFrame, data: DataSection, nulls: Nulls) -> ColumnFormat:
    if data.id == ROW:
        return ColumnFormat(kind="id")
    tokens = data.variables.get(data.id, VariableSettings()).nulls
    return infer_format(raw[data.id], "id", nulls, tokens=tokens).format


def _tokens(column: str, data: DataSection, nulls: Nulls) -> tuple[str, ...]:
    own = data.variables.get(column, VariableSettings()).nulls
    return nulls.category if own is None else own
