"""What the rest of churnkit knows of a learner without loading it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from churnkit.config.sections.project import Language
from churnkit.config.sections.train import LearnerSettings, TrainSection
from churnkit.learners.base import Learner


@dataclass(frozen=True)
class LearnerKind:
    """A learner that a config can name."""

    section: str
    """Where its settings are in ``train``."""
    settings: type[LearnerSettings]
    """The class of its settings."""
    make: Callable[[TrainSection], Learner]
    """Loads the learner and gives it its settings and the seed."""
    names: Mapping[Language, str]
    """What people call it, after "learnt by"."""
    short_names: Mapping[Language, str]
    """What people call it in a table."""

    @property
    def name(self) -> str:
        """The value of ``train.learner``."""
        return self.settings.learner

    @property
    def gives_probabilities(self) -> bool:
        """Whether its scores are probabilities; else they only rank."""
        return self.settings.gives_probabilities
