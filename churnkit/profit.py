"""Labels, scores and costs -> profit of a campaign: its curve, its best cut, MPC and EMPC.

Maximum profit (MPC) and expected maximum profit (EMPC) of Verbraken, Verbeke and Baesens, "A novel
profit maximizing metric for measuring classification performance of customer churn prediction
models", IEEE TKDE 25(5), 2013. Contacting a churner brings value - offer - contact if the offer is
taken (a share gamma of them does) and else costs the contact; contacting a customer who would have
stayed costs offer and contact. With all customers scored above a cut t contacted, a customer of
the whole set brings on average, in the words of the paper (delta = d / CLV, phi = f / CLV),

    P(t; gamma) = CLV (gamma (1 - delta) - phi) pi0 F0(t) - CLV (delta + phi) pi1 F1(t).

MPC is its maximum over t at the mean of gamma, EMPC the mean of its maxima over gamma ~ Beta.
Arguments named ``churned`` are (n,) bool and ``score`` (n,) float64, higher = more likely to churn.
Only the order of the scores counts; customers whose scores tie are contacted together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from churnkit.frozen import Frozen

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

_PERCENTS = np.arange(101)


class ProfitTerms(Frozen):
    """What contact costs and brings, alike for every customer; the defaults are the published."""

    value: float = 200.0
    """Of a customer who stays (CLV)."""
    offer_cost: float = 10.0
    """d."""
    contact_cost: float = 1.0
    """f."""
    success_alpha: float = 6.0
    success_beta: float = 14.0
    """Beta distribution of gamma, the share of churners who take the offer."""

    @property
    def success(self) -> float:
        """The mean of gamma."""
        return self.success_alpha / (self.success_alpha + self.success_beta)


class BestContact(Frozen):
    """The most that contacting customers can bring."""

    profit: float
    """Per customer of the whole set, contacted or not."""
    share: float
    """Share of the customers contacted for it."""


class ProfitMeasures(Frozen):
    """All that is told about the profit of contacting one set of customers."""

    maximum: BestContact
    """MPC: at the mean share of churners who take the offer."""
    expected_maximum: BestContact
    """EMPC: the mean over that share; each has a best cut of its own."""
    curve: tuple[float, ...]
    """Profit per customer when the first 0, 1, ... 100% by score are contacted, at that mean."""


@dataclass(frozen=True)
class Reached:
    """Who is contacted at each cut: 0 for nobody, then one for each different score, from above."""

    churners: Counts
    """(cuts,) churners among the contacted."""
    loyal: Counts
    """(cuts,) customers among the contacted who would have stayed."""

    @property
    def contacted(self) -> Counts:
        """(cuts,) customers contacted."""
        return self.churners + self.loyal

    @property
    def customers(self) -> int:
        """Customers of the whole set."""
        return int(self.contacted[-1])

    def hull(self) -> Reached:
        """The cuts that are best for some gamma: the corners of the convex hull of the ROC curve.

        A cut on or below the line between its neighbours is none of them. Dropping all of these
        at once, and again until none is left, ends soon: n customers have less than n ** (2 / 3)
        corners.
        """
        churners, loyal = self.churners, self.loyal
        while True:
            up, right = np.diff(churners), np.diff(loyal)
            corner = up[:-1] * right[1:] > up[1:] * right[:-1]
            if corner.all():
                return Reached(churners, loyal)
            kept = np.concatenate([[True], corner, [True]])
            churners, loyal = churners[kept], loyal[kept]


def best_cut(profits: Floats) -> int:
    """How many of the first customers to contact for the largest profit together.

    Args:
        profits: (n,) expected profit of contacting each customer, in the order of the ranking.

    Returns:
        The shortest of the prefixes with the largest sum: 0 where nobody is worth a contact.

    >>> best_cut(np.array([3.0, -1.0, 2.0, -5.0]))
    3
    """
    return int(np.argmax(np.concatenate([[0.0], np.cumsum(profits)])))


def profit_measures(churned: Flags, score: Floats, terms: ProfitTerms) -> ProfitMeasures | None:
    """All profit measures of one set; None where it is empty."""
    if len(churned) == 0:
        return None
    reached = reached_at_cuts(churned, score)
    shares = 100 * reached.contacted / reached.customers
    # within a tie the straight line is the mean over all orders of its customers
    curve = np.interp(_PERCENTS, shares, profit_curve(reached, terms))
    return ProfitMeasures(
        maximum=maximum_profit(reached, terms),
        expected_maximum=expected_maximum_profit(reached, terms),
        curve=tuple(curve.tolist()),
    )


def reached_at_cuts(churned: Flags, score: Floats) -> Reached:
    """Count who is contacted at each cut. Needs at least one customer.

    >>> reached_at_cuts(np.array([True, False, True]), np.array([0.9, 0.5, 0.5])).churners.tolist()
    [0, 1, 2]
    """
    levels, group = np.unique(-score, return_inverse=True)
    churners = np.bincount(group[churned], minlength=len(levels))
    loyal = np.bincount(group[~churned], minlength=len(levels))
    return Reached(*(np.concatenate([[0], np.cumsum(counts)]) for counts in (churners, loyal)))


def profit_curve(reached: Reached, terms: ProfitTerms) -> Floats:
    """(cuts,) profit per customer at each cut, at the mean share of churners who take the offer."""
    gain, cost = _gain_and_cost(reached, terms)
    return terms.success * gain - cost


def maximum_profit(reached: Reached, terms: ProfitTerms) -> BestContact:
    """MPC, and the smallest share of customers whom to contact for it."""
    curve = profit_curve(reached, terms)
    best = int(np.argmax(curve))
    return BestContact(
        profit=float(curve[best]), share=float(reached.contacted[best] / reached.customers)
    )


def expected_maximum_profit(reached: Reached, terms: ProfitTerms) -> BestContact:
    """EMPC, and the expected share of customers whom to contact for it.

    For each gamma the best cut is a corner of the convex hull, a farther one for a larger gamma.
    Between the gammas at which the best cut changes, profit is linear in gamma; its mean there
    needs the incomplete beta function only.
    """
    if terms.value <= terms.offer_cost:
        return BestContact(profit=0.0, share=0.0)
    corners = reached.hull()
    gain, cost = _gain_and_cost(corners, terms)
    more_gain, more_cost = np.diff(gain), np.diff(cost)
    changes = np.full_like(more_gain, np.inf)  # where no churner more is reached
    np.divide(more_cost, more_gain, out=changes, where=more_gain > 0)
    alpha, beta = terms.success_alpha, terms.success_beta
    bounds = np.concatenate([[0.0], np.clip(changes, 0.0, 1.0), [1.0]])
    weight = np.diff(incomplete_beta(bounds, alpha, beta))
    mean = terms.success * np.diff(incomplete_beta(bounds, alpha + 1, beta))
    return BestContact(
        profit=float(gain @ mean - cost @ weight),
        share=float(corners.contacted @ weight / reached.customers),
    )


def incomplete_beta(x: Floats, alpha: float, beta: float) -> Floats:
    """Regularised incomplete beta function: the share of Beta(alpha, beta) up to each x in [0, 1].

    By the continued fraction of DLMF 8.17.22, which converges fast up to the mean; beyond it, by
    I_x(a, b) = 1 - I_(1-x)(b, a).

    >>> incomplete_beta(np.array([0.0, 0.5, 1.0]), 2.0, 2.0).round(12).tolist()
    [0.0, 0.5, 1.0]
    """
    far = x > (alpha + 1) / (alpha + beta + 2)
    result = np.empty_like(x)
    result[~far] = _lower_beta(x[~far], alpha, beta)
    result[far] = 1.0 - _lower_beta(1.0 - x[far], beta, alpha)
    return result


def _gain_and_cost(reached: Reached, terms: ProfitTerms) -> tuple[Floats, Floats]:
    """(cuts,) what gamma is multiplied by, and what contacting costs whatever gamma is."""
    d, f = terms.offer_cost, terms.contact_cost
    gain = (terms.value - d) * reached.churners
    cost = f * reached.churners + (d + f) * reached.loyal
    return gain / reached.customers, cost / reached.customers


def _lower_beta(x: Floats, a: float, b: float) -> Floats:
    """I_x(a, b) for x up to about the mean of Beta(a, b)."""
    log_beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    with np.errstate(divide="ignore"):
        front = np.exp(a * np.log(x) + b * np.log1p(-x) - log_beta) / a
    return front / _beta_fraction(x, a, b)


def _beta_fraction(x: Floats, a: float, b: float) -> Floats:
    """1 + d1 / (1 + d2 / (1 + ...)) of DLMF 8.17.22, by the method of Lentz."""
    value, below, above = np.ones_like(x), np.zeros_like(x), np.ones_like(x)
    step, m, odd = np.zeros_like(x), 0, True
    while np.any(np.abs(step - 1.0) > 1e-15):
        if odd:
            d = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            m += 1
        else:
            d = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        below, above = 1.0 / (1.0 + d * below), 1.0 + d / above
        step, odd = below * above, not odd
        value = value * step
    return value
