"""Whether a list may be made of a model and of customers, and what is said where one is made."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from churnkit.config.sections.project import Language, ScoreSection
from churnkit.drift.compare import Drift, compare
from churnkit.drift.profile import Reference, count_in
from churnkit.drift.texts import drift_refusal
from churnkit.errors import DriftError, NoSignalError
from churnkit.prepare.column_names import value_name
from churnkit.verdict.model import ModelVerdict
from churnkit.verdict.page import refusal
from churnkit.workspace.artifacts import MODEL_PAGE
from churnkit.workspace.runs import Run, refused_folder


def require_signal(
    verdict: ModelVerdict | None, run: Run, score: ScoreSection, language: Language
) -> None:
    """Let nothing be published by rules without signal, unless the config wants it.

    Raises:
        NoSignalError: the verdict is "no signal".
    """
    if verdict is None or verdict.publishes or not score.require_signal:
        return
    raise NoSignalError(refusal(verdict, language, refused_folder(run) / MODEL_PAGE))


def compare_with_learning(
    reference: Reference | None, scored: pl.DataFrame, unreadable: Mapping[str, int]
) -> Drift | None:
    """How like the learning customers the scored ones are; None: nothing is known of those.

    Args:
        reference: profiles of the learning customers.
        scored: ``score``, and under ``value_name`` the variables that the rules read.
        unreadable: values that could not be read, by variable.
    """
    if reference is None or scored.is_empty():
        return None
    variables = tuple(
        count_in(
            profile, scored[value_name(profile.name)], unreadable=unreadable.get(profile.name, 0)
        )
        for profile in reference.variables
    )
    return compare(
        reference, Reference(variables=variables, score=count_in(reference.score, scored["score"]))
    )


def require_likeness(drift: Drift | None, score: ScoreSection, language: Language) -> None:
    """Let no customers of another world be listed, unless the config wants it.

    Raises:
        DriftError: they have little in common with those of learning.
    """
    if drift is not None and drift.likeness == "another_world" and score.drift == "stop":
        raise DriftError(drift_refusal(drift, language))
