"""Do-not-contact lists: who stands on one is never contacted, nor is who cannot be checked.

Everything here fails closed: a list that is missing, cannot be read in full or unexpectedly names
nobody stops the run, and so does one that is changed while the list of the campaign is made.
"""

from __future__ import annotations

import glob
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from churnkit.campaign.contact_keys import Kind, Writing, all_contact_keys_of, hold_several
from churnkit.campaign.phone_numbers import BETWEEN_KEYS
from churnkit.config.sections.campaign import Suppression
from churnkit.config.sections.project import Nulls
from churnkit.config.yaml.keypath import write_path
from churnkit.errors import ConfigError, InputError
from churnkit.suggest import suggestion
from churnkit.tables.columns.inference import infer_format
from churnkit.tables.reading import NoRowsError, read_table
from churnkit.tables.table import LINE, Table, damage_as_error
from churnkit.workspace.artifacts import file_fingerprint

_ROWS = {"contact_key": pl.String, "several": pl.Boolean, "place": pl.String}


@dataclass(frozen=True)
class DoNotContact:
    """A do-not-contact list as it was read."""

    name: str
    settings: Suppression
    writing: Writing
    entries: pl.Series
    """Whom it names: (n,) String, each entry once, with all its keys as ``all_contact_keys_of``
    has them."""
    files: Mapping[str, str]
    """Path of each file -> SHA-256 of its bytes."""
    notes: tuple[str, ...]

    @property
    def looked_up(self) -> str:
        """Column of the customers that is looked up in it."""
        return self.settings.customers

    @cached_property
    def contact_keys(self) -> pl.Series:
        """All keys of all entries, in their order, each once."""
        return self.entries.str.split(BETWEEN_KEYS).explode().unique().sort()

    def names(self, contact_keys: pl.Series) -> pl.Series:
        """Whether it names the customers with these keys: (n,) Boolean, null: unknown."""
        if self.contact_keys.is_empty():
            return pl.repeat(value=False, n=contact_keys.len(), dtype=pl.Boolean, eager=True)
        named = contact_keys.is_in(self.contact_keys.implode())
        several = (
            contact_keys.str.contains(BETWEEN_KEYS, literal=True).fill_null(value=False).arg_true()
        )
        if several.is_empty():
            return named
        parts = contact_keys.gather(several).str.split(BETWEEN_KEYS)
        each = pl.DataFrame({"at": several, "contact_key": parts}).explode("contact_key")
        found = each.filter(pl.col("contact_key").is_in(self.contact_keys.implode()))
        return named.scatter(found["at"].unique(), values=True)


def read_do_not_contact(
    suppress: Mapping[str, Suppression], nulls: Nulls, country: str | None
) -> tuple[DoNotContact, ...]:
    """Read all lists of ``campaign.suppress``, with phone numbers as they are dialled in a country.

    Raises:
        ConfigError: a list has no such column.
        InputError: a list is missing, damaged, empty, or names nobody that could be looked up.
    """
    return tuple(_read(name, settings, nulls, country) for name, settings in suppress.items())


def customer_contact_keys(column: pl.Series, writing: Writing, nulls: Nulls) -> pl.Series:
    """Contact keys in a column, as ``all_contact_keys_of`` has them; null: cannot be looked up.

    Raises:
        InputError: the contact keys were destroyed by a spreadsheet.
    """
    return all_contact_keys_of(_texts(column, nulls), writing)


def _texts(column: pl.Series, nulls: Nulls) -> pl.Series:
    return infer_format(column, "id", nulls).format.parse(column)


def require_unchanged(
    lists: tuple[DoNotContact, ...],
    chosen: Mapping[str, pl.Series],
    nulls: Nulls,
    *,
    command: str = "score",
) -> None:
    """Read all lists again, and compare them with whom was chosen.

    Args:
        lists: the lists as they were read at first.
        chosen: name of a list -> contact keys of all chosen customers.
        nulls: texts that mean "no value", by kind.
        command: the command that chose them, for messages.

    Raises:
        InputError: a list is gone or has changed, or names somebody who was chosen.
    """
    for before in lists:
        now = _read(before.name, before.settings, nulls, before.writing.country)
        place = write_path(("campaign", "suppress", before.name))
        named = int(now.names(chosen[before.name]).fill_null(value=True).sum())
        if named:
            raise InputError(
                f"{place}: {before.settings.file} now names {named:,} of the chosen customers; "
                f"nothing was published, run churnkit {command} again"
            )
        if now.files != before.files:
            raise InputError(
                f"{place}: {before.settings.file} was changed while the list was made; nothing "
                f"was published, run churnkit {command} again"
            )


