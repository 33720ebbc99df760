"""Documents as Markdown (GitHub's dialect), in which no name or value can become markup."""

from __future__ import annotations

import re

from churnkit.render.charts import Chart
from churnkit.render.document import Column, Document, Lines, Sheet
from churnkit.render.formats import plain_text

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_MARKUP = re.compile(r"""
    [\\`*\[\]|~$\#]     # code, emphasis, links, images, cells, strike-through, formulas, headings
    | (?<![^\W_])_ | _(?![^\W_])  # emphasis; within a word such as busy_minutes it is none
    | (?<=:)/(?=/)      # a bare address would become a link,
    | (?<=\bwww)\.      # with or without its scheme
    | (?<=\w)@(?=\w)    # and so would a mail address
""", re.VERBOSE)  # fmt: skip
_BLOCK = re.compile(r"^(\d{0,9})([-+=.)])")  # at the start of a line: a list, a rule, a heading


def to_markdown(document: Document) -> str:
    """A document as Markdown, ending in a line break."""
    blocks = [f"# {inert(document.title)}"]
    for block in document.blocks:
        if isinstance(block, Chart):
            continue
        blocks += _sheet(block) if isinstance(block, Sheet) else _lines(block)
    return "\n\n".join(blocks) + "\n"


def inert(text: str) -> str:
    r"""A text that Markdown shows as it is, on one line, in or outside a table.

    >>> inert("a|b <i>busy_minutes</i>")
    'a\\|b &lt;i&gt;busy_minutes&lt;/i&gt;'
    """
    plain = plain_text(text).strip()
    return _MARKUP.sub(lambda found: f"\\{found[0]}", plain).translate(_ENTITIES)


def _lines(block: Lines) -> list[str]:
    title = [f"## {inert(block.title)}"] if block.title else []
    lines = (_BLOCK.sub(r"\1\\\2", inert(line)) for line in block.lines)
    return [*title, "\n".join(f"- {line}" for line in lines)]


def _sheet(sheet: Sheet) -> list[str]:
    rows = [
        [_heading(column) for column in sheet.columns],
        ["---" if column.is_text else "---:" for column in sheet.columns],
        *([inert(cell) for cell in row] for row in sheet.rows),
    ]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return [f"## {inert(sheet.title)}", table, *([inert(sheet.note)] if sheet.note else [])]


def _heading(column: Column) -> str:
    return inert(f"{column.group} · {column.title}" if column.group else column.title)
