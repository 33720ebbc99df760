"""Win-back in numbers only: who may return, which offer pays, and on what that rests."""

from __future__ import annotations

from churnkit.artifacts import Frozen
from churnkit.campaign.scorecard import Factor, Level
from churnkit.campaign.winback import OfferFacts
from churnkit.config.models import Language

__all__ = [
    "FactorFacts",
    "FateFacts",
    "LearntFacts",
    "ReturnRule",
    "WinbackFacts",
]


class FactorFacts(Frozen):
    """Customers of one level of a factor of the scorecard."""

    factor: Factor
    level: Level | None
    """None: it is not known."""
    points: float
    customers: int
    likelihood: float
    """Mean chance that they return, without an offer."""


class ReturnRule(Frozen):
    """A rule learnt from past win-backs."""

    id: str
    words: str
    """Its condition."""
    odds: float
    """By what it multiplies the odds of returning."""
    customers: int
    """Past leavers for whom it holds."""
    returned: int


class LearntFacts(Frozen):
    """Rules learnt from past win-backs, judged on customers they were not learnt from."""

    customers: int
    returned: int
    folds: int
    auc: float
    standard_error: float
    scorecard_auc: float
    """Of the scorecard, on the same customers."""
    rules: tuple[ReturnRule, ...]


class FateFacts(Frozen):
    """How many customers the same became of."""

    fate: str
    """listed, beyond, at_a_loss, without_value, or why a customer is not contacted."""
    name: str | None = None
    """Of suppressed and unchecked: the do-not-contact list."""
    customers: int


class WinbackFacts(Frozen):
    """Customers who have left, in numbers; the fates add up to the customers."""

    language: Language
    campaign: str
    customers: int
    likelihood: float
    """Mean chance that they return, without an offer."""
    share: float
    """Of the customers, that is listed at most, and that counts as likely returners."""
    likely: int
    unknown: tuple[str, ...]
    """Columns of the scorecard that the config does not name."""
    factors: tuple[FactorFacts, ...]
    learnt: LearntFacts | None
    labels: dict[str, str]
    """What offers are called, by name."""
    offers: tuple[OfferFacts, ...]
    listed: OfferFacts
    fates: tuple[FateFacts, ...]
