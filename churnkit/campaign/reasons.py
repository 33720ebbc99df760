"""Why customers are on the list, in words that an agent can use on the phone.

A reason is a condition of which the learning customers show that it raises the risk
(``churnkit.rules.evidence``). It is given to customers for whom it holds and whom its rule lifts
above the average customer: in the leaf of a tree those of the leaf, else those for whom

    weight x (firing strength - mean firing strength) > 0

(of fuzzy rules the weight is 1 for churned and -1 for loyal). So a rule that holds for everybody
explains nobody, and where all strong rules keep customers, what explains is that they do not hold.
Added up over the rules this is what sets a customer's log odds apart from the mean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnkit.campaign.phrases import Phrasing, spoken_long_number, values_of
from churnkit.config.sections.campaign import Phrases
from churnkit.frozen import Frozen
from churnkit.rules.conditions import HALF, sign
from churnkit.rules.evidence import Evidence, ReasonBasis, untested_reasons
from churnkit.rules.ruleset import FirstMatch, Rule, RuleSet
from churnkit.rules.wording import Vocabulary, condition_words
from churnkit.shares import smallest_part

_FIGURES = ("score", "value", "value_at_risk", "expected_profit")
_NEARLY_ALL = 0.95
"""Share of the customers listed from which a reason tells them apart no longer, and goes last."""


class ReasonCount(Frozen):
    """A reason that is given on the list, and for how many customers."""

    words: str
    customers: int


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
    basis: ReasonBasis | None = None,
) -> Reasons:
    """Give each customer's reasons to expect churn, the strongest first.

    Every variable is spoken of once, with the customer's own value, in the phrases of the config
    or else in the words of the rules. What nearly all of these customers share comes last.

    Args:
        customers: the variables of the rules as prepared, Float64 or String, one row a customer.
        decided: id of the rule that decided the score of each of them; null where none spoke.
        rules: the model that scored them.
        vocabulary: the language, and what things are called in it.
        phrases: the config's ``campaign.phrases``.
        basis: what the learning customers say of the rules. None: they were not asked.
    """
    values = values_of(customers.select(rules.variables))
    phrasing = Phrasing(vocabulary, phrases or {}, values)
    sayings = _Sayings(rules, basis or untested_reasons(rules), phrasing)
    known = _with_deciding(customers, decided, rules)
    counts: Counter[str] = Counter()
    for batch in known.iter_slices(_BATCH):
        counts.update(sayings.counts(batch))
    enough = smallest_part(_NEARLY_ALL, known.height)
    last = frozenset(words for words, customers_ in counts.items() if customers_ >= enough)
    texts = (
        _sentences(sayings.said(batch, last), batch.height, vocabulary)
        for batch in known.iter_slices(_BATCH)
    )
    return Reasons(
        texts=pl.concat([pl.Series("reasons", dtype=pl.String), *texts]),
        said=tuple(
            ReasonCount(words=words, customers=customers_)
            for words, customers_ in counts.most_common()
            if customers_
        ),
    )


def reasons_given(
    customers: pl.DataFrame, decided: pl.Series, rules: RuleSet, basis: ReasonBasis
) -> pl.DataFrame:
    """Which conditions of the basis are a reason to which customer: (n, conditions) Boolean."""
    phrasing = Phrasing(Vocabulary(), {}, values_of(customers.select(rules.variables)))
    return _Sayings(rules, basis, phrasing).given(_with_deciding(customers, decided, rules))


def _with_deciding(customers: pl.DataFrame, decided: pl.Series, rules: RuleSet) -> pl.DataFrame:
    """The variables of the rules, and the rule that decided."""
    ids = pl.Enum([rule.id for rule in rules.rules])
    known = customers.with_columns(decided.cast(ids).alias(_RULE))
    return known.select(_RULE, *rules.variables)


@dataclass(frozen=True)
class _Saying:
    """One reason that a customer may have."""

    about: str
    """What it is about; nothing is spoken of twice."""
    words: str
    """It in general, without the customer's value."""
    strength: pl.Expr
    """How far it lifts a customer above the average, where it is above 0."""
    holds: pl.Expr
    """The customers of whom it is true."""
    text: pl.Expr
    """The reason in words."""


