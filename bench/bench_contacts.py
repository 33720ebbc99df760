"""How many phone numbers and e-mail addresses are brought into contact keys each second.

    python bench/bench_contacts.py [--rows 1000000]

One row for each way in which the cells of a column are written, and one for each country.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping

import numpy as np
import polars as pl

from churnkit.campaign.contact_keys import Writing, all_contact_keys_of

SEED = 0
Cells = Callable[[pl.Series], pl.Series]

CHINESE: Mapping[str, Cells] = {
    "13800138000": lambda number: number,
    "+8613800138000": lambda number: "+86" + number,
    "138-0013-8000": lambda number: _grouped(number, "-", (3, 4, 4)),
    "+86 138 0013 8000": lambda number: "+86 " + _grouped(number, " ", (3, 4, 4)),
    "13800138000转801": lambda number: number + "转801",
    "13800138000 / 13900139000": lambda number: number + " / " + number.reverse(),
    "one in ten is not plain": lambda number: _mixed(number),
}
ABROAD: Mapping[str, tuple[str | None, Cells]] = {
    "GB 02079460958": ("GB", lambda number: "0" + number.str.slice(1)),
    "US (415) 555-2671": ("US", lambda number: _grouped(number.str.slice(1), "-", (3, 3, 4))),
    "no country": (None, lambda number: number),
}


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    numbers = _numbers(arguments.parse_args().rows)
    for name, cells in CHINESE.items():
        _report(name, cells(numbers), Writing("phone", "CN"))
    for name, (country, cells) in ABROAD.items():
        _report(name, cells(numbers), Writing("phone", country))
    _report("ann123@example.com", "ann" + numbers + "@example.com", Writing())


def _report(name: str, cells: pl.Series, writing: Writing) -> None:
    started = time.perf_counter()
    all_contact_keys_of(cells, writing)
    seconds = time.perf_counter() - started
    print(f"{name:<28} {seconds:6.2f} s {cells.len() / seconds / 1e6:7.2f} million a second")


def _numbers(rows: int) -> pl.Series:
    drawn = np.random.default_rng(SEED).integers(3_000_000_000, 9_999_999_999, rows)
    return "1" + pl.Series(drawn).cast(pl.String)


def _grouped(number: pl.Series, sign: str, sizes: tuple[int, ...]) -> pl.Series:
    starts = np.cumsum([0, *sizes[:-1]]).tolist()
    first, *others = (number.str.slice(at, size) for at, size in zip(starts, sizes, strict=True))
    for other in others:
        first = first + sign + other
    return first


def _mixed(number: pl.Series) -> pl.Series:
    tenth = pl.Series(np.arange(number.len()) % 10 == 0)
    return _grouped(number, " ", (3, 4, 4)).zip_with(tenth, number)


if __name__ == "__main__":
    main()
