"""Contacted against control: intervals, tests, strata, value, curve; against hand and reference."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from churnkit.campaign.measure.uplift import (
    Counts,
    Flags,
    adjusted_for_number,
    compare_rates,
    compare_strata,
)
from churnkit.campaign.measure.uplift_curve import uplift_curve
from churnkit.campaign.measure.value_kept import gain_in_value
from tests.campaign.simulated_campaigns import simulated, simulated_with


def arms(ours: tuple[int, int], theirs: tuple[int, int]) -> tuple[Flags, Flags]:
    """Who stayed and who was listed, from (stayed, customers) of both arms."""
    stayed = [n < kept for kept, customers in (ours, theirs) for n in range(customers)]
    return np.array(stayed, np.bool_), np.repeat([True, False], [ours[1], theirs[1]])


@pytest.mark.parametrize(
    ("ours", "theirs", "interval"),
    [
        pytest.param((56, 70), (48, 80), (0.0524, 0.3339), id="a"),
        pytest.param((9, 10), (3, 10), (0.1705, 0.8090), id="b"),
        pytest.param((6, 7), (2, 7), (0.0582, 0.8062), id="c"),
        pytest.param((5, 56), (0, 29), (-0.0381, 0.1926), id="d"),
        pytest.param((0, 10), (0, 20), (-0.1611, 0.2775), id="e"),
        pytest.param((0, 10), (0, 10), (-0.2775, 0.2775), id="f"),
        pytest.param((10, 10), (0, 20), (0.6791, 1.0), id="g"),
        pytest.param((10, 10), (0, 10), (0.6075, 1.0), id="h"),
    ],
)
def test_intervals_are_those_that_newcombe_printed(
    ours: tuple[int, int], theirs: tuple[int, int], interval: tuple[float, float]
) -> None:
    """Table II of the paper, method 10."""
    found = compare_rates(*arms(ours, theirs)).difference

    assert found is not None
    assert found.interval == pytest.approx(interval, abs=0.00006)


def test_the_p_value_of_a_table_is_that_of_its_chi_square_test() -> None:
    found = compare_rates(*arms((56, 70), (48, 80))).difference
    expected = stats.chi2_contingency([[56, 14], [48, 32]], correction=False)

    assert found is not None
    assert found.p_value == pytest.approx(stats.chi2.sf(expected.statistic * 149 / 150, 1))


@given(st.integers(0, 2), st.integers(0, 2), st.integers(1, 12), st.integers(1, 12))
def test_the_p_value_of_few_counts_is_that_of_fisher(
    left1: int, left2: int, n1: int, n2: int
) -> None:
    left1, left2 = min(left1, n1), min(left2, n2)
    found = compare_rates(*arms((n1 - left1, n1), (n2 - left2, n2))).difference
    table = [[n1 - left1, left1], [n2 - left2, left2]]
    expected = np.outer([n1, n2], np.sum(table, axis=0)) / (n1 + n2)

    assert found is not None
    if expected.min() < 1:
        assert found.p_value == pytest.approx(stats.fisher_exact(table).pvalue)


def test_an_empty_arm_has_no_difference() -> None:
    found = compare_rates(*arms((3, 5), (0, 0)))

    assert found.difference is None
    assert (found.control.rate, found.control.interval) == (None, (0.0, 1.0))
    assert compare_strata(*arms((3, 5), (0, 0)), np.zeros(5, np.int64)) is None
    assert gain_in_value(*arms((3, 5), (0, 0)), np.zeros(5, np.int64), np.ones(5)) is None


def test_strata_are_compared_within_themselves() -> None:
    """In each of two strata the listed stay ten points more often; added up, they seem to leave."""
    stayed, listed = (
        np.concatenate(both)
        for both in zip(arms((90, 100), (800, 1000)), arms((200, 1000), (10, 100)), strict=True)
    )
    stratum = np.repeat([0, 1], 1100)

    by_strata = compare_strata(stayed, listed, stratum)
    as_counted = compare_rates(stayed, listed).difference

    assert by_strata is not None
    assert by_strata.value == pytest.approx(0.10)
    assert as_counted is not None
    assert as_counted.value < -0.4


def score_statistic(stayed: Flags, listed: Flags, stratum: Counts, at: float) -> float:
    """Of the Mantel-Haenszel difference, with Sato's variance, stratum by stratum."""
    weights = excess = variance = 0.0
    for each in np.unique(stratum):
        ours, theirs = (stayed[(stratum == each) & arm] for arm in (listed, ~listed))
        if len(ours) == 0 or len(theirs) == 0:
            continue
        n1, n2, n = len(ours), len(theirs), len(ours) + len(theirs)
        y1, y2 = int(ours.sum()), int(theirs.sum())
        weights += n1 * n2 / n
        excess += n1 * n2 / n * (y1 / n1 - y2 / n2 - at)
        slope = (n1**2 * y2 - n2**2 * y1 + n1 * n2 * (n2 - n1) / 2) / n**2
        variance += at * slope + (y1 * (n2 - y2) + y2 * (n1 - y1)) / (2 * n)
    return excess / math.sqrt(variance)


