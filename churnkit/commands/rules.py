"""The rules of the current model in words."""

from __future__ import annotations

from churnkit.commands.current_run import current_run
from churnkit.commands.inputs import Project, opened
from churnkit.config.loading import Overrides
from churnkit.prepare.recipe import read_recipe
from churnkit.rules.model import read_model
from churnkit.rules.wording import rule_words
from churnkit.sources import vocabulary


def show_rules(config: Project, *, set: Overrides = ()) -> tuple[str, ...]:
    """Say every rule of the published model as a sentence, in the language of the config.

    Args:
        config: the project: its YAML file, or what ``load_config`` returned.
        set: fields of the config to change, as ``--set`` does.

    Raises:
        ArtifactError: ``train`` has not been run, or ``model.json`` is damaged.
    """
    loaded = opened(config, set)
    folder = current_run(loaded).folder
    words = vocabulary(loaded.data, loaded.language, read_recipe(folder))
    rule_set = read_model(folder).rule_set
    return tuple(
        f"{rule.id}: {rule_words(rule, words, rule_set.typical_rate)}" for rule in rule_set.rules
    )
