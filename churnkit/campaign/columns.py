"""The columns of the scored table that a campaign reads, and what is written in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.project import (
    DecimalMark,
    Kind,
    MarkerSettings,
    Nulls,
    VariableSettings,
)
from churnkit.config.types.conditions import Condition, columns
from churnkit.config.yaml.keypath import write_path
from churnkit.errors import ConfigError
from churnkit.prepare.population import fit_population
from churnkit.suggest import suggestion
from churnkit.tables.columns.formats import Column, ColumnFormat
from churnkit.tables.columns.inference import infer_format

MADE = ("score", "value", "tier", "stage")
"""What conditions may name besides columns; it goes before a column of that name."""
NO_CONSENT_NEEDED = "not_needed"
"""What stands for a column of consents where none is needed."""


@dataclass(frozen=True)
class Columns:
    """Columns of the scored customers and their settings."""

    frame: pl.DataFrame
    """One row for each scored customer, as in the table."""
    variables: Mapping[str, VariableSettings]
    nulls: Nulls
    decimal: DecimalMark | None = None
    """Decimal mark of all numbers."""
    markers: MarkerSettings = field(default_factory=MarkerSettings)
    customers: int | None = None
    """How many there are, where the frame may have no columns. Default: its rows."""

    @property
    def height(self) -> int:
        """Number of customers; a frame without columns does not know it."""
        return self.frame.height if self.customers is None else self.customers

    def values(self, name: str, kind: Kind) -> tuple[pl.Series, pl.Series]:
        """Values of a column, null where missing or unreadable, and whether it is unreadable.

        Raises:
            InputError: the values can be read in two ways.
        """
        column = Column.of(self.frame[name], self._format(name, kind))
        read = self.frame.select(column.value().alias("value"), column.is_invalid().alias("bad"))
        return read["value"], read["bad"]

    def holds(self, condition: Condition, place: str, made: pl.DataFrame) -> pl.Series:
        """Whether a condition holds: (n,) Boolean; not where that is unknown.

        Args:
            condition: names columns of the table and of ``made``, which go before.
            place: where it stands in the config.
            made: score, value and the like.

        Raises:
            ConfigError: a column is not there, or does not hold what it is compared with.
        """
        read = [name for name in columns(condition) if name in self.frame and name not in made]
        seen = pl.concat([self.frame.select(read), made], how="horizontal")
        settings = {name: known for name, known in self.variables.items() if name not in made}
        population = fit_population(
            condition, seen, settings, self.nulls, place=place, decimal=self.decimal
        )
        truth = seen.select(population.expression(seen.schema).alias("holds"))
        return truth["holds"].fill_null(value=False)

    def _format(self, name: str, kind: Kind) -> ColumnFormat:
        known = self.variables.get(name, VariableSettings())
        written = (known.written,) if known.written else ()
        return infer_format(
            self.frame[name],
            kind,
            self.nulls,
            tokens=known.nulls,
            written=written,
            decimal=self.decimal,
        ).format


def named_columns(campaign: CampaignSection) -> dict[str, str]:
    """Place in the config -> the column of the scored table that it names."""
    return dict(_named(campaign))


def require_columns(campaign: CampaignSection, known: pl.Schema) -> tuple[str, ...]:
    """The columns of the scored table that a campaign needs, each once.

    Raises:
        ConfigError: some are not there; one line each.
    """
    named = named_columns(campaign)
    missing = [
        f"{place}: no column '{name}' in the scored table{suggestion(name, list(known))}"
        for place, name in named.items()
        if name not in known
    ]
    if missing:
        raise ConfigError("\n".join(missing))
    return tuple(dict.fromkeys(named.values()))


def _named(campaign: CampaignSection) -> Iterator[tuple[str, str]]:
    for key in ("value", "tier", "last_contact"):
        column = getattr(campaign, key)
        if column is not None:
            yield f"campaign.{key}", column
    for name, suppression in campaign.suppress.items():
        yield write_path(("campaign", "suppress", name, "customers")), suppression.customers
    for name, channel in campaign.channels.items():
        if channel.consent not in (None, NO_CONSENT_NEEDED):
            yield write_path(("campaign", "channels", name, "consent")), str(channel.consent)
    for path, condition in _conditions(campaign):
        for column in sorted(columns(condition) - set(MADE)):
            yield f"{write_path(path)} ({column})", column


def _conditions(campaign: CampaignSection) -> Iterator[tuple[tuple[str, ...], Condition]]:
    if campaign.keep is not None:
        yield ("campaign", "keep"), campaign.keep
    for name, condition in campaign.stages.items():
        yield ("campaign", "stages", name), condition
    for name, line in campaign.playbook.items():
        if line.when is not None:
            yield ("campaign", "playbook", name, "when"), line.when
