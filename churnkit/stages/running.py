"""The four stages in order, published together or not at all."""

from __future__ import annotations

from churnkit.campaign.select.inputs import demand_campaign
from churnkit.config.models import Config
from churnkit.stages.ingesting import ingest_in
from churnkit.stages.publishing import publishing
from churnkit.stages.reporting import Reported, report_in
from churnkit.stages.scoring import score_in
from churnkit.stages.training import train_in


def run(config: Config, *, strict: bool = False) -> Reported:
    """Ingest, train, score, report.

    Returns:
        What the report found, with the summaries and notes of all four stages.

    Raises:
        ChurnkitError: a stage failed, or ``strict`` and anything was rejected; nothing is
            published.
    """
    demand_campaign(config)
    with publishing(config) as opened:
        first = (
            ingest_in(opened, config, strict=strict),
            train_in(opened, config),
            score_in(opened, config, strict=strict),
        )
        reported = report_in(opened, config)
    outcomes = (*first, reported)
    return Reported(
        folder=reported.folder,
        summary=tuple(line for outcome in outcomes for line in outcome.summary),
        notes=tuple(dict.fromkeys(note for outcome in outcomes for note in outcome.notes)),
        facts=reported.facts,
    )
