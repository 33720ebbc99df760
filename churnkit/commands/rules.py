"""The rules of the current model in words."""

from __future__ import annotations

from churnkit.commands.current_run import published
from churnkit.config.sections.project import Config
from churnkit.prepare.recipe import read_recipe
from churnkit.rules.model import read_model
from churnkit.rules.wording import rule_words
from churnkit.sources import vocabulary


def show_rules(config: Config) -> tuple[str, ...]:
    """Say every rule of the published model as a sentence, in the language of the config.

    Raises:
        ArtifactError: ``train`` has not been run, or ``model.json`` is damaged.
    """
    folder = published(config)
    words = vocabulary(config, read_recipe(folder))
    rules = read_model(folder).rule_set.rules
    return tuple(f"{rule.id}: {rule_words(rule, words)}" for rule in rules)
