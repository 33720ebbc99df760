"""The population: customers for whom the condition ``keep`` holds.

What a comparison means follows from the value it names. A number compares with the numbers of the
column, a text with what is written in it; texts that are compared by order, or with a column of
dates, are dates. A missing value makes a comparison unknown, and whoever is unknown is not kept.

Texts are equal whatever their case, their width (NFKC), blanks around them and decimals of whole
numbers (1.0 is 1, but 01 is not), and words for yes or no are equal to all others that mean the
same: ``do_not_contact != "yes"`` leaves out whoever has "Yes ", "Y" or "是".
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

import polars as pl

from churnkit.config.sections.project import DecimalMark, Nulls, VariableSettings
from churnkit.config.types.condition_text import parse_condition
from churnkit.config.types.conditions import (
    And,
    Comparison,
    Condition,
    IsNull,
    Node,
    Not,
    OneOf,
    Or,
    columns,
)
from churnkit.errors import ConfigError
from churnkit.frozen import Frozen
from churnkit.prepare.markers import comparable
from churnkit.suggest import suggestion
from churnkit.tables.columns.formats import Column, ColumnFormat
from churnkit.tables.columns.inference import infer_format, words_for
from churnkit.tables.table import FILE, LINE

Use = Literal["number", "category", "date", "any"]
"""How a condition reads a column; any: only whether there is a value."""
_Test = Comparison | OneOf | IsNull
_HOLDS = "holds"
_Compare = Callable[[Any, Any], pl.Expr]

_COMPARISONS: Mapping[str, _Compare] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Reading(Frozen):
    """How a column is read for one use."""

    column: str
    use: Use
    format: ColumnFormat


class PopulationFilter(Frozen):
    """A condition, and how the columns that it names are read."""

    condition: str
    readings: tuple[Reading, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that the condition reads, sorted."""
        return tuple(sorted({reading.column for reading in self.readings}))

    def expression(self, schema: Mapping[str, pl.DataType]) -> pl.Expr:
        """Whether a customer belongs to the population: Boolean, null where that is unknown."""
        values = [
            _comparable_value(
                Column(each.column, schema[each.column], each.format), each.use
            ).alias(_field(each.column, each.use))
            for each in self.readings
        ]
        dated = frozenset(each.column for each in self.readings if each.use == "date")
        holds = _expression(parse_condition(self.condition).parsed, dated)
        # fields, so that a column that 3,000 comparisons name is read once
        return pl.struct(values).struct.with_fields(holds.alias(_HOLDS)).struct.field(_HOLDS)


def _field(column: str, use: Use) -> str:
    return f"{use} {column}"


def _comparable_value(column: Column, use: Use) -> pl.Expr:
    """The values of a column as they are compared."""
    match use:
        case "date":
            return column.value().cast(pl.Datetime("us"))
        case "category":
            return comparable(column.value())
        case _:
            return column.value()


def _expression(node: Node, dated: frozenset[str]) -> pl.Expr:
    match node:
        case And(parts=parts):
            return pl.all_horizontal([_expression(part, dated) for part in parts])
        case Or(parts=parts):
            return pl.any_horizontal([_expression(part, dated) for part in parts])
        case Not(part=part):
            return ~_expression(part, dated)
        case _:
            return _test_expression(node, dated)


def _test_expression(test: _Test, dated: frozenset[str]) -> pl.Expr:
    use = _use(test, dated)
    value = pl.field(_field(test.column, use))
    match test:
        case IsNull(negated=negated):
            return value.is_not_null() if negated else value.is_null()
        case OneOf(values=values, negated=negated):
            inside = value.is_in([_literal(each, use) for each in values])
            return ~inside if negated else inside
        case Comparison(operator=name, value=other):
            return _COMPARISONS[name](value, pl.lit(_literal(other, use)))


