"""What a campaign came to as a document. Where contact was not random, no word says what it did."""

from __future__ import annotations

from collections.abc import Iterator

from churnkit.campaign.measured import (
    Costs,
    Departure,
    Dimension,
    GroupFacts,
    Measurement,
    Needed,
    Returns,
    RoleFacts,
)
from churnkit.campaign.uplift import Arm, Compared, Difference
from churnkit.campaign.uplift_curve import UpliftCurve
from churnkit.report.document import (
    NOTHING,
    Column,
    Document,
    Lines,
    Sheet,
    amount,
    count,
    decimal,
    interval,
    percent,
)
from churnkit.report.texts.measuring import MEASURING_TEXTS, MeasuringTexts
from churnkit.report.texts.measuring.keys import Finding

__all__ = ["measurement_document"]

_OF_CONTACT: frozenset[Departure] = frozenset(["control_contacted", "listed_not_contacted"])
"""Departures that leave the comparison of the groups as they were drawn fair."""


def measurement_document(facts: Measurement) -> Document:
    """The page on a campaign in the language of its facts."""
    texts = MEASURING_TEXTS[facts.subject.language]
    dimensions = dict.fromkeys(group.dimension for group in facts.groups)
    blocks = (
        Lines(tuple(_findings(facts, texts))),
        Lines(tuple(_customers(facts, texts))),
        _overall(facts, texts),
        *(_by(facts, dimension, texts) for dimension in dimensions),
        _money(facts, facts.returns, texts) if facts.returns else None,
        _curve(facts.curve, texts) if facts.curve else None,
    )
    title = texts["measure_title"].format(campaign=facts.subject.campaign)
    return Document(title, tuple(block for block in blocks if block is not None))


def _findings(facts: Measurement, texts: MeasuringTexts) -> Iterator[str]:
    if not facts.is_random:
        yield _not_random(facts, texts)
    yield _retention(facts.overall, texts)
    if facts.difference is not None:
        yield _found(facts.difference, facts, texts)
        yield texts["strata"]
    if facts.is_random:
        yield from _brought(facts, texts)
        return
    if _OF_CONTACT.issuperset(facts.departures):
        yield texts["as_drawn"]
    costs = facts.costs
    yield texts["spent"].format(contacts=amount(costs.contacts), offers=amount(costs.offers))


def _not_random(facts: Measurement, texts: MeasuringTexts) -> str:
    listed, control = facts.listed, facts.control
    reasons = [
        texts["departures"][each].format(
            control_contacted=count(control.contacted),
            listed_missed=count(listed.customers - listed.contacted),
            listed_missing=percent(_missing(listed)),
            control_missing=percent(_missing(control)),
        )
        for each in facts.departures
    ]
    return texts["not_random"].format(reasons=texts["semicolon"].join(reasons))


def _retention(overall: Compared, texts: MeasuringTexts) -> str:
    def shown(arm: Arm) -> str:
        return interval(arm.interval) + "%" if arm.customers else NOTHING

    return texts["retention"].format(
        listed=percent(overall.listed.rate),
        listed_interval=shown(overall.listed),
        control=percent(overall.control.rate),
        control_interval=shown(overall.control),
    )


def _found(difference: Difference, facts: Measurement, texts: MeasuringTexts) -> str:
    text = texts["differs" if difference.is_clear else "may_differ"]
    if facts.is_random:
        clear: Finding = "more" if difference.value > 0 else "fewer"
        text = texts["found"][clear if difference.is_clear else "cannot_tell"]
    return text.format(
        uplift=_points(difference.value),
        confidence=_confidence(facts),
        interval=_span(difference.interval),
        p=_told_p(difference.p_value),
    )


def _brought(facts: Measurement, texts: MeasuringTexts) -> Iterator[str]:
    is_clear = facts.difference is not None and facts.difference.is_clear
    if not is_clear:
        yield _needed(facts.needed, texts)
    if facts.returns is not None:
        yield _returns(facts.returns, facts.costs, texts, is_clear=is_clear)


def _needed(needed: Needed | None, texts: MeasuringTexts) -> str:
    if needed is None:
        return texts["no_number"]
    return texts["needed"].format(
        power=f"{needed.power:.0%}",
        control=count(needed.control),
        listed=count(needed.listed),
        more_control=count(needed.more_control),
        more_listed=count(needed.more_listed),
    )


def _returns(found: Returns, costs: Costs, texts: MeasuringTexts, *, is_clear: bool) -> str:
    if costs.total:
        text = texts["brought" if is_clear else "perhaps"]
    else:
        text = texts["brought_nothing" if is_clear else "perhaps_nothing"]
    return text.format(
        kept=decimal(found.kept, 1),
        kept_interval=_between(found.kept_interval, 1),
        value=amount(found.value),
        cost=amount(costs.total),
        profit=amount(found.profit),
        profit_interval=_money_between(found.profit_interval),
        return_on_cost=decimal(found.return_on_cost, 2),
    )


