"""What the XML of an Excel workbook tells and its reader does not: what is hidden, merged, rounded.

The reader (calamine) gives values only. Formats, hidden rows, merged cells and formulas that were
never calculated are looked up in the parts of the zip archive.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from churnkit.errors import InputError

_MOST_BYTES = 512 << 20
_MOST_RATIO = 200
_HIDDEN = re.compile(rb'<row\b[^>]*\bhidden="(?:1|true)"')
_MERGED = re.compile(rb'<mergeCell\b[^>]*\bref="([A-Z0-9:]+)"')
_UNCALCULATED = re.compile(
    rb'<c\b[^>]*\br="([A-Z]+\d+)"[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*'
    rb"(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_LONG = re.compile(
    rb'<c\b(?![^>]*\bt="(?!n"))[^>]*\br="([A-Z]+\d+)"[^>]*>(?:\s*<f\b[^>]*>[^<]*</f>)?\s*'
    rb"<v>(-?\d{16,}(?:\.0*)?|-?\d(?:\.\d+)?[eE]\+?(?:1[5-9]|[2-9]\d))</v>"
)
_ZEROS = re.compile(r'^"?(0{2,})"?$')
_DURATION = re.compile(r"(?i)\[(?:h+|m+|s+)\]")
_TAG = "{*}"


@dataclass(frozen=True)
class Parts:
    """What was seen of one sheet."""

    hidden_rows: int = 0
    merged: tuple[str, ...] = ()
    """Ranges of merged cells."""
    uncalculated: tuple[str, ...] = ()
    """Cells with a formula whose result was never stored."""
    long_numbers: tuple[str, ...] = ()
    """Number cells of 16 digits and more, of which Excel keeps 15."""
    zeros: tuple[tuple[int, int], ...] = ()
    """Columns, from 0, whose numbers are shown with leading zeros, and how many digits."""
    durations: tuple[int, ...] = ()
    """Columns, from 0, that are shown as hours, minutes or seconds gone by."""


def look_at_sheet(path: Path, sheet: str) -> Parts:
    """What the parts of an .xlsx file tell about one of its sheets.

    Raises:
        InputError: the archive is damaged, or grows beyond all measure.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            part = _part_of(archive, sheet)
            content = archive.read(part)
            formats = _formats(archive)
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, zlib.error) as error:
        raise InputError(f"{path}: a damaged workbook ({error}); save it again") from error
    return Parts(
        hidden_rows=len(_HIDDEN.findall(content)),
        merged=tuple(found.decode() for found in _MERGED.findall(content)),
        uncalculated=tuple(found.decode() for found in _UNCALCULATED.findall(content)),
        long_numbers=tuple(cell.decode() for cell, _ in _LONG.findall(content)),
        zeros=_zeros(content, formats),
        durations=tuple(sorted(_columns(content, [s for s, f in formats if _DURATION.search(f)]))),
    )


def require_size(path: Path) -> None:
    """Raise InputError if a workbook is no zip archive, or grows beyond all measure."""
    try:
        with zipfile.ZipFile(path) as archive:
            grown = sum(part.file_size for part in archive.infolist())
    except zipfile.BadZipFile as error:
        raise InputError(f"{path}: a damaged workbook ({error}); save it again") from error
    if grown > max(_MOST_BYTES, _MOST_RATIO * path.stat().st_size):
        raise InputError(
            f"{path}: grows beyond {_MOST_BYTES >> 20} MiB when decompressed; export it as CSV"
        )


def _xml(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read(part))  # noqa: S314 - expat bounds what entities make


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The name of the part that holds a sheet."""
    book = _xml(archive, "xl/workbook.xml")
    links = _xml(archive, "xl/_rels/workbook.xml.rels")
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for found in book.iterfind(f".//{_TAG}sheet"):
        if found.get("name") == sheet:
            link = next(value for key, value in found.attrib.items() if key.endswith("}id"))
            target = targets[link].lstrip("/")
            return target if target.startswith("xl/") else f"xl/{target}"
    raise KeyError(f"no part for the sheet {sheet!r}")


def _formats(archive: zipfile.ZipFile) -> list[tuple[int, str]]:
    """The styles of cells that have a number format of their own, and that."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    styles = _xml(archive, "xl/styles.xml")
    codes = {
        found.get("numFmtId"): found.get("formatCode", "")
        for found in styles.iterfind(f"{_TAG}numFmts/{_TAG}numFmt")
    }
    codes["46"] = "[h]:mm:ss"
    cells = styles.iterfind(f"{_TAG}cellXfs/{_TAG}xf")
    return [
        (style, codes[found.get("numFmtId")])
        for style, found in enumerate(cells)
        if found.get("numFmtId") in codes
    ]


def _zeros(content: bytes, formats: list[tuple[int, str]]) -> tuple[tuple[int, int], ...]:
    digits = {style: len(found[1]) for style, code in formats if (found := _ZEROS.match(code))}
    return tuple(
        (column, width)
        for style, width in digits.items()
        for column in sorted(_columns(content, [style]))
    )


def _columns(content: bytes, styles: list[int]) -> set[int]:
    """The columns in which a cell has one of the styles and a value."""
    if not styles:
        return set()
    names = b"|".join(str(style).encode() for style in styles)
    pattern = rb'<c\b[^>]*\br="([A-Z]+)\d+"[^>]*\bs="(?:' + names + rb')"[^>]*>\s*<[fv]\b'
    return {_number(found.decode()) for found in set(re.findall(pattern, content))}


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1
