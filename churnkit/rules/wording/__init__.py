"""Rules in words. A new language is a module and a line of ``LANGUAGES`` in ``vocabulary.py``."""

from __future__ import annotations

import math
from collections.abc import Sequence

from churnkit.fuzzy_sets import SetName
from churnkit.render.formats import number_text, percent_text, plain_text
from churnkit.rules.ruleset import Rule, Verdict
from churnkit.rules.terms import Category, FuzzySet, Interval, Missing
from churnkit.rules.wording.conditions import Condition, SetsOf, conditions_of
from churnkit.rules.wording.grammar import Grammar
from churnkit.rules.wording.vocabulary import LANGUAGES, Vocabulary

__all__ = [
    "LANGUAGES",
    "Vocabulary",
    "condition_words",
    "decision_words",
    "odds_text",
    "rule_words",
    "set_phrase",
    "sets_said",
    "side_words",
    "sides_words",
    "term_words",
]

MOST_ODDS = 20.0
"""A larger factor of the odds rests on so few exceptions that its size says nothing."""


def term_words(term: Condition, vocabulary: Vocabulary) -> str:
    """A term as a phrase.

    >>> term_words(Interval(variable="busy_minutes", high=89.5), Vocabulary("en"))
    'busy_minutes is below 89.5'
    """
    label, grammar = vocabulary.label(term.variable), vocabulary.grammar
    match term:
        case SetsOf():
            return _sets_words(term, label, vocabulary)
        case FuzzySet(name=name, reach="only", negated=negated):
            words_of_set = vocabulary.set_words(term.variable, name)
            return grammar.is_set(label, words_of_set, negated=negated)
        case FuzzySet(name=name, reach=reach):
            words_of_set = vocabulary.set_words(term.variable, name)
            return grammar.reaches(label, words_of_set, upwards=reach == "at_least")
        case Missing(negated=negated):
            return grammar.is_missing(label, negated=negated)
        case Category():
            phrase = _category_words(term, label, vocabulary)
        case Interval():
            phrase = _interval_words(term, label, vocabulary)
    return grammar.or_missing(phrase) if term.missing and term.missing_said else phrase


def sets_said(condition: Condition, vocabulary: Vocabulary) -> tuple[FuzzySet | Interval, ...]:
    """The sets that the words of a condition name, whose meaning people may want to look up."""
    if isinstance(condition, FuzzySet):
        return (condition.model_copy(update={"negated": False}),)
    if isinstance(condition, Interval) and condition.name is not None and not condition.flag:
        return (condition,)
    if not isinstance(condition, SetsOf):
        return ()
    names, reaching = _names_said(condition, vocabulary)
    if reaching is not None:
        return (reaching,)
    alone = [t for t in condition.terms if t.reach == "only" and t.name in names]
    return tuple(term.model_copy(update={"negated": False}) for term in alone)


def set_phrase(term: FuzzySet | Interval, vocabulary: Vocabulary) -> str:
    """The words for a set without its variable."""
    assert term.name is not None  # noqa: S101 - only of sets
    words = vocabulary.set_words(term.variable, term.name)
    if isinstance(term, Interval) or term.reach == "only":
        return words
    return vocabulary.grammar.reach(words, upwards=term.reach == "at_least")


def condition_words(rule: Rule, vocabulary: Vocabulary) -> str:
    """What must hold for a rule to apply: its terms, joined by AND; empty without terms."""
    own = (rule.say or {}).get(vocabulary.language)
    return plain_text(own) if own else vocabulary.grammar.all_of(_phrases(rule, vocabulary))


def rule_words(rule: Rule, vocabulary: Vocabulary, typical: float | None = None) -> str:
    """A rule as a sentence, e.g. IF busy_minutes is below 89.5 THEN churn rate 14.6%.

    ``typical`` is the churn rate of a typical customer, ``RuleSet.typical_rate``: what a weighted
    rule makes of it is said beside the factor of the odds. None: the factor alone.
    """
    grammar, conclusion = vocabulary.grammar, _conclusion(rule, vocabulary, typical)
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


def decision_words(rule: Rule | None, vocabulary: Vocabulary, typical: float | None = None) -> str:
    """Why a customer has a score: the rule that decided it, or that none applies."""
    return vocabulary.grammar.no_rule if rule is None else rule_words(rule, vocabulary, typical)


def odds_text(weight: float, vocabulary: Vocabulary) -> str:
    """The factor of the odds that a weighted rule stands for, as far as it is known.

    >>> odds_text(1.887, Vocabulary()), odds_text(-9.0, Vocabulary())
    ('× 6.6', 'under × 0.05')
    """
    limit = math.log(MOST_ODDS)
    factor = f"× {number_text(float(f'{math.exp(max(min(weight, limit), -limit)):.3g}'))}"
    return factor if abs(weight) <= limit else vocabulary.grammar.beyond(factor, above=weight > 0)


