"""Whether the config still says what recipe and model were learnt by.

A setting that was changed after learning would otherwise be ignored without a word: a customer whom
the config now calls gone would stand on the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from churnkit.config.sections.project import DataSection, IngestSection
from churnkit.config.sections.train import TrainSection
from churnkit.config.yaml.keypath import KeyPath, write_path
from churnkit.errors import ConfigError
from churnkit.workspace.artifacts import MODEL, RECIPE

_ANY_TABLE = ("customers", "encoding", "header", "sheet")
_FOR_PEOPLE = ("label", "words", "changeable")


def ingest_settings(data: DataSection, ingest: IngestSection) -> dict[str, Any]:
    """What shapes a recipe: the sections data and ingest, without where the table is and words."""
    columns = data.model_dump(mode="json", exclude=set(_ANY_TABLE))
    for variable in columns["variables"].values():
        for key in _FOR_PEOPLE:
            variable.pop(key)
    return {"data": columns, "ingest": ingest.model_dump(mode="json")}


def train_settings(train: TrainSection) -> dict[str, Any]:
    """What shapes a model: the section train."""
    return {"train": train.model_dump(mode="json")}


def require_same_ingest(
    learnt: Mapping[str, Any], data: DataSection, ingest: IngestSection
) -> None:
    """Raise ConfigError if the config has changed since ``ingest``."""
    _require_same(learnt, ingest_settings(data, ingest), f"{RECIPE} was learnt", "churnkit ingest")


def require_same_train(learnt: Mapping[str, Any], train: TrainSection) -> None:
    """Raise ConfigError if the config has changed since ``train``."""
    _require_same(learnt, train_settings(train), f"{MODEL} was learnt", "churnkit train")


def _require_same(
    learnt: Mapping[str, Any], now: Mapping[str, Any], what: str, command: str
) -> None:
    before, after = dict(_fields(learnt)), dict(_fields(now))
    changed = [path for path in {**before, **after} if before.get(path) != after.get(path)]
    if changed:
        lines = [
            f"{write_path(path)}: {_shown(after, path)} now, {_shown(before, path)} when {what}; "
            f"run {command} first, or set it back"
            for path in changed
        ]
        raise ConfigError("\n".join(lines))


def _shown(settings: Mapping[KeyPath, Any], path: KeyPath) -> str:
    return repr(settings[path]) if path in settings else "not set"


def _fields(settings: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every field that is set, and its value; a list counts as one value."""
    if isinstance(settings, Mapping):
        for key, value in settings.items():
            yield from _fields(value, (*path, key))
    elif settings is not None:
        yield path, settings
