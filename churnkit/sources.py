"""Where the customers of a project come from: a table, or event logs.

The two differ here and nowhere else: ``learning_source`` and ``current_source`` hand the other
stages a table, and the sections of the config that go with it.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from churnkit.config.sections.events import EventTable
from churnkit.config.sections.project import (
    Config,
    DataSection,
    IngestSection,
    LabelSettings,
    Language,
    Nulls,
    ScoreSection,
    VariableSettings,
)
from churnkit.config.sections.section import Localised
from churnkit.errors import ConfigError, LearningError
from churnkit.events.customer_table import CUTOFF, LABEL, AtCutoff, customers_at, declared_features
from churnkit.events.features import Feature, collected
from churnkit.events.history import History, by_id
from churnkit.events.logs import ID, Log, coverage, open_log
from churnkit.events.master import open_master
from churnkit.events.notes import cutoff_notes, history_notes, split_note
from churnkit.events.stray import without_stray_events
from churnkit.events.tiers import TIER, TierMoves
from churnkit.events.windows import Windows, learning_windows, require_observed, window_at
from churnkit.prepare.population import fit_population
from churnkit.prepare.recipe import Recipe
from churnkit.rules.wording import Vocabulary
from churnkit.tables.csv.blanks import without_blanks
from churnkit.tables.frames import TableSource, read_source
from churnkit.tables.reading import Reading, read_table
from churnkit.tables.table import FILE, LINE, REJECTS_SCHEMA, Table, damage_as_error
from churnkit.workspace.journal import describe_source

_SAMPLE = 100_000
_MADE = "made from data.events"
_TIER_NAME = Localised(en="value tier", zh="价值等级")


@dataclass(frozen=True)
class Source:
    """Customers, and what the config says of them, as of any table."""

    table: Table
    data: DataSection
    ingest: IngestSection
    origin: TableSource
    """The table, or one of the logs that it was made from, for messages."""
    inputs: dict[str, str]
    """Size and time of change of each file."""
    rejects: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REJECTS_SCHEMA))
    """What of the logs and of master data could not be used, in REJECTS_SCHEMA."""
    moves: TierMoves | None = None
    """Moves between value tiers at the last cutoff."""
    from_events: bool = False
    """Whether they were made from event logs."""
    as_of: dt.date | None = None
    """Day at which customers to score are observed, and from which dates are counted back."""


def with_features(data: DataSection) -> DataSection:
    """The section with the names that people read for all features; as it is without event logs.

    What it says itself about a feature goes before.
    """
    if not data.events:
        return data
    made = {feature.name: _variable(feature) for feature in declared_features(data)}
    if data.tiers is not None:
        made[TIER] = VariableSettings(kind="category", label=_TIER_NAME)
    dates = {
        name: settings.model_copy(update={"kind": "number"})
        for name, settings in data.variables.items()
        if settings.kind == "date"
    }
    return data.model_copy(update={"variables": made | dict(data.variables) | dates})


def learning_source(config: Config, *, customers: TableSource | None = None) -> Source:
    """The customers to learn from and to test on.

    Args:
        config: the project.
        customers: the table of ``data.customers`` instead.
    """
    data = config.data
    if not data.events:
        return _as_it_is(data, config.ingest, customers)
    history = _opened(data, config.ingest.nulls, customers)
    data.require_churn()
    cutoffs = learning_windows(data.require_windows(), history.coverage)
    made = [customers_at(history, cutoff, labelled=True) for cutoff in cutoffs]
    _require_customers(made, history)
    notes = (
        *history_notes(history, config.language),
        *(
            note
            for customers_then, cutoff in zip(made, cutoffs, strict=True)
            for note in cutoff_notes(customers_then, cutoff, config.language)
        ),
        split_note(cutoffs, config.language),
    )
    frame = _stacked(made, data.id)
    source = _source(_table(frame, notes), data, config.ingest, history, customers)
    is_split = len(made) > 1
    return replace(
        source,
        data=_as_of_table(source.data, history, frame, ignore=() if is_split else (CUTOFF,)),
        ingest=_split_by_time(config.ingest, cutoffs[-1]) if is_split else config.ingest,
        moves=made[-1].moves,
    )


def _require_customers(made: Sequence[AtCutoff], history: History) -> None:
    """Raise LearningError where nobody is left at any cutoff, with what is there instead."""
    if any(at.frame.height for at in made):
        return
    last = made[-1]
    counts = {**last.excluded, **last.kinds}
    found = ", ".join(f"{what} {number:,}" for what, number in counts.items() if number)
    keys = ["windows", "churn", "active", "events"]
    examples = ""
    if history.master is not None:
        keys = ["id", "customers", *keys]
        log = next(iter(history.logs.values()))
        seen = collected([by_id(log.events.select(ID).head(1), history.data.id)])[0]
        examples = "".join(
            f"; ids of {where} are such as {frame.item(0, 0)!r}"
            for where, frame in (
                (f"data.events.{log.name}", seen),
                ("data.customers", history.master.ids),
            )
            if frame.height
        )
    raise LearningError(
        f"data.events: no customer is left to learn from ({found or 'nobody has an event'})"
        f"{examples}; look at {', '.join(f'data.{key}' for key in keys)}"
    )


def _as_of_table(
    data: DataSection, history: History, frame: pl.DataFrame, *, ignore: tuple[str, ...]
) -> DataSection:
    """What is said of the table that was made of event logs, as if it had been there."""
    return data.model_copy(
        update={
            "label": LabelSettings(column=LABEL, churned=("churned",), loyal=("loyal",)),
            "ignore": (*data.ignore, *ignore),
            "variables": _still_there(data, history, frame),
        }
    )


def current_source(
    config: Config,
    *,
    input: TableSource | None = None,  # noqa: A002
    customers: TableSource | None = None,
) -> Source:
    """The customers to score: those of a table, or those of the logs at a date.

    The date is ``score.as_of``; without one, customers of a table have that of ``data.as_of``, and
    event logs are looked at as of the day after the last event.

    Args:
        config: the project.
        input: a table of customers instead. Default: ``score.input``.
        customers: the table of ``data.customers`` instead.
    """
    given = input or config.score.input
    if not config.data.events or given is not None:
        source = _as_it_is(config.data, config.ingest, given or customers)
        return replace(source, as_of=_day_of_table(source.table, config.score, config.data))
    day = config.score.as_of
    as_of = dt.date.fromisoformat(day) if day else None
    history = _opened(config.data, config.ingest.nulls, customers, as_of)
    cutoff = as_of or history.coverage.days.end
    windows = window_at(cutoff, config.data.require_windows())
    require_observed(windows, history.coverage)
    at = customers_at(history, windows, labelled=False)
    notes = (*history_notes(history, config.language), *cutoff_notes(at, windows, config.language))
    source = _source(_table(at.frame, notes), config.data, config.ingest, history, customers)
    return replace(source, moves=at.moves, as_of=cutoff)


def day_of(score: ScoreSection, data: DataSection) -> dt.date | None:
    """The day from which dates of customers are counted back, as the config has it."""
    day = score.as_of or data.as_of
    return dt.date.fromisoformat(day) if day else None


def _day_of_table(table: Table, score: ScoreSection, data: DataSection) -> dt.date | None:
    """That of the config, unless ``churnkit features`` made the table as of another one."""
    if data.events and CUTOFF in table.schema:
        with damage_as_error(table):
            cutoffs = table.frame.select(pl.col(CUTOFF).first()).collect()
        if cutoffs.height:
            return dt.date.fromisoformat(cutoffs.item())
    return day_of(score, data)


def _source(
    table: Table,
    data: DataSection,
    ingest: IngestSection,
    history: History,
    customers: TableSource | None,
) -> Source:
    rejects = [log.unused.listed for log in history.logs.values()]
    rejects += [history.master.rejects] if history.master else []
    return Source(
        table=table,
        data=with_features(data),
        ingest=ingest,
        origin=next(iter(data.events.values())).file,
        inputs=_inputs(data, customers),
        rejects=pl.concat(rejects),
        from_events=True,
    )


def _stacked(made: Sequence[AtCutoff], id_: str) -> pl.DataFrame:
    """The rows of all cutoffs; where there are several, the id of a row names its cutoff."""
    if len(made) == 1:
        return made[0].frame
    shared = [name for name in made[0].frame.columns if all(name in at.frame for at in made)]
    frame = pl.concat(at.frame.select(shared) for at in made)
    return frame.with_columns(pl.format("{} @ {}", pl.col(id_), pl.col(CUTOFF)).alias(id_))


def _as_it_is(data: DataSection, ingest: IngestSection, source: TableSource | None) -> Source:
    origin = source or data.customers
    if origin is None:
        raise ConfigError("data.customers: is missing; write the table of the customers")
    table = read_source(origin, _reading(data))
    return Source(table, with_features(data), ingest, origin, describe_source(origin))


def require_events(data: DataSection) -> None:
    """Raise ConfigError for a project over a table of customers."""
    if not data.events:
        raise ConfigError(
            "data.events: is missing; features are made from event logs, and this project begins "
            "with a table of customers"
        )


def _opened(
    data: DataSection, nulls: Nulls, customers: TableSource | None, as_of: dt.date | None = None
) -> History:
    features, windows = declared_features(data), data.require_windows()
    today = dt.datetime.now(zoneinfo.ZoneInfo(windows.time_zone)).date()
    logs = {
        name: without_stray_events(_log(name, data, nulls), windows, today, as_of)
        for name in data.events
    }
    covered = coverage(list(logs.values()), windows.data_from, windows.data_until)
    origin = customers or data.customers
    if origin is None:
        return History(data, logs, covered, None)
    table = read_source(origin, _reading(data))
    _require_free_names(table, origin, data, features)
    return History(data, logs, covered, open_master(table, data, nulls))


def _log(name: str, data: DataSection, nulls: Nulls) -> Log:
    """An event table as it is used, without the rows that its ``keep`` leaves out."""
    settings = data.events[name]
    table = _read_events(settings, data)
    outside = 0
    if settings.keep is not None:
        sample, place = table.frame.head(_SAMPLE).collect(), f"data.events.{name}.keep"
        population = fit_population(
            settings.keep, sample, {}, nulls, place=place, decimal=data.decimal
        )
        kept = population.expression(table.schema).fill_null(value=False)
        outside = table.frame.select((~kept).sum()).collect().item()
        table = replace(table, frame=table.frame.filter(kept))
    log = open_log(
        name,
        table,
        settings,
        id_=data.id,
        zone=data.require_windows().time_zone,
        nulls=nulls,
        codes=_codes(data, name),
        decimal=data.decimal,
    )
    return replace(log, outside=outside)


def _require_free_names(
    table: Table, origin: TableSource, data: DataSection, features: Sequence[Feature]
) -> None:
    """Raise ConfigError if columns of master data have the names of columns that are made."""
    made = {CUTOFF, LABEL, TIER, *(feature.name for feature in features)}
    doubles = [name for name in table.schema if name in made and name != data.id]
    if doubles:
        raise ConfigError(
            f"data.customers: {origin} has columns {', '.join(map(repr, doubles))}, which "
            "are made from data.events; rename them in the table"
        )


def _read_events(settings: EventTable, data: DataSection) -> Table:
    reading = Reading(settings.encoding or data.encoding, settings.header, settings.sheet)
    if settings.delimiter == "auto":
        return read_table(settings.file, reading)
    table, name = read_table(without_blanks(settings.file), reading), pl.lit(settings.file.name)
    return replace(
        table,
        frame=table.frame.with_columns(name.alias(FILE)),
        rejects=table.rejects.with_columns(name.alias("file")),
    )


def _reading(data: DataSection) -> Reading:
    return Reading(encoding=data.encoding, has_header=data.header, sheet=data.sheet)


def _codes(data: DataSection, name: str) -> dict[str, tuple[str, ...]]:
    """The column of codes of an event table, and the codes that the config names."""
    churn = data.churn
    if churn is None or churn.status != name or churn.column is None:
        return {}
    return {
        churn.column: (*churn.normal, *(c for kind in churn.kinds.values() for c in kind.codes))
    }


def _variable(feature: Feature) -> VariableSettings:
    return VariableSettings(
        kind="number",
        label=Localised(en=feature.en, zh=feature.zh),
        quantity=feature.quantity,
    )


def _still_there(
    data: DataSection, history: History, frame: pl.DataFrame
) -> dict[str, VariableSettings]:
    """What is said about columns, without those of master data that became known too late."""
    late = history.master.known_at if history.master else {}
    return {
        name: settings
        for name, settings in data.variables.items()
        if name in frame.columns or name not in late
    }


def _split_by_time(ingest: IngestSection, test: Windows) -> IngestSection:
    split = ingest.split.model_copy(
        update={"column": CUTOFF, "test_values": (test.cutoff.isoformat(),)}
    )
    return ingest.model_copy(update={"split": split})


def _table(frame: pl.DataFrame, notes: tuple[str, ...]) -> Table:
    placed = frame.select(
        pl.lit(_MADE).alias(FILE),
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(LINE),
        pl.all(),
    )
    rejects = pl.DataFrame(schema=REJECTS_SCHEMA)
    return Table(placed.lazy(), frame.schema, rejects, notes)


def _inputs(data: DataSection, customers: TableSource | None) -> dict[str, str]:
    sources: list[TableSource] = [table.file for table in data.events.values()]
    origin = customers or data.customers
    sources += [] if origin is None else [origin]
    return {name: what for source in sources for name, what in describe_source(source).items()}


def vocabulary(data: DataSection, language: Language, recipe: Recipe) -> Vocabulary:
    """How rules over the variables of a recipe are said to people."""
    return Vocabulary(language, with_features(data).variables, recipe.days)
