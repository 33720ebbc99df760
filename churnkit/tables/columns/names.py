"""Names of columns: as people write them in headers, and as configs and flags ask for them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from churnkit.tables.columns.formats import BLANKS

_WIDE = {
    wide: wide - 0xFEE0
    for first, last in (("Ａ", "Ｚ"), ("ａ", "ｚ"), ("０", "９"), ("＿", "＿"))
    for wide in range(ord(first), ord(last) + 1)
}


def tidy_names(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Header names without blanks around them and full-width letters, and what was done.

    A column without a name is called by its place: column_3.
    """
    notes = []
    tidy = [name.strip(BLANKS).translate(_WIDE) for name in names]
    for place, (name, found) in enumerate(zip(tidy, names, strict=True), start=1):
        if not name:
            tidy[place - 1] = f"column_{place}"
            notes.append(f"column {place} has no name; it is called column_{place}")
        elif name != found.strip():
            notes.append(f"the name of column {place} is read as {name!r}")
    return tuple(tidy), tuple(notes)


def likened(name: str) -> str:
    """What a name has in common with other ways of writing it: case, blanks and width aside."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in plain if character not in BLANKS + "_-")


def match_names(wanted: Iterable[str], found: Iterable[str]) -> dict[str, str]:
    """For each wanted name, the found one that it means.

    A name means itself if it is there; else the only one that differs in case, blanks or width.
    """
    names = list(found)
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(likened(name), []).append(name)
    matches = {}
    for name in wanted:
        candidates = [name] if name in names else alike.get(likened(name), [])
        if len(candidates) == 1:
            matches[name] = candidates[0]
    return matches
