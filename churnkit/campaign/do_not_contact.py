"""Do-not-contact lists: who stands on one is never contacted, nor is who cannot be checked.

Everything here fails closed: a list that is missing, cannot be read in full or unexpectedly names
nobody stops the run, and so does one that is changed while the list of the campaign is made.
"""

from __future__ import annotations

import glob
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from churnkit.campaign.contact_keys import BETWEEN_MARKS, Writing, all_marks_of
from churnkit.config.sections.campaign import Suppression
from churnkit.config.sections.project import Nulls
from churnkit.config.yaml.keypath import write_path
from churnkit.errors import ConfigError, InputError
from churnkit.frozen import Frozen
from churnkit.suggest import suggestion
from churnkit.tables.columns.inference import infer_format
from churnkit.tables.reading import NoRowsError, read_table
from churnkit.tables.table import LINE, Table, refusing_damage
from churnkit.workspace.artifacts import file_fingerprint

_PHONE_LIKE = r"^[+(]?\d[\d().\-/]{5,18}\d$"
"""As marks of ``written: text`` are, without blanks."""

_SIGNS = r"[+().\-/]"

_MOBILE = r"^(?:\+?0*86)?1[3-9]\d{9}$"

_MOST = 0.5

_SHOWN, _ENDS = 3, 2
"""Characters of a mark that are shown at its beginning, and at its end."""


class UnmatchedList(Frozen):
    """A do-not-contact list that names none of the customers."""

    name: str
    entries: int
    entry: str
    """What its entries look like, the middle hidden."""
    column: str
    """Column of the customers that is looked up in it."""
    customer: str | None
    """What the column looks like, the middle hidden; None: it holds nothing."""


@dataclass(frozen=True)
class DoNotContact:
    """A do-not-contact list as it was read."""

    name: str
    settings: Suppression
    marks: pl.Series
    """Whom it names: (n,) String in one spelling, each once."""
    files: Mapping[str, str]
    """Path of each file -> SHA-256 of its bytes."""
    notes: tuple[str, ...]

    def names(self, marks: pl.Series) -> pl.Series:
        """Whether it names the customers with these marks: (n,) Boolean, null: cannot be told."""
        if self.marks.is_empty():
            return pl.repeat(value=False, n=marks.len(), dtype=pl.Boolean, eager=True)
        named = marks.is_in(self.marks.implode())
        several = marks.str.contains(BETWEEN_MARKS, literal=True).fill_null(value=False).arg_true()
        if several.is_empty():
            return named
        parts = marks.gather(several).str.split(BETWEEN_MARKS)
        each = pl.DataFrame({"at": several, "mark": parts}).explode("mark")
        found = each.filter(pl.col("mark").is_in(self.marks.implode()))
        return named.scatter(found["at"].unique(), values=True)


def read_do_not_contact(
    suppress: Mapping[str, Suppression], nulls: Nulls
) -> tuple[DoNotContact, ...]:
    """Read all lists of ``campaign.suppress``.

    Raises:
        ConfigError: a list has no such column.
        InputError: a list is missing, damaged, empty, or names nobody that could be looked up.
    """
    return tuple(_read(name, settings, nulls) for name, settings in suppress.items())


def customer_marks(column: pl.Series, written: Writing, nulls: Nulls) -> pl.Series:
    """The marks in a column, as ``all_marks_of`` has them, null where one cannot be looked up.

    Raises:
        InputError: the marks were destroyed by a spreadsheet.
    """
    format_ = infer_format(column, "id", nulls).format
    texts = column.to_frame().select(format_.value(column.name, column.dtype)).to_series()
    return all_marks_of(texts, written)


def demand_unchanged(
    lists: tuple[DoNotContact, ...],
    chosen: Mapping[str, pl.Series],
    nulls: Nulls,
    *,
    command: str = "score",
) -> None:
    """Read all lists again, and compare them with whom was chosen.

    Args:
        lists: the lists as they were read at first.
        chosen: name of a list -> marks of all chosen customers.
        nulls: texts that mean "no value", by kind.
        command: the command that chose them, for messages.

    Raises:
        InputError: a list is gone or has changed, or names somebody who was chosen.
    """
    for before in lists:
        now = _read(before.name, before.settings, nulls)
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


