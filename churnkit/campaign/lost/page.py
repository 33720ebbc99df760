"""Customers lost, as a document: what had warned of them, what was done, what they were worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from churnkit.campaign.lost.facts import MOST_LISTED, LossFacts
from churnkit.campaign.lost.losses import STRATEGIES, Group
from churnkit.campaign.lost.texts import LOST_TEXTS, LostTexts
from churnkit.campaign.wording import tier_words
from churnkit.render.document import (
    NOTHING,
    Column,
    Document,
    Lines,
    Sheet,
    count,
    decimal,
    percent,
    round_amount,
)
from churnkit.render.formats import number_text


def loss_document(facts: LossFacts) -> Document:
    """The page on customers lost in the language of its facts."""
    texts = LOST_TEXTS[facts.language]
    blocks = (
        Lines(tuple(_head(facts, texts))),
        _standings(facts, texts),
        _rules(facts, texts) if facts.rules else None,
        _actions(facts, texts) if facts.actions else None,
        *((_causes(facts, texts), _matrix(facts, texts)) if facts.causes else ()),
        _tiers(facts, texts) if any(each.name for each in facts.tiers) else None,
        _largest(facts, texts) if facts.largest else None,
    )
    title = texts.lost_title.format(campaign=facts.campaign)
    return Document(title, tuple(block for block in blocks if block is not None))


def _head(facts: LossFacts, texts: LostTexts) -> Iterator[str]:
    left, missed = facts.left, facts.missed
    if facts.counted is not None:
        yield texts.counted.format(file=facts.counted.file, period=facts.counted.period)
    yield texts.lost_in_all.format(
        customers=count(left.customers),
        warned=count(left.warned),
        threshold=number_text(facts.threshold),
    )
    if left.valued:
        yield texts.value_lost.format(value=round_amount(left.value), valued=count(left.valued))
    else:
        yield texts.no_value_known
    if facts.replacement_cost is not None:
        yield texts.replacement.format(
            cost=round_amount(facts.replacement_cost * left.customers),
            each=round_amount(facts.replacement_cost),
        )
    unscored = next(each.customers for each in facts.standings if each.name == "not_scored")
    yield texts.missed.format(
        missed=count(missed.customers),
        share=percent(missed.customers / left.customers),
        below=count(missed.customers - unscored),
        not_scored=count(unscored),
        value=_worth(missed),
    )
    if not facts.has_record:
        yield texts.no_record


def _standings(facts: LossFacts, texts: LostTexts) -> Sheet:
    names = {str(standing): name for standing, name in texts.standings.items()}
    return Sheet(
        texts.standing,
        (Column(texts.known_before, is_text=True), *_group_columns(texts)),
        (
            *((names[each.name or ""], *_group_cells(each)) for each in facts.standings),
            (texts.total, *_group_cells(facts.left)),
        ),
        texts.standing_note if facts.has_record else None,
    )


def _group_columns(texts: LostTexts) -> Sequence[Column]:
    return [Column(title) for title in (texts.customers, texts.warned, texts.value)]


def _group_cells(group: Group) -> Sequence[str]:
    return count(group.customers), count(group.warned), _worth(group)


def _worth(group: Group) -> str:
    return round_amount(group.value if group.valued else None)


def _rules(facts: LossFacts, texts: LostTexts) -> Sheet:
    rows = [
        (rule.id or NOTHING, rule.words, count(rule.customers), round_amount(rule.value))
        for rule in facts.rules
    ]
    return Sheet(
        texts.rules_that_warned,
        (
            Column(texts.rule, is_text=True),
            Column(texts.in_words, is_text=True),
            Column(texts.customers),
            Column(texts.value),
        ),
        tuple(rows),
        texts.rules_note,
    )


def _actions(facts: LossFacts, texts: LostTexts) -> Sheet:
    rows = [
        (
            each.words, each.channel, count(each.listed), count(each.left),
            percent(each.left / each.listed), round_amount(each.value),
        )
        for each in facts.actions
    ]  # fmt: skip
    return Sheet(
        texts.actions,
        (
            Column(texts.action, is_text=True),
            Column(texts.channel, is_text=True),
            Column(texts.on_list),
            Column(texts.left),
            Column(texts.share_left),
            Column(texts.value),
        ),
        tuple(rows),
        texts.actions_note,
    )


def _causes(facts: LossFacts, texts: LostTexts) -> Sheet:
    rows = [
        (each.name or NOTHING, count(each.customers), percent(each.share), _worth(each))
        for each in facts.causes
    ]
    unknown = facts.without_cause
    rows.append((texts.not_known, count(unknown.customers), NOTHING, _worth(unknown)))
    return Sheet(
        texts.causes,
        (
            Column(texts.cause, is_text=True),
            *(Column(title) for title in (texts.customers, texts.share, texts.value)),
        ),
        tuple(rows),
        texts.causes_note,
    )


def _matrix(facts: LossFacts, texts: LostTexts) -> Sheet:
    """The four fields, each with its causes and what to do about them."""
    rows = []
    for strategy in STRATEGIES:
        inside = [each for each in facts.causes if each.strategy == strategy]
        rows.append(
            (
                texts.fields[strategy],
                texts.strategies[strategy],
                texts.comma.join(each.name or "" for each in inside) or NOTHING,
                count(sum(each.customers for each in inside)),
            )
        )
    return Sheet(
        texts.matrix,
        (
            Column(texts.field, is_text=True),
            Column(texts.strategy, is_text=True),
            Column(texts.causes_in, is_text=True),
            Column(texts.customers),
        ),
        tuple(rows),
    )


def _tiers(facts: LossFacts, texts: LostTexts) -> Sheet:
    words = tier_words(facts.language)
    return Sheet(
        texts.tiers,
        (Column(texts.tier, is_text=True), *_group_columns(texts)),
        (
            *(
                (_tier(each.name, words) or texts.not_known, *_group_cells(each))
                for each in facts.tiers
            ),
            (texts.total, *_group_cells(facts.left)),
        ),
        texts.tiers_note if any(each.name is None for each in facts.tiers) else None,
    )


def _tier(name: str | None, words: Mapping[str, str]) -> str | None:
    return None if name is None else words.get(name, name)


def _largest(facts: LossFacts, texts: LostTexts) -> Sheet:
    words = tier_words(facts.language)
    rows = [
        (
            each.id, round_amount(each.value), _tier(each.tier, words) or NOTHING,
            texts.standings[each.standing], decimal(each.score, 4),
            texts.yes if each.warned else NOTHING, each.cause or NOTHING,
        )
        for each in facts.largest
    ]  # fmt: skip
    return Sheet(
        texts.largest,
        (
            Column(texts.id, is_text=True),
            Column(texts.value),
            Column(texts.tier, is_text=True),
            Column(texts.standing_of_one, is_text=True),
            Column(texts.score),
            Column(texts.warned, is_text=True),
            Column(texts.cause, is_text=True),
        ),
        tuple(rows),
        texts.largest_note.format(most=MOST_LISTED),
    )
