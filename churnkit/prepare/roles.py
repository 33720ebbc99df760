"""Which column of a table is what: the id, the label, a variable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from churnkit.config.sections.project import DataSection, SplitSettings
from churnkit.config.yaml.keypath import write_path
from churnkit.errors import ConfigError
from churnkit.suggest import suggestion

ROW = "row"
"""The ``data.id`` of tables without an id column."""
RESERVED = ("id", "split", "label")
"""Columns of prepared customers that are no variables."""


@dataclass(frozen=True)
class Roles:
    """What the columns of a table are for. Names are sorted."""

    variables: tuple[str, ...]
    """Columns that may tell something about churn."""
    ignored: tuple[str, ...]
    """Columns of ``data.ignore``."""


def assign_roles(columns: Sequence[str], data: DataSection, split: SplitSettings) -> Roles:
    """Divide the columns of a table among the roles.

    Raises:
        ConfigError: the config names columns that are not there, or a variable has a name that
            prepared customers use for something else; all such problems, one a line.
    """
    named = _named_columns(data, split)
    problems = [
        f"{key}: no column '{column}' in {data.customers}{suggestion(column, columns)}"
        for key, column in named.items()
        if column not in columns
    ]
    special = {data.id, *data.ignore, *_special_columns(data, split)}
    variables = sorted(set(columns) - special)
    reserved = [_reserved(name, data) for name in variables if name in RESERVED]
    if problems or reserved:
        # a misspelt id column would be taken for a variable with a reserved name
        raise ConfigError("\n".join(problems or reserved))
    return Roles(variables=tuple(variables), ignored=tuple(sorted(set(data.ignore))))


def _reserved(name: str, data: DataSection) -> str:
    remedy = f"add '{name}' to data.ignore, or rename the column"
    if name == "id" and data.id == ROW:
        remedy = f"write data.id: id if it tells customers apart; else {remedy}"
    return (
        f"the column '{name}' of {data.customers} cannot be a variable, because prepared customers "
        f"have a column of that name; {remedy}"
    )


def _named_columns(data: DataSection, split: SplitSettings) -> Mapping[str, str]:
    """Config key -> the column that it names."""
    return {
        **({} if data.id == ROW else {"data.id": data.id}),
        **{write_path(("data", "ignore", i)): column for i, column in enumerate(data.ignore)},
        **{write_path(("data", "variables", column)): column for column in data.variables},
        **({"data.label.column": data.label.column} if data.label else {}),
        **({"data.left.column": data.left.column} if data.left else {}),
        **({"ingest.split.column": split.column} if split.column else {}),
    }


def _special_columns(data: DataSection, split: SplitSettings) -> Iterator[str]:
    if data.label:
        yield data.label.column
    if data.left:
        yield data.left.column
    if split.column:
        yield split.column
