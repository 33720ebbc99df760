"""Learners: a learning set in, a rule set out. A new one is a module and one line of ``LEARNERS``.

A learner is imported when it is made, so that pages can name one without waiting for all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from churnkit.config.sections.project import Language
from churnkit.config.sections.train import TrainSection
from churnkit.learners.base import Learner

__all__ = ["LEARNERS", "LearnerKind", "learner_name", "make_learner"]


@dataclass(frozen=True)
class LearnerKind:
    """A learner that a config can name."""

    make: Callable[[TrainSection], Learner]
    """The learner with its settings and the seed."""
    names: Mapping[Language, str]
    """What people call it."""


def _fri(train: TrainSection) -> Learner:
    from churnkit.learners.fri.learner import FRI

    return FRI(train.fri, train.seed)


def _tree(train: TrainSection) -> Learner:
    from churnkit.learners.tree.learner import RuleTree

    return RuleTree(train.tree)


def _additive(train: TrainSection) -> Learner:
    from churnkit.learners.additive.learner import AdditiveFRI

    return AdditiveFRI(train.additive, train.seed)


LEARNERS: dict[str, LearnerKind] = {
    "fri": LearnerKind(_fri, {"en": "fuzzy rule induction", "zh": "模糊规则归纳"}),
    "tree": LearnerKind(_tree, {"en": "a decision tree", "zh": "决策树"}),
    "additive-fri": LearnerKind(
        _additive, {"en": "additive fuzzy rule induction", "zh": "加性模糊规则归纳"}
    ),
}


def make_learner(train: TrainSection) -> Learner:
    """The learner that the config names, with its settings and the seed."""
    return LEARNERS[train.learner].make(train)


def learner_name(learner: str, language: Language) -> str:
    """What people call a learner; a learner of a newer model keeps its name."""
    kind = LEARNERS.get(learner)
    return learner if kind is None else kind.names[language]
