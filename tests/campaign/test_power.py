"""How many customers a campaign needs: against textbook tables and simulated campaigns."""

from __future__ import annotations

import numpy as np
import pytest

from churnkit.campaign.measure.uplift import compare_strata
from churnkit.campaign.power import (
    TestDesign as Design,
)
from churnkit.campaign.power import (
    control_share_needed,
    controls_needed,
    power,
    smallest_uplift,
)

SURE = Design()


def seen(base: float, uplift: float, listed: int, control: int, campaigns: int = 1500) -> float:
    """Share of simulated campaigns in which the difference is significant."""
    draw = np.random.default_rng(5)
    arm = np.repeat([True, False], [listed, control])
    stratum = np.zeros(len(arm), np.int64)
    found = 0
    for _ in range(campaigns):
        stayed = draw.random(len(arm)) < np.where(arm, base + uplift, base)
        difference = compare_strata(stayed, arm, stratum)
        found += difference is not None and difference.p_value < 0.05
    return found / campaigns


@pytest.mark.parametrize(
    ("base", "uplift", "each"),
    [
        pytest.param(0.6, 0.1, 356, id="60% to 70%"),
        pytest.param(0.25, 0.15, 152, id="25% to 40%"),
        pytest.param(0.8, -0.1, 294, id="80% to 70%"),
    ],
)
def test_equal_groups_are_those_of_the_textbook(base: float, uplift: float, each: int) -> None:
    assert controls_needed(base, uplift, 1.0, SURE) == each


@pytest.mark.parametrize(
    ("base", "uplift", "ratio"),
    [
        pytest.param(0.6, 0.1, 9.0, id="one in ten held back"),
        pytest.param(0.35, 0.08, 4.0, id="one in five"),
        pytest.param(0.85, 0.06, 1.0, id="half"),
    ],
)
def test_simulated_campaigns_of_that_size_see_it_in_four_of_five(
    base: float, uplift: float, ratio: float
) -> None:
    control = controls_needed(base, uplift, ratio, SURE)

    assert control is not None
    assert seen(base, uplift, round(ratio * control), control) == pytest.approx(0.8, abs=0.035)


def test_power_is_what_is_seen() -> None:
    assert power(0.6, 0.05, 900, 300) == pytest.approx(seen(0.6, 0.05, 900, 300), abs=0.04)
    assert power(0.6, 0.0, 900, 300) == pytest.approx(0.025)
    assert power(1.0, 0.0, 900, 300) == 0.0
    assert power(0.0, 1.0, 900, 300) == 1.0


def test_the_answers_fit_each_other() -> None:
    control = controls_needed(0.6, 0.07, 9.0, SURE)

    assert control is not None
    assert smallest_uplift(0.6, 9 * control, control, SURE) == pytest.approx(0.07, abs=0.0005)
    assert control_share_needed(0.6, 0.07, 10 * control, SURE) == pytest.approx(0.1, abs=0.001)


def test_what_cannot_be_seen_has_no_number() -> None:
    assert controls_needed(0.6, 0.0, 9.0, SURE) is None
    assert controls_needed(0.6, 0.5, 9.0, SURE) is None
    assert smallest_uplift(0.6, 4, 1, SURE) is None
    assert smallest_uplift(0.6, 100, 0, SURE) is None
    assert control_share_needed(0.6, 0.01, 1000, SURE) is None
    assert control_share_needed(0.6, 0.5, 1000, SURE) is None
    assert control_share_needed(0.6, 0.1, 1, SURE) is None


def test_more_certainty_needs_more_customers() -> None:
    usual = controls_needed(0.6, 0.1, 1.0, SURE)
    for sure in (Design(power=0.9), Design(alpha=0.01)):
        more = controls_needed(0.6, 0.1, 1.0, sure)
        assert more is not None
        assert usual is not None
        assert more > usual
