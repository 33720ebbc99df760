"""Lists that people open in a spreadsheet: nothing in them is run."""

from __future__ import annotations

from pathlib import Path

import polars as pl

__all__ = ["neutralised", "write_csv"]

_NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$"
_FORMULA = r"^[=+\-@＝＋－＠\t\r][\s\S]"
_CONTROLS = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}]"
)


def write_csv(frame: pl.DataFrame | pl.LazyFrame, path: Path) -> int:
    """Write a list as UTF-8 with a byte-order mark, which is how Excel knows the encoding.

    Texts that a spreadsheet would run as a formula get an apostrophe before them; control
    characters and marks that turn the direction of writing are replaced by U+FFFD. Numbers stay
    numbers.

    Returns:
        How many cells, headers included, were changed.
    """
    lazy = frame.lazy()
    schema = lazy.collect_schema()
    texts = [name for name, dtype in schema.items() if _is_text(dtype)]
    changed = _changed_cells(lazy, texts)
    headers = pl.Series(schema.names(), dtype=pl.String)
    safe_headers = (
        headers.to_frame("name").select(neutralised(pl.col("name")).alias("name")).to_series()
    )
    (
        lazy.with_columns(neutralised(pl.col(name).cast(pl.String)).alias(name) for name in texts)
        .rename(dict(zip(headers, safe_headers, strict=True)))
        .sink_csv(path, include_bom=True)
    )
    return changed + int((headers != safe_headers).sum())


def neutralised(text: pl.Expr) -> pl.Expr:
    """The text as a spreadsheet and a terminal show it: as text."""
    visible = text.str.replace_all(_CONTROLS, "\ufffd")
    return pl.when(_is_formula(text)).then(pl.lit("'") + visible).otherwise(visible)


def _changed_cells(frame: pl.LazyFrame, texts: list[str]) -> int:
    if not texts:
        return 0
    unsafe = [
        (_is_formula(text) | text.str.contains(_CONTROLS)).sum()
        for text in (pl.col(name).cast(pl.String) for name in texts)
    ]
    return int(frame.select(pl.sum_horizontal(unsafe)).collect().item() or 0)


def _is_formula(text: pl.Expr) -> pl.Expr:
    return text.str.contains(_FORMULA) & ~text.str.contains(_NUMBER)


def _is_text(dtype: pl.DataType) -> bool:
    return dtype == pl.String or isinstance(dtype, pl.Categorical | pl.Enum)
