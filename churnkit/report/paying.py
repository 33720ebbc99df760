"""What contacting customers by their scores can bring, as a part of the report."""

from __future__ import annotations

from churnkit.profit import ProfitMeasures
from churnkit.report.document import NOTHING, Column, Sheet, decimal, percent
from churnkit.report.facts import ProfitFacts
from churnkit.report.texts import Texts, titles
from churnkit.rules.wording import number_text

_TOLD_PERCENTS = range(0, 101, 10)


def profit_titles(texts: Texts) -> tuple[str, ...]:
    """Names of the measures that stand below the lift."""
    return titles(texts, "mpc", "mpc_share", "empc", "empc_share")


def profit_cells(found: ProfitMeasures | None) -> list[str]:
    """The measures of one set, in the order of their titles."""
    if found is None:
        return [NOTHING] * 4
    measures = (found.maximum, found.expected_maximum)
    return [cell for each in measures for cell in (decimal(each.profit, 2), percent(each.share))]


def profit_sheet(facts: ProfitFacts, texts: Texts) -> Sheet:
    """The profit curve by tenths of the customers, and what it was reckoned by."""
    settings = facts.settings
    note = texts["profit_note"].format(
        value=number_text(settings.value),
        offer=number_text(settings.offer_cost),
        contact=number_text(settings.contact_cost),
        alpha=number_text(settings.success_alpha),
        beta=number_text(settings.success_beta),
        mean=percent(settings.success_alpha / (settings.success_alpha + settings.success_beta)),
    )
    return Sheet(
        texts["profit_curve"],
        tuple(map(Column, titles(texts, "share_contacted", "learning_set", "test_set"))),
        tuple(
            (f"{share}%", _at(facts.learning, share), _at(facts.test, share))
            for share in _TOLD_PERCENTS
        ),
        note,
    )


def _at(found: ProfitMeasures | None, share: int) -> str:
    return NOTHING if found is None else decimal(found.curve[share], 2)