def fit_population(
    condition: Condition,
    frame: pl.DataFrame,
    settings: Mapping[str, VariableSettings],
    nulls: Nulls,
    *,
    place: str = "data.keep",
    decimal: DecimalMark | None = None,
) -> PopulationFilter:
    """Decide how the columns of a condition are read.

    Args:
        condition: ``data.keep``, or another one.
        frame: all rows of the table.
        settings: what is known about single columns.
        nulls: texts that mean "no value", by kind.
        place: where the condition stands in the config, for messages.
        decimal: the decimal mark of all numbers of the table.

    Raises:
        ConfigError: a column is not there, or does not hold what it is compared with.
    """
    known_names = [name for name in frame.columns if name not in (FILE, LINE)]
    unknown = sorted(columns(condition) - set(known_names))
    if unknown:
        lines = [f"no column '{name}'{suggestion(name, known_names)}" for name in unknown]
        raise ConfigError("\n".join(f"{place}: {line}" for line in lines))
    dated = _dated_columns(condition.parsed, frame, settings)
    compared: dict[tuple[str, Use], list[str]] = {}
    for test in _tests(condition.parsed):
        texts = compared.setdefault((test.column, _use(test, dated)), [])
        texts += map(str, _values(test))
    readings = []
    for (name, use), texts in sorted(compared.items()):
        known = settings.get(name, VariableSettings())
        kind = known.kind if use == "any" else use
        written = words_for(kind, known.written)
        inferred = infer_format(
            frame[name], kind, nulls, tokens=known.nulls, written=written, decimal=decimal
        )
        problem = _misfit(texts, use, frame[name], inferred.format)
        if problem is not None:
            raise ConfigError(f"{place}: {problem}")
        readings.append(Reading(column=name, use=use, format=inferred.format))
    return PopulationFilter(condition=condition.text, readings=tuple(readings))


def _tests(node: Node) -> Iterator[_Test]:
    match node:
        case And(parts=parts) | Or(parts=parts):
            for part in parts:
                yield from _tests(part)
        case Not(part=part):
            yield from _tests(part)
        case _:
            yield node


def _dated_columns(
    node: Node, frame: pl.DataFrame, settings: Mapping[str, VariableSettings]
) -> frozenset[str]:
    """Columns whose texts are dates: stored or declared as such, or compared by their order."""
    return frozenset(
        test.column
        for test in _tests(node)
        if isinstance(frame.schema[test.column], pl.Date | pl.Datetime)
        or settings.get(test.column, VariableSettings()).kind == "date"
        or (_is_ordered(test) and isinstance(_values(test)[0], str))
    )


def _is_ordered(test: _Test) -> bool:
    return isinstance(test, Comparison) and test.operator not in ("==", "!=")


def _use(test: _Test, dated: frozenset[str]) -> Use:
    values = _values(test)
    if not values:
        return "any"
    if not isinstance(values[0], str):
        return "number"
    return "date" if test.column in dated else "category"


def _values(test: _Test) -> tuple[str | float, ...]:
    match test:
        case OneOf(values=values):
            return values
        case Comparison(value=value):
            return (value,)
        case IsNull():
            return ()


def _literal(value: str | float, use: Use) -> str | float | dt.datetime:
    if use == "date":
        return dt.datetime.fromisoformat(str(value))
    return float(value) if use == "number" else _comparable_text(str(value))


def _comparable_text(text: str) -> str:
    """A text as the texts of a column are compared."""
    return str(pl.select(comparable(pl.lit(text))).item())


def _misfit(texts: Sequence[str], use: Use, column: pl.Series, format_: ColumnFormat) -> str | None:
    """What is wrong where the column cannot be compared with what the condition names."""
    if use == "date":
        for text in texts:
            if not _is_date(text):
                return (
                    f"'{column.name}' is compared with \"{text}\", which is no date; write a date "
                    'as "YYYY-MM-DD", a number without quotes, or compare texts by == or in'
                )
    if use == "category" and column.dtype.is_numeric():
        for text in texts:
            if not _is_number(text):
                return (
                    f"the column '{column.name}' holds numbers, found \"{text}\"; "
                    "compare it with a number"
                )
    return _without_values(use, column, format_) if use in ("number", "date") else None


def _without_values(use: Use, values: pl.Series, format_: ColumnFormat) -> str | None:
    """What is wrong where no value of the column is of the kind that it is compared with."""
    column = Column.of(values, format_)
    found = values.to_frame().filter(~column.is_missing())
    if not found.height or not found.select(column.value().is_null().all()).item():
        return None
    sample = found.select(column.written()).item(0, 0)
    instead = 'a "text" in quotes, by == or in' if use == "number" else "what it holds"
    return (
        f"the column '{column.name}' holds no {use}s, found e.g. '{sample}'; "
        f"compare it with {instead}"
    )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_date(text: str) -> bool:
    try:
        return dt.datetime.fromisoformat(text).tzinfo is None
    except ValueError:
        return False
