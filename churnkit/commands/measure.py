"""Record of a campaign and outcomes -> what the campaign brought."""

from __future__ import annotations

from dataclasses import dataclass

from churnkit.campaign.delivery import id_secret
from churnkit.campaign.measure.facts import Measurement, Subject
from churnkit.campaign.measure.measurement import measure_campaign
from churnkit.campaign.measure.outcomes import match_outcomes, read_outcomes
from churnkit.campaign.measure.page import measurement_document
from churnkit.campaign.record import read_record
from churnkit.campaign.wording import action_words
from churnkit.commands.current_run import published, publishing
from churnkit.commands.inputs import Project, TableInput, given_table, opened
from churnkit.commands.outcome import Outcome
from churnkit.config.loading import Overrides
from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.project import Config
from churnkit.errors import ConfigError
from churnkit.render.markdown import to_markdown
from churnkit.tables.frames import TableSource, read_source
from churnkit.workspace.artifacts import (
    MEASUREMENT,
    MEASUREMENT_PAGE,
    campaign_record,
    file_fingerprint,
)
from churnkit.workspace.journal import describe_source, journal
from churnkit.workspace.runs import Run


@dataclass(frozen=True)
class Measured(Outcome):
    """The published measurement."""

    facts: Measurement


def measure(config: Project, *, outcomes: TableInput, set: Overrides = ()) -> Measured:
    """Compare the customers who were on the list with those who were held back.

    Args:
        config: the project whose campaign is measured: its YAML file, or what ``load_config``
            returned.
        outcomes: table that tells who stayed, after the campaign: a file (CSV, Parquet or
            workbook) or a data frame.
        set: fields of the config to change, as ``--set`` does.

    Raises:
        ArtifactError: the campaign has no record, or it is damaged.
        ConfigError: the config has no campaign, or names columns that the outcomes do not have.
        InputError: the outcomes cannot be read, or none is of a customer of the campaign.
    """
    loaded, given = opened(config, set), given_table(outcomes, "outcomes")
    if given is None:
        raise TypeError("outcomes: expected the path of a table or a data frame, found None")
    campaign = require_campaign_section(loaded.campaign)
    with publishing(loaded) as run:
        return measure_in(run, loaded, campaign, given)


def measure_in(
    run: Run, config: Config, campaign: CampaignSection, source: TableSource
) -> Measured:
    """Do what ``measure`` does, in a run that is open already."""
    with journal(config, run, "measure") as entry:
        path = run.path(campaign_record(campaign.name))
        record = read_record(path)
        outcomes = read_outcomes(
            read_source(source),
            source,
            campaign.outcomes.id or config.data.id,
            campaign.outcomes,
            config.ingest.nulls,
            config.data.markers,
        )
        matched = match_outcomes(record, outcomes, id_secret(campaign.files))
        subject = Subject(
            language=config.language,
            are_probabilities=config.train.gives_probabilities,
            campaign=campaign.name,
            outcomes=source.name,
            record_sha256=file_fingerprint(path),
            confidence=campaign.outcomes.confidence,
            tells_contacts=outcomes.tells_contacts,
        )
        facts = measure_campaign(matched, subject, action_words(campaign, config.language))
        run.write_json(MEASUREMENT, facts)
        run.write_text(MEASUREMENT_PAGE, to_markdown(measurement_document(facts)))
        entry.inputs |= describe_source(source)
        entry.counts |= {"listed": facts.listed.known, "control": facts.control.known}
        entry.notes += outcomes.notes
    return Measured(
        folder=published(config.work),
        summary=(f"measure: {published(config.work) / MEASUREMENT_PAGE}",),
        notes=outcomes.notes,
        facts=facts,
    )


def require_campaign_section(campaign: CampaignSection | None) -> CampaignSection:
    """The campaign of the config. Raises ConfigError where there is none."""
    if campaign is None:
        raise ConfigError(
            "campaign: is missing; a campaign is measured and planned by its section of the "
            "config, of which campaign.name is enough"
        )
    return campaign
