"""What contact kept in money, by hand, down to one customer of each arm."""

from __future__ import annotations

import numpy as np
import pytest

from churnkit.campaign.measure.value_kept import gain_in_value

LISTED = np.array([True, False] * 4)


def test_one_customer_of_each_arm_in_a_stratum_shows_a_gain_without_an_interval() -> None:
    stayed = np.array([True, False, True, True, True, False, False, False])
    value = np.array([10.0, 30, 20, 20, 5, 15, 1, 1])
    stratum = np.repeat(np.arange(4), 2)
    gain = gain_in_value(stayed, LISTED, stratum, value)
    assert gain is not None
    # (40 x (1 - 0) + 40 x (1 - 1) + 20 x (1 - 0) + 2 x (0 - 0)) / 8 customers
    assert gain.value == pytest.approx(60 / 8)
    assert gain.interval is None  # nothing tells how much such customers differ


def test_two_customers_of_one_stratum_are_enough_for_an_interval() -> None:
    stayed = np.array([True, False, True, True, True, False, False, False])
    gain = gain_in_value(stayed, LISTED, np.zeros(8, dtype=np.int64), np.full(8, 10.0))
    assert gain is not None
    assert gain.value == pytest.approx(10 * (3 / 4 - 1 / 4))
    assert gain.interval is not None
    low, high = gain.interval
    assert low < 0 < gain.value < high
