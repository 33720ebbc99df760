"""Recipe and rule set applied to current customers -> scores, ranks and the list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from churnkit.campaign.select.facts import CampaignFacts
from churnkit.campaign.select.inputs import Plan, plan_campaign
from churnkit.commands.current_run import (
    published,
    publishing,
    read_trained,
    require_no_rejects,
    write_parquet,
)
from churnkit.commands.inputs import Project, TableInput, given_table, opened, reads_again
from churnkit.commands.outcome import Outcome
from churnkit.commands.score_campaign import campaign_in
from churnkit.commands.score_list import Listing, list_in
from churnkit.commands.trust import compare_with_learning, require_likeness, require_signal
from churnkit.config.loading import Overrides
from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.project import Config, Language, ReportSection, ScoreSection
from churnkit.drift.compare import Drift
from churnkit.drift.list_size import list_size_note
from churnkit.drift.profile import Reference
from churnkit.drift.texts import drift_note
from churnkit.errors import NobodyError
from churnkit.prepare.apply import CurrentCustomers, prepare_for_scoring
from churnkit.prepare.column_names import VALUE, raw_name, value_name
from churnkit.prepare.recipe import Recipe
from churnkit.prepare.row_status import RowStatus
from churnkit.rules.model import Model
from churnkit.rules.ruleset import RuleSet
from churnkit.scoring import Ranking, rank_customers, score_customers
from churnkit.sources import Source, current_source, vocabulary
from churnkit.tables.frames import TableSource
from churnkit.tables.rejects import reject_examples, write_rejects
from churnkit.tables.table import damage_as_error
from churnkit.verdict.list_worth import ListWorth
from churnkit.verdict.page import doubts, mostly_below_lines, verdict_summary
from churnkit.workspace.artifacts import MODEL, SCORE_REJECTS, SCORES, as_published
from churnkit.workspace.journal import Journal, journal
from churnkit.workspace.runs import Run

_LEFT_OUT: dict[RowStatus, str] = {
    "left": "have left already",
    "outside_population": "outside the population",
    "unknown_population": "of unknown population",
    "without_id": "without an id",
    "duplicate_id": "with a duplicate id",
    "unknown_marker": "of whom it is not known whether they have left",
}


@dataclass(frozen=True)
class Scored(Outcome):
    """The published scores and the list."""

    ranking: Ranking
    campaign: CampaignFacts | None = None
    """Results of the selection, where the config has a campaign."""


@reads_again
def score(
    config: Project,
    *,
    input: TableInput | None = None,
    as_of: str | None = None,
    strict: bool = False,
    set: Overrides = (),
) -> Scored:
    """Score and rank customers, and write the list of those at the top.

    Customers who are known to have left are left out and counted.

    Args:
        config: the project: its YAML file, or what ``load_config`` returned.
        input: table of the customers. Default: ``score.input``, else ``data.customers``.
        as_of: the value of ``score.as_of``: the date (YYYY-MM-DD) from which dates are counted
            back, and before which customers of event logs are observed.
        strict: publish nothing if a row or a value had to be rejected.
        set: fields of the config to change, as ``--set`` does.

    Raises:
        ArtifactError: ``ingest`` or ``train`` has not been run, or their files do not belong
            together.
        MismatchError: the columns differ from those that the recipe was learnt on.
        RejectsError: ``strict``, and something was rejected.
        NoSignalError: the rules find churn no better than chance; nothing is published.
        DriftError: the customers have little in common with those of learning; likewise.
        NobodyError: nobody is left to be scored.
    """
    loaded, given = opened(config, set, as_of=as_of), given_table(input, "input")
    with publishing(loaded) as run:
        return score_in(run, loaded, input_=given, strict=strict)


def score_in(
    run: Run,
    config: Config,
    *,
    input_: TableSource | None = None,
    customers: TableSource | None = None,
    strict: bool = False,
) -> Scored:
    """Do what ``score`` does, in a run that is open already."""
    with journal(config, run, "score") as entry:
        recipe, model = read_trained(run, config)
        require_signal(model.verdict, run, config.score, config.language)
        current = current_source(config, input=input_, customers=customers)
        plan = plan_campaign(config, current, model.rule_set)
        found = _score_source(current, recipe, model, plan, config.score, strict=strict)
        require_likeness(found.drift, config.score, config.language)

        made = _write_list(run, found, plan, model, recipe, config)
        with run.replacing(SCORE_REJECTS) as path:
            rejected = write_rejects(found.rejects, path)
            examples = reject_examples(path)

        day = None if config.campaign else config.score.as_of
        notes = (
            *doubts(model.verdict, config.language),
            *_drift_notes(found, config.language),
            *_notes(found.customers, made.worth, config.language, config.campaign),
            *_reject_notes(rejected, examples, run),
            *_idle_day(day, current, recipe),
            *_untested_reasons(model),
            *made.notes,
            *_size_notes(entry, made, config),
        )
        entry.inputs |= current.inputs
        entry.counts |= {str(status): n for status, n in found.customers.statuses.items()}
        entry.counts |= made.counts
        entry.notes += notes
    return Scored(
        folder=published(config.work),
        summary=tuple(_summary(found.customers, made)),
        notes=notes,
        doubts=doubts(model.verdict, config.language),
        verdict=verdict_summary(model.verdict, config.language),
        ranking=found.ranking,
        campaign=made.facts,
    )


@dataclass(frozen=True)
class _Found:
    """The customers of today and their scores."""

    customers: CurrentCustomers
    rejects: pl.DataFrame
    """Rows and values that could not be used, those of event logs included."""
    scored: pl.DataFrame
    ranking: Ranking
    drift: Drift | None
    """How like the learning customers they are; None: nothing is known of those."""


def _score_source(
    source: Source,
    recipe: Recipe,
    model: Model,
    plan: Plan | None,
    settings: ScoreSection,
    *,
    strict: bool,
) -> _Found:
    """Score and rank the customers of a source, and compare them with those of learning."""
    customers = customers_to_score(source, recipe, model.rule_set, settings, plan)
    rejects = pl.concat([source.rejects, customers.rejects])
    require_no_rejects(rejects, strict, source.origin)
    with damage_as_error(source.table):
        scored = scored_customers(customers, model.rule_set)
        shown = settings.columns if plan is None else ()  # a campaign adds its own
        ranking = ranked(scored.lazy(), customers, settings, shown)
    _require_somebody(ranking, customers, source, settings)
    drift = compare_with_learning(_reference(model, customers), scored, customers.unreadable)
    return _Found(customers, rejects, scored, ranking, drift)


def _write_list(
    run: Run, found: _Found, plan: Plan | None, model: Model, recipe: Recipe, config: Config
) -> Listing:
    """Write all scores, and the list of the campaign, or that of the top."""
    ranking = found.ranking
    write_parquet(run, SCORES, ranking.customers.select("id", "score", "rank", "rule"))
    words = vocabulary(config.data, config.language, recipe)
    if plan is None:
        return list_in(run, config.score, found.scored, ranking, model, words)
    nulls = config.ingest.nulls
    return campaign_in(run, plan, found.scored, ranking, model, words, nulls, found.drift)


def customers_to_score(
    source: Source, recipe: Recipe, rules: RuleSet, score: ScoreSection, plan: Plan | None = None
) -> CurrentCustomers:
    """Prepare what the rules, the list and the campaign need of the customers of a table."""
    return prepare_for_scoring(
        source.table,
        recipe,
        as_of=source.as_of,
        variables=rules.variables,
        columns=(*score.columns, *(plan.columns if plan else ())),
        value=score.value,
        decimal=source.data.decimal,
        markers=source.data.markers,
    )


def scored_customers(customers: CurrentCustomers, rules: RuleSet) -> pl.DataFrame:
    """The scored customers, and under ``value_name`` the variables that they were scored by."""
    values = [pl.col(name).alias(value_name(name)) for name in rules.variables]
    return score_customers(customers.frame.with_columns(values), rules).collect()


def ranked(
    scored: pl.LazyFrame,
    customers: CurrentCustomers,
    settings: ScoreSection,
    columns: Sequence[str] = (),
) -> Ranking:
    """The scored customers by rank, as the config has it; ``columns`` go with the list."""
    return rank_customers(
        scored,
        share=settings.share,
        value=VALUE if settings.value else None,
        identity=customers.identity,
        seed=settings.seed,
        columns=[raw_name(column) for column in columns],
    )


def _require_somebody(
    ranking: Ranking, customers: CurrentCustomers, source: Source, settings: ScoreSection
) -> None:
    """Raise NobodyError rather than replace a good list by an empty one."""
    if ranking.customers.is_empty() and not settings.allow_empty:
        left_out = ", ".join(_left_out(customers)) or "it has no rows"
        raise NobodyError(
            f"{source.origin}: nobody is left to be scored ({left_out}); nothing was published, "
            "give the table of current customers, or set score.allow_empty: true"
        )


def _left_out(customers: CurrentCustomers) -> list[str]:
    return [
        f"{customers.statuses[status]:,} {words}"
        for status, words in _LEFT_OUT.items()
        if customers.statuses[status]
    ]


def _summary(customers: CurrentCustomers, made: Listing) -> Iterator[str]:
    yield f"score:  {made.headline}"
    left_out = _left_out(customers)
    if left_out:
        yield f"        not scored: {', '.join(left_out)}"
    for line in made.details:
        yield f"        {line}"


def _reference(model: Model, customers: CurrentCustomers) -> Reference | None:
    """The learning customers to compare with: without the churned, where these are left out here.

    So it is for a table with labels, such as that of learning itself.
    """
    left, scored = customers.statuses["left"], customers.statuses["customer"]
    is_labelled = left > model.rule_set.base_rate / 2 * (left + scored)
    return model.reference_loyal if is_labelled else model.reference


def _drift_notes(found: _Found, language: Language) -> Iterator[str]:
    """One note where today's customers differ from those of learning, or were not compared."""
    drift = found.drift
    is_compared = drift is not None or found.customers.statuses["customer"] == 0
    if not is_compared or (drift is not None and drift.shifts):
        yield drift_note(drift, language)


