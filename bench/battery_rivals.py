"""The battery of dirty tables, read by churnkit and by other readers with nothing told to them."""

from __future__ import annotations

import importlib.util
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from churnkit.commands.clean import clean
from tests.tables.dirty_tables import Case, cases

__all__ = ["compare_readers"]

Row = tuple[object, ...]
Reader = Callable[[Path, Case], tuple[list[Row], bool]]
"""Rows, and whether the reader told that it assumed, repaired or left out something."""


def compare_readers(folder: Path) -> Iterator[str]:
    """A line a reader: right, refused, silently wrong, wrong but told."""
    yield f"battery of {len(cases())} files:"
    yield f"  {'':10} right  refused rightly  refused wrongly  wrong, told  wrong, silently"
    for name, read in _readers().items():
        counts = Counter(_verdict(read, case, folder) for case in cases())
        order = ("right", "refused rightly", "refused wrongly", "told", "silent")
        widths = (6, 17, 17, 13, 17)
        yield f"  {name:10}" + "".join(
            f"{counts[verdict]:{width}}" for verdict, width in zip(order, widths, strict=True)
        )


def _readers() -> dict[str, Reader]:
    rivals: dict[str, Reader] = {"polars": _polars, "duckdb": _duckdb, "pandas": _pandas}
    here = {name: read for name, read in rivals.items() if importlib.util.find_spec(name)}
    return {"churnkit": _churnkit, **here}


def _verdict(read: Reader, case: Case, folder: Path) -> str:
    path = folder / case.file
    path.write_bytes(case.content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rows, told = read(path, case)
    except Exception:  # noqa: BLE001 - the rivals have their own kinds of error
        return "refused rightly" if case.outcome == "REFUSED" else "refused wrongly"
    if case.outcome != "REFUSED" and _texts(rows) == _texts(case.rows):
        return "right"
    return "told" if told else "silent"


def _texts(rows: list[Row]) -> list[tuple[str, ...]]:
    """Values as texts, so that a reader that leaves numbers or dates as text is not blamed."""
    return [tuple(map(_text, row)) for row in rows]


def _text(value: object) -> str:
    if value is None or value != value:
        return ""
    try:
        return repr(float(str(value)))
    except ValueError:
        return str(value).removesuffix(" 00:00:00")


def _churnkit(path: Path, case: Case) -> tuple[list[Row], bool]:
    output = path.with_name("battery.parquet")
    done = clean(path, output, kinds=case.kinds, strict_values=True, as_of=case.as_of)
    return pl.read_parquet(output).rows(), bool(done.notes) or done.rejects > 0


def _polars(path: Path, _case: Case) -> tuple[list[Row], bool]:
    return pl.read_csv(path, try_parse_dates=True).rows(), False


def _duckdb(path: Path, _case: Case) -> tuple[list[Row], bool]:
    import duckdb

    return duckdb.sql(f"select * from read_csv('{path}')").fetchall(), False  # noqa: S608


def _pandas(path: Path, _case: Case) -> tuple[list[Row], bool]:
    import pandas

    frame = pandas.read_csv(path)
    return list(frame.astype(object).itertuples(index=False, name=None)), False
