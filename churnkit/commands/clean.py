"""``clean``: any table, read right or refused, written as clean CSV or Parquet."""

from __future__ import annotations

import functools
import shutil
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal, get_args
from zoneinfo import available_timezones

import polars as pl

from churnkit.commands.inputs import reads_again
from churnkit.config.sections.events import Encoding
from churnkit.config.sections.project import DecimalMark, Duplicates
from churnkit.errors import ChurnkitError, ConfigError, InputError, WorkspaceError
from churnkit.tables.columns.decide import (
    FIRST_ROWS,
    Declared,
    Formats,
    decide_formats,
    parse_kinds,
)
from churnkit.tables.columns.formats import BLANKS, Column, ColumnFormat
from churnkit.tables.columns.null_words import Words, count_words, tell_words
from churnkit.tables.duplicates import Keyed, find_repeated_ids
from churnkit.tables.files import files_of, inputs_unchanged
from churnkit.tables.one_pass import OnePass, Plan, quick_values
from churnkit.tables.reading import Reading, guess_table, read_table
from churnkit.tables.rejects import (
    count_invalid,
    invalid_checks,
    late_checks,
    reject_examples,
    value_rejects,
    write_rejects,
)
from churnkit.tables.scratch import scratch_path
from churnkit.tables.table import REJECTS_SCHEMA, Table
from churnkit.tables.write.clean_file import count_rows, is_key, require_format, write_values
from churnkit.workspace.outputs import folder_beside, place_of, put_in_place, require_places

Dates = Literal["iso", "keep"]


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
    examples: str = ""
    """The most frequent kinds of rejects, each with its number and first example."""


@reads_again
def clean(
    source: Path | str,
    output: Path | str,
    *,
    kinds: Mapping[str, str] | None = None,
    rejects: Path | str | None = None,
    strict_values: bool = False,
    as_of: date | None = None,
    duplicates: Duplicates | None = None,
    reading: Reading | None = None,
    decimal: DecimalMark | None = None,
    dates: Dates = "iso",
    time_zone: str | None = None,
    follow: bool = False,
) -> Cleaned:
    """Read a table, give each column one kind, and write what is good.

    Args:
        source: CSV, Parquet or workbook, or a glob; ``-`` is CSV from stdin.
        output: What to write: Parquet if it is called .parquet, else CSV (UTF-8).
        kinds: Kind of a column by name, with words that settle how its values are written, as in
            ``{"joined": "date:dmy"}``; other kinds are inferred. The first ``id`` is the key:
            rows without one, and all but one row with the same one, are rejected.
        rejects: List of rejects. Default: OUTPUT with the ending .rejects.csv.
        strict_values: Whether a row with a value that cannot be read is rejected as a whole.
        as_of: Date of the table: later dates are no values.
        duplicates: Which row stays of those with the same id: ``first`` (the default) or
            ``last``; ``error`` refuses the table.
        reading: How files are to be read.
        decimal: Decimal mark of all numbers of the table. Default: seen from each column.
        dates: ``iso`` writes dates in one way, ``keep`` leaves them as they are written once
            they are known to be dates.
        time_zone: Time zone whose clock times with an offset are turned into. Default: UTC.
        follow: Whether the file is replaced to which ``output`` or ``rejects`` is a link.

    Raises:
        ConfigError: a kind is unknown, the output is to be neither CSV nor Parquet, or nothing
            says which column's duplicates are meant.
        InputError: the table cannot be read right; nothing was written.
        WorkspaceError: one of the files would take the place of another, or the output cannot be
            written.
    """
    declared = parse_kinds(kinds or {})
    _require_zone(time_zone)
    reading = reading or Reading()
    _require_encoding(reading.encoding)
    source, output = Path(source), Path(output)
    require_format(output)
    rejects = Path(rejects or output.with_suffix(".rejects.csv"))
    output, rejects = place_of(output, follow=follow), place_of(rejects, follow=follow)
    source = _from_stdin() if str(source) == "-" else source
    require_places([output, rejects], files_of(source))
    if duplicates is not None:
        _require_key(declared)
    try:
        with folder_beside(output) as near_output, folder_beside(rejects) as near_rejects:
            task = _Task(
                kinds=declared,
                strict_values=strict_values,
                as_of=as_of,
                duplicates=duplicates or "first",
                reading=reading,
                decimal=decimal,
                keep_dates=dates == "keep",
                time_zone=time_zone,
                output=near_output / f"table{output.suffix}",
                rejects=near_rejects / "unused.csv",
            )
            with inputs_unchanged():
                done = _clean_at_a_glance(source, task) or _clean_with_care(source, task)
            if not done.rows:
                raise InputError(f"{source}: no row can be used; {'; '.join(done.notes)}")
            listed = [(task.rejects, rejects)] if done.rejects or rejects.exists() else []
            put_in_place(*listed, (task.output, output))
    except (OSError, pl.exceptions.ComputeError) as error:
        raise WorkspaceError(f"{output}: cannot be written ({error})") from error
    where = rejects if done.rejects else None
    return Cleaned(done.rows, done.rejects, where, done.notes, done.examples)


