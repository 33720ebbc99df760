"""Customers counted by value: whatever is decided about a variable is decided on these counts.

Counts are whole numbers in the order of the values, so no order of rows and no number of threads
changes what follows from them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnkit.shares import smallest_part


@dataclass(frozen=True)
class Groups:
    """Customers with a value, by value in ascending order."""

    values: pl.Series
    """(k,) different values."""
    customers: NDArray[np.int64]
    """(k,) customers with that value."""
    churned: NDArray[np.int64]
    """(k,) those of them who churned."""

    @property
    def total(self) -> int:
        """Customers with a value."""
        return int(self.customers.sum())

    def only(self, chosen: NDArray[np.bool_]) -> Groups:
        """The groups where ``chosen`` is True."""
        return Groups(
            self.values.filter(pl.Series(chosen)), self.customers[chosen], self.churned[chosen]
        )

    def quantile(self, share: float) -> float:
        """Smallest value that at least ``share`` of the customers do not exceed."""
        rank = max(1, smallest_part(share, self.total))
        place = int(np.searchsorted(np.cumsum(self.customers), rank))
        return float(self.values[place]) + 0.0  # -0.0 becomes 0.0


def group_by_value(values: pl.Series, churned: NDArray[np.bool_]) -> Groups:
    """Count customers by value; those without one are left out."""
    counted = (
        pl.DataFrame({"value": values, "churned": churned})
        .lazy()
        .drop_nulls("value")
        .group_by("value")
        .agg(pl.len().cast(pl.Int64).alias("customers"), pl.col("churned").cast(pl.Int64).sum())
        .sort("value")
        .collect()
    )
    return Groups(counted["value"], counted["customers"].to_numpy(), counted["churned"].to_numpy())
