"""Customers who are, and who are not, those that the rules were learnt on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from churnkit.drift.compare import Change, Drift, Likeness, compare, stability_index
from churnkit.drift.profile import Profile, Reference, count_in, count_like, reference_of
from churnkit.drift.texts import drift_note, drift_refusal

VARIABLES = ("calls", "plan", "tenure")


def _customers(seed: int, n: int = 600) -> pl.DataFrame:
    drawn = np.random.default_rng(seed)
    tenure, calls = drawn.gamma(2.0, 20.0, n), drawn.poisson(1.2, n).astype(float)
    plan = drawn.choice(["basic", "plus", "top", "(other)"], n, p=[0.5, 0.3, 0.18, 0.02])
    frame = pl.DataFrame({"calls": calls, "plan": plan, "tenure": tenure})
    return frame.with_columns(score=(0.3 * pl.col("calls") - 0.02 * pl.col("tenure")).tanh())


def _learnt() -> Reference:
    return reference_of(_customers(0), VARIABLES, others={"plan": "(other)"})


def _compared(frame: pl.DataFrame, **unreadable: int) -> Drift:
    return compare(_learnt(), count_like(_learnt(), frame, unreadable=unreadable))


def _new_plan(frame: pl.DataFrame) -> pl.DataFrame:
    tenth = pl.int_range(pl.len()) % 10 == 0
    return frame.with_columns(plan=pl.when(tenth).then(pl.lit("new")).otherwise("plan"))


def _missing_tenure(frame: pl.DataFrame) -> pl.DataFrame:
    third = pl.int_range(pl.len()) % 10 < 3
    return frame.with_columns(tenure=pl.when(~third).then("tenure"))


Changed = Callable[[pl.DataFrame], pl.DataFrame]
CASES: dict[str, tuple[Changed, str, Change, Likeness]] = {
    "mean moved by half a standard deviation": (
        lambda frame: frame.with_columns(pl.col("tenure") + 14.0),
        "tenure", "distribution", "shifted",
    ),
    "a new category of a tenth": (_new_plan, "plan", "unseen", "shifted"),
    "three tenths missing": (_missing_tenure, "tenure", "missing", "shifted"),
    "other units": (
        lambda frame: frame.with_columns(pl.col("tenure") * 30.0),
        "tenure", "beyond", "another_world",
    ),
    "one value": (
        lambda frame: frame.with_columns(calls=pl.lit(0.0)),
        "calls", "constant", "another_world",
    ),
    "empty": (
        lambda frame: frame.with_columns(calls=pl.lit(None, pl.Float64)),
        "calls", "empty", "another_world",
    ),
    "new categories for all": (
        lambda frame: frame.with_columns(plan=pl.lit("new-") + pl.col("plan")),
        "plan", "beyond", "another_world",
    ),
    "all scores high": (
        lambda frame: frame.with_columns(pl.col("score") + 2.0),
        "score", "score_index", "another_world",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changed", "name", "change", "likeness"), CASES.values(), ids=CASES)
def test_a_change_is_named_for_what_it_is(
    changed: Changed, name: str, change: Change, likeness: Likeness
) -> None:
    found = _compared(changed(_customers(1)))

    assert found.likeness == likeness
    assert (name, change) in [(shift.name, shift.change) for shift in found.shifts]


@pytest.mark.parametrize("n", [30, 500, 5_000])
def test_customers_of_the_same_world_are_as_learnt(n: int) -> None:
    alarms = [_compared(_customers(seed, n)).likeness != "as_learnt" for seed in range(2, 42)]
    assert sum(alarms) <= 1


def test_values_that_can_no_longer_be_read_are_told_with_their_share() -> None:
    frame = _missing_tenure(_customers(1))
    found = _compared(frame, tenure=180)

    assert [(s.change, s.found) for s in found.shifts if s.name == "tenure"][:2] == [
        ("missing", 0.3), ("unreadable", 0.3),
    ]  # fmt: skip


def test_one_customer_is_no_other_world() -> None:
    assert _compared(_customers(1, 1)).likeness == "as_learnt"


def test_nobody_is_no_other_world() -> None:
    assert _compared(_customers(1, 600).clear()).likeness == "as_learnt"


def test_the_index_by_hand() -> None:
    """Halves against a quarter and three: (1/4) ln 2 + (1/4) ln 1.5, near enough with thousands."""
    bins = Profile(name="x", edges=(0.5,), categories=None, counts=(50_000, 50_000), missing=0)
    now = bins.model_copy(update={"counts": (25_000, 75_000)})
    assert stability_index(bins, now) == pytest.approx(0.25 * np.log(2) + 0.25 * np.log(1.5), 1e-3)


def test_bins_hold_about_a_tenth_each_and_ties_stay_together() -> None:
    values = pl.Series("x", [0.0] * 70 + [float(i) for i in range(1, 31)])
    profile = reference_of(values.to_frame().with_columns(score=0.5), ["x"]).variables[0]

    assert profile.edges == (10.0, 20.0)
    assert profile.counts == (79, 10, 11)
    assert (profile.low, profile.median, profile.high) == (0.0, 0.0, 30.0)


def test_later_customers_are_counted_beyond_what_was_learnt() -> None:
    profile = reference_of(_customers(0), ["tenure"]).variables[0]
    found = count_in(profile, pl.Series("tenure", [-1.0, 20.0, 1e6, None]))

    assert (found.below, found.above, found.valid, found.missing) == (1, 1, 3, 1)


def test_the_profiles_pass_through_a_file() -> None:
    learnt = _learnt()
    assert Reference.model_validate_json(learnt.model_dump_json()) == learnt


def test_one_note_names_all_variables() -> None:
    frame = _new_plan(_customers(1)).with_columns(pl.col("tenure") * 30.0)
    found = _compared(frame)

    assert drift_note(found, "en") == (
        "Today's customers have little in common with those that the rules were learnt on: "
        "tenure lies beyond all that was learnt for 98.0% of the customers; plan has values that "
        "were not learnt for 11.7% of the customers (1.3% when learnt)."
    )
    assert drift_refusal(found, "zh").endswith("或设置 score.drift: note 仍然评分。")


def test_models_of_older_versions_are_not_judged() -> None:
    assert "older version" in drift_note(None, "en")


def test_the_score_is_called_so_in_both_languages() -> None:
    found = _compared(_customers(1).with_columns(pl.col("score") + 0.15))

    assert [shift.change for shift in found.shifts] == ["distribution"]
    assert "the score has shifted (stability index" in drift_note(found, "en")
    assert "得分的分布有变化（稳定性指数" in drift_note(found, "zh")


@pytest.mark.parametrize("tenure", [None, 1_000.0])
def test_one_odd_customer_is_no_other_world(tenure: float | None) -> None:
    """Of 601 customers one has the longest tenure: it may well be the last one."""
    one = _customers(1, n=1).with_columns(tenure=pl.lit(tenure, pl.Float64))
    found = _compared(one)
    assert found.likeness == "as_learnt"


def test_ten_odd_customers_are_another_world() -> None:
    ten = _customers(1, n=10).with_columns(tenure=pl.lit(1_000.0) + pl.int_range(10))
    assert _compared(ten).likeness == "another_world"
