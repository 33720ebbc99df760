"""``clean``: any table, read right or refused, written as clean CSV or Parquet."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from churnkit.errors import InputError, WorkspaceError
from churnkit.tables.duplicates import find_repeated_ids
from churnkit.tables.formats import Formats, decide_formats, parse_kinds
from churnkit.tables.quick import is_quick, quick_values
from churnkit.tables.reading import Reading, read_table
from churnkit.tables.rejects import Check, count_found, invalid_checks, value_rejects, write_rejects
from churnkit.tables.table import Table
from churnkit.tables.tokens import count_tokens
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
        WorkspaceError: the output cannot be written.
    """
    declared = parse_kinds(kinds or {})
    table = read_table(source, reading or Reading())
    formats = decide_formats(table, declared)
    rejects = rejects or output.with_suffix(".rejects.csv")
    key = next((name for name, meant in formats.declared.items() if meant.kind == "id"), None)
    with _written(output, rejects) as (output_part, rejects_part):
        quick = _write_quickly(table, formats, key, as_of, output_part)
        done = quick or _write_carefully(
            table, _Task(formats, key, strict_values, as_of), output_part, rejects_part
        )
        if not done.rows:
            raise InputError(f"{source}: no row can be used; {done.notes[-1]}")
    where = rejects if done.rejects else None
    return Cleaned(done.rows, done.rejects, where, (*table.notes, *formats.notes, *done.notes))


@dataclass(frozen=True)
class _Task:
    formats: Formats
    key: str | None
    strict_values: bool
    as_of: date | None


@dataclass(frozen=True)
class _Done:
    rows: int
    rejects: int = 0
    notes: tuple[str, ...] = ()


def _write_quickly(
    table: Table, formats: Formats, key: str | None, as_of: date | None, output: Path
) -> _Done | None:
    """Write Parquet in one pass if every value is as plain as the first ones; None if not."""
    if ".parquet" not in output.suffixes or as_of or not is_quick(table, formats.columns):
        return None
    try:
        table.frame.select(quick_values(formats.columns)).sink_parquet(output)
    except pl.exceptions.PolarsError:
        return None
    written = pl.scan_parquet(output)
    numbers = [name for name, format_ in formats.columns.items() if format_.kind == "number"]
    if not _are_finite(written, numbers) or (key and not _is_key(written, key)):
        return None
    return _Done(written.select(pl.len()).collect().item())


def _are_finite(frame: pl.LazyFrame, numbers: list[str]) -> bool:
    found = frame.select(pl.col(name).is_finite().all() for name in numbers).collect()
    return all(found.row(0)) if numbers else True


def _is_key(frame: pl.LazyFrame, key: str) -> bool:
    hashes = frame.select(pl.col(key).hash(), null=pl.col(key).is_null()).collect()
    return not hashes["null"].any() and not hashes[key].is_duplicated().any()


def _write_carefully(table: Table, task: _Task, output: Path, rejects_path: Path) -> _Done:
    """Look at every value, list what cannot be used, and write the rest."""
    checks = _checks(table, task)
    found = count_found(table.frame, checks)
    bad = [check for check, count in zip(checks, found, strict=True) if count]
    listed = [table.rejects.lazy(), value_rejects(table.frame, bad)]
    rows = table.frame
    if task.key:
        keyed = find_repeated_ids(rows, task.key, task.formats.columns[task.key], table.schema)
        rows = keyed.kept
        listed.append(keyed.rejects.lazy())
    if task.strict_values and bad:
        rows = rows.filter(~pl.any_horizontal(check.invalid for check in bad))
    count = write_rejects(pl.concat(listed), rejects_path)
    _write(rows, table, task, output)
    written = _count_rows(output)
    notes = _told(bad, [n for n in found if n], task.strict_values)
    tokens = count_tokens(table.frame, task.formats.columns, table.schema)
    whole = (f"{table.rejects.height} rows could not be read",) if table.rejects.height else ()
    repeated = keyed.notes if task.key else ()
    return _Done(written, count, (*tokens, *whole, *repeated, *notes))


def _checks(table: Table, task: _Task) -> list[Check]:
    checks = invalid_checks(task.formats.columns, table.schema)
    if task.as_of is None:
        return checks
    dates = [name for name, format_ in task.formats.columns.items() if format_.kind == "date"]
    return checks + [
        Check(
            name,
            task.formats.columns[name].value(name, table.schema[name]).dt.date() > task.as_of,
            pl.col(name).cast(pl.String),
            f"after {task.as_of}, the date of the table",
            "correct the date, or say a later date of the table",
        )
        for name in dates
    ]


def _write(rows: pl.LazyFrame, table: Table, task: _Task, output: Path) -> None:
    values = []
    for name, format_ in task.formats.columns.items():
        value = format_.value(name, table.schema[name])
        if task.as_of and format_.kind == "date":
            value = pl.when(value.dt.date() <= task.as_of).then(value).alias(name)
        values.append((name, format_, value))
    if ".parquet" in output.suffixes:
        rows.select(value for _, _, value in values).sink_parquet(output)
        return
    rows.select(
        as_csv_text(name, table.schema[name], format_, value) for name, format_, value in values
    ).sink_csv(output)


def _count_rows(output: Path) -> int:
    if ".parquet" in output.suffixes:
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
