"""Key paths: where in a config a value stands, e.g. ``data.variables."Call  Failure".kind``.

Names that hold a dot, a blank or other punctuation are put into double quotes, in which a quote or
backslash has a backslash before it. Items of a list are counted from 1: ``data.ignore[2]``.
"""

from __future__ import annotations

import re

KeyPath = tuple[str | int, ...]
"""Keys from the top of the file down; an int is the index of a list item, from 0."""

_BARE = re.compile(r"[\w-]+")
_STEP = re.compile(r'([\w-]+)|"((?:[^"\\]|\\.)+)"')


def write_path(path: KeyPath) -> str:
    """The path as people write it."""
    written = ""
    for step in path:
        if isinstance(step, int):
            written += f"[{step + 1}]"
        else:
            written += ("." if written else "") + _name(step)
    return written


def read_path(text: str) -> tuple[tuple[str, ...], str] | None:
    """Split ``key.path=value`` into the path and the value; None if it does not begin with one."""
    steps: list[str] = []
    at = 0
    while found := _STEP.match(text, at):
        steps.append(found[1] or re.sub(r"\\(.)", r"\1", found[2]))
        at = found.end()
        if text[at : at + 1] == "=":
            return tuple(steps), text[at + 1 :]
        if text[at : at + 1] != ".":
            return None
        at += 1
    return None


def _name(key: str) -> str:
    if _BARE.fullmatch(key):
        return key
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
