"""How a CSV file is laid out: its delimiter, its quotes, where its header stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from churnkit.errors import InputError
from churnkit.tables.columns.names import likened, tidy_names
from churnkit.tables.csv.header import data_columns, describes, find_header, is_prose
from churnkit.tables.csv.records import Placed, Quoting, Record, read_record

DELIMITERS = (",", ";", "\t", "|")
"""Delimiters that are tried, the likeliest first."""
SAMPLE_RECORDS = 200
"""Records from the beginning of a file that are looked at."""
_ENOUGH_ROWS = 4
"""Records below the header from which on their first may be told from the others."""
NEARLY_ALL = 0.8
"""Share of the records that have to be alike before the header has a say."""
SAMPLE_LINES = 2000
"""Lines among which these records are looked for."""

_NAMED = {";": "semicolons", "\t": "tabs", "|": "bars", " ": "blanks"}
_SEP_LINE = re.compile(rb'^"?sep=([,;\t|:^~#])"?[ \t]*(\r?\n)', re.IGNORECASE)


@dataclass(frozen=True)
class Dialect:
    """Delimiter, quote and header of one CSV file in UTF-8."""

    quoting: Quoting
    """The bytes that shape its records."""
    header: tuple[str, ...]
    """Column names, tidied."""
    header_lines: int
    """Physical lines up to and including the header."""
    skip_bytes: int
    """Bytes up to and including the header."""
    raw_header: bytes = b""
    """The header as it is written, without its line end."""
    raw_description: bytes = b""
    """A row below the header that says in words what the columns hold; empty if there is none."""
    data_columns: tuple[int, ...] = ()
    """Columns that nearly always hold a number or a date."""
    notes: tuple[str, ...] = ()
    """What was assumed about the lay-out."""

    def repeats_header(self, record: Record) -> bool:
        """Whether a record names the columns once more, in whatever spelling."""
        if len(record.fields) != self.width or self.width == 1:
            return False
        return all(
            likened((value or b"").decode(errors="replace")) == likened(name)
            for value, name in zip(record.fields, self.header, strict=True)
        )

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.header)

    @property
    def schema(self) -> pl.Schema:
        """The columns, all of them texts."""
        return pl.Schema(dict.fromkeys(self.header, pl.String()))

    def behind(self, bom: int) -> Dialect:
        """The same lay-out of a file with ``mark`` more bytes before it."""
        return replace(self, skip_bytes=self.skip_bytes + bom)


def find_dialect(
    head: bytes, name: str, *, has_header: bool = True, quoting: Quoting | None = None
) -> Dialect:
    """Lay-out of a file that begins with ``head``, UTF-8 without a byte-order mark.

    Args:
        head: The first bytes of the file; the last line may be cut.
        name: What the file is called in messages.
        has_header: Whether one of the first lines names the columns; if not, they are called
            column_1, column_2 and so on.
        quoting: How records are shaped, where that is known.

    Raises:
        InputError: there is no header, or it does not fit the rows below.
    """
    said = _SEP_LINE.match(head) if quoting is None else None
    start = said.end() if said else 0
    quoting = quoting or (Quoting(said.group(1)) if said else _find_quoting(head))
    records = list(_records(head[start:], quoting))
    notes = [f"its first line says that {said.group(1).decode()!r} separates"] if said else []
    if not said and (named := _NAMED.get(quoting.delimiter.decode())):
        notes.append(f"values are separated by {named}")
    if quoting.quote != b'"':
        notes.append("values are quoted by apostrophes")
    if quoting.backslash:
        notes.append("backslashes take the meaning from quotes")
    _require_narrow_commas(records, name)
    if not has_header:
        return _without_header(head, start, records, quoting, name, notes)
    header = find_header(
        head[start:], quoting.delimiter, records, name, head.count(b"\n", 0, start)
    )
    if header.titles:
        lines = "1 line" if header.titles == 1 else f"{header.titles} lines"
        were = "was" if header.titles == 1 else "were"
        notes.append(f"{lines} above the header {were} left out")
    tidy, tidied = tidy_names(header.names)
    begin, end = start + header.start, start + header.end
    below = [found for found in records if found[0] > header.start]
    rows = [row for _, row in below if isinstance(row, Record)]
    telling = data_columns(rows, len(tidy)) if len(rows) > _ENOUGH_ROWS else ()
    header_notes = header.notes or tidied
    return Dialect(
        quoting=quoting,
        header=tidy,
        header_lines=head.count(b"\n", 0, end) + 1,
        skip_bytes=min(end + 1, len(head)),
        raw_header=head[begin:end].rstrip(b"\r"),
        raw_description=_description(head, start, below, telling),
        data_columns=telling,
        notes=tuple(f"{name}: {note}" for note in (*notes, *header_notes)),
    )


def _description(head: bytes, start: int, below: list[Placed], telling: tuple[int, ...]) -> bytes:
    """The first record below the header if it is a description, as it is written."""
    place, first = next(iter(below), (0, None))
    if not isinstance(first, Record) or not (describes(first, telling) or is_prose(first)):
        return b""
    return head[start + place : start + first.end].rstrip(b"\r")


def _without_header(
    head: bytes, start: int, records: list[Placed], quoting: Quoting, name: str, notes: list[str]
) -> Dialect:
    widths = Counter(len(record.fields) for _, record in records if isinstance(record, Record))
    if not widths:
        raise InputError(f"{name}: empty; a table was expected")
    width = widths.most_common(1)[0][0]
    return Dialect(
        quoting=quoting,
        header=tuple(f"column_{place}" for place in range(1, width + 1)),
        header_lines=head.count(b"\n", 0, start),
        skip_bytes=start,
        notes=tuple(f"{name}: {note}" for note in notes),
    )


def _find_quoting(head: bytes) -> Quoting:
    """Delimiter and quote under which the records are most alike."""
    quote = _quote(head)
    tried = {quoting: _regularity(head, quoting) for quoting in _usual_quotings(quote)}
    best = max(
        tried, key=lambda quoting: (_fits_header(head, quoting, *tried[quoting]), *tried[quoting])
    )
    if tried[best][1] <= 1:
        blanks = Quoting(b" ", quote)
        share, width = _regularity(head, blanks)
        best = blanks if share == 1 and width >= 3 else best
    if b'\\"' in head:
        escaped = replace(best, backslash=True)
        best = max(best, escaped, key=lambda quoting: _regularity(head, quoting))
    return best


def _usual_quotings(quote: bytes) -> list[Quoting]:
    return [Quoting(bom.encode(), quote) for bom in DELIMITERS]


def _quote(head: bytes) -> bytes:
    """What encloses values: apostrophes only where quotes hardly do."""
    apostrophes = len(re.findall(rb"(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|\r\n])", head))
    quotes = len(re.findall(rb'(?:^|[,;\t|\n])"', head))
    return b"'" if apostrophes > 2 * quotes + 1 else b'"'


def _regularity(head: bytes, quoting: Quoting) -> tuple[float, int]:
    """Share of the records with the commonest number of values, and that; 0 if it is one."""
    widths: Counter[int] = Counter()
    for _, record in _records(head, quoting):
        widths[len(record.fields) if isinstance(record, Record) else 0] += 1
    if not widths:
        return 0.0, 0
    width, count = widths.most_common(1)[0]
    return (round(count / widths.total(), 2), width) if width > 1 else (0.0, width)


def _fits_header(head: bytes, quoting: Quoting, share: float, width: int) -> bool:
    """Whether the first record has as many values as nearly all others.

    A comma in every number divides the rows as evenly as the semicolons do, but not the header.
    """
    _, first = next(_records(head, quoting), (0, None))
    return share >= NEARLY_ALL and isinstance(first, Record) and len(first.fields) == width


def _records(head: bytes, quoting: Quoting) -> Iterator[Placed]:
    """Where the first records begin, and what they are; blank lines are left out."""
    position = found = 0
    for _ in range(SAMPLE_LINES):
        end = head.find(b"\n", position)
        if head[position : end if end >= 0 else None].strip():
            record = read_record(head, position, quoting)
            yield position, record
            found += 1
            if isinstance(record, Record):
                end = record.end if record.end < len(head) else -1
        position = end + 1
        if end < 0 or found == SAMPLE_RECORDS:
            return


def _require_narrow_commas(records: list[Placed], name: str) -> None:
    first = next((record for _, record in records if isinstance(record, Record)), None)
    if first is None or len(first.fields) > 1 or not first.fields[0]:
        return
    if "，".encode() in first.fields[0]:
        raise InputError(
            f"{name}: values are separated by full-width commas (，); replace them by plain ones"
        )
