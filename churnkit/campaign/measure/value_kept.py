"""What contact kept, in money: those on the list against those held back, by what they are worth.

The interval takes Wilson's limits of the share of the value that stayed in each arm, for as many
customers of equal value as tell as much (Kish), and joins them as Newcombe, Statistics in Medicine
17:873 (1998), joins two rates: so it stays honest where nearly all of an arm stayed or left.

Arguments named ``stayed`` and ``listed`` are (n,) bool, ``stratum`` is (n,) int, from 0 on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from churnkit.campaign.measure.uplift import Counts, Flags, Floats, quantile
from churnkit.frozen import Frozen

_FEW = 5


class Gain(Frozen):
    """A mean per listed customer, with its interval; None where it cannot be estimated."""

    value: float
    interval: tuple[float, float] | None


@dataclass(frozen=True)
class _Held:
    """Customers of one arm and their value, each (strata,)."""

    customers: Counts
    value: Floats
    share: Floats
    """Of the value, that of customers who stayed; 0 where there is none."""
    concentration: Floats
    """Sum of squared values over squared sum: 1 / customers where all are worth the same."""
    variance: float | None
    """Of staying, within strata, pooled; None: no stratum has two customers."""
    fewest: int
    """Customers who stayed, or who left, whichever are fewer."""

    def limits(self, weight: Floats, z: float) -> tuple[float, float, float]:
        """The share of the value that stays, strata weighted, and Wilson's limits of it."""
        share = min(1.0, float(weight @ self.share))
        customers = 1 / float(weight**2 @ self.concentration)
        if self.fewest >= _FEW and self.variance:  # strata take part of the variance away
            customers = max(customers, customers * share * (1 - share) / self.variance)
        return (share, *_wilson(share, customers, z))


def gain_in_value(
    stayed: Flags, listed: Flags, stratum: Counts, value: Floats, *, confidence: float = 0.95
) -> Gain | None:
    """What contact kept per listed customer, in money; None where no stratum holds both arms.

    In each stratum, the share of the value that stayed among the listed, less that among the
    control group, times the value of all selected customers. So an arm that happens to hold more
    valuable customers gains nothing by it. The interval takes values as given.
    """
    size = int(stratum.max(initial=0)) + 1
    ours, theirs = (_held(stayed[arm], stratum[arm], value[arm], size) for arm in (listed, ~listed))
    both = (ours.value > 0) & (theirs.value > 0)
    if not both.any():
        return None
    at_stake = np.where(both, ours.value + theirs.value, 0.0)
    customers = float((ours.customers + theirs.customers)[both].sum())
    mean = float(at_stake @ (ours.share - theirs.share)) / customers
    if ours.variance is None or theirs.variance is None:
        return Gain(value=mean, interval=None)
    whole, z = float(at_stake.sum()), quantile(confidence)
    p1, low1, high1 = ours.limits(at_stake / whole, z)
    p2, low2, high2 = theirs.limits(at_stake / whole, z)
    each = whole / customers
    below, above = math.hypot(p1 - low1, high2 - p2), math.hypot(high1 - p1, p2 - low2)
    return Gain(value=mean, interval=(mean - each * below, mean + each * above))


def _wilson(share: float, customers: float, z: float) -> tuple[float, float]:
    """Wilson's limits of a share, for a number of customers that need not be whole."""
    middle = share + z**2 / (2 * customers)
    half = z * math.sqrt(share * (1 - share) / customers + (z / (2 * customers)) ** 2)
    scale = 1 + z**2 / customers
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def _held(stayed: Flags, stratum: Counts, value: Floats, size: int) -> _Held:
    def total(of: Floats) -> Floats:
        return np.bincount(stratum, weights=of, minlength=size).astype(np.float64, copy=False)

    customers, worth = np.bincount(stratum, minlength=size), total(value)
    divisor = np.where(worth > 0, worth, 1.0)
    kept = total(stayed.astype(np.float64))
    spare = len(stayed) - int(np.count_nonzero(customers))
    squares = float((kept * (1 - kept / np.maximum(customers, 1))).sum())
    return _Held(
        customers=customers,
        value=worth,
        share=total(value * stayed) / divisor,
        concentration=total(value**2) / divisor**2,
        variance=squares / spare if spare else None,
        fewest=min(int(np.count_nonzero(stayed)), int(np.count_nonzero(~stayed))),
    )
