"""The plan of a campaign as a document: what it could show, and what each share may bring."""

from __future__ import annotations

import math
from collections.abc import Iterator

from churnkit.campaign.assumptions import Assumptions
from churnkit.campaign.assumptions_page import assumptions_sheet
from churnkit.campaign.plan.forecast import CampaignPlan, Expectation, PowerAnalysis
from churnkit.campaign.plan.texts import PLAN_TEXTS, PlanTexts
from churnkit.render.document import (
    Column,
    Document,
    Lines,
    Sheet,
    count,
    decimal,
    percent,
    round_amount,
)


def plan_document(facts: CampaignPlan) -> Document:
    """The plan in the language of its facts."""
    texts = PLAN_TEXTS[facts.language]
    lines = (*_customers(facts, texts), *_power_lines(facts, texts), *_expected(facts, texts))
    curve = [] if facts.expectation is None else [_curve(facts.expectation, texts)]
    assumed = [] if facts.assumptions is None else [_assumed(facts, facts.assumptions, texts)]
    title = texts.plan_title.format(campaign=facts.campaign)
    return Document(title, (Lines(lines), *assumed, *curve))


def _assumed(facts: CampaignPlan, assumptions: Assumptions, texts: PlanTexts) -> Sheet:
    return assumptions_sheet(assumptions, facts.language, texts.assumptions_note)


def _customers(facts: CampaignPlan, texts: PlanTexts) -> Iterator[str]:
    yield texts.plan_customers.format(
        scored=count(facts.scored),
        eligible=count(facts.eligible),
        selected=count(facts.selected),
        listed=count(facts.listed),
        control=count(facts.control),
    )
    if facts.base is None:
        yield texts.no_base
    else:
        text = texts.base_given if facts.base_is_given else texts.base_of_scores
        yield text.format(base=percent(facts.base))


def _power_lines(facts: CampaignPlan, texts: PlanTexts) -> Iterator[str]:
    power = f"{facts.design.power:.0%}"
    if facts.smallest_uplift is not None:
        yield texts.smallest.format(
            power=power, uplift=_points(facts.smallest_uplift), alpha=f"{facts.design.alpha:.3g}"
        )
    elif facts.base is not None:
        yield texts.no_smallest
    if facts.expectation is not None:
        yield texts.expected_uplift.format(uplift=_points(facts.expectation.uplift))
        if facts.measured:
            yield texts.measured.format(campaigns=texts.comma.join(facts.measured))
    if facts.power_analysis is not None:
        yield from _power(facts.power_analysis, facts.eligible, power, texts)


def _power(analysis: PowerAnalysis, eligible: int, power: str, texts: PlanTexts) -> Iterator[str]:
    yield texts.power_of_uplift.format(
        uplift=_points(analysis.uplift), seen=percent(analysis.power)
    )
    if analysis.control_share is None:
        yield texts.no_share_needed.format(power=power)
    else:
        # rounded up: a share that is a little too small would not be enough
        yield texts.share_needed.format(power=power, share=_up(analysis.control_share))
    if analysis.control is None or analysis.listed is None:
        return
    is_possible = analysis.control + analysis.listed <= eligible
    yield (texts.customers_needed if is_possible else texts.too_few_customers).format(
        present=percent(analysis.control / (analysis.control + analysis.listed)),
        control=count(analysis.control),
        listed=count(analysis.listed),
        eligible=count(eligible),
    )
    if not is_possible and analysis.smallest_of_all is not None:
        yield texts.at_best.format(uplift=_points(analysis.smallest_of_all), power=power)


def _expected(facts: CampaignPlan, texts: PlanTexts) -> Iterator[str]:
    expectation = facts.expectation
    if expectation is None:
        yield texts.ranks_only
        return
    yield texts.leaving.format(leaving=count(round(expectation.leaving)))
    if expectation.replacement_cost is not None:
        yield texts.replacement.format(cost=round_amount(expectation.replacement_cost))
    if expectation.selected.customers:
        yield texts.profit_of_selected.format(
            customers=count(expectation.selected.customers),
            profit=round_amount(expectation.selected.profit),
        )
    if expectation.best.customers == 0:
        yield texts.best_nobody
    else:
        yield texts.best_share.format(
            customers=count(expectation.best.customers),
            share=percent(expectation.best.share),
            profit=round_amount(expectation.best.profit),
        )


def _curve(expectation: Expectation, texts: PlanTexts) -> Sheet:
    names = (texts.first, texts.customers, texts.expected_kept, texts.cost)
    return Sheet(
        texts.plan_curve,
        tuple(map(Column, (*names, texts.profit))),
        tuple(
            (f"{100 * each.share:.0f}%", count(each.customers), decimal(each.kept, 1),
             round_amount(each.cost), round_amount(each.profit))
            for each in expectation.curve
        ),
        texts.plan_curve_note,
    )  # fmt: skip


def _points(share: float) -> str:
    return f"{100 * share:.1f}"


def _up(share: float) -> str:
    return f"{math.ceil(1000 * share) / 1000:.3g}"
