"""The verdict on a model, decided by what its scores and rules did on the test set.

Nothing is chosen here: the verdict annotates a model that was learnt without the test set.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from churnkit.evaluate import CUT_SHARE, captured, lift, top_size
from churnkit.verdict.auc_interval import (
    POWER,
    SHOWN_AUC,
    customers_to_show,
    estimate_auc,
    power_to_show,
)
from churnkit.verdict.calibration import Calibration, calibration
from churnkit.verdict.intervals import Interval, adjusted, difference_interval, exact_interval
from churnkit.verdict.list_worth import score_bands
from churnkit.verdict.model import FEWEST_SCORES, GAP, Grade, ModelVerdict, Reason, RuleVerdict

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_CONFIDENCE = 0.95


class Counts(NamedTuple):
    """Customers, and those of them who churned: numbers, or (rules,) arrays of them."""

    customers: Integers
    churned: Integers

    def plus(self, more: Counts) -> Counts:
        """The sums with the counts of others."""
        return Counts(self.customers + more.customers, self.churned + more.churned)


class JudgedScores(NamedTuple):
    """The test customers."""

    churned: Flags
    """(n,) who churned."""
    score: Floats
    """(n,) propensity to churn."""
    is_probability: bool
    """Whether scores are probabilities for customers such as these."""


def count_members(membership: Floats, churned: Flags) -> Counts:
    """Customers of each rule by membership one half or more; ``membership`` is (rules, n)."""
    member = membership >= 0.5
    return Counts(
        member.sum(axis=1, dtype=np.int64), (member & churned).sum(axis=1, dtype=np.int64)
    )


def judge(
    rules: Sequence[str],
    learning: Counts,
    test: Counts,
    scores: JudgedScores,
    *,
    learning_customers: int,
    learning_churned: int,
    out_of_fold_auc: float | None = None,
    cut_share: float = CUT_SHARE,
) -> ModelVerdict:
    """Judge a model by its test customers.

    Args:
        rules: ids of the rules.
        learning: (rules,) learning customers of each rule; counts of several batches add up.
        test: (rules,) test customers of each rule.
        scores: the test customers.
        learning_customers: number of learning customers.
        learning_churned: those of them who churned.
        out_of_fold_auc: AUC of the learning customers by cross-validation, to stand beside.
        cut_share: share of the customers, best scores first, that the lift is about.
    """
    churned, score = scores.churned, scores.score
    estimate = estimate_auc(churned, score)
    interval = estimate.interval() if estimate else (0.0, 1.0)
    customers, of_churned = churned.size, int(churned.sum())
    power = power_to_show(SHOWN_AUC, of_churned, customers - of_churned)
    verdicts = _judge_rules(rules, learning, test)
    calibrated = calibration(churned, score) if scores.is_probability else None
    different = int(np.unique(score).size)
    grade, reasons = _grade(interval, power, verdicts, calibrated, different)
    all_customers = learning_customers + customers
    all_churned = learning_churned + of_churned
    needed = customers_to_show(SHOWN_AUC, all_churned / max(1, all_customers))
    return ModelVerdict(
        grade=grade,
        reasons=reasons,
        customers=customers,
        churned=of_churned,
        auc=estimate.auc if estimate else None,
        auc_interval=interval,
        power=power,
        test_customers_needed=needed,
        customers_needed=_of_both(needed, all_customers, customers),
        out_of_fold_auc=out_of_fold_auc,
        cut_share=cut_share,
        lift=lift(churned, score, cut_share),
        lift_interval=lift_interval(churned, score, cut_share),
        scores=different,
        calibration=calibrated,
        rules=verdicts,
        bands=score_bands(churned, score),
    )


def lift_interval(churned: Flags, score: Floats, share: float) -> Interval | None:
    """The 95% interval of the lift of the best-scored ``share``; None without churned customers.

    The list being given, its lift is the share of the churned who are on it over the share of the
    customers who are: the exact interval of the one over the other.
    """
    of_churned, listed = int(churned.sum()), top_size(churned.size, share)
    found = captured(churned, score, share)
    if found is None or listed == 0:
        return None
    low, high = exact_interval(round(found * of_churned), of_churned, _CONFIDENCE)
    high = min(high, listed / of_churned)  # a list of 30% cannot hold more than all its places
    return low * churned.size / listed, high * churned.size / listed


def _grade(
    interval: Interval,
    power: float,
    rules: Sequence[RuleVerdict],
    calibrated: Calibration | None,
    scores: int,
) -> tuple[Grade, tuple[Reason, ...]]:
    """The first verdict of which something is true, and all that makes it true."""
    low, high = interval
    if low <= 0.5 <= high and power < POWER:
        return "cannot_tell", ("test_set_too_small",)
    missing = _where({"no_rule": not rules, "auc_reaches_half": low <= 0.5})
    if missing:
        return "no_signal", missing
    doubts = _where(
        {
            "rules_do_not_hold": not all(rule.holds for rule in rules),
            "badly_calibrated": calibrated is not None and calibrated.is_bad,
            "few_scores": scores < FEWEST_SCORES,
        }
    )
    return ("weak", doubts) if doubts else ("sound", ())


def _where(reasons: dict[Reason, bool]) -> tuple[Reason, ...]:
    return tuple(reason for reason, applies in reasons.items() if applies)


def _judge_rules(rules: Sequence[str], learning: Counts, test: Counts) -> tuple[RuleVerdict, ...]:
    confidence = adjusted(_CONFIDENCE, len(rules))
    counts = zip(rules, *(each.tolist() for each in (*learning, *test)), strict=True)
    return tuple(_judge_rule(rule, (k, k_test), (n, n_test), confidence)
                 for rule, n, k, n_test, k_test in counts)  # fmt: skip


def _judge_rule(
    rule: str, churned: tuple[int, int], customers: tuple[int, int], confidence: float
) -> RuleVerdict:
    """Judge a rule by its counts on the learning and on the test set."""
    difference = difference_interval(churned, customers, confidence)
    return RuleVerdict(
        id=rule,
        customers=customers[0],
        churned=churned[0],
        test_customers=customers[1],
        test_churned=churned[1],
        interval=exact_interval(churned[1], customers[1], confidence),
        difference=difference,
        holds=difference[0] <= 0 <= difference[1] or _is_near(churned, customers),
    )


def _is_near(churned: tuple[int, int], customers: tuple[int, int]) -> bool:
    rate, test_rate = (k / n for k, n in zip(churned, customers, strict=True))
    return abs(rate - test_rate) <= GAP * rate


def _of_both(needed: int | None, all_customers: int, test_customers: int) -> int | None:
    """Customers of both sets, of whom as many as needed are test customers."""
    if needed is None or test_customers == 0:
        return None
    return -(-needed * all_customers // test_customers)
