"""Prepared learning customers -> rule set: ``model.json``, and ``model.md`` for people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from churnkit.commands.current_run import published, publishing, read_ingested
from churnkit.commands.inputs import Project, opened
from churnkit.commands.judging import apply_rules, judge_rules, reference_of_learning
from churnkit.commands.outcome import Outcome
from churnkit.commands.train_learner import former_choice, settings_for
from churnkit.commands.trust import require_signal
from churnkit.config.loading import Overrides
from churnkit.config.sections.project import Config, Language
from churnkit.config.sections.train import TrainSection
from churnkit.learners import make_learner
from churnkit.prepare.recipe import Recipe
from churnkit.prepared import PreparedCustomers, prepared_customers
from churnkit.render.markdown import to_markdown
from churnkit.reports.model_page import model_document
from churnkit.rules.model import Model, ScoreHistogram, write_model
from churnkit.rules.ruleset import RuleSet, Trial
from churnkit.sources import vocabulary
from churnkit.verdict.page import doubts, verdict_summary
from churnkit.workspace.artifacts import (
    MODEL_PAGE,
    PREPARED,
    RECIPE,
    file_fingerprint,
    recorded_fingerprint,
)
from churnkit.workspace.journal import journal, settings_tried
from churnkit.workspace.runs import Run
from churnkit.workspace.unchanged import train_settings

_BINS = 20


@dataclass(frozen=True)
class Trained(Outcome):
    """The published rules, and what was tried to find their settings."""

    trials: tuple[Trial, ...]
    """Learners and settings that were compared; empty where nothing was to choose."""
    language: Language
    """The language of the output."""


def train(config: Project, *, set: Overrides = ()) -> Trained:
    """Learn a rule set from the learning rows of ``prepared.parquet``.

    Args:
        config: the project: its YAML file, or what ``load_config`` returned.
        set: fields of the config to change, as ``--set`` does.

    Raises:
        ArtifactError: ``ingest`` has not been run, or its files are damaged.
        LearningError: nothing can be learnt, e.g. only one class is there.
        NoSignalError: the rules find churn no better than chance; nothing is published.
    """
    loaded = opened(config, set)
    with publishing(loaded) as run:
        return train_in(run, loaded)


def train_in(run: Run, config: Config) -> Trained:
    """Do what ``train`` does, in a run that is open already."""
    with journal(config, run, "train") as entry:
        recipe = read_ingested(run, config)
        data = prepared_customers(run, recipe, config.train.seed, scratch=config.work)
        settings, trials = settings_for(
            config.train, config.campaign, data, former_choice(config.work)
        )
        learnt = make_learner(settings).fit(data)
        words = vocabulary(config.data, config.language, recipe)
        rules = learnt.model_copy(update={"trials": (*trials, *learnt.trials)})

        model = _judged(run, config, recipe, data, rules, settings)
        write_model(run, model)
        run.write_text(MODEL_PAGE, to_markdown(model_document(rules, words, model.verdict)))
        entry.tried = settings_tried(run, model.prepared_sha256, model.settings)
        entry.inputs |= {PREPARED: model.prepared_sha256}
        entry.counts |= {
            "customers": rules.customers,
            "rules": len(rules.rules),
            "settings tried": len(entry.tried),
        }
    require_signal(model.verdict, run, config.score, config.language)
    summary = (
        f"train:  {len(rules.rules)} rules of learner {rules.learner} from {rules.customers:,} "
        f"customers, base rate {rules.base_rate:.2%}",
        f"        in words: {published(config.work) / MODEL_PAGE}",
    )
    return Trained(
        folder=published(config.work),
        summary=summary,
        notes=(),
        doubts=doubts(model.verdict, config.language),
        verdict=verdict_summary(model.verdict, config.language),
        trials=trials,
        language=config.language,
    )


def _judged(
    run: Run,
    config: Config,
    recipe: Recipe,
    data: PreparedCustomers,
    rules: RuleSet,
    settings: TrainSection,
) -> Model:
    """The rules with all that tells where they came from, and whether they can be trusted."""
    prepared_sha256 = file_fingerprint(run.path(PREPARED))
    tried = settings_tried(run, prepared_sha256, train_settings(config.train))
    applied = apply_rules(rules, data)
    test = prepared_customers(run, recipe, config.train.seed, scratch=config.work, split="test")
    verdict = judge_rules(test, rules, data, applied, settings, config.score.share)
    return Model(
        rule_set=rules,
        settings=train_settings(config.train),
        recipe_sha256=recorded_fingerprint(run.path(RECIPE)),
        prepared_sha256=prepared_sha256,
        scores=_score_histogram(applied.scores),
        verdict=verdict.model_copy(update={"settings_tried": len(tried)}),
        reference=reference_of_learning(run, recipe, rules, applied.scores),
        reference_loyal=reference_of_learning(
            run, recipe, rules, applied.scores[~data.churned], only_loyal=True
        ),
    )


def _score_histogram(scores: NDArray[np.float64]) -> ScoreHistogram:
    counts, edges = np.histogram(scores, bins=_BINS, range=(0.0, 1.0))
    return ScoreHistogram(edges=tuple(edges.tolist()), counts=tuple(counts.tolist()))
