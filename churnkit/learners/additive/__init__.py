"""Additive fuzzy rule induction: weighted rules over fuzzy and crisp terms."""

from __future__ import annotations

from churnkit.config.sections.train import AdditiveSettings, TrainSection
from churnkit.learners.base import Learner
from churnkit.learners.kind import LearnerKind

__all__ = ["KIND"]


def _make(train: TrainSection) -> Learner:
    from churnkit.learners.additive.learner import AdditiveFRI

    directed = train.additive.model_copy(update={"monotone": train.directions})
    return AdditiveFRI(directed, train.seed)


KIND = LearnerKind(
    section="additive",
    settings=AdditiveSettings,
    make=_make,
    names={"en": "additive fuzzy rule induction", "zh": "加性模糊规则归纳"},
    short_names={"en": "additive rules", "zh": "加性模糊规则"},
)
