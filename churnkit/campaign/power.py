"""How many customers a campaign needs before a difference can be seen, and what it can see.

The test of two rates by the normal approximation, as Fleiss, Levin and Paik plan it ("Statistical
Methods for Rates and Proportions", 3rd edition, 2003, section 4.2, unequal groups, without the
correction for continuity): under no difference the variance is that of the mean rate, else that of
each rate. ``base`` is the retention of customers who are not contacted, ``uplift`` what contact
adds to it, both shares.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist

from churnkit.frozen import Frozen

_NORMAL = NormalDist()
_HALVINGS = 60
_ROUNDING = 1e-9


class TestDesign(Frozen):
    """The power and the level of the test that an uplift is to pass."""

    power: float = 0.8
    """Probability that a difference that exists is detected."""
    alpha: float = 0.05
    """Probability that a difference is seen where there is none; of a two-sided test."""


def power(
    base: float, uplift: float, listed: float, control: float, *, alpha: float = 0.05
) -> float:
    """Chance that the uplift is seen with so many customers.

    >>> round(power(0.6, 0.1, 500, 500), 3)
    0.913
    """
    ours = min(1.0, base + uplift)
    mean = min(1.0, (listed * ours + control * base) / (listed + control))
    if_none = math.sqrt(mean * (1 - mean) * (1 / listed + 1 / control))
    if_real = math.sqrt(ours * (1 - ours) / listed + base * (1 - base) / control)
    beyond = abs(uplift) - _NORMAL.inv_cdf(1 - alpha / 2) * if_none
    if if_real == 0:
        return 1.0 if beyond > 0 else 0.0
    return _NORMAL.cdf(beyond / if_real)


def controls_needed(
    base: float, uplift: float, listed_per_control: float, design: TestDesign
) -> int | None:
    """Customers in the control group, with so many listed for each; None: no number is enough.

    >>> controls_needed(0.6, 0.1, 1.0, TestDesign())
    356
    """
    ours = base + uplift
    if uplift == 0 or not 0 <= ours <= 1 + _ROUNDING:
        return None
    ours = min(1.0, ours)
    mean = min(1.0, (listed_per_control * ours + base) / (listed_per_control + 1))
    if_none = math.sqrt(mean * (1 - mean) * (1 + 1 / listed_per_control))
    if_real = math.sqrt(ours * (1 - ours) / listed_per_control + base * (1 - base))
    reach = (
        _NORMAL.inv_cdf(1 - design.alpha / 2) * if_none + _NORMAL.inv_cdf(design.power) * if_real
    )
    return max(1, math.ceil((reach / uplift) ** 2))


def control_share_needed(
    base: float, uplift: float, selected: int, design: TestDesign
) -> float | None:
    """Smallest share of the selected to hold back; None: even one half is not enough."""

    def is_enough(share: float) -> bool:
        control = share * selected
        return power(base, uplift, selected - control, control, alpha=design.alpha) >= design.power

    if selected < 2 or not 0 <= base + uplift <= 1 + _ROUNDING or not is_enough(0.5):
        return None
    return _first_enough(is_enough, 0.0, 0.5)


def smallest_uplift(base: float, listed: int, control: int, design: TestDesign) -> float | None:
    """Smallest uplift that is seen with so many customers; None: not even if all of them stay."""

    def is_enough(uplift: float) -> bool:
        return power(base, uplift, listed, control, alpha=design.alpha) >= design.power

    if min(listed, control) < 1 or not is_enough(1 - base):
        return None
    return _first_enough(is_enough, 0.0, 1 - base)


def _first_enough(is_enough: Callable[[float], bool], low: float, high: float) -> float:
    """Where a condition begins to hold, between ``low`` and ``high``, where it holds."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if is_enough(middle):
            high = middle
        else:
            low = middle
    return high
