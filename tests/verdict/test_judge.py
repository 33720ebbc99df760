"""Each verdict, on tables of a few groups of customers."""

from __future__ import annotations

import numpy as np
import pytest

from churnkit.verdict.judge import Counts, JudgedScores, count_members, judge
from churnkit.verdict.judge import lift_interval as interval_of_lift
from tests.verdict.judged_models import Group, judged

FIVE = [(400, 200), (400, 100), (400, 50), (400, 24), (400, 8)]
"""Learning customers by rule, and those who churned: 50%, 25%, 12.5%, 6% and 2%."""


def test_rules_that_do_again_what_they_learnt_are_sound() -> None:
    found = judged(FIVE, [(200, 98), (200, 52), (200, 25), (200, 12), (200, 4)])

    assert (found.grade, found.reasons) == ("sound", ())
    assert found.publishes
    assert all(rule.holds for rule in found.rules)
    assert found.auc_interval[0] > 0.75


def test_a_rule_whose_rate_falls_makes_a_model_weak() -> None:
    found = judged(FIVE, [(200, 60), (200, 52), (200, 25), (200, 12), (200, 4)])

    assert (found.grade, found.reasons) == ("weak", ("rules_do_not_hold",))
    assert [rule.id for rule in found.failing] == ["R1"]
    assert (found.failing[0].rate, found.failing[0].test_rate) == (0.5, 0.3)
    assert found.publishes


def test_a_small_gap_is_no_reason_however_certain_it_is() -> None:
    """50% learnt and 42% found differ beyond chance, but by less than a quarter."""
    many = [(40_000, 20_000), *FIVE[1:]]
    found = judged(many, [(20_000, 8_400), (200, 52), (200, 25), (200, 12), (200, 4)])

    assert found.rules[0].difference[0] > 0
    assert found.rules[0].holds


def test_few_different_scores_make_a_model_weak() -> None:
    found = judged([(400, 200), (400, 20)], [(200, 100), (200, 10)])

    assert (found.grade, found.reasons) == ("weak", ("few_scores",))
    assert found.scores == 2


def test_probabilities_that_are_off_make_a_model_weak_and_scores_that_only_rank_do_not() -> None:
    """Each group churns somewhat more than it should; no rule alone is off beyond chance."""
    test: list[Group] = [(60, 39), (60, 24), (60, 14), (60, 8), (60, 4)]

    found = judged(FIVE, test, is_probability=True)
    assert (found.grade, found.reasons) == ("weak", ("badly_calibrated",))
    assert found.calibration is not None
    assert (found.calibration.expected, found.calibration.observed) == (pytest.approx(57.3), 89)
    assert judged(FIVE, test).grade == "sound"


def test_rules_no_better_than_chance_are_no_signal() -> None:
    found = judged(FIVE, [(200, 40), (200, 36), (200, 42), (200, 38), (200, 40)])

    assert (found.grade, found.reasons) == ("no_signal", ("auc_reaches_half",))
    assert not found.publishes
    assert found.power > 0.99


def test_no_rule_is_no_signal() -> None:
    nobody = Counts(np.zeros(0, np.int64), np.zeros(0, np.int64))
    test = JudgedScores(np.arange(1000) < 200, np.full(1000, 0.2), is_probability=True)
    found = judge([], nobody, nobody, test, learning_customers=2000, learning_churned=400)

    assert (found.grade, found.reasons) == ("no_signal", ("no_rule", "auc_reaches_half"))


def test_too_few_test_customers_cannot_tell_and_say_how_many_it_takes() -> None:
    found = judged(
        [(20, 8), (20, 2)], [(10, 4), (10, 2)], out_of_fold_auc=0.61
    )  # 16 of 60 customers churned, and a third of all are test customers

    assert (found.grade, found.reasons) == ("cannot_tell", ("test_set_too_small",))
    assert found.publishes
    assert found.power < 0.8
    assert found.out_of_fold_auc == 0.61
    assert found.test_customers_needed is not None
    assert 120 < found.test_customers_needed < 180
    assert found.customers_needed == 3 * found.test_customers_needed


def test_the_wrong_way_round_is_no_signal_even_for_few() -> None:
    found = judged([(20, 18), (20, 2)], [(15, 0), (15, 15)])

    assert found.power < 0.8
    assert found.grade == "no_signal"


def test_nobody_in_the_test_set_cannot_tell() -> None:
    found = judged(FIVE, [(0, 0)] * 5, is_probability=True)

    assert found.grade == "cannot_tell"
    assert (found.auc, found.lift, found.calibration) == (None, None, None)
    assert (found.test_customers_needed is None, found.customers_needed) == (False, None)


def test_customers_are_counted_by_membership() -> None:
    churned = np.array([True, False, True, True])

    found = count_members(np.array([[0.5, 0.49, 1, 0], [0, 1, 1, 0.2]]), churned)
    assert (found.customers.tolist(), found.churned.tolist()) == ([2, 2], [2, 1])
    twice = found.plus(found)
    assert (twice.customers.tolist(), twice.churned.tolist()) == ([4, 4], [4, 2])


def test_the_interval_of_the_lift_is_that_of_the_share_captured() -> None:
    """15 of 20 churned customers are among the first 30%: 75% (exact: 50.9% to 91.3%) over 30%."""
    churned = np.zeros(100, np.bool_)
    churned[[*range(15), *range(50, 55)]] = True

    found = interval_of_lift(churned, -np.arange(100.0), 0.3)
    assert found == pytest.approx((0.509 / 0.3, 0.913 / 0.3), abs=0.01)
