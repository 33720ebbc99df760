"""What a campaign brought, in numbers: all that ``measure.json`` holds, rendered only after that.

Who is listed and who is held back was drawn at random, so that the groups can be compared as they
were drawn. Where that says nothing about contact, because the draw was not kept to, or because
outcomes are missing on one side more than on the other, the facts say how the groups differ, and
nothing of what contact did or was worth.
"""

from __future__ import annotations

from typing import Literal

from churnkit.campaign.assumptions import Assumptions
from churnkit.campaign.measure.uplift import Compared, Difference
from churnkit.campaign.measure.uplift_curve import UpliftCurve
from churnkit.campaign.measured_success import ActionSuccess
from churnkit.config.sections.project import Language
from churnkit.frozen import Frozen

Dimension = Literal["decile", "tier", "rule", "line"]
ProtocolDeviation = Literal[
    "nobody_held_back",
    "nobody_listed",
    "control_contacted",
    "listed_not_contacted",
    "outcomes_missing_unequally",
    "nothing_to_compare_with",
]
"""Why the comparison says nothing about contact: one of the groups is empty (or none of its
outcomes is known); who was contacted differs from what was drawn; outcomes are missing in one group
more often than chance would have it; no decile and tier holds customers of both groups."""


class RowCounts(Frozen):
    """Counts of the rows of the table of outcomes."""

    rows: int
    without_id: int
    repeated: int
    """Rows with a duplicate id."""
    contradicting: int
    """Customers with both a row for stayed and one for left: their outcome is unknown."""
    not_selected: int
    """Ids that are not in the record: of customers who were not selected, or not known by it."""


class RoleFacts(Frozen):
    """Customers of one role."""

    customers: int
    known: int
    """Whose outcome is known."""
    contacted: int


class GroupFacts(Frozen):
    """Customers who share a decile, tier, rule or line of the playbook."""

    dimension: Dimension
    name: str | None
    """None: they have none."""
    words: str
    """What it is called in the language of the config."""
    compared: Compared
    adjusted_p: float | None
    """p-value adjusted for the number of all groups (Holm)."""


class Needed(Frozen):
    """Customers with a known outcome that would show a difference as large as the one found."""

    control: int
    listed: int
    more_control: int
    more_listed: int
    power: float


class Costs(Frozen):
    """What was spent."""

    contacts: float
    offers: float
    """Of customers who were contacted and stayed: they took the offer."""

    @property
    def total(self) -> float:
        """Contacts and offers."""
        return self.contacts + self.offers


class Returns(Frozen):
    """What contact brought, among listed customers whose outcome is known."""

    kept: float
    """Customers who stayed and would have left."""
    kept_interval: tuple[float, float]
    value: float
    """What they are worth."""
    profit: float
    """That value less all costs."""
    profit_interval: tuple[float, float] | None
    return_on_cost: float | None
    """Profit over costs; None: nothing was spent."""
    value_interval: tuple[float, float] | None = None
    return_interval: tuple[float, float] | None = None


class Subject(Frozen):
    """What was measured, and how."""

    language: Language
    """Language of all words."""
    campaign: str
    outcomes: str
    """File of the outcomes."""
    record_sha256: str
    """Of the record that was measured."""
    confidence: float
    """Of all intervals."""
    tells_contacts: bool
    """Whether the outcomes have a column for contact; if not, all listed count as contacted."""
    are_probabilities: bool = False
    """Whether scores are, so that they predict who stays; else they only rank."""
    period: str | None = None
    """For how long customers were watched, in words; None: of an older version."""


class Predicted(Frozen):
    """What scores and playbook let one expect when the customers were selected."""

    control: float
    """Share of the control group who stay."""
    uplift: float
    """What contact adds to that among the listed."""
    profit: float | None = None
    """Of contacting all listed customers, as the list said; None: of an older version."""


class Measurement(Frozen):
    """The facts about a campaign after it."""

    subject: Subject
    rows: RowCounts
    listed: RoleFacts
    control: RoleFacts
    missing_p: float | None
    """p-value of outcomes missing equally often in both groups; None: one of them is empty."""
    deviations: tuple[ProtocolDeviation, ...]
    """Why the effect of contact is not estimated; empty: contact was random."""
    overall: Compared
    """As counted."""
    difference: Difference | None
    """By strata of decile and tier, or as counted where they are few; None: no stratum holds
    customers of both groups."""
    groups: tuple[GroupFacts, ...]
    costs: Costs
    needed: Needed | None = None
    """Where it cannot be told whether there is a difference, and a number of customers would."""
    curve: UpliftCurve | None = None
    """None: there were deviations."""
    returns: Returns | None = None
    """None: there were deviations."""
    predicted: Predicted | None = None
    """None: there were deviations, or scores are not probabilities."""
    success: tuple[ActionSuccess, ...] = ()
    """Of all actions together, then of each; empty: there were deviations."""
    assumptions: Assumptions | None = None
    """Of the list; None: there were deviations."""

    @property
    def is_random(self) -> bool:
        """Whether contact was random, so that the difference is what contact made."""
        return not self.deviations
