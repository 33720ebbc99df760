"""Why one customer has a score, and what would have to change for it to fall below the cut."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from churnkit.artifacts import Run
from churnkit.config.models import Config
from churnkit.errors import InputError
from churnkit.rules.changes import Changes, changes_below
from churnkit.rules.ruleset import Decision, LogisticSum, Rule, RuleSet
from churnkit.rules.terms import Value
from churnkit.rules.wording import Vocabulary, rule_words
from churnkit.stages.publishing import published, read_prepared, read_trained
from churnkit.stages.sources import with_features

__all__ = ["Explained", "RuleSaid", "explain"]


@dataclass(frozen=True)
class RuleSaid:
    """What one rule says about the customer."""

    rule: str
    words: str
    truth: float
    """How far it holds, 0 to 1."""
    contribution: float | None
    """Of weighted rules: what it adds to the log odds. None: it contributes by being the rule."""
    decided: bool


@dataclass(frozen=True)
class Explained:
    """A customer's score, rule by rule."""

    id: str
    score: float
    cut: float
    """Scores from here on are on the list (or, before a list was made, are read as churned)."""
    rules: tuple[RuleSaid, ...]
    """The strongest first."""
    ways: tuple[Changes, ...]
    """Fewest changes of values that bring the score below the cut; empty if it is, or none do."""


def explain(config: Config, id: str) -> Explained:  # noqa: A002 - what people call it
    """Explain the score of a prepared customer.

    Raises:
        ArtifactError: ``ingest`` or ``train`` has not been run, or files do not belong together.
        InputError: there is no such customer.
    """
    run = Run(published(config))
    _, model = read_trained(run, config)
    prepared = read_prepared(run, sha256=model.prepared_sha256)
    row = _row(prepared, model.rule_set, id, config)
    vocabulary = Vocabulary(config.language, with_features(config).data.variables)
    cut = _cut(run, model.rule_set)
    decision = model.rule_set.decide(row)
    said = [_said(rule, row, decision, model.rule_set, vocabulary) for rule in model.rule_set.rules]
    said.sort(key=lambda each: -abs(each.truth if each.contribution is None else each.contribution))
    return Explained(
        id=id,
        score=decision.score,
        cut=cut,
        rules=tuple(said),
        ways=changes_below(model.rule_set, row, cut),
    )


def _row(prepared: pl.DataFrame, rules: RuleSet, id_: str, config: Config) -> dict[str, Value]:
    found = prepared.filter(pl.col("id").cast(pl.String) == id_)
    if found.is_empty():
        raise InputError(
            f"{published(config) / 'prepared.parquet'}: no customer {id_!r}; give an id of a "
            "customer that was ingested"
        )
    row = found.row(0, named=True)
    return {name: row[name] for name in rules.variables}


def _said(
    rule: Rule,
    row: dict[str, Value],
    decision: Decision,
    rules: RuleSet,
    vocabulary: Vocabulary,
) -> RuleSaid:
    truth = rule.truth(row)
    is_weighted = isinstance(rules.combination, LogisticSum)
    return RuleSaid(
        rule=rule.id,
        words=rule_words(rule, vocabulary),
        truth=truth,
        contribution=(rule.weight or 0.0) * truth if is_weighted else None,
        decided=rule.id == decision.rule,
    )


def _cut(run: Run, rules: RuleSet) -> float:
    """The lowest score on the list; the threshold of the model before one was made."""
    listed = run.path("list.csv")
    if not listed.exists():
        return rules.threshold
    length = pl.scan_csv(listed, infer_schema=False).select(pl.len()).collect().item()
    scores = pl.read_parquet(run.path("scores.parquet"), columns=["score", "rank"])
    lowest = scores.filter(pl.col("rank") <= length)["score"].min()
    return rules.threshold if lowest is None else float(str(lowest))
