"""Rule set and prepared customers -> how good the rules are, on learning and test set."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import polars as pl

from churnkit.campaign.assumptions import ProfitBasis, profit_basis
from churnkit.campaign.record import record_so_far
from churnkit.commands.current_run import published, publishing, read_trained
from churnkit.commands.inputs import Project, opened
from churnkit.commands.measure import require_campaign_section
from churnkit.commands.outcome import Outcome
from churnkit.commands.pages import write_page
from churnkit.config.loading import Overrides
from churnkit.config.sections.events import WindowSettings
from churnkit.config.sections.project import Config
from churnkit.events.tiers import read_moves
from churnkit.events.windows import cutoffs_of
from churnkit.prepare.arrays import has_churned
from churnkit.prepared import read_prepared
from churnkit.reports.evaluation_page import report_document
from churnkit.reports.facts import ReportFacts, ScoredSet, summarise
from churnkit.rules.conditions import HALF
from churnkit.rules.ruleset import RuleSet
from churnkit.scoring import score_customers
from churnkit.sources import vocabulary
from churnkit.workspace.artifacts import REPORT, REPORT_PAGE, campaign_record, html_page
from churnkit.workspace.journal import journal
from churnkit.workspace.runs import Run


@dataclass(frozen=True)
class Reported(Outcome):
    """The published report, and its facts."""

    facts: ReportFacts


def report(config: Project, *, set: Overrides = ()) -> Reported:
    """Judge the model on the learning and the test set.

    Args:
        config: the project: its YAML file, or what ``load_config`` returned.
        set: fields of the config to change, as ``--set`` does.

    Raises:
        ArtifactError: ``ingest`` or ``train`` has not been run, or their files do not belong
            together.
    """
    loaded = opened(config, set)
    with publishing(loaded) as run:
        return report_in(run, loaded)


def report_in(run: Run, config: Config) -> Reported:
    """Do what ``report`` does, in a run that is open already."""
    with journal(config, run, "report") as entry:
        recipe, model = read_trained(run, config)
        prepared = read_prepared(run, sha256=model.prepared_sha256)
        threshold = config.report.threshold
        facts = summarise(
            model.rule_set,
            vocabulary(config.data, config.language, recipe),
            learning=_scored(prepared, "learning", model.rule_set),
            test=_scored(prepared, "test", model.rule_set),
            threshold=None if threshold == "auto" else threshold,
            cutoffs=_cutoffs(config.data.windows),
            moves=read_moves(run) if config.data.tiers else None,
            profit=_profit(run, config, model.rule_set) if config.campaign else None,
            verdict=model.verdict,
        )
        run.write_json(REPORT, facts)
        write_page(run, REPORT_PAGE, report_document(facts), facts.language)
        entry.counts |= {"learning": facts.learning.customers, "test": facts.test.customers}
    return Reported(
        folder=published(config.work),
        summary=(
            f"report: {published(config.work) / REPORT_PAGE}",
            f"        with charts: {published(config.work) / html_page(REPORT_PAGE)}",
        ),
        notes=(),
        facts=facts,
    )


def _profit(run: Run, config: Config, rules: RuleSet) -> ProfitBasis:
    """What contact costs and brings, by the customers selected last, where there are any."""
    campaign = require_campaign_section(config.campaign)
    record = record_so_far(run.path(campaign_record(campaign.name)))
    return profit_basis(campaign, record.filter("current"), rules.base_rate)


def _cutoffs(windows: WindowSettings | None) -> tuple[str, ...]:
    return () if windows is None else tuple(str(day) for day in cutoffs_of(windows))


def _scored(prepared: pl.DataFrame, split: str, rules: RuleSet) -> ScoredSet:
    members = prepared.lazy().filter(pl.col("split") == split)
    scored = score_customers(members, rules).collect()
    names = {rule.id: f"__strength {rule.id}" for rule in rules.rules}
    # a rule without conditions is one number, which a frame repeats for everybody
    strengths = nw.from_native(members.collect(), eager_only=True).with_columns(
        rule.expression().alias(names[rule.id]) for rule in rules.rules
    )
    return ScoredSet(
        churned=has_churned(scored),
        score=scored["score"].to_numpy(),
        rule=scored["rule"].to_list(),
        holds={id_: strengths[name].to_numpy() >= HALF for id_, name in names.items()},
    )
