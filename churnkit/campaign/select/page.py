"""The cover page of a list as a document: what it is, from what, how many, why, and what for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from churnkit.campaign.do_not_contact_matches import UnmatchedList
from churnkit.campaign.exclusions import Exclusion
from churnkit.campaign.select.facts import CampaignFacts, Part, Trust, Worth
from churnkit.campaign.select.texts import LIST_TEXTS, ListTexts
from churnkit.campaign.wording import exclusion_words
from churnkit.config.sections.project import Language
from churnkit.drift.texts import drift_note
from churnkit.learners import learner_name
from churnkit.render.document import Column, Document, Lines, Sheet, amount, count, percent
from churnkit.verdict.page import first_lines, mostly_below_lines, worth_lines

_MOST_REASONS = 15
_SHOWN_OF_SHA = 12


def listing_document(facts: CampaignFacts) -> Document:
    """The cover page in the language of its facts."""
    texts = LIST_TEXTS[facts.language]
    has_tiers = any(part.name for part in facts.tiers)
    blocks = (
        Lines(tuple(_trust(facts.trust, facts.language, is_scored=facts.scored > 0))),
        Lines(tuple(_head(facts, texts))),
        _statuses(facts, texts),
        _parts(facts.tiers, texts.by_tier, texts.tier, texts) if has_tiers else None,
        _parts(facts.lines, texts.by_action, texts.action, texts),
        _parts(facts.channels, texts.by_channel, texts.channel, texts),
        _deciles(facts, texts),
        _reasons(facts, texts) if facts.reasons else None,
        _worth(facts.worth, texts) if facts.worth else None,
    )
    title = texts.title.format(name=facts.name)
    return Document(title, tuple(block for block in blocks if block is not None))


def _trust(trust: Trust, language: Language, *, is_scored: bool) -> Iterator[str]:
    """The verdict first, then whether it is about customers such as today's, and what it brings."""
    yield from first_lines(trust.verdict, language)
    if is_scored:
        yield drift_note(trust.drift, language)
    yield from worth_lines(trust.worth, language)
    yield from mostly_below_lines(trust.worth, language, order=None)


def _head(facts: CampaignFacts, texts: ListTexts) -> Iterator[str]:
    yield texts.what_it_is.format(listed=count(facts.listed))
    held_back = texts.hands_off if facts.control else texts.nobody_held_back
    yield held_back.format(control=count(facts.control))
    yield texts.private
    order, cut = texts.orders[facts.order], texts.cuts[facts.cut]
    yield texts.chosen_by.format(order=order, cut=cut)
    yield texts.made_from.format(files=texts.comma.join(facts.inputs) or texts.none)
    learner = learner_name(facts.learner, facts.language)
    yield texts.by_rules.format(learner=learner, sha=facts.model_sha256[:_SHOWN_OF_SHA])
    if facts.worth is None:
        yield texts.ranks_only.format(learner=learner)
    if facts.as_of is not None:
        yield texts.as_of.format(day=facts.as_of)
    for each in facts.unmatched:
        yield unmatched_words(each, texts)


def unmatched_words(each: UnmatchedList, texts: ListTexts) -> str:
    """Note that a do-not-contact list excludes nobody, and what to check."""
    like = texts.empty_column if each.customer is None else texts.looks_like
    return texts.unmatched.format(
        name=each.name,
        entries=count(each.entries),
        entry=each.entry,
        column=each.column,
        customer=like.format(customer=each.customer),
    )


def _statuses(facts: CampaignFacts, texts: ListTexts) -> Sheet:
    rows = [
        (texts.scored, facts.scored),
        *((_excluded(each, facts.language), each.customers) for each in facts.excluded),
        (texts.selected, facts.selected),
        (texts.control, facts.control),
        (texts.listed, facts.listed),
    ]
    return Sheet(
        texts.statuses,
        (
            Column(texts.status, is_text=True),
            Column(texts.customers),
            Column(texts.share),
        ),
        tuple((name, count(number), _share(number, facts.scored)) for name, number in rows),
        texts.statuses_note,
    )


def _excluded(exclusion: Exclusion, language: Language) -> str:
    reason = exclusion_words(exclusion.reason, exclusion.name, language)
    return LIST_TEXTS[language].not_selected.format(reason=reason)


def _parts(parts: Sequence[Part], title: str, column: str, texts: ListTexts) -> Sheet:
    return Sheet(
        title,
        (Column(column, is_text=True), Column(texts.listed), Column(texts.control)),
        tuple(
            (part.words or texts.none, count(part.listed), count(part.control)) for part in parts
        ),
    )


def _deciles(facts: CampaignFacts, texts: ListTexts) -> Sheet:
    sheet = _parts(facts.deciles, texts.by_decile, texts.decile, texts)
    return replace(sheet, note=texts.decile_note)


def _reasons(facts: CampaignFacts, texts: ListTexts) -> Sheet:
    return Sheet(
        texts.reasons,
        (Column(texts.reason, is_text=True), Column(texts.customers), Column(texts.share)),
        tuple(
            (reason.words, count(reason.customers), _share(reason.customers, facts.listed))
            for reason in facts.reasons[:_MOST_REASONS]
        ),
        texts.reasons_note,
    )


def _worth(worth: Worth, texts: ListTexts) -> Sheet:
    rows = (
        (texts.value_at_risk, amount(worth.value_at_risk)),
        (texts.expected_cost, amount(worth.expected_cost)),
        (texts.expected_profit, amount(worth.expected_profit)),
    )
    columns = (Column(texts.what, is_text=True), Column(texts.amount))
    notes = [texts.worth_note]
    if worth.value_of_each is not None:
        notes.insert(0, texts.worth_of_each.format(value=amount(worth.value_of_each)))
    return Sheet(texts.worth, columns, rows, texts.between.join(notes))


def _share(part: int, whole: int) -> str:
    return percent(part / whole if whole else None)
