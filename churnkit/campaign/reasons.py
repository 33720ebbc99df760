"""Why customers are on the list, in words that an agent can use on the phone.

A rule speaks for leaving where it raises the score: a weighted rule of positive weight, a fuzzy
rule of the side churned, a leaf of a tree above the base rate. It is said where its truth is one
half or more, or where it decided the score. A weighted rule that lowers the score is a reason where
it does *not* hold though it holds for most: what these customers lack is what the others stay for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnkit.campaign.phrases import Phrasing, opposite, sides, spoken_long_number, values_of
from churnkit.config.sections.campaign import Phrases
from churnkit.frozen import Frozen
from churnkit.rules.ruleset import FirstMatch, LogisticSum, Rule, RuleSet
from churnkit.rules.terms import Missing
from churnkit.rules.wording import Vocabulary, condition_words, term_words

_FIGURES = ("score", "value", "value_at_risk", "expected_profit")


class ReasonCount(Frozen):
    """A reason that is given on the list, and for how many customers."""

    words: str
    customers: int


_HOLDS = 0.5
"""Firing strength from which a rule counts as a reason."""
_BATCH = 200_000
"""Customers that are looked at at once."""
_STEPS = 2**40
"""Into so many steps is strength divided for sorting; times _BATCH they are below 2**64."""
_NO_STRENGTH = 1e-300
"""Strengths below it count as equal."""
_RULE = "__rule"
_SAID = {"place": pl.UInt64, "customer": pl.UInt32, "saying": pl.UInt32, "text": pl.String}


@dataclass(frozen=True)
class Reasons:
    """A reason in words, and how often it is given."""

    texts: pl.Series
    """(n,) String, one sentence a customer, in their order; never null."""
    said: tuple[ReasonCount, ...]
    """By condition, the most frequent first."""


def reasons_of(
    customers: pl.DataFrame,
    decided: pl.Series,
    rules: RuleSet,
    vocabulary: Vocabulary,
    phrases: Mapping[str, Phrases] | None = None,
) -> Reasons:
    """Give each customer's reasons to expect churn, the strongest first.

    Every variable is spoken of once, with the customer's own value, in the phrases of the config
    or else in the words of the rules.

    Args:
        customers: the variables of the rules as prepared, Float64 or String, one row a customer.
        decided: id of the rule that decided the score of each of them; null where none spoke.
        rules: the model that scored them.
        vocabulary: the language, and what things are called in it.
        phrases: the config's ``campaign.phrases``.
    """
    values = values_of(customers.select(rules.variables))
    sayings = tuple(_sayings(rules, Phrasing(vocabulary, phrases or {}, values)))
    ids = pl.Enum([rule.id for rule in rules.rules])
    known = customers.with_columns(decided.cast(ids).alias(_RULE)).select(_RULE, *rules.variables)
    texts = [pl.Series("reasons", dtype=pl.String)]
    counts: Counter[int] = Counter()
    for batch in known.iter_slices(_BATCH):
        said = _said(_with_truths(batch, rules), sayings)
        texts.append(_sentences(said, batch.height, vocabulary))
        counts.update(dict(said["saying"].value_counts().iter_rows()))
    return Reasons(pl.concat(texts), _most_said(counts, sayings))


@dataclass(frozen=True)
class _Saying:
    """One reason that a customer may have."""

    about: str
    """What it is about; nothing is spoken of twice."""
    words: str
    """It in general, without the customer's value."""
    holds: pl.Expr
    """The customers that have this reason."""
    strength: pl.Expr
    """How much it adds to the score, in the terms of the model."""
    text: pl.Expr
    """The reason in words."""


def _sayings(rules: RuleSet, phrasing: Phrasing) -> Iterator[_Saying]:
    for rule in rules.rules:
        if _raises(rule, rules):
            yield from _of_rule(rule, rules, phrasing)
        elif _is_missed(rule, rules):
            yield from _of_missed_rule(rule, phrasing)


