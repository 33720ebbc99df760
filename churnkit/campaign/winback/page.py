"""Win-back as a document: who may return, which offer pays, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from churnkit.campaign.winback.facts import LearntFacts, WinbackFacts
from churnkit.campaign.winback.offers import OfferFacts
from churnkit.campaign.winback.scorecard import POINTS, Level
from churnkit.campaign.winback.texts import WINBACK_TEXTS, WinbackTexts
from churnkit.config.sections.project import Language
from churnkit.render.document import (
    Column,
    Document,
    Lines,
    Sheet,
    count,
    decimal,
    percent,
    round_amount,
)


def winback_document(facts: WinbackFacts) -> Document:
    """The page on win-back in the language of its facts."""
    texts = WINBACK_TEXTS[facts.language]
    basis = _scorecard(facts, texts) if facts.learnt is None else _rules(facts.learnt, texts)
    title = texts.winback_title.format(campaign=facts.campaign)
    head = Lines((*_who(facts, texts), *_which_offer(facts, texts)))
    return Document(title, (head, _statuses(facts, texts), _offers(facts, texts), basis))


def reasons_in_words(levels: pl.DataFrame, language: Language) -> pl.Series:
    """Reasons for and against the return of each customer, the strongest reason for it first.

    Args:
        levels: (n,) customers with their level in each factor.
        language: of the words.

    Returns:
        (n,) String, empty where nothing is known.
    """
    texts = WINBACK_TEXTS[language]
    factors = list(POINTS)
    distinct = levels.select(factors).unique(maintain_order=True)
    words = [_reasons(row, texts) for row in distinct.rows()]
    known = distinct.with_columns(pl.Series("words", words, dtype=pl.String))
    joined = levels.join(known, on=factors, how="left", nulls_equal=True, maintain_order="left")
    return joined["words"]


def _reasons(row: Sequence[Level | None], texts: WinbackTexts) -> str:
    pairs = zip(POINTS.values(), row, strict=True)
    known = [(points[level], level) for points, level in pairs if level is not None]
    strongest = sorted(known, key=lambda each: -each[0])
    return texts.semicolon.join(texts.said[level] for _, level in strongest)


def _who(facts: WinbackFacts, texts: WinbackTexts) -> Iterator[str]:
    if facts.counted is not None:
        text = texts.counted if facts.learnt is None else texts.counted_without_outcome
        yield text.format(file=facts.counted.file, period=facts.counted.period)
    yield texts.ranked.format(
        customers=count(facts.customers), listed=count(facts.listed.customers)
    )
    if facts.learnt is None:
        yield texts.by_scorecard.format(rate=percent(facts.likelihood))
    else:
        learnt = facts.learnt
        yield texts.learnt_from.format(
            customers=count(learnt.customers), returned=count(learnt.returned)
        )
        yield texts.beside_scorecard.format(
            folds=learnt.folds,
            auc=decimal(learnt.auc, 3),
            error=decimal(learnt.standard_error, 3),
            scorecard=decimal(learnt.scorecard_auc, 3),
        )
        if learnt.scorecard_auc > learnt.auc:
            yield texts.scorecard_is_better
    if facts.unknown:
        names = texts.comma.join(texts.columns[name] for name in facts.unknown)
        yield texts.columns_unknown.format(columns=names)


def _which_offer(facts: WinbackFacts, texts: WinbackTexts) -> Iterator[str]:
    """The two answers that differ: who wins back most, and what each unit of cost returns."""
    priced = [offer for offer in facts.offers if offer.return_on_cost is not None]
    if len(priced) < 2:
        return
    most = max(priced, key=lambda offer: offer.returns)
    best = max(priced, key=lambda offer: offer.return_on_cost or 0.0)
    text = texts.one_offer_leads if most is best else texts.offers_differ
    yield text.format(
        most=facts.labels.get(most.name, most.name),
        best=facts.labels.get(best.name, best.name),
        rate=percent(most.returns / most.customers if most.customers else None),
        return_on_cost=decimal(best.return_on_cost, 2),
        other=decimal(most.return_on_cost, 2),
    )


def _statuses(facts: WinbackFacts, texts: WinbackTexts) -> Sheet:
    rows = [
        (texts.status_names[row.status].format(name=row.name), count(row.customers))
        for row in facts.statuses
    ]
    return Sheet(
        texts.statuses,
        (Column(texts.status, is_text=True), Column(texts.customers)),
        (*rows, (texts.total, count(facts.customers))),
    )


def _offers(facts: WinbackFacts, texts: WinbackTexts) -> Sheet:
    titles = (
        texts.customers, texts.returns, texts.share_returning,
        texts.cost, texts.value, texts.profit, texts.return_on_cost,
    )  # fmt: skip
    names = [facts.labels.get(offer.name, offer.name) or texts.no_offer for offer in facts.offers]
    rows = [
        *zip(names, facts.offers, strict=True),
        (texts.list_row, facts.listed),
    ]
    return Sheet(
        texts.offers,
        (Column(texts.offer, is_text=True), *map(Column, titles)),
        tuple((name, *_offer_cells(offer)) for name, offer in rows),
        texts.offers_note.format(likely=count(facts.likely)),
    )


def _offer_cells(offer: OfferFacts) -> Sequence[str]:
    return (
        count(offer.customers),
        decimal(offer.returns, 1),
        percent(offer.returns / offer.customers if offer.customers else None),
        round_amount(offer.cost),
        round_amount(offer.value),
        round_amount(offer.profit),
        decimal(offer.return_on_cost, 2),
    )


def _scorecard(facts: WinbackFacts, texts: WinbackTexts) -> Sheet:
    return Sheet(
        texts.scorecard,
        (
            Column(texts.factor, is_text=True),
            Column(texts.level, is_text=True),
            Column(texts.points),
            Column(texts.customers),
            Column(texts.likelihood),
        ),
        tuple(
            (
                texts.factors[each.factor],
                texts.not_known if each.level is None else texts.levels[each.level],
                f"{each.points:+.1f}" if each.points else "0",
                count(each.customers),
                percent(each.likelihood),
            )
            for each in facts.factors
        ),
        texts.scorecard_note,
    )


def _rules(learnt: LearntFacts, texts: WinbackTexts) -> Sheet:
    return Sheet(
        texts.learnt_rules,
        (
            Column(texts.condition, is_text=True),
            Column(texts.likelihood_of_rule),
            Column(texts.held),
            Column(texts.returned),
        ),
        tuple(
            (
                rule.words or texts.everybody,
                percent(rule.likelihood),
                count(rule.customers),
                count(rule.returned),
            )
            for rule in learnt.rules
        ),
        texts.learnt_note,
    )
