"""Judges one column on the learning customers: kept or dropped, and why."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from churnkit.config.sections.project import IngestSection, VariableSettings
from churnkit.prepare.audit import CategoryRate, Suspicion, VariableAudit
from churnkit.prepare.examine import Cells, Findings, examine
from churnkit.prepare.groups import Groups
from churnkit.prepare.leaks import Flags, is_above
from churnkit.prepare.variables import CategoryCounts, DropReason, NumberCounts, VariableRecipe
from churnkit.shares import smallest_part

MOST_LISTED = 50
"""Categories that an audit lists, of those kept and of those merged."""
SCREENS: tuple[DropReason, ...] = ("valid_share", "all_rare", "rate_difference")
"""Reasons that look at values alone and may drop a variable that tells much."""
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
    reason = _reason(found, settings, ingest)
    return (
        _recipe(found, reason),
        _audit(found, reason, declared=settings.kind is not None),
    )


def name_dropped(audits: Sequence[VariableAudit], churned: Flags) -> list[VariableAudit]:
    """The same, a variable that a screen dropped named if it alone tells more than all kept.

    Args:
        audits: what was found about the variables.
        churned: (n,) which of the learning customers churned.
    """
    best = max((audit.auc for audit in audits if audit.kept and audit.auc), default=0.5)

    def named(audit: VariableAudit) -> VariableAudit:
        beats = audit.auc is not None and is_above(audit.auc, best, churned)
        if audit.reason not in SCREENS or not beats:
            return audit
        return audit.model_copy(update={"suspicions": (*audit.suspicions, "beats_kept")})

    return [named(audit) for audit in audits]


def _reason(
    found: Findings, settings: VariableSettings, ingest: IngestSection
) -> DropReason | None:
    """The first reason to drop a variable, if there is one."""
    if found.format.kind == "id" or found.format.kind == "text":
        return found.format.kind
    if not (found.is_numeric or found.is_categorical):
        return "date_without_as_of"
    if found.leak is not None and found.leak.drop:
        return found.leak.kind
    valid_share = 0.0 if settings.missing == "category" else ingest.valid_share
    if found.valid.total < smallest_part(valid_share, found.customers):
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
        absent=found.absent if kept else None,
        kept=kept,
        reason=reason,
        histogram=_histogram(found) if kept else None,
        may_leak=kept and found.leak is not None,
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


def _audit(found: Findings, reason: DropReason | None, *, declared: bool) -> VariableAudit:
    rates = _rates(_kept(found)) if found.is_categorical else ()
    merged = _rates(found.prepared)[-1:] if _has_merged(found) else ()
    rare = _rates(found.rare)
    return VariableAudit(
        name=found.name,
        kind=found.format.kind,
        declared=declared,
        kept=reason is None,
        reason=reason,
        suspicions=_suspicions(found, reason),
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


def _suspicions(found: Findings, reason: DropReason | None) -> tuple[Suspicion, ...]:
    leak: tuple[Suspicion, ...] = (found.leak.kind,) if found.leak else ()
    id_like: tuple[Suspicion, ...] = ("id_like",)
    named = () if reason in leak else leak
    return named + (id_like if found.is_id_like and reason != "row_count" else ())


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
