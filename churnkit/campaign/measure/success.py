"""What each action did: of those who would have left, the share that it kept, with its interval.

Among customers of one action, listed and held back differ by chance only. If a share q of the
control group left and p of the listed, the action kept 1 - p / q of those about to leave. The
interval of p / q joins Wilson's limits of both rates (MOVER-R) as Newcombe, Statistical Methods in
Medical Research 25:1774 (2016), does.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import polars as pl

from churnkit.campaign.measure.uplift import quantile
from churnkit.campaign.measured_success import ActionSuccess
from churnkit.campaign.record import CONTROL, LISTED
from churnkit.evaluate import wilson_interval

Limits = tuple[float, float]


def action_successes(
    known: pl.DataFrame, words: Mapping[str, str], *, confidence: float
) -> tuple[ActionSuccess, ...]:
    """All actions together, then each.

    Args:
        known: ``line``, ``role``, ``score``, ``success`` and ``stayed`` of the customers whose
            outcome is known.
        words: what is done by each line, in the order of the playbook.
        confidence: of the intervals.
    """
    return tuple(_successes(known, words, quantile(confidence)))


def _successes(known: pl.DataFrame, words: Mapping[str, str], z: float) -> Iterator[ActionSuccess]:
    places = {line: place for place, line in enumerate(words)}
    lines = known["line"].drop_nulls().unique().to_list()
    yield _success("", "", known, z)
    for line in sorted(lines, key=lambda line: (places.get(line, len(places)), line)):
        yield _success(line, words.get(line, line), known.filter(line=line), z)


def _success(line: str, words: str, known: pl.DataFrame, z: float) -> ActionSuccess:
    listed, control = (known.filter(role=role) for role in (LISTED, CONTROL))
    (n1, left1), (n2, left2) = (
        (arm.height, int((~arm["stayed"]).sum())) for arm in (listed, control)
    )
    return ActionSuccess(
        line=line,
        words=words,
        assumed=_assumed(listed),
        listed=n1,
        listed_left=left1,
        control=n2,
        control_left=left2,
        rate=1 - (left1 / n1) / (left2 / n2) if n1 and left2 else None,
        interval=_interval((left1, n1), (left2, n2), z) if n1 and left2 else None,
    )


def _assumed(listed: pl.DataFrame) -> float | None:
    """Of those whom the scores expect to leave, the share that was to be kept."""
    leaving = math.fsum(listed["score"])
    kept = math.fsum(listed.select(pl.col("score") * pl.col("success").fill_null(0.0)).to_series())
    return kept / leaving if leaving else None


def _interval(listed: tuple[int, int], control: tuple[int, int], z: float) -> Limits:
    (left1, n1), (left2, n2) = listed, control
    low, high = ratio_interval(
        (left1 / n1, left2 / n2), (wilson_interval(left1, n1, z), wilson_interval(left2, n2, z))
    )
    return 1 - high, 1 - low


def ratio_interval(rates: tuple[float, float], limits: tuple[Limits, Limits]) -> Limits:
    """Limits of the ratio of two rates from the limits of each; the second rate is above 0.

    >>> [round(limit, 4) for limit in ratio_interval((0.1, 0.2), ((0.08, 0.13), (0.16, 0.25)))]
    [0.3647, 0.706]
    """
    (p1, p2), ((low1, high1), (low2, high2)) = rates, limits
    product = p1 * p2
    below, above = low1 * (2 * p1 - low1), high1 * (2 * p1 - high1)
    far, near = high2 * (2 * p2 - high2), low2 * (2 * p2 - low2)
    low = below / (product + math.sqrt(product**2 - below * far)) if below > 0 else 0.0
    return low, (product + math.sqrt(product**2 - above * near)) / near
