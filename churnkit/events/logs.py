"""Event tables as they are used: whose event, when on the clocks of the project, how much.

Reading stays lazy: a log of any size is never held in memory as a whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from churnkit.config.sections.events import EventTable
from churnkit.config.sections.project import DecimalMark, Nulls
from churnkit.errors import ConfigError, InputError
from churnkit.events.amounts import amount_columns, read_amount
from churnkit.events.windows import Coverage, Window
from churnkit.tables.columns.date_inference import HAS_OFFSET
from churnkit.tables.columns.formats import Column, ColumnFormat, as_text
from churnkit.tables.columns.inference import infer_format
from churnkit.tables.rejects import Check, value_rejects
from churnkit.tables.table import FILE, LINE, REJECTS_SCHEMA, Table

MOST_LISTED = 1_000
"""Rejects of a log that are listed; the rest is counted."""

NO_ID = ("there is no id", "write the id of the customer")
"""Reason and remedy of a row that is nobody's."""


ID = "__id__"
"""Column of a log: the customer, as stored; whole numbers stay numbers (see ``id_text``)."""
TIME = "__time__"
"""Column of a log: wall time in the zone of the project, Datetime("us") without a zone."""
AMOUNT = "__amount__"
"""Column of a log: the amount in ten-thousandths, Int64, so that sums do not depend on order."""
ORDER = "__order__"
"""Column of a log while it is read: the order whose rows are one event."""

_SAMPLE = 100_000
_WHY = {
    ID: NO_ID,
    TIME: ("no time that can be read", "write it as YYYY-MM-DD HH:MM:SS"),
    AMOUNT: ("not a finite number", "write it with digits"),
}
"""Reason and remedy of what cannot be used, for the list of rejects."""


@dataclass(frozen=True)
class Log:
    """One event table."""

    name: str
    events: pl.LazyFrame
    """ID, TIME, AMOUNT if there is one, then categories and columns counted (String). Rows without
    an id or a time are left out."""
    days: Window | None
    """From the day of the first event to the day after the last one; None without any event."""
    refunds: int
    """Rows with an amount below zero, which counts as it is."""
    unused: Unused
    """What of it could not be used."""
    notes: tuple[str, ...]
    """What the reader of the table assumed or repaired."""
    origin: EventRows | None = None
    """The table as it was read, for what is found out later; None where it is not known."""
    stray: tuple[StrayEvents, ...] = ()
    """Events far from all others in time, or too late."""
    outside: int = 0
    """Rows that ``keep`` leaves out."""


@dataclass(frozen=True)
class EventRows:
    """The table of a log, and how the times of its rows are read."""

    table: Table
    column: str
    time: pl.Expr
    checks: tuple[Check, ...]
    """What makes values unusable, by which some are listed already."""

    def unusable(self, more: Sequence[Check]) -> tuple[pl.DataFrame, int]:
        """The first rejects, further checks included, and how many there are."""
        return list_unused(self.table, [*self.checks, *more])


@dataclass(frozen=True)
class StrayEvents:
    """Events at one end of a log, beyond a gap that is longer than the outcome window, or late."""

    events: int
    first: dt.date
    last: dt.date
    left_out: bool
    """Whether they are left out; in small logs they count."""
    after: dt.date | None = None
    """The last day on which events can be, if they are later than that."""


def open_log(
    name: str,
    table: Table,
    settings: EventTable,
    *,
    id_: str,
    zone: str,
    nulls: Nulls | None = None,
    codes: Mapping[str, Sequence[str]] | None = None,
    decimal: DecimalMark | None = None,
) -> Log:
    """Look at an event table and say how it is read.

    Args:
        name: what the config calls it.
        table: the events as they were read.
        settings: what its columns mean.
        id_: column of the id, unless the settings name another.
        zone: time zone in which times without an offset are, and into which others are turned.
        nulls: texts that mean "no value", by kind. Default: the defaults.
        codes: columns of codes, and the codes that the config names.
        decimal: the decimal mark of all amounts.

    Raises:
        ConfigError: a column that the settings name is not there.
        InputError: times can be read in two ways.
    """
    id_, nulls, codes = settings.id or id_, nulls or Nulls(), codes or {}
    named = {f"column of codes ({column})": column for column in codes}
    _require_columns(name, table, _named(settings, id_) | named)
    texts = _texts(table, settings, nulls, codes)
    factors = amount_columns(settings.amount).values()
    wanted = [id_, settings.time, *factors, *filter(None, [settings.event])]
    sample = table.frame.select(list(dict.fromkeys(wanted))).head(_SAMPLE).collect()
    read = {ID: _id(sample[id_], nulls), TIME: _read_time(name, sample[settings.time], zone, nulls)}
    bad = [(ID, id_, read[ID].is_null()), (TIME, settings.time, read[TIME].is_null())]
    if factors:
        read[AMOUNT], unread = read_amount(sample.select(factors), nulls, decimal)
        bad += [(AMOUNT, column, is_bad) for column, is_bad in unread.items()]
    roles = tuple(read)
    if settings.event is not None:
        read[ORDER] = _order(sample[settings.event], nulls)
    events = _as_used(table.frame, read | texts)
    lacking, refunds, days = _surveyed(events, roles)
    if lacking[ID] or lacking[TIME]:
        events = events.filter(pl.col(ID).is_not_null() & pl.col(TIME).is_not_null())
    if settings.event is not None:
        events = _as_orders(events, roles)
    checks = _checks(table, lacking, bad)
    origin = EventRows(table, settings.time, read[TIME], checks)
    return Log(name, events, days, refunds, _unused(lacking, origin), table.notes, origin)


