"""Which of the first records of a CSV file names the columns."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from churnkit.config.sections.project import Nulls
from churnkit.errors import InputError
from churnkit.tables.columns.dates import DATE_LIKE
from churnkit.tables.csv.records import Placed, Record, Trouble

_DATUM = re.compile(rf"^[-+(]?[$€£¥￥]?\s*[-+]?\d[\d.,]*\s*[)%元万-]?$|^(?:{DATE_LIKE})")
_LETTERS = re.compile(r"[^\W\d_]{2}|[\u4e00-\u9fff]")
_NO_VALUE = frozenset((*Nulls().number, *Nulls().date, r"\N"))
_NEARLY_ALWAYS = 0.8
_ENOUGH_TO_TELL = 2
_WORDS_OF_PROSE, _HAN_OF_PROSE = 4, 10
_HAN = re.compile(r"[\u4e00-\u9fff]")
_YEAR = re.compile(r"^(19|20)\d\d$")


@dataclass(frozen=True)
class Header:
    """The record that names the columns."""

    names: tuple[str, ...]
    """As written; empty where the header does not fit the rows and no name can be trusted."""
    width: int
    """How many values most rows have."""
    start: int
    """Where it begins."""
    end: int
    """Where its line end stands."""
    titles: int
    """How many records above it are titles."""
    notes: tuple[str, ...] = ()


def find_header(
    head: bytes, delimiter: bytes, records: list[Placed], name: str, lines_before: int
) -> Header:
    """The first record that is no title.

    Raises:
        InputError: there is none, or it looks like a row.
    """
    widths = Counter(len(record.fields) for _, record in records if isinstance(record, Record))
    if not widths:
        trouble = next((record for _, record in records if isinstance(record, Trouble)), None)
        what = trouble.value if trouble else "empty"
        raise InputError(f"{name}: {what}; a table with a header was expected")
    width = widths.most_common(1)[0][0]
    for place, (start, record) in enumerate(records):
        if isinstance(record, Trouble):
            end = _line_end(head, start)
            if head.count(delimiter, start, end) < width // 2:
                continue
            return _untrusted(record.value, width, start, end, place)
        if not _is_title(record, width):
            below = [later for _, later in records[place + 1 :] if isinstance(later, Record)]
            _require_header(record, width, below, name, lines_before + place + 1)
            return _named(record, width, start, place)
    raise InputError(f"{name}: no line names the columns; a table with a header was expected")


def _named(record: Record, width: int, start: int, titles: int) -> Header:
    names = tuple((value or b"").decode(errors="replace") for value in record.fields)
    if len(names) == width:
        return Header(names, width, start, record.end, titles)
    filled = tuple(name for name in names if name.strip())
    if len(filled) == width:
        note = "empty names were left out of the header, which was wider than the rows"
        return Header(filled, width, start, record.end, titles, (note,))
    why = f"it has {len(names)} names, most rows have {width} values"
    return _untrusted(why, width, start, record.end, titles)


def _untrusted(why: str, width: int, start: int, end: int, titles: int) -> Header:
    note = f"the header was left out ({why}); the columns are called by their place"
    return Header(("",) * width, width, start, end, titles, (note,))


def _line_end(head: bytes, start: int) -> int:
    end = head.find(b"\n", start)
    return len(head) if end < 0 else end


def _is_title(record: Record, width: int) -> bool:
    """Whether a record is a title, a date of export, or empty, rather than names of columns."""
    filled = sum(1 for value in record.fields if value and value.strip())
    if filled == 0:
        return True
    if len(record.fields) == width:
        return filled == 1 and width > 2
    return len(record.fields) <= width // 2


def _require_header(record: Record, width: int, below: list[Record], name: str, line: int) -> None:
    rows = [row for row in below if len(row.fields) == width]
    if len(record.fields) == width and rows and _looks_like_a_row(record, rows):
        raise InputError(
            f"{name}: line {line}: no header, this line looks like a row; add a first line that "
            "names the columns, or say that there is none "
            "(data.header: false, or churnkit clean --no-header)"
        )


def _looks_like_a_row(record: Record, rows: list[Record]) -> bool:
    """Whether in each column of numbers or dates the first line holds one as well."""
    telling = [
        place
        for place in range(len(record.fields))
        if _share_of_data([row.fields[place] for row in rows]) >= 0.8
    ]
    names = [_text(record.fields[place]) for place in telling]
    return bool(names) and all(
        _DATUM.match(name) is not None and not _YEAR.match(name) for name in names
    )


def data_columns(rows: list[Record], width: int) -> tuple[int, ...]:
    """Columns that nearly always hold a number or a date."""
    rows = [row for row in rows if len(row.fields) == width]
    return tuple(
        place
        for place in range(width)
        if _share_of_data([row.fields[place] for row in rows]) >= _NEARLY_ALWAYS
    )


def describes(record: Record, places: tuple[int, ...]) -> bool:
    """Whether words stand where rows hold numbers and dates: names, units, or a description."""
    if len(places) < _ENOUGH_TO_TELL or max(places) >= len(record.fields):
        return False
    cells = [_text(record.fields[place]) for place in places]
    words = {cell for cell in cells if _LETTERS.search(cell) and cell not in _NO_VALUE}
    return len(words) >= _ENOUGH_TO_TELL and not any(map(_DATUM.match, cells)) and all(cells)


def begins_table(record: Record, places: tuple[int, ...]) -> bool:
    """Whether a record below a blank line names the columns of another table.

    Where a single column holds numbers or dates, all cells must look like names: a digit
    anywhere, such as that of an id, is enough to tell a row.
    """
    if describes(record, places):
        return True
    cells = [_text(value) for value in record.fields]
    return (
        any(place < len(cells) for place in places)
        and all(_LETTERS.search(cell) and cell not in _NO_VALUE for cell in cells)
        and len(set(cells)) == len(cells)
        and not any(character.isdigit() for cell in cells for character in cell)
    )


def is_prose(record: Record) -> bool:
    """Whether a record is a sentence in its first cell, with nothing in the others."""
    first, *others = map(_text, record.fields)
    words = first.split()
    is_sentence = len(words) >= _WORDS_OF_PROSE or len(_HAN.findall(first)) >= _HAN_OF_PROSE
    return len(others) >= _ENOUGH_TO_TELL and not any(others) and is_sentence


def _share_of_data(values: list[bytes | None]) -> float:
    texts = [text for value in values if (text := _text(value))]
    if not texts:
        return 0.0
    return sum(1 for text in texts if _DATUM.match(text)) / len(texts)


def _text(value: bytes | None) -> str:
    return (value or b"").decode(errors="replace").strip()
