"""Which of the first records of a CSV file names the columns."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from churnkit.errors import InputError
from churnkit.tables.records import Placed, Record, Trouble

__all__ = ["Header", "find_header"]

_DATUM = re.compile(
    r"^[-+(]?[$€£¥￥]?\s*[-+]?\d[\d.,]*\s*[)%元万-]?$"
    r"|^\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}"
    r"|^\d{1,2}:\d{2}"
)
_YEAR = re.compile(r"^(19|20)\d\d$")


@dataclass(frozen=True)
class Header:
    """The record that names the columns."""

    record: Record
    start: int
    """Where it begins."""
    titles: int
    """How many records above it are titles."""


def find_header(records: list[Placed], name: str, lines_before: int) -> Header:
    """The first record that is as wide as most; what stands above it must be titles.

    Raises:
        InputError: there is none, it does not fit the rows, or it looks like a row itself.
    """
    widths = Counter(len(record.fields) for _, record in records if isinstance(record, Record))
    if not widths:
        trouble = next((record for _, record in records if isinstance(record, Trouble)), None)
        what = trouble.value if trouble else "empty"
        raise InputError(f"{name}: {what}; a table with a header was expected")
    width = widths.most_common(1)[0][0]
    for place, (start, record) in enumerate(records):
        if isinstance(record, Trouble):
            raise InputError(
                f"{name}: line {lines_before + place + 1}: {record.value} in the header; mend it"
            )
        if not _is_title(record, width):
            below = [later for _, later in records[place + 1 :] if isinstance(later, Record)]
            _refuse_what_is_no_header(record, width, below, name, lines_before + place + 1)
            return Header(record, start, place)
    raise InputError(f"{name}: no line names the columns; a table with a header was expected")


def _is_title(record: Record, width: int) -> bool:
    """Whether a record is a title, a date of export, or empty, rather than names of columns."""
    filled = sum(1 for value in record.fields if value and value.strip())
    if filled == 0:
        return True
    if len(record.fields) == width:
        return filled == 1 and width > 2
    return len(record.fields) <= width // 2


def _refuse_what_is_no_header(
    record: Record, width: int, below: list[Record], name: str, line: int
) -> None:
    found = len(record.fields)
    if found != width:
        raise InputError(
            f"{name}: line {line}: the header has {found} names, most rows have {width} values; "
            "mend the header"
        )
    rows = [row for row in below if len(row.fields) == width]
    if rows and _looks_like_a_row(record, rows):
        raise InputError(
            f"{name}: line {line}: no header, this line looks like a row; add a first line that "
            "names the columns (or say that there is no header)"
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


def _share_of_data(values: list[bytes | None]) -> float:
    texts = [text for value in values if (text := _text(value))]
    if not texts:
        return 0.0
    return sum(1 for text in texts if _DATUM.match(text)) / len(texts)


def _text(value: bytes | None) -> str:
    return (value or b"").decode(errors="replace").strip()
