"""How customers are distributed over a variable or a score: what is stored, and later counted anew.

A profile of the learning customers has the edges of its bins; later customers are counted in the
same ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from churnkit.frozen import Frozen

SCORE = "score"
_BINS = 10
_MOST_CATEGORIES = 50
"""Categories with a count of their own; customers of others are counted together."""


class Profile(Frozen):
    """Customers by the values of one variable."""

    name: str
    edges: tuple[float, ...] | None
    """Of numbers: inner edges, ascending; ``counts[i]`` lie in [edges[i - 1], edges[i])."""
    categories: tuple[str, ...] | None
    """Of categories: those that were counted, then a last count of all others."""
    counts: tuple[int, ...]
    missing: int
    """Customers without a value that can be used, be it missing, unreadable or beyond limits."""
    unreadable: int = 0
    """Those of them with a value that cannot be read."""
    low: float | None = None
    """Smallest number."""
    high: float | None = None
    median: float | None = None
    below: int = 0
    """Customers whose number lies below all that was learnt."""
    above: int = 0

    @property
    def valid(self) -> int:
        """Customers with a value."""
        return sum(self.counts)

    @property
    def customers(self) -> int:
        """All customers."""
        return self.valid + self.missing


class Reference(Frozen):
    """The learning customers, to compare later ones with."""

    variables: tuple[Profile, ...]
    """Profiles of the variables that the rules read, sorted by name."""
    score: Profile


def reference_of(
    frame: pl.DataFrame,
    variables: Sequence[str],
    *,
    others: Mapping[str, str] | None = None,
    unreadable: Mapping[str, int] | None = None,
) -> Reference:
    """Profiles of learning customers.

    Args:
        frame: the customers: their prepared variables, Float64 or String, and ``score``.
        variables: names of the variables that the rules read.
        others: the category that rare and unseen ones are merged into, by variable.
        unreadable: values that could not be read, by variable; null in the frame.
    """
    merged, found = others or {}, unreadable or {}
    return Reference(
        variables=tuple(
            learn_profile(frame[name], other=merged.get(name), unreadable=found.get(name, 0))
            for name in sorted(variables)
        ),
        score=learn_profile(frame[SCORE]),
    )


def count_like(
    reference: Reference, frame: pl.DataFrame, *, unreadable: Mapping[str, int] | None = None
) -> Reference:
    """Profiles of later customers, in the bins of the learning customers."""
    found = unreadable or {}
    return Reference(
        variables=tuple(
            count_in(profile, frame[profile.name], unreadable=found.get(profile.name, 0))
            for profile in reference.variables
        ),
        score=count_in(reference.score, frame[SCORE]),
    )


def learn_profile(values: pl.Series, *, other: str | None = None, unreadable: int = 0) -> Profile:
    """The profile of learning customers, with bins of about equally many of them."""
    if values.dtype.is_numeric():
        edges, categories = _quantile_edges(_numbers(values)), None
    else:
        edges, categories = None, _frequent(values, other)
    empty = Profile(
        name=values.name, edges=edges, categories=categories, counts=(), missing=0
    )  # has the bins only
    return count_in(empty, values, unreadable=unreadable)


def count_in(bins: Profile, values: pl.Series, *, unreadable: int = 0) -> Profile:
    """Count customers in the bins of a profile."""
    if bins.categories is not None:
        counts = _category_counts(bins.categories, values)
        return bins.model_copy(
            update={
                "counts": counts,
                "missing": values.null_count(),
                "unreadable": unreadable,
            }
        )
    numbers = _numbers(values)
    places = np.searchsorted(np.array(bins.edges), numbers, side="right")
    counts = tuple(np.bincount(places, minlength=len(bins.edges or ()) + 1).tolist())
    return bins.model_copy(
        update={
            "counts": counts,
            "missing": values.len() - numbers.size,
            "unreadable": unreadable,
            "low": float(numbers.min()) if numbers.size else None,
            "high": float(numbers.max()) if numbers.size else None,
            "median": float(np.median(numbers)) if numbers.size else None,
            "below": 0 if bins.low is None else int((numbers < bins.low).sum()),
            "above": 0 if bins.high is None else int((numbers > bins.high).sum()),
        }
    )


def _numbers(values: pl.Series) -> NDArray[np.float64]:
    numbers = values.cast(pl.Float64).drop_nulls().to_numpy()
    known: NDArray[np.float64] = numbers[~np.isnan(numbers)]
    return known


def _quantile_edges(numbers: NDArray[np.float64]) -> tuple[float, ...]:
    """Deciles that are values; the smallest value is no edge, for nobody is below it."""
    if numbers.size == 0:
        return ()
    at = np.arange(1, _BINS) / _BINS
    deciles = np.unique(np.quantile(numbers, at, method="inverted_cdf"))
    return tuple(deciles[deciles > numbers.min()].tolist())


def _frequent(values: pl.Series, other: str | None) -> tuple[str, ...]:
    """The largest categories, sorted by name; the merged one is left to the last count."""
    if other is not None:
        values = values.filter(values != other)
    counted = values.drop_nulls().alias("value").value_counts(name="customers")
    ordered = counted.sort(["customers", "value"], descending=[True, False])
    return tuple(sorted(ordered["value"].head(_MOST_CATEGORIES).to_list()))


def _category_counts(categories: Sequence[str], values: pl.Series) -> tuple[int, ...]:
    counted = dict(values.drop_nulls().alias("value").value_counts(name="customers").iter_rows())
    known = [int(counted.get(category, 0)) for category in categories]
    return (*known, sum(counted.values()) - sum(known))
