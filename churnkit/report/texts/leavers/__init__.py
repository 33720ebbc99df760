"""The texts of the pages on customers who have left: who may return, and who was lost."""

from __future__ import annotations

from churnkit.config.models import Language
from churnkit.report.texts.leavers.en import ENGLISH
from churnkit.report.texts.leavers.keys import LeaverTexts
from churnkit.report.texts.leavers.zh import CHINESE

__all__ = ["LEAVER_TEXTS", "LeaverTexts"]

LEAVER_TEXTS: dict[Language, LeaverTexts] = {"en": ENGLISH, "zh": CHINESE}
