"""Recipe and rule set applied to current customers -> scores, ranks and the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from churnkit.artifacts import Run
from churnkit.config.models import Config, ScoreSection
from churnkit.prepare.current import VALUE, CurrentCustomers, prepare_for_scoring, raw_name
from churnkit.prepare.damage import refusing_damage
from churnkit.prepare.fates import Fate
from churnkit.prepare.recipe import Recipe
from churnkit.rules.ruleset import RuleSet
from churnkit.rules.wording import Vocabulary, decision_words
from churnkit.scoring import Ranking, rank_customers, score_customers
from churnkit.stages.journal import journal
from churnkit.stages.outcome import Outcome
from churnkit.stages.publishing import (
    published,
    publishing,
    read_trained,
    refuse_rejects,
    write_parquet,
)
from churnkit.stages.sources import current_source
from churnkit.stages.words import vocabulary
from churnkit.tables.rejects import write_rejects
from churnkit.tables.table import Table
from churnkit.tables.writing import write_csv

__all__ = ["Scored", "customers_to_score", "score", "score_in", "threshold_of"]

_OWN_COLUMNS = ("rank", "id", "score", "rule")

_LEFT_OUT: dict[Fate, str] = {
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
        current = current_source(config, input=source, as_of=as_of)
        customers = customers_to_score(current.table, recipe, model.rule_set, config)
        refuse_rejects(customers.rejects, strict, current.place)
        with refusing_damage(current.table):
            ranking = _rank(customers, model.rule_set, config.score)

        write_parquet(
            run, "scores.parquet", ranking.customers.select("id", "score", "rank", "rule")
        )
        words = vocabulary(config, recipe)
        with run.replacing("list.csv") as path:
            shown = _list(ranking, model.rule_set, words, config.score.columns)
            neutralised = write_csv(shown, path)
        with run.replacing("score-rejects.csv") as path:
            write_rejects(customers.rejects, path)

        notes = (
            *_notes(customers, ranking, threshold_of(model.rule_set, config), config),
            *_neutralised_notes(neutralised),
        )
        entry.inputs |= current.inputs
        entry.counts |= _counts(customers, ranking)
        entry.notes += notes
    return Scored(
        folder=published(config),
        summary=tuple(_summary(customers, ranking, config)),
        notes=notes,
        ranking=ranking,
    )


def customers_to_score(
    table: Table, recipe: Recipe, rules: RuleSet, config: Config
) -> CurrentCustomers:
    """Prepare what the rules and the list need of the customers of a table."""
    as_of = config.score.as_of or config.data.as_of
    return prepare_for_scoring(
        table,
        recipe,
        as_of=dt.date.fromisoformat(as_of) if as_of else None,
        variables=rules.variables,
        columns=tuple(dict.fromkeys(config.score.columns)),
        value=config.score.value,
    )


def _rank(customers: CurrentCustomers, rules: RuleSet, settings: ScoreSection) -> Ranking:
    return rank_customers(
        score_customers(customers.frame, rules),
        share=settings.share,
        value=VALUE if settings.value else None,
        identity=customers.identity,
        seed=settings.seed,
        columns=[raw_name(column) for column in settings.columns],
    )


def _list(
    ranking: Ranking, rules: RuleSet, vocabulary: Vocabulary, columns: Sequence[str]
) -> pl.DataFrame:
    words = {rule.id: decision_words(rule, vocabulary) for rule in rules.rules}
    no_rule = decision_words(None, vocabulary)
    return ranking.list.with_columns(
        pl.col("score").round(4),
        pl.col("rule").replace_strict(words, default=no_rule, return_dtype=pl.String),
    ).rename({raw_name(name): _header(name) for name in columns})


def _header(column: str) -> str:
    return f"{column} (table)" if column in _OWN_COLUMNS else column


def _counts(customers: CurrentCustomers, ranking: Ranking) -> dict[str, int]:
    return {**{str(fate): n for fate, n in customers.fates.items()}, "listed": ranking.list.height}


def _summary(customers: CurrentCustomers, ranking: Ranking, config: Config) -> Iterator[str]:
    yield (
        f"score:  {ranking.customers.height:,} customers scored, {ranking.list.height:,} listed "
        f"({config.score.share:.0%})"
    )
    left_out = [
        f"{customers.fates[fate]:,} {words}"
        for fate, words in _LEFT_OUT.items()
        if customers.fates[fate]
    ]
    if left_out:
        yield f"        not scored: {', '.join(left_out)}"
    if ranking.ties and ranking.ties.unlisted:
        ties = ranking.ties
        yield (
            f"        {ties.listed + ties.unlisted:,} customers tie at the cut (score "
            f"{ties.score:.4f}): {ties.listed:,} are on the list, {ties.unlisted:,} are not"
        )
    yield f"        list: {published(config) / 'list.csv'}"


def _notes(
    customers: CurrentCustomers, ranking: Ranking, threshold: float, config: Config
) -> Iterator[str]:
    yield from customers.difference
    yield from customers.notes
    unlikely = int((ranking.list["score"] <= threshold).sum())
    if unlikely:
        yield (
            f"of the {ranking.list.height:,} customers listed {unlikely:,} score at or below the "
            f"threshold of {threshold:.4f}: the rules do not expect them to leave; a smaller "
            "score.share lists fewer of them"
        )
    if customers.rejects.height:
        where = published(config) / "score-rejects.csv"
        yield (
            "rows and values of the scored table that could not be used: "
            f"{customers.rejects.height:,}, listed in {where}"
        )


def _neutralised_notes(cells: int) -> Iterator[str]:
    if cells:
        yield f"cells of list.csv that would have run as formulas and were neutralised: {cells:,}"


def threshold_of(rules: RuleSet, config: Config) -> float:
    """The score above which a customer is read as churned."""
    configured = config.report.threshold
    return rules.threshold if configured == "auto" else configured
