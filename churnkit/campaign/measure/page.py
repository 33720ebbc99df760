"""The results of a campaign. Where contact was not random, no word says what it did."""

from __future__ import annotations

import math
from collections.abc import Iterator

from churnkit.campaign.measure.assumed import assumed_sheet
from churnkit.campaign.measure.facts import (
    Costs,
    Measurement,
    Needed,
    Predicted,
    ProtocolDeviation,
    Returns,
    RoleFacts,
)
from churnkit.campaign.measure.tables import (
    between,
    confidence_text,
    curve_sheet,
    group_sheet,
    money_between,
    money_sheet,
    overall_sheet,
    p_text,
    points,
    span,
)
from churnkit.campaign.measure.texts import MEASURE_TEXTS, Finding, MeasureTexts
from churnkit.campaign.measure.uplift import Arm, Compared, Difference
from churnkit.render.document import (
    NOTHING,
    Document,
    Lines,
    amount,
    count,
    decimal,
    interval,
    percent,
    round_amount,
)

_OF_CONTACT: frozenset[ProtocolDeviation] = frozenset(["control_contacted", "listed_not_contacted"])
"""Departures that leave the comparison of the groups as they were drawn fair."""


def measurement_document(facts: Measurement) -> Document:
    """The page on a campaign in the language of its facts."""
    texts = MEASURE_TEXTS[facts.subject.language]
    dimensions = dict.fromkeys(group.dimension for group in facts.groups)
    blocks = (
        Lines(tuple(_findings(facts, texts))),
        Lines(tuple(_customers(facts, texts))),
        overall_sheet(facts, texts),
        *(group_sheet(facts, dimension, texts) for dimension in dimensions),
        assumed_sheet(facts, facts.assumptions, texts) if facts.assumptions else None,
        money_sheet(facts, facts.returns, texts) if facts.returns else None,
        curve_sheet(facts.curve, texts, is_weighted=_is_weighted(facts)) if facts.curve else None,
    )
    title = texts.measure_title.format(campaign=facts.subject.campaign)
    return Document(title, tuple(block for block in blocks if block is not None))


def _is_weighted(facts: Measurement) -> bool:
    return facts.difference is not None and facts.difference.weighted


def _findings(facts: Measurement, texts: MeasureTexts) -> Iterator[str]:
    if facts.subject.period is not None:
        yield texts.counted.format(file=facts.subject.outcomes, period=facts.subject.period)
    if not facts.is_random:
        yield _not_random(facts, texts)
    yield _retention(facts.overall, texts)
    if facts.difference is not None:
        yield _finding(facts.difference, facts, texts)
        yield (texts.strata if facts.difference.weighted else texts.as_counted)
    if facts.is_random:
        yield from _brought(facts, texts)
        return
    if _OF_CONTACT.issuperset(facts.deviations):
        yield texts.as_drawn
    costs = facts.costs
    yield texts.spent.format(contacts=amount(costs.contacts), offers=amount(costs.offers))


def _not_random(facts: Measurement, texts: MeasureTexts) -> str:
    listed, control = facts.listed, facts.control
    reasons = [
        texts.deviations[each].format(
            control_contacted=count(control.contacted),
            listed_missed=count(listed.customers - listed.contacted),
            listed_missing=percent(_missing(listed)),
            control_missing=percent(_missing(control)),
        )
        for each in facts.deviations
    ]
    return texts.not_random.format(reasons=texts.semicolon.join(reasons))


def _retention(overall: Compared, texts: MeasureTexts) -> str:
    def shown(arm: Arm) -> str:
        return interval(arm.interval) + "%" if arm.customers else NOTHING

    return texts.retention.format(
        listed=percent(overall.listed.rate),
        listed_interval=shown(overall.listed),
        control=percent(overall.control.rate),
        control_interval=shown(overall.control),
    )


