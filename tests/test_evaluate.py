"""Numbers about scores: hand-computed, and against slow definitions."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from churnkit.evaluate import (
    Confusion,
    auc,
    captured,
    confusion,
    confusion_at_cut,
    evaluate,
    lift,
    top_size,
    wilson_interval,
)

Flags = NDArray[np.bool_]
Scores = NDArray[np.float64]


def _flags(text: str) -> Flags:
    """``"++-"`` is churned, churned, loyal."""
    return np.array([sign == "+" for sign in text], np.bool_)


def _scores(*values: float) -> Scores:
    return np.array(values, np.float64)


PUBLISHED = {
    "learning": (Confusion(
        churned_recognised=722, churned_missed=113, loyal_recognised=149, loyal_missed=16
    ), (86.5, 90.3, 87.1)),
    "test": (Confusion(
        churned_recognised=364, churned_missed=58, loyal_recognised=71, loyal_missed=7
    ), (86.3, 91.0, 87.0)),
}  # fmt: skip


@pytest.mark.parametrize(("counts", "rates"), PUBLISHED.values(), ids=PUBLISHED)
def test_the_published_counts_give_the_published_rates(
    counts: Confusion, rates: tuple[float, float, float]
) -> None:
    found = counts.recognition

    assert (found.churned, found.loyal, found.overall) == pytest.approx(
        [rate / 100 for rate in rates], abs=0.0005
    )


def test_a_score_above_the_threshold_is_read_as_churned() -> None:
    found = confusion(_flags("++--+"), _scores(0.9, 0.5, 0.5, 0.6, 0.1), 0.5)

    assert found == Confusion(
        churned_recognised=1, churned_missed=2, loyal_recognised=1, loyal_missed=1
    )


@pytest.mark.parametrize(
    ("churned", "score", "expected"),
    [
        pytest.param("+-", [0.9, 0.1], 1.0, id="right order"),
        pytest.param("+-", [0.1, 0.9], 0.0, id="wrong order"),
        pytest.param("+-", [0.5, 0.5], 0.5, id="a tie is one half"),
        pytest.param("++--", [0.8, 0.4, 0.4, 0.2], 3.5 / 4, id="three wins and a tie of four"),
        pytest.param("++", [0.8, 0.4], None, id="churned only"),
        pytest.param("--", [0.8, 0.4], None, id="loyal only"),
        pytest.param("", [], None, id="nobody"),
    ],
)
def test_auc_by_hand(churned: str, score: list[float], expected: float | None) -> None:
    assert auc(_flags(churned), _scores(*score)) == expected


@pytest.mark.parametrize(
    ("score", "share", "expected_captured", "expected_lift"),
    [
        pytest.param([5, 4, 3, 2, 1], 0.2, 1 / 2, 2.5, id="the first of five"),
        pytest.param([5, 4, 3, 2, 1], 0.3, 1 / 2, 1.25, id="1.5 customers are 2"),
        pytest.param([5, 4, 4, 2, 1], 0.4, 3 / 4, 1.875, id="half of a tie of + and -"),
        pytest.param([1, 1, 1, 1, 1], 0.2, 1 / 5, 1.0, id="all tie: no better than chance"),
        pytest.param([5, 4, 3, 2, 1], 1.0, 1.0, 1.0, id="everybody"),
        pytest.param([5, 4, 3, 2, 1], 0.0, 0.0, None, id="nobody"),
    ],
)
def test_captured_and_lift_by_hand(
    score: list[float], share: float, expected_captured: float, expected_lift: float | None
) -> None:
    churned = _flags("+-+--")

    assert captured(churned, _scores(*score), share) == pytest.approx(expected_captured)
    assert lift(churned, _scores(*score), share) == pytest.approx(expected_lift)


@pytest.mark.parametrize(
    ("customers", "share", "expected"),
    [(10, 0.3, 3), (100, 0.07, 7), (1000, 0.29, 290), (11, 0.3, 4), (1, 0.3, 1), (0, 0.3, 0)],
)
def test_a_list_is_rounded_up_in_decimal_arithmetic(
    customers: int, share: float, expected: int
) -> None:
    assert top_size(customers, share) == expected


@pytest.mark.parametrize(
    ("successes", "n", "expected"),
    [
        pytest.param(5, 10, (0.2366, 0.7634), id="half of ten"),
        pytest.param(0, 10, (0.0, 0.2775), id="none of ten"),
        pytest.param(10, 10, (0.7225, 1.0), id="all of ten"),
        pytest.param(55, 1038, (0.0409, 0.0683), id="the base rate of the telecom case"),
        pytest.param(0, 0, (0.0, 1.0), id="nobody was observed"),
    ],
)
def test_wilson_interval_by_hand(successes: int, n: int, expected: tuple[float, float]) -> None:
    assert wilson_interval(successes, n) == pytest.approx(expected, abs=0.00005)


def test_an_evaluation_by_hand() -> None:
    churned, score = _flags("++-+------"), _scores(*np.arange(10, 0, -1) / 10)

    found = evaluate(churned, score, threshold=0.85)

    assert (found.customers, found.churned, found.base_rate) == (10, 3, 0.3)
    assert found.auc == pytest.approx(20 / 21)
    assert found.confusion.churned_recognised == 2
    assert found.recognition.loyal == 1.0
    assert found.captured == pytest.approx({"10": 1 / 3, "20": 2 / 3, "30": 2 / 3})
    assert found.lift == pytest.approx({"10": 10 / 3, "20": 10 / 3, "30": 20 / 9})
    assert found.confusion_at_cut == Confusion(
        churned_recognised=2, churned_missed=1, loyal_recognised=6, loyal_missed=1
    )
    assert found.recognition_at_cut.overall == 0.8


@pytest.mark.parametrize(
    ("churned", "score", "base_rate"),
    [
        pytest.param("++", [0.3, 0.6], 1.0, id="churned only"),
        pytest.param("--", [0.3, 0.6], 0.0, id="loyal only"),
        pytest.param("", [], None, id="nobody"),
    ],
)
def test_a_set_without_both_classes_is_evaluated_as_far_as_it_goes(
    churned: str, score: list[float], base_rate: float | None
) -> None:
    found = evaluate(_flags(churned), _scores(*score), threshold=0.5)

    assert found.base_rate == base_rate
    assert found.auc is None
    assert found.recognition.churned == (0.5 if churned == "++" else None)
    assert found.recognition.loyal == (0.5 if churned == "--" else None)
    assert (found.captured["30"] is None) == (churned != "++")


customers = st.lists(st.tuples(st.booleans(), st.integers(0, 4)), min_size=1, max_size=30)


def _columns(rows: list[tuple[bool, int]]) -> tuple[Flags, Scores]:
    return np.array([c for c, _ in rows], np.bool_), np.array([s for _, s in rows], np.float64)


@given(customers)
def test_auc_is_the_chance_of_the_right_order(rows: list[tuple[bool, int]]) -> None:
    pairs = [(s > t) + 0.5 * (s == t) for c, s in rows for d, t in rows if c and not d]

    expected = sum(pairs) / len(pairs) if pairs else None

    assert auc(*_columns(rows)) == pytest.approx(expected)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2)), min_size=1, max_size=5), st.data())
def test_captured_is_the_mean_over_all_orders_of_the_ties(
    rows: list[tuple[bool, int]], data: st.DataObject
) -> None:
    called = data.draw(st.integers(0, len(rows)))
    lists = [sorted(order, key=lambda row: -row[1])[:called] for order in permutations(rows)]
    found = float(np.mean([sum(c for c, _ in best) for best in lists]))
    churned = sum(c for c, _ in rows)

    expected = found / churned if churned else None

    assert captured(*_columns(rows), share=called / len(rows)) == pytest.approx(expected)


@given(customers, st.sampled_from([0.1, 0.2, 0.3, 0.5, 1.0]))
def test_lift_and_captured_tell_the_same(rows: list[tuple[bool, int]], share: float) -> None:
    churned, score = _columns(rows)
    found, gained = captured(churned, score, share), lift(churned, score, share)

    if found is None or gained is None:
        assert not churned.any()
    else:
        assert gained == pytest.approx(found * len(rows) / top_size(len(rows), share))


@given(customers, st.sampled_from([0.1, 0.3, 0.5, 1.0]))
def test_the_matrix_at_the_cut_adds_up(rows: list[tuple[bool, int]], share: float) -> None:
    churned, score = _columns(rows)

    found = confusion_at_cut(churned, score, share)

    assert found.churned_recognised + found.loyal_missed == top_size(len(rows), share)
    assert found.churned == churned.sum()
    assert found.loyal == (~churned).sum()
    assert min(found.model_dump().values()) >= 0


@given(customers, st.randoms())
def test_the_order_of_the_customers_changes_nothing(
    rows: list[tuple[bool, int]], random: object
) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert evaluate(*_columns(shuffled), threshold=2) == evaluate(*_columns(rows), threshold=2)


@given(st.integers(1, 10_000), st.data())
def test_the_wilson_interval_holds_the_rate(n: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, n))

    low, high = wilson_interval(successes, n)

    assert 0.0 <= low <= successes / n <= high <= 1.0
