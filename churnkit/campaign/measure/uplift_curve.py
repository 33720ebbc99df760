"""Does contact do more for the first of a ranking than for the last? Uplift curve and Qini.

Radcliffe, "Using control groups to target on predicted lift", Direct Marketing Analytics Journal
(2007): customers kept by contacting the first part of a ranking, against contacting as many at
random.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from churnkit.campaign.measure.uplift import Counts, Flags
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


def uplift_curve(rank: Counts, stayed: Flags, listed: Flags) -> UpliftCurve | None:
    """The curve over the selected customers; None where one of the two groups is empty.

    Args:
        rank: (n,) whole numbers; the smallest is the first of the list.
        stayed: (n,) who stayed.
        listed: (n,) who was on the list; the others were held back.
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
    return UpliftCurve(points=points, qini=_qini(points))


def _kept(listed: int, control: int, listed_stayed: int, control_stayed: int) -> float | None:
    if listed == 0:
        return 0.0
    return listed_stayed - listed * control_stayed / control if control else None


def _qini(points: Sequence[CurvePoint]) -> float:
    known = [(point.share, point.kept - point.at_random) for point in points
             if point.kept is not None]  # fmt: skip
    shares, above = np.array(known).T
    return float(np.trapezoid(above, shares)) / points[-1].listed
