"""The table that sets what was assumed beside what the campaign showed."""

from __future__ import annotations

from collections.abc import Iterator

from churnkit.campaign.assumptions import Assumptions, Success
from churnkit.campaign.assumptions_page import ASSUMPTION_TEXTS, assumption_rows
from churnkit.campaign.measure.facts import Measurement
from churnkit.campaign.measure.tables import confidence_text
from churnkit.campaign.measure.texts import AssumptionFinding, MeasureTexts
from churnkit.campaign.measured_success import ActionSuccess
from churnkit.render.document import NOTHING, Column, Sheet, percent

Cells = tuple[str, ...]
Limits = tuple[float, float]


def assumed_sheet(facts: Measurement, assumptions: Assumptions, texts: MeasureTexts) -> Sheet:
    """Each assumption with its source, and what was measured of it."""
    words = ASSUMPTION_TEXTS[facts.subject.language]
    columns = (
        Column(words.assumption, is_text=True),
        Column(words.figure),
        Column(words.source, is_text=True),
        Column(texts.measured),
        Column(f"{confidence_text(facts)} {texts.interval}"),
        Column(texts.finding, is_text=True),
    )
    return Sheet(
        texts.assumed, columns, tuple(_rows(facts, assumptions, texts)), texts.assumed_note
    )


def _rows(facts: Measurement, assumptions: Assumptions, texts: MeasureTexts) -> Iterator[Cells]:
    measured = {each.line: each for each in facts.success}
    control = facts.overall.control
    last = assumptions.success[-1] if assumptions.success else assumptions.value
    for assumption, shown in assumption_rows(assumptions, facts.subject.language):
        if assumption is assumptions.stay:
            finding = _finding(assumptions.stay.figure, control.interval)
            yield (*shown, *_cells(control.rate, control.interval, finding, texts))
        elif isinstance(assumption, Success):
            yield (*shown, *_success_cells(measured.get(assumption.line), texts))
        else:
            yield (*shown, NOTHING, NOTHING, NOTHING)
        if assumption is last:
            yield _of_all(measured[""], texts)


def _of_all(success: ActionSuccess, texts: MeasureTexts) -> Cells:
    shown = texts.success_of_all, percent(success.assumed), NOTHING
    return (*shown, *_success_cells(success, texts))


def _success_cells(success: ActionSuccess | None, texts: MeasureTexts) -> Cells:
    if success is None:
        return _cells(None, None, "cannot_tell", texts)
    finding = _finding(success.assumed, success.interval)
    is_vague = finding == "as_assumed" and not success.is_usable
    return _cells(success.rate, success.interval, "cannot_tell" if is_vague else finding, texts)


def _finding(assumed: float | None, interval: Limits | None) -> AssumptionFinding:
    if assumed is None or interval is None:
        return "cannot_tell"
    low, high = interval
    if low <= assumed <= high:
        return "as_assumed"
    return "higher" if low > assumed else "lower"


def _cells(
    rate: float | None, interval: Limits | None, finding: AssumptionFinding, texts: MeasureTexts
) -> Cells:
    limits = NOTHING if interval is None else f"{percent(interval[0])} … {percent(interval[1])}"
    return percent(rate), limits, texts.assumption_findings[finding]
