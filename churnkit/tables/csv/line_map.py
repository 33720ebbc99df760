"""Where the records of a mended file stood in the original."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl


@dataclass(frozen=True)
class LineMap:
    """Which line of the original each record of a regular CSV begins on."""

    records: npt.NDArray[np.int64]
    """Records, counted from 0, from which on an offset holds; ascending, the first is 0."""
    offsets: npt.NDArray[np.int64]
    """Line minus record, from that record on."""

    def lines(self, records: pl.Series) -> pl.Series:
        """Lines, counted from 1, of records counted from 0."""
        numbers = records.to_numpy()
        place = np.searchsorted(self.records, numbers, side="right") - 1
        return pl.Series(records.name, numbers + self.offsets[place], dtype=pl.Int64)
