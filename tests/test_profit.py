"""What a campaign pays: cuts and profit measures, against brute force and the definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnkit.profit import best_cut


@pytest.mark.parametrize(
    ("profits", "cut"),
    [
        pytest.param([], 0, id="nobody"),
        pytest.param([-1.0, -2.0], 0, id="nobody is worth it"),
        pytest.param([2.0, 1.0], 2, id="everybody"),
        pytest.param([3.0, -1.0, 2.0, -5.0], 3, id="a loss on the way"),
        pytest.param([3.0, -1.0, 1.0], 1, id="ties: the shorter"),
        pytest.param([0.0, 0.0], 0, id="no profit, no contact"),
    ],
)
def test_the_best_cut_by_hand(profits: list[float], cut: int) -> None:
    assert best_cut(np.array(profits)) == cut


@given(st.lists(st.integers(-50, 50).map(float), max_size=30))
def test_the_best_cut_is_that_of_brute_force(profits: list[float]) -> None:
    sums = [sum(profits[:cut]) for cut in range(len(profits) + 1)]
    assert best_cut(np.array(profits)) == sums.index(max(sums))