@pytest.mark.parametrize("seed", range(5))
def test_the_interval_ends_where_the_score_test_begins_to_refuse(seed: int) -> None:
    campaign = simulated(seed, selected=400)
    found = compare_strata(campaign.stayed, campaign.listed, campaign.stratum, confidence=0.9)

    assert found is not None
    for limit in found.interval:
        z = score_statistic(campaign.stayed, campaign.listed, campaign.stratum, limit)
        assert abs(z) == pytest.approx(1.6448536)
    at_zero = score_statistic(campaign.stayed, campaign.listed, campaign.stratum, 0.0)
    assert found.p_value == pytest.approx(2 * stats.norm.sf(abs(at_zero)))


@given(st.integers(0, 10_000))
def test_an_interval_that_leaves_zero_out_is_significant_and_no_other(seed: int) -> None:
    campaign = simulated(seed, selected=150, control_share=0.3)
    found = compare_strata(campaign.stayed, campaign.listed, campaign.stratum)

    assert found is not None
    assert found.weighted
    assert found.is_clear == (found.p_value < 0.05)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param((90, 90), (10, 10), id="all stayed"),
        pytest.param((0, 90), (0, 10), id="all left"),
        pytest.param((80, 90), (6, 10), id="four of those held back left"),
    ],
)
def test_few_counts_are_not_weighted(ours: tuple[int, int], theirs: tuple[int, int]) -> None:
    stayed, listed = arms(ours, theirs)
    stratum = np.arange(100) % 3

    found = compare_strata(stayed, listed, stratum)

    assert found is not None
    assert found == compare_rates(stayed, listed).difference
    assert not found.weighted


def test_rare_leaving_is_covered_as_well() -> None:
    """Of 1000 campaigns with 100 held back, of whom 2% leave: no fewer than 95% cover the truth."""
    covered = 0
    listed, stratum = np.repeat([True, False], [900, 100]), np.arange(1000) % 4
    for seed in range(1000):
        stayed = np.random.default_rng(seed).random(1000) < np.where(listed, 0.99, 0.98)
        found = compare_strata(stayed, listed, stratum)
        assert found is not None
        covered += found.interval[0] <= 0.01 <= found.interval[1]

    assert covered >= 950


def test_intervals_cover_the_true_uplift_and_without_one_significant_is_rare() -> None:
    """Of 1000 campaigns with at least 300 held back, at 95%: 930 to 975 cover it, 25 to 70 err."""
    covered, mistaken = {0.3: 0, 0.1: 0, 0.0: 0}, 0
    for seed in range(1000):
        for success, campaign in zip(covered, simulated_with(seed, list(covered)), strict=True):
            assert np.count_nonzero(~campaign.listed) >= 300
            found = compare_strata(campaign.stayed, campaign.listed, campaign.stratum)
            assert found is not None
            covered[success] += found.interval[0] <= campaign.true_uplift <= found.interval[1]
            mistaken += success == 0.0 and found.p_value < 0.05

    assert all(930 <= each <= 975 for each in covered.values()), covered
    assert 25 <= mistaken <= 70


def test_equal_values_make_money_of_the_difference() -> None:
    campaign = simulated(4)
    value = np.full(len(campaign.stayed), 250.0)
    difference = compare_strata(campaign.stayed, campaign.listed, campaign.stratum)
    gain = gain_in_value(campaign.stayed, campaign.listed, campaign.stratum, value)

    assert difference is not None
    assert gain is not None
    assert gain.interval is not None
    assert gain.value == pytest.approx(250 * difference.value, rel=0.02)
    assert np.diff(gain.interval) == pytest.approx(250 * np.diff(difference.interval), rel=0.05)


def test_money_covers_the_truth_where_values_differ() -> None:
    """Values by tier, drawn log-normally within it: as skewed as those of customers are."""
    covered = 0
    for seed in range(400):
        campaign = simulated(seed)
        spread = np.random.default_rng(seed + 10_000).lognormal(0.0, 0.8, len(campaign.tier))
        value = np.array([3000.0, 900.0, 300.0, 80.0])[campaign.tier] * spread
        effect = campaign.score * 0.3 * np.where(campaign.tier == 3, 0.9, 1.4)
        found = gain_in_value(campaign.stayed, campaign.listed, campaign.stratum, value)
        assert found is not None
        assert found.interval is not None
        covered += found.interval[0] <= float((value * effect).mean()) <= found.interval[1]

    assert 0.92 <= covered / 400 <= 0.98


