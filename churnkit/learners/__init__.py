"""Learners: a learning set in, a rule set out. A new one is a module and one line here."""

from __future__ import annotations

from collections.abc import Callable

from churnkit.config.training import TrainSection
from churnkit.learners.additive import AdditiveFRI
from churnkit.learners.base import Learner
from churnkit.learners.fri import FRI
from churnkit.learners.tree import RuleTree

__all__ = ["LEARNERS", "make_learner"]

LEARNERS: dict[str, Callable[[TrainSection], Learner]] = {
    "fri": lambda train: FRI(train.fri, train.seed),
    "tree": lambda train: RuleTree(train.tree),
    "additive-fri": lambda train: AdditiveFRI(train.additive, train.seed),
}


def make_learner(train: TrainSection) -> Learner:
    """The learner that the config names, with its settings and the seed."""
    return LEARNERS[train.learner](train)
