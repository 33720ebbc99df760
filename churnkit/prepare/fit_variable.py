"""Judges one column on the learning customers: kept or dropped, and why."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from churnkit.config.sections.project import IngestSection, VariableSettings
from churnkit.prepare.audit import CategoryRate, Suspicion, VariableAudit
from churnkit.prepare.examine import Cells, Findings, examine
from churnkit.prepare.groups import Groups
from churnkit.prepare.variables import CategoryCounts, DropReason, NumberCounts, VariableRecipe
from churnkit.shares import smallest_part

MOST_LISTED = 50
"""Categories that an audit lists, of those kept and of those merged."""
_BINS = 20
"""Bins of a histogram, of about equally many learning customers."""


def fit_variable(
    cells: Cells, settings: VariableSettings, ingest: IngestSection
) -> tuple[VariableRecipe, VariableAudit]:
    """Decide limits, merging, and whether a variable is kept.

    Args:
        cells: the column on the learning customers.
        settings: what the config says about it.
        ingest: the settings by which it is judged.
    """
    found = examine(cells, settings, ingest)
    reason = _reason(found, ingest)
    return (
        _recipe(found, reason),
        _audit(found, reason, declared=settings.kind is not None, suspect_auc=ingest.suspect_auc),
    )


def _reason(found: Findings, ingest: IngestSection) -> DropReason | None:
    """The first reason to drop a variable, if there is one."""
    if found.format.kind == "id" or found.format.kind == "text":
        return found.format.kind
    if not (found.is_numeric or found.is_categorical):
        return "date_without_as_of"
    if found.valid.total < smallest_part(ingest.valid_share, found.customers):
        return "valid_share"
    if found.is_categorical and found.is_id_like:
        return "id_like"
    if len(found.valid.values) < 2:
        return "constant"
    if len(found.prepared.values) < 2:
        return "all_rare"
    return None if found.is_numeric or _tells(found, ingest) else "rate_difference"


def _tells(found: Findings, ingest: IngestSection) -> bool:
    """Whether the churn rate differs between the categories, by chance and by size."""
    bounds, measured = ingest.rate_difference, found.association
    return (
        measured is not None
        and measured.p_value <= bounds.p_value
        and measured.effect >= bounds.effect
    )


def _recipe(found: Findings, reason: DropReason | None) -> VariableRecipe:
    kept = reason is None
    categories = _kept(found).values.to_list() if kept and found.is_categorical else []
    return VariableRecipe(
        name=found.name,
        format=found.format,
        low=found.limits.low,
        high=found.limits.high,
        categories=tuple(categories),
        unreadable_share=found.unreadable / max(1, found.customers - found.missing),
        other=found.other if kept else None,
        kept=kept,
        reason=reason,
        histogram=_histogram(found) if kept else None,
    )


def _histogram(found: Findings) -> NumberCounts | CategoryCounts:
    return _number_counts(found) if found.is_numeric else _category_counts(found)


def _kept(found: Findings) -> Groups:
    """Categories that are not merged."""
    groups = found.prepared
    return groups.only(np.arange(len(groups.values)) < len(groups.values) - _has_merged(found))


def _has_merged(found: Findings) -> bool:
    return len(found.rare.values) > 0


def _number_counts(found: Findings) -> NumberCounts:
    """Bins between quantiles; the smallest value is no edge, for nobody is below it."""
    valid = found.valid
    quantiles = {valid.quantile(place / _BINS) for place in range(1, _BINS)}
    edges = sorted(quantiles - {float(valid.values[0])})
    places = np.searchsorted(edges, valid.values.to_numpy(), side="right")
    counts = np.bincount(places, weights=valid.customers, minlength=len(edges) + 1)
    return NumberCounts(
        edges=tuple(edges),
        counts=tuple(int(count) for count in counts),
        missing=found.customers - valid.total,
    )


def _category_counts(found: Findings) -> CategoryCounts:
    return CategoryCounts(
        categories=tuple(found.prepared.values.to_list()),
        counts=tuple(found.prepared.customers.tolist()),
        missing=found.customers - found.prepared.total,
    )


def _audit(
    found: Findings, reason: DropReason | None, *, declared: bool, suspect_auc: float
) -> VariableAudit:
    rates = _rates(_kept(found)) if found.is_categorical else ()
    merged = _rates(found.prepared)[-1:] if _has_merged(found) else ()
    rare = _rates(found.rare)
    return VariableAudit(
        name=found.name,
        kind=found.format.kind,
        declared=declared,
        kept=reason is None,
        reason=reason,
        suspicions=_suspicions(found, suspect_auc),
        valid_share=found.valid.total / found.customers,
        valid=found.valid.total,
        missing=found.missing,
        unreadable=found.unreadable,
        outside=found.outside,
        unreadable_values=found.unreadable_values,
        outside_values=found.outside_values,
        distinct=len(found.valid.values),
        low=found.limits.low,
        high=found.limits.high,
        limits_learnt=found.limits.learnt,
        categories=_largest(rates),
        merged=merged[0] if merged else None,
        merged_categories=_largest(rare),
        merged_count=len(rare),
        association=found.association,
        auc=found.auc,
    )


def _suspicions(found: Findings, suspect_auc: float) -> tuple[Suspicion, ...]:
    separates: tuple[Suspicion, ...] = ("separates",)
    id_like: tuple[Suspicion, ...] = ("id_like",)
    is_leak = found.auc is not None and found.auc >= suspect_auc
    return (separates if is_leak else ()) + (id_like if found.is_id_like else ())


def _rates(groups: Groups) -> tuple[CategoryRate, ...]:
    counted = zip(
        groups.values.to_list(), groups.customers.tolist(), groups.churned.tolist(), strict=True
    )
    return tuple(
        CategoryRate(category=name, customers=n, churned=churned, churn_rate=churned / n)
        for name, n, churned in counted
    )


def _largest(rates: Sequence[CategoryRate]) -> tuple[CategoryRate, ...]:
    return tuple(sorted(rates, key=lambda rate: (-rate.customers, rate.category))[:MOST_LISTED])
