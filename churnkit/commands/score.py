"""Recipe and rule set applied to current customers -> scores, ranks and the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from churnkit.campaign.delivery import DELIVERED
from churnkit.campaign.select.facts import CampaignFacts
from churnkit.campaign.select.inputs import Plan, plan_campaign
from churnkit.campaign.select.standings import SELECTION_FILE
from churnkit.commands.current_run import (
    published,
    publishing,
    read_trained,
    require_no_rejects,
    write_parquet,
)
from churnkit.commands.outcome import Outcome
from churnkit.commands.score_campaign import campaign_in
from churnkit.commands.score_list import Listing, list_in
from churnkit.config.sections.project import Config, ScoreSection
from churnkit.prepare.apply import CurrentCustomers, prepare_for_scoring
from churnkit.prepare.column_names import VALUE, raw_name, value_name
from churnkit.prepare.recipe import Recipe
from churnkit.prepare.row_status import RowStatus
from churnkit.rules.ruleset import RuleSet
from churnkit.scoring import Ranking, rank_customers, score_customers
from churnkit.sources import current_source, vocabulary
from churnkit.tables.rejects import write_rejects
from churnkit.tables.table import Table, damage_as_error
from churnkit.workspace.journal import journal
from churnkit.workspace.runs import Run

_LEFT_OUT: dict[RowStatus, str] = {
    "left": "have left already",
    "outside_population": "outside the population",
    "unknown_population": "whose population cannot be told",
    "without_id": "without an id",
    "duplicate_id": "with an id met before",
}


@dataclass(frozen=True)
class Scored(Outcome):
    """The published scores and the list."""

    ranking: Ranking
    campaign: CampaignFacts | None = None
    """What the campaign came to, where the config has one."""


def score(
    config: Config,
    *,
    input: Path | None = None,  # noqa: A002
    as_of: str | None = None,
    strict: bool = False,
) -> Scored:
    """Score and rank customers, and write the list of those at the top.

    Customers who are known to have left are left out and counted.

    Args:
        config: the project.
        input: table of the customers. Default: ``score.input``, else ``data.customers``.
        as_of: with event logs, the date (YYYY-MM-DD) before which customers are observed. Default:
            ``score.as_of``, else the day after the last event.
        strict: publish nothing if a row or a value had to be rejected.

    Raises:
        ArtifactError: ``ingest`` or ``train`` has not been run, or their files do not belong
            together.
        MismatchError: the columns differ from those that the recipe was learnt on.
        RejectsError: ``strict``, and something was rejected.
    """
    with publishing(config) as run:
        return score_in(run, config, source=input, as_of=as_of, strict=strict)


def score_in(
    run: Run,
    config: Config,
    *,
    source: Path | None = None,
    as_of: str | None = None,
    strict: bool = False,
) -> Scored:
    """Do what ``score`` does, in a run that is open already."""
    with journal(config, run, "score") as entry:
        recipe, model = read_trained(run, config)
        if as_of is not None:
            config = _at(config, as_of)
        current = current_source(config, input=source, as_of=as_of)
        plan = plan_campaign(config, current, model.rule_set, as_of)
        customers = customers_to_score(current.table, recipe, model.rule_set, config, plan)
        rejects = pl.concat([current.rejects, customers.rejects])
        require_no_rejects(rejects, strict, current.place)
        with damage_as_error(current.table):
            scored = scored_customers(customers, model.rule_set, plan)
            shown = config.score.columns if plan is None else ()  # a campaign adds its own
            ranking = ranked(scored, customers, config.score, shown)

        write_parquet(
            run, "scores.parquet", ranking.customers.select("id", "score", "rank", "rule")
        )
        words = vocabulary(config, recipe)
        for stale in (*DELIVERED, SELECTION_FILE):
            run.remove(stale)
        if plan is None:
            made = list_in(run, config, ranking, model.rule_set, words)
        else:
            made = campaign_in(run, config, plan, scored.collect(), ranking, model, words)
        with run.replacing("score-rejects.csv") as path:
            rejected = write_rejects(rejects, path)

        notes = (
            *_notes(customers, made.scores, threshold_of(model.rule_set, config), config),
            *_reject_notes(rejected, config),
            *_idle_day(config, recipe, source, as_of),
            *made.notes,
        )
        entry.inputs |= current.inputs
        entry.counts |= {
            **{str(status): n for status, n in customers.statuses.items()},
            **made.counts,
        }
        entry.notes += notes
    return Scored(
        folder=published(config),
        summary=tuple(_summary(customers, made)),
        notes=notes,
        ranking=ranking,
        campaign=made.facts,
    )


def _at(config: Config, as_of: str) -> Config:
    return config.model_copy(update={"score": config.score.model_copy(update={"as_of": as_of})})


def customers_to_score(
    table: Table, recipe: Recipe, rules: RuleSet, config: Config, plan: Plan | None = None
) -> CurrentCustomers:
    """Prepare what the rules, the list and the campaign need of the customers of a table."""
    as_of = config.score.as_of or config.data.as_of
    return prepare_for_scoring(
        table,
        recipe,
        as_of=dt.date.fromisoformat(as_of) if as_of else None,
        variables=rules.variables,
        columns=(*config.score.columns, *(plan.columns if plan else ())),
        value=config.score.value,
        decimal=config.data.decimal,
    )


def scored_customers(
    customers: CurrentCustomers, rules: RuleSet, plan: Plan | None
) -> pl.LazyFrame:
    """The scored customers; those of a campaign, which needs all of each, are read at once."""
    if plan is None:
        return score_customers(customers.frame, rules)
    values = [pl.col(name).alias(value_name(name)) for name in rules.variables]
    return score_customers(customers.frame.with_columns(values), rules).collect().lazy()


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


def _summary(customers: CurrentCustomers, made: Listing) -> Iterator[str]:
    yield f"score:  {made.headline}"
    left_out = [
        f"{customers.statuses[status]:,} {words}"
        for status, words in _LEFT_OUT.items()
        if customers.statuses[status]
    ]
    if left_out:
        yield f"        not scored: {', '.join(left_out)}"
    for line in made.details:
        yield f"        {line}"


def _notes(
    customers: CurrentCustomers, listed: pl.Series, threshold: float, config: Config
) -> Iterator[str]:
    yield from customers.difference
    yield from customers.notes
    by_share = config.campaign is None or config.campaign.cut == "share"
    unlikely = int((listed <= threshold).sum()) if by_share else 0
    if unlikely:
        yield (
            f"of the {listed.len():,} customers listed {unlikely:,} score at or below the "
            f"threshold of {threshold:.4f}: the rules do not expect them to leave; "
            f"{_remedy(threshold, config)}"
        )


def _remedy(threshold: float, config: Config) -> str:
    """How to list fewer customers who are not expected to leave."""
    if config.campaign is None or config.campaign.order == "score":
        return "a smaller score.share lists fewer of them"
    return f"campaign.keep: score > {threshold:.4f} leaves them out"


def _reject_notes(rejected: int, config: Config) -> Iterator[str]:
    if rejected:
        where = published(config) / "score-rejects.csv"
        yield (
            f"rows and values of the scored table that could not be used: {rejected:,}, listed in "
            f"{where}"
        )


def _idle_day(
    config: Config, recipe: Recipe, source: Path | None, as_of: str | None
) -> Iterator[str]:
    """Say that a day was given from which nothing is counted."""
    from_logs = config.data.events and not (source or config.score.input)
    if as_of and not (from_logs or recipe.days or config.campaign):
        yield (
            f"as of {as_of}: no score depends on the day, for the customers come from a table, and "
            "no date of theirs is used by the rules"
        )


def threshold_of(rules: RuleSet, config: Config) -> float:
    """The score above which a customer is read as churned."""
    configured = config.report.threshold
    return rules.threshold if configured == "auto" else configured
