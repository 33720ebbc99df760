"""The table of assumptions, which plan, list, report and measurement print alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from churnkit.campaign.assumptions import Assumption, Assumptions, Origin, Success
from churnkit.config.sections.project import Language
from churnkit.render.document import Column, Sheet, amount, percent


@dataclass(frozen=True, kw_only=True)
class AssumptionTexts:
    """The texts of one language; braces are filled in."""

    title: str
    assumption: str
    figure: str
    source: str
    stay: str
    value: str
    offer_cost: str
    contact_cost: str
    success: str
    success_of_all: str
    origins: dict[Origin, str]
    mean: str


_ENGLISH = AssumptionTexts(
    title="Assumptions",
    assumption="what is assumed",
    figure="figure",
    source="source",
    stay="share who stay without contact",
    value="value of a customer who stays",
    offer_cost="cost of an accepted offer",
    contact_cost="cost of a contact",
    success="success: {action}",
    success_of_all="success: share of leavers kept",
    origins={
        "scores": "scores",
        "churn_rate": "churn rate of the learning set",
        "column": "column {name}",
        "config": "{name}",
        "default": "default of {name}",
        "measured": "measured in campaign {name}",
        "record": "record of campaign {name}",
        "list": "customers selected for {name}",
    },
    mean="{source} (mean)",
)

_CHINESE = AssumptionTexts(
    title="计算假设",
    assumption="假设",
    figure="数值",
    source="来源",
    stay="不联系时的留存率",
    value="留住一名客户的价值",
    offer_cost="优惠被接受时的费用",
    contact_cost="每次联系的费用",
    success="成功率：{action}",
    success_of_all="成功率（即将流失者中能留住的比例）",
    origins={
        "scores": "得分",
        "churn_rate": "学习集的流失率",
        "column": "{name} 列",
        "config": "{name}",
        "default": "{name} 的默认值",
        "measured": "活动 {name} 的实测值",
        "record": "活动 {name} 的记录",
        "list": "活动 {name} 的入选客户",
    },
    mean="{source}（均值）",
)

ASSUMPTION_TEXTS: dict[Language, AssumptionTexts] = {"en": _ENGLISH, "zh": _CHINESE}


def assumptions_sheet(facts: Assumptions, language: Language, note: str) -> Sheet:
    """Each assumption with its source; the note says what the page takes them for."""
    texts = ASSUMPTION_TEXTS[language]
    columns = (
        Column(texts.assumption, is_text=True),
        Column(texts.figure),
        Column(texts.source, is_text=True),
    )
    return Sheet(texts.title, columns, tuple(row for _, row in assumption_rows(facts, language)),
                 note)  # fmt: skip


def assumption_rows(
    facts: Assumptions, language: Language
) -> Iterator[tuple[Assumption | Success, tuple[str, str, str]]]:
    """Each assumption, and its name, figure and source."""
    texts = ASSUMPTION_TEXTS[language]

    def row(name: str, of: Assumption, figure: str) -> tuple[str, str, str]:
        return name, figure, _source(of, texts)

    if facts.stay is not None:
        yield facts.stay, row(texts.stay, facts.stay, percent(facts.stay.figure))
    yield facts.value, row(texts.value, facts.value, amount(facts.value.figure))
    for each in facts.success:
        name = texts.success.format(action=each.words) if each.line else texts.success_of_all
        yield each, row(name, each.rate, percent(each.rate.figure))
    for name, cost in (
        (texts.offer_cost, facts.offer_cost),
        (texts.contact_cost, facts.contact_cost),
    ):
        yield cost, row(name, cost, amount(cost.figure))


def _source(assumption: Assumption, texts: AssumptionTexts) -> str:
    source = texts.origins[assumption.origin].format(name=assumption.name)
    return texts.mean.format(source=source) if assumption.is_mean else source
