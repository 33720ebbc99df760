"""The one rule that a list names of each customer."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from churnkit.campaign.reason_texts import REASON_TEXTS
from churnkit.rules.conditions import sign
from churnkit.rules.evidence import ReasonBasis
from churnkit.rules.ruleset import LogisticSum, Rule, RuleSet
from churnkit.rules.wording import Vocabulary, decision_words


def rule_shown(
    customers: pl.DataFrame,
    decided: pl.Series,
    rules: RuleSet,
    vocabulary: Vocabulary,
    basis: ReasonBasis | None,
) -> pl.Series:
    """The rule that explains each score, as a sentence: (n,) String.

    It is the one that decided. Of weighted rules, which all add to the score, it is the one that
    lifts the customer most above the average: one that raises the odds, or one that lowers them
    where it does not hold.

    Args:
        customers: the variables of the rules as prepared, one row a customer.
        decided: id of the rule that decided the score of each of them; null where none spoke.
        rules: the model that scored them.
        vocabulary: the language, and what things are called in it.
        basis: what the learning customers say of the rules. None: they were not asked.
    """
    words = {rule.id: decision_words(rule, vocabulary) for rule in rules.rules}
    no_rule = decision_words(None, vocabulary)
    if basis is not None and isinstance(rules.combination, LogisticSum) and rules.rules:
        decided = _lifting(customers, rules, basis)
        texts = REASON_TEXTS[vocabulary.language]
        words |= {
            rule.id: texts.not_met.format(rule=words[rule.id])
            for rule in rules.rules
            if sign(rule, rules) < 0
        }
    said = decided.replace_strict(words, default=no_rule, return_dtype=pl.String)
    return said.alias("rule")


def _lifting(customers: pl.DataFrame, rules: RuleSet, basis: ReasonBasis) -> pl.Series:
    """Id of the weighted rule that lifts each customer most above the average; null: none does."""
    strengths = nw.from_native(customers, eager_only=True).with_columns(
        rule.expression().alias(_column(rule)) for rule in rules.rules
    )
    lifts = strengths.to_native().select(
        ((pl.col(_column(rule)) - basis.mean_strength[rule.id]) * sign(rule, rules)).alias(rule.id)
        for rule in rules.rules
    )
    most = pl.max_horizontal(pl.all())
    first = pl.coalesce(
        pl.when((pl.col(rule.id) == most) & (most > 0)).then(pl.lit(rule.id))
        for rule in rules.rules
    )
    return lifts.select(first.alias("rule")).to_series()


def _column(rule: Rule) -> str:
    """Name of the column with the firing strength of a rule."""
    return f"__strength {rule.id}"
