"""The report as a document: how well the rules recognise, rank, and what each of them does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from churnkit.campaign.assumptions_page import assumptions_sheet
from churnkit.config.sections.project import Language
from churnkit.evaluate import Confusion, Evaluation
from churnkit.learners import learner_name
from churnkit.profit import ProfitMeasures
from churnkit.render.document import (
    NOTHING,
    Column,
    Document,
    Lines,
    Sheet,
    amount,
    count,
    decimal,
    interval,
    percent,
)
from churnkit.render.formats import number_text
from churnkit.reports.audit_page import moves_sheet
from churnkit.reports.charts import report_charts
from churnkit.reports.facts import ProfitFacts, ReportFacts, RuleFacts, RuleOnSet
from churnkit.reports.texts import REPORT_TEXTS, ReportTexts
from churnkit.rules.ruleset import Trial
from churnkit.rules.wording import Vocabulary, odds_text
from churnkit.verdict.page import rules_sheet, verdict_lines

_TOLD_PERCENTS = range(0, 101, 10)


def report_document(facts: ReportFacts) -> Document:
    """The report in the language of its facts."""
    texts = REPORT_TEXTS[facts.language]
    blocks = (
        verdict_lines(facts.verdict, facts.language),
        _head(facts, texts),
        *report_charts(facts),
        _recognition(facts.learning.confusion, facts.test.confusion, texts),
        _recognition_at_cut(facts, texts),
        _ranking(facts, texts),
        *(profit_sheets(facts.profit, facts.language, texts) if facts.profit else ()),
        sides_lines(facts.sides, texts),
        _rules_in_words(facts, texts),
        _rules_by_numbers(facts, "learning", texts),
        _rules_by_numbers(facts, "test", texts),
        rules_sheet(facts.verdict, {}, facts.language) if facts.verdict else None,
        moves_sheet(facts.moves, texts) if facts.moves else None,
        *trials_sheets(facts.trials, texts),
    )
    return Document(texts.evaluation.title, tuple(block for block in blocks if block is not None))


def sides_lines(sides: tuple[str, ...], texts: ReportTexts) -> Lines | None:
    """The sentences of fuzzy rules; None where there are none."""
    return Lines(sides, texts.evaluation.sides) if sides else None


def _head(facts: ReportFacts, texts: ReportTexts) -> Lines:
    threshold = facts.threshold
    learnt = texts.learnt.format(
        learner=learner_name(facts.learner, facts.language),
        customers=count(facts.customers),
        rate=percent(facts.base_rate),
    )
    meaning = texts.evaluation.thresholds[threshold.meaning].format(
        score=number_text(threshold.score)
    )
    ratio = texts.evaluation.ratio_note.format(score=number_text(facts.base_rate))
    lines = (learnt, meaning, *([ratio] if facts.sides else []), *_cutoffs(facts, texts))
    return Lines(lines)


def _cutoffs(facts: ReportFacts, texts: ReportTexts) -> tuple[str, ...]:
    """How the test set differs from the learning set, where customers are made from logs."""
    if not facts.cutoffs:
        return ()
    text = (
        texts.evaluation.one_cutoff if len(facts.cutoffs) == 1 else texts.evaluation.several_cutoffs
    )
    return (text.format(day=facts.cutoffs[-1], number=len(facts.cutoffs)),)


def _recognition(learning: Confusion, test: Confusion, texts: ReportTexts) -> Sheet:
    """The published table: what was recognised and missed of each class, side by side."""
    columns = [
        Column(title, group)
        for group in (
            texts.learning,
            texts.test,
        )
        for title in (
            texts.evaluation.recognised,
            texts.evaluation.missed,
            texts.evaluation.rate,
        )
    ]
    rows = zip(
        (
            texts.churned,
            texts.evaluation.loyal,
            texts.overall,
        ),
        _recognition_cells(learning),
        _recognition_cells(test),
        strict=True,
    )
    return Sheet(
        texts.evaluation.recognition,
        (Column(texts.evaluation.customers_who, is_text=True), *columns),
        tuple((name, *on_learning, *on_test) for name, on_learning, on_test in rows),
    )


def _recognition_cells(confusion: Confusion) -> tuple[tuple[str, ...], ...]:
    rates = confusion.recognition
    return (
        (
            count(confusion.churned_recognised),
            count(confusion.churned_missed),
            percent(rates.churned),
        ),
        (count(confusion.loyal_recognised), count(confusion.loyal_missed), percent(rates.loyal)),
        (count(confusion.recognised), count(confusion.missed), percent(rates.overall)),
    )


def _recognition_at_cut(facts: ReportFacts, texts: ReportTexts) -> Sheet:
    learning, test = facts.learning.confusion_at_cut, facts.test.confusion_at_cut
    table = _recognition(learning, test, texts)
    return Sheet(
        texts.evaluation.recognition_at_cut, table.columns, table.rows, texts.evaluation.cut_note
    )


def _ranking(facts: ReportFacts, texts: ReportTexts) -> Sheet:
    names = [
        *(
            texts.customers,
            texts.churned,
            texts.base_rate,
            texts.auc,
        ),
        *(texts.evaluation.captured.format(percent=share) for share in facts.learning.captured),
        *(texts.evaluation.lift_at.format(percent=share) for share in facts.learning.lift),
        *(profit_titles(texts) if facts.profit else ()),
    ]
    learning, test = map(_ranking_cells, (facts.learning, facts.test))
    if facts.profit:
        learning += profit_cells(facts.profit.learning)
        test += profit_cells(facts.profit.test)
    return Sheet(
        texts.evaluation.ranking,
        (
            Column(texts.evaluation.measure, is_text=True),
            Column(texts.learning_set),
            Column(texts.test_set),
        ),
        tuple(zip(names, learning, test, strict=True)),
        texts.evaluation.ranking_note,
    )


def _ranking_cells(evaluation: Evaluation) -> list[str]:
    return [
        count(evaluation.customers),
        count(evaluation.churned),
        percent(evaluation.base_rate),
        decimal(evaluation.auc, 3),
        *(percent(share) for share in evaluation.captured.values()),
        *(decimal(lift, 2) for lift in evaluation.lift.values()),
    ]


def _rules_in_words(facts: ReportFacts, texts: ReportTexts) -> Sheet:
    return Sheet(
        texts.rules_in_words,
        (Column(texts.rule, is_text=True), Column(texts.words, is_text=True)),
        tuple((rule.id or "", rule.words) for rule in facts.rules),
    )


def rules_note(texts: ReportTexts, *, smoothed: bool, decides: bool = False) -> str:
    """The meaning of the numbers of rules.

    Args:
        texts: of the language.
        smoothed: whether rules conclude churn rates.
        decides: whether those whose score they decide are told, too.
    """
    words = texts.evaluation
    return (
        words.rules_note
        + (words.decides_note if decides else "")
        + (words.smoothed_note if smoothed else "")
    )


def _rules_by_numbers(
    facts: ReportFacts, side: Literal["learning", "test"], texts: ReportTexts
) -> Sheet:
    rules = [*facts.rules, *([facts.no_rule] if facts.no_rule else [])]
    decides = _tells_deciders(facts)
    name = texts.learning_set if side == "learning" else texts.test_set
    smoothed = any(rule.score is not None for rule in facts.rules)
    return Sheet(
        f"{texts.evaluation.rules_by_numbers}{texts.colon}{name}",
        (
            Column(texts.rule, is_text=True),
            *map(
                Column,
                (
                    texts.evaluation.conclusion,
                    texts.customers,
                    texts.churn_rate,
                    texts.interval,
                    texts.lift,
                    *([texts.evaluation.decides] if decides else []),
                ),
            ),
        ),
        tuple(
            _rule_cells(
                rule,
                rule.learning if side == "learning" else rule.test,
                texts,
                facts.language,
                decides=decides,
            )
            for rule in rules
        ),
        rules_note(texts, smoothed=smoothed, decides=decides) if side == "test" else None,
    )


def _tells_deciders(facts: ReportFacts) -> bool:
    """Whether rules hold for other customers than those whose score they decide."""
    counts = [counts for rule in facts.rules for counts in (rule.learning, rule.test)]
    return any(each.decided not in (None, each.customers) for each in counts)


def _rule_cells(
    rule: RuleFacts,
    counts: RuleOnSet,
    texts: ReportTexts,
    language: Language,
    *,
    decides: bool,
) -> tuple[str, ...]:
    name = texts.evaluation.no_rule if rule.id is None else rule.id
    decided = [count(counts.decided or 0)] if decides else []
    return (name, _concludes(rule, texts, language), *_on_set_cells(counts), *decided)


def _concludes(rule: RuleFacts, texts: ReportTexts, language: Language) -> str:
    if rule.says:
        return texts.evaluation.verdicts[rule.says]
    if rule.weight is not None:
        return texts.evaluation.odds.format(factor=odds_text(rule.weight, Vocabulary(language)))
    return percent(rule.score)


def _on_set_cells(counts: RuleOnSet) -> tuple[str, ...]:
    return (
        count(counts.customers),
        percent(counts.churn_rate),
        interval(counts.interval),
        decimal(counts.lift, 2),
    )


def search_document(trials: tuple[Trial, ...], language: Language) -> Document:
    """Learners and settings that were compared, and how each did in cross-validation."""
    texts = REPORT_TEXTS[language]
    return Document(
        texts.evaluation.search_title, trials_sheets(trials, texts, texts.evaluation.search_note)
    )


def trials_sheets(
    trials: tuple[Trial, ...], texts: ReportTexts, note: str | None = None
) -> tuple[Sheet, ...]:
    """Learners and settings that were tried: a sheet of each, where there were any."""
    learners = tuple(trial for trial in trials if trial.folds is not None)
    settings = tuple(trial for trial in trials if trial.folds is None)
    return (
        *((learners_sheet(learners, texts),) if learners else ()),
        *((_settings_sheet(settings, texts, note),) if settings else ()),
    )


def learners_sheet(trials: tuple[Trial, ...], texts: ReportTexts) -> Sheet:
    """One row a learner, with its AUC and its size."""
    words = texts.evaluation
    return Sheet(
        words.learners,
        (
            Column(words.learner, is_text=True),
            *map(Column, (texts.auc, words.terms, words.folds, words.chosen)),
        ),
        tuple(_learner_cells(trial, texts) for trial in trials),
        words.learners_note,
    )


def _learner_cells(trial: Trial, texts: ReportTexts) -> tuple[str, ...]:
    learner = trial.setting.partition(" ")[2]
    auc = decimal(1.0 - trial.error, 3)
    spread = trial.standard_error
    return (
        texts.comparison.models.get(learner, learner),
        auc if spread is None else f"{auc} ±{decimal(spread, 3)}",
        decimal(trial.terms, 1),
        count(trial.folds or 0),
        texts.evaluation.yes if trial.chosen else NOTHING,
    )


def _settings_sheet(trials: tuple[Trial, ...], texts: ReportTexts, note: str | None) -> Sheet:
    """One row a setting, with its error."""
    return Sheet(
        texts.evaluation.trials,
        (
            Column(texts.evaluation.setting, is_text=True),
            Column(texts.evaluation.error),
            Column(texts.evaluation.chosen),
        ),
        tuple(
            (
                _words(trial.setting, texts),
                number_text(trial.error),
                texts.evaluation.yes if trial.chosen else NOTHING,
            )
            for trial in trials
        ),
        note,
    )


def _words(settings: str, texts: ReportTexts) -> str:
    """Settings such as "max_rules 8, max_terms 2", their names translated where there are words."""
    return texts.comma.join(_setting(each, texts) for each in settings.split(", "))


def _setting(setting: str, texts: ReportTexts) -> str:
    if setting in texts.evaluation.settings:
        return texts.evaluation.settings[setting]
    name, _, value = setting.partition(" ")
    return f"{texts.evaluation.settings.get(name, name)} {value}".strip()


def profit_titles(texts: ReportTexts) -> tuple[str, ...]:
    """Names of the measures that stand below the lift."""
    return (
        texts.evaluation.mpc,
        texts.evaluation.mpc_share,
        texts.evaluation.empc,
        texts.evaluation.empc_share,
    )


def profit_cells(profit: ProfitMeasures | None) -> list[str]:
    """The measures of one set, in the order of their titles."""
    if profit is None:
        return [NOTHING] * 4
    measures = (profit.maximum, profit.expected_maximum)
    return [cell for each in measures for cell in (decimal(each.profit, 2), percent(each.share))]


def profit_sheets(facts: ProfitFacts, language: Language, texts: ReportTexts) -> Iterator[Sheet]:
    """The profit curve by tenths of the customers, and what it was reckoned by."""
    columns = (texts.evaluation.share_contacted, texts.learning_set, texts.test_set)
    yield Sheet(
        texts.evaluation.profit_curve,
        tuple(map(Column, columns)),
        tuple(
            (f"{share}%", _at(facts.learning, share), _at(facts.test, share))
            for share in _TOLD_PERCENTS
        ),
        texts.evaluation.profit_note,
    )
    if facts.assumptions is not None:
        note = texts.evaluation.assumptions_note.format(
            alpha=decimal(facts.settings.success_alpha, 2),
            beta=decimal(facts.settings.success_beta, 2),
        )
        yield assumptions_sheet(facts.assumptions, language, note + _of_list(facts, texts))


def _of_list(facts: ProfitFacts, texts: ReportTexts) -> str:
    """What the selected customers have on average, where the config says otherwise."""
    means = facts.of_list
    if means is None:
        return ""
    return texts.evaluation.of_list.format(
        value=amount(means.value),
        success=percent(means.success),
        offer=amount(means.offer_cost),
        contact=amount(means.contact_cost),
    )


def _at(profit: ProfitMeasures | None, share: int) -> str:
    return NOTHING if profit is None else decimal(profit.curve[share], 2)
