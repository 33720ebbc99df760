"""Files that turn out to be damaged only when their rows are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl

from churnkit.errors import InputError
from churnkit.tables.table import FILE, Table


@contextmanager
def refusing_damage(table: Table) -> Iterator[None]:
    """Tell a failure to read the rows of a table by the name of its file.

    Rows are read lazily: a Parquet file can have a sound outline and damaged pages. Wrap whatever
    collects a frame that comes from ``table``.

    Raises:
        InputError: a page cannot be read, or the file is gone.
    """
    try:
        yield
    except (pl.exceptions.ComputeError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(
            f"{_files(table)}: damaged, its rows cannot be read ({reason}); write it again"
        ) from error


def _files(table: Table) -> str:
    names = table.frame.select(pl.col(FILE).unique(maintain_order=True)).collect()[FILE].to_list()
    return names[0] if len(names) == 1 else f"one of {', '.join(names)}"
