"""Prepared learning customers -> rule set: ``model.json``, and ``model.md`` for people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from churnkit.artifacts import Run, file_fingerprint, recorded_fingerprint
from churnkit.config.models import Config
from churnkit.learners import make_learner
from churnkit.learners.base import Categorical, LearningSet, Numeric, Variable
from churnkit.prepare.learning import codes, has_churned, keys, numeric
from churnkit.prepare.recipe import Recipe
from churnkit.report.markdown import model_markdown
from churnkit.rules.model import Model, ScoreHistogram, write_model
from churnkit.rules.ruleset import RuleSet, Trial
from churnkit.scoring import score_customers
from churnkit.stages.choosing import chosen_settings
from churnkit.stages.journal import journal
from churnkit.stages.outcome import Outcome
from churnkit.stages.publishing import (
    FROM_MODEL,
    published,
    publishing,
    read_ingested,
    read_prepared,
)
from churnkit.stages.settings import train_settings
from churnkit.stages.words import vocabulary

__all__ = ["Trained", "learning_set", "train", "train_in"]

_BINS = 20


@dataclass(frozen=True)
class Trained(Outcome):
    """The published rules, and what was tried to find their settings."""

    trials: tuple[Trial, ...]
    """The settings of ``train.search``; empty without a search."""


def train(config: Config) -> Trained:
    """Learn a rule set from the learning rows of ``prepared.parquet``.

    Raises:
        ArtifactError: ``ingest`` has not been run, or its files are damaged.
        LearningError: nothing can be learnt, e.g. only one class is there.
    """
    with publishing(config) as run:
        return train_in(run, config)


def train_in(run: Run, config: Config) -> Trained:
    """Do what ``train`` does, in a run that is open already."""
    with journal(config, run, "train") as entry:
        recipe = read_ingested(run, config)
        learning = read_prepared(run).filter(pl.col("split") == "learning")
        data = learning_set(learning, recipe, config.train.seed)
        settings, trials = chosen_settings(config.train, data)
        learnt = make_learner(settings).fit(data)
        rules = learnt.model_copy(update={"trials": (*trials, *learnt.trials)})

        model = Model(
            rule_set=rules,
            settings=train_settings(config),
            recipe_sha256=recorded_fingerprint(run.path("recipe.json")),
            prepared_sha256=file_fingerprint(run.path("prepared.parquet")),
            scores=_score_histogram(learning, rules),
        )
        write_model(run, model)
        for stale in FROM_MODEL:
            run.remove(stale)
        run.write_text("model.md", model_markdown(rules, vocabulary(config, recipe)))
        entry.counts |= {"customers": rules.customers, "rules": len(rules.rules)}
    summary = (
        f"train:  {len(rules.rules)} rules of learner {rules.learner} from {rules.customers:,} "
        f"customers, base rate {rules.base_rate:.2%}",
        f"        in words: {published(config) / 'model.md'}",
    )
    return Trained(folder=published(config), summary=summary, notes=(), trials=trials)


def learning_set(prepared: pl.DataFrame, recipe: Recipe, seed: int) -> LearningSet:
    """Turn prepared customers into what learners take: columns of numpy, in the order of keys."""
    hashes = keys(prepared, recipe, seed)
    order = np.argsort(hashes, kind="stable")
    ordered = prepared[order]
    return LearningSet(
        variables=tuple(_variable(ordered, name) for name in recipe.names),
        churned=has_churned(ordered),
        keys=hashes[order],
    )


def _variable(prepared: pl.DataFrame, name: str) -> Variable:
    if prepared.schema[name] == pl.String:
        return Categorical(name, *codes(prepared, name))
    values = numeric(prepared, name)
    valid = values[~np.isnan(values)]
    return Numeric(name, values, whole=bool((valid == np.round(valid)).all()))


def _score_histogram(learning: pl.DataFrame, rules: RuleSet) -> ScoreHistogram:
    scores = score_customers(learning.lazy(), rules).collect()["score"].to_numpy()
    counts, edges = np.histogram(scores, bins=_BINS, range=(0.0, 1.0))
    return ScoreHistogram(edges=tuple(edges.tolist()), counts=tuple(counts.tolist()))
