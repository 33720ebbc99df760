"""YAML without surprises: texts, lists and mappings, and where in the file each of them stands.

Nothing is typed here. A scalar is the text that was written, or None where nothing, ``null`` or
``~`` stands without quotes. What YAML offers beyond that (tags, merge keys, several documents) is
refused, and so is whatever makes a small file large: aliases count as what they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from churnkit.config.yaml.keypath import KeyPath

Tree = str | list["Tree"] | dict[str, "Tree"] | None

MOST_BYTES = 1_000_000
MOST_VALUES = 50_000
MOST_LEVELS = 20
_MOST_SKIPPED_LEVELS = 100
"""Levels below those that are read for further mistakes; the parser takes long for many more."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAB_INDENT = re.compile(r"^ *\t[ \t]*(?=\S)", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Position:
    """A place in the file, counted from 1; columns count characters."""

    line: int
    column: int


@dataclass(frozen=True)
class Trouble:
    """What is wrong with the text itself, and what to write."""

    position: Position
    path: KeyPath
    what: str


@dataclass
class Parsed:
    """What a text says; ``tree`` stands for nothing where ``readable`` is false."""

    tree: Tree = None
    readable: bool = False
    keys: dict[KeyPath, Position] = field(default_factory=dict)
    """Where the key (or list item) of each path stands."""
    values: dict[KeyPath, Position] = field(default_factory=dict)
    """Where the value of each path begins."""
    troubles: list[Trouble] = field(default_factory=list)
    """All that is wrong with the text, up to the first thing that makes it unreadable."""


class _UnreadableError(Exception):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.what)
        self.trouble = trouble


def parse(content: bytes) -> Parsed:
    """Read one YAML document; problems are returned in ``troubles``, never raised."""
    parsed = Parsed()
    try:
        text = _decoded(content)
        _check_characters(text)
        _Builder(text, parsed).document()
        parsed.readable = True
    except _UnreadableError as error:
        parsed.troubles.append(error.trouble)
    return parsed


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise _unreadable(
            Position(1, 1), f"is larger than {MOST_BYTES:,} bytes; is it the right file?"
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _unreadable(Position(1, 1), "is written in UTF-16; save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = error.object[: error.start].decode("utf-8-sig")
        position = _position_at(good, len(good))
        what = f"byte 0x{error.object[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise _unreadable(position, f"{what} (it may be GBK)") from None


def _check_characters(text: str) -> None:
    if control := _CONTROL.search(text):
        what = f"character U+{ord(control[0]):04X} is not allowed in a config; remove it"
        raise _unreadable(_position_at(text, control.start()), what)
    tabs = list(_TAB_INDENT.finditer(text))
    if tabs:
        more = f" (one of {len(tabs)} such lines)" if len(tabs) > 1 else ""
        what = f"is indented with a tab{more}; indent with blanks"
        raise _unreadable(_position_at(text, tabs[0].end()), what)


def _position_at(text: str, at: int) -> Position:
    line_ends = [found.end() for found in _LINE_END.finditer(text, 0, at)]
    return Position(len(line_ends) + 1, at - (line_ends[-1] if line_ends else 0) + 1)


def _unreadable(position: Position, what: str) -> _UnreadableError:
    return _UnreadableError(Trouble(position, (), what))


@dataclass(frozen=True)
class _Anchored:
    tree: Tree
    size: int
    """Number of values in it, itself included."""


class _Builder:
    """Builds trees from the events of the YAML parser and notes where everything stands."""

    def __init__(self, text: str, parsed: Parsed) -> None:
        self.parsed = parsed
        self.events = _events(text)
        self.anchors: dict[str, _Anchored] = {}
        self.size = 0

    def document(self) -> None:
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                self.parsed.tree = self.node(next(self.events), ())
                break
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                what = "a second document begins here; remove the line with ---"
                raise _unreadable(_position(event), what)

    def node(self, event: Any, path: KeyPath) -> Tree:
        """The tree that begins with ``event``."""
        self.parsed.values[path] = _position(event)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, path)
        self.count(event, 1)
        before = self.size
        tree = self.content(event, path)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchored(tree, self.size - before + 1)
        return tree

    def content(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, path: KeyPath) -> Tree:
        if event.tag is not None:
            self.trouble(event, path, f"has the tag {_tag(event.tag)}; remove it")
        if isinstance(event, yaml.ScalarEvent):
            if _CONTROL.search(event.value):
                self.trouble(event, path, "holds a control character; remove it")
            return _scalar(event)
        if len(path) >= MOST_LEVELS:
            self.trouble(event, path, f"is nested more than {MOST_LEVELS} levels deep; flatten it")
            self.skip(event)
            return None
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path)
        return self.mapping(path)

    def sequence(self, path: KeyPath) -> Tree:
        items: list[Tree] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            here = (*path, len(items))
            self.parsed.keys[here] = _position(event)
            items.append(self.node(event, here))
        return items

    def mapping(self, path: KeyPath) -> Tree:
        entries: dict[str, Tree] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.key(event, path)
            value = next(self.events)
            if key is None:
                self.skip(value)
            elif key in entries:
                first = self.parsed.keys[(*path, key)].line
                what = f"is written twice (first in line {first}); keep one of the two"
                self.trouble(event, (*path, key), what)
                self.skip(value)
            else:
                self.parsed.keys[(*path, key)] = _position(event)
                entries[key] = self.node(value, (*path, key))
                if isinstance(value, yaml.ScalarEvent) and not value.value:
                    self.parsed.values[(*path, key)] = _position(event)
        return entries

    def key(self, event: yaml.Event, path: KeyPath) -> str | None:
        """The text of a key; None, with a trouble noted, if it is none."""
        self.count(event, 1)
        if not isinstance(event, yaml.ScalarEvent):
            self.trouble(event, path, "has a key that is no plain text; write a text before the :")
            self.skip(event)
            return None
        key = _scalar(event)
        if key is None or not key.strip():
            self.trouble(event, path, "has an empty key; write a text before the :")
        elif key == "<<" and not event.style:
            self.trouble(event, path, "has a merge key (<<); write the keys themselves")
        elif event.tag is not None or event.anchor is not None:
            self.trouble(event, (*path, key), "has a tag or anchor before its key; remove it")
        else:
            return key
        return None

    def alias(self, event: yaml.AliasEvent, path: KeyPath) -> Tree:
        anchored = self.anchors.get(event.anchor or "")
        if anchored is None:
            what = f"*{event.anchor} stands for nothing above it; write the value itself"
            self.trouble(event, path, what)
            return None
        self.count(event, anchored.size)
        return anchored.tree

    def skip(self, event: yaml.Event) -> None:
        """Pass over the rest of the node that begins with ``event``."""
        open_nodes = int(isinstance(event, yaml.CollectionStartEvent))
        while open_nodes:
            event = next(self.events)
            open_nodes += isinstance(event, yaml.CollectionStartEvent)
            open_nodes -= isinstance(event, yaml.CollectionEndEvent)
            if open_nodes > _MOST_SKIPPED_LEVELS:
                what = f"is nested more than {MOST_LEVELS} levels deep; flatten it"
                raise _unreadable(_position(event), what)

    def count(self, event: yaml.Event, values: int) -> None:
        self.size += values
        if self.size > MOST_VALUES:
            what = f"the file holds more than {MOST_VALUES:,} values up to here, aliases included"
            raise _unreadable(_position(event), f"{what}; shorten it")

    def trouble(self, event: yaml.Event, path: KeyPath, what: str) -> None:
        self.parsed.troubles.append(Trouble(_position(event), path, what))


