"""Record of a campaign and outcomes -> what the campaign brought."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from churnkit.campaign.delivery import id_secret
from churnkit.campaign.measure.facts import Measurement, Subject
from churnkit.campaign.measure.measurement import measure_campaign
from churnkit.campaign.measure.outcomes import match_outcomes, read_outcomes
from churnkit.campaign.measure.page import measurement_document
from churnkit.campaign.record import read_record, record_name
from churnkit.campaign.wording import action_words
from churnkit.commands.current_run import published, publishing
from churnkit.commands.outcome import Outcome
from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.project import Config
from churnkit.errors import ConfigError
from churnkit.render.markdown import to_markdown
from churnkit.tables.reading import read_table
from churnkit.workspace.artifacts import file_fingerprint
from churnkit.workspace.journal import describe_files, journal


@dataclass(frozen=True)
class Measured(Outcome):
    """The published measurement."""

    facts: Measurement


def measure(config: Config, *, outcomes: Path) -> Measured:
    """Compare the customers who were on the list with those who were held back.

    Args:
        config: the project; its campaign is measured.
        outcomes: table that tells who stayed, after the campaign: CSV, Parquet or workbook.

    Raises:
        ArtifactError: the campaign has no record, or it is damaged.
        ConfigError: the config has no campaign, or names columns that the outcomes do not have.
        InputError: the outcomes cannot be read, or none is of a customer of the campaign.
    """
    campaign = campaign_of(config)
    with publishing(config) as run, journal(config, run, "measure") as entry:
        path = run.path(record_name(campaign.name))
        record = read_record(path)
        told = read_outcomes(
            read_table(outcomes),
            outcomes,
            campaign.outcomes.id or config.data.id,
            campaign.outcomes,
            config.ingest.nulls,
            config.data.markers,
        )
        matched = match_outcomes(record, told, id_secret(campaign.files))
        subject = Subject(
            language=config.language,
            campaign=campaign.name,
            outcomes=outcomes.name,
            record_sha256=file_fingerprint(path),
            confidence=campaign.outcomes.confidence,
            tells_contacts=told.tells_contacts,
        )
        facts = measure_campaign(matched, subject, action_words(campaign, config.language))
        run.write_json("measure.json", facts, "measure", 1)
        run.write_text("measure.md", to_markdown(measurement_document(facts)))
        entry.inputs |= describe_files(outcomes)
        entry.counts |= {"listed": facts.listed.known, "control": facts.control.known}
        entry.notes += told.notes
    return Measured(
        folder=published(config),
        summary=(f"measure: {published(config) / 'measure.md'}",),
        notes=told.notes,
        facts=facts,
    )


def campaign_of(config: Config) -> CampaignSection:
    """The campaign of the config. Raises ConfigError where there is none."""
    if config.campaign is None:
        raise ConfigError(
            "campaign: is missing; a campaign is measured and planned by its section of the "
            "config, of which campaign.name is enough"
        )
    return config.campaign
