"""One good table, polluted in one place or throughout, and how well a reader came out of it.

After the idea of the public Pollock benchmark (Vitagliano and others, VLDB 2023): a file for each
delimiter that can be missing or too many, for each quote too many, and for each other way of
writing the whole file. The score of a file has ten points: one for reading it at all, three each
(precision, recall, F1) for header, rows and cells.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Polluted", "points", "pollutions", "rows_of"]

Rows = list[list[str]]

_KINDS = ["Trail shoes", "Fly rod, 8 ft", 'Table, 48"', "Socks", "Tee, short", "Lamp", "Rug, round"]
_TEXTS = [
    "Grips well, even when wet.",
    "Light and quick",
    'Rests on a 5" foot, which folds.',
    "Warm, soft, and washed; made to last.",
]
_HEADER = ["DATE", "TIME", "QTY", "CODE", "PRICE", "KIND", "TEXT", "COMMENT"]
_QUOTED = {6}


@dataclass(frozen=True)
class Polluted:
    """A polluted file and what a perfect reader would make of it."""

    name: str
    content: bytes
    header: list[str]
    """Empty if the file names no columns."""
    rows: Rows
    weight: float
    """How common this is in the wild, roughly as the public benchmark surveyed it."""

    @property
    def names_columns(self) -> bool:
        """Whether the file has a header, as its own name tells."""
        return not self.name.replace("_", " ").startswith(("no header", "file no header"))


def source_rows(count: int) -> Rows:
    """The rows of the good table."""
    return [
        [
            f"{13 + place % 15:02d}/{1 + place % 12:02d}/2018",
            f"{place % 24:02d}:{place * 15 % 60:02d}",
            str(place % 5),
            f"{'ABCD'[place % 4]}K-{1000 + 37 * place}",
            f"${20 + place}.{place % 10}9",
            _KINDS[place % len(_KINDS)],
            _TEXTS[place % len(_TEXTS)],
            "",
        ]
        for place in range(count)
    ]


def _cell(
    text: str, place: int, *, delimiter: str = ",", quote: str = '"', escape: str = ""
) -> str:
    special = (delimiter[0], quote, "\n")
    if place not in _QUOTED and not any(mark in text for mark in special):
        return text
    return quote + text.replace(quote, (escape or quote) + quote) + quote


def _line(cells: list[str], delimiter: str = ",") -> str:
    return delimiter.join(cells)


def _cells(row: list[str], **quoting: str) -> list[str]:
    return [_cell(text, place, **quoting) for place, text in enumerate(row)]


def _file(lines: list[str], line_end: str = "\r\n") -> bytes:
    return "".join(line + line_end for line in lines).encode()


def pollutions(count: int) -> Iterator[Polluted]:
    """All polluted files of a table with so many rows."""
    rows = source_rows(count)
    table = [_HEADER, *rows]
    lines = [_line(_cells(row)) for row in table]
    yield Polluted("source", _file(lines), _HEADER, rows, 1)
    yield from _whole_files(table, lines, rows)
    for place in range(len(lines)):
        yield from _one_line(table, lines, rows, place)


def _whole_files(table: Rows, lines: list[str], rows: Rows) -> Iterator[Polluted]:
    def whole(name: str, content: bytes, weight: float) -> Polluted:
        return Polluted(name, content, _HEADER, rows, weight)

    yield whole("line ends LF", _file(lines, "\n"), 1690)
    yield whole("line ends CR", _file(lines, "\r"), 7)
    yield whole("no line end at the end", _file(lines).rstrip(b"\r\n"), 184)
    yield whole("two line ends at the end", _file(lines) + b"\r\n", 5)
    for mark, weight in ((";", 834), ("\t", 4), (", ", 101), ("|", 4), (" ", 4)):
        written = [_line(_cells(row, delimiter=mark), mark) for row in table]
        if mark == " ":
            written = [
                _line([cell if cell[:1] == '"' else f'"{cell}"' for cell in _cells(row)], mark)
                for row in table
            ]
        yield whole(f"delimiter {mark!r}", _file(written), weight)
    yield whole(
        "apostrophes as quotes", _file([_line(_cells(row, quote="'")) for row in table]), 11
    )
    yield whole("backslash escapes", _file([_line(_cells(row, escape="\\")) for row in table]), 1)
    yield whole("preamble", _file(["PREAMBLE" + "," * 7, "," * 7, *lines]), 282)
    yield whole("title", _file(["Sales of spring", "", *lines]), 50)
    yield whole("footnote", _file([*lines, "", "Source: tills"]), 20)
    for times in (2, 3):
        yield whole(f"header {times} times", _file([lines[0]] * (times - 1) + lines), 47)
    more = [_line([*_cells(row), "x"]) for row in table]
    less = [_line(_cells(row)[:-1]) for row in table]
    yield whole("a wider table below", _file(lines + more), 63)
    yield whole("a narrower table below", _file(lines + less), 63)
    same = _file(lines + lines)
    yield Polluted("the same table below", same, _HEADER, rows + rows, 63)
    yield Polluted("one row", _file(lines[:2]), _HEADER, rows[:1], 4)
    yield Polluted("no header", _file(lines[1:]), [], rows, 470)
    yield Polluted("header only", _file(lines[:1]), _HEADER, [], 3)
    yield Polluted("nothing", b"", [], [], 15)
    yield whole("byte-order mark", b"\xef\xbb\xbf" + _file(lines), 20)
    yield whole("UTF-16", _file(lines).decode().encode("utf-16"), 2)


def _one_line(table: Rows, lines: list[str], rows: Rows, place: int) -> Iterator[Polluted]:
    cells = _cells(table[place])

    def changed(name: str, line: str, weight: float) -> Polluted:
        content = _file([*lines[:place], line, *lines[place + 1 :]])
        return Polluted(f"line {place}: {name}", content, _HEADER, rows, weight)

    for column in range(len(cells)):
        more = [*cells[:column], "", *cells[column:]]
        yield changed(f"delimiter {column} too many", _line(more), 0.37)
        if column:
            joined = [*cells[: column - 1], cells[column - 1] + cells[column], *cells[column + 1 :]]
            yield changed(f"delimiter {column} missing", _line(joined), 0.37)
        quoted = [*cells[:column], _stray_quote(cells[column]), *cells[column + 1 :]]
        yield changed(f"quote in {column}", _line(quoted), 0.01)
    yield changed("blanks as delimiters", _line(cells, " "), 0.5)


def _stray_quote(cell: str) -> str:
    return cell[:1] + '"' + cell[1:] if cell.startswith('"') else '"' + cell


def rows_of(content: str) -> Rows:
    """The rows of a CSV that is well-formed."""
    return list(csv.reader(io.StringIO(content, newline="")))


def points(polluted: Polluted, loaded: Rows | None) -> float:
    """Points out of ten for what was loaded: header and rows; None if it was refused."""
    if not loaded:
        return 0.0
    header, *rows = loaded
    wanted_cells = [_alike(cell) for row in polluted.rows for cell in row]
    return (
        1
        + _agreement(list(map(_alike, polluted.header)), list(map(_alike, header)))
        + _agreement(["\0".join(map(_alike, row)) for row in polluted.rows], _joined(rows))
        + _agreement(wanted_cells, [_alike(cell) for row in rows for cell in row])
    )


def _joined(rows: Rows) -> list[str]:
    return ["\0".join(map(_alike, row)) for row in rows]


def _alike(cell: str) -> str:
    """Dates in one way of writing, amounts without currency, letters in lower case."""
    if len(cell) == 10 and cell[2:3] == cell[5:6] == "/":
        cell = f"{cell[6:]}-{cell[3:5]}-{cell[:2]}"
    return re.sub(r"^\$(?=[0-9.]+$)", "", cell.strip().lower())


def _agreement(wanted: list[str], loaded: list[str]) -> float:
    """Precision, recall and F1, summed."""
    if not wanted:
        return 3.0
    common = (Counter(wanted) & Counter(loaded)).total()
    if not common:
        return 0.0
    precision, recall = common / len(loaded), common / len(wanted)
    return precision + recall + 2 * precision * recall / (precision + recall)
