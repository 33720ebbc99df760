"""A document before it is rendered: a title, paragraphs and tables of finished texts.

Renderings differ in their marks only; no number is formatted and no word chosen in them. Names and
values stand in a document as they are: making them inert is the business of the rendering.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from churnkit.render.formats import CountText, percent_text

if TYPE_CHECKING:
    from churnkit.render.charts import Chart

NOTHING = "–"
"""Shown where a number has no meaning."""


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    title: str
    group: str | None = None
    """What the column shares with its neighbours, e.g. the learning set."""
    is_text: bool = False
    """Whether its cells are words rather than numbers."""


@dataclass(frozen=True)
class Sheet:
    """A table with a title."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str | None = None
    is_matrix: bool = False
    """Whether its columns belong together, so that one of zeros stays."""


@dataclass(frozen=True)
class Lines:
    """Sentences, one a line, with or without a title."""

    lines: tuple[str, ...]
    title: str | None = None


@dataclass(frozen=True)
class Document:
    """A title and what follows it. Only HTML pages draw charts."""

    title: str
    blocks: tuple[Sheet | Lines | Chart, ...]


def count(number: int) -> str:
    """A number of customers; in a text it chooses between singular and plural."""
    return CountText.of(number)


def amount(money: float | None) -> str:
    """An amount of money, in the currency of the tables."""
    return NOTHING if money is None else f"{money:,.2f}"


def round_amount(money: float | None) -> str:
    """A sum of money in whole units: of an estimate, or for tables with many columns."""
    return NOTHING if money is None else f"{round(money):,}"


def percent(share: float | None) -> str:
    """A share as a percentage with one decimal."""
    return NOTHING if share is None else percent_text(share)


def decimal(number: float | None, places: int) -> str:
    """A number with a fixed number of decimals."""
    return NOTHING if number is None else f"{number:.{places}f}"


def interval(bounds: tuple[float, float] | None) -> str:
    """An interval of a share, in percent."""
    return NOTHING if bounds is None else f"{100 * bounds[0]:.1f}–{100 * bounds[1]:.1f}"
