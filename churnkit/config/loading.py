"""Read the config of a project: all problems of the file at once, each with its place."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from churnkit.config.sections.project import Config
from churnkit.config.types.paths import ShellText
from churnkit.config.yaml.keypath import KeyPath, read_path, write_path
from churnkit.config.yaml.parse import (
    MOST_BYTES,
    MOST_LEVELS,
    Parsed,
    Position,
    Tree,
    Trouble,
    parse,
)
from churnkit.config.yaml.problems import Problem, explain_all
from churnkit.errors import ConfigError

Overrides = Mapping[str, object] | Sequence[str]
"""Fields to change: ``{"train.tree.max_rules": 16}``, or ``["train.tree.max_rules=16"]``."""

_Line = tuple[Position, str]
"""A line of the message, and the place by which it is sorted."""

_LAST = Position(MOST_BYTES + 1, 1)
"""The place of overrides: behind all lines that a file can have."""


def load_config(path: Path | str, overrides: Overrides = ()) -> Config:
    """Read the YAML file of a project and change single fields of it.

    Args:
        path: the YAML file; relative paths in it are relative to its folder.
        overrides: values by key path, or ``key.path=value`` each, the value written as in YAML.
            The last one wins. Relative paths in them are relative to the current directory.

    Raises:
        ConfigError: whatever is wrong, one line each: ``file:line:column: key.path: what is wrong;
            what to write``, in the order of the file, then the overrides.
        TypeError: the overrides are neither a mapping nor a list of texts.

    Example:
        >>> config = load_config(Path("configs/telecom.yaml"), ["train.tree.max_rules=16"])
        >>> config.train.tree.max_rules
        16
    """
    path = Path(path)
    return _config_of(path, _top_level(parse(_content(path))), overrides)


def with_overrides(config: Config, overrides: Overrides) -> Config:
    """The config with single fields changed; all of it is checked again.

    Args:
        config: the config; it stays as it is.
        overrides: as ``load_config`` has them.

    Raises:
        ConfigError: whatever is wrong with the overrides, or does not go together.
        TypeError: the overrides are neither a mapping nor a list of texts.

    Example:
        >>> with_overrides(load_config("configs/telecom.yaml"), {"score.share": 0.2}).score.share
        0.2
    """
    if not overrides:
        return config
    tree = config.model_dump(mode="json", exclude_unset=True)
    parsed = Parsed(tree=tree, readable=True, values={(): Position(1, 1)})
    return _config_of(Path("config"), parsed, overrides)


def _config_of(path: Path, parsed: Parsed, overrides: Overrides) -> Config:
    read = [_override(text) for text in _override_texts(overrides)]
    file = _File(path, parsed, tuple(override for override, _ in read if override is not None))
    lines = [file.trouble_line(trouble) for trouble in parsed.troubles]
    lines += [(_LAST, problem) for _, problems in read for problem in problems]
    if parsed.readable:
        config, problems = _validated(file)
        lines += problems
        if config is not None and not lines:
            return config
    raise ConfigError("\n".join(line for _, line in sorted(lines, key=lambda line: line[0])))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; {_another(path)}") from None
    except IsADirectoryError:
        raise ConfigError(f"{path}: is a folder; name a YAML file in it") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); check the file") from None


def _another(path: Path) -> str:
    others = {file.name: file for file in sorted(path.parent.glob("*.yaml"))}
    near = difflib.get_close_matches(path.name, others, n=1)
    return f"did you mean {others[near[0]]}?" if near else "name the YAML file of a project"


def _top_level(parsed: Parsed) -> Parsed:
    """A config is a mapping; anything else cannot be validated."""
    if parsed.readable and not isinstance(parsed.tree, dict):
        found = (
            "a list" if isinstance(parsed.tree, list) else "a text" if parsed.tree else "nothing"
        )
        what = f"holds {found}; a config holds keys and values, such as work: ../work/shop"
        parsed.troubles.append(Trouble(parsed.values.get((), Position(1, 1)), (), what))
        parsed.readable = False
    return parsed


def _override_texts(overrides: Overrides) -> list[str]:
    """The overrides as they would stand behind ``--set``."""
    if isinstance(overrides, Mapping):
        return [f"{key}={_as_yaml(value)}" for key, value in overrides.items()]
    if not isinstance(overrides, str) and isinstance(overrides, Sequence):
        return [str(text) for text in overrides]
    raise TypeError(
        f"set: expected a dict such as {{'work': '/tmp/x'}} or a list such as ['work=/tmp/x'], "
        f"found {overrides!r}"
    )


def _as_yaml(value: object) -> str:
    """A value as YAML, of which JSON is a part; nothing is written for None."""
    return "" if value is None else json.dumps(value, ensure_ascii=False, default=str)


@dataclass(frozen=True)
class _Override:
    text: str
    path: tuple[str, ...]
    tree: Tree


def _short(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:200]}..."


def _override(text: str) -> tuple[_Override | None, list[str]]:
    """What follows ``--set``, or what is wrong with it."""
    split = read_path(text)
    if split is None:
        return None, [f"--set {text}: does not begin with a key path; write --set key.path=value"]
    path, value = split
    if len(path) > MOST_LEVELS:
        return None, [
            f"--set {_short(text)}: has more than {MOST_LEVELS} levels; name a key of a config"
        ]
    parsed = parse(_bytes(value))
    if parsed.troubles:
        whats = dict.fromkeys(trouble.what for trouble in parsed.troubles)
        return None, [f"--set {_short(text)}: {what}" for what in whats]
    return _Override(text, path, _from_shell(parsed.tree)), []


def _bytes(text: str) -> bytes:
    """The text as the shell had it; half a character, which no shell hands on, as no UTF-8."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _from_shell(tree: Tree) -> Tree:
    match tree:
        case str():
            return ShellText(tree)
        case list():
            return [_from_shell(item) for item in tree]
        case dict():
            return {key: _from_shell(value) for key, value in tree.items()}
    return None


