"""The list without a campaign: the top share of the scored customers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from churnkit.campaign.reasons import reasons_of
from churnkit.campaign.select.facts import CampaignFacts
from churnkit.campaign.shown_rule import rule_shown
from churnkit.config.sections.project import Language, ScoreSection
from churnkit.prepare.column_names import raw_name, value_name
from churnkit.rules.model import Model
from churnkit.rules.ruleset import RuleSet
from churnkit.rules.wording import Vocabulary
from churnkit.scoring import Ranking
from churnkit.tables.write.csv_list import write_csv
from churnkit.verdict.list_worth import ListWorth, list_worth
from churnkit.verdict.page import worth_lines
from churnkit.verdict.texts import VERDICT_TEXTS
from churnkit.workspace.artifacts import LIST, as_published
from churnkit.workspace.runs import Run

_OWN_COLUMNS = ("rank", "id", "score", "above_base_rate", "rule", "reasons")


@dataclass(frozen=True)
class Listing:
    """A list that was written, and what there is to say about it."""

    worth: ListWorth
    headline: str
    """How many were scored and listed."""
    details: tuple[str, ...]
    """Further lines of the summary."""
    notes: tuple[str, ...]
    counts: dict[str, int]
    facts: CampaignFacts | None = None
    """Of the campaign that it was made for."""


def list_in(
    run: Run,
    score: ScoreSection,
    scored: pl.DataFrame,
    ranking: Ranking,
    model: Model,
    vocabulary: Vocabulary,
) -> Listing:
    """Write ``list.csv``: rank, id, score, above the base rate or not, rule, reasons, own columns.

    Args:
        run: where to write.
        score: the settings of the list.
        scored: all scored customers, with the variables that they were scored by.
        ranking: the same by rank.
        model: that they were scored by.
        vocabulary: how its rules are said.
    """
    with run.replacing(LIST) as path:
        shown = _shown(ranking, scored, model, vocabulary, score.columns)
        neutralised = write_csv(shown, path)
    worth = worth_of(
        ranking.list["score"], ranking.customers["score"][ranking.list.height :], model, score.value
    )
    return Listing(
        worth=worth,
        headline=(
            f"{ranking.customers.height:,} customers scored, {ranking.list.height:,} listed "
            f"({score.share:.0%})"
        ),
        details=(*worth_lines(worth, vocabulary.language), f"list: {as_published(run.path(LIST))}"),
        notes=tuple(_neutralised_notes(neutralised)),
        counts={"listed": ranking.list.height, **worth_counts(worth)},
    )


def _shown(
    ranking: Ranking,
    scored: pl.DataFrame,
    model: Model,
    vocabulary: Vocabulary,
    columns: Sequence[str],
) -> pl.DataFrame:
    rules = model.rule_set
    listed = ranking.order.head(ranking.list.height)
    values = scored.select(
        pl.col(value_name(name)).gather(listed).alias(name) for name in rules.variables
    )
    if not rules.variables:
        values = ranking.list.select("id")
    rule = rule_shown(values, ranking.list["rule"], rules, vocabulary, model.reasons)
    reasons = reasons_of(values, ranking.list["rule"], rules, vocabulary, basis=model.reasons).texts
    above = above_base_rate(rules, vocabulary.language)
    own = ranking.list.select("rank", "id", pl.col("score").round(4), above)
    shown = ranking.list.select(map(raw_name, dict.fromkeys(columns)))
    return pl.concat([own, rule.to_frame(), reasons.to_frame(), shown], how="horizontal").rename(
        {raw_name(name): _header(name) for name in columns}
    )


def _header(column: str) -> str:
    return f"{column} (table)" if column in _OWN_COLUMNS else column


def worth_of(
    listed: pl.Series, not_chosen: pl.Series, model: Model, tie_breaker: str | None
) -> ListWorth:
    """What a list is worth, from the scores of those on it and of those below the cut."""
    rules, bands = model.rule_set, model.verdict.bands if model.verdict else ()
    return list_worth(
        listed.to_numpy(),
        not_chosen.to_numpy(),
        rules.threshold,
        bands,
        tie_breaker=tie_breaker,
    )


def worth_counts(worth: ListWorth) -> dict[str, int]:
    """The same for ``run.json``."""
    tied = worth.tied if worth.tied_unlisted else 0
    return {"tied at the cut": tied, "not above the base rate": worth.below}


def above_base_rate(rules: RuleSet, language: Language) -> pl.Expr:
    """The column that says whether the rules expect a customer to leave rather than the others."""
    texts = VERDICT_TEXTS[language]
    is_above = pl.col("score") > rules.threshold
    said = pl.when(is_above).then(pl.lit(texts.yes)).otherwise(pl.lit(texts.no))
    return said.alias("above_base_rate")


def _neutralised_notes(cells: int) -> Iterator[str]:
    if cells:
        yield f"cells of {LIST} that would have run as formulas and were neutralised: {cells:,}"