def _read(name: str, settings: Suppression, nulls: Nulls) -> DoNotContact:
    place = write_path(("campaign", "suppress", name))
    files = _fingerprints(settings.file)
    paths = [*map(Path, files)] or [settings.file]  # which then says what is wrong with it
    found = [_marks_in(path, place, settings, nulls) for path in paths]
    every = pl.concat(found)
    marks = every["mark"]
    return DoNotContact(
        name=name,
        settings=settings,
        marks=marks.drop_nulls().str.split(BETWEEN_MARKS).explode().unique().sort(),
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


def _marks_in(path: Path, place: str, settings: Suppression, nulls: Nulls) -> pl.DataFrame:
    """``mark`` and ``place`` of each row of a file; none of one that may be empty and is."""
    try:
        table = read_table(path)
    except NoRowsError as error:
        _demand_column(place, settings, path, error.columns)
        rows = pl.DataFrame(schema={"mark": pl.String, "place": pl.String})
    except InputError as error:
        raise InputError(f"{place}: {error}") from error
    else:
        rows = _marks_of_table(table, path, place, settings, nulls)
    _demand_marks(place, settings, path, rows["mark"])
    return rows


def _marks_of_table(
    table: Table, path: Path, place: str, settings: Suppression, nulls: Nulls
) -> pl.DataFrame:
    _demand_column(place, settings, path, tuple(table.schema))
    _demand_all_rows(place, table)
    with refusing_damage(table):
        rows = table.frame.select(LINE, settings.column).collect()
    try:
        marks = customer_marks(rows[settings.column], settings.written, nulls)
    except InputError as error:
        raise InputError(f"{place}: {path}: {error}") from error
    return rows.select(marks.alias("mark"), place=pl.format("{}:{}", pl.lit(str(path)), LINE))


def _fingerprints(source: Path) -> dict[str, str]:
    pattern = str(source)
    paths = [source] if source.is_file() else map(Path, sorted(glob.glob(pattern)))  # noqa: PTH207 - the pattern may be absolute
    try:
        return {str(path): file_fingerprint(path) for path in paths if path.is_file()}
    except OSError as error:
        raise InputError(f"{source}: cannot be read ({error.strerror or error})") from error


def _demand_column(place: str, settings: Suppression, path: Path, columns: tuple[str, ...]) -> None:
    if settings.column not in columns:
        raise ConfigError(
            f"{place}.column: no column '{settings.column}' in {path}"
            f"{suggestion(settings.column, columns)}"
        )


def _demand_all_rows(place: str, table: Table) -> None:
    if table.rejects.height:
        first = table.rejects.row(0, named=True)
        raise InputError(
            f"{place}: {first['file']}:{first['line']}: {first['reason']}, so that it cannot be "
            f"told who stands there ({table.rejects.height:,} such rows); {first['remedy']}"
        )


def _demand_marks(place: str, settings: Suppression, path: Path, marks: pl.Series) -> None:
    if marks.is_empty() and not settings.may_be_empty:
        raise InputError(
            f"{place}: {path} is empty; write it again, or set may_be_empty: true where it may "
            "hold nobody"
        )
    if marks.len() and marks.null_count() == marks.len():
        raise InputError(
            f"{place}.column: the column '{settings.column}' of {path} holds no "
            f"{_MEANT[settings.written]}; name the column that does, or correct the file"
        )


def _notes(place: str, settings: Suppression, rows: pl.DataFrame) -> Iterator[str]:
    marks = rows["mark"]
    unusable = marks.null_count()
    several = int(marks.str.contains(BETWEEN_MARKS, literal=True).sum())
    meant = _MEANT[settings.written]
    if unusable:
        yield (
            f"{place}: {unusable:,} of {marks.len():,} rows of {settings.file} hold no {meant} in "
            f"the column '{settings.column}': they keep nobody off the list; correct them, "
            f"first {rows.filter(marks.is_null())['place'][0]}"
        )
    if several:
        yield (
            f"{place}: {several:,} of {marks.len():,} rows of {settings.file} seem to hold several "
            f"{meant} in the column '{settings.column}', and each of these is looked up; write one "
            "a row to be sure"
        )


_MEANT: Mapping[Writing, str] = {"text": "values", "phone": "phone numbers"}


def unmatched_lists(
    lists: Sequence[DoNotContact], marks: Mapping[str, pl.Series]
) -> tuple[UnmatchedList, ...]:
    """The lists that name somebody, but none of the customers.

    Args:
        lists: the do-not-contact lists.
        marks: name of a list -> marks of the customers that are looked up in it.
    """
    return tuple(
        UnmatchedList(
            name=each.name,
            entries=each.marks.len(),
            entry=masked(each.marks[0]),
            column=each.settings.customers,
            customer=_example(marks[each.name]),
        )
        for each in lists
        if each.marks.len() and not each.names(marks[each.name]).any()
    )


def masked(mark: str) -> str:
    """A mark by which its form is known, but not whom it belongs to: ``138…34``."""
    if len(mark) <= _SHOWN + _ENDS:
        return f"{mark[:1]}…"
    return f"{mark[:_SHOWN]}…{mark[-_ENDS:]}"


def demand_written_as_phones(lists: Sequence[DoNotContact], marks: Mapping[str, pl.Series]) -> None:
    """Refuse phone numbers that are compared letter by letter, where that misses some.

    Args:
        lists: the do-not-contact lists.
        marks: name of a list -> marks of the customers that are looked up in it.

    Raises:
        ConfigError: both sides of a list hold phone numbers, and as such more customers are named.
    """
    for each in lists:
        missed = _missed_phones(each, marks[each.name])
        if missed:
            place = write_path(("campaign", "suppress", each.name, "written"))
            raise ConfigError(
                f"{place}: {missed:,} more customers are on {each.settings.file} where phone "
                f"numbers are compared as such, and the columns '{each.settings.column}' and "
                f"'{each.settings.customers}' seem to hold them; write written: phone"
            )


def _missed_phones(each: DoNotContact, marks: pl.Series) -> int:
    if each.settings.written != "text" or not (_are_phones(each.marks) and _are_phones(marks)):
        return 0
    named = all_marks_of(each.marks, "phone").drop_nulls().str.split(BETWEEN_MARKS).explode()
    as_phones = all_marks_of(marks, "phone").str.split(BETWEEN_MARKS)
    found = pl.DataFrame({"mark": as_phones, "row": range(marks.len())}).explode("mark")
    missed = found.filter(pl.col("mark").is_in(named.implode()))["row"].unique()
    return int((~each.names(marks).gather(missed).fill_null(value=False)).sum())


def _are_phones(marks: pl.Series) -> bool:
    """Whether most marks are digits with signs as in phone numbers, or mobile numbers."""
    known = marks.drop_nulls()
    digits = known.str.count_matches(r"\d")
    signed = known.str.contains(_SIGNS) & known.str.contains(_PHONE_LIKE) & digits.is_between(7, 15)
    share = (signed | known.str.contains(_MOBILE)).mean()
    return isinstance(share, float) and share > _MOST


def _example(marks: pl.Series) -> str | None:
    first = marks.min()  # whatever the order of the rows
    return masked(first.split(BETWEEN_MARKS)[0]) if isinstance(first, str) else None
