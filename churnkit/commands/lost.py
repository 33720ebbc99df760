"""Customers who left in the period -> a page on what was known of them, and what is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from churnkit.campaign.delivery import hashed_ids, id_secret
from churnkit.campaign.former_customers import Leavers, Named, id_column, read_left, require_section
from churnkit.campaign.lost.facts import LossFacts, summarise_losses
from churnkit.campaign.lost.losses import join_losses
from churnkit.campaign.lost.page import loss_document
from churnkit.campaign.record import record_so_far
from churnkit.commands.current_run import published, publishing, read_trained
from churnkit.commands.inputs import Project, opened
from churnkit.commands.outcome import Outcome
from churnkit.commands.score import threshold_of
from churnkit.config.loading import Overrides
from churnkit.config.sections.project import Config, Nulls
from churnkit.config.sections.winback_lost import LostSettings
from churnkit.events.tiers import TIER
from churnkit.render.markdown import to_markdown
from churnkit.sources import vocabulary
from churnkit.tables.columns.inference import infer_format
from churnkit.workspace.artifacts import (
    LOSSES,
    LOSSES_PAGE,
    SCORES,
    campaign_record,
    reading_artifact,
    require_artifact,
)
from churnkit.workspace.checksums import require_unharmed
from churnkit.workspace.journal import describe_source, journal
from churnkit.workspace.runs import Run

_NEEDED = "customers: (the table of those who left)"


@dataclass(frozen=True)
class Lost(Outcome):
    """The published page on customers who left, and its facts."""

    facts: LossFacts


def lost(config: Project, *, set: Overrides = ()) -> Lost:
    """Look back at the customers who left in the period, and publish ``lost.md`` on them.

    Args:
        config: the project: its YAML file, or what ``load_config`` returned.
        set: fields of the config to change, as ``--set`` does.

    Raises:
        ConfigError: there is no ``campaign.lost``, or a column that it names is not there.
        InputError: the table of those who left cannot be read.
        ArtifactError: customers were never scored, or files of the run are damaged.
    """
    loaded = opened(config, set)
    with publishing(loaded) as run:
        return lost_in(run, loaded)


def lost_in(run: Run, config: Config) -> Lost:
    """Do what ``lost`` does, in a run that is open already."""
    campaign = require_section(config.campaign, "lost", _NEEDED)
    settings = campaign.lost
    assert settings is not None  # noqa: S101 - it was demanded
    with journal(config, run, "lost") as entry:
        recipe, model = read_trained(run, config)
        scores = _scores(run)
        record = record_so_far(run.path(campaign_record(campaign.name)))
        roles = _roles(settings, config.data.id)
        left = read_left(settings.customers, roles, config.ingest.nulls, config.data.markers)
        threshold = threshold_of(model.rule_set, config.report)
        leavers = _with_tiers(left, campaign.tier or TIER, config.ingest.nulls)
        losses = join_losses(leavers, scores, record, threshold)
        secret = id_secret(campaign.files)
        if secret is not None:
            losses = losses.with_columns(hashed_ids(losses["id"], secret))
        words = vocabulary(config.data, config.language, recipe)
        facts = summarise_losses(losses, record, threshold, campaign, model.rule_set, words)

        run.write_json(LOSSES, facts)
        run.write_text(LOSSES_PAGE, to_markdown(loss_document(facts)))
        entry.inputs |= describe_source(settings.customers)
        entry.counts |= {"left": facts.left.customers, "warned": facts.left.warned}
        entry.notes += left.notes
    return Lost(
        folder=published(config.work),
        summary=tuple(_summary(facts, published(config.work))),
        notes=left.notes,
        facts=facts,
    )


def _roles(settings: LostSettings, data_id: str) -> dict[str, Named]:
    roles = {"id": id_column(data_id, settings.id, "campaign.lost.id")}
    if settings.value is not None:
        roles["value"] = Named("campaign.lost.value", settings.value, "number")
    if settings.cause is not None:
        roles["cause"] = Named("campaign.lost.cause", settings.cause, "category")
    return roles


def _with_tiers(left: Leavers, column: str, nulls: Nulls) -> pl.DataFrame:
    """Those who left, with their tier where their table has the column that tells it."""
    if column not in left.rows.columns:
        return left.frame
    given = left.rows[column]
    tier = infer_format(given, "category", nulls).format.parse(given)
    return left.frame.with_columns(tier.alias("tier"))


def _scores(run: Run) -> pl.DataFrame:
    path = require_artifact(run.path(SCORES), "customers were never scored by these rules")
    require_unharmed(path)
    with reading_artifact(path):
        return pl.read_parquet(path)


def _summary(facts: LossFacts, folder: Path) -> Iterator[str]:
    left = facts.left
    yield (
        f"lost:   {left.customers:,} customers left, {left.warned:,} of them warned of, "
        f"{facts.missed.customers:,} never"
    )
    yield f"        {folder / LOSSES_PAGE}"
