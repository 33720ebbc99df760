"""``clean``: any table, read right or refused, written as clean CSV or Parquet."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from churnkit.errors import ChurnkitError, InputError, WorkspaceError
from churnkit.tables.duplicates import Keyed, find_repeated_ids
from churnkit.tables.formats import Declared, Formats, decide_formats, parse_kinds
from churnkit.tables.quick import is_quick, quick_values, quick_values_hold
from churnkit.tables.reading import Reading, guess_table, read_table
from churnkit.tables.rejects import Check, count_all, invalid_checks, value_rejects, write_rejects
from churnkit.tables.table import REJECTS_SCHEMA, Table
from churnkit.tables.tokens import count_tokens, token_sums
from churnkit.tables.values import as_csv_text

__all__ = ["Cleaned", "clean"]


@dataclass(frozen=True)
class Cleaned:
    """What was written, and what there is to say about it."""

    rows: int
    """Rows written."""
    rejects: int
    """Rows and values in the list of rejects."""
    rejects_path: Path | None
    """Where the rejects are; None if there are none."""
    notes: tuple[str, ...]
    """What was assumed, repaired or left out, one sentence each."""


def clean(
    source: Path,
    output: Path,
    *,
    kinds: Mapping[str, str] | None = None,
    rejects: Path | None = None,
    strict_values: bool = False,
    as_of: date | None = None,
    reading: Reading | None = None,
) -> Cleaned:
    """Read a table, give each column one kind, and write what is good.

    Args:
        source: CSV, Parquet or workbook, or a glob.
        output: What to write: Parquet if it is called .parquet, else CSV (UTF-8).
        kinds: Kind of a column by name, with words that settle how its values are written, as in
            ``{"joined": "date:dmy"}``; other kinds are inferred. The first ``id`` is the key:
            rows without one, and all but the first row with the same one, are rejected.
        rejects: List of rejects. Default: OUTPUT with the ending .rejects.csv.
        strict_values: Whether a row with a value that cannot be read is rejected as a whole.
        as_of: Date of the table: later dates are no values.
        reading: How files are to be read.

    Raises:
        InputError: the table cannot be read right; nothing was written.
        WorkspaceError: two of the three files are the same, or the output cannot be written.
    """
    task = _Task(parse_kinds(kinds or {}), strict_values, as_of, reading or Reading())
    rejects = rejects or output.with_suffix(".rejects.csv")
    _demand_three_files(source, output, rejects)
    with _written(output, rejects) as (output_part, rejects_part):
        done = _clean_in_one_pass(source, task, output_part)
        done = done or _clean_with_care(source, task, output_part, rejects_part)
        if not done.rows:
            raise InputError(f"{source}: no row can be used; {'; '.join(done.notes)}")
    return Cleaned(done.rows, done.rejects, rejects if done.rejects else None, done.notes)


def _demand_three_files(source: Path, output: Path, rejects: Path) -> None:
    """Refuse to write over the input, or the table over its rejects."""
    places = [path.resolve() for path in (source, output, rejects)]
    for place in places:
        if places.count(place) > 1:
            raise WorkspaceError(
                f"{place}: stands for two of input, output and rejects, and one would be lost; "
                "give each a file of its own"
            )


@dataclass(frozen=True)
class _Task:
    kinds: dict[str, Declared]
    strict_values: bool
    as_of: date | None
    reading: Reading


@dataclass(frozen=True)
class _Done:
    rows: int
    rejects: int
    notes: tuple[str, ...]


def _clean_in_one_pass(source: Path, task: _Task, output: Path) -> _Done | None:
    """Write Parquet while the bytes are looked at; None if any value is not plain."""
    if task.as_of or not _is_parquet(output):
        return None
    try:
        guess = guess_table(source, task.reading)
        if guess is None:
            return None
        formats = decide_formats(guess.table, task.kinds)
        if not is_quick(guess.table, formats.columns):
            return None
        with ThreadPoolExecutor(1) as pool:
            regular = pool.submit(guess.holds)
            guess.table.frame.select(quick_values(formats.columns)).sink_parquet(output)
            if not regular.result():
                return None
    except (ChurnkitError, pl.exceptions.PolarsError):
        return None
    written, key = pl.scan_parquet(output), _key(formats)
    if not quick_values_hold(written, formats.columns) or (key and not _is_key(written, key)):
        return None
    return _Done(_count_rows(output), 0, (*guess.table.notes, *formats.notes))


def _key(formats: Formats) -> str | None:
    return next((name for name, meant in formats.declared.items() if meant.kind == "id"), None)


def _is_key(frame: pl.LazyFrame, key: str) -> bool:
    hashes = frame.select(pl.col(key).hash(), null=pl.col(key).is_null()).collect()
    return not hashes["null"].any() and not hashes[key].is_duplicated().any()


def _clean_with_care(source: Path, task: _Task, output: Path, rejects_path: Path) -> _Done:
    """Look at every value, list what cannot be used, and write the rest."""
    table = read_table(source, task.reading)
    formats = decide_formats(table, task.kinds)
    checks = _checks(table, formats, task.as_of)
    words = token_sums(formats.columns, table.schema)
    sums = count_all(table.frame, [*(check.invalid.sum() for check in checks), *words.values()])
    found, worded = sums[: len(checks)], sums[len(checks) :]
    bad = [check for check, count in zip(checks, found, strict=True) if count]
    held = [name for name, count in zip(words, worded, strict=True) if count]
    keyed = _keyed(table, formats)
    rows = keyed.kept
    if task.strict_values and bad:
        rows = rows.filter(~pl.any_horizontal(check.invalid for check in bad))
    listed = (table.rejects.lazy(), value_rejects(table.frame, bad), keyed.rejects.lazy())
    count = write_rejects(pl.concat(listed), rejects_path)
    _write(rows, table, formats, task.as_of, output)
    lost = table.rejects.height
    notes = (
        *table.notes,
        *formats.notes,
        *count_tokens(table.frame, formats.columns, held),
        *((f"{lost} rows could not be read",) if lost else ()),
        *keyed.notes,
        *_told(bad, [n for n in found if n], task.strict_values),
    )
    return _Done(_count_rows(output), count, notes)


def _keyed(table: Table, formats: Formats) -> Keyed:
    key = _key(formats)
    if key is None:
        return Keyed(table.frame, pl.DataFrame(schema=REJECTS_SCHEMA), ())
    return find_repeated_ids(table.frame, key, formats.columns[key], table.schema)


def _checks(table: Table, formats: Formats, as_of: date | None) -> list[Check]:
    checks = invalid_checks(formats.columns, table.schema)
    if as_of is None:
        return checks
    dates = [name for name, format_ in formats.columns.items() if format_.kind == "date"]
    return checks + [
        Check(
            name,
            formats.columns[name].value(name, table.schema[name]).dt.date() > as_of,
            pl.col(name).cast(pl.String),
            f"after {as_of}, the date of the table",
            "correct the date, or say a later date of the table",
        )
        for name in dates
    ]


def _write(
    rows: pl.LazyFrame, table: Table, formats: Formats, as_of: date | None, output: Path
) -> None:
    values = []
    for name, format_ in formats.columns.items():
        value = format_.value(name, table.schema[name])
        if as_of and format_.kind == "date":
            value = pl.when(value.dt.date() <= as_of).then(value).alias(name)
        values.append((name, format_, value))
    if _is_parquet(output):
        rows.select(value for _, _, value in values).sink_parquet(output)
        return
    rows.select(
        as_csv_text(name, table.schema[name], format_, value) for name, format_, value in values
    ).sink_csv(output)


def _is_parquet(output: Path) -> bool:
    return output.suffix.lower() == ".parquet"


def _count_rows(output: Path) -> int:
    if _is_parquet(output):
        return int(pl.scan_parquet(output).select(pl.len()).collect().item())
    return int(pl.scan_csv(output, infer_schema=False).select(pl.len()).collect().item())


def _told(checks: list[Check], counts: list[int], strict: bool) -> tuple[str, ...]:
    what = "their rows were rejected" if strict else "they are null now"
    return tuple(
        f"column {check.column!r}: {count} values are {check.reason}; {what}"
        for check, count in zip(checks, counts, strict=True)
    )


@contextmanager
def _written(output: Path, rejects: Path) -> Iterator[tuple[Path, Path]]:
    """Paths to write to, which then take the places of the real ones, or are removed."""
    parts = [path.with_name(f".{path.stem}.part{path.suffix}") for path in (output, rejects)]
    try:
        yield parts[0], parts[1]
        for part, path in zip(reversed(parts), (rejects, output), strict=True):
            if part.exists():
                with part.open("rb") as file:
                    os.fsync(file.fileno())
                part.replace(path)
    except OSError as error:
        raise WorkspaceError(f"{output}: cannot be written ({error.strerror or error})") from error
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
