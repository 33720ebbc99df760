"""The formats of all columns of a table, from its first rows and from what is declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

import polars as pl

from churnkit.config.sections.project import DecimalMark, Kind, Nulls
from churnkit.config.sections.project import Written as WrittenWord
from churnkit.errors import ConfigError, MismatchError
from churnkit.tables.columns.formats import ColumnFormat
from churnkit.tables.columns.inference import Written, infer_format
from churnkit.tables.columns.names import match_names
from churnkit.tables.table import Table

FIRST_ROWS = 30_000
_NULLS = Nulls(date=tuple(text for text in Nulls().date if not text.startswith("0000")))
_WORDS = get_args(WrittenWord)


@dataclass(frozen=True)
class Declared:
    """What the user says about one column."""

    kind: Kind
    written: Written = ()
    """Words that settle what could be read in two ways."""


@dataclass(frozen=True)
class Formats:
    """The format of each column, and what was assumed."""

    columns: dict[str, ColumnFormat]
    declared: dict[str, Declared]
    """What was declared, by the names that the table has."""
    notes: tuple[str, ...]


def parse_kinds(kinds: Mapping[str, str]) -> dict[str, Declared]:
    """Read declarations such as ``{"spend": "number:decimal-comma", "joined": "date:dmy"}``.

    Raises:
        ConfigError: a kind or a word is unknown.
    """
    return {name: _parse_kind(name, text) for name, text in kinds.items()}


def _parse_kind(name: str, text: str) -> Declared:
    kind, *words = text.split(":")
    known: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}
    if kind not in known:
        raise ConfigError(f"--kind {name}={text}: no kind {kind!r}; write {', '.join(known)}")
    unknown = [word for word in words if word not in _WORDS]
    if unknown:
        raise ConfigError(
            f"--kind {name}={text}: no word {unknown[0]!r}; write {', '.join(_WORDS)}"
        )
    return Declared(known[kind], tuple(words))


def decide_formats(
    table: Table,
    kinds: Mapping[str, Declared],
    decimal: DecimalMark | None = None,
    zone: str | None = None,
) -> Formats:
    """Decide the format of each column from the first rows of a table.

    Later rows are held to it: what is written in a way that did not occur is no value.

    Args:
        table: The table.
        kinds: What is declared about columns.
        decimal: The decimal mark of all numbers.
        zone: Time zone whose clock times are turned into that name an offset, instead of UTC.

    Raises:
        MismatchError: a declared column is not there.
        InputError: values can be read in two ways, or are destroyed already.
    """
    matches = match_names(kinds, table.schema)
    missing = [name for name in kinds if name not in matches]
    if missing:
        raise MismatchError(
            f"no column {missing[0]!r} (found: {', '.join(map(repr, table.schema))}); check --kind"
        )
    declared = {matches[name]: meant for name, meant in kinds.items()}
    notes = [
        f"column {found!r} is taken for {wanted!r}"
        for wanted, found in matches.items()
        if wanted != found
    ]
    sample = table.frame.select(table.schema.names()).head(FIRST_ROWS).collect()
    columns = {}
    for column in sample.get_columns():
        format_, found = _decide(column, declared.get(column.name), decimal)
        columns[column.name] = _on_clock(format_, zone)
        notes.extend(note.replace("UTC", zone) if zone else note for note in found)
    return Formats(columns, declared, tuple(notes))


def _decide(
    column: pl.Series, meant: Declared | None, decimal: DecimalMark | None
) -> tuple[ColumnFormat, tuple[str, ...]]:
    kind, written = (meant.kind, meant.written) if meant is not None else (None, ())
    inferred = infer_format(column, kind, _NULLS, written=written, decimal=decimal)
    return _held_to(inferred.format, column), inferred.notes


def _held_to(format_: ColumnFormat, column: pl.Series) -> ColumnFormat:
    """The format, so that what the first rows left open is no value in later ones."""
    points = column.dtype == pl.String and column.str.contains(".", literal=True).any()
    whole = format_.number.decimal == "." and not points
    return format_.model_copy(
        update={
            "number": format_.number.model_copy(update={"whole_so_far": whole}),
            "date": format_.date.model_copy(update={"whole_days": True}),
        }
    )


def _on_clock(format_: ColumnFormat, zone: str | None) -> ColumnFormat:
    dates = format_.date.model_copy(update={"clock": zone})
    return format_.model_copy(update={"date": dates})
