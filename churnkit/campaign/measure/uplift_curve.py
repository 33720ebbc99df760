"""Does contact do more for the first of a ranking than for the last? Uplift curve and Qini.

Radcliffe, "Using control groups to target on predicted lift", Direct Marketing Analytics Journal
(2007): customers kept by contacting the first part of a ranking, against contacting as many at
random.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from churnkit.campaign.measure.uplift import Counts, Flags, quantile
from churnkit.frozen import Frozen

_PARTS = 20


class CurvePoint(Frozen):
    """The first part of the selected customers by rank."""

    share: float
    """Part of the selected customers, 0 to 1."""
    listed: int
    control: int
    kept: float | None
    """Listed customers who stayed, less as many as would have by the control group of this part;
    None: none of the control group is in it."""
    at_random: float
    """The same for as large a part drawn at random."""


class UpliftCurve(Frozen):
    """Customers kept by contacting more and more of them."""

    points: tuple[CurvePoint, ...]
    """At 0, 5, ... 100% of the selected customers."""
    qini: float
    """Area between curve and random, with customers kept as a share of all listed and the part as
    a share: above 0 where the first of the ranking gain more than the last."""
    qini_interval: tuple[float, float] | None = None
    """None: measured before there was one."""


def uplift_curve(
    rank: Counts, stayed: Flags, listed: Flags, *, confidence: float = 0.95
) -> UpliftCurve | None:
    """The curve over the selected customers; None where one of the two groups is empty.

    Args:
        rank: (n,) whole numbers; the smallest is the first of the list.
        stayed: (n,) who stayed.
        listed: (n,) who was on the list; the others were held back.
        confidence: of the interval of Qini.
    """
    if not listed.any() or listed.all():
        return None
    order = np.argsort(rank, kind="stable")
    parts = np.linspace(0.0, 1.0, _PARTS + 1)
    ends = np.rint(parts * len(order)).astype(np.int64)
    sums = [
        np.concatenate([[0], np.cumsum(chosen[order])])[ends]
        for chosen in (listed, ~listed, listed & stayed, ~listed & stayed)
    ]
    kept = [_kept(*map(int, counts)) for counts in zip(*sums, strict=True)]
    overall = kept[-1] or 0.0
    points = tuple(
        CurvePoint(share=share, listed=ours, control=theirs, kept=each, at_random=share * overall)
        for share, ours, theirs, each in zip(
            parts.tolist(), sums[0].tolist(), sums[1].tolist(), kept, strict=True
        )
    )
    qini, half = _qini(points), quantile(confidence) * _error(points, stayed, listed)
    return UpliftCurve(points=points, qini=qini, qini_interval=(qini - half, qini + half))


def _kept(listed: int, control: int, listed_stayed: int, control_stayed: int) -> float | None:
    if listed == 0:
        return 0.0
    return listed_stayed - listed * control_stayed / control if control else None


def _qini(points: Sequence[CurvePoint]) -> float:
    known = [(point.share, point.kept - point.at_random) for point in points
             if point.kept is not None]  # fmt: skip
    shares, above = np.array(known).T
    return float(np.trapezoid(above, shares)) / points[-1].listed


def _error(points: Sequence[CurvePoint], stayed: Flags, is_listed: Flags) -> float:
    """Standard error of Qini, which is a weighted sum of the customers who stayed in each part.

    Whoever is listed or held back of a part is taken as given. The variance of staying is that of
    the arm with one customer more who stayed and one who left, so that it is not 0 where all of an
    arm stayed.
    """
    listed = np.array([point.listed for point in points], dtype=np.float64)
    control = np.array([point.control for point in points], dtype=np.float64)
    share = np.array([point.share for point in points])
    from_part = np.tri(len(points), len(points) - 1, -1).T  # (parts, points): counted from there on
    per_control = np.divide(listed, control, out=np.zeros_like(listed), where=control > 0)
    known = (control > 0) | (listed == 0)
    variance = 0.0
    for kept, customers, arm in (
        (from_part, np.diff(listed), stayed[is_listed]),
        (from_part * per_control, np.diff(control), stayed[~is_listed]),
    ):
        above = kept - share * kept[:, -1:]
        weight = np.trapezoid(above[:, known], share[known], axis=1) / listed[-1]
        variance += _variance(arm) * float(weight**2 @ customers)
    return math.sqrt(variance)


def _variance(stayed: Flags) -> float:
    rate = float(np.count_nonzero(stayed) + 1) / (len(stayed) + 2)
    return rate * (1 - rate)
