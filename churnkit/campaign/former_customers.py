"""Tables of customers who have left, read by the columns that the config names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.project import Kind, MarkerSettings, Nulls
from churnkit.errors import ConfigError, InputError
from churnkit.prepare.column_names import require_unreserved
from churnkit.prepare.markers import Marker, UnknownValues, find_unknown
from churnkit.prepare.roles import ROW
from churnkit.suggest import suggestion
from churnkit.tables.columns.inference import infer_format
from churnkit.tables.reading import read_table
from churnkit.tables.table import Table, damage_as_error

_SHOWN = 5


@dataclass(frozen=True)
class Named:
    """A column that a field of the config names."""

    field: str
    """Key path of the field, for messages."""
    column: str
    kind: Literal["id", "number", "category", "flag"]
    yes: tuple[str, ...] = ()
    """Of a flag: the values that mean yes."""


@dataclass(frozen=True)
class Leavers:
    """Customers who have left, one row each."""

    frame: pl.DataFrame
    """A column for each role: String (id, category), Float64 (number) or Boolean (flag), null where
    nothing is known; in the order of the file."""
    rows: pl.DataFrame
    """The same customers with all columns of the table as they were read, FILE and LINE too."""
    notes: tuple[str, ...]
    """What was left out or looks odd, one sentence each."""

    def only(self, members: pl.Series) -> Leavers:
        """Some of the customers: (n,) Boolean."""
        return Leavers(self.frame.filter(members), self.rows.filter(members), self.notes)


def read_leavers(
    table: Table,
    place: Path,
    roles: Mapping[str, Named],
    nulls: Nulls,
    markers: MarkerSettings | None = None,
) -> Leavers:
    """Read the columns that have a role; of rows with the same id the first one stays.

    Rows of which it is not known whether a flag means yes or no are left out.

    Args:
        table: the customers as they were read.
        place: their file, for messages.
        roles: columns by role; one role is ``id``.
        nulls: texts that mean "no value", by kind.
        markers: how flags are read. Default: the defaults.

    Raises:
        ConfigError: a column is not there, or holds no numbers where numbers are needed.
        InputError: no row has an id, most values of a flag are unknown, or the file is damaged.
    """
    require_unreserved(table.schema)
    _require_columns(table, place, roles)
    with damage_as_error(table):
        raw = table.frame.collect()
    markers = markers or MarkerSettings()
    flags = {
        role: _marker(named, nulls, markers)
        for role, named in roles.items()
        if named.kind == "flag"
    }
    read = pl.DataFrame(
        {
            role: raw.select(flags[role].over(raw.schema).holds().alias(role)).to_series()
            if role in flags
            else _values(raw, named, nulls)
            for role, named in roles.items()
        }
    )
    unknown = [find_unknown(raw, flag, "campaign.winback.yes") for role, flag in flags.items()]
    for values in unknown:
        values.require_few(str(place), markers.max_unknown)
    known = read["id"].is_not_null()
    first = read["id"].is_first_distinct() & known
    stays = first & ~_any_unknown(raw, list(flags.values()))
    if not known.any():
        raise InputError(f"{place}: no row has an id in the column '{roles['id'].column}'")
    frame = read.filter(stays)
    _require_numbers(frame, place, roles)
    notes = (
        *table.notes,
        *_left_out(place, int((~known).sum()), int((known & ~first).sum())),
        *_unknown_notes(place, unknown),
        *_without_yes(raw, frame, place, roles),
    )
    return Leavers(frame, raw.filter(stays), notes)


def _require_columns(table: Table, place: Path, roles: Mapping[str, Named]) -> None:
    problems = [
        f"{named.field}: no column '{named.column}' in {place}"
        f"{suggestion(named.column, list(table.schema))}"
        for named in roles.values()
        if named.column not in table.schema
    ]
    if problems:
        raise ConfigError("\n".join(problems))


def _values(raw: pl.DataFrame, named: Named, nulls: Nulls) -> pl.Series:
    kind: Kind = named.kind
    return infer_format(raw[named.column], kind, nulls).format.parse(raw[named.column])


def _marker(named: Named, nulls: Nulls, settings: MarkerSettings) -> Marker:
    return Marker(
        column=named.column,
        values=named.yes,
        others=settings.means_no,
        nulls=nulls.flag,
        met=(),
        is_count=True,
    )


def _any_unknown(raw: pl.DataFrame, flags: Sequence[Marker]) -> pl.Series:
    unknown = [flag.over(raw.schema).is_unknown() for flag in flags]
    return raw.select(
        pl.any_horizontal(pl.lit(value=False), pl.repeat(value=False, n=pl.len()), *unknown)
    ).to_series()


def _unknown_notes(place: Path, unknown: Sequence[UnknownValues]) -> Iterator[str]:
    for values in unknown:
        yield from values.notes(str(place), "these rows are left out")


def _require_numbers(frame: pl.DataFrame, place: Path, roles: Mapping[str, Named]) -> None:
    for role, named in roles.items():
        if named.kind == "number" and frame[role].is_null().all():
            raise ConfigError(
                f"{named.field}: the column '{named.column}' of {place} holds no numbers; name one "
                "that does"
            )


def _left_out(place: Path, without_id: int, repeated: int) -> Iterator[str]:
    if without_id:
        yield f"{place}: rows without an id, which were left out: {without_id:,}"
    if repeated:
        yield f"{place}: rows with a duplicate id, which were left out: {repeated:,}"


def _without_yes(
    raw: pl.DataFrame, frame: pl.DataFrame, place: Path, roles: Mapping[str, Named]
) -> Iterator[str]:
    """Flags that nobody has: more likely another spelling of yes than the truth."""
    for role, named in roles.items():
        if named.kind == "flag" and not frame[role].any():
            values = raw[named.column].drop_nulls().cast(pl.String).unique().sort()
            found = ", ".join(map(repr, values.head(_SHOWN))) or "nothing"
            yield (
                f"{place}: no value of the column '{named.column}' ({named.field}) means yes; "
                f"found {found}; yes is {', '.join(map(repr, named.yes))}"
            )


def require_section(campaign: CampaignSection | None, part: str, needed: str) -> CampaignSection:
    """The section ``campaign`` with one of its parts.

    Args:
        campaign: the section, where there is one.
        part: the part that is needed, e.g. winback.
        needed: what has to be written below it, in words.

    Raises:
        ConfigError: the section or the part is missing.
    """
    if campaign is None or getattr(campaign, part) is None:
        where = f"campaign.{part}" if campaign else "campaign"
        below = "" if campaign else f"name: and, below {part}:, "
        raise ConfigError(f"{where}: is missing; write {below}{needed}")
    return campaign


def id_column(data_id: str, own: str | None, field: str) -> Named:
    """The column of ids: its own, or that of ``data.id``."""
    if own is None and data_id == ROW:
        raise ConfigError(f"{field}: is missing; write the column of ids (data.id is {ROW})")
    return Named("data.id" if own is None else field, own or data_id, "id")


def read_left(
    place: Path, roles: dict[str, Named], nulls: Nulls, markers: MarkerSettings
) -> Leavers:
    """Read a table of customers who have left; rows that cannot be read are counted in a note."""
    table = read_table(place)
    left = read_leavers(table, place, roles, nulls, markers)
    if table.rejects.is_empty():
        return left
    first = table.rejects.row(0, named=True)
    note = (
        f"{place}: rows that cannot be read and were left out: {table.rejects.height:,}, the first "
        f"on line {first['line']} ({first['reason']})"
    )
    return Leavers(left.frame, left.rows, (note, *left.notes))