@functools.cache
def _from_stdin() -> Path:
    """What stands in stdin, as a file, for a table is read more than once."""
    path = scratch_path().with_name("stdin.csv")
    with path.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return path


def _require_key(kinds: Mapping[str, Declared]) -> None:
    if not any(meant.kind == "id" for meant in kinds.values()):
        raise ConfigError(
            "--duplicates: no column is said to be the id whose duplicates are meant; "
            "add --kind COLUMN=id"
        )


@dataclass(frozen=True)
class _Task:
    kinds: dict[str, Declared]
    strict_values: bool
    as_of: date | None
    duplicates: Duplicates
    reading: Reading
    decimal: DecimalMark | None
    keep_dates: bool
    time_zone: str | None
    output: Path
    rejects: Path


@dataclass(frozen=True)
class _Done:
    rows: int
    rejects: int
    notes: tuple[str, ...]
    examples: str


@dataclass(frozen=True)
class _Seen:
    """What was seen of the values of a table."""

    suspects: pl.LazyFrame
    """Rows among which are all that hold an invalid value."""
    words: Mapping[str, Words]
    """How often which word for "no value" stands in which column."""
    written: bool
    """Whether the values are written already."""


def _clean_at_a_glance(source: Path, task: _Task) -> _Done | None:
    """Clean a file while its bytes are looked at; None if it is not as regular as it seemed."""
    trial = replace(task, output=task.output.with_stem("trial"))
    try:
        guess = guess_table(source, task.reading)
        if guess is None:
            return None
        formats = _decide(guess.table, task)
        with ThreadPoolExecutor(1) as pool:
            holds = pool.submit(guess.holds)
            plan = _plan(guess.table, formats, task)
            seen = _write_in_one_pass(plan, task, trial.output, lambda: _is_refuted(holds))
            if seen is None or not holds.result():
                return None
        done = _finish(plan, formats, seen, trial)
    except (ChurnkitError, pl.exceptions.PolarsError, OSError):
        return None  # with care, the same trouble is met again, and told
    trial.output.replace(task.output)
    return done


def _is_refuted(holds: Future[bool]) -> bool:
    """Whether a guess is known not to hold."""
    return holds.done() and (holds.exception() is not None or not holds.result())


def _clean_with_care(source: Path, task: _Task) -> _Done:
    """Clean any table, read once if few of its values are invalid."""
    table = read_table(source, task.reading)
    formats = _decide(table, task)
    plan = _plan(table, formats, task)
    seen = _write_in_one_pass(plan, task, task.output) or _look_at_all(plan)
    return _finish(plan, formats, seen, task)


def _finish(plan: Plan, formats: Formats, seen: _Seen, task: _Task) -> _Done:
    """Write what is good, unless that is done, and list what is not."""
    keyed = _keyed(plan, formats, task, seen)
    if not seen.written or keyed.rejects.height:
        write_values(keyed.kept, plan.values, _written_columns(plan, task), task.output)
    return _result(plan, formats, seen, keyed, task)


def _plan(table: Table, formats: Formats, task: _Task) -> Plan:
    columns = table.columns(formats.columns)
    checks = invalid_checks(columns.values())
    values = {name: column.value() for name, column in columns.items()}
    quick = quick_values(columns, bare=table.bare)
    if task.as_of is not None:
        checks += late_checks(columns.values(), task.as_of)
        values, quick = (_until(task.as_of, made, columns) for made in (values, quick))
    if task.keep_dates:
        values, quick = (_as_written(made, columns) for made in (values, quick))
    return Plan(table, columns, values, quick, checks, task.strict_values)


def _decide(table: Table, task: _Task) -> Formats:
    formats = decide_formats(table, task.kinds, task.decimal, task.time_zone)
    notes = formats.notes
    if task.keep_dates:  # what is written stays as it is: nothing is turned into another zone
        notes = tuple(note for note in notes if "with an offset are turned into" not in note)
    if task.as_of is None:
        notes += _future_notes(table, formats)
    return replace(formats, notes=notes)


