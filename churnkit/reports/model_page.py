"""The model as a document: every rule, its customers, and what its words mean in numbers."""

from __future__ import annotations

from churnkit.config.sections.project import Language
from churnkit.fuzzy_sets import SET_NAMES
from churnkit.learners import learner_name
from churnkit.render.document import (
    NOTHING,
    Column,
    Document,
    Lines,
    Sheet,
    count,
    decimal,
    interval,
    percent,
)
from churnkit.render.formats import number_text
from churnkit.reports.evaluation_page import learners_sheet, rules_note, sides_lines
from churnkit.reports.facts import rule_on_set
from churnkit.reports.texts import REPORT_TEXTS, ReportTexts
from churnkit.rules.ruleset import Rule, RuleSet
from churnkit.rules.terms import FuzzySet, Interval
from churnkit.rules.wording import Vocabulary, rule_words, set_phrase, sets_said, sides_words
from churnkit.rules.wording.conditions import conditions_of
from churnkit.verdict.model import ModelVerdict
from churnkit.verdict.page import verdict_lines


def model_document(
    rule_set: RuleSet, vocabulary: Vocabulary, verdict: ModelVerdict | None = None
) -> Document:
    """The rules of a model with the learning customers of each."""
    texts = REPORT_TEXTS[vocabulary.language]
    blocks = (
        verdict_lines(verdict, vocabulary.language),
        _head(rule_set, texts, vocabulary.language),
        sides_lines(sides_words(rule_set.rules, vocabulary), texts),
        _rules(rule_set, vocabulary, texts),
        _meanings(rule_set, vocabulary, texts),
        _learners(rule_set, texts),
    )
    return Document(texts.model.title, tuple(block for block in blocks if block is not None))


def _head(rule_set: RuleSet, texts: ReportTexts, language: Language) -> Lines:
    learnt = texts.learnt.format(
        learner=learner_name(rule_set.learner, language),
        customers=count(rule_set.customers),
        rate=percent(rule_set.base_rate),
    )
    return Lines((learnt, texts.model.note))


def _learners(rule_set: RuleSet, texts: ReportTexts) -> Sheet | None:
    """How the learners compared, where one was chosen."""
    compared = tuple(trial for trial in rule_set.trials if trial.folds is not None)
    return learners_sheet(compared, texts) if compared else None


def _rules(rule_set: RuleSet, vocabulary: Vocabulary, texts: ReportTexts) -> Sheet:
    return Sheet(
        texts.rules_in_words,
        (
            *(
                Column(title, is_text=True)
                for title in (
                    texts.rule,
                    texts.words,
                )
            ),
            *map(
                Column,
                (
                    texts.customers,
                    texts.churn_rate,
                    texts.interval,
                    texts.lift,
                ),
            ),
        ),
        tuple(_rule_row(rule, rule_set, vocabulary) for rule in rule_set.rules),
        rules_note(texts, smoothed=any(rule.score is not None for rule in rule_set.rules)),
    )


def _rule_row(rule: Rule, rule_set: RuleSet, vocabulary: Vocabulary) -> tuple[str, ...]:
    counts = rule_on_set(rule.customers, rule.churned, rule_set.base_rate)
    return (
        rule.id,
        rule_words(rule, vocabulary, rule_set.typical_rate),
        count(counts.customers),
        percent(counts.churn_rate),
        interval(counts.interval),
        decimal(counts.lift, 2),
    )


def _meanings(rule_set: RuleSet, vocabulary: Vocabulary, texts: ReportTexts) -> Sheet | None:
    """What each word that the rules use means in the unit of its variable."""
    said = [
        each
        for rule in rule_set.rules
        for condition in conditions_of(rule.terms)
        for each in sets_said(condition, vocabulary)
    ]
    named = {
        (each.variable, SET_NAMES.index(each.name), _reach(each)): each
        for each in said
        if each.name is not None
    }
    if not named:
        return None
    return Sheet(
        texts.model.meanings,
        tuple(
            Column(title, is_text=True)
            for title in (
                texts.variable,
                texts.model.word,
                texts.model.fully,
                texts.model.partly,
            )
        ),
        tuple(_meaning(named[key], vocabulary, texts) for key in sorted(named)),
    )


def _meaning(
    term: FuzzySet | Interval, vocabulary: Vocabulary, texts: ReportTexts
) -> tuple[str, ...]:
    if isinstance(term, FuzzySet):
        ranges = _fuzzy_ranges(term, texts)
    else:
        ranges = _range(term.low, term.high, texts.from_on, texts.model.below, texts), NOTHING
    return (
        vocabulary.label(term.variable),
        set_phrase(term, vocabulary),
        *ranges,
    )


def _reach(term: FuzzySet | Interval) -> str:
    """Empty for a set alone; else whether it takes in all below or above it."""
    return term.reach if isinstance(term, FuzzySet) and term.reach != "only" else ""


def _fuzzy_ranges(term: FuzzySet, texts: ReportTexts) -> tuple[str, str]:
    """Where the set is fully true, and where at all. A ramp is 1 at ``zero + 1 / slope``."""
    rise, fall = term.rise, term.fall
    first = rise.zero + 1 / rise.slope if rise else None
    last = fall.zero + 1 / fall.slope if fall else None
    start, end = rise.zero if rise else None, fall.zero if fall else None
    return (
        _range(first, last, texts.from_on, texts.up_to, texts),
        _range(start, end, texts.model.above, texts.model.below, texts),
    )


def _range(
    low: float | None, high: float | None, low_only: str, high_only: str, texts: ReportTexts
) -> str:
    low_text, high_text = (NOTHING if x is None else number_text(x) for x in (low, high))
    if low is None or high is None:
        return (high_only if low is None else low_only).format(low=low_text, high=high_text)
    pattern = texts.model.at if low_text == high_text else texts.between
    return pattern.format(low=low_text, high=high_text)
