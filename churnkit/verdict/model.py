"""The verdict on a model, as ``model.json`` and ``evaluation.json`` hold it: numbers and codes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from churnkit.frozen import Frozen
from churnkit.verdict.calibration import Calibration

Grade = Literal["cannot_tell", "no_signal", "weak", "sound"]
Reason = Literal[
    "test_set_too_small",
    "no_rule",
    "auc_reaches_half",
    "rules_do_not_hold",
    "badly_calibrated",
    "few_scores",
]

GAP = 0.25
"""A rule does not hold where its rate is off by more than this share of it, beyond chance."""
FEWEST_SCORES = 5
"""Fewer different scores than this hardly rank."""


class RuleVerdict(Frozen):
    """One rule on both sets.

    Its customers are those for whom it holds: with a firing strength of one half or more.
    """

    id: str
    customers: int
    """Learning customers."""
    churned: int
    test_customers: int
    test_churned: int
    interval: tuple[float, float]
    """Exact interval of the churn rate on the test set; those of all rules hold together."""
    difference: tuple[float, float]
    """Interval of the rate on the learning set less that on the test set; likewise."""
    holds: bool
    """Whether its rate holds on the test set, as far as can be seen there."""

    @property
    def rate(self) -> float | None:
        """Churn rate on the learning set."""
        return self.churned / self.customers if self.customers else None

    @property
    def test_rate(self) -> float | None:
        """Churn rate on the test set."""
        return self.test_churned / self.test_customers if self.test_customers else None


class ScoreBand(Frozen):
    """Test customers of neighbouring scores."""

    low: float
    """Their lowest score."""
    customers: int
    churned: int


class WithoutSuspects(Frozen):
    """What rules are worth that were learnt once more without variables that may leak."""

    variables: tuple[str, ...]
    """The variables that were left out: kept by ``ingest``, but named as possible leaks."""
    auc: float | None
    """On the test set; None: nothing can be learnt without them."""
    interval: tuple[float, float] | None
    """95% interval (DeLong)."""


class ModelVerdict(Frozen):
    """What the test set says of a model. Where it cannot say, a number is None."""

    grade: Grade
    reasons: tuple[Reason, ...]
    """Why it is not sound."""
    customers: int
    """Test customers."""
    churned: int
    auc: float | None
    auc_interval: tuple[float, float]
    """95% interval (DeLong)."""
    power: float
    """Chance that this test set would have shown an AUC of .65."""
    test_customers_needed: int | None
    """Test customers who would show it with a chance of 80%."""
    customers_needed: int | None
    """Customers of both sets, for the test set to have as many."""
    out_of_fold_auc: float | None
    """Of the learning customers, by cross-validation."""
    cut_share: float
    """Share of the customers that the lift is about, best scores first."""
    lift: float | None
    lift_interval: tuple[float, float] | None
    """95% interval (exact)."""
    scores: int
    """Different scores of the test customers."""
    calibration: Calibration | None
    """None where scores are not probabilities."""
    rules: tuple[RuleVerdict, ...] = Field(default=())
    bands: tuple[ScoreBand, ...] = ()
    """The test customers by score, the lowest first."""
    settings_tried: int = 1
    """Settings that the same prepared customers were learnt with, these included."""
    without_suspects: WithoutSuspects | None = None
    """None: no variable may leak, or the model is of an older version."""

    @property
    def failing(self) -> tuple[RuleVerdict, ...]:
        """The rules that do not hold."""
        return tuple(rule for rule in self.rules if not rule.holds)

    @property
    def publishes(self) -> bool:
        """Whether a list may be handed out, unless the config says otherwise."""
        return self.grade != "no_signal"
