"""The verdict as a part of pages: the first lines of a report, and a table of the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from churnkit.config.sections.project import Language
from churnkit.render.document import Column, Lines, Sheet, count, decimal, interval, percent
from churnkit.verdict.auc_interval import SHOWN_AUC
from churnkit.verdict.list_worth import ListWorth
from churnkit.verdict.model import ModelVerdict, RuleVerdict, WithoutSuspects
from churnkit.verdict.texts import VERDICT_TEXTS, VerdictTexts

_MOST_NAMED = 5
"""Rules that a sentence names."""
_FEW = 10


def verdict_headline(verdict: ModelVerdict | None, language: Language) -> str:
    """The verdict in one sentence; None: a model of an older version."""
    texts = VERDICT_TEXTS[language]
    return texts.not_judged if verdict is None else texts.headline[verdict.grade]


def unproven_line(language: Language) -> str:
    """The first line of a list that is handed out although there is no signal."""
    return VERDICT_TEXTS[language].unproven


def first_lines(verdict: ModelVerdict | None, language: Language) -> tuple[str, ...]:
    """What stands above a list: the verdict and its reasons."""
    unproven = () if verdict is None or verdict.publishes else (unproven_line(language),)
    return (*unproven, *verdict_summary(verdict, language))


def verdict_summary(verdict: ModelVerdict | None, language: Language) -> tuple[str, ...]:
    """The verdict and its reasons, without the numbers that it rests on."""
    if verdict is None:
        return (verdict_headline(None, language),)
    return (
        verdict_headline(verdict, language),
        *verdict_reasons(verdict, language),
        *_settings_tried(verdict, VERDICT_TEXTS[language]),
    )


def doubts(verdict: ModelVerdict | None, language: Language) -> tuple[str, ...]:
    """What is said before all else where a ranking is not proven to be worth anything."""
    if verdict is None:
        return (verdict_headline(None, language),)
    if not verdict.publishes:
        return (unproven_line(language),)
    return (verdict_headline(verdict, language),) if verdict.grade == "cannot_tell" else ()


def refusal(verdict: ModelVerdict, language: Language, kept: Path) -> str:
    """The message that stops a list: the verdict, what to try, and where to look at the rules."""
    lines = verdict_lines(verdict, language).lines
    return "\n  ".join([*lines, VERDICT_TEXTS[language].refused.format(kept=kept)])


def verdict_reasons(verdict: ModelVerdict, language: Language) -> tuple[str, ...]:
    """Why a model is not sound, one sentence each."""
    texts = VERDICT_TEXTS[language]
    slots = _slots(verdict, texts)
    return tuple(texts.reasons[reason].format(**slots) for reason in verdict.reasons)


def verdict_lines(verdict: ModelVerdict | None, language: Language) -> Lines:
    """The verdict, its reasons, and what they rest on."""
    texts = VERDICT_TEXTS[language]
    details = () if verdict is None else tuple(_details(verdict, texts, language))
    return Lines((verdict_headline(verdict, language), *details))


def rules_sheet(verdict: ModelVerdict, words: Mapping[str, str], language: Language) -> Sheet:
    """Rates of the rules on both sets; ``words`` are those of the rules, by id."""
    texts = VERDICT_TEXTS[language]
    columns = (
        Column(texts.rule, is_text=True),
        *(Column(title, texts.learning) for title in (texts.customers, texts.rate)),
        *(Column(title, texts.test) for title in (texts.customers, texts.rate, texts.interval)),
        Column(texts.holds, is_text=True),
    )
    rows = tuple(_row(rule, words.get(rule.id, rule.id), texts) for rule in verdict.rules)
    return Sheet(texts.rules_title, columns, rows, texts.rules_note)


def worth_lines(worth: ListWorth, language: Language) -> tuple[str, ...]:
    """What a list is worth, one sentence for each fact that there is.

    That most of it is not above the base rate is said by ``mostly_below_line``.
    """
    texts = VERDICT_TEXTS[language]
    return tuple(_worth(worth, texts))


def mostly_below_lines(
    worth: ListWorth, language: Language, *, order: Literal["score", "other"] | None
) -> tuple[str, ...]:
    """The sentence on a list most of which is not above the base rate; nothing on another list.

    Args:
        worth: of the list.
        language: that of the words.
        order: whether a smaller share would leave these customers out, as it does where the best
            scores come first. None: the size of the list does not follow from a share.
    """
    if not worth.is_mostly_below:
        return ()
    texts, slots = VERDICT_TEXTS[language], _base(worth)
    remedy = texts.fewer[order].format(**slots) if order else ""
    return (texts.mostly_below.format(**slots) + remedy,)


def _worth(worth: ListWorth, texts: VerdictTexts) -> Iterator[str]:
    if worth.expected is not None:
        low, high = worth.expected.interval
        yield texts.expected.format(
            number=_expected(worth.expected.number),
            interval=f"{_expected(low)}–{_expected(high)}",
            at_random=_expected(worth.expected.at_random),
        )
    if worth.below and not worth.is_mostly_below:
        yield texts.below.format(**_base(worth))
    if worth.tied_unlisted and worth.cut is not None:
        by = texts.by_hash if worth.tie_breaker is None else texts.by_column
        yield texts.tied.format(
            tied=count(worth.tied),
            listed=count(worth.listed),
            cut=decimal(worth.cut, 4),
            unlisted=count(worth.tied_unlisted),
            by=by.format(column=worth.tie_breaker),
        )


def _expected(customers: float) -> str:
    """An expected number of customers; of few, a decimal counts."""
    return f"{customers:,.0f}" if customers >= _FEW else f"{customers:.1f}"


def _base(worth: ListWorth) -> dict[str, str]:
    return {
        "below": count(worth.below),
        "listed": count(worth.listed),
        "base": decimal(worth.base_rate, 4),
    }


def _details(verdict: ModelVerdict, texts: VerdictTexts, language: Language) -> Iterator[str]:
    yield from verdict_reasons(verdict, language)
    yield from _customers_needed(verdict, texts)
    if verdict.auc is not None:
        yield texts.auc.format(auc=decimal(verdict.auc, 3), interval=_area(verdict.auc_interval))
    if verdict.without_suspects is not None:
        yield _without_suspects(verdict.without_suspects, texts)
    if verdict.out_of_fold_auc is not None:
        yield texts.out_of_fold.format(auc=decimal(verdict.out_of_fold_auc, 3))
    yield from _lift(verdict, texts)
    if verdict.grade == "sound":
        yield from _sound(verdict, texts)
    yield from _settings_tried(verdict, texts)
    has_advice = verdict.grade != "weak" or "rules_do_not_hold" in verdict.reasons
    if has_advice and texts.advice[verdict.grade]:
        yield texts.advice[verdict.grade]


def _without_suspects(without: WithoutSuspects, texts: VerdictTexts) -> str:
    names = texts.comma.join(without.variables)
    if without.auc is None or without.interval is None:
        return texts.nothing_without.format(names=names)
    auc, interval = decimal(without.auc, 3), _area(without.interval)
    return texts.without_suspects.format(names=names, auc=auc, interval=interval)


def _customers_needed(verdict: ModelVerdict, texts: VerdictTexts) -> Iterator[str]:
    if verdict.grade != "cannot_tell" or verdict.test_customers_needed is None:
        return
    test = count(verdict.test_customers_needed)
    if verdict.customers_needed is None:
        yield texts.needed_in_test.format(test=test)
    else:
        yield texts.needed.format(customers=count(verdict.customers_needed), test=test)


def _settings_tried(verdict: ModelVerdict, texts: VerdictTexts) -> Iterator[str]:
    if verdict.settings_tried > 1:
        yield texts.settings_tried.format(number=count(verdict.settings_tried))


def _lift(verdict: ModelVerdict, texts: VerdictTexts) -> Iterator[str]:
    if verdict.lift is None or verdict.lift_interval is None:
        return
    low, high = verdict.lift_interval
    yield texts.lift.format(
        share=f"{verdict.cut_share:.0%}",
        lift=decimal(verdict.lift, 2),
        interval=f"{low:.2f}–{high:.2f}",
    )


def _sound(verdict: ModelVerdict, texts: VerdictTexts) -> Iterator[str]:
    yield texts.all_rules_hold.format(rules=len(verdict.rules))
    if verdict.calibration is not None:
        yield texts.calibrated.format(
            expected=count(round(verdict.calibration.expected)),
            observed=count(verdict.calibration.observed),
        )


def _slots(verdict: ModelVerdict, texts: VerdictTexts) -> dict[str, str]:
    """All that the sentences of the reasons can speak of."""
    found = verdict.calibration
    return {
        "customers": count(verdict.customers),
        "churned": count(verdict.churned),
        "interval": _area(verdict.auc_interval),
        "shown": decimal(SHOWN_AUC, 2),
        "power": f"{verdict.power:.0%}",
        "rules": count(len(verdict.rules)),
        "failing": count(len(verdict.failing)),
        "names": _names(verdict.failing, texts),
        "scores": count(verdict.scores),
        "expected": count(round(found.expected)) if found else "",
        "observed": count(found.observed) if found else "",
        "gap": f"{found.gap:.0%}" if found else "",
    }


def _names(failing: Sequence[RuleVerdict], texts: VerdictTexts) -> str:
    """The first rules that do not hold, with their rates on the learning and the test set."""
    named = [
        texts.rates.format(rule=rule.id, rate=percent(rule.rate), test_rate=percent(rule.test_rate))
        for rule in failing[:_MOST_NAMED]
    ]
    return texts.comma.join([*named, *(["…"] if len(failing) > _MOST_NAMED else [])])


def _row(rule: RuleVerdict, words: str, texts: VerdictTexts) -> tuple[str, ...]:
    return (
        words,
        count(rule.customers),
        percent(rule.rate),
        count(rule.test_customers),
        percent(rule.test_rate),
        interval(rule.interval if rule.test_customers else None),
        texts.yes if rule.holds else texts.no,
    )


def _area(bounds: tuple[float, float]) -> str:
    return f"{bounds[0]:.3f}–{bounds[1]:.3f}"
