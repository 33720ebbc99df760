"""Fuzzy rule induction in self-organising layers, as published."""

from __future__ import annotations

from churnkit.config.sections.train import FriSettings, TrainSection
from churnkit.learners.base import Learner
from churnkit.learners.kind import LearnerKind

__all__ = ["KIND"]


def _make(train: TrainSection) -> Learner:
    from churnkit.learners.fri.learner import FRI

    return FRI(train.fri, train.seed, train.directions)


KIND = LearnerKind(
    section="fri",
    settings=FriSettings,
    make=_make,
    names={"en": "fuzzy rule induction", "zh": "模糊规则归纳"},
    short_names={"en": "fuzzy rules", "zh": "模糊规则"},
)
