"""What a list is worth, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from churnkit.verdict.list_worth import list_worth, score_bands
from churnkit.verdict.model import ScoreBand
from churnkit.verdict.page import mostly_below_lines, worth_lines

BANDS = (
    ScoreBand(low=0.1, customers=100, churned=10),
    ScoreBand(low=0.5, customers=100, churned=50),
)


def test_the_list_should_find_as_many_as_the_test_customers_of_its_scores() -> None:
    worth = list_worth(np.array([0.9, 0.6, 0.5, 0.2, 0.05]), np.zeros(0), 0.3, BANDS)
    assert worth.expected is not None
    assert worth.expected.number == pytest.approx(3 * 0.5 + 2 * 0.1)
    assert worth.expected.at_random == pytest.approx(5 * 0.3)
    low, high = worth.expected.interval
    # 9 x 0.25 / 101 + 4 x (10.5 / 101) x (90.5 / 101) / 101 = 0.02597, whose root x 1.96 is 0.316
    assert (low, high) == pytest.approx((1.7 - 0.316, 1.7 + 0.316), abs=0.001)


def test_those_who_tie_at_the_cut_and_those_below_the_base_rate_are_counted() -> None:
    worth = list_worth(np.array([0.9, 0.2, 0.2]), np.array([0.2, 0.1]), 0.2)
    assert (worth.cut, worth.tied, worth.tied_unlisted, worth.below) == (0.2, 2, 1, 2)
    assert worth.is_mostly_below
    assert worth_lines(worth, "en") == (
        "The lowest score on the list, 0.2000, is shared by 2 of the 3 customers listed and by 1 "
        "not listed. The rules cannot tell them apart; who is listed was decided by a hash of the "
        "id, in effect at random.",
    )
    assert mostly_below_lines(worth, "en", order="score") == (
        "Most of the list, 2 of 3 customers, score at or below the base rate (0.2000): the rules "
        "do not expect them to leave. A smaller score.share lists fewer of them.",
    )


def test_an_empty_list_is_worth_nothing_and_says_nothing() -> None:
    worth = list_worth(np.zeros(0), np.zeros(0), 0.2, BANDS)
    assert worth_lines(worth, "en") == mostly_below_lines(worth, "en", order=None) == ()


def test_equal_scores_share_a_band() -> None:
    scores = np.repeat([0.1, 0.2, 0.9], [40, 10, 50])
    churned = np.arange(100) % 2 == 0
    bands = score_bands(churned, scores)
    assert [(band.low, band.customers) for band in bands] == [(0.1, 50), (0.9, 50)]
    assert sum(band.churned for band in bands) == 50
    assert score_bands(churned[:0], scores[:0]) == ()
