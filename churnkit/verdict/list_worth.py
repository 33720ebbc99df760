"""What a list is worth: who on it was drawn, who is below the base rate, whom it should find.

Arguments named ``scores`` are (n,) float64, higher = more likely to churn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from churnkit.distributions import z_of
from churnkit.frozen import Frozen
from churnkit.verdict.model import ScoreBand

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

_BANDS = 10
_FEWEST = 20
"""Test customers of a band, where there are so many."""


class ExpectedChurners(Frozen):
    """Churned customers on a list, if customers churn as the test customers of like score did."""

    number: float
    interval: tuple[float, float]
    """95% interval."""
    at_random: float
    """On a list of as many customers drawn at random."""


class ListWorth(Frozen):
    """What a list is worth."""

    listed: int
    cut: float | None
    """The lowest score on the list; None: nobody is listed."""
    tied: int
    """Customers on the list who have this score."""
    tied_unlisted: int
    """Customers who have it as well, and were not chosen."""
    tie_breaker: str | None
    """The column that decided between them; None: a hash of the id."""
    base_rate: float
    """The score of a customer of whom the rules say neither: the churn rate, or 0.5 of ratios."""
    below: int
    """Customers on the list whose score is not above it."""
    expected: ExpectedChurners | None
    """None: nothing is known from test customers."""

    @property
    def is_mostly_below(self) -> bool:
        """Whether most customers listed are no more likely to churn than all."""
        return 2 * self.below > self.listed


def list_worth(
    listed: Floats,
    not_chosen: Floats,
    base_rate: float,
    bands: Sequence[ScoreBand] = (),
    *,
    tie_breaker: str | None = None,
) -> ListWorth:
    """Say what a list is worth.

    Args:
        listed: scores of those on the list.
        not_chosen: scores of those whom only their place below the cut kept off it.
        base_rate: the score that says neither.
        bands: test customers by score.
        tie_breaker: column that orders customers of equal score.
    """
    cut = float(listed.min()) if listed.size else None
    tied = 0 if cut is None else int((listed == cut).sum())
    return ListWorth(
        listed=listed.size,
        cut=cut,
        tied=tied,
        tied_unlisted=0 if cut is None else int((not_chosen == cut).sum()),
        tie_breaker=tie_breaker,
        base_rate=base_rate,
        below=int((listed <= base_rate).sum()),
        expected=_expected(listed, bands),
    )


def score_bands(churned: Flags, scores: Floats) -> tuple[ScoreBand, ...]:
    """Test customers by score, in about equally large bands; equal scores stay together."""
    number = max(1, min(_BANDS, scores.size // _FEWEST))
    if scores.size == 0:
        return ()
    lows = np.unique(np.quantile(scores, np.arange(number) / number, method="inverted_cdf"))
    place = _places(lows, scores)
    customers = np.bincount(place, minlength=lows.size)
    of_churned = np.bincount(place[churned], minlength=lows.size)
    rows = zip(lows.tolist(), customers.tolist(), of_churned.tolist(), strict=True)
    return tuple(ScoreBand(low=low, customers=n, churned=k) for low, n, k in rows)


def _expected(listed: Floats, bands: Sequence[ScoreBand]) -> ExpectedChurners | None:
    """The rate of each band times the customers listed of it; rates vary as binomial ones do.

    Half a churned and half a loyal customer are added to each band for its variance, which would
    otherwise be 0 where all or none churned.
    """
    if not bands or not listed.size:
        return None
    of_band = np.bincount(_places(_lows(bands), listed), minlength=len(bands))
    n = np.array([band.customers for band in bands], dtype=np.float64)
    k = np.array([band.churned for band in bands], dtype=np.float64)
    rate = (k + 0.5) / (n + 1)
    number = float((of_band * k / n).sum())
    half = z_of(0.95) * math.sqrt(float((of_band**2 * rate * (1 - rate) / (n + 1)).sum()))
    return ExpectedChurners(
        number=number,
        interval=(max(0.0, number - half), min(float(listed.size), number + half)),
        at_random=float(listed.size * k.sum() / n.sum()),
    )


def _lows(bands: Sequence[ScoreBand]) -> Floats:
    return np.array([band.low for band in bands])


def _places(lows: Floats, scores: Floats) -> NDArray[np.intp]:
    """(n,) band of each customer; those below all are of the lowest."""
    places: NDArray[np.intp] = np.maximum(np.searchsorted(lows, scores, side="right") - 1, 0)
    return places
