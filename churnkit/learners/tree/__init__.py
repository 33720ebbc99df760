"""Scoring rules of a binary decision tree."""

from __future__ import annotations

from churnkit.config.sections.train import TrainSection, TreeSettings
from churnkit.learners.base import Learner
from churnkit.learners.kind import LearnerKind

__all__ = ["KIND"]


def _make(train: TrainSection) -> Learner:
    from churnkit.learners.tree.learner import RuleTree

    return RuleTree(train.tree, train.directions)


KIND = LearnerKind(
    section="tree",
    settings=TreeSettings,
    make=_make,
    names={"en": "a decision tree", "zh": "决策树"},
    short_names={"en": "decision tree", "zh": "决策树"},
)
