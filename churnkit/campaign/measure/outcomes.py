"""The table that tells, after a campaign, who stayed: read, and laid beside the record."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from churnkit.campaign.contact_keys import is_one_of
from churnkit.campaign.delivery import hashed_ids
from churnkit.campaign.measure.facts import RowCounts
from churnkit.campaign.record import LISTED
from churnkit.config.sections.campaign import OutcomeSettings
from churnkit.config.sections.project import Nulls
from churnkit.errors import ConfigError, InputError
from churnkit.prepare.row_rules import Marker
from churnkit.suggest import suggestion
from churnkit.tables.columns.formats import FLAG_WORDS
from churnkit.tables.columns.inference import infer_format
from churnkit.tables.frames import TableSource
from churnkit.tables.table import Table, damage_as_error

_SHOWN = 5
_USUAL_OPPOSITES = (
    *(word for word, meant in FLAG_WORDS.items() if meant == "no"),
    "left", "churned", "流失", "离网",
)  # fmt: skip
"""Values that certainly do not mean yes."""


@dataclass(frozen=True)
class Outcomes:
    """Outcomes as they were read, row by row."""

    place: TableSource
    frame: pl.DataFrame
    """``id`` (String), ``stayed`` and ``contacted`` (Boolean, null where it is not told)."""
    tells_contacts: bool
    """Whether there is a column that tells who was contacted."""
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Matched:
    """The record of a campaign with what became of its customers."""

    frame: pl.DataFrame
    """The record, ``stayed`` (Boolean, null where not known) and ``contacted`` (Boolean)."""
    counts: RowCounts


def read_outcomes(
    table: Table, place: TableSource, id_: str, settings: OutcomeSettings, nulls: Nulls
) -> Outcomes:
    """Read who stayed, and who was contacted where the config names a column for it.

    Args:
        table: the outcomes as they were read.
        place: their file, for messages.
        id_: column of ids.
        settings: the other columns, and what their values mean.
        nulls: texts that mean "no value", by kind.

    Raises:
        ConfigError: a column is not there.
        InputError: the file is damaged, or no value of a column means yes: more likely another
            spelling than the truth.
    """
    contacted = settings.contacted
    _require_columns(table, place, id_, settings)
    named = [id_, settings.column, *([contacted] if contacted else [])]
    with damage_as_error(table):
        raw = table.frame.select(*dict.fromkeys(named)).collect()
    ids = infer_format(raw[id_], "id", nulls).format.value(id_, raw.schema[id_])
    stayed = _Told("campaign.outcomes.stayed", "stayed", settings.column, settings.stayed)
    told = [stayed.read(raw, nulls, place).alias("stayed")]
    if contacted is None:
        told.append(pl.repeat(None, raw.height, dtype=pl.Boolean, eager=True).alias("contacted"))
    else:
        values = settings.contacted_values
        of = _Told("campaign.outcomes.contacted_values", "contacted", contacted, values)
        told.append(of.read(raw, nulls, place).alias("contacted"))
    frame = raw.select(ids.alias("id")).with_columns(told)
    notes = (*table.notes, _reading(raw[settings.column], frame["stayed"], place))
    return Outcomes(place, frame, contacted is not None, notes)


@dataclass(frozen=True)
class _Told:
    """A column that says yes or no of each customer."""

    field: str
    """Key path of the values that mean yes."""
    meaning: str
    column: str
    values: tuple[str, ...]

    def read(self, raw: pl.DataFrame, nulls: Nulls, place: TableSource) -> pl.Series:
        """(n,) Boolean, null where nothing is told. Raises InputError where nobody has a yes."""
        marker = Marker(column=self.column, values=self.values, nulls=nulls.flag)
        texts = raw.select(marker.text(raw.schema[self.column])).to_series()
        truth = is_one_of(texts, self.values)
        if truth.count() and not truth.any():
            found = _values(_counted(raw[self.column].filter(texts.is_not_null())))
            raise InputError(
                f"{place}: no value of the column '{self.column}' means {self.meaning}: found "
                f"{found}; name those that do in {self.field}, now "
                f"{', '.join(map(repr, self.values))}"
            )
        return truth


def match_outcomes(record: pl.DataFrame, outcomes: Outcomes, secret: bytes | None) -> Matched:
    """Lay outcomes beside the record, by id or, where there is a secret, by its hash as well.

    Without a column that tells who was contacted, those on the list were, and nobody else.

    Raises:
        InputError: no customer of the record is among the outcomes.
    """
    known = _with_plain_ids(outcomes.frame.filter(pl.col("id").is_not_null()), record, secret)
    customers = known.group_by("id", maintain_order=True).agg(
        pl.col("stayed").drop_nulls().unique().alias("said"), pl.col("contacted").any()
    )
    selected = customers.join(record, on="id", how="semi")
    if selected.is_empty():
        raise InputError(
            f"{outcomes.place}: none of its {customers.height:,} ids is of the campaign; expected "
            f"ids such as {_first(record['id'])}, found {_first(customers['id'])}; set "
            "campaign.outcomes.id, or measure the config of that campaign"
        )
    told = selected.select(
        "id",
        pl.when(pl.col("said").list.len() == 1).then(pl.col("said").list.first()).alias("stayed"),
        "contacted",
    )
    frame = record.join(told, on="id", how="left", maintain_order="left")
    told_of = pl.col("contacted").fill_null(value=False)
    contacted = told_of if outcomes.tells_contacts else pl.col("role") == LISTED
    return Matched(
        frame=frame.with_columns(contacted.alias("contacted")),
        counts=RowCounts(
            rows=outcomes.frame.height,
            without_id=outcomes.frame.height - known.height,
            repeated=known.height - customers.height,
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


def _reading(written: pl.Series, stayed: pl.Series, place: TableSource) -> str:
    """How the values of the column were read: another spelling of yes would mean left."""
    is_usual = is_one_of(written.cast(pl.String), _USUAL_OPPOSITES)
    found = [
        f"{_values(_counted(written.filter(members)))} as {meaning}"
        for meaning, members in (
            ("stayed", stayed),
            ("left", ~stayed & is_usual),
            ("left as well (campaign.outcomes.stayed does not name it)", ~stayed & ~is_usual),
            ("not known", stayed.is_null()),
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
