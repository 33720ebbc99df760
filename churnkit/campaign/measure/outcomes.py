"""The table of outcomes after a campaign: read, and joined to the record."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from churnkit.campaign.contact_keys import is_one_of
from churnkit.campaign.delivery import hashed_ids
from churnkit.campaign.measure.facts import RowCounts
from churnkit.campaign.record import LISTED
from churnkit.config.sections.campaign import OutcomeSettings
from churnkit.config.sections.project import MarkerSettings, Nulls
from churnkit.errors import ConfigError, InputError
from churnkit.prepare.markers import Marker, UnknownValues, find_unknown
from churnkit.suggest import suggestion
from churnkit.tables.columns.formats import FLAG_WORDS
from churnkit.tables.columns.inference import infer_format
from churnkit.tables.frames import TableSource
from churnkit.tables.table import Table, damage_as_error

_SHOWN = 5
_USUAL_OPPOSITES = (
    *(word for word, meant in FLAG_WORDS.items() if meant == "no"),
    "left", "churned", "gone", "流失", "离网", "已流失", "已离网",
)  # fmt: skip
"""Values that certainly do not mean yes."""


@dataclass(frozen=True)
class Outcomes:
    """Outcomes as they were read, row by row."""

    place: TableSource
    frame: pl.DataFrame
    """``id`` (String), ``stayed`` and ``contacted`` (Boolean, null where it is unknown)."""
    tells_contacts: bool
    """Whether there is a column for contact."""
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Matched:
    """The record of a campaign with the outcomes of its customers."""

    frame: pl.DataFrame
    """The record, ``stayed`` (Boolean, null where not known) and ``contacted`` (Boolean)."""
    counts: RowCounts


def read_outcomes(
    table: Table,
    place: TableSource,
    id_: str,
    settings: OutcomeSettings,
    nulls: Nulls,
    markers: MarkerSettings | None = None,
) -> Outcomes:
    """Read who stayed, and who was contacted where the config names a column for it.

    Rows of which one or the other is not known, for nobody can interpret what is written, are
    left out.

    Args:
        table: the outcomes as they were read.
        place: their file, for messages.
        id_: column of ids.
        settings: the other columns, and what their values mean.
        nulls: texts that mean "no value", by kind.
        markers: how yes/no columns are read. Default: the defaults.

    Raises:
        ConfigError: a column is not there.
        InputError: the file is damaged, or no value of a column means yes, or many are unknown:
            more likely another spelling than the truth.
    """
    contacted = settings.contacted
    _require_columns(table, place, id_, settings)
    named = [id_, settings.column, *([contacted] if contacted else [])]
    with damage_as_error(table):
        raw = table.frame.select(*dict.fromkeys(named)).collect()
    markers = markers or MarkerSettings()
    ids = infer_format(raw[id_], "id", nulls).format.parse(raw[id_])
    columns = _yes_no_columns(settings)
    answers = {name: column.read(raw, nulls, markers, place) for name, column in columns.items()}
    nothing = pl.repeat(None, raw.height, dtype=pl.Boolean, eager=True)
    frame = pl.DataFrame({"id": ids}).with_columns(
        answers[name].holds.alias(name) if name in answers else nothing.alias(name)
        for name in ("stayed", "contacted")
    )
    notes = [
        *table.notes,
        _reading(raw[settings.column], frame["stayed"], answers["stayed"].is_unknown, place),
    ]
    for answer in answers.values():
        notes += answer.unknown.notes(str(place), "these rows are left out")
    is_known = ~pl.any_horizontal(answer.is_unknown for answer in answers.values())
    return Outcomes(place, frame.filter(is_known), contacted is not None, tuple(notes))


def _yes_no_columns(settings: OutcomeSettings) -> dict[str, _YesNoColumn]:
    columns = {
        "stayed": _YesNoColumn(
            "campaign.outcomes.stayed", "stayed", settings.column, settings.stayed
        )
    }
    if settings.contacted is not None:
        columns["contacted"] = _YesNoColumn(
            "campaign.outcomes.contacted_values",
            "contacted",
            settings.contacted,
            settings.contacted_values,
        )
    return columns


@dataclass(frozen=True)
class _Answers:
    """What a column says, row by row."""

    holds: pl.Series
    """(n,) Boolean, null where nothing is written or it is unknown."""
    is_unknown: pl.Series
    """(n,) Boolean."""
    unknown: UnknownValues


@dataclass(frozen=True)
class _YesNoColumn:
    """A column that says yes or no of each customer."""

    field: str
    """Key path of the values that mean yes."""
    meaning: str
    column: str
    values: tuple[str, ...]

    def read(
        self, raw: pl.DataFrame, nulls: Nulls, settings: MarkerSettings, place: TableSource
    ) -> _Answers:
        """Read the column. Raises InputError where nobody has a yes, or many are unknown."""
        marker = self._marker(nulls, settings)
        marked = marker.over(raw.schema)
        holds = raw.select(marked.holds()).to_series()
        is_unknown = raw.select(marked.is_unknown()).to_series()
        if (holds.count() or is_unknown.any()) and not holds.any():
            is_written = holds.is_not_null() | is_unknown
            found = _values(_counted(raw[self.column].filter(is_written)))
            raise InputError(
                f"{place}: no value of the column '{self.column}' means {self.meaning}: found "
                f"{found}; name those that do in {self.field}, now "
                f"{', '.join(map(repr, self.values))}"
            )
        unknown = find_unknown(raw, marker, self.field)
        unknown.require_few(str(place), settings.max_unknown)
        return _Answers(holds, is_unknown, unknown)

    def _marker(self, nulls: Nulls, settings: MarkerSettings) -> Marker:
        opposites = _USUAL_OPPOSITES if self.meaning == "stayed" else ()
        return Marker(
            column=self.column,
            values=self.values,
            others=(*opposites, *settings.means_no),
            nulls=nulls.flag,
            met=(),
            is_count=self.meaning == "contacted",
        )


def match_outcomes(record: pl.DataFrame, outcomes: Outcomes, secret: bytes | None) -> Matched:
    """Join outcomes to the record, by id or, where there is a secret, by its hash as well.

    Without a column that tells who was contacted, those on the list were, and nobody else.

    Raises:
        InputError: no customer of the record is among the outcomes.
    """
    rows = _with_plain_ids(outcomes.frame.filter(pl.col("id").is_not_null()), record, secret)
    customers = rows.group_by("id", maintain_order=True).agg(
        pl.col("stayed").drop_nulls().unique().alias("said"), pl.col("contacted").any()
    )
    selected = customers.join(record, on="id", how="semi")
    if selected.is_empty():
        raise InputError(
            f"{outcomes.place}: none of its {customers.height:,} ids is of the campaign; expected "
            f"ids such as {_first(record['id'])}, found {_first(customers['id'])}; set "
            "campaign.outcomes.id, or measure the config of that campaign"
        )
    answers = selected.select(
        "id",
        pl.when(pl.col("said").list.len() == 1).then(pl.col("said").list.first()).alias("stayed"),
        "contacted",
    )
    frame = record.join(answers, on="id", how="left", maintain_order="left")
    was_contacted = pl.col("contacted").fill_null(value=False)
    contacted = was_contacted if outcomes.tells_contacts else pl.col("role") == LISTED
    return Matched(
        frame=frame.with_columns(contacted.alias("contacted")),
        counts=RowCounts(
            rows=outcomes.frame.height,
            without_id=outcomes.frame.height - rows.height,
            repeated=rows.height - customers.height,
            contradicting=selected.filter(pl.col("said").list.len() > 1).height,
            not_selected=customers.height - selected.height,
        ),
    )


def _first(ids: pl.Series) -> str:
    return repr(ids[0]) if ids.len() else "none, for nobody is there"


def _with_plain_ids(
    outcomes: pl.DataFrame, record: pl.DataFrame, secret: bytes | None
) -> pl.DataFrame:
    """The outcomes with ids instead of their hashes."""
    if secret is None:
        return outcomes
    plain = pl.DataFrame({"id": hashed_ids(record["id"], secret), "plain": record["id"]})
    return outcomes.join(plain, on="id", how="left", maintain_order="left").select(
        pl.coalesce("plain", "id").alias("id"), "stayed", "contacted"
    )


def _reading(
    written: pl.Series, stayed: pl.Series, is_unknown: pl.Series, place: TableSource
) -> str:
    """How the values of the column were read: another spelling of yes would mean left."""
    is_usual = is_one_of(written.cast(pl.String), _USUAL_OPPOSITES)
    found = [
        f"{_values(_counted(written.filter(members)))} as {meaning}"
        for meaning, members in (
            ("stayed", stayed),
            ("left", ~stayed & is_usual),
            ("left as well (data.markers.means_no names it)", ~stayed & ~is_usual),
            ("not known", stayed.is_null() & ~is_unknown),
            ("unknown values", is_unknown),
        )
        if members.any()
    ]
    return f"{place}: of the column {written.name!r} read {'; '.join(found)}"


def _counted(written: pl.Series) -> pl.DataFrame:
    """Each ``value`` as it is written and its ``rows``, the most frequent first."""
    return (
        pl.DataFrame({"value": written.cast(pl.String)})
        .group_by("value")
        .agg(pl.len().alias("rows"))
        .sort("rows", "value", descending=[True, False])
    )


def _values(counted: pl.DataFrame) -> str:
    shown = [
        f"{'nothing' if value is None else repr(value)} ({rows:,})"
        for value, rows in counted.head(_SHOWN).iter_rows()
    ]
    more = [f"{counted.height - _SHOWN:,} more"] if counted.height > _SHOWN else []
    return ", ".join([*shown, *more])


def _require_columns(table: Table, place: TableSource, id_: str, settings: OutcomeSettings) -> None:
    named = {
        "campaign.outcomes.id": id_,
        "campaign.outcomes.column": settings.column,
        "campaign.outcomes.contacted": settings.contacted,
    }
    problems = [
        f"{field}: no column '{column}' in {place}{suggestion(column, list(table.schema))}"
        for field, column in named.items()
        if column is not None and column not in table.schema
    ]
    if problems:
        raise ConfigError("\n".join(problems))
