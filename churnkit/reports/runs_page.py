"""The runs of a work folder as a document, and what to know of one that is current again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from churnkit.config.sections.project import Language
from churnkit.frozen import Frozen
from churnkit.render.document import NOTHING, Column, Document, Lines, Sheet
from churnkit.reports.runs_texts import RUNS_TEXTS, State
from churnkit.verdict.model import Grade
from churnkit.verdict.texts import VERDICT_TEXTS

RunVerdict = Grade | Literal["not_judged", "damaged"]


class ListedRun(Frozen):
    """A run of the work folder."""

    id: str
    when: str
    """Day and time at which it began, by the clock of this machine."""
    size: int
    """Bytes of its files; files that runs share count in each."""
    verdict: RunVerdict | None
    """On its rules; None: it holds no model."""
    state: State


class RestoredRun(Frozen):
    """A run that was made current again."""

    id: str
    before: str | None
    """The run that was current; None where there was none."""
    unchecked: tuple[str, ...]
    """Files without a checksum."""
    other_records: tuple[str, ...]
    """Campaigns whose record is another one than in the run before."""


class Runs(Frozen):
    """The runs that a work folder keeps, the latest first."""

    language: Language
    work: str
    runs: tuple[ListedRun, ...]
    sealed: str | None = None
    """The run that was sealed; None where none was to be."""
    restored: RestoredRun | None = None
    """None where no run was to be made current."""


def runs_document(facts: Runs) -> Document:
    """The runs in the language of the facts."""
    texts = RUNS_TEXTS[facts.language]
    title = texts.title.format(work=facts.work)
    if not facts.runs:
        return Document(title, (Lines((texts.none,)),))
    columns = (texts.id, texts.when, texts.size, texts.verdict, texts.state)
    sheet = Sheet(
        texts.sheet,
        tuple(Column(name, is_text=name != texts.size) for name in columns),
        tuple(_cells(run, facts.language) for run in facts.runs),
        texts.note,
    )
    return Document(title, (sheet,))


def _cells(run: ListedRun, language: Language) -> tuple[str, ...]:
    texts = RUNS_TEXTS[language]
    return (run.id, run.when, _size(run.size), _verdict(run, language), texts.states[run.state])


def _verdict(run: ListedRun, language: Language) -> str:
    texts = RUNS_TEXTS[language]
    if run.verdict is None:
        return NOTHING
    if run.verdict == "damaged":
        return texts.damaged
    if run.verdict == "not_judged":
        return texts.not_judged
    return VERDICT_TEXTS[language].grades[run.verdict]


def _size(size: int) -> str:
    """Bytes in the largest unit of which there is one at least."""
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} B"


def done_lines(facts: Runs) -> Iterator[str]:
    """What was done, one sentence each; nothing where runs were to be listed only."""
    texts, restored = RUNS_TEXTS[facts.language], facts.restored
    if restored is not None and restored.before == restored.id:
        yield texts.is_already.format(id=restored.id)
    elif restored is not None:
        before = restored.before or texts.nothing
        yield texts.is_current.format(id=restored.id, work=facts.work, before=before)
    if facts.sealed is not None:
        yield texts.is_sealed.format(id=facts.sealed)


def restored_notes(facts: Runs) -> Iterator[str]:
    """What to know of the run that is current again."""
    texts, restored = RUNS_TEXTS[facts.language], facts.restored
    if restored is None:
        return
    for campaign in restored.other_records:
        yield texts.other_record.format(campaign=campaign, before=restored.before)
    if restored.unchecked:
        yield texts.unchecked.format(files=texts.comma.join(restored.unchecked))
