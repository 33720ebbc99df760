"""The four stages in order, published together or not at all."""

from __future__ import annotations

from churnkit.campaign.select.inputs import require_campaign
from churnkit.commands.current_run import publishing
from churnkit.commands.ingest import ingest_in
from churnkit.commands.report import Reported, report_in
from churnkit.commands.score import score_in
from churnkit.commands.train import train_in
from churnkit.config.sections.project import Config


def run(config: Config, *, strict: bool = False) -> Reported:
    """Ingest, train, score, report.

    Returns:
        What the report found, with the summaries and notes of all four stages.

    Raises:
        ChurnkitError: a stage failed, or ``strict`` and anything was rejected; nothing is
            published.
    """
    require_campaign(config)
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
