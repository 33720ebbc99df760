"""A campaign in numbers: filled when the list is made, and only rendered after that.

Every scored customer is counted once: on the list, in the control group, or under the first reason
that keeps a customer off both.
"""

from __future__ import annotations

from typing import Literal

from churnkit.campaign.do_not_contact_matches import UnmatchedList
from churnkit.campaign.exclusions import Exclusion
from churnkit.campaign.reasons import ReasonCount
from churnkit.drift.compare import Drift
from churnkit.frozen import Frozen
from churnkit.verdict.list_worth import ListWorth
from churnkit.verdict.model import ModelVerdict


class Part(Frozen):
    """Selected customers that have something in common."""

    name: str
    """Of the line, tier, channel or decile; empty where the customers have none."""
    words: str
    """What it is called in the language of the config."""
    listed: int
    control: int


class Worth(Frozen):
    """What is expected of the customers on the list, in money."""

    value_at_risk: float
    """Sum of score x value."""
    expected_cost: float
    """Contacts, and offers to those expected to take them."""
    expected_profit: float
    """Value expected to be kept, less the expected cost."""
    value_of_each: float | None
    """The same value for every customer; None: a column has the values."""


class Trust(Frozen):
    """How far the list can be trusted."""

    verdict: ModelVerdict | None
    """On the rules; None: not judged."""
    worth: ListWorth
    drift: Drift | None
    """How like the learning customers those scored are; None: not compared."""


class CampaignFacts(Frozen):
    """A campaign in numbers; scored = listed + control + the sum of those excluded."""

    name: str
    language: Literal["en", "zh"]
    as_of: str | None
    """Day (YYYY-MM-DD) at which contacts count as recent; None: nothing depends on one."""
    order: Literal["score", "value_at_risk", "profit"]
    cut: Literal["share", "number", "budget", "profit"]
    scored: int
    excluded: tuple[Exclusion, ...]
    """In the order in which reasons are checked; reasons that cannot occur are left out."""
    selected: int
    listed: int
    control: int
    lines: tuple[Part, ...]
    """By line of the playbook, in its order."""
    channels: tuple[Part, ...]
    tiers: tuple[Part, ...]
    """By value tier, from the top down, or in the order of the names."""
    deciles: tuple[Part, ...]
    """By decile of the score among all scored customers, 1 = highest."""
    worth: Worth | None
    """What is at stake; None: scores are not probabilities."""
    inputs: tuple[str, ...]
    """Names of the files that the customers and the do-not-contact lists came from."""
    learner: str
    model_sha256: str
    """Fingerprint of model.json."""
    trust: Trust
    reasons: tuple[ReasonCount, ...] = ()
    """The most frequent reasons of the list, the largest first."""
    unmatched: tuple[UnmatchedList, ...] = ()
    """Do-not-contact lists of which no entry is a customer."""
