"""Lists that people open in a spreadsheet: nothing in them is run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

_NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$"
_FORMULA = r"^[=+\-@＝＋－＠\t\r\n][\s\S]"
_CONTROLS = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}]"
)
_SUSPECT = f"{_FORMULA}|{_CONTROLS}"
"""Texts that may have to change; one look at each instead of three, which mostly is enough."""
_BATCH = 50_000
"""Rows that are encoded at once."""


@dataclass(frozen=True)
class CsvStyle:
    """How a CSV file is written."""

    encoding: Literal["utf-8-bom", "utf-8", "gb18030"] = "utf-8-bom"
    separator: str = ","
    decimal_comma: bool = False
    raw: bool = False
    """Whether cells are left as they are, even where a spreadsheet would run them."""


_FOR_EXCEL = CsvStyle()
"""UTF-8 with a byte-order mark, which is how Excel knows the encoding."""


def write_csv(frame: pl.DataFrame | pl.LazyFrame, path: Path, style: CsvStyle = _FOR_EXCEL) -> int:
    """Write a list as CSV.

    Texts that a spreadsheet would run as a formula get an apostrophe before them; control
    characters and marks that turn the direction of writing are replaced by U+FFFD. Numbers stay
    numbers.

    Returns:
        How many cells, headers included, were changed.
    """
    lazy, changed = (frame.lazy(), 0) if style.raw else _inert(frame.lazy())
    if style.encoding == "gb18030":
        _write_encoded(lazy.collect(), path, style)
    else:
        lazy.sink_csv(
            path,
            include_bom=style.encoding == "utf-8-bom",
            separator=style.separator,
            decimal_comma=style.decimal_comma,
        )
    return changed


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write a list as Parquet: typed, so nothing in it is ever run.

    Raises:
        OSError: it cannot be written; polars calls that a failed computation.
    """
    try:
        frame.write_parquet(path, compression="zstd", statistics=True)
    except pl.exceptions.ComputeError as error:
        raise OSError(f"{error}") from error


def neutralised(text: pl.Expr) -> pl.Expr:
    """The text as a spreadsheet and a terminal show it: as text."""
    shown = visible(text)
    return pl.when(_is_formula(text)).then(pl.lit("'") + shown).otherwise(shown)


def visible(text: pl.Expr) -> pl.Expr:
    """The text with U+FFFD for what is not seen: controls, and marks that turn the direction."""
    return text.str.replace_all(_CONTROLS, "\ufffd")


def apart(names: Iterable[str], key: Callable[[str], str] = str) -> list[str]:
    """Names of columns that differ from one another; a later one that does not gets a number.

    Args:
        names: the names.
        key: what of a name must differ, e.g. ``str.lower`` where case does not matter.
    """
    taken: Counter[str] = Counter()
    found = []
    for name in names:
        candidate, number = name, 1
        while taken[key(candidate)]:
            number += 1
            candidate = f"{name} ({number})"
        taken[key(candidate)] += 1
        found.append(candidate)
    return found


def _inert(frame: pl.LazyFrame) -> tuple[pl.LazyFrame, int]:
    """The frame with no cell or header that would be run, and how many there were."""
    schema = frame.collect_schema()
    changes = _changes(frame, [name for name, dtype in schema.items() if _is_text(dtype)])
    headers = pl.Series("name", schema.names(), dtype=pl.String)
    safe = headers.to_frame().select(neutralised(pl.col("name"))).to_series()
    inert = frame.with_columns(
        neutralised(pl.col(name).cast(pl.String)).alias(name)
        for name, count in changes.items()
        if count
    ).rename(dict(zip(headers, apart(safe), strict=True)))
    return inert, sum(changes.values()) + int((headers != safe).sum())


def _changes(frame: pl.LazyFrame, texts: list[str]) -> dict[str, int]:
    """How many cells have to change, of each column of texts in which any has."""
    cells = {name: pl.col(name).cast(pl.String) for name in texts}
    suspects = _of_row(
        frame, [text.str.contains(_SUSPECT).any().alias(name) for name, text in cells.items()]
    )
    unsafe = [
        (_is_formula(text) | text.str.contains(_CONTROLS)).sum().alias(name)
        for name, text in cells.items()
        if suspects[name]
    ]
    return _of_row(frame, unsafe)


def _of_row(frame: pl.LazyFrame, sums: list[pl.Expr]) -> dict[str, int]:
    return frame.select(sums).collect().row(0, named=True) if sums else {}


def _write_encoded(frame: pl.DataFrame, path: Path, style: CsvStyle) -> None:
    with path.open("wb") as file:
        for start in range(0, max(frame.height, 1), _BATCH):
            text = frame.slice(start, _BATCH).write_csv(
                include_header=start == 0,
                separator=style.separator,
                decimal_comma=style.decimal_comma,
            )
            file.write(text.encode(style.encoding))


def _is_formula(text: pl.Expr) -> pl.Expr:
    return text.str.contains(_FORMULA) & ~text.str.contains(_NUMBER)


def _is_text(dtype: pl.DataType) -> bool:
    return dtype == pl.String or isinstance(dtype, pl.Categorical | pl.Enum)
