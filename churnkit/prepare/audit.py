"""What was found about every column of a table, and what was decided: ``audit.json``.

It is written for people and never read back. Numbers and codes only; the words are chosen by the
rendering. Everything about variables is counted
on the learning customers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from churnkit.config.sections.project import Kind
from churnkit.events.tiers import TierMoves
from churnkit.frozen import Frozen
from churnkit.prepare.association import Association
from churnkit.prepare.labels import LabelValue
from churnkit.prepare.leaks import LEAK_KINDS, LeakKind
from churnkit.prepare.variables import DropReason
from churnkit.workspace.artifacts import AUDIT
from churnkit.workspace.runs import Run

Suspicion = Literal[LeakKind, "id_like", "beats_kept"]
"""Of a ``LeakKind``: it may know the outcome. id_like: no two customers have the same value.
beats_kept: it was dropped, and alone tells more than any variable kept."""


class RawValue(Frozen):
    """A value as it is written in the table, and how many learning customers have it."""

    value: str
    customers: int


class CategoryRate(Frozen):
    """Learning customers of a category, and those of them who churned."""

    category: str
    customers: int
    churned: int
    churn_rate: float


class VariableAudit(Frozen):
    """One variable on the learning customers."""

    name: str
    kind: Kind
    declared: bool
    """Whether the config says the kind; otherwise it was inferred."""
    kept: bool
    reason: DropReason | None
    """Why it was dropped; None where it was kept."""
    suspicions: tuple[Suspicion, ...]
    """What looks odd about it; that alone is no reason to drop it."""
    valid_share: float
    """``valid`` over all learning customers."""
    valid: int
    """Values that are there, can be read and lie within the limits."""
    missing: int
    unreadable: int
    """Values that cannot be read as one of the kind."""
    outside: int
    """Values that can be read but lie beyond the limits."""
    unreadable_values: tuple[RawValue, ...]
    """The most frequent of them."""
    outside_values: tuple[RawValue, ...]
    """The most frequent of them."""
    distinct: int
    """Different valid values, before rare ones are merged."""
    low: float | None
    """Smallest valid value; of a date, in days before the reference date."""
    high: float | None
    """Largest valid value; of a date, in days before the reference date."""
    limits_learnt: bool
    """Whether a limit is a quantile of the learning customers; otherwise the config says it."""
    categories: tuple[CategoryRate, ...]
    """Categories kept, the largest first, at most ``MOST_LISTED`` of them."""
    merged: CategoryRate | None
    """The category that rare ones are merged into; None where there are none."""
    merged_categories: tuple[CategoryRate, ...]
    """Rare categories, the largest first, at most ``MOST_LISTED`` of them."""
    merged_count: int
    """Number of rare categories."""
    association: Association | None
    """Churn against category, after merging; None where nothing can be compared."""
    auc: float | None
    """Area under the ROC curve of this variable alone, out of fold; a missing value is a value.
    None where one class has too few customers to tell."""

    @property
    def leak(self) -> LeakKind | None:
        """Why it may know the outcome, whether it was kept or dropped."""
        found = [*self.suspicions, self.reason] if self.reason != "id" else self.suspicions
        return next((each for each in LEAK_KINDS if each in found), None)


class SetCounts(Frozen):
    """Customers of one set, and those of them who churned."""

    customers: int
    churned: int
    base_rate: float | None
    """Share of the customers who churned; None for an empty set."""


class TableCounts(Frozen):
    """Where the rows of the table went. Every row read is in exactly one of these counts."""

    unreadable: int
    """Rows that could not be read; they come on top of ``rows``."""
    rows: int
    """Rows read: the sum of all counts below."""
    without_id: int
    duplicate_id: int
    """Rows with a duplicate id; the first row of an id stays."""
    outside_population: int
    """Rows for which the condition ``keep`` does not hold."""
    unknown_population: int
    """Rows for which it cannot be told, because a value is missing."""
    left: int
    """Customers who left in another way than the label means."""
    without_label: int
    unknown_label: int
    """Rows whose label is neither churned nor loyal."""
    learning: SetCounts
    test: SetCounts


class Thresholds(Frozen):
    """The settings by which variables were judged."""

    valid_share: float
    rare_share: float
    p_value: float
    effect: float
    suspect_auc: float
    drop_auc: float


class Audit(Frozen):
    """What was found about a table and its columns."""

    table: TableCounts
    labels: tuple[LabelValue, ...]
    """How values of the label column were read, at most ``MOST_LISTED`` of them; rows of both
    sets."""
    label_count: int
    """Number of different values of the label column."""
    thresholds: Thresholds
    variables: tuple[VariableAudit, ...]
    """Every column that may tell something, sorted by name."""
    ignored: tuple[str, ...]
    """Columns that the config ignores."""
    notes: tuple[str, ...]
    """What was assumed or repaired, one sentence each."""
    moves: TierMoves | None = Field(default=None, exclude_if=lambda moves: moves is None)
    """Moves between value tiers; None, and left out of the file, where there are no tiers."""


def write_audit(run: Run, audit: Audit) -> Path:
    """Write ``audit.json`` into a run."""
    return run.write_json(AUDIT, audit)
