"""Rules in words. A new language is one module and one line of ``LANGUAGES``."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from churnkit.config.sections.project import Language, VariableSettings
from churnkit.fuzzy_sets import SET_NAMES, SETS, SetName
from churnkit.render.formats import number_text, percent_text, plain_text
from churnkit.rules.ruleset import Rule, Verdict
from churnkit.rules.terms import Category, FuzzySet, Interval, Missing, Term
from churnkit.rules.wording.en import English
from churnkit.rules.wording.grammar import Grammar
from churnkit.rules.wording.zh import Chinese

__all__ = [
    "LANGUAGES",
    "Vocabulary",
    "condition_words",
    "decision_words",
    "rule_words",
    "side_words",
    "sides_words",
    "term_words",
]

LANGUAGES: dict[Language, Grammar] = {"en": English(), "zh": Chinese()}

MOST_ODDS = 20.0
"""A larger factor of the odds rests on so few exceptions that its size says nothing."""


@dataclass(frozen=True)
class Vocabulary:
    """A language, and what the config calls the variables and their sets in it."""

    language: Language = "en"
    variables: Mapping[str, VariableSettings] = field(default_factory=dict)
    days: frozenset[str] = frozenset()
    """Variables that count the days from a date until the reference date."""

    @property
    def grammar(self) -> Grammar:
        """The phrases of the language."""
        return LANGUAGES[self.language]

    def label(self, variable: str) -> str:
        """The name that people read: the label of the config, or the column name.

        Of a date it says that days are counted; a label of the config stays as it is.
        """
        own = self._own_label(variable)
        if own is None and variable in self.days:
            return self.grammar.days_since(plain_text(variable))
        return plain_text(own or variable)

    def set_words(self, variable: str, name: SetName) -> str:
        """The words for a fuzzy set: those of the config, or those of the language."""
        settings = self.variables.get(variable)
        own = getattr(settings.words, self.language).get(name) if settings else None
        is_labelled_date = variable in self.days and self._own_label(variable) is not None
        kind = SETS[SET_NAMES.index(name)]
        usual = kind.ago_words if is_labelled_date else kind.words
        return plain_text(own or usual[self.language])

    def _own_label(self, variable: str) -> str | None:
        settings = self.variables.get(variable)
        return getattr(settings.label, self.language) if settings else None


def term_words(term: Term, vocabulary: Vocabulary) -> str:
    """A term as a phrase.

    >>> term_words(Interval(variable="busy_minutes", high=89.5), Vocabulary("en"))
    'busy_minutes is below 89.5'
    """
    label, grammar = vocabulary.label(term.variable), vocabulary.grammar
    match term:
        case FuzzySet(name=name, reach="only", negated=negated):
            words = vocabulary.set_words(term.variable, name)
            return grammar.is_set(label, words, negated=negated)
        case FuzzySet(name=name, reach=reach):
            words = vocabulary.set_words(term.variable, name)
            return grammar.reaches(label, words, upwards=reach == "at_least")
        case Missing(negated=negated):
            return grammar.is_missing(label, negated=negated)
        case Category(values=values, negated=negated):
            shown = [plain_text(value) for value in values]
            phrase = grammar.is_one_of(label, shown, negated=negated)
        case Interval():
            phrase = _interval_words(term, label, vocabulary)
    return grammar.or_missing(phrase) if term.missing else phrase


def condition_words(rule: Rule, vocabulary: Vocabulary) -> str:
    """What must hold for a rule to apply: its terms, joined by AND; empty without terms."""
    own = (rule.say or {}).get(vocabulary.language)
    return plain_text(own) if own else vocabulary.grammar.all_of(_phrases(rule, vocabulary))


def rule_words(rule: Rule, vocabulary: Vocabulary) -> str:
    """A rule as a sentence, e.g. IF busy_minutes is below 89.5 THEN churn rate 14.6%."""
    grammar, conclusion = vocabulary.grammar, _conclusion(rule, vocabulary)
    if not rule.terms:
        return grammar.for_all(conclusion)
    return grammar.implies(condition_words(rule, vocabulary), conclusion)


def side_words(rules: Sequence[Rule], says: Verdict, vocabulary: Vocabulary) -> str | None:
    """All fuzzy rules of one side as one sentence, joined by OR; None where the side has none."""
    grammar = vocabulary.grammar
    side = [rule for rule in rules if rule.says == says]
    if not side:
        return None
    if len(side) == 1:
        return rule_words(side[0], vocabulary)
    if any(not rule.terms for rule in side):
        return grammar.for_all(grammar.verdict(says))
    condition = grammar.any_of([_phrases(rule, vocabulary) for rule in side])
    return grammar.implies(condition, grammar.verdict(says))


def sides_words(rules: Sequence[Rule], vocabulary: Vocabulary) -> tuple[str, ...]:
    """The sentence of churned, then that of loyal; none where the rules are leaves of a tree."""
    verdicts: tuple[Verdict, ...] = ("churned", "loyal")
    sentences = [side_words(rules, says, vocabulary) for says in verdicts]
    return tuple(sentence for sentence in sentences if sentence is not None)


def decision_words(rule: Rule | None, vocabulary: Vocabulary) -> str:
    """Why a customer has a score: the rule that decided it, or that none applies."""
    return vocabulary.grammar.no_rule if rule is None else rule_words(rule, vocabulary)


def _phrases(rule: Rule, vocabulary: Vocabulary) -> list[str]:
    return [term_words(term, vocabulary) for term in rule.terms]


def _conclusion(rule: Rule, vocabulary: Vocabulary) -> str:
    if rule.says is not None:
        return vocabulary.grammar.verdict(rule.says)
    if rule.weight is not None:
        return _odds(rule.weight, vocabulary)
    rate = rule.score if rule.score is not None else _observed_rate(rule)
    return vocabulary.grammar.churn_rate(percent_text(rate))


def _odds(weight: float, vocabulary: Vocabulary) -> str:
    """The factor of the odds; beyond ``MOST_ODDS`` or its inverse only that it is very strong."""
    grammar = vocabulary.grammar
    if abs(weight) <= math.log(MOST_ODDS):
        return grammar.odds(number_text(float(f"{math.exp(weight):.3g}")))
    if weight > 0:
        return grammar.very_strong(number_text(MOST_ODDS), raises=True)
    return grammar.very_strong(number_text(1 / MOST_ODDS), raises=False)


def _observed_rate(rule: Rule) -> float:
    return rule.churned / rule.customers if rule.customers else 0.0


def _interval_words(term: Interval, label: str, vocabulary: Vocabulary) -> str:
    grammar = vocabulary.grammar
    if term.name is not None:
        words = vocabulary.set_words(term.variable, term.name)
        return grammar.is_set(label, words, negated=term.negated)
    if term.low is None and term.high is None:
        return grammar.is_missing(label, negated=not term.negated)
    if term.low is None or term.high is None:
        bound = number_text(term.high if term.low is None else term.low)  # type: ignore[arg-type]
        is_below = (term.low is None) != term.negated
        return grammar.below(label, bound) if is_below else grammar.at_least(label, bound)
    low, high = _distinct_texts(term.low, term.high)
    return grammar.between(label, low, high, negated=term.negated)


def _distinct_texts(low: float, high: float) -> tuple[str, str]:
    """Both bounds as text, with all their digits where the shorter form would make them equal."""
    short = number_text(low), number_text(high)
    return short if short[0] != short[1] else (repr(low), repr(high))