def id_text(dtype: pl.DataType) -> pl.Expr:
    """The ID of a log as text, as in tables of customers: 17 is "17"."""
    return as_text(ID, dtype)


def coverage(
    logs: Sequence[Log], data_from: str | None = None, data_until: str | None = None
) -> Coverage:
    """The days that the logs cover together: as declared, else from first to last event.

    Raises:
        InputError: there is no event at all.
    """
    days = [log.days for log in logs if log.days is not None]
    if not days:
        raise InputError(
            "data.events: no table has an event with an id and a time; name the columns that hold "
            "them (id, time)"
        )
    start = min(each.start for each in days)
    end = max(each.end for each in days)
    return Coverage(
        Window(
            dt.date.fromisoformat(data_from) if data_from else start,
            dt.date.fromisoformat(data_until) if data_until else end,
        ),
        declared_from=data_from is not None,
        declared_until=data_until is not None,
    )


def within(events: pl.LazyFrame, window: Window) -> pl.LazyFrame:
    """The events of a window."""
    return events.filter(
        pl.col(TIME) >= pl.lit(window.start).cast(pl.Datetime("us")),
        pl.col(TIME) < pl.lit(window.end).cast(pl.Datetime("us")),
    )


def _named(settings: EventTable, id_: str) -> dict[str, str]:
    """Config key -> the column that it names."""
    keys = {"id": id_, "time": settings.time}
    if settings.event is not None:
        keys["event"] = settings.event
    keys |= amount_columns(settings.amount)
    keys |= {f"categories.{column}": column for column in settings.categories}
    return keys | {f"distinct[{i + 1}]": column for i, column in enumerate(settings.distinct)}


def _require_columns(name: str, table: Table, named: dict[str, str]) -> None:
    found = ", ".join(table.schema)
    problems = [
        f"data.events.{name}.{key}: no column '{column}' in its file (found: {found}); "
        "name the column that is meant"
        for key, column in named.items()
        if column not in table.schema
    ]
    if problems:
        raise ConfigError("\n".join(problems))


def _texts(
    table: Table, settings: EventTable, nulls: Nulls, codes: Mapping[str, Sequence[str]]
) -> dict[str, pl.Expr]:
    """Categories and columns counted. A text that the config names as a value is one."""
    named: dict[str, set[str]] = {name: set() for name in settings.distinct}
    for values in (settings.categories, codes):
        for name, meant in values.items():
            named[name] = named.get(name, set()) | set(meant)
    tokens = {
        name: tuple(word for word in nulls.category if word not in meant)
        for name, meant in named.items()
    }
    formats = {n: ColumnFormat(kind="category", null_tokens=words) for n, words in tokens.items()}
    return {name: column.value() for name, column in table.columns(formats).items()}


def _id(sample: pl.Series, nulls: Nulls) -> pl.Expr:
    column = Column.of(sample, infer_format(sample, "id", nulls).format)
    if not sample.dtype.is_integer():
        return column.value()
    whole = pl.col(sample.name)
    return pl.when(~column.is_missing()).then(whole) if column.format.null_numbers else whole


def _read_time(name: str, sample: pl.Series, zone: str, nulls: Nulls) -> pl.Expr:
    if isinstance(sample.dtype, pl.Datetime):
        return _stored_time(sample.name, sample.dtype, zone)
    format_ = infer_format(sample, "date", nulls).format
    value = Column.of(sample, format_).value().cast(pl.Datetime("us"))
    if not _are_instants(name, sample, format_):
        return value
    return value.dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)


def _stored_time(name: str, dtype: pl.Datetime, zone: str) -> pl.Expr:
    """Times stored as such. A clock is its column itself: then parts of a file are not read."""
    time = pl.col(name)
    if dtype.time_zone is not None:
        time = time.dt.convert_time_zone(zone).dt.replace_time_zone(None)
    return time.cast(pl.Datetime("us"))


