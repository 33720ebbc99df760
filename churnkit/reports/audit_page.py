"""The audit of the data as a document: every row accounted for, every variable with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from churnkit.events.tiers import NO_TIER, TIERS, TierMoves
from churnkit.prepare.audit import Audit, CategoryRate, SetCounts, VariableAudit
from churnkit.prepare.labels import LabelValue
from churnkit.render.document import (
    NOTHING,
    Column,
    Document,
    Lines,
    Sheet,
    count,
    decimal,
    percent,
)
from churnkit.render.formats import number_text
from churnkit.reports.texts import REPORT_TEXTS, ReportTexts
from churnkit.rules.wording import Vocabulary

Names = Mapping[str, str]
"""Column of a variable -> what people call it."""

_ROWS = (
    "rows", "without_id", "duplicate_id", "outside_population", "unknown_population", "left",
    "without_label", "unknown_label",
)  # fmt: skip


def audit_document(audit: Audit, vocabulary: Vocabulary) -> Document:
    """The audit: every variable, what was found in it and what was decided."""
    texts = REPORT_TEXTS[vocabulary.language]
    names = {variable.name: vocabulary.label(variable.name) for variable in audit.variables}
    blocks = (
        _rows(audit, texts),
        _sets(audit, texts),
        _labels(audit, texts),
        _variables(audit, names, texts),
        _invalid_values(audit, names, texts),
        _categories(audit, vocabulary, texts),
        _associations(audit, names, texts),
        moves_sheet(audit.moves, texts) if audit.moves else None,
        _lines(texts.audit.ignored, audit.ignored),
        _lines(texts.audit.notes, audit.notes),
    )
    return Document(texts.audit.title, tuple(block for block in blocks if block is not None))


def _rows(audit: Audit, texts: ReportTexts) -> Sheet:
    table, names = audit.table, texts.audit.row_counts
    counts = [(names[row], getattr(table, row)) for row in _ROWS]
    counts += [
        (names["learning"], table.learning.customers),
        (names["test"], table.test.customers),
        (names["unreadable"], table.unreadable),
    ]
    return Sheet(
        texts.audit.rows,
        (Column(texts.audit.what, is_text=True), Column(texts.audit.rows)),
        tuple((name, count(rows)) for name, rows in counts),
    )


def _sets(audit: Audit, texts: ReportTexts) -> Sheet:
    def row(name: str, counts: SetCounts) -> tuple[str, ...]:
        return name, count(counts.customers), count(counts.churned), percent(counts.base_rate)

    return Sheet(
        texts.audit.sets,
        (
            Column(texts.audit.set, is_text=True),
            *map(
                Column,
                (
                    texts.customers,
                    texts.churned,
                    texts.base_rate,
                ),
            ),
        ),
        (
            row(texts.learning_set, audit.table.learning),
            row(texts.test_set, audit.table.test),
        ),
    )


def _labels(audit: Audit, texts: ReportTexts) -> Sheet | None:
    def row(label: LabelValue) -> tuple[str, ...]:
        value = texts.audit.no_value if label.value is None else label.value
        return value, texts.audit.label_readings[label.read_as], count(label.rows)

    unlisted = audit.label_count - len(audit.labels)
    more = (texts.audit.and_more.format(count=count(unlisted)), NOTHING, NOTHING)
    rows = (*map(row, audit.labels), *([more] if unlisted > 0 else []))
    return _sheet_of_words(
        texts.audit.labels,
        (texts.audit.value, texts.audit.read_as),
        (texts.audit.rows,),
        rows,
        texts.audit.labels_note,
    )


def _variables(audit: Audit, names: Names, texts: ReportTexts) -> Sheet:
    thresholds = audit.thresholds
    labelled = any(label != column for column, label in names.items())
    numbers = (
        texts.audit.valid_share,
        texts.audit.missing,
        texts.audit.unreadable,
        texts.audit.outside,
        texts.audit.distinct,
        texts.audit.range,
        texts.audit.auc_alone,
    )
    return Sheet(
        texts.audit.variables,
        (
            Column(texts.variable, is_text=True),
            *([Column(texts.audit.column, is_text=True)] if labelled else []),
            Column(texts.audit.kind, is_text=True),
            *map(Column, numbers),
            Column(texts.audit.decision, is_text=True),
        ),
        tuple(
            (
                names[variable.name],
                *([variable.name] if labelled else []),
                *_variable_cells(variable, texts),
            )
            for variable in audit.variables
        ),
        texts.audit.variables_note.format(
            valid=percent(thresholds.valid_share),
            suspect=number_text(thresholds.suspect_auc),
            drop=number_text(thresholds.drop_auc),
        ),
    )


def _variable_cells(variable: VariableAudit, texts: ReportTexts) -> tuple[str, ...]:
    return (
        _kind(variable, texts),
        percent(variable.valid_share),
        count(variable.missing),
        count(variable.unreadable),
        count(variable.outside),
        count(variable.distinct),
        _limits(variable, texts),
        decimal(variable.auc, 3),
        _decision(variable, texts),
    )


def _kind(variable: VariableAudit, texts: ReportTexts) -> str:
    kind = texts.audit.kinds[variable.kind]
    return kind if variable.declared else texts.audit.inferred.format(kind=kind)


def _limits(variable: VariableAudit, texts: ReportTexts) -> str:
    if variable.low is None and variable.high is None:
        return NOTHING
    limits = _range(variable.low, variable.high, texts)
    return texts.audit.learnt_limits.format(range=limits) if variable.limits_learnt else limits


def _range(low: float | None, high: float | None, texts: ReportTexts) -> str:
    if low is None or high is None:
        bound = low if high is None else high
        pattern = texts.from_on if high is None else texts.up_to
        shown = number_text(bound) if bound is not None else NOTHING
        return pattern.format(low=shown, high=shown)
    return texts.between.format(low=number_text(low), high=number_text(high))


def _decision(variable: VariableAudit, texts: ReportTexts) -> str:
    verdict = texts.audit.kept if variable.kept else texts.audit.dropped
    reason = f"{texts.colon}{texts.audit.reasons[variable.reason]}" if variable.reason else ""
    suspicions = (texts.audit.suspicions[suspicion] for suspicion in variable.suspicions)
    return texts.audit.semicolon.join([f"{verdict}{reason}", *suspicions])


def _invalid_values(audit: Audit, names: Names, texts: ReportTexts) -> Sheet | None:
    rows = tuple(
        (names[variable.name], sample.value, why, count(sample.customers))
        for variable in audit.variables
        for why, values in (
            (texts.audit.unreadable, variable.unreadable_values),
            (texts.audit.outside, variable.outside_values),
        )
        for sample in values
    )
    return _sheet_of_words(
        texts.audit.invalid_samples,
        (texts.variable, texts.audit.value, texts.audit.why_invalid),
        (texts.customers,),
        rows,
    )


def _categories(audit: Audit, vocabulary: Vocabulary, texts: ReportTexts) -> Sheet | None:
    rows = tuple(
        row for variable in audit.variables for row in _category_rows(variable, vocabulary, texts)
    )
    return _sheet_of_words(
        texts.audit.by_category,
        (
            texts.variable,
            texts.audit.category,
        ),
        (texts.customers, texts.churned, texts.churn_rate),
        rows,
    )


def _category_rows(
    variable: VariableAudit, vocabulary: Vocabulary, texts: ReportTexts
) -> Iterator[tuple[str, ...]]:
    name = vocabulary.label(variable.name)
    for rate in variable.categories:
        yield _category_row(name, _category(variable, rate.category, vocabulary, texts), rate)
    if variable.merged is not None:
        merged = [
            _category(variable, rate.category, vocabulary, texts)
            for rate in variable.merged_categories
        ]
        unlisted = variable.merged_count - len(merged)
        merged += [texts.audit.and_more.format(count=count(unlisted))] if unlisted > 0 else []
        shown = texts.audit.merged_into.format(
            category=_category(variable, variable.merged.category, vocabulary, texts),
            merged=texts.comma.join(merged),
        )
        yield _category_row(name, shown, variable.merged)


def _category(
    variable: VariableAudit, category: str, vocabulary: Vocabulary, texts: ReportTexts
) -> str:
    """A category as people read it: by its label; names that churnkit gives are translated."""
    if variable.kind == "flag" or category.startswith("("):
        return texts.audit.categories.get(category, category)
    settings = vocabulary.variables.get(variable.name)
    has_label = settings is not None and category in settings.values
    return vocabulary.value_words(variable.name, category) if has_label else category


def _category_row(variable: str, category: str, rate: CategoryRate) -> tuple[str, ...]:
    return (
        variable,
        category,
        count(rate.customers),
        count(rate.churned),
        percent(rate.churn_rate),
    )


def _associations(audit: Audit, names: Names, texts: ReportTexts) -> Sheet | None:
    thresholds = audit.thresholds
    rows = tuple(
        (
            names[variable.name],
            decimal(variable.association.chi_square, 2),
            count(variable.association.degrees),
            _p_value(variable.association.p_value),
            decimal(variable.association.effect, 4),
            texts.audit.kept if variable.kept else texts.audit.dropped,
        )
        for variable in audit.variables
        if variable.association is not None
    )
    note = texts.audit.association_note.format(
        p_value=number_text(thresholds.p_value),
        effect=number_text(thresholds.effect),
        rare=percent(thresholds.rare_share),
    )
    numbers = (
        texts.audit.chi_square,
        texts.audit.degrees,
        texts.audit.p_value,
        texts.audit.effect,
        texts.audit.decision,
    )
    return _sheet_of_words(texts.audit.association, (texts.variable,), numbers, rows, note)


def _p_value(p_value: float) -> str:
    return "< 0.0001" if p_value < 0.0001 else decimal(p_value, 4)


def _lines(title: str, lines: tuple[str, ...]) -> Lines | None:
    return Lines(lines, title) if lines else None


def _sheet_of_words(
    title: str,
    words: tuple[str, ...],
    numbers: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    note: str | None = None,
) -> Sheet | None:
    """A table whose first columns are words; None without rows."""
    if not rows:
        return None
    columns = (
        *(Column(name, is_text=True) for name in words),
        *map(Column, numbers),
    )
    return Sheet(title, columns, rows, note)


def moves_sheet(moves: TierMoves, texts: ReportTexts) -> Sheet:
    """A row for each tier before, a column for each tier now, the best first."""
    tiers = (*TIERS, NO_TIER)
    before_names = {**texts.audit.tiers, NO_TIER: texts.audit.new_customers}
    now_names = {**texts.audit.tiers, NO_TIER: texts.audit.lost_customers}
    counts = {(move.before, move.now): move.customers for move in moves.moves}

    def row(before: str) -> tuple[str, ...]:
        customers = [counts.get((before, now), 0) for now in tiers]
        return before_names[before], *map(count, customers), count(sum(customers))

    note = texts.audit.moves_note.format(
        moved=count(moves.moved),
        customers=count(moves.customers),
        before=texts.between.format(low=moves.before[0], high=moves.before[1]),
        now=texts.between.format(low=moves.now[0], high=moves.now[1]),
    )
    return Sheet(
        texts.audit.moves,
        (
            Column(texts.audit.tier_before, is_text=True),
            *(Column(now_names[tier], texts.audit.tier_now) for tier in tiers),
            Column(texts.overall),
        ),
        tuple(map(row, tiers)),
        note,
        is_matrix=True,
    )
