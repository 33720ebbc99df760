"""The public Pollock files (or our own, without them), scored as the benchmark scores them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from polluted_tables import Polluted, Rows, points, pollutions, rows_of

from churnkit.errors import ChurnkitError
from churnkit.stages.cleaning import clean
from churnkit.tables.reading import Reading

__all__ = ["score_folder"]

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
        header = [] if path.name == "file_no_header.csv" else rows[0] if rows else []
        body = rows if path.name == "file_no_header.csv" else rows[1:]
        yield Polluted(path.name, path.read_bytes(), header, body, weights.get(path.name, 1.0))


def _weights(root: Path) -> dict[str, float]:
    for path in (root / "pollock_weights.json", root.parent / "pollock_weights.json"):
        if path.is_file():
            return {name: float(weight) for name, weight in json.loads(path.read_text()).items()}
    return {}


def _scored(files: list[Polluted], folder: Path) -> Iterator[str]:
    total = weighted = weights = hinted = 0.0
    silent: list[str] = []
    kept = good = corrupt = 0
    for polluted in files:
        loaded, told = _load(polluted, folder, Reading())
        score = points(polluted, loaded)
        again = score
        if loaded is None:
            again = points(polluted, _load(polluted, folder, Reading(has_header=False))[0])
        total += score
        weighted += score * polluted.weight
        hinted += again * polluted.weight
        weights += polluted.weight
        silent += [polluted.name] if score < 9.999 and not told else []
        rows = _as_iso(polluted.rows)
        found = _as_iso(loaded[1:]) if loaded else []
        good += len(rows)
        kept += sum(row in found for row in rows)
        corrupt += sum(row not in rows for row in found)
    simple = total / len(files)
    yield f"  {len(files)} files: simple {simple:.2f}, weighted {weighted / weights:.2f}"
    yield f"  weighted {hinted / weights:.2f} where the hint of a refusal (no header) is followed"
    yield f"  silently wrong {len(silent)} {silent[:5]}, corrupt rows accepted {corrupt}"
    yield f"  rows kept {kept / good:.2%} (each polluted row counts as one to keep)"


def _load(polluted: Polluted, folder: Path, reading: Reading) -> tuple[Rows | None, bool]:
    source, output = folder / "polluted.csv", folder / "unpolluted.csv"
    source.write_bytes(polluted.content)
    try:
        done = clean(source, output, reading=reading)
    except ChurnkitError:
        return None, True
    return rows_of(output.read_text(encoding="utf-8")), bool(done.notes) or done.rejects > 0


def _as_iso(rows: Rows) -> Rows:
    return [
        [f"{c[6:]}-{c[3:5]}-{c[:2]}" if c[2:3] == c[5:6] == "/" else c for c in row] for row in rows
    ]
