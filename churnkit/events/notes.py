"""What there is to say about logs, master data and the customers at a cutoff, a sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from churnkit.config.sections.project import Language
from churnkit.events.customer_table import AtCutoff
from churnkit.events.history import History
from churnkit.events.logs import Log
from churnkit.events.master import Master
from churnkit.events.texts import TEXTS, EventTexts
from churnkit.events.windows import Window, Windows


def history_notes(history: History, language: Language) -> tuple[str, ...]:
    """What was assumed about logs and master data, and how much of them could not be used.

    What the reader of tables has to say is English.
    """
    texts = TEXTS[language]
    logs = (
        texts.of_log.format(table=log.name, what=what)
        for log in history.logs.values()
        for what in _log_notes(log, texts)
    )
    return (*logs, *(_master_notes(history.master, texts) if history.master else ()))


def split_note(cutoffs: Sequence[Windows], language: Language) -> str:
    """How the test set differs from the learning set."""
    texts = TEXTS[language]
    if len(cutoffs) == 1:
        return texts.one_cutoff
    return texts.several_cutoffs.format(count=len(cutoffs), last=cutoffs[-1].cutoff)


def cutoff_notes(at: AtCutoff, windows: Windows, language: Language) -> tuple[str, ...]:
    """Windows, population and kinds of churn of one cutoff, each number of customers counted."""
    texts = TEXTS[language]
    return tuple(
        texts.of_cutoff.format(cutoff=windows.cutoff, what=what)
        for what in _window_notes(at, windows, texts)
    )


def _log_notes(log: Log, texts: EventTexts) -> Iterator[str]:
    yield from log.notes
    unused = log.unused
    counts = {
        texts.without_id: unused.without_id,
        texts.without_time: unused.without_time,
        texts.without_amount: unused.without_amount,
        texts.refunds: log.refunds,
        texts.unread: unused.unread,
    }
    yield from _counted(counts)
    if log.outside:
        yield texts.outside.format(count=f"{log.outside:,}", table=log.name)
    for stray in log.stray:
        far = texts.stray if stray.left_out else texts.stray_kept
        text = far if stray.after is None else texts.late
        yield text.format(
            count=f"{stray.events:,}", first=stray.first, last=stray.last, after=stray.after
        )
    if unused.listed.height < unused.entries:
        yield texts.listed.format(count=f"{unused.entries:,}", listed=f"{unused.listed.height:,}")


def _master_notes(master: Master, texts: EventTexts) -> Iterator[str]:
    yield from master.notes
    counts = {
        texts.without_id: master.without_id,
        texts.repeated: master.repeated,
        texts.unread: master.unread,
    }
    for what in _counted(counts):
        yield texts.of_master.format(what=what)
    for column in master.suspects:
        yield texts.of_master.format(what=texts.suspect.format(column=column))


def _counted(counts: Mapping[str, int]) -> Iterator[str]:
    for text, number in counts.items():
        if number:
            yield text.format(count=f"{number:,}")


def _window_notes(at: AtCutoff, windows: Windows, texts: EventTexts) -> Iterator[str]:
    text = texts.outcome if at.results else texts.observed
    yield text.format(
        observed=_days(windows.observation, texts),
        outcome=_days(windows.outcome, texts),
        customers=f"{at.frame.height:,}",
    )
    for result, name in texts.results.items():
        kinds = {kind: n for kind, n in at.kinds.items() if at.results.get(kind) == result}
        if kinds:
            yield texts.counted.format(
                result=name, count=f"{sum(kinds.values()):,}", parts=_parts(kinds, texts)
            )
    if at.excluded:
        yield texts.not_customers.format(parts=_parts(at.excluded, texts))
    if at.dropped:
        yield texts.dropped.format(columns=texts.comma.join(at.dropped))
    if at.moves is not None:
        moved, customers = at.moves.moved, at.moves.customers
        yield texts.moved.format(moved=f"{moved:,}", customers=f"{customers:,}")


def _days(window: Window, texts: EventTexts) -> str:
    return texts.days.format(start=window.start, last=window.last)


def _parts(counts: Mapping[str, int], texts: EventTexts) -> str:
    words = texts.words
    return texts.comma.join(f"{words.get(name, name)} {n:,}" for name, n in counts.items())
