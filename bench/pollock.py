"""The public Pollock files (or our own, without them), scored as the benchmark scores them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from operator import mul
from pathlib import Path

from churnkit.commands.clean import clean
from churnkit.errors import ChurnkitError
from churnkit.tables.reading import Reading
from tests.tables.polluted_tables import Polluted, Rows, points, pollutions, rows_of

__all__ = ["score_folder"]

_Loaded = tuple[Rows | None, bool]
"""What was read, None if it was refused, and whether anything was said about what is wrong."""
_ALL_POINTS = 9.999
OWN_ROWS = 84
"""Rows of our own polluted table, as many as the public one has."""


def score_folder(name: str | None, folder: Path) -> Iterator[str]:
    """Lines of a report: points, files silently wrong, good rows kept, corrupt rows accepted."""
    if name is None:
        yield "POLLOCK names no folder; our own polluted files instead:"
        yield from _scored(list(pollutions(OWN_ROWS)), folder)
        return
    yield f"Pollock, {name}:"
    yield from _scored(list(_public_files(Path(name))), folder)


def _public_files(root: Path) -> Iterator[Polluted]:
    weights = _weights(root)
    for path in sorted((root / "csv").glob("*.csv")):
        rows = rows_of((root / "clean" / path.name).read_text(encoding="utf-8"))
        whole = Polluted(path.name, path.read_bytes(), [], rows, weights.get(path.name, 1.0))
        if rows and whole.names_columns:
            whole = replace(whole, header=rows[0], rows=rows[1:])
        yield whole


def _weights(root: Path) -> dict[str, float]:
    for path in (root / "pollock_weights.json", root.parent / "pollock_weights.json"):
        if path.is_file():
            return {name: float(weight) for name, weight in json.loads(path.read_text()).items()}
    return {}


def _scored(files: list[Polluted], folder: Path) -> Iterator[str]:
    """The lines for two readings of the task: nothing is said, or ``--no-header`` where it is so.

    A file without a header is refused unless that is said, because its first row would become
    names; the benchmark wants it loaded, and gives such files a large weight.
    """
    usual, without_header = _usual_notes(files, folder), Reading(has_header=False)
    plain = [_load(polluted, folder, Reading(), usual) for polluted in files]
    told = [
        found if polluted.names_columns else _load(polluted, folder, without_header, usual)
        for polluted, found in zip(files, plain, strict=True)
    ]
    yield f"  {len(files)} files, nothing said:     {_summary(files, plain)}"
    yield f"  --no-header where the name says so: {_summary(files, told)}"
    silent = _silent(files, plain) + _silent(files, told)
    yield f"  silently wrong {len(silent)} {silent[:5]}"
    yield f"  {_rows_kept(files, told)}"


def _summary(files: list[Polluted], found: list[_Loaded]) -> str:
    scores = [points(polluted, loaded) for polluted, (loaded, _) in zip(files, found, strict=True)]
    weights = [polluted.weight for polluted in files]
    weighted = sum(map(mul, scores, weights)) / sum(weights)
    return f"simple {sum(scores) / len(scores):.2f}, weighted {weighted:.2f}"


def _silent(files: list[Polluted], found: list[_Loaded]) -> list[str]:
    return [
        polluted.name
        for polluted, (loaded, told) in zip(files, found, strict=True)
        if not told and points(polluted, loaded) < _ALL_POINTS
    ]


def _rows_kept(files: list[Polluted], found: list[_Loaded]) -> str:
    kept = good = corrupt = 0
    for polluted, (loaded, _) in zip(files, found, strict=True):
        wanted, rows = _as_iso(polluted.rows), _as_iso(loaded[1:]) if loaded else []
        good += len(wanted)
        kept += sum(row in rows for row in wanted)
        corrupt += sum(row not in wanted for row in rows)
    share = f"rows kept {kept / good:.2%} (each polluted row counts as one to keep)"
    return f"{share}, corrupt rows accepted {corrupt}"


def _usual_notes(files: list[Polluted], folder: Path) -> frozenset[str]:
    """What is said of the good table, e.g. of its dates: it tells nothing of a pollution."""
    good = next((each for each in files if each.header), None)
    if good is None:
        return frozenset()
    source = folder / "polluted.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([good.header, *good.rows])
    return frozenset(clean(source, folder / "unpolluted.csv").notes)


def _load(polluted: Polluted, folder: Path, reading: Reading, usual: frozenset[str]) -> _Loaded:
    source, output = folder / "polluted.csv", folder / "unpolluted.csv"
    source.write_bytes(polluted.content)
    try:
        done = clean(source, output, reading=reading)
    except ChurnkitError:
        return None, True
    return rows_of(output.read_text(encoding="utf-8")), not usual.issuperset(
        done.notes
    ) or done.rejects > 0


def _as_iso(rows: Rows) -> Rows:
    return [
        [
            f"{c[6:]}-{c[3:5]}-{c[:2]}" if c[2:3] == c[5:6] == "/" else c.removeprefix("$")
            for c in row
        ]
        for row in rows
    ]
