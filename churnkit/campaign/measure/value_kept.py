"""What contact kept, in money: those on the list against those held back, by what they are worth.

Arguments named ``stayed`` and ``listed`` are (n,) bool, ``stratum`` is (n,) int, from 0 on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from churnkit.campaign.measure.uplift import Counts, Flags, Floats, quantile
from churnkit.frozen import Frozen


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

    def error(self, at_stake: Floats) -> float:
        """Standard error of the value that stays of so much in each stratum."""
        return math.sqrt((self.variance or 0.0) * float(at_stake**2 @ self.concentration))


def gain_in_value(
    stayed: Flags, listed: Flags, stratum: Counts, value: Floats, *, confidence: float = 0.95
) -> Gain | None:
    """What contact kept per listed customer, in money; None where no stratum holds both arms.

    In each stratum, the share of the value that stayed among the listed, less that among the
    control group, times the value of all selected customers. So an arm that happens to hold more
    valuable customers gains nothing by it. The interval is normal, with values taken as given.
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
    half = quantile(confidence) * math.hypot(ours.error(at_stake), theirs.error(at_stake))
    return Gain(value=mean, interval=(mean - half / customers, mean + half / customers))


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
    )