@dataclass(frozen=True)
class _File:
    """The file with its overrides, knowing for every key path who wrote it."""

    path: Path
    parsed: Parsed
    overrides: tuple[_Override, ...]

    @property
    def tree(self) -> Tree:
        tree = self.parsed.tree
        for override in self.overrides:
            tree = _replaced(tree, override.path, override.tree)
        return tree

    def trouble_line(self, trouble: Trouble) -> _Line:
        """The line of the message for a problem with the text of the file."""
        at = f"{write_path(trouble.path)}: " if trouble.path else ""
        position = trouble.position
        return position, f"{self.path}:{position.line}:{position.column}: {at}{trouble.what}"

    def problem_line(self, problem: Problem) -> _Line:
        """The line of the message for a problem with a value, whoever wrote it."""
        override = self._overriding(problem.path)
        if override is None:
            position = self._position(problem)
            return self.trouble_line(Trouble(position, problem.path, problem.what))
        at = "" if problem.path == override.path else f"{write_path(problem.path)}: "
        return _LAST, f"--set {override.text}: {at}{problem.what}"

    def _overriding(self, path: KeyPath) -> _Override | None:
        """The override that wrote the value at ``path``, or made a section of it."""
        for override in reversed(self.overrides):
            if path[: len(override.path)] == override.path:
                return override
        if isinstance(_value_at(self.parsed.tree, path), dict):
            return None
        return next((item for item in self.overrides if item.path[: len(path)] == path), None)

    def _position(self, problem: Problem) -> Position:
        """Where the problem stands; what is missing is missing in the section above it."""
        path = problem.path
        if path in self.parsed.values and not problem.about_key:
            return self.parsed.values[path]
        positions = self.parsed.keys | {(): self.parsed.values[()]}
        while path not in positions:
            if isinstance(path[-1], int):  # an item of what is written as one value, or elsewhere
                positions = self.parsed.values
            path = path[:-1]
        return positions[path]


def _value_at(tree: Tree, path: KeyPath) -> Tree:
    for step in path:
        tree = tree.get(str(step)) if isinstance(tree, dict) else None
    return tree


def _replaced(tree: Tree, path: tuple[str, ...], value: Tree) -> Tree:
    """A copy of the tree with another value at ``path``; what is no mapping there gives way."""
    if not path:
        return value
    entries = tree if isinstance(tree, dict) else {}
    return entries | {path[0]: _replaced(entries.get(path[0]), path[1:], value)}


def _validated(file: _File) -> tuple[Config | None, list[_Line]]:
    try:
        return Config.model_validate(file.tree, context={"folder": file.path.parent}), []
    except ValidationError as error:
        problems = explain_all(error.errors(include_url=False))
    values = file.parsed.values
    unread = {item.path for item in file.parsed.troubles if item.position == values.get(item.path)}
    return None, [file.problem_line(item) for item in problems if item.path not in unread]
