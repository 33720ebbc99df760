"""The settings that were tried, as a table."""

from __future__ import annotations

from churnkit.config.models import Language
from churnkit.report.document import NOTHING, Column, Document, Sheet
from churnkit.report.texts import TEXTS, Texts
from churnkit.rules.ruleset import Trial
from churnkit.rules.wording import number_text


def search_document(trials: tuple[Trial, ...], language: Language) -> Document:
    """The settings of ``train.search`` and how each did in cross-validation."""
    texts = TEXTS[language]
    return Document(texts["search_title"], (trials_sheet(trials, texts, texts["search_note"]),))


def trials_sheet(trials: tuple[Trial, ...], texts: Texts, note: str | None = None) -> Sheet:
    """One row a setting, with its error."""
    return Sheet(
        texts["trials"],
        (Column(texts["setting"], is_text=True), Column(texts["error"]), Column(texts["chosen"])),
        tuple(
            (
                _words(trial.setting, texts),
                number_text(trial.error),
                texts["yes"] if trial.chosen else NOTHING,
            )
            for trial in trials
        ),
        note,
    )


def _words(settings: str, texts: Texts) -> str:
    """Settings such as "max_rules 8, max_terms 2", their names translated where there are words."""
    return texts["comma"].join(_setting(each, texts) for each in settings.split(", "))


def _setting(setting: str, texts: Texts) -> str:
    if setting in texts["settings"]:
        return texts["settings"][setting]
    name, _, value = setting.partition(" ")
    return f"{texts['settings'].get(name, name)} {value}".strip()
