"""What looks odd about the customers to learn from: one sentence each, and what to do about it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl

from churnkit.config.sections.project import Nulls, SplitSettings
from churnkit.config.yaml.keypath import write_path
from churnkit.prepare.audit import VariableAudit
from churnkit.prepare.labels import label_notes
from churnkit.prepare.leaks import LeakKind
from churnkit.prepare.learning_split import Selection
from churnkit.prepare.markers import Marker
from churnkit.prepare.recipe import Recipe
from churnkit.prepare.row_rules import RowRules
from churnkit.tables.columns.formats import Column, ColumnFormat
from churnkit.tables.columns.inference import SAMPLE_ROWS
from churnkit.tables.columns.numbers import NumberFormat

_NUMBER_LIKE = 0.5
"""Share of numbers from which a column of words is worth a note."""
_MOST_NAMED = 3
_BOUNDS = {"all_rare": "rare_share", "rate_difference": "rate_difference.effect"}
_MUCH = 0.9
"""Area of a date alone from which it is named as a leak, not only as late."""
_LEAKS: dict[LeakKind, str] = {
    "label": "equals the label",
    "encodes_label": "its values encode the label",
    "id": "repeats the id",
    "row_count": "counts the rows",
    "after_outcome": "dates after the reference date",
    "separates": "separates the classes",
}
_ANY_NUMBER = NumberFormat(grouped=True, wide=True)


def note_oddities(
    raw: pl.DataFrame,
    chosen: Selection,
    recipe: Recipe,
    audits: Sequence[VariableAudit],
    split: SplitSettings,
) -> list[str]:
    """Labels that may be typos, suspected leaks, late dates, values that nobody has, no test set.

    Args:
        raw: all rows of the table.
        chosen: the customers to learn from and to test on.
        recipe: how they are prepared.
        audits: what was found about the variables.
        split: how the test set was told.
    """
    return [
        *label_notes(chosen.labels, recipe.rows),
        *leak_notes(audits),
        *_dropped(audits),
        *_late_dates(chosen, recipe),
        *_unmet_values(raw, _markers(recipe.rows, split)),
        *([] if chosen.test.any() else ["the test set is empty"]),
    ]


def note_numbers(column: pl.Series, format_: ColumnFormat, nulls: Nulls) -> list[str]:
    """Say that a column that was taken for words holds numbers for the greater part.

    Args:
        column: the column on the learning customers, as it was read.
        format_: what it was taken for.
        nulls: texts that mean "no value", by kind.
    """
    if column.dtype != pl.String or format_.kind not in ("category", "text"):
        return []
    column = column.gather_every(-(-len(column) // SAMPLE_ROWS) or 1)
    tokens = tuple({*format_.null_tokens, *nulls.number})
    format_of_any = ColumnFormat(kind="number", null_tokens=tokens, number=_ANY_NUMBER)
    number = Column.of(column, format_of_any)
    present = column.to_frame().filter(~number.is_missing())
    others = present.filter(number.is_invalid())
    share = 1 - others.height / present.height if present.height else 0.0
    if share < _NUMBER_LIKE:
        return []
    texts = others.select(number.written().alias("text"))["text"].value_counts(name="n")
    frequent = texts.sort(["n", "text"], descending=[True, False]).head(_MOST_NAMED)
    named = ", ".join(f"'{text}' ({n})" for text, n in frequent.iter_rows())
    return [
        f"the column '{column.name}' is read as {format_.kind}, but {share:.0%} of its values are "
        f"numbers; declare kind: number, or add the others to nulls (most frequent: {named})"
    ]


def leak_notes(audits: Sequence[VariableAudit]) -> list[str]:
    """One sentence on the variables that know too much and were dropped, one on those kept."""
    dropped = [audit for audit in audits if audit.leak and not audit.kept]
    kept = [audit for audit in audits if audit.leak and audit.kept and _separates(audit)]
    notes = []
    if dropped:
        notes.append(
            f"dropped, because they may leak the outcome: {_in_words(dropped)}; for "
            f"one known before, write {_setting(dropped[0], 'leak')}: keep"
        )
    if kept:
        notes.append(
            f"may be known only after the outcome: {_in_words(kept)}; if so, add them to "
            f"data.ignore; if not, write {_setting(kept[0], 'leak')}: keep"
        )
    return notes


def _separates(audit: VariableAudit) -> bool:
    """Not so of dates after the outcome that tell little, of which there is another note."""
    return audit.leak != "after_outcome" or (audit.auc or 0.0) >= _MUCH


def _dropped(audits: Sequence[VariableAudit]) -> list[str]:
    """Variables that a screen dropped and that alone tell more than any kept."""
    return [
        f"the variable '{audit.name}' was dropped ({audit.reason}), but alone tells more about "
        f"churn than any variable kept (AUC {audit.auc:.3f}); to keep it, {_remedy(audit)}"
        for audit in audits
        if "beats_kept" in audit.suspicions
    ]


def _remedy(audit: VariableAudit) -> str:
    if audit.reason == "valid_share":
        share = math.floor(audit.valid_share * 100) / 100
        missing = _setting(audit, "missing")
        return f"write {missing}: category, or ingest.valid_share: {share:.2f} or less"
    return (
        f"lower ingest.{'rare_share' if audit.reason == 'all_rare' else 'rate_difference.effect'}"
    )


def _setting(audit: VariableAudit, key: str) -> str:
    return write_path(("data", "variables", audit.name, key))


def _in_words(audits: Sequence[VariableAudit]) -> str:
    shown = [_leak_in_words(audit) for audit in audits[:_MOST_NAMED]]
    more = [f"{len(audits) - len(shown)} more"] if len(audits) > len(shown) else []
    return ", ".join([*shown, *more])


def _leak_in_words(audit: VariableAudit) -> str:
    auc = "" if audit.auc is None else f", AUC alone {audit.auc:.3f}"
    return f"'{audit.name}' ({_LEAKS[audit.leak]}{auc})" if audit.leak else audit.name


def _late_dates(chosen: Selection, recipe: Recipe) -> list[str]:
    """Dates after ``as_of`` count as days below 0, unless the config sets a limit."""
    dates = [name for name in recipe.names if name in recipe.days]
    prepared = recipe.prepare(chosen.rows)
    late = prepared.select((pl.col(name) < 0).sum() for name in dates)
    return [
        f"dates of the column '{name}' after data.as_of ({recipe.as_of}): {late[name].item()}; "
        "they count as days below 0; correct them or as_of, or make them invalid by "
        f"{write_path(('data', 'variables', name, 'min'))}: 0"
        for name in dates
        if late[name].item()
    ]


def _unmet_values(raw: pl.DataFrame, markers: Sequence[Marker]) -> list[str]:
    return [
        f"no row of the column '{marker.column}' holds '{value}', which the config names"
        for marker in markers
        for value in marker.values
        if not raw.select(marker.over(raw.schema).holds_value(value).any()).item()
    ]


def _markers(rules: RowRules, split: SplitSettings) -> list[Marker]:
    markers = [rules.churned, rules.loyal, rules.left]
    if split.column is not None:
        markers.append(Marker(column=split.column, values=split.test_values))
    return [marker for marker in markers if marker is not None]
