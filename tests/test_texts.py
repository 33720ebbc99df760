"""Every product says the same in all languages: the same texts, each with the same slots."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from churnkit.campaign.assumptions_page import ASSUMPTION_TEXTS
from churnkit.campaign.lost.texts import LOST_TEXTS
from churnkit.campaign.measure.texts import MEASURE_TEXTS
from churnkit.campaign.plan.texts import PLAN_TEXTS
from churnkit.campaign.select.texts import LIST_TEXTS
from churnkit.campaign.winback.texts import WINBACK_TEXTS
from churnkit.drift.texts import DRIFT_TEXTS
from churnkit.events.texts import TEXTS as EVENT_TEXTS
from churnkit.explanation.texts import EXPLANATION_TEXTS
from churnkit.reports.texts import REPORT_TEXTS
from churnkit.rules.wording import LANGUAGES
from churnkit.verdict.texts import VERDICT_TEXTS

PRODUCTS: dict[str, Mapping[Any, object]] = {
    "assumptions": ASSUMPTION_TEXTS,
    "drift": DRIFT_TEXTS,
    "events": EVENT_TEXTS,
    "explanation": EXPLANATION_TEXTS,
    "list": LIST_TEXTS,
    "lost": LOST_TEXTS,
    "measure": MEASURE_TEXTS,
    "plan": PLAN_TEXTS,
    "report": REPORT_TEXTS,
    "verdict": VERDICT_TEXTS,
    "winback": WINBACK_TEXTS,
}


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_language_has_the_same_texts_with_the_same_slots(product: str) -> None:
    texts = PRODUCTS[product]
    assert texts.keys() == LANGUAGES.keys()
    assert _slots(texts["zh"]) == _slots(texts["en"])


def _slots(texts: object) -> object:
    """The slots in braces of each text, by the names of the texts."""
    if is_dataclass(texts):
        return {field.name: _slots(getattr(texts, field.name)) for field in fields(texts)}
    if isinstance(texts, Mapping):
        return {key: _slots(each) for key, each in texts.items()}
    assert isinstance(texts, str)
    return sorted(re.findall(r"\{\w+\}", texts))
