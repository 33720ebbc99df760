"""The texts of the pages on measuring a campaign, and on planning one."""

from __future__ import annotations

from churnkit.config.models import Language
from churnkit.report.texts.measuring.en import ENGLISH
from churnkit.report.texts.measuring.keys import MeasuringTexts
from churnkit.report.texts.measuring.zh import CHINESE

__all__ = ["MEASURING_TEXTS", "MeasuringTexts"]

MEASURING_TEXTS: dict[Language, MeasuringTexts] = {"en": ENGLISH, "zh": CHINESE}
