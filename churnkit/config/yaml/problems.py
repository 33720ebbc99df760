"""Problems of a config in our words: where in the config, what is wrong, what to write."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from churnkit.config.sections.project import Config
from churnkit.config.yaml.descriptions import field_descriptions
from churnkit.config.yaml.errors import quoted
from churnkit.config.yaml.keypath import KeyPath, write_path


@dataclass(frozen=True)
class Problem:
    """What is wrong at a key path, and what to write."""

    path: KeyPath
    what: str
    about_key: bool = False
    """Whether the key itself is the problem, not its value."""


def explain_all(errors: Iterable[ErrorDetails]) -> list[Problem]:
    """Validation errors in our words.

    Of a value that may be a text or a section, a section is told what is wrong in it alone.
    """
    found = [(error, explain(error)) for error in errors]
    inside = {problem.path[:-1] for _, problem in found}
    return [
        problem
        for error, problem in found
        if not (isinstance(error["input"], dict) and problem.path in inside)
    ]


def explain(error: ErrorDetails) -> Problem:
    """A validation error in our words."""
    error = error | {"loc": _without_labels(error["loc"])}
    path = error["loc"]
    kind = error["type"]
    if kind == "literal_error" and path[-1] == "[key]":
        words = _choices((*path[:-2], "[key]"))
        return Problem(path[:-1], _unknown_key(path[:-1], words), about_key=True)
    at = error.get("ctx", {}).get("at", ())
    return Problem((*path, *at), _SAYINGS[kind](error), about_key=kind == "extra_forbidden")


def _said(error: ErrorDetails) -> str:
    return str(error["ctx"]["what"])


def _missing(error: ErrorDetails) -> str:
    section = _sections(error["loc"][:-1])[0]
    key = str(error["loc"][-1])
    meaning = field_descriptions()[section.__name__][key]
    return f"is missing; write {key}: ({meaning.rstrip('.')})"


def _unexpected(error: ErrorDetails) -> str:
    path = error["loc"]
    keys = [key for section in _sections(path[:-1]) for key in section.model_fields]
    return _unknown_key(path, keys)


def _unknown_key(path: KeyPath, keys: Sequence[str]) -> str:
    where = write_path(path[:-1]) or "a config"
    key = str(path[-1])
    near = _nearest(key, keys, 0.85) or _elsewhere(path) or _nearest(key, keys)
    advice = f"did you mean {quoted(near)}?" if near else f"write one of: {', '.join(keys)}"
    return f"is no key of {where}; {advice}"


def _no_section(error: ErrorDetails) -> str:
    keys = [key for section in _sections(error["loc"]) for key in section.model_fields]
    below = f"its keys below it ({', '.join(keys)})" if keys else "key: value below it"
    found = error["input"]
    what = quoted(found) if isinstance(found, str) else "a list"
    return f"is {what}, not a section; write {below}"


def _no_choice(error: ErrorDetails) -> str:
    choices = _choices(error["loc"])
    found = error["input"]
    if found is None:
        return f"is empty; write one of: {', '.join(choices)}"
    if not isinstance(found, str):
        return f"is a list or section; write one of: {', '.join(choices)}"
    near = _nearest(found, choices)
    advice = f"did you mean {quoted(near)}?" if near else f"write one of: {', '.join(choices)}"
    return f"{quoted(found)} is not known here; {advice}"


_SAYINGS: dict[str, Callable[[ErrorDetails], str]] = {
    "churnkit": _said,
    "missing": _missing,
    "extra_forbidden": _unexpected,
    "model_type": _no_section,
    "dict_type": _no_section,
    "literal_error": _no_choice,
}
"""For every type of error that the models can produce, how we say it."""


def _nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    plain = word.strip().lower().replace("-", "_").replace(" ", "_")
    by_plain = {name.lower().replace("-", "_"): name for name in known}
    near = difflib.get_close_matches(plain, by_plain, n=1, cutoff=cutoff)
    return by_plain[near[0]] if near else None


def _elsewhere(path: KeyPath) -> str | None:
    """Where a key belongs that stands in the wrong section, as a wrong indentation makes it."""
    homes = [home for home in _fields(Config) if home[-1] == path[-1]]
    nearest = max(homes, key=lambda home: _shared(home, path), default=None)
    return None if nearest is None else write_path(nearest)


def _shared(one: KeyPath, other: KeyPath) -> int:
    """Number of steps from the top that two paths have in common."""
    same = (a == b for a, b in zip(one, other, strict=False))
    return sum(1 for _ in takewhile(bool, same))


def _fields(section: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The key paths of all fields, of those below lists and mappings none."""
    for key, field in section.model_fields.items():
        yield (*path, key)
        for below in _options(field.annotation):
            if _is_section(below):
                yield from _fields(below, (*path, key))


def _choices(path: KeyPath) -> list[str]:
    """The words that may stand at a path."""
    return [
        str(choice)
        for option in _types(path)
        if get_origin(option) is Literal
        for choice in get_args(option)
    ]


def _sections(path: KeyPath) -> list[type[BaseModel]]:
    return [option for option in _types(path) if _is_section(option)]


def _types(path: KeyPath) -> list[Any]:
    """The types that the value at a path may have."""
    found: list[Any] = [Config]
    for step in path:
        found = [option for above in found for option in _below(above, step)]
    return found


def _without_labels(path: KeyPath) -> KeyPath:
    """A path without the names of members of unions, which pydantic puts between its steps."""
    found: list[Any] = [Config]
    steps: list[str | int] = []
    is_label = False
    for step in path:
        names = {option.__name__ for option in found if _is_section(option)}
        is_label = not is_label and len(found) > 1 and _is_name_of_member(step, names)
        if not is_label:
            steps.append(step)
            found = [option for above in found for option in _below(above, step)]
    return tuple(steps)


def _is_name_of_member(step: str | int, sections: set[str]) -> bool:
    return isinstance(step, str) and (step in sections or step.startswith("function-"))


def _below(above: Any, step: str | int) -> list[Any]:
    if _is_section(above):
        field = above.model_fields.get(step)
        return [] if field is None else _options(field.annotation)
    if get_origin(above) is tuple:
        return _options(get_args(above)[0])
    if get_origin(above) is dict:
        key, value = get_args(above)
        return _options(key if step == "[key]" else value)
    return []


def _options(annotation: Any) -> list[Any]:
    """The members of a union, without what annotates them."""
    if get_origin(annotation) is Annotated:
        return _options(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [option for member in get_args(annotation) for option in _options(member)]
    return [annotation]


def _is_section(option: Any) -> bool:
    return isinstance(option, type) and issubclass(option, BaseModel)
