"""Learners: a learning set in, a rule set out. A new one is a folder and one line of ``LEARNERS``.

Each folder tells what is known of its learner in ``KIND``; the learner itself is imported when it
is made, so that pages can name one without waiting for all.
"""

from __future__ import annotations

from churnkit.config.sections.project import Language
from churnkit.config.sections.train import TrainSection
from churnkit.learners import additive, fri, tree
from churnkit.learners.base import Learner
from churnkit.learners.kind import LearnerKind

__all__ = ["LEARNERS", "LearnerKind", "learner_name", "make_learner"]

LEARNERS: dict[str, LearnerKind] = {
    kind.name: kind
    for kind in (
        fri.KIND,
        tree.KIND,
        additive.KIND,
    )
}


def make_learner(train: TrainSection) -> Learner:
    """The learner that the config names, with its settings and the seed."""
    return LEARNERS[train.learner].make(train)


def learner_name(learner: str, language: Language) -> str:
    """What people call a learner; a learner of a newer model keeps its name."""
    kind = LEARNERS.get(learner)
    return learner if kind is None else kind.names[language]
