"""The list without a campaign: the top share of the scored customers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from churnkit.campaign.select.facts import CampaignFacts
from churnkit.config.sections.project import ScoreSection
from churnkit.prepare.column_names import raw_name
from churnkit.rules.ruleset import RuleSet
from churnkit.rules.wording import Vocabulary, decision_words
from churnkit.scoring import Ranking
from churnkit.tables.write.csv_list import write_csv
from churnkit.workspace.artifacts import LIST, as_published
from churnkit.workspace.runs import Run

_OWN_COLUMNS = ("rank", "id", "score", "rule")


@dataclass(frozen=True)
class Listing:
    """A list that was written, and what there is to say about it."""

    scores: pl.Series
    """Scores of the customers on it."""
    headline: str
    """How many were scored and listed."""
    details: tuple[str, ...]
    """Further lines of the summary."""
    notes: tuple[str, ...]
    counts: dict[str, int]
    facts: CampaignFacts | None = None
    """Of the campaign that it was made for."""


def list_in(
    run: Run, score: ScoreSection, ranking: Ranking, rules: RuleSet, vocabulary: Vocabulary
) -> Listing:
    """Write ``list.csv``: rank, id, score, the rule in words, and ``score.columns``."""
    with run.replacing(LIST) as path:
        shown = _shown(ranking, rules, vocabulary, score.columns)
        neutralised = write_csv(shown, path)
    return Listing(
        scores=ranking.list["score"],
        headline=(
            f"{ranking.customers.height:,} customers scored, {ranking.list.height:,} listed "
            f"({score.share:.0%})"
        ),
        details=tuple(_details(ranking, run)),
        notes=tuple(_neutralised_notes(neutralised)),
        counts={"listed": ranking.list.height},
    )


def _shown(
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


def _details(ranking: Ranking, run: Run) -> Iterator[str]:
    if ranking.ties and ranking.ties.unlisted:
        ties = ranking.ties
        yield (
            f"{ties.listed + ties.unlisted:,} customers tie at the cut (score "
            f"{ties.score:.4f}): {ties.listed:,} are on the list, {ties.unlisted:,} are not"
        )
    yield f"list: {as_published(run.path(LIST))}"


def _neutralised_notes(cells: int) -> Iterator[str]:
    if cells:
        yield f"cells of {LIST} that would have run as formulas and were neutralised: {cells:,}"