@dataclass(frozen=True)
class _Sayings:
    """All reasons that customers can have, and which of them each has."""

    rules: RuleSet
    basis: ReasonBasis
    phrasing: Phrasing
    all: tuple[_Saying, ...] = field(init=False)

    def __post_init__(self) -> None:
        found = tuple(
            self._saying(place, evidence) for place, evidence in enumerate(self.basis.conditions)
        )
        object.__setattr__(self, "all", found)

    def _saying(self, place: int, evidence: Evidence) -> _Saying:
        rule = next(rule for rule in self.rules.rules if rule.id == evidence.rule)
        language = self.phrasing.vocabulary.language
        strength, holds = self._strength(rule, evidence), pl.col(_holds(place)) >= HALF
        if bool((rule.say or {}).get(language)) != (evidence.said is None):
            holds = pl.lit(value=False)  # a rule with words of its own is not said in others
        if evidence.said is None or evidence.when is None:
            words = condition_words(rule, self.phrasing.vocabulary)
            return _Saying(f"rule {rule.id}", words, strength, holds, pl.lit(words))
        return _Saying(
            about=f"column {evidence.when.variable}",
            words=self.phrasing.words(evidence),
            strength=strength,
            holds=holds,
            text=self.phrasing.text(evidence),
        )

    def _strength(self, rule: Rule, evidence: Evidence) -> pl.Expr:
        if isinstance(self.rules.combination, FirstMatch):
            lift = evidence.path.difference or 1.0
            return pl.when(pl.col(_RULE) == rule.id).then(lift).otherwise(0.0)
        beyond = pl.col(_strength(rule)) - self.basis.mean_strength[rule.id]
        return beyond * sign(rule, self.rules)

    def given(self, customers: pl.DataFrame) -> pl.DataFrame:
        """Which reason is given to which customer: (n, reasons) Boolean."""
        return self._strengths(customers).select(pl.all().is_not_null())

    def counts(self, customers: pl.DataFrame) -> dict[str, int]:
        """To how many customers each reason is given, by its words."""
        strengths = self._strengths(customers)
        counts: Counter[str] = Counter()
        for saying, column in zip(self.all, strengths.iter_columns(), strict=True):
            counts[saying.words] += column.count()
        return counts

    def said(self, customers: pl.DataFrame, last: frozenset[str]) -> pl.DataFrame:
        """All reasons: customer (row), reason (number), text; the strongest of each first.

        Args:
            customers: the variables of the rules and the deciding rule.
            last: words of the reasons that come last.
        """
        strengths = self._strengths(customers)
        everybody = pl.concat([customers, strengths], how="horizontal").lazy()
        everybody = everybody.with_row_index("__row")
        largest = max((_largest(column) for column in strengths.iter_columns()), default=0.0)
        parts = [
            everybody.filter(pl.col(name).is_not_null()).select(
                _place(pl.col("__row"), pl.col(name), largest, is_last=saying.words in last),
                pl.col("__row").alias("customer"),
                pl.lit(number, pl.UInt32).alias("saying"),
                saying.text.alias("text"),
            )
            for number, (name, saying) in enumerate(zip(strengths.columns, self.all, strict=True))
        ]
        said = pl.concat([pl.LazyFrame(schema=_SAID), *parts]).collect()
        return said.sort("place", maintain_order=True).drop("place")

    def _strengths(self, customers: pl.DataFrame) -> pl.DataFrame:
        """Strength by reason; null where it is not given, or a stronger one is about the same."""
        names = [f"__reason {number}" for number in range(len(self.all))]
        strengths = self._with_memberships(customers).select(
            pl.when(saying.holds & (saying.strength > 0))
            .then(saying.strength)
            .cast(pl.Float64)
            .alias(name)
            for name, saying in zip(names, self.all, strict=True)
        )
        topics: dict[str, list[str]] = {}
        for name, saying in zip(names, self.all, strict=True):
            topics.setdefault(saying.about, []).append(name)
        for alike in topics.values():
            chosen = _place_of_largest(strengths, alike)
            strengths = strengths.with_columns(
                pl.when(pl.Series(chosen == place)).then(name).alias(name)
                for place, name in enumerate(alike)
            )
        return strengths

    def _with_memberships(self, customers: pl.DataFrame) -> pl.DataFrame:
        """Add the firing strengths of the rules, and of whom each condition is true."""
        by_id = {rule.id: rule for rule in self.rules.rules}
        rules = [rule.expression().alias(_strength(rule)) for rule in self.rules.rules]
        conditions = [
            (by_id[each.rule] if each.when is None else each.when).expression().alias(_holds(place))
            for place, each in enumerate(self.basis.conditions)
        ]
        frame = nw.from_native(customers, eager_only=True)
        return frame.with_columns(*rules, *conditions).to_native()


def _strength(rule: Rule) -> str:
    """Name of the column with the firing strength of a rule."""
    return f"__strength {rule.id}"


def _holds(place: int) -> str:
    """Name of the column with the membership in a condition."""
    return f"__holds {place}"


def _place_of_largest(strengths: pl.DataFrame, names: Sequence[str]) -> NDArray[np.intp]:
    """Which of the columns holds the largest strength, the first of equals: (n,)."""
    known = strengths.select(pl.col(names).fill_null(-1.0))  # no strength is below 0
    place: NDArray[np.intp] = known.to_numpy().argmax(axis=1)
    return place


def _largest(column: pl.Series) -> float:
    largest = column.max()
    return largest if isinstance(largest, float) else 0.0


def _place(customer: pl.Expr, strength: pl.Expr, largest: float, *, is_last: bool) -> pl.Expr:
    """A whole number that sorts by customer, then by strength, the largest first.

    Sorting by it takes a fraction of the time of sorting by both. Strengths that differ by less
    than a 10**12th of the largest come in the order of the reasons.
    """
    per_strength = 1.0 / largest if largest > _NO_STRENGTH else 0.0
    below = (1.0 - (strength * per_strength).clip(0.0, 1.0) + is_last) / 2.0
    place = customer.cast(pl.UInt64) * _STEPS + (below * (_STEPS - 1)).cast(pl.UInt64)
    return place.alias("place")


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
