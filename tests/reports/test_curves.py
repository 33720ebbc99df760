"""The curves of a report, against sums by hand and the functions that judge one share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnkit.evaluate import captured
from churnkit.reports.curves import PARTS, PERCENTS, curves


@given(
    scored=st.lists(
        st.tuples(st.booleans(), st.sampled_from([0.0, 0.1, 0.33, 0.7, 1.0])), min_size=2
    )
)
def test_captured_is_what_is_captured_at_each_share(scored: list[tuple[bool, float]]) -> None:
    churned = np.array([each for each, _ in scored])
    score = np.array([each for _, each in scored])
    found = curves(churned, score)
    if churned.all() or not churned.any():
        assert found is None
        return
    assert found is not None
    expected = [captured(churned, score, percent / 100) for percent in PERCENTS]
    assert found.captured == pytest.approx(expected)
    assert sum(found.churned_parts) == pytest.approx(1)
    assert sum(found.loyal_parts) == pytest.approx(1)
    assert sum(group.customers for group in found.groups) == churned.size
    assert sum(group.churned for group in found.groups) == churned.sum()


def test_four_customers_by_hand() -> None:
    found = curves(np.array([True, False, True, False]), np.array([0.9, 0.9, 0.4, 0.1]))
    assert found is not None
    assert found.captured[PERCENTS.index(50)] == 0.5  # one of the two who score .9
    assert found.captured[PERCENTS.index(76)] == 1.0  # four customers: 76% is rounded up
    assert found.churned_parts[18] == 0.5  # from .9 on, of 20 parts
    assert found.churned_parts[8] == 0.5
    assert len(found.loyal_parts) == PARTS
    assert [(group.score, group.customers, group.churned) for group in found.groups] == [
        (0.1, 1, 0), (0.4, 1, 1), (0.9, 2, 1),
    ]  # fmt: skip


def test_the_size_does_not_follow_the_customers() -> None:
    drawn = np.random.default_rng(0)
    found = curves(drawn.random(10_000) < 0.2, drawn.random(10_000))
    assert found is not None
    assert len(found.model_dump_json()) < 5_000
