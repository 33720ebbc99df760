"""The words of a project: the language and names of its config, and what its recipe counts."""

from __future__ import annotations

from churnkit.config.models import Config
from churnkit.prepare.recipe import Recipe
from churnkit.rules.wording import Vocabulary
from churnkit.stages.sources import with_features


def vocabulary(config: Config, recipe: Recipe) -> Vocabulary:
    """How rules over the variables of a recipe are said to people."""
    return Vocabulary(config.language, with_features(config).data.variables, recipe.days)
