"""The rules of the current model in words."""

from __future__ import annotations

from churnkit.config.models import Config
from churnkit.rules.model import read_model
from churnkit.rules.wording import Vocabulary, rule_words
from churnkit.stages.publishing import published
from churnkit.stages.sources import with_features

__all__ = ["show_rules"]


def show_rules(config: Config) -> tuple[str, ...]:
    """Say every rule of the published model as a sentence, in the language of the config.

    Raises:
        ArtifactError: ``train`` has not been run, or ``model.json`` is damaged.
    """
    rules = read_model(published(config)).rule_set.rules
    vocabulary = Vocabulary(config.language, with_features(config).data.variables)
    return tuple(f"{rule.id}: {rule_words(rule, vocabulary)}" for rule in rules)
