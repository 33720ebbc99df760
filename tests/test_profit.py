"""What a campaign pays: cuts and profit measures, against brute force and the definition."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats

from churnkit.profit import (
    BestContact,
    Flags,
    Floats,
    ProfitTerms,
    best_cut,
    expected_maximum_profit,
    incomplete_beta,
    maximum_profit,
    profit_curve,
    profit_measures,
    reached_at_cuts,
)

PUBLISHED = ProfitTerms()


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


def profit_by_customer(
    churned: Flags, score: Floats, cut: float, gamma: float, costs: ProfitTerms
) -> float:
    """Per customer when all with a score above the cut are contacted, one customer at a time."""
    total = 0.0
    for leaves, its_score in zip(churned, score, strict=True):
        if its_score > cut and leaves:
            total += gamma * (costs.value - costs.offer_cost - costs.contact_cost)
            total += (1 - gamma) * -costs.contact_cost
        elif its_score > cut:
            total += -costs.offer_cost - costs.contact_cost
    return total / len(churned)


def profit_by_paper(
    churned: Flags, score: Floats, cut: float, gamma: float, costs: ProfitTerms
) -> float:
    """P(t; gamma) with the symbols of the paper."""
    clv, delta, phi = costs.value, costs.offer_cost / costs.value, costs.contact_cost / costs.value
    pi0, pi1 = float(np.mean(churned)), float(np.mean(~churned))
    f0 = float(np.mean(score[churned] > cut)) if churned.any() else 0.0
    f1 = float(np.mean(score[~churned] > cut)) if (~churned).any() else 0.0
    return clv * (gamma * (1 - delta) - phi) * pi0 * f0 - clv * (delta + phi) * pi1 * f1


def cuts_of(score: Floats) -> list[float]:
    return [np.inf, *sorted(set(score.tolist()), reverse=True)[1:], -np.inf]


def emp_by_integration(churned: Flags, score: Floats, costs: ProfitTerms) -> BestContact:
    """Mean over gamma of the largest profit, by quadrature of the definition."""
    cuts = cuts_of(score)
    at_0, at_1 = (
        np.array([profit_by_paper(churned, score, cut, gamma, costs) for cut in cuts])
        for gamma in (0.0, 1.0)
    )
    shares = [float(np.mean(score > cut)) for cut in cuts]
    density = stats.beta(costs.success_alpha, costs.success_beta)
    pieces = list(pieces_of(at_0, at_1))

    def mean(at_0: float, at_1: float, low: float, high: float) -> float:
        """Of a line over gamma, as far as gamma lies between the bounds."""
        return float(
            integrate.quad(lambda g: (at_0 + (at_1 - at_0) * g) * density.pdf(g), low, high)[0]
        )

    return BestContact(
        profit=sum(mean(at_0[best], at_1[best], low, high) for low, high, best in pieces),
        share=sum(mean(shares[best], shares[best], low, high) for low, high, best in pieces),
    )


def pieces_of(at_0: Floats, at_1: Floats) -> Iterator[tuple[float, float, int]]:
    """Where on [0, 1] which of the lines is the highest; of equal ones, the first."""
    rise = at_1 - at_0
    with np.errstate(divide="ignore", invalid="ignore"):
        crossings = (at_0[:, None] - at_0) / (rise - rise[:, None])
    within = crossings[(crossings > 0) & (crossings < 1)]
    knots = np.unique(np.concatenate([[0, 1], within]).round(12))
    middles = (knots[:-1] + knots[1:]) / 2
    best = np.argmax(at_0[:, None] + rise[:, None] * middles, axis=0)
    changes = np.flatnonzero(np.diff(best)) + 1
    bounds = [0.0, *knots[changes], 1.0]
    for (low, high), place in zip(pairwise(bounds), [0, *changes], strict=True):
        yield low, high, int(best[place])


def scored_set(seed: int, customers: int, levels: int) -> tuple[Flags, Floats]:
    """Random customers of whom those with high scores churn more often; few levels: many ties."""
    draw = np.random.default_rng(seed)
    score = draw.integers(0, levels, customers) / levels
    return draw.random(customers) < 0.1 + 0.6 * score, score


EDGES = [
    pytest.param([True], [0.5], id="one churner"),
    pytest.param([False], [0.5], id="one loyal customer"),
    pytest.param([True] * 5, [0.1, 0.2, 0.2, 0.3, 0.9], id="churners only"),
    pytest.param([False] * 5, [0.1, 0.2, 0.2, 0.3, 0.9], id="loyal customers only"),
    pytest.param([True, False, True, False], [0.3] * 4, id="constant scores"),
    pytest.param([True, True, False, False], [0.9, 0.8, 0.2, 0.1], id="told apart"),
    pytest.param([False, False, True, True], [0.9, 0.8, 0.2, 0.1], id="the wrong way round"),
]
COSTS = [
    pytest.param(PUBLISHED, id="published"),
    pytest.param(ProfitTerms(success_alpha=2.5, success_beta=0.8), id="beta not whole"),
    pytest.param(ProfitTerms(offer_cost=0.0, contact_cost=0.0), id="nothing costs"),
    pytest.param(ProfitTerms(offer_cost=60.0, contact_cost=20.0), id="dear"),
    pytest.param(ProfitTerms(value=8.0), id="the offer costs more than the customer is worth"),
]


@pytest.mark.parametrize("costs", COSTS)
@pytest.mark.parametrize(("churned", "score"), EDGES)
def test_edge_cases_agree_with_integration(
    churned: list[bool], score: list[float], costs: ProfitTerms
) -> None:
    check_against_the_definition(np.array(churned), np.array(score), costs)


@pytest.mark.parametrize("costs", COSTS)
@pytest.mark.parametrize("levels", [2, 7, 1000])
@pytest.mark.parametrize("seed", range(4))
def test_random_scores_agree_with_integration(seed: int, levels: int, costs: ProfitTerms) -> None:
    check_against_the_definition(*scored_set(seed, 40, levels), costs)


def check_against_the_definition(churned: Flags, score: Floats, costs: ProfitTerms) -> None:
    reached = reached_at_cuts(churned, score)
    gamma = costs.success_alpha / (costs.success_alpha + costs.success_beta)
    cuts = cuts_of(score)
    brute = [profit_by_customer(churned, score, cut, gamma, costs) for cut in cuts]
    paper = [profit_by_paper(churned, score, cut, gamma, costs) for cut in cuts]

    assert profit_curve(reached, costs) == pytest.approx(brute, abs=1e-9)
    assert profit_curve(reached, costs) == pytest.approx(paper, abs=1e-9)
    assert maximum_profit(reached, costs).profit == pytest.approx(max(brute), abs=1e-9)

    found, expected = (
        expected_maximum_profit(reached, costs),
        emp_by_integration(churned, score, costs),
    )
    assert found.profit == pytest.approx(expected.profit, abs=1e-6)
    assert found.share == pytest.approx(expected.share, abs=1e-6)


def test_the_measures_by_hand() -> None:
    """Two churners score above two loyal customers: (.3 x 190 - 1) x 2 / 4 for contacting both."""
    churned, score = np.array([True, True, False, False]), np.array([0.9, 0.8, 0.2, 0.1])

    found = profit_measures(churned, score, PUBLISHED)

    assert found is not None
    assert found.maximum == BestContact(profit=28.0, share=0.5)
    assert found.curve[0] == 0.0
    assert found.curve[25] == pytest.approx(14.0)
    assert found.curve[50] == pytest.approx(28.0)
    assert found.curve[100] == pytest.approx(28.0 - 11 * 2 / 4)


def test_within_a_tie_the_curve_is_the_mean_over_all_orders() -> None:
    found = profit_measures(np.array([True, False]), np.array([0.5, 0.5]), PUBLISHED)

    assert found is not None
    assert found.curve[50] == pytest.approx(found.curve[100] / 2)


def test_nobody_has_no_measures() -> None:
    assert profit_measures(np.array([], np.bool_), np.array([]), PUBLISHED) is None


def test_the_expected_maximum_is_at_least_the_maximum() -> None:
    """The mean of maxima is never below the maximum of means."""
    for seed in range(20):
        found = profit_measures(*scored_set(seed, 300, 1000), PUBLISHED)
        assert found is not None
        assert found.expected_maximum.profit >= found.maximum.profit - 1e-12


def test_a_better_ranking_pays_more() -> None:
    churned, score = scored_set(1, 1000, 1000)
    blurred = score + np.random.default_rng(2).normal(0, 1.0, 1000)
    better, worse = (profit_measures(churned, each, PUBLISHED) for each in (score, blurred))

    assert better is not None
    assert worse is not None
    assert better.maximum.profit > worse.maximum.profit
    assert better.expected_maximum.profit > worse.expected_maximum.profit


def test_only_the_order_of_the_scores_counts() -> None:
    churned, score = scored_set(3, 200, 50)
    assert profit_measures(churned, score, PUBLISHED) == profit_measures(
        churned, np.exp(3 * score) - 7, PUBLISHED
    )


@settings(max_examples=200)
@given(st.floats(0, 1), st.floats(0.05, 500), st.floats(0.05, 500))
def test_the_incomplete_beta_function_is_that_of_scipy(x: float, alpha: float, beta: float) -> None:
    found = incomplete_beta(np.array([x]), alpha, beta)
    assert found == pytest.approx(special.betainc(alpha, beta, x), abs=1e-11)


def test_the_hull_of_a_million_customers_is_found_soon() -> None:
    draw = np.random.default_rng(0)
    score = draw.random(1_000_000)
    reached = reached_at_cuts(draw.random(1_000_000) < score, score)

    corners = reached.hull()

    assert 3 < len(corners.churners) < 1_000_000 ** (2 / 3)
    slopes = np.diff(corners.churners) / np.maximum(np.diff(corners.loyal), 1e-9)
    assert np.all(np.diff(slopes) < 0)