def _notes(
    customers: CurrentCustomers,
    worth: ListWorth,
    language: Language,
    campaign: CampaignSection | None,
) -> Iterator[str]:
    yield from customers.difference
    yield from customers.notes
    yield from mostly_below_lines(worth, language, order=_order(campaign))


def _order(campaign: CampaignSection | None) -> Literal["score", "other"] | None:
    """What customers are ordered by up to a share; None: they are not cut by a share."""
    if campaign is None:
        return "score"
    if campaign.cut != "share":
        return None
    return "score" if campaign.order == "score" else "other"


def _reject_notes(rejected: int, examples: str, run: Run) -> Iterator[str]:
    if rejected:
        yield (
            f"rows and values of the scored table that could not be used: {rejected:,}, listed in "
            f"{as_published(run.path(SCORE_REJECTS))}: {examples}"
        )


def _size_notes(entry: Journal, made: Listing, config: Config) -> Iterator[str]:
    """Compare the list with the former one of the same campaign."""
    former, campaign = entry.former, config.campaign and config.campaign.name
    if former is None or ((former.config.get("campaign") or {}).get("name") or None) != campaign:
        return
    before, now = former.counts.get("listed", 0), made.counts["listed"]
    note = list_size_note(before, now, config.score.expect.rows, config.language)
    if note is not None:
        yield note


def _idle_day(day: str | None, source: Source, recipe: Recipe) -> Iterator[str]:
    """Say that a day was given from which nothing is counted."""
    if day and not (source.from_events or recipe.days):
        yield (
            f"as of {day}: no score depends on the day, for the customers come from a table, and "
            "no date of theirs is used by the rules"
        )


def _untested_reasons(model: Model) -> Iterator[str]:
    """Say that a model of an older version does not know what raises the risk."""
    if model.reasons is None:
        yield (
            f"{MODEL}: trained by an older churnkit, which did not look whether each condition of "
            "a rule raises the risk; reasons are given as they were then; run churnkit train again"
        )


def threshold_of(rules: RuleSet, report: ReportSection) -> float:
    """The score above which a customer is classified as churned."""
    return rules.threshold if report.threshold == "auto" else report.threshold
