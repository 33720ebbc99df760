"""Every text of the documents. A new language is one module and one line of ``TEXTS``."""

from __future__ import annotations

from churnkit.config.models import Language
from churnkit.report.texts.en import ENGLISH
from churnkit.report.texts.keys import Texts, titles
from churnkit.report.texts.zh import CHINESE

__all__ = ["TEXTS", "Texts", "titles"]

TEXTS: dict[Language, Texts] = {"en": ENGLISH, "zh": CHINESE}
