"""Documents on the console, as rich renderables in which no name or value can become markup."""

from __future__ import annotations

from textwrap import wrap

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from churnkit.render.charts import Chart
from churnkit.render.document import Column, Document, Lines, Sheet
from churnkit.render.formats import plain_text

_TITLE_WIDTH = 12
"""Cells that the title of a column of numbers may always have."""


def render_document(document: Document) -> RenderableType:
    """A document: its title, then its blocks with a blank line between."""
    parts: list[RenderableType] = [_text(document.title, "bold")]
    for block in document.blocks:
        if not isinstance(block, Chart):  # its numbers stand in tables beside it
            parts += [Text(), _sheet(block) if isinstance(block, Sheet) else _lines(block)]
    return Group(*parts)


def _lines(block: Lines) -> RenderableType:
    title = [_text(block.title, "bold")] if block.title else []
    return Group(*title, *(_text(line) for line in block.lines))


def _sheet(sheet: Sheet) -> RenderableType:
    table = Table(
        box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold"
    )
    for place, column in enumerate(sheet.columns):
        table.add_column(
            Text(_heading(column, [plain_text(row[place]) for row in sheet.rows])),
            justify="left" if column.is_text else "right",
            no_wrap=not column.is_text,
            overflow="fold",
        )
    for row in sheet.rows:
        table.add_row(*(_text(cell) for cell in row))
    note = [_text(sheet.note, "dim")] if sheet.note else []
    return Group(_text(sheet.title, "bold"), table, *note)


def _heading(column: Column, cells: list[str]) -> str:
    """The title of a column, broken between words to about the width of its numbers."""
    title, group = plain_text(column.title), plain_text(column.group or "")
    if not column.is_text:
        width = max(map(cell_len, cells), default=0)
        title = "\n".join(wrap(title, max(width, _TITLE_WIDTH), break_long_words=False))
    return f"{group}\n{title}" if group else title


def _text(text: str, style: str = "") -> Text:
    """Text, never parsed for markup or emoji codes."""
    return Text(plain_text(text), style)
