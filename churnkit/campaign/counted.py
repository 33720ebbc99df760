"""Which customers a page counts: those of a table, who left or stayed in a period."""

from __future__ import annotations

from pathlib import Path

from churnkit.campaign.wording import said
from churnkit.config.sections.project import Language
from churnkit.config.sections.section import Localised
from churnkit.frozen import Frozen

NOT_STATED: dict[Language, str] = {
    "en": "not stated (set campaign.{section}.period)",
    "zh": "未注明（可在 campaign.{section}.period 中填写）",
}


class Counted(Frozen):
    """A table and the period that it covers."""

    file: str
    period: str
    """In words; where the config does not say it, that it is not stated."""


def counted_in(file: Path | str, period: Localised, section: str, language: Language) -> Counted:
    """The table of a section of the config below ``campaign``, and its period."""
    not_stated = NOT_STATED[language].format(section=section)
    return Counted(file=Path(file).name, period=said(period, language, not_stated))