@pytest.mark.parametrize(
    ("listed", "control", "retention", "differ"),
    [(108, 12, 0.95, False), (108, 12, 0.99, True), (450, 50, 0.99, False), (180, 20, 0.9, True)],
)
def test_money_and_qini_cover_the_truth_where_nearly_all_stay(
    listed: int, control: int, retention: float, *, differ: bool
) -> None:
    """No effect at all: the interval holds 0 in at least 93% of the campaigns."""
    rng, draws, held = np.random.default_rng(listed), 400, np.zeros(2)
    for _ in range(draws):
        is_listed = rng.permutation(listed + control) < listed
        stayed = rng.random(listed + control) < retention
        value = rng.lognormal(0.0, 0.8, listed + control) if differ else np.ones(listed + control)
        found = gain_in_value(stayed, is_listed, np.zeros(len(stayed), np.int64), value)
        curve = uplift_curve(np.arange(len(stayed)), stayed, is_listed)
        assert found is not None
        assert found.interval is not None
        assert curve is not None
        assert curve.qini_interval is not None
        for place, (low, high) in enumerate((found.interval, curve.qini_interval)):
            held[place] += low <= 0 <= high
    assert (held / draws >= 0.93).all()


def test_controls_who_all_stayed_prove_no_loss() -> None:
    """108 listed of whom 11 left, 12 controls who all stayed, each worth 200."""
    stayed, listed = arms((97, 108), (12, 12))
    found = gain_in_value(stayed, listed, np.zeros(120, np.int64), np.full(120, 200.0))
    counted = compare_rates(stayed, listed).difference

    assert found is not None
    assert found.interval is not None
    assert counted is not None
    assert found.interval == pytest.approx([200 * bound for bound in counted.interval])
    assert found.interval[0] < 0 < found.interval[1]


def test_a_single_customer_in_each_arm_has_no_interval_in_money() -> None:
    found = gain_in_value(*arms((1, 1), (0, 1)), np.zeros(2, np.int64), np.array([10.0, 10.0]))

    assert found is not None
    assert (found.value, found.interval) == (10.0, None)


def test_holm_by_hand() -> None:
    assert adjusted_for_number([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert adjusted_for_number([0.9, 0.8]) == (1.0, 1.0)
    assert adjusted_for_number([]) == ()


def test_the_uplift_curve_by_hand() -> None:
    """Forty customers, every second held back. Of the first half the listed stay, of the second
    none do, and nobody does without contact: all that is kept is kept by the first half."""
    rank = np.arange(40)
    listed = rank % 2 == 0
    stayed = listed & (rank < 20)

    found = uplift_curve(rank[::-1], stayed[::-1], listed[::-1])

    assert found is not None
    assert [point.kept for point in found.points[:3]] == [0.0, 1.0, 2.0]
    assert [point.kept for point in found.points[-11:]] == [10.0] * 11
    assert found.points[10].at_random == pytest.approx(5.0)
    # a triangle over the whole width, 5 of 20 listed customers high
    assert found.qini == pytest.approx(0.5 * 5 / 20)


def test_the_curve_counts_those_kept_against_the_control_group_of_the_same_part() -> None:
    campaign = simulated(1)
    rank = np.arange(len(campaign.stayed))

    found = uplift_curve(rank, campaign.stayed, campaign.listed)

    assert found is not None
    for point in found.points[1:]:
        part = rank < round(point.share * len(rank))
        ours = campaign.stayed[part & campaign.listed]
        theirs = campaign.stayed[part & ~campaign.listed]
        assert (point.listed, point.control) == (len(ours), len(theirs))
        assert point.kept == pytest.approx(ours.sum() - len(ours) * theirs.mean())


def test_a_ranking_by_chance_has_a_qini_about_zero() -> None:
    campaign = simulated(2, selected=20_000, control_share=0.5)
    shuffled = np.random.default_rng(0).permutation(len(campaign.stayed))

    by_score = uplift_curve(np.arange(len(shuffled)), campaign.stayed, campaign.listed)
    by_chance = uplift_curve(shuffled, campaign.stayed, campaign.listed)

    assert by_score is not None
    assert by_chance is not None
    assert by_score.qini > 0.005
    assert abs(by_chance.qini) < 0.005


def test_without_a_control_group_there_is_no_curve() -> None:
    assert uplift_curve(np.arange(3), np.ones(3, np.bool_), np.ones(3, np.bool_)) is None


def test_a_part_without_controls_is_unknown() -> None:
    listed = np.array([True] * 30 + [False] * 10)
    found = uplift_curve(np.arange(40), np.ones(40, np.bool_), listed)

    assert found is not None
    assert found.points[5].kept is None
    assert found.points[-1].kept == 0.0
    assert found.qini == 0.0
