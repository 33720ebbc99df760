"""A long run of the fuzzer: ``python tests/soak/soak_tables.py INPUTS [FIRST]``.

Each input is drawn from its own number, so that a run from FIRST continues another that ended
there, and the input of a crasher can be made again alone. Tells how many inputs were tried, read
and refused. A crasher is told with its number and the bytes that make it, and makes the exit
code 1; it then belongs into ``tests/test_tables_fuzz.py``.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.tables.fuzzed_tables import (
    check_cleaning,
    check_reading,
    check_values,
    random_column,
    random_file,
)

TOLD_EVERY = 10_000
COLUMNS_SHARE = 0.1
"""Share of the inputs that are columns of values rather than files."""
CLEANED_SHARE = 0.01
"""Share of the inputs that are whole tables, cleaned from file to file."""


def soak(inputs: int, first: int) -> int:
    """Try so many inputs, from the number ``first`` on; how many crashed."""
    counts: Counter[str] = Counter()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        for tried, number in enumerate(range(first, first + inputs), start=1):
            counts[_try(number, Path(name))] += 1
            if tried % TOLD_EVERY == 0 or tried == inputs:
                rate = tried / (time.perf_counter() - started)
                _tell(f"{first:,} to {number:,}: {dict(counts)}, {rate:.0f} a second")
    return counts["crashed"]


def _try(number: int, folder: Path) -> str:
    draw = random.Random(number)  # noqa: S311 - a fuzzer keeps no secrets
    sort = draw.random()
    if sort < COLUMNS_SHARE:
        column = random_column(draw)
        return _outcome(number, "column", column, lambda: check_values(column))
    if sort < COLUMNS_SHARE + CLEANED_SHARE:
        column = random_column(draw)
        return _outcome(number, "table", column, lambda: check_cleaning(column, folder))
    data = random_file(draw)
    return _outcome(number, "file", data, lambda: check_reading(data, folder / "fuzz.csv"))


def _outcome(number: int, sort: str, tried: object, check: Callable[[], bool]) -> str:
    try:
        return f"{sort} {'read' if check() else 'refused'}"
    except Exception:  # noqa: BLE001 - whatever it is, it is what the fuzzer looks for
        _tell(f"CRASH {number} {sort} {tried!r}\n{traceback.format_exc(limit=-3)}")
        return "crashed"


def _tell(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    crashers = soak(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    sys.exit(1 if crashers else 0)
