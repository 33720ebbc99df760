"""The tables of a measured campaign, and how differences, intervals and p-values are written."""

from __future__ import annotations

from churnkit.campaign.measure.facts import Dimension, GroupFacts, Measurement, Returns
from churnkit.campaign.measure.texts import MeasureTexts
from churnkit.campaign.measure.uplift import Compared
from churnkit.campaign.measure.uplift_curve import UpliftCurve
from churnkit.render.document import NOTHING, Column, Sheet, count, decimal, percent, round_amount


def overall_sheet(facts: Measurement, texts: MeasureTexts) -> Sheet:
    """Both groups as counted."""
    return Sheet(
        texts.overall,
        (*_columns(facts, texts), Column(texts.p_value)),
        ((texts.all, *_cells(facts.overall), _p_of(facts.overall)),),
        (texts.uplift_note if facts.is_random else texts.difference_note),
    )


def group_sheet(facts: Measurement, dimension: Dimension, texts: MeasureTexts) -> Sheet:
    """Both groups by decile, tier, rule or line; of p-values the adjusted one, which decides."""
    title = texts.uplift_by if facts.is_random else texts.difference_by
    groups = [group for group in facts.groups if group.dimension == dimension]
    is_last = dimension == facts.groups[-1].dimension
    return Sheet(
        title.format(dimension=texts.by[dimension]),
        (*_columns(facts, texts), Column(texts.adjusted_p)),
        tuple(_group_cells(group, texts) for group in groups),
        texts.groups_note.format(alpha=f"{1 - facts.subject.confidence:.3g}") if is_last else None,
    )


def _columns(facts: Measurement, texts: MeasureTexts) -> tuple[Column, ...]:
    arms = [Column(title) for arm in (texts.listed, texts.control) for title in (arm, texts.stayed)]
    difference = texts.uplift if facts.is_random else texts.difference
    limits = f"{confidence_text(facts)} {texts.interval}"
    return (
        Column(texts.group, is_text=True),
        *arms,
        *map(Column, (difference, limits)),
    )


def _group_cells(group: GroupFacts, texts: MeasureTexts) -> tuple[str, ...]:
    name = texts.no_name
    if group.name is not None:
        name = texts.group_names[group.dimension].format(name=group.words)
    adjusted = NOTHING if group.adjusted_p is None else _p(group.adjusted_p)
    return (name, *_cells(group.compared), adjusted)


def _cells(compared: Compared) -> tuple[str, ...]:
    arms = [
        cell
        for arm in (compared.listed, compared.control)
        for cell in (count(arm.customers), percent(arm.rate))
    ]
    difference = compared.difference
    if difference is None:
        return (*arms, NOTHING, NOTHING)
    return (*arms, points(difference.value), span(difference.interval))


def money_sheet(facts: Measurement, returns: Returns, texts: MeasureTexts) -> Sheet:
    """What contact was worth and cost; where it may be chance, the doubt stands in the row."""
    costs = facts.costs
    rows = (
        _estimate("value", round_amount(returns.value), returns.value_interval, 0, facts, texts),
        (texts.money_rows["contacts"], round_amount(-costs.contacts), NOTHING),
        (texts.money_rows["offers"], round_amount(-costs.offers), NOTHING),
        _estimate("profit", round_amount(returns.profit), returns.profit_interval, 0, facts, texts),
        _estimate(
            "return_on_cost", decimal(returns.return_on_cost, 2), returns.return_interval, 2,
            facts, texts,
        ),
    )  # fmt: skip
    limits = f"{confidence_text(facts)} {texts.interval}"
    return Sheet(
        texts.money,
        (Column(texts.what, is_text=True), Column(texts.amount), Column(limits)),
        rows,
        texts.money_note,
    )


def _estimate(
    what: str,
    shown: str,
    bounds: tuple[float, float] | None,
    places: int,
    facts: Measurement,
    texts: MeasureTexts,
) -> tuple[str, str, str]:
    """A figure with its interval; its name says where neither effect nor sign is proven."""
    name = texts.money_rows[what]
    is_proven = facts.difference is not None and facts.difference.is_clear and _is_clear(bounds)
    limits = NOTHING if bounds is None else between(bounds, places)
    return (name if is_proven else texts.doubtful.format(item=name), shown, limits)


def _is_clear(bounds: tuple[float, float] | None) -> bool:
    return bounds is not None and (bounds[0] > 0 or bounds[1] < 0)


def curve_sheet(curve: UpliftCurve, texts: MeasureTexts, *, is_weighted: bool) -> Sheet:
    """Customers kept by tenths of the selected; as counted, whatever is weighted above."""
    why = texts.curve_counted if is_weighted else ""
    headings = (
        texts.share_of_selected,
        texts.listed,
        texts.control,
        texts.kept,
        texts.at_random,
    )
    return Sheet(
        texts.curve,
        tuple(map(Column, headings)),
        tuple(
            (f"{point.share:.0%}", count(point.listed), count(point.control),
             decimal(point.kept, 1), decimal(point.at_random, 1))
            for point in curve.points[::2]
        ),
        texts.curve_note.format(
            qini=decimal(curve.qini, 4), interval=_qini_between(curve), why=why
        ),
    )  # fmt: skip


def confidence_text(facts: Measurement) -> str:
    """The confidence of the intervals, in percent."""
    return f"{100 * facts.subject.confidence:.4g}%"


def points(share: float) -> str:
    """A difference of shares in points."""
    return f"{100 * share:+.1f}"


def span(bounds: tuple[float, float]) -> str:
    """An interval of a difference of shares, in points."""
    return between((100 * bounds[0], 100 * bounds[1]), 1)


def between(bounds: tuple[float, float], places: int) -> str:
    """An interval of numbers that may be negative, so that a dash would be read as a minus."""
    return f"{bounds[0]:+,.{places}f} … {bounds[1]:+,.{places}f}"


def money_between(bounds: tuple[float, float] | None) -> str:
    """An interval of money; none where it is not known."""
    return NOTHING if bounds is None else between(bounds, 0)


def _qini_between(curve: UpliftCurve) -> str:
    return NOTHING if curve.qini_interval is None else between(curve.qini_interval, 4)


def _p_of(compared: Compared) -> str:
    return NOTHING if compared.difference is None else _p(compared.difference.p_value)


def p_text(value: float) -> str:
    """In a sentence: "= 0.012" or "< 0.001"."""
    shown = _p(value)
    return shown if shown.startswith("<") else f"= {shown}"


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else decimal(value, 3)
