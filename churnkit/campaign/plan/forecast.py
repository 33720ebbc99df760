"""Before a campaign: how many to hold back, what could be seen then, what each share may bring.

Expected profit is that of each customer's own value, costs and success, as ``cut: profit`` takes
it. It needs scores that are probabilities; where they only rank, nothing is said of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from churnkit.campaign.assumptions import Assumptions, assumptions_of
from churnkit.campaign.control_group import controls_of
from churnkit.campaign.power import (
    TestDesign,
    control_share_needed,
    controls_needed,
    power,
    smallest_uplift,
)
from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.project import Language
from churnkit.errors import ConfigError
from churnkit.frozen import Frozen
from churnkit.profit import best_cut

_STEPS = 20
_ROUNDING = 1e-9


class PowerAnalysis(Frozen):
    """Whether an uplift would be seen."""

    uplift: float
    power: float
    """Chance to see it with the present settings."""
    control_share: float | None
    """Smallest ``control.share`` that is enough; None: one half is not."""
    control: int | None
    """Customers to hold back at the present share; None: no number is enough."""
    listed: int | None
    """Customers to list then."""
    smallest_of_all: float | None
    """Smallest uplift that would be seen if all who may be contacted were selected, and half of
    them held back; None: none."""


class ContactedShare(Frozen):
    """What is expected when the first customers are contacted."""

    share: float
    """Of those who may be contacted."""
    customers: int
    kept: float
    """Customers expected to stay who would leave."""
    cost: float
    profit: float


class Expectation(Frozen):
    """What scores, values and playbook let one expect."""

    leaving: float
    """Of all scored customers, without contact."""
    replacement_cost: float | None
    """Of winning as many new ones; None: it is not in the config."""
    uplift: float
    """Of those selected, by the success of their lines."""
    selected: ContactedShare
    """All who are selected, those to be held back too."""
    curve: tuple[ContactedShare, ...]
    """At 0, 5, ... 100% of those who may be contacted, in the order of the campaign."""
    best: ContactedShare
    """Where expected profit is largest."""


class CampaignPlan(Frozen):
    """The facts about a campaign before it."""

    language: Language
    campaign: str
    scored: int
    eligible: int
    """Customers who may be contacted."""
    selected: int
    listed: int
    control: int
    design: TestDesign
    base: float | None
    """Retention of those selected without contact; None: not known."""
    base_is_given: bool
    smallest_uplift: float | None
    """That can be seen with the present settings; None: none, or ``base`` is not known."""
    power_analysis: PowerAnalysis | None
    """Of the uplift in question; None: there is none, or ``base`` is not known."""
    expectation: Expectation | None
    """None: scores are not probabilities."""
    assumptions: Assumptions | None = None
    """None: nothing is expected, or nobody selected."""
    measured: tuple[str, ...] = ()
    """Measured campaigns that tell the success of an action of the playbook, which is not used."""


@dataclass(frozen=True)
class Question:
    """What the plan is asked for."""

    uplift: float | None
    """None: what the playbook expects."""
    base: float | None
    """None: what the scores of those selected expect."""
    design: TestDesign


@dataclass(frozen=True)
class Prospects:
    """The customers of a campaign."""

    scores: pl.Series
    """(n,) of all scored customers."""
    eligible: pl.DataFrame
    """Those who may be contacted, in the order of the campaign: ``score``, ``success``,
    ``expected_cost`` and ``expected_profit``."""
    selected: pl.DataFrame
    """Those who are, with the same columns."""
    are_probabilities: bool
    """Whether scores are; else they rank only."""
    value_column: str | None = None
    """Where values come from; None: everybody is worth the same."""


def forecast(
    prospects: Prospects, campaign: CampaignSection, question: Question, language: Language
) -> CampaignPlan:
    """Say what a campaign can show and bring.

    Raises:
        ConfigError: with contact more than everybody would stay.
    """
    selected = prospects.selected.height
    control = controls_of(campaign.control.share, selected)
    is_known = prospects.are_probabilities and selected > 0
    base = 1 - _mean(prospects.selected["score"]) if is_known else None
    base = base if question.base is None else question.base
    expectation = _expectation(prospects, campaign) if prospects.are_probabilities else None
    uplift = question.uplift
    if uplift is None and expectation is not None:
        uplift = expectation.uplift
    if uplift is not None and base is not None:
        _require_possible(uplift, base, question)
    sizes = (selected - control, control)
    return CampaignPlan(
        language=language,
        campaign=campaign.name,
        scored=prospects.scores.len(),
        eligible=prospects.eligible.height,
        selected=selected,
        listed=selected - control,
        control=control,
        design=question.design,
        base=base,
        base_is_given=question.base is not None,
        smallest_uplift=None if base is None else smallest_uplift(base, *sizes, question.design),
        power_analysis=None
        if base is None or not uplift
        else _power_analysis(base, uplift, sizes, prospects.eligible.height, question.design),
        expectation=expectation,
        assumptions=None
        if expectation is None or not selected
        else assumptions_of(
            prospects.selected,
            campaign,
            language,
            value_column=prospects.value_column,
            are_probabilities=True,
        ),
    )


def _require_possible(uplift: float, base: float, question: Question) -> None:
    """Refuse what was asked for where it cannot be, with whatever stands for what was not."""
    if uplift + base <= 1 + _ROUNDING or question == replace(question, uplift=None, base=None):
        return
    of_playbook = " (as the playbook expects)" if question.uplift is None else ""
    of_scores = " (as the scores expect)" if question.base is None else ""
    raise ConfigError(
        f"an uplift of {100 * uplift:.3g} points{of_playbook} on a retention of "
        f"{100 * base:.3g}%{of_scores} is more than everybody; give a smaller --uplift or --base"
    )


def _power_analysis(
    base: float, uplift: float, sizes: tuple[int, int], eligible: int, design: TestDesign
) -> PowerAnalysis:
    listed, control = sizes
    half = eligible // 2
    seen = min(sizes) > 0
    control_needed = controls_needed(base, uplift, listed / control, design) if seen else None
    return PowerAnalysis(
        uplift=uplift,
        power=power(base, uplift, listed, control, alpha=design.alpha) if seen else 0.0,
        control_share=control_share_needed(base, uplift, listed + control, design),
        control=control_needed,
        listed=None if control_needed is None else math.ceil(control_needed * listed / control),
        smallest_of_all=smallest_uplift(base, eligible - half, half, design),
    )


def _expectation(prospects: Prospects, campaign: CampaignSection) -> Expectation:
    eligible, selected = prospects.eligible, prospects.selected
    kept = selected["score"] * selected["success"]
    leaving = float(prospects.scores.sum())
    each = campaign.lost.replacement_cost if campaign.lost else None
    parts = np.rint(np.linspace(0, eligible.height, _STEPS + 1)).astype(int)
    best = best_cut(eligible["expected_profit"].to_numpy())
    return Expectation(
        leaving=leaving,
        replacement_cost=None if each is None else leaving * each,
        uplift=_mean(kept) if selected.height else 0.0,
        selected=_contacted(selected, selected.height),
        curve=tuple(_contacted(eligible, int(customers)) for customers in parts),
        best=_contacted(eligible, best),
    )


def _contacted(eligible: pl.DataFrame, customers: int) -> ContactedShare:
    first = eligible.head(customers)
    return ContactedShare(
        share=customers / max(1, eligible.height),
        customers=customers,
        kept=math.fsum(first["score"] * first["success"]),
        cost=math.fsum(first["expected_cost"]),
        profit=math.fsum(first["expected_profit"]),
    )


def _mean(numbers: pl.Series) -> float:
    return math.fsum(numbers) / numbers.len()
