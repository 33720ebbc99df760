"""What an action did: the share kept of those who would have left."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import polars as pl
import pytest

from churnkit.campaign.measure.success import action_successes, ratio_interval
from churnkit.campaign.measured_success import WIDEST
from churnkit.evaluate import wilson_interval

Z = NormalDist().inv_cdf(0.975)


def customers(line: str, role: str, stayed: int, left: int, success: float) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "line": line,
            "role": role,
            "score": 0.4,
            "success": success,
            "stayed": [True] * stayed + [False] * left,
        }
    )


def test_rates_by_hand() -> None:
    known = pl.concat(
        [
            customers("call", "listed", 80, 20, 0.3),
            customers("call", "control", 30, 20, 0.3),
            customers("write", "listed", 50, 10, 0.1),
            customers("write", "control", 10, 0, 0.1),
        ]
    )
    of_all, write, call = action_successes(known, {"write": "a letter"}, confidence=0.95)

    assert (of_all.listed, of_all.listed_left, of_all.control, of_all.control_left) == (
        160, 30, 60, 20,
    )  # fmt: skip
    assert of_all.rate == pytest.approx(1 - (30 / 160) / (20 / 60))
    assert of_all.assumed == pytest.approx((100 * 0.3 + 60 * 0.1) / 160)
    assert call.rate == pytest.approx(1 - 0.2 / 0.4)
    assert call.interval is not None
    assert call.interval[0] < 0.5 < call.interval[1]
    assert call.words == "call"
    assert (write.rate, write.interval, write.words) == (None, None, "a letter")
    assert not write.is_usable


def test_a_rate_is_usable_from_enough_customers_on() -> None:
    sizes = (100, 200, 400, 800)
    widths, usable = [], []
    for size in sizes:
        known = pl.concat(
            [
                customers("call", "listed", size * 8 // 10, size * 2 // 10, 0.3),
                customers("call", "control", size * 7 // 10, size * 3 // 10, 0.3),
            ]
        )
        call = action_successes(known, {}, confidence=0.95)[1]
        assert call.interval is not None
        widths.append(call.interval[1] - call.interval[0])
        usable.append(call.is_usable)
    assert widths == sorted(widths, reverse=True)
    assert usable == [width <= WIDEST for width in widths]
    assert usable[0] is False
    assert usable[-1] is True


@pytest.mark.parametrize("left", [(1, 3), (20, 30), (30, 20), (45, 50), (50, 50)])
def test_to_swap_the_groups_inverts_the_ratio(left: tuple[int, int]) -> None:
    limits = tuple(wilson_interval(k, 50, Z) for k in left)
    p1, p2 = (k / 50 for k in left)
    low, high = ratio_interval((p1, p2), limits)  # type: ignore[arg-type]
    other = ratio_interval((p2, p1), limits[::-1])  # type: ignore[arg-type]
    assert (1 / high, 1 / low) == pytest.approx(other)
    assert low < p1 / p2 < high


@pytest.mark.parametrize(
    ("rates", "sizes"),
    [((0.06, 0.09), (1200, 300)), ((0.3, 0.45), (200, 200)), ((0.02, 0.02), (900, 600))],
    ids=["few leave", "many leave", "nothing kept"],
)
def test_intervals_cover_the_truth(rates: tuple[float, float], sizes: tuple[int, int]) -> None:
    draw, truth, rounds = np.random.default_rng(11), rates[0] / rates[1], 4000
    counts = [draw.binomial(n, p, rounds) for n, p in zip(sizes, rates, strict=True)]
    covered = [
        low <= truth <= high
        for k1, k2 in zip(*counts, strict=True)
        for low, high in [
            ratio_interval(
                (k1 / sizes[0], k2 / sizes[1]),
                (wilson_interval(int(k1), sizes[0], Z), wilson_interval(int(k2), sizes[1], Z)),
            )
        ]
    ]
    assert 0.935 <= np.mean(covered) <= 0.975
