"""What a condition on columns says: the tree that ``status == "normal" and age >= 18`` becomes.

This floor only reads conditions; what one means for a table is the business of the floor that
prepares tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Operator = Literal["==", "!=", "<", "<=", ">", ">="]
Value = str | int | float


@dataclass(frozen=True)
class Comparison:
    """``column operator value``."""

    column: str
    operator: Operator
    value: Value


@dataclass(frozen=True)
class OneOf:
    """``column in [values]``; the values are all texts or all numbers."""

    column: str
    values: tuple[Value, ...]
    negated: bool = False


@dataclass(frozen=True)
class IsNull:
    """``column is null``."""

    column: str
    negated: bool = False


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Node


@dataclass(frozen=True)
class And:
    """All parts hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    """At least one part holds."""

    parts: tuple[Node, ...]


Node = Comparison | OneOf | IsNull | Not | And | Or


@dataclass(frozen=True)
class Condition:
    """A condition as it was written, and what it says."""

    text: str
    parsed: Node


def columns(condition: Condition | Node) -> frozenset[str]:
    """Names of all columns that the condition reads."""
    match condition:
        case Condition(parsed=node):
            return columns(node)
        case Not(part=part):
            return columns(part)
        case And(parts=parts) | Or(parts=parts):
            return frozenset[str]().union(*map(columns, parts))
        case Comparison(column=name) | OneOf(column=name) | IsNull(column=name):
            return frozenset({name})