def _raises(rule: Rule, rules: RuleSet) -> bool:
    """Whether the score is higher where the rule holds."""
    if isinstance(rules.combination, LogisticSum):
        return (rule.weight or 0.0) > 0
    if isinstance(rules.combination, FirstMatch):
        return rule.score is not None and rule.score > rules.base_rate
    return rule.says == "churned"


def _is_missed(rule: Rule, rules: RuleSet) -> bool:
    """Whether the rule makes most customers stay, so that its absence is a reason to leave."""
    return (
        isinstance(rules.combination, LogisticSum)
        and (rule.weight or 0.0) < 0
        and rule.customers >= _HOLDS * rules.customers
    )


def _of_rule(rule: Rule, rules: RuleSet, phrasing: Phrasing) -> Iterator[_Saying]:
    truth, decided = pl.col(_truth(rule)), pl.col(_RULE) == rule.id
    is_leaf = isinstance(rules.combination, FirstMatch)
    holds = decided if is_leaf else decided | (truth >= _HOLDS)
    strength = truth * (1.0 if rule.weight is None else rule.weight)
    vocabulary = phrasing.vocabulary
    if (rule.say or {}).get(vocabulary.language):
        words = condition_words(rule, vocabulary)
        yield _Saying(f"rule {rule.id}", words, holds, strength, pl.lit(words))
        return
    for term in rule.terms:
        for side, is_there in sides(term):
            yield _Saying(
                about=f"column {term.variable}",
                words=term_words(side, vocabulary),
                holds=holds & is_there,
                strength=strength,
                text=phrasing.text(side),
            )


def _of_missed_rule(rule: Rule, phrasing: Phrasing) -> Iterator[_Saying]:
    truth = pl.col(_truth(rule))
    for number, term in enumerate(rule.terms):
        fails = (truth < _HOLDS) & (pl.col(_truth(rule, number)) < _HOLDS)
        is_known = pl.col(term.variable).is_not_null()
        for side, is_there in sides(opposite(term)):
            yield _Saying(
                about=f"column {term.variable}",
                words=term_words(side, phrasing.vocabulary),
                holds=(fails if isinstance(term, Missing) else fails & is_known) & is_there,
                strength=(1.0 - truth) * -(rule.weight or 0.0),
                text=phrasing.text(side),
            )


def _truth(rule: Rule, term: int | None = None) -> str:
    """Name of the column with the truth of a rule, or of one of its terms."""
    return f"__truth {rule.id}" if term is None else f"__truth {rule.id} {term}"


def _with_truths(customers: pl.DataFrame, rules: RuleSet) -> pl.DataFrame:
    """Add how true the rules are, and the terms of those that may be missed."""
    truths = [rule.expression().alias(_truth(rule)) for rule in rules.rules]
    terms = [
        term.expression().alias(_truth(rule, number))
        for rule in rules.rules
        if _is_missed(rule, rules)
        for number, term in enumerate(rule.terms)
    ]
    frame = nw.from_native(customers, eager_only=True)
    return frame.with_columns(*truths, *terms).to_native()


def _said(customers: pl.DataFrame, sayings: Sequence[_Saying]) -> pl.DataFrame:
    """All reasons: customer (row), reason (number), text; the strongest of each first."""
    strengths = _strengths(customers, sayings)
    everybody = pl.concat([customers, strengths], how="horizontal").lazy().with_row_index("__row")
    largest = max((_largest(column) for column in strengths.iter_columns()), default=0.0)
    parts = [
        everybody.filter(pl.col(name).is_not_null()).select(
            _place(pl.col("__row"), pl.col(name), largest).alias("place"),
            pl.col("__row").alias("customer"),
            pl.lit(number, pl.UInt32).alias("saying"),
            saying.text.alias("text"),
        )
        for number, (name, saying) in enumerate(zip(strengths.columns, sayings, strict=True))
    ]
    said = pl.concat([pl.LazyFrame(schema=_SAID), *parts]).collect()
    return said.sort("place", maintain_order=True).drop("place")