def _events(text: str) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        raise _syntax(error, text) from None


def _scalar(event: yaml.ScalarEvent) -> str | None:
    plain = not event.style
    return None if plain and event.value in ("", "~", "null") else str(event.value)


def _position(event: yaml.Event) -> Position:
    start: Any = event.start_mark
    return Position(start.line + 1, start.column + 1)


def _tag(tag: str) -> str:
    standard = "tag:yaml.org,2002:"
    return "!!" + tag.removeprefix(standard) if tag.startswith(standard) else tag


_UNCLOSED = (
    "what opens here is not closed as it should be; check its commas and write {0} at the end"
)
_MISFIT = "this line does not fit those above it; check its indentation and its :"
_HINTS: dict[str, str] = {
    "mapping values are not allowed": "a : stands where no key can end; put a text that holds one "
    "into quotes, or check the indentation and whether the line above lacks its :",
    "cannot start any token": "{found} cannot begin a value; put the value into quotes",
    "unexpected end of stream": "a quote that opens here is never closed; close it",
    "',' or ']'": _UNCLOSED.format("]"),
    "',' or '}'": _UNCLOSED.format("}}"),
    "unknown escape": "the text has a backslash that means nothing; put it into 'single quotes'",
    "expected key": _MISFIT,
    "expected <block end>": _MISFIT,
    "'-' indicator": "this line is no item of the list above; begin it with - or indent it less",
    "node content": "{found} stands where a value belongs; put it into quotes",
    "could not find expected ':'": "a key without a : here; write key: value",
}
"""What we say, by a part of what the YAML parsers say."""

_AT_THE_OPENING = ("unexpected end of stream", "',' or ']'", "',' or '}'")


def _syntax(error: yaml.MarkedYAMLError, text: str) -> _UnreadableError:
    said = error.problem or ""
    part = next((part for part in _HINTS if part in said), "")
    opening = error.context_mark if part in _AT_THE_OPENING else None
    place = opening or error.problem_mark
    line, column = (place.line, place.column) if place else (0, 0)
    lines = _LINE_END.split(text)
    found = lines[line][column : column + 1] if line < len(lines) else ""
    found = found or "the end of the text"
    hint = _HINTS.get(part, "this is no YAML; check colons, quotes and indentation around here")
    return _unreadable(Position(line + 1, column + 1), hint.format(found=found))