def _read(name: str, settings: Suppression, nulls: Nulls, country: str | None) -> DoNotContact:
    writing = Writing(settings.written, country)
    place = write_path(("campaign", "suppress", name))
    files = _fingerprints(settings.file)
    paths = [*map(Path, files)] or [settings.file]  # which then says what is wrong with it
    found = [_contact_keys_in(path, place, settings, writing, nulls) for path in paths]
    every = pl.concat(found)
    return DoNotContact(
        name=name,
        settings=settings,
        writing=writing,
        entries=every["contact_key"].drop_nulls().unique().sort(),
        files=files,
        notes=(
            *(
                f"{place}: {path} is empty; it keeps nobody off the list"
                for path, rows in zip(paths, found, strict=True)
                if rows.is_empty()
            ),
            *_notes(place, settings, every),
        ),
    )


def _contact_keys_in(
    path: Path, place: str, settings: Suppression, writing: Writing, nulls: Nulls
) -> pl.DataFrame:
    """``contact_key``, whether it seems ``several``, and ``place`` of each row of a file.

    None of a file that may be empty and is.
    """
    try:
        table = read_table(path)
    except NoRowsError as error:
        _require_column(place, settings, path, error.columns)
        rows = pl.DataFrame(schema=_ROWS)
    except InputError as error:
        raise InputError(f"{place}: {error}") from error
    else:
        rows = _contact_keys_of_table(table, path, place, settings, writing, nulls)
    _require_contact_keys(place, settings, path, rows["contact_key"])
    return rows


def _contact_keys_of_table(
    table: Table, path: Path, place: str, settings: Suppression, writing: Writing, nulls: Nulls
) -> pl.DataFrame:
    _require_column(place, settings, path, tuple(table.schema))
    _require_all_rows(place, table)
    with damage_as_error(table):
        rows = table.frame.select(LINE, settings.column).collect()
    try:
        texts = _texts(rows[settings.column], nulls)
    except InputError as error:
        raise InputError(f"{place}: {path}: {error}") from error
    return rows.select(
        contact_key=all_contact_keys_of(texts, writing),
        several=hold_several(texts, writing),
        place=pl.format("{}:{}", pl.lit(str(path)), LINE),
    )


def _fingerprints(source: Path) -> dict[str, str]:
    pattern = str(source)
    paths = [source] if source.is_file() else map(Path, sorted(glob.glob(pattern)))  # noqa: PTH207 - the pattern may be absolute
    try:
        return {str(path): file_fingerprint(path) for path in paths if path.is_file()}
    except OSError as error:
        raise InputError(f"{source}: cannot be read ({error.strerror or error})") from error


def _require_column(
    place: str, settings: Suppression, path: Path, columns: tuple[str, ...]
) -> None:
    if settings.column not in columns:
        raise ConfigError(
            f"{place}.column: no column '{settings.column}' in {path}"
            f"{suggestion(settings.column, columns)}"
        )


def _require_all_rows(place: str, table: Table) -> None:
    if table.rejects.height:
        first = table.rejects.row(0, named=True)
        raise InputError(
            f"{place}: {first['file']}:{first['line']}: {first['reason']}, so that it cannot be "
            f"told who stands there ({table.rejects.height:,} such rows); {first['remedy']}"
        )


def _require_contact_keys(
    place: str, settings: Suppression, path: Path, contact_keys: pl.Series
) -> None:
    if contact_keys.is_empty() and not settings.may_be_empty:
        raise InputError(
            f"{place}: {path} is empty; write it again, or set may_be_empty: true where it may "
            "hold nobody"
        )
    if contact_keys.len() and contact_keys.null_count() == contact_keys.len():
        raise InputError(
            f"{place}.column: the column '{settings.column}' of {path} holds no "
            f"{_MEANT[settings.written]}; name the column that does, or correct the file"
        )


def _notes(place: str, settings: Suppression, rows: pl.DataFrame) -> Iterator[str]:
    contact_keys = rows["contact_key"]
    unusable = contact_keys.null_count()
    several = int(rows["several"].sum())
    meant = _MEANT[settings.written]
    if unusable:
        yield (
            f"{place}: {unusable:,} of {contact_keys.len():,} rows of {settings.file} hold no "
            f"{meant} in the column '{settings.column}': they keep nobody off the list; correct "
            f"them, first {rows.filter(contact_keys.is_null())['place'][0]}"
        )
    if several:
        yield (
            f"{place}: {several:,} of {contact_keys.len():,} rows of {settings.file} seem to hold "
            f"several {meant} in the column '{settings.column}', and each of these is looked up; "
            "write one a row to be sure"
        )


_MEANT: Mapping[Kind, str] = {"text": "values", "phone": "phone numbers"}