def _phrases(rule: Rule, vocabulary: Vocabulary) -> list[str]:
    return [term_words(said, vocabulary) for said in conditions_of(rule.terms)]


def _conclusion(rule: Rule, vocabulary: Vocabulary, typical: float | None) -> str:
    if rule.says is not None:
        return vocabulary.grammar.verdict(rule.says)
    if rule.weight is not None:
        grammar, odds = vocabulary.grammar, _odds(rule.weight, vocabulary)
        if typical is None or not 0.0 < typical < 1.0:
            return odds
        return grammar.with_change(odds, *_change(rule.weight, typical, grammar))
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


def _change(weight: float, typical: float, grammar: Grammar) -> tuple[str, str]:
    """The churn rate of a typical customer, and what the rule makes of it where it holds."""
    limit = math.log(MOST_ODDS)
    odds = typical / (1.0 - typical) * math.exp(max(min(weight, limit), -limit))
    after = _whole_percent(odds / (1.0 + odds))
    is_known = abs(weight) <= limit
    return _whole_percent(typical), after if is_known else grammar.beyond(after, above=weight > 0)


def _whole_percent(share: float) -> str:
    """A share in whole percent, with more digits only where it is near 0 or 1."""
    percent = 100.0 * share
    if 1.0 <= percent <= 99.0:
        return f"{percent:.0f}%"
    return f"{percent:.1f}%"


def _observed_rate(rule: Rule) -> float:
    return rule.churned / rule.customers if rule.customers else 0.0


def _sets_words(sets: SetsOf, label: str, vocabulary: Vocabulary) -> str:
    """The fewest words for some of the sets of a variable."""
    grammar, (names, reaching) = vocabulary.grammar, _names_said(sets, vocabulary)
    words = [vocabulary.set_words(sets.variable, name) for name in names]
    negated = names != sets.names
    if reaching is not None:
        return grammar.reaches(label, words[0], upwards=reaching.reach == "at_least")
    if len(words) == 1:
        return grammar.is_set(label, words[0], negated=negated)
    return grammar.is_in_sets(label, words, negated=negated)


def _names_said(
    sets: SetsOf, vocabulary: Vocabulary
) -> tuple[tuple[SetName, ...], FuzzySet | None]:
    """The sets that are named: those left or the others; or one, with all up to an end."""
    if len(sets.names) == 1 or len(sets.others) == 1:
        return (sets.names if len(sets.names) == 1 else sets.others), None
    reaching = sets.reaching()
    if reaching is not None and vocabulary.has_scale(sets.variable):
        return (reaching.name,), reaching
    return (sets.others if len(sets.others) <= len(sets.names) else sets.names), None


def _category_words(term: Category, label: str, vocabulary: Vocabulary) -> str:
    if len(term.values) == 1 and term.values[0] in ("yes", "no"):
        is_yes = (term.values[0] == "yes") != term.negated
        own = vocabulary.own_words(term.variable, "high" if is_yes else "low")
        if own is not None:
            return own
    shown = [vocabulary.value_words(term.variable, value) for value in term.values]
    return vocabulary.grammar.is_one_of(label, shown, negated=term.negated)


def _interval_words(term: Interval, label: str, vocabulary: Vocabulary) -> str:
    grammar = vocabulary.grammar
    if term.flag:
        return _flag_words(term, label, vocabulary)
    if term.name is not None:
        words = vocabulary.set_words(term.variable, term.name)
        return grammar.is_set(label, words, negated=term.negated)
    if term.low is None and term.high is None:
        return grammar.is_missing(label, negated=not term.negated)
    quantity = vocabulary.quantity(term.variable) if term.whole else None
    if term.low is None or term.high is None:
        bound = number_text(term.high if term.low is None else term.low)  # type: ignore[arg-type]
        is_below = (term.low is None) != term.negated
        spoken = grammar.below if is_below else grammar.at_least
        return spoken(label, bound, quantity)
    if term.whole and not term.negated:
        first, last = math.ceil(term.low), math.ceil(term.high) - 1
        return grammar.whole_between(label, number_text(first), number_text(last), quantity)
    low, high = _distinct_texts(term.low, term.high)
    return grammar.between(label, low, high, negated=term.negated)


def _flag_words(term: Interval, label: str, vocabulary: Vocabulary) -> str:
    """Yes or no; words of the config say all of it by themselves."""
    is_yes = term.membership(1.0) > 0
    own = vocabulary.own_words(term.variable, "high" if is_yes else "low")
    value = vocabulary.value_words(term.variable, "1" if is_yes else "0")
    if value in ("0", "1"):
        value = vocabulary.value_words(term.variable, "yes" if is_yes else "no")
    return own or vocabulary.grammar.is_one_of(label, [value], negated=False)


def _distinct_texts(low: float, high: float) -> tuple[str, str]:
    """Both bounds as text, with all their digits where the shorter form would make them equal."""
    short = number_text(low), number_text(high)
    return short if short[0] != short[1] else (repr(low), repr(high))
