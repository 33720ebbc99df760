"""The little language of ``keep``: conditions such as ``status == "normal" and age >= 18``.

    condition   = all_of ("or" all_of)*
    all_of      = single ("and" single)*
    single      = "not" single | "(" condition ")" | column test
    test        = ("==" | "!=" | "<" | "<=" | ">" | ">=") value
                | ["not"] "in" "[" value ("," value)* "]"
                | "is" ["not"] "null"
    column      = a bare name (letters, digits, _; not beginning with a digit) | `any name`
    value       = number | "text" | 'text'

A quote or backtick inside its own kind is written twice. Dates are written as text. The words of
the language may be written in capitals.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn, get_args

from churnkit.config.types.conditions import (
    And,
    Comparison,
    Condition,
    IsNull,
    Node,
    Not,
    OneOf,
    Operator,
    Or,
    Value,
)

_DEEPEST = 50
_WORDS = frozenset({"and", "or", "not", "in", "is", "null"})
_OPERATORS: tuple[Operator, ...] = get_args(Operator)
_TOKEN = re.compile(
    r"""
    (?P<number> [+-]?\d (?: [\w.] | (?<=[eE])[+-] )* )
  | (?P<text> "(?:[^"]|"")*" | '(?:[^']|'')*' )
  | (?P<name> `(?:[^`]|``)*` )
  | (?P<word> [^\W\d]\w* )
  | (?P<symbol> == | != | <= | >= | < (?!>) | > | [()\[\],] )
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]{0,17})((\.[0-9]+)?([eE][+-]?[0-9]{1,3})?)")
_INSTEAD = {
    "=": "==", "<>": "!=", "&": "and", "|": "or", "!": "not", "“": '"', "”": '"',
    "‘": "'", "’": "'",
    "（": "(", "）": ")", "，": ",", "＝": "==", "＜": "<", "＞": ">", "≠": "!=", "≤": "<=",
    "≥": ">=", "【": "[", "】": "]", "〈": "<", "《": "<", "；": "and", ";": "and",
}  # fmt: skip
"""What to write in place of what the language does not have."""


class ConditionError(ValueError):
    """A condition that cannot be read; ``column`` is the 1-based place in its text."""

    def __init__(self, column: int, what: str) -> None:
        super().__init__(f"{what} (at character {column} of the condition)")
        self.column = column


def parse_condition(text: str) -> Condition:
    """Read a condition. Raises ConditionError with the place of the first problem."""
    return Condition(text, _Reader(_tokens(text)).whole())


@dataclass(frozen=True)
class _Token:
    kind: str
    """number, text, name, word, symbol, keyword or end."""
    value: str
    """What it stands for: a keyword in small letters, a text or name without its quotes."""
    column: int
    written: str


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        found = _TOKEN.match(text, at)
        if found is None:
            raise ConditionError(at + 1, _no_token(text[at:]))
        tokens.append(_token(found))
        at = found.end()
    return [*tokens, _Token("end", "", len(text) + 1, "the end")]


def _token(found: re.Match[str]) -> _Token:
    kind, written = found.lastgroup or "", found[0]
    value = written
    if kind in ("text", "name"):
        quote = written[0]
        value = written[1:-1].replace(quote * 2, quote)
    elif kind == "word" and written.lower() in _WORDS:
        kind, value = "keyword", written.lower()
    return _Token(kind, value, found.start() + 1, written)


def _no_token(rest: str) -> str:
    if rest[0] in "\"'`":
        return f"a {rest[0]} is not closed; write another {rest[0]} where it ends"
    for found in (rest[:2], rest[0]):
        if found in _INSTEAD:
            return f"found {found}; write {_INSTEAD[found]}"
    return (
        f"found {rest[0]}; put names of columns that hold it into `backticks` and texts into quotes"
    )


@dataclass
class _Reader:
    """Reads tokens from left to right, one method for each line of the grammar."""

    tokens: list[_Token]
    at: int = field(default=0, init=False)
    depth: int = field(default=0, init=False)

    def whole(self) -> Node:
        node = self.condition()
        if self.next.kind != "end":
            self.fail("and, or, or nothing more")
        return node

    def condition(self) -> Node:
        return self.chain("or", self.all_of, Or)

    def all_of(self) -> Node:
        return self.chain("and", self.single, And)

    def chain(
        self, word: str, part: Callable[[], Node], join: Callable[[tuple[Node, ...]], Node]
    ) -> Node:
        parts = [part()]
        while self.took(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else join(tuple(parts))

    def single(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ConditionError(self.next.column, f"is nested more than {_DEEPEST} deep")
        if self.took("not"):
            node: Node = Not(self.single())
        elif self.took("("):
            node = self.condition()
            self.require(")")
        else:
            node = self.test(self.column())
        self.depth -= 1
        return node

    def column(self) -> str:
        token = self.next
        if token.kind not in ("word", "name") or not token.value.strip():
            self.fail("the name of a column, bare or in `backticks`")
        self.at += 1
        return token.value

    def test(self, column: str) -> Node:
        if self.took("is"):
            negated = self.took("not")
            self.require("null")
            return IsNull(column, negated)
        negated = self.took("not")
        if negated or self.next.value == "in":
            self.require("in")
            return OneOf(column, self.values(), negated)
        return self.comparison(column)

    def comparison(self, column: str) -> Comparison:
        operator = next((operator for operator in _OPERATORS if self.took(operator)), None)
        if operator is None:
            self.fail("a comparison (== != < <= > >=), in [...], or is null")
        return Comparison(column, operator, self.value(operator))

    def values(self) -> tuple[Value, ...]:
        self.require("[")
        start = self.next.column
        values = [self.value("in")]
        while self.took(","):
            values.append(self.value("in"))
        self.require("]")
        if len({isinstance(value, str) for value in values}) > 1:
            raise ConditionError(start, "the list mixes texts and numbers; write only one of them")
        return tuple(values)

    def value(self, operator: str) -> Value:
        token = self.next
        if token.kind not in ("number", "text"):
            self.fail_value(token, operator)
        self.at += 1
        return token.value if token.kind == "text" else _number(token)

    def fail_value(self, token: _Token, operator: str) -> NoReturn:
        if token.value == "null" and operator in ("==", "!="):
            instead = "is null" if operator == "==" else "is not null"
            raise ConditionError(token.column, f"null cannot be compared; write {instead}")
        if token.kind in ("word", "keyword"):
            what = f'found {token.written} where a value belongs; write "{token.written}"'
            raise ConditionError(token.column, what)
        self.fail('a number or a "text"')

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def took(self, word: str) -> bool:
        """Whether the next token is this keyword or symbol; if so it is taken."""
        found = self.next.kind in ("keyword", "symbol") and self.next.value == word
        self.at += found
        return found

    def require(self, word: str) -> None:
        if not self.took(word):
            self.fail(word)

    def fail(self, expected: str) -> NoReturn:
        raise ConditionError(self.next.column, f"found {self.next.written}; write {expected}")


def _number(token: _Token) -> int | float:
    parts = _NUMBER.fullmatch(token.written)
    number = math.inf if parts is None else float(token.written)
    if parts is None or math.isinf(number):
        what = f'{token.written} is no plain number; write one such as 12 or 0.5, or a "text"'
        raise ConditionError(token.column, what)
    return number if parts[2] else int(token.written)
