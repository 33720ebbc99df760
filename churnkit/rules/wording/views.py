"""A rule set as people look at it in a notebook: lines of text, a data frame, a table in HTML."""

from __future__ import annotations

import math
from html import escape

import polars as pl

from churnkit.render.formats import percent_text
from churnkit.rules.ruleset import RuleSet
from churnkit.rules.wording import Vocabulary, rule_words


def rules_text(rule_set: RuleSet, vocabulary: Vocabulary) -> str:
    """One line a rule: its id and its sentence."""
    width = max((len(rule.id) for rule in rule_set.rules), default=0)
    return "\n".join(
        f"{rule.id:<{width}}  {rule_words(rule, vocabulary, rule_set.typical_rate)}"
        for rule in rule_set.rules
    )


def rules_frame(rule_set: RuleSet, vocabulary: Vocabulary) -> pl.DataFrame:
    """One row a rule; columns of what rules of this kind do not have are left out.

    ``score`` is that of a tree's leaf, ``odds`` the factor of a weighted rule; ``customers``,
    ``churned`` and ``churn_rate`` are the learning customers for whom the rule holds.
    """
    frame = pl.DataFrame(
        [
            (
                rule.id,
                rule_words(rule, vocabulary, rule_set.typical_rate),
                rule.says,
                rule.score,
                None if rule.weight is None else math.exp(rule.weight),
                rule.customers,
                rule.churned,
                rule.churned / rule.customers if rule.customers else None,
            )
            for rule in rule_set.rules
        ],
        schema={
            "rule": pl.String,
            "sentence": pl.String,
            "says": pl.String,
            "score": pl.Float64,
            "odds": pl.Float64,
            "customers": pl.Int64,
            "churned": pl.Int64,
            "churn_rate": pl.Float64,
        },
        orient="row",
    )
    concludes = ("says", "score", "odds")
    return frame.drop(name for name in concludes if frame[name].is_null().all())


def rules_html(rule_set: RuleSet, vocabulary: Vocabulary) -> str:
    """A table of the rules with their learning customers; names and values are escaped."""
    head = "".join(f"<th>{title}</th>" for title in ("rule", "sentence", "customers", "churn rate"))
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in _cells(row))}</tr>"
        for row in rules_frame(rule_set, vocabulary).iter_rows(named=True)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cells(row: dict[str, str | float | None]) -> tuple[str, ...]:
    rate = row["churn_rate"]
    shown_rate = "" if rate is None else percent_text(float(rate))
    return str(row["rule"]), str(row["sentence"]), f"{row['customers']:,}", shown_rate