def _strengths(customers: pl.DataFrame, sayings: Sequence[_Saying]) -> pl.DataFrame:
    """Strength by reason; null where a reason is not given, or a stronger one is about the same."""
    names = [f"__strength {number}" for number in range(len(sayings))]
    strengths = customers.select(
        pl.when(saying.holds).then(saying.strength).cast(pl.Float64).alias(name)
        for name, saying in zip(names, sayings, strict=True)
    )
    topics: dict[str, list[str]] = {}
    for name, saying in zip(names, sayings, strict=True):
        topics.setdefault(saying.about, []).append(name)
    for alike in topics.values():
        chosen = _place_of_largest(strengths, alike)
        strengths = strengths.with_columns(
            pl.when(pl.Series(chosen == place)).then(name).alias(name)
            for place, name in enumerate(alike)
        )
    return strengths


def _place_of_largest(strengths: pl.DataFrame, names: Sequence[str]) -> NDArray[np.intp]:
    """Which of the columns holds the largest strength, the first of equals: (n,)."""
    known = strengths.select(pl.col(names).fill_null(-1.0))  # no strength is below 0
    place: NDArray[np.intp] = known.to_numpy().argmax(axis=1)
    return place


def _largest(column: pl.Series) -> float:
    largest = column.max()
    return largest if isinstance(largest, float) else 0.0


def _place(customer: pl.Expr, strength: pl.Expr, largest: float) -> pl.Expr:
    """A whole number that sorts by customer, then by strength, the largest first.

    Sorting by it takes a fraction of the time of sorting by both. Strengths that differ by less
    than a 10**12th of the largest come in the order of the rules.
    """
    per_strength = 1.0 / largest if largest > _NO_STRENGTH else 0.0
    below = 1.0 - (strength * per_strength).clip(0.0, 1.0)
    return customer.cast(pl.UInt64) * _STEPS + (below * (_STEPS - 1)).cast(pl.UInt64)


def _sentences(said: pl.DataFrame, customers: int, vocabulary: Vocabulary) -> pl.Series:
    grammar = vocabulary.grammar
    everybody = pl.select(customer=pl.int_range(customers, dtype=pl.UInt32))
    joined = (
        said.with_columns(pl.col("customer").set_sorted())
        .group_by("customer", maintain_order=True)
        .agg("text")
        .select("customer", reasons=pl.col("text").list.join(grammar.between_reasons))
    )
    found = everybody.join(joined, on="customer", how="left", maintain_order="left")
    return found["reasons"].fill_null(grammar.no_reason)


def _most_said(counts: Mapping[int, int], sayings: Sequence[_Saying]) -> tuple[ReasonCount, ...]:
    totals: Counter[str] = Counter()
    for number, saying in enumerate(sayings):
        totals[saying.words] += counts.get(number, 0)
    return tuple(
        ReasonCount(words=words, customers=customers)
        for words, customers in totals.most_common()
        if customers
    )


def with_stakes(
    reasons: Reasons, listed: pl.DataFrame, silence: str, words: str, says: str
) -> Reasons:
    """Give the value at stake to customers without a reason.

    Args:
        reasons: what is said of those listed.
        listed: the same customers, with score, value, value_at_risk and expected_profit.
        silence: what stands where nothing speaks for leaving.
        words: the new reason in general.
        says: it of one customer; the names of the figures in braces are filled in.
    """
    is_silent = reasons.texts == silence
    if not is_silent.any():
        return reasons
    figures = listed.select(spoken_long_number(pl.col(name)).alias(name) for name in _FIGURES)
    filled = pl.col("says")
    for name in _FIGURES:
        filled = filled.str.replace_all(f"{{{name}}}", pl.col(name), literal=True)
    named = filled.alias(reasons.texts.name)
    at_stake = figures.with_columns(says=pl.lit(says)).select(named).to_series()
    said = (*reasons.said, ReasonCount(words=words, customers=int(is_silent.sum())))
    return Reasons(
        texts=at_stake.zip_with(is_silent, reasons.texts),
        said=tuple(sorted(said, key=lambda each: -each.customers)),
    )
