"""The four stages in order, published together or not at all."""

from __future__ import annotations

from collections.abc import Iterable

from churnkit.campaign.select.inputs import require_campaign
from churnkit.commands.current_run import publishing
from churnkit.commands.ingest import ingest_in
from churnkit.commands.inputs import Project, TableInput, given_table, opened
from churnkit.commands.report import Reported, report_in
from churnkit.commands.score import score_in
from churnkit.commands.train import train_in
from churnkit.config.loading import Overrides


def run(
    config: Project,
    *,
    customers: TableInput | None = None,
    strict: bool = False,
    set: Overrides = (),
) -> Reported:
    """Ingest, train, score, report.

    Args:
        config: the project: its YAML file, or what ``load_config`` returned.
        customers: table instead of that of ``data.customers``.
        strict: publish nothing if a row or a value had to be rejected.
        set: fields of the config to change, as ``--set`` does.

    Returns:
        What the report found, with the summaries and notes of all four stages.

    Raises:
        ChurnkitError: a stage failed, or ``strict`` and anything was rejected; nothing is
            published.
    """
    loaded, given = opened(config, set), given_table(customers, "customers")
    require_campaign(loaded.campaign, loaded.data, loaded.score)
    with publishing(loaded) as new:
        first = (
            ingest_in(new, loaded, customers=given, strict=strict),
            train_in(new, loaded),
            score_in(new, loaded, customers=given, strict=strict),
        )
        reported = report_in(new, loaded)
    outcomes = (*first, reported)
    return Reported(
        folder=reported.folder,
        summary=tuple(line for outcome in outcomes for line in outcome.summary),
        notes=_all_of(outcome.notes for outcome in outcomes),
        facts=reported.facts,
        doubts=_all_of(outcome.doubts for outcome in outcomes),
        verdict=_all_of(outcome.verdict for outcome in outcomes),
    )


def _all_of(lines: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The lines of all stages, each once."""
    return tuple(dict.fromkeys(line for of_stage in lines for line in of_stage))
