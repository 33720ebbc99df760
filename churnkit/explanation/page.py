"""One customer's score as a document: what each rule adds, and what would have to change."""

from __future__ import annotations

import math
from typing import Literal

from churnkit.campaign.exclusions import ExclusionReason
from churnkit.campaign.wording import exclusion_words
from churnkit.config.sections.project import Language
from churnkit.explanation.counterfactuals import Change, Changes
from churnkit.explanation.texts import EXPLANATION_TEXTS, ExplanationTexts
from churnkit.frozen import Frozen
from churnkit.render.document import NOTHING, Column, Document, Lines, Sheet, count, decimal
from churnkit.render.formats import number_text, plain_text
from churnkit.reports.facts import CutMeaning
from churnkit.rules.wording import Vocabulary


class Cut(Frozen):
    """The score that matters for what happens to a customer."""

    score: float
    meaning: CutMeaning

    @property
    def below(self) -> float:
        """Scores smaller than this are off the list, or classified as not churned."""
        if self.meaning == "threshold":
            return math.nextafter(self.score, math.inf)
        return self.score


class Standing(Frozen):
    """Where a customer stands in the campaign of the latest list."""

    campaign: str
    state: Literal["listed", "control", "not_selected"] | None
    """None: the customer was not scored for it."""
    rank: int | None = None
    """Among all scored customers, in the order of the campaign."""
    scored: int | None = None
    reason: ExclusionReason | None = None
    """The first one that keeps the customer off."""
    name: str | None = None
    """Do-not-contact list of that reason."""
    action: str | None = None
    """What is done with a customer on the list, in words."""
    channel: str | None = None


class ExplainedRule(Frozen):
    """What one rule says about the customer."""

    id: str
    words: str
    firing_strength: float
    """How far it applies, 0 to 1."""
    contribution: float | None
    """Of a weighted rule: what it adds to the log odds; None: the firing strength counts."""
    decided: bool
    """Whether it is the rule that decided the score."""


class Way(Frozen):
    """Changes of values, and the score that follows."""

    changes: tuple[Change, ...]
    words: str
    score: float
    similar: int
    """Similar customers who have these values, or numbers further in the same direction."""


class Explanation(Frozen):
    """A customer's score, rule by rule."""

    language: Language
    """Language of all words."""
    id: str
    is_current: bool
    """Whether the values are those of the customers to score, not of those learnt from."""
    score: float
    cut: Cut
    standing: Standing | None = None
    """None: there is no campaign, or no list of it."""
    without_rules: float | None
    """Of weighted rules: the score of a customer for whom none holds."""
    rules: tuple[ExplainedRule, ...]
    """The strongest first."""
    ways: tuple[Way, ...]
    """Fewest changes that bring the score below the cut; none if it is, or none were found."""
    knows_fixed: bool = True
    """Whether the config says of any variable whether it can be changed."""


def way(counterfactual: Changes, vocabulary: Vocabulary) -> Way:
    """Changes with their words."""
    texts = EXPLANATION_TEXTS[vocabulary.language]
    words = texts.semicolon.join(
        _change(each, vocabulary, texts) for each in counterfactual.changes
    )
    return Way(
        changes=counterfactual.changes,
        words=words,
        score=counterfactual.score,
        similar=counterfactual.similar,
    )


def explanation_document(facts: Explanation) -> Document:
    """The explanation in the language of its facts."""
    texts = EXPLANATION_TEXTS[facts.language]
    title = texts.title.format(id=facts.id)
    return Document(title, (_head(facts, texts), _rules(facts, texts), _ways(facts, texts)))


def _head(facts: Explanation, texts: ExplanationTexts) -> Lines:
    values = texts.values_current if facts.is_current else texts.values_ingested
    score = texts.score_is.format(score=_score(facts.score))
    cut = texts.cuts[facts.cut.meaning].format(score=_score(facts.cut.score))
    weighted = (
        [texts.without_rules.format(score=_score(facts.without_rules))]
        if facts.without_rules is not None
        else []
    )
    standing = [_standing(facts.standing, facts.language)] if facts.standing else []
    return Lines((score, *standing, cut, *weighted, values))


def _standing(standing: Standing, language: Language) -> str:
    texts = EXPLANATION_TEXTS[language]
    if standing.state is None or standing.rank is None or standing.scored is None:
        return texts.not_scored_for.format(campaign=standing.campaign)
    reason = exclusion_words(standing.reason, standing.name, language) if standing.reason else ""
    return texts.standings[standing.state].format(
        campaign=standing.campaign,
        rank=count(standing.rank),
        scored=count(standing.scored),
        reason=reason,
        action=standing.action,
        channel=standing.channel,
    )


def _rules(facts: Explanation, texts: ExplanationTexts) -> Sheet:
    is_weighted = facts.without_rules is not None
    odds = (texts.odds_factor,) if is_weighted else ()
    return Sheet(
        texts.rules_of_customer,
        (
            *(
                Column(title, is_text=True)
                for title in (
                    texts.rule,
                    texts.words,
                )
            ),
            *map(Column, (texts.firing_strength, *odds, texts.decided)),
        ),
        tuple(_rule_cells(rule, texts) for rule in facts.rules),
        texts.odds_note if is_weighted else None,
    )


def _rule_cells(rule: ExplainedRule, texts: ExplanationTexts) -> tuple[str, ...]:
    odds = [] if rule.contribution is None else [_short(math.exp(rule.contribution))]
    decided = texts.yes if rule.decided else NOTHING
    return rule.id, rule.words, _short(rule.firing_strength), *odds, decided


def _ways(facts: Explanation, texts: ExplanationTexts) -> Sheet | Lines:
    if not facts.ways:
        is_below = facts.score < facts.cut.below
        return Lines(((texts.is_below if is_below else texts.no_way),), texts.ways)
    note = texts.ways_note if facts.knows_fixed else texts.ways_note + texts.ask_fixed
    return Sheet(
        texts.ways,
        (Column(texts.change, is_text=True), *map(Column, (texts.score_then, texts.similar))),
        tuple((option.words, _score(option.score), count(option.similar)) for option in facts.ways),
        note,
    )


def _change(change: Change, vocabulary: Vocabulary, texts: ExplanationTexts) -> str:
    return texts.instead_of.format(
        variable=vocabulary.label(change.variable),
        value=_value(change.value),
        instead=_value(change.instead),
    )


def _value(value: float | str) -> str:
    return plain_text(value) if isinstance(value, str) else number_text(value)


def _score(score: float) -> str:
    """As many decimals as the list has."""
    return decimal(score, 4)


def _short(number: float) -> str:
    """Three digits."""
    return number_text(float(f"{number:.3g}"))