def _finding(difference: Difference, facts: Measurement, texts: MeasureTexts) -> str:
    text = texts.differs if difference.is_clear else texts.may_differ
    if facts.is_random:
        clear: Finding = "more" if difference.value > 0 else "fewer"
        text = texts.findings[clear if difference.is_clear else "cannot_tell"]
    return text.format(
        uplift=points(difference.value),
        confidence=confidence_text(facts),
        interval=span(difference.interval),
        p=p_text(difference.p_value),
    )


def _brought(facts: Measurement, texts: MeasureTexts) -> Iterator[str]:
    is_clear = facts.difference is not None and facts.difference.is_clear
    if not is_clear:
        yield _needed(facts.needed, texts)
    if facts.returns is not None:
        yield _returns(facts.returns, facts.costs, texts, is_clear=is_clear)
    if facts.predicted is not None:
        yield _predicted(facts.predicted, facts.overall.control, texts)
        if facts.returns is not None and facts.predicted.profit is not None:
            yield _expected_profit(facts.predicted.profit, facts.returns, texts)


def _predicted(predicted: Predicted, control: Arm, texts: MeasureTexts) -> str:
    """Whether as many of the control group stayed as the scores predicted."""
    low, high = control.interval
    as_predicted = texts.as_predicted if low <= predicted.control <= high else texts.otherwise
    return texts.predicted.format(
        control=percent(predicted.control),
        observed=percent(control.rate),
        verdict=as_predicted,
        uplift=points(predicted.uplift),
    )


def _expected_profit(profit: float, returns: Returns, texts: MeasureTexts) -> str:
    low, high = returns.profit_interval or (-math.inf, math.inf)
    holds = low <= profit <= high
    return texts.expected_profit.format(
        profit=round_amount(profit),
        verdict=texts.holds_expected if holds else texts.misses_expected,
    )


def _needed(needed: Needed | None, texts: MeasureTexts) -> str:
    if needed is None:
        return texts.no_number
    return texts.needed.format(
        power=f"{needed.power:.0%}",
        control=count(needed.control),
        listed=count(needed.listed),
        more_control=count(needed.more_control),
        more_listed=count(needed.more_listed),
    )


def _returns(returns: Returns, costs: Costs, texts: MeasureTexts, *, is_clear: bool) -> str:
    if costs.total:
        text = texts.brought if is_clear else texts.perhaps
    else:
        text = texts.brought_at_no_cost if is_clear else texts.perhaps_at_no_cost
    return text.format(
        kept=decimal(returns.kept, 1),
        kept_interval=between(returns.kept_interval, 1),
        value=round_amount(returns.value),
        cost=round_amount(costs.total),
        profit=round_amount(returns.profit),
        profit_interval=money_between(returns.profit_interval),
        return_on_cost=decimal(returns.return_on_cost, 2),
    )


def _customers(facts: Measurement, texts: MeasureTexts) -> Iterator[str]:
    listed, control, rows = facts.listed, facts.control, facts.rows
    yield texts.groups.format(
        selected=count(listed.customers + control.customers),
        listed=count(listed.customers),
        control=count(control.customers),
    )
    yield texts.outcomes.format(
        file=facts.subject.outcomes,
        rows=count(rows.rows),
        listed=count(listed.known),
        all_listed=count(listed.customers),
        control=count(control.known),
        all_control=count(control.customers),
    )
    if facts.missing_p is not None and listed.known + control.known < (
        listed.customers + control.customers
    ):
        yield texts.unknown.format(
            listed=percent(_missing(listed)),
            control=percent(_missing(control)),
            p=p_text(facts.missing_p),
        )
    for what, text in texts.outcomes_more.items():
        if getattr(rows, what):
            yield text.format(count=count(getattr(rows, what)))
    yield (
        texts.recorded_contacted if facts.subject.tells_contacts else texts.assumed_contacted
    ).format(listed=count(listed.contacted), control=count(control.contacted))


def _missing(role: RoleFacts) -> float | None:
    return 1 - role.known / role.customers if role.customers else None