def _future_notes(table: Table, formats: Formats) -> tuple[str, ...]:
    """Dates after today, among the rows by which formats are decided."""
    today = datetime.now(UTC).date()
    checks = late_checks(table.columns(formats.columns).values(), today)
    counts = count_invalid(table.frame.head(FIRST_ROWS), checks)
    return tuple(
        f"column {check.column!r}: {count} of the first {FIRST_ROWS:,} dates lie after today and "
        "are kept; with --as-of, later dates are no values"
        for check, count in zip(checks, counts, strict=True)
        if count
    )


def _as_written(values: Mapping[str, pl.Expr], columns: Mapping[str, Column]) -> dict[str, pl.Expr]:
    """The values, with dates as they are written in the table."""
    return {
        name: pl.when(value.is_not_null())
        .then(columns[name].written().str.strip_chars(BLANKS))
        .alias(name)
        if columns[name].format.kind == "date"
        else value
        for name, value in values.items()
    }


def _written_columns(plan: Plan, task: _Task) -> Mapping[str, Column]:
    """What is written: dates that are kept as they are, are texts."""
    if not task.keep_dates:
        return plan.columns
    text = ColumnFormat(kind="text")
    return {
        name: replace(column, format=text) if column.format.kind == "date" else column
        for name, column in plan.columns.items()
    }


def _require_encoding(encoding: str) -> None:
    if encoding not in get_args(Encoding):
        known = ", ".join(get_args(Encoding))
        raise ConfigError(f"--encoding: {encoding!r} is not known; write one of {known}")


def _require_zone(zone: str | None) -> None:
    if zone is not None and zone not in available_timezones():
        raise ConfigError(f"--time-zone: no time zone {zone!r}; write one such as Asia/Shanghai")


def _until(
    as_of: date, values: Mapping[str, pl.Expr], columns: Mapping[str, Column]
) -> dict[str, pl.Expr]:
    """The values without dates that come later."""
    return {
        name: pl.when(value.dt.date() <= as_of).then(value).alias(name)
        if columns[name].format.kind == "date"
        else value
        for name, value in values.items()
    }


def _write_in_one_pass(
    plan: Plan, task: _Task, output: Path, given_up: Callable[[], bool] | None = None
) -> _Seen | None:
    """Write the values while the table is read; None if too many of them are invalid."""
    one = OnePass(plan, given_up)
    values = {name: one.value(name) for name in plan.values}
    write_values(one.frame(), values, _written_columns(plan, task), output)
    return None if one.odd else _Seen(one.set_aside().lazy(), one.words(), written=True)


def _look_at_all(plan: Plan) -> _Seen:
    words = count_words(plan.table.frame, plan.columns.values())
    return _Seen(plan.table.frame, words, written=False)


def _keyed(plan: Plan, formats: Formats, task: _Task, seen: _Seen) -> Keyed:
    """The good rows, one for each id where a column is said to hold one."""
    table = plan.table
    good = table.frame.filter(~plan.invalid) if plan.strict else table.frame
    key = next((name for name, meant in formats.declared.items() if meant.kind == "id"), None)
    if key is None or (seen.written and is_key(task.output, key)):
        return Keyed(good, pl.DataFrame(schema=REJECTS_SCHEMA), ())
    others = [name for name in table.schema.names() if name != key]
    return find_repeated_ids(good, plan.columns[key], others, task.duplicates)


def _result(plan: Plan, formats: Formats, seen: _Seen, keyed: Keyed, task: _Task) -> _Done:
    """List what could not be used, and sum up."""
    table = plan.table
    counts = count_invalid(seen.suspects, plan.checks)
    bad = [(check, count) for check, count in zip(plan.checks, counts, strict=True) if count]
    values = value_rejects(seen.suspects, [check for check, _ in bad])
    listed = (table.rejects.lazy(), values, keyed.rejects.lazy())
    rejects = write_rejects(pl.concat(listed), task.rejects)
    lost = table.rejects.height
    what = "their rows were rejected" if plan.strict else "they are null now"
    notes = (
        *table.notes,
        *formats.notes,
        *tell_words(seen.words),
        *((f"{lost} rows could not be read",) if lost else ()),
        *keyed.notes,
        *(
            f"column {check.column!r}: {count} values are {check.reason}; {what}"
            for check, count in bad
        ),
    )
    examples = reject_examples(task.rejects) if rejects else ""
    return _Done(count_rows(task.output), rejects, notes, examples)