def _are_instants(name: str, sample: pl.Series, format_: ColumnFormat) -> bool:
    """Whether times say by themselves what moment they mean, rather than show a clock."""
    if not format_.date.time:
        return False
    if format_.date.count is not None:
        return format_.date.count != "excel_days"
    if sample.dtype != pl.String:
        return False
    present = sample.drop_nulls().str.strip_chars()
    offsets = present.filter(present != "").str.contains(HAS_OFFSET)
    if offsets.any() and not offsets.all():
        raise InputError(
            f"data.events.{name}: column '{sample.name}': some times have an offset from UTC and "
            "some have none; write all of them in one way"
        )
    return bool(offsets.any())


def _order(sample: pl.Series, nulls: Nulls) -> pl.Expr:
    """The order that a row belongs to; a row without a number is an order of its own."""
    number = Column.of(sample, infer_format(sample, "id", nulls).format).value()
    return pl.coalesce(number.cast(pl.String), pl.format("\0{}:{}", pl.col(FILE), pl.col(LINE)))


def _as_orders(events: pl.LazyFrame, roles: Sequence[str]) -> pl.LazyFrame:
    """One event for each order, at the time of its first row."""
    amount = pl.col(AMOUNT)
    total = [pl.when(amount.count() > 0).then(amount.sum())] if AMOUNT in roles else []
    return events.group_by(ID, ORDER).agg(pl.col(TIME).min(), *total).drop(ORDER)


def _as_used(frame: pl.LazyFrame, columns: Mapping[str, pl.Expr]) -> pl.LazyFrame:
    """The columns of a log.

    The time is found out first and alone: nothing else is read of events outside a window.
    """
    others = [value.alias(name) for name, value in columns.items() if name != TIME]
    return frame.with_columns(columns[TIME].alias(TIME)).select(TIME, *others)


def _surveyed(
    events: pl.LazyFrame, roles: Sequence[str]
) -> tuple[dict[str, int], int, Window | None]:
    """How many events lack what is asked of all, the number of refunds, and the days covered."""
    lacking = [pl.col(role).null_count() for role in roles]
    ends = {"first": pl.col(TIME).min(), "last": pl.col(TIME).max()}
    below = (pl.col(AMOUNT) < 0).sum() if AMOUNT in roles else pl.lit(0)
    survey = events.select(*lacking, **ends, refunds=below).collect().row(0, named=True)
    first, last, refunds = (survey.pop(name) for name in ("first", "last", "refunds"))
    days = Window(first.date(), last.date() + dt.timedelta(days=1)) if first else None
    return survey, refunds, days


def _checks(
    table: Table, lacking: Mapping[str, int], bad: Sequence[tuple[str, str, pl.Expr]]
) -> tuple[Check, ...]:
    """What makes values unusable: role and column, asked about if any event lacks the role."""
    return tuple(
        Check(column, is_bad, as_text(column, table.schema[column]).fill_null(""), *_WHY[role])
        for role, column, is_bad in bad
        if lacking[role]
    )


def _unused(lacking: Mapping[str, int], origin: EventRows) -> Unused:
    listed, entries = origin.unusable(())
    return Unused(
        unread=origin.table.rejects.height,
        without_id=lacking[ID],
        without_time=lacking[TIME],
        without_amount=lacking.get(AMOUNT, 0),
        entries=entries,
        listed=listed,
    )


@dataclass(frozen=True)
class Unused:
    """What of a log could not be used."""

    unread: int
    """Rows that could not be read at all."""
    without_id: int
    """Events that are left out, because they are nobody's."""
    without_time: int
    """Events that are left out, because nobody knows when they were."""
    without_amount: int
    """Events that count, but without an amount: there is none, or it is no number."""
    entries: int
    """Rows and values that belong on the list of rejects."""
    listed: pl.DataFrame
    """The first of them, in REJECTS_SCHEMA, at most MOST_LISTED."""


def list_unused(table: Table, checks: Sequence[Check]) -> tuple[pl.DataFrame, int]:
    """The first rejects of a log, and how many there are: rows of the file, then values.

    Args:
        table: the log as it was read.
        checks: what makes values unusable; none where all of them are known to be good.
    """
    unread = table.rejects
    if not checks:
        return unread.head(MOST_LISTED), unread.height
    values = value_rejects(table.frame, checks).cast(REJECTS_SCHEMA)
    first, number = pl.collect_all([values.head(MOST_LISTED), values.select(pl.len())])
    return pl.concat([unread, first]).head(MOST_LISTED), unread.height + number.item()
