"""``model.json``: a rule set with all that tells where it came from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from churnkit.drift.profile import Reference
from churnkit.frozen import Frozen
from churnkit.rules.evidence import ReasonBasis
from churnkit.rules.ruleset import RuleSet
from churnkit.verdict.model import ModelVerdict
from churnkit.workspace.artifacts import MODEL, read_artifact
from churnkit.workspace.runs import Run


class ScoreHistogram(Frozen):
    """Learning customers by score: ``counts[i]`` of them in [edges[i], edges[i + 1])."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


class Model(Frozen):
    """What the train stage learnt, from what, and how."""

    rule_set: RuleSet
    settings: dict[str, Any]
    """The parts of the config by which it was learnt, defaults filled in."""
    recipe_sha256: str
    """Fingerprint of the recipe that prepared the learning customers."""
    prepared_sha256: str
    """Fingerprint of the prepared table."""
    scores: ScoreHistogram
    """Scores of the learning customers, to compare later ones with."""
    verdict: ModelVerdict | None = None
    """What the test set says of the rules; None in models of version 1: not judged."""
    reference: Reference | None = None
    """The learning customers by variable and score; None in models of version 1."""
    reference_loyal: Reference | None = None
    """Those of them who did not churn."""
    reasons: ReasonBasis | None = None
    """What of the rules is a reason to expect churn; None in models of versions 1 and 2."""


def write_model(run: Run, model: Model) -> Path:
    """Write ``model.json`` into a run."""
    return run.write_json(MODEL, model)


def read_model(folder: Path) -> Model:
    """Read ``model.json``. Raises ArtifactError if it is missing, damaged or too new."""
    return read_artifact(folder / MODEL, Model)
