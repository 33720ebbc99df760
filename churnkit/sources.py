"""Where the customers of a project come from: a table, or event logs.

The two differ here and nowhere else: ``learning_source`` and ``current_source`` hand the other
stages a table, and the config that goes with it.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from churnkit.config.sections.events import EventTable
from churnkit.config.sections.project import Config, DataSection, LabelSettings, VariableSettings
from churnkit.config.sections.section import Localised
from churnkit.errors import ConfigError
from churnkit.events.customer_table import CUTOFF, LABEL, AtCutoff, customers_at, declared_features
from churnkit.events.features import Feature
from churnkit.events.history import History
from churnkit.events.logs import coverage, open_log
from churnkit.events.master import open_master
from churnkit.events.notes import cutoff_notes, history_notes, split_note
from churnkit.events.stray import without_stray_events
from churnkit.events.tiers import TIER, TierMoves
from churnkit.events.windows import Windows, learning_windows, require_observed, window_at
from churnkit.prepare.recipe import Recipe
from churnkit.rules.wording import Vocabulary
from churnkit.tables.csv.blanks import without_blanks
from churnkit.tables.reading import Reading, read_table
from churnkit.tables.table import FILE, LINE, REJECTS_SCHEMA, Table
from churnkit.workspace.journal import describe_files

_MADE = "made from data.events"
_TIER_NAME = Localised(en="value tier", zh="价值等级")


@dataclass(frozen=True)
class Source:
    """Customers, and the config that speaks of them as of a table."""

    table: Table
    config: Config
    place: Path
    """The table, or one of the logs that it was made from, for messages."""
    inputs: dict[str, str]
    """Size and time of change of each file."""
    rejects: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=REJECTS_SCHEMA))
    """What of the logs and of master data could not be used, in REJECTS_SCHEMA."""
    moves: TierMoves | None = None
    """Moves between value tiers at the last cutoff."""


def with_features(config: Config) -> Config:
    """The config with the names that people read for all features; as it is without event logs.

    What the config says itself about a feature goes before.
    """
    data = config.data
    if not data.events:
        return config
    made = {feature.name: _variable(feature) for feature in declared_features(data)}
    if data.tiers is not None:
        made[TIER] = VariableSettings(kind="category", label=_TIER_NAME)
    dates = {
        name: known.model_copy(update={"kind": "number"})
        for name, known in data.variables.items()
        if known.kind == "date"
    }
    variables = made | dict(data.variables) | dates
    return _changed(config, data.model_copy(update={"variables": variables}))


def learning_source(config: Config) -> Source:
    """The customers to learn from and to test on."""
    if not config.data.events:
        return _as_it_is(config, None)
    history = _opened(config.data)
    config.data.require_churn()
    cutoffs = learning_windows(config.data.require_windows(), history.coverage)
    made = [customers_at(history, each, labelled=True) for each in cutoffs]
    notes = (
        *history_notes(history, config.language),
        *(
            note
            for each, at in zip(made, cutoffs, strict=True)
            for note in cutoff_notes(each, at, config.language)
        ),
        split_note(cutoffs, config.language),
    )
    frame = _stacked(made, config.data.id)
    described = with_features(config)
    data = described.data.model_copy(
        update={
            "label": LabelSettings(column=LABEL, churned=("churned",), loyal=("loyal",)),
            "ignore": (*config.data.ignore, *([] if len(made) > 1 else [CUTOFF])),
            "variables": _still_there(described.data, history, frame),
        }
    )
    described = _changed(described, data)
    if len(made) > 1:
        described = _split_by_time(described, cutoffs[-1])
    return _source(_table(frame, notes), described, history, made[-1].moves)


def current_source(
    config: Config,
    *,
    input: Path | None = None,  # noqa: A002
    as_of: str | None = None,
) -> Source:
    """The customers to score: those of a table, or those of the logs at a date.

    Args:
        config: the project.
        input: a table of customers instead. Default: ``score.input``.
        as_of: date up to which events are looked at, that day not included. Default:
            ``score.as_of``, else the day after the last event.
    """
    source = input or config.score.input
    if not config.data.events or source is not None:
        return _as_it_is(config, source)
    history = _opened(config.data)
    day = as_of or config.score.as_of
    cutoff = dt.date.fromisoformat(day) if day else history.coverage.days.end
    windows = window_at(cutoff, config.data.require_windows())
    require_observed(windows, history.coverage)
    at = customers_at(history, windows, labelled=False)
    notes = (*history_notes(history, config.language), *cutoff_notes(at, windows, config.language))
    return _source(_table(at.frame, notes), with_features(config), history, at.moves)


def _source(table: Table, config: Config, history: History, moves: TierMoves | None) -> Source:
    rejects = [log.unused.listed for log in history.logs.values()]
    rejects += [history.master.rejects] if history.master else []
    return Source(table, config, _place(config), _inputs(config), pl.concat(rejects), moves)


def _stacked(made: Sequence[AtCutoff], id_: str) -> pl.DataFrame:
    """The rows of all cutoffs; where there are several, the id of a row names its cutoff."""
    if len(made) == 1:
        return made[0].frame
    shared = [name for name in made[0].frame.columns if all(name in at.frame for at in made)]
    frame = pl.concat(at.frame.select(shared) for at in made)
    return frame.with_columns(pl.format("{} @ {}", pl.col(id_), pl.col(CUTOFF)).alias(id_))


def _as_it_is(config: Config, source: Path | None) -> Source:
    place = source or config.data.customers
    if place is None:
        raise ConfigError("data.customers: is missing; write the table of the customers")
    table = read_table(place, _reading(config.data))
    return Source(table, with_features(config), place, describe_files(place))


def require_events(config: Config) -> None:
    """Raise ConfigError for a project over a table of customers."""
    if not config.data.events:
        raise ConfigError(
            "data.events: is missing; features are made from event logs, and this project begins "
            "with a table of customers"
        )


def _opened(data: DataSection) -> History:
    features, windows = declared_features(data), data.require_windows()
    today = dt.datetime.now(zoneinfo.ZoneInfo(windows.time_zone)).date()
    logs = {
        name: without_stray_events(
            open_log(
                name,
                _read_events(settings, data),
                settings,
                id_=data.id,
                zone=windows.time_zone,
                texts=_code_column(data, name),
            ),
            windows,
            today,
        )
        for name, settings in data.events.items()
    }
    covered = coverage(list(logs.values()), windows.data_from, windows.data_until)
    if data.customers is None:
        return History(data, logs, covered, None)
    table = read_table(data.customers, _reading(data))
    _require_free_names(table, data, features)
    return History(data, logs, covered, open_master(table, data))


def _require_free_names(table: Table, data: DataSection, features: Sequence[Feature]) -> None:
    """Raise ConfigError if columns of master data have the names of columns that are made."""
    made = {CUTOFF, LABEL, TIER, *(feature.name for feature in features)}
    doubles = [name for name in table.schema if name in made and name != data.id]
    if doubles:
        raise ConfigError(
            f"data.customers: {data.customers} has columns {', '.join(map(repr, doubles))}, which "
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


def _code_column(data: DataSection, name: str) -> tuple[str, ...]:
    churn = data.churn
    if churn is None or churn.status != name or churn.column is None:
        return ()
    return (churn.column,)


def _variable(feature: Feature) -> VariableSettings:
    return VariableSettings(kind="number", label=Localised(en=feature.en, zh=feature.zh))


def _changed(config: Config, data: DataSection) -> Config:
    return config.model_copy(update={"data": data})


def _still_there(
    data: DataSection, history: History, frame: pl.DataFrame
) -> dict[str, VariableSettings]:
    """What is said about columns, without those of master data that became known too late."""
    late = history.master.known_at if history.master else {}
    return {
        name: known
        for name, known in data.variables.items()
        if name in frame.columns or name not in late
    }


def _split_by_time(config: Config, test: Windows) -> Config:
    split = config.ingest.split.model_copy(
        update={"column": CUTOFF, "test_values": (test.cutoff.isoformat(),)}
    )
    return config.model_copy(update={"ingest": config.ingest.model_copy(update={"split": split})})


def _table(frame: pl.DataFrame, notes: tuple[str, ...]) -> Table:
    placed = frame.select(
        pl.lit(_MADE).alias(FILE),
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(LINE),
        pl.all(),
    )
    rejects = pl.DataFrame(schema=REJECTS_SCHEMA)
    return Table(placed.lazy(), frame.schema, rejects, notes)


def _place(config: Config) -> Path:
    return next(iter(config.data.events.values())).file


def _inputs(config: Config) -> dict[str, str]:
    files = [table.file for table in config.data.events.values()]
    files += [config.data.customers] if config.data.customers else []
    return {name: what for file in files for name, what in describe_files(file).items()}


def vocabulary(config: Config, recipe: Recipe) -> Vocabulary:
    """How rules over the variables of a recipe are said to people."""
    return Vocabulary(config.language, with_features(config).data.variables, recipe.days)
