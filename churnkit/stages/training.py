"""Prepared learning customers -> rule set: ``model.json``, and ``model.md`` for people."""

from __future__ import annotations

import numpy as np
import polars as pl

from churnkit.artifacts import Run, file_fingerprint, fingerprint
from churnkit.config.models import Config
from churnkit.learners import make_learner
from churnkit.learners.base import Categorical, LearningSet, Numeric, Variable
from churnkit.prepare.recipe import Recipe, read_recipe
from churnkit.prepare.roles import ROW
from churnkit.prepare.split import Keys, hash_ids, hash_rows
from churnkit.report.markdown import model_markdown
from churnkit.rules.model import Model, ScoreHistogram, write_model
from churnkit.rules.ruleset import RuleSet
from churnkit.rules.wording import Vocabulary
from churnkit.scoring import score_customers
from churnkit.stages.outcome import Outcome
from churnkit.stages.publishing import journal, published, publishing, read_prepared

__all__ = ["learning_set", "train", "train_in"]

_BINS = 20


def train(config: Config) -> Outcome:
    """Learn a rule set from the learning rows of ``prepared.parquet``.

    Raises:
        ArtifactError: ``ingest`` has not been run, or its files are damaged.
        LearningError: nothing can be learnt, e.g. only one class is there.
    """
    with publishing(config) as run:
        return train_in(run, config)


def train_in(run: Run, config: Config) -> Outcome:
    """Do what ``train`` does, in a run that is open already."""
    with journal(config, run, "train") as entry:
        recipe = read_recipe(run.folder)
        learning = read_prepared(run).filter(pl.col("split") == "learning")
        rules = make_learner(config.train).fit(learning_set(learning, recipe, config.train.seed))

        model = Model(
            rule_set=rules,
            settings=config.train.model_dump(mode="json"),
            recipe_sha256=fingerprint(recipe.model_dump(mode="json")),
            prepared_sha256=file_fingerprint(run.path("prepared.parquet")),
            scores=_score_histogram(learning, rules),
        )
        write_model(run, model)
        vocabulary = Vocabulary(config.language, config.data.variables)
        run.write_text("model.md", model_markdown(rules, vocabulary))
        entry.counts |= {"customers": rules.customers, "rules": len(rules.rules)}
    summary = (
        f"train:  {len(rules.rules)} rules of learner {rules.learner} from {rules.customers:,} "
        f"customers, base rate {rules.base_rate:.2%}",
        f"        in words: {published(config) / 'model.md'}",
    )
    return Outcome(folder=published(config), summary=summary, notes=())


def learning_set(prepared: pl.DataFrame, recipe: Recipe, seed: int) -> LearningSet:
    """Turn prepared customers into the columns of numpy that learners take.

    The keys hash the id; without an id they hash the content, so that line numbers, and with them
    the order of rows in a file, have no say.
    """
    variables = prepared.select(recipe.names)
    keys: Keys
    if recipe.rows.id == ROW:
        keys = hash_rows(variables.with_columns(prepared["label"]), seed)
    else:
        keys = hash_ids(prepared["id"], seed)
    order = np.argsort(keys, kind="stable")
    ordered = variables[order]
    return LearningSet(
        variables=tuple(_variable(column) for column in ordered.iter_columns()),
        churned=(prepared["label"] == "churned").to_numpy()[order],
        keys=keys[order],
    )


def _variable(column: pl.Series) -> Variable:
    if column.dtype == pl.String:
        levels = tuple(column.drop_nulls().unique().sort())
        codes = column.replace_strict(
            levels, list(range(len(levels))), default=-1, return_dtype=pl.Int32
        )
        return Categorical(column.name, codes.to_numpy(), levels)
    values = column.to_numpy().astype(np.float64)
    valid = values[~np.isnan(values)]
    return Numeric(column.name, values, whole=bool((valid == np.round(valid)).all()))


def _score_histogram(learning: pl.DataFrame, rules: RuleSet) -> ScoreHistogram:
    scores = score_customers(learning.lazy(), rules).collect()["score"].to_numpy()
    counts, edges = np.histogram(scores, bins=_BINS, range=(0.0, 1.0))
    return ScoreHistogram(edges=tuple(edges.tolist()), counts=tuple(counts.tolist()))
