"""Fuzzy partitions, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnkit.learners.binning import MAX_BINS, code
from churnkit.learners.fuzzify import fuzzify, midpoint, peaks_of, threshold_between
from churnkit.rules.terms import Category, FuzzySet, Interval, Missing
from tests.learners.learning_tables import variable


def partition(values, *, negation=False):
    return fuzzify(code(variable("x", values)), negation=negation)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # Distinct 0, 1, 2, 3, 10: z = (1 + 2 + 3) / 3 = 2, d = min(2 - 0, 10 - 2) = 2.
        pytest.param([0, 1, 2, 3, 10], (0, 1, 2, 3, 4), id="symmetric around z, not the range"),
        pytest.param([0, 1, 2, 3, 10, 10, 10, 10], (0, 1, 2, 3, 4), id="repeated rows count once"),
        # z = (2 + 5) / 2 = 3.5, d = 3.5 - 1 = 2.5, L = 1, U = 6.
        pytest.param([1, 2, 5, 9], (1, 2.25, 3.5, 4.75, 6), id="whole numbers, round already"),
        # z = (2 + 3 + 5) / 3 = 10/3, d = 10/3 - 1 = 7/3, L = 1, U = 17/3 which rounds to 6.
        pytest.param([1, 2, 3, 5, 9], (1, 13 / 6, 10 / 3, 14 / 3, 6), id="U is rounded"),
        # z = 0.5, L = 0, U = 1: rounding would change nothing. In [0.2, 0.8] it would collapse.
        pytest.param([0.2, 0.5, 0.8], (0.2, 0.35, 0.5, 0.65, 0.8), id="shares are not rounded"),
    ],
)
def test_peaks(values, expected):
    coded = code(variable("x", values))
    assert peaks_of(coded) == pytest.approx(expected)


def test_memberships_of_the_five_sets():
    sets = partition([0, 0.5, 2, 3.5, 4])  # z = (0.5 + 2 + 3.5) / 3 = 2; peaks 0, 1, 2, 3, 4
    assert [term.name for term in sets.terms] == ["very_low", "low", "middle", "high", "very_high"]
    codes = sets.memberships[:, :-1]
    assert codes.tolist() == [
        [1, 0.5, 0, 0, 0],
        [0, 0.5, 0, 0, 0],
        [0, 0, 1, 0, 0],
        [0, 0, 0, 0.5, 0],
        [0, 0, 0, 0.5, 1],
    ]


def test_values_beyond_the_range_saturate():
    sets = partition([0, 1, 2, 3, 10])
    assert sets.memberships[:, 4].tolist() == [0, 0, 0, 0, 1]


def test_two_values_are_two_crisp_sets():
    sets = partition([0, 1, 1, None], negation=True)
    assert sets.terms == (
        Interval(variable="x", high=1, name="low", whole=True, flag=True),
        Interval(variable="x", low=1, name="high", whole=True, flag=True),
        Missing(variable="x"),
        Missing(variable="x", negated=True),
    )
    assert sets.memberships.tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]]


def test_levels_are_crisp_sets_and_their_complements_exclude_missing_values():
    sets = partition(["a", "b", "c", None], negation=True)
    assert sets.terms[:2] == (
        Category(variable="x", values=("a",)),
        Category(variable="x", values=("a",), negated=True),
    )
    assert sets.memberships[:2].tolist() == [[1, 0, 0, 0], [0, 1, 1, 0]]


@pytest.mark.parametrize(
    ("values", "terms"),
    [
        pytest.param([7, 7, 7], (), id="one value"),
        pytest.param([None, None], (), id="no value"),
        pytest.param(["a", None], (Missing(variable="x"),), id="one level, sometimes missing"),
    ],
)
def test_what_does_not_tell_is_dropped_with_a_note(values, terms):
    sets = partition(values)
    assert sets.terms == terms
    assert "carries nothing" in sets.note


def test_floats_too_near_for_five_peaks_become_two_sets():
    sets = partition([1.0, np.nextafter(1.0, 2), np.nextafter(np.nextafter(1.0, 2), 2)])
    assert [term.kind for term in sets.terms] == ["interval", "interval"]


@given(st.lists(st.none() | st.floats(-1e6, 1e6), min_size=1, max_size=40), st.booleans())
def test_the_table_of_memberships_is_what_the_terms_say(values, negation):
    x = variable("x", values)
    sets = fuzzify(code(x), negation=negation)
    for term, of_codes in zip(sets.terms, sets.memberships, strict=True):
        said = [term.membership(value) for value in values]
        assert term.memberships(x).tolist() == said
        assert of_codes[sets.coded.codes(x)] == pytest.approx(said, abs=1e-9)


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=40))
def test_memberships_of_one_value_sum_to_one(values):
    sets = partition(values)
    if all(isinstance(term, FuzzySet) for term in sets.terms):
        sums = sets.memberships[:, :-1].sum(axis=0)
        assert not sets.terms or sums == pytest.approx(1.0)


def test_many_values_share_bins_of_equally_many_customers():
    coded = code(variable("x", [float(v) for v in range(2550)]))
    assert coded.bins == MAX_BINS
    assert coded.counts.tolist() == [10] * MAX_BINS + [0]
    assert (coded.smallest[1], coded.largest[1], coded.middles[1]) == (10, 19, 14.5)


def test_a_frequent_value_keeps_a_bin_of_its_own():
    values = [0.0] * 5000 + [1.0 + v for v in range(5000)]
    coded = code(variable("x", values))
    assert coded.largest[0] == 0.0
    assert coded.bins <= MAX_BINS


def test_the_rarest_of_too_many_levels_have_no_set():
    levels = [f"level {k:03}" for k in range(300)]
    plan = variable("plan", levels * 2 + levels[:200])
    sets = fuzzify(code(plan), negation=False)
    assert len(sets.terms) == MAX_BINS - 1
    rare = sets.coded.codes(plan)[299]
    assert sets.memberships[:, rare].sum() == 0


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(0, 1e300, exclude_min=True))
def test_a_midpoint_divides_its_neighbours(below, step):
    above = below + step
    if below < above < np.inf:
        assert below < midpoint(below, above) <= above
        assert below < threshold_between(below, above) <= above


@given(st.integers(-(10**6), 10**6), st.integers(1, 10**6))
def test_a_threshold_between_whole_numbers_is_one(below, step):
    found = threshold_between(float(below), float(below + step), whole=True)
    assert found.is_integer()
    assert below < found <= below + step


@pytest.mark.parametrize(
    ("below", "above", "found"),
    [
        (68.3, 68.4, 68.4), (68.25, 68.75, 68.5), (67.2, 69.5, 68), (61, 75, 70), (5, 105, 60),
        (-3, 4, 0),
        (0.123, 0.124, 0.124), (990, 1010, 1000), (1e-9, 2e-9, 2e-9), (0, 1, 1),
    ],
)  # fmt: skip
def test_the_roundest_number_of_the_middle_half_divides(below, above, found):
    assert threshold_between(below, above) == found


@given(st.lists(st.integers(-500, 500), min_size=3, max_size=40), st.sampled_from([1, 10, 100]))
def test_rounding_noise_leaves_no_membership_beside_0_and_1(numbers, divisor):
    x = variable("x", [number / divisor for number in numbers])
    sets = fuzzify(code(x), negation=True)
    for term in sets.terms:
        degrees = term.memberships(x)
        noise = np.minimum(degrees, 1 - degrees)
        assert not ((noise > 0) & (noise < 1e-9)).any()


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=40))
def test_a_set_holds_fully_at_its_peak_and_its_opposite_not_at_all(values):
    peaks = peaks_of(code(variable("x", values))) if len(set(values)) > 2 else None
    if peaks is None:
        return
    sets = fuzzify(code(variable("x", values)), negation=True)
    assert [t.membership(p) for t, p in zip(sets.terms[::2], peaks, strict=True)] == [1.0] * 5
    assert [t.membership(p) for t, p in zip(sets.terms[1::2], peaks, strict=True)] == [0.0] * 5


@pytest.mark.parametrize("distinct", [254, 255, 256, 258, 300, 5000])
def test_the_zero_point_is_the_mean_of_distinct_values_however_many_there_are(distinct):
    crowd = np.repeat(np.arange(1.0, 61.0), 40)  # 40 customers each at 1 to 60 days
    values = np.concatenate([crowd, np.arange(61.0, distinct + 1.0)])  # then one each
    peaks = peaks_of(code(variable("days", values.tolist())))
    assert peaks[2] == np.arange(2.0, distinct).mean()


def test_spans_take_in_all_below_or_above_a_set():
    x = variable("x", [0, 0.5, 2, 3.5, 4, None])  # peaks 0, 1, 2, 3, 4
    sets = fuzzify(code(x), negation=False, spans=True)
    spans = {(t.name, t.reach): t for t in sets.terms if getattr(t, "reach", "only") != "only"}
    assert {key: t.memberships(x).tolist() for key, t in spans.items()} == {
        ("low", "at_most"): [1, 1, 0, 0, 0, 0],
        ("middle", "at_most"): [1, 1, 1, 0, 0, 0],
        ("middle", "at_least"): [0, 0, 1, 1, 1, 0],
        ("high", "at_least"): [0, 0, 0, 1, 1, 0],
    }
    codes = sets.coded.codes(x)
    for term, of_codes in zip(sets.terms, sets.memberships, strict=True):
        assert of_codes[codes].tolist() == term.memberships(x).tolist()