def _customers(facts: Measurement, texts: MeasuringTexts) -> Iterator[str]:
    listed, control, rows = facts.listed, facts.control, facts.rows
    yield texts["groups"].format(
        selected=count(listed.customers + control.customers),
        listed=count(listed.customers),
        control=count(control.customers),
    )
    yield texts["outcomes"].format(
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
        yield texts["unknown"].format(
            listed=percent(_missing(listed)),
            control=percent(_missing(control)),
            p=_told_p(facts.missing_p),
        )
    for what, text in texts["outcomes_more"].items():
        if getattr(rows, what):
            yield text.format(count=count(getattr(rows, what)))
    yield texts["told_contacted" if facts.subject.tells_contacts else "assumed_contacted"].format(
        listed=count(listed.contacted), control=count(control.contacted)
    )


def _overall(facts: Measurement, texts: MeasuringTexts) -> Sheet:
    return Sheet(
        texts["overall"],
        _columns(facts, texts),
        ((texts["all"], *_cells(facts.overall), _p_of(facts.overall)),),
        texts["uplift_note" if facts.is_random else "difference_note"],
    )


def _by(facts: Measurement, dimension: Dimension, texts: MeasuringTexts) -> Sheet:
    title = texts["uplift_by" if facts.is_random else "difference_by"]
    groups = [group for group in facts.groups if group.dimension == dimension]
    is_last = dimension == facts.groups[-1].dimension
    return Sheet(
        title.format(dimension=texts["by"][dimension]),
        (*_columns(facts, texts), Column(texts["adjusted_p"])),
        tuple(_group_cells(group, texts) for group in groups),
        texts["groups_note"].format(alpha=f"{1 - facts.subject.confidence:.3g}")
        if is_last
        else None,
    )


def _columns(facts: Measurement, texts: MeasuringTexts) -> tuple[Column, ...]:
    arms = [
        Column(title, texts[arm])
        for arm in ("listed", "control")
        for title in (texts["customers"], texts["stayed"])
    ]
    difference = texts["uplift" if facts.is_random else "difference"]
    span = f"{_confidence(facts)} {texts['interval']}"
    return (
        Column(texts["group"], is_text=True),
        *arms,
        *map(Column, (difference, span, texts["p_value"])),
    )


def _group_cells(group: GroupFacts, texts: MeasuringTexts) -> tuple[str, ...]:
    name = texts["no_name"]
    if group.name is not None:
        name = texts["group_names"][group.dimension].format(name=group.words)
    adjusted = NOTHING if group.adjusted_p is None else _p(group.adjusted_p)
    return (name, *_cells(group.compared), _p_of(group.compared), adjusted)


def _cells(found: Compared) -> tuple[str, ...]:
    arms = [
        cell
        for arm in (found.listed, found.control)
        for cell in (count(arm.customers), percent(arm.rate))
    ]
    difference = found.difference
    if difference is None:
        return (*arms, NOTHING, NOTHING)
    return (*arms, _points(difference.value), _span(difference.interval))


def _money(facts: Measurement, returns: Returns, texts: MeasuringTexts) -> Sheet:
    amounts = {
        "value": amount(returns.value),
        "contacts": amount(-facts.costs.contacts),
        "offers": amount(-facts.costs.offers),
        "profit": amount(returns.profit),
        "return_on_cost": decimal(returns.return_on_cost, 2),
    }
    return Sheet(
        texts["money"],
        (Column(texts["what"], is_text=True), Column(texts["amount"])),
        tuple((texts["money_rows"][what], cell) for what, cell in amounts.items()),
        texts["money_note"],
    )


def _curve(curve: UpliftCurve, texts: MeasuringTexts) -> Sheet:
    names = ("share_of_selected", "listed", "control", "kept", "at_random")
    return Sheet(
        texts["curve"],
        tuple(Column(texts[name]) for name in names),  # type: ignore[literal-required]
        tuple(
            (f"{point.share:.0%}", count(point.listed), count(point.control),
             decimal(point.kept, 1), decimal(point.at_random, 1))
            for point in curve.points[::2]
        ),
        texts["curve_note"].format(qini=decimal(curve.qini, 4)),
    )  # fmt: skip


def _missing(role: RoleFacts) -> float | None:
    return 1 - role.known / role.customers if role.customers else None


def _confidence(facts: Measurement) -> str:
    return f"{100 * facts.subject.confidence:.4g}%"


def _points(share: float) -> str:
    return f"{100 * share:+.1f}"


def _span(bounds: tuple[float, float]) -> str:
    return _between((100 * bounds[0], 100 * bounds[1]), 1)


def _between(bounds: tuple[float, float], places: int) -> str:
    """An interval of numbers that may be negative, so that a dash would be read as a minus."""
    return f"{bounds[0]:+,.{places}f} … {bounds[1]:+,.{places}f}"


def _money_between(bounds: tuple[float, float] | None) -> str:
    return NOTHING if bounds is None else _between(bounds, 2)


def _p_of(found: Compared) -> str:
    return NOTHING if found.difference is None else _p(found.difference.p_value)


def _told_p(value: float) -> str:
    """In a sentence: "= 0.012" or "< 0.001"."""
    shown = _p(value)
    return shown if shown.startswith("<") else f"= {shown}"


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else decimal(value, 3)
