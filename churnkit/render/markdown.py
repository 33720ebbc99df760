"""Documents as Markdown (GitHub's dialect), in which no name or value can become markup."""

from __future__ import annotations

import re

from churnkit.render.charts import Chart
from churnkit.render.document import NOTHING, Column, Document, Lines, Sheet
from churnkit.render.formats import plain_text

_TAG = re.compile(r"<(?=[A-Za-z/!?])")  # before anything else it is a sign like others: < 0.001
_ENTITY = re.compile(r"&(?=#?\w+;)")
_FORMULA = re.compile(r"\$\S(?:.*\S)?\$(?!\d)|\$\$")
_MARKUP = re.compile(r"""
    [\\`*\[\]|~\#]      # code, emphasis, links, images, cells, strike-through, headings
    | (?<![^\W_])_ | _(?![^\W_])  # emphasis; within a word such as busy_minutes it is none
    | (?<=:)/(?=/)      # a bare address would become a link,
    | (?<=\bwww)\.      # with or without its scheme
    | (?<=\w)@(?=\w)    # and so would a mail address
""", re.VERBOSE)  # fmt: skip
_BLOCK = re.compile(r"^(\d{0,9})([-+=.)>])")  # at the start of a line: a list, a rule, a quote
_ZEROS = frozenset({"0", "0.0", "0.00", "0%", "0.0%", NOTHING})


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
    'a\\|b &lt;i>busy_minutes&lt;/i>'
    """
    plain = _ENTITY.sub("&amp;", plain_text(text).strip())
    escaped = _MARKUP.sub(lambda found: f"\\{found[0]}", plain)
    if _FORMULA.search(escaped):
        escaped = escaped.replace("$", "\\$")
    return _TAG.sub("&lt;", escaped)


def _lines(block: Lines) -> list[str]:
    title = [f"## {inert(block.title)}"] if block.title else []
    lines = (_BLOCK.sub(r"\1\\\2", inert(line)) for line in block.lines)
    return [*title, "\n".join(f"- {line}" for line in lines)]


def _sheet(sheet: Sheet) -> list[str]:
    places = _shown_places(sheet)
    columns = [sheet.columns[place] for place in places]
    rows = [
        [_heading(column) for column in columns],
        ["---" if column.is_text else "---:" for column in columns],
        *([inert(row[place]) for place in places] for row in sheet.rows),
    ]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return [f"## {inert(sheet.title)}", table, *([inert(sheet.note)] if sheet.note else [])]


def _shown_places(sheet: Sheet) -> list[int]:
    """Places of the columns that tell something: of several rows, not those of zeros alone.

    Where none of the numbers is another one, all stay: that everything is 0 has to be said.
    """
    every = range(len(sheet.columns))
    zeros = [
        place
        for place in every
        if not sheet.columns[place].is_text and all(row[place] in _ZEROS for row in sheet.rows)
    ]
    numbers = sum(not column.is_text for column in sheet.columns)
    if sheet.is_matrix or len(sheet.rows) < 2 or len(zeros) == numbers:
        return list(every)
    return [place for place in every if place not in zeros]


def _heading(column: Column) -> str:
    return inert(f"{column.group} · {column.title}" if column.group else column.title)
