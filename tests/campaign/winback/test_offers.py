"""Who may return: points, chances and offers, against cases counted by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnkit.campaign.winback.odds import expit, likeliest, logit, shift_to_mean
from churnkit.campaign.winback.offers import Offer, Winback, rank_leavers
from churnkit.campaign.winback.scorecard import POINTS, ReasonTexts, levels, points

REASONS = ReasonTexts(("price", "价格"), ("service",), ("both",))
FLAGS = [True, False, None]

log_odds_lists = st.lists(st.floats(-8, 8), min_size=1, max_size=40)
shares = st.floats(0.01, 0.99)


def customers(**columns: Sequence[bool | str | None]) -> pl.DataFrame:
    kinds = {name: pl.String if name == "reason" else pl.Boolean for name in columns}
    return pl.DataFrame(columns, schema=kinds)


@pytest.mark.parametrize(
    ("complained", "settled", "level"),
    [
        (False, None, "never"),
        (False, True, "never"),
        (False, False, "never"),
        (True, True, "settled"),
        (True, False, "unsettled"),
        (True, None, None),
        (None, True, "settled"),
        (None, False, None),
        (None, None, None),
    ],
)
def test_complaints(complained: bool | None, settled: bool | None, level: str | None) -> None:
    frame = customers(complained=[complained], settled=[settled])
    assert levels(frame, REASONS)["complaint"].item() == level


@pytest.mark.parametrize(
    ("text", "level"),
    [("price", "price"), ("Price", "price"), ("价格", "price"), ("SERVICE", "service"),
     ("both", "both"), ("moved away", "other"), (None, None)],
)  # fmt: skip
def test_reasons(text: str | None, level: str | None) -> None:
    assert levels(customers(reason=[text]), REASONS)["reason"].item() == level


def test_referrals() -> None:
    found = levels(customers(referred=FLAGS), REASONS)["referral"].to_list()
    assert found == ["referred", "not_referred", None]


def test_points_add_up_over_the_factors() -> None:
    frame = customers(
        referred=[True, False, None],
        complained=[True, True, None],
        settled=[True, False, None],
        reason=["price", "both", None],
    )
    assert points(levels(frame, REASONS)).to_list() == pytest.approx([1.8, -1.8, 0.0])


def test_columns_that_are_not_known_count_nothing() -> None:
    frame = customers(referred=FLAGS)
    assert points(levels(frame, REASONS)).to_list() == [0.5, -0.5, 0.0]
    assert levels(frame, REASONS)["reason"].to_list() == [None] * 3


def test_the_order_of_the_published_factors() -> None:
    referral, complaint, reason = POINTS["referral"], POINTS["complaint"], POINTS["reason"]
    assert referral["referred"] > 0 > referral["not_referred"]
    assert complaint["never"] == complaint["settled"] > 0 > complaint["unsettled"]
    assert reason["price"] > reason["service"] > reason["both"]
    assert reason["price"] > reason["other"] == 0 > reason["both"]


@given(
    rest=st.tuples(
        st.sampled_from(FLAGS), st.sampled_from(FLAGS), st.sampled_from([*REASONS[0], "x", None])
    )
)
def test_each_factor_alone_moves_the_points_as_published(
    rest: tuple[bool | None, bool | None, str | None],
) -> None:
    first, second, reason = rest

    def of(**changed: bool | str | None) -> float:
        row = {"referred": first, "complained": second, "settled": second, "reason": reason}
        frame = customers(**{name: [value] for name, value in (row | changed).items()})
        return float(points(levels(frame, REASONS)).item())

    assert of(referred=True) > of(referred=None) > of(referred=False)
    settled = of(complained=True, settled=True)
    assert of(complained=False) == settled > of(complained=True, settled=False)
    assert of(reason="price") > of(reason="service") > of(reason="both")


def test_chances_of_two_groups_by_hand() -> None:
    """Two of odds 1, two of odds 3: shifted by 0 the mean is (1/2 + 1/2 + 3/4 + 3/4) / 4."""
    log_odds = np.array([0.0, 0.0, math.log(3), math.log(3)])
    assert shift_to_mean(log_odds, 0.625) == pytest.approx(0.0, abs=1e-12)
    assert expit(log_odds).tolist() == pytest.approx([0.5, 0.5, 0.75, 0.75])


@given(log_odds=log_odds_lists, mean=shares)
def test_the_mean_chance_is_the_one_demanded(log_odds: list[float], mean: float) -> None:
    found = expit(np.array(log_odds) + shift_to_mean(np.array(log_odds), mean))
    assert math.fsum(found) / len(log_odds) == pytest.approx(mean, abs=1e-12)


@given(log_odds=log_odds_lists, mean=shares, data=st.data())
def test_the_shift_does_not_depend_on_the_order_of_customers(
    log_odds: list[float], mean: float, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(log_odds))
    assert shift_to_mean(np.array(shuffled), mean) == shift_to_mean(np.array(log_odds), mean)


@given(log_odds=log_odds_lists, mean=shares)
def test_a_shift_keeps_the_order_of_customers(log_odds: list[float], mean: float) -> None:
    found = expit(np.sort(log_odds) + shift_to_mean(np.array(log_odds), mean))
    assert (np.diff(found) >= 0).all()


@pytest.mark.parametrize("mean", [0.0, 1.0])
def test_nobody_or_everybody_returns(mean: float) -> None:
    log_odds = np.array([-1.0, 0.0, 2.0])
    assert expit(log_odds + shift_to_mean(log_odds, mean)).tolist() == [mean] * 3


def test_log_odds_are_finite_and_the_inverse_of_chances() -> None:
    chance = np.array([0.0, 0.2, 0.5, 1.0])
    found = logit(chance)
    assert np.isfinite(found).all()
    assert expit(found) == pytest.approx(chance, abs=1e-11)


def test_ties_at_the_cut_all_count_as_likely() -> None:
    assert likeliest(np.array([3.0, 1.0, 1.0, 0.0]), 0.5).tolist() == [True, True, True, False]
    assert likeliest(np.array([]), 0.5).tolist() == []


# Offers


def leavers(
    value: Sequence[float | None],
    log_odds: Sequence[float] | None = None,
    excluded: Sequence[str | None] | None = None,
) -> pl.DataFrame:
    size = len(value)
    return pl.DataFrame(
        {
            "id": [f"C{place}" for place in range(1, size + 1)],
            "value": value,
            "log_odds": [0.0] * size if log_odds is None else log_odds,
            "excluded": [None] * size if excluded is None else excluded,
        },
        schema={"id": pl.String, "value": pl.Float64, "log_odds": pl.Float64,
                "excluded": pl.String},
    )  # fmt: skip


def column(found: Winback, name: str) -> dict[str, object]:
    return dict(zip(found.customers["id"], found.customers[name], strict=True))


PUBLISHED = (
    Offer("discount", 20.0, 0.4),
    Offer("upgrade", 5.0, 0.3),
    Offer("double", 40.0, 0.5),
)
"""The double offer wins back the most and returns least, the upgrade the other way round."""


def test_offers_are_compared_by_success_and_by_return_on_cost() -> None:
    """Four equal customers of value 100: an offer brings 4 x success x 100 for 4 x its cost."""
    found = rank_leavers(leavers([100.0] * 4), PUBLISHED, share=1.0)
    rows = [(each.name, each.returns, each.cost, each.value, each.profit, each.return_on_cost)
            for each in found.offers]  # fmt: skip
    expected = [
        ("discount", 1.6, 80.0, 160.0, 80.0, 2.0),
        ("upgrade", 1.2, 20.0, 120.0, 100.0, 6.0),
        ("double", 2.0, 160.0, 200.0, 40.0, 1.25),
    ]
    for row, wanted in zip(rows, expected, strict=True):
        assert row[0] == wanted[0]
        assert row[1:] == pytest.approx(wanted[1:])


def test_the_best_offer_depends_on_the_second_value() -> None:
    """Value 100: profits 20, 25, 10; value 400: 140, 115, 160; value 10: all below 0."""
    found = rank_leavers(leavers([100.0, 400.0, 10.0]), PUBLISHED, share=1.0)
    assert found.customers.select("id", "rank", "offer", "status").rows() == [
        ("C2", 1, "double", "listed"),
        ("C1", 2, "upgrade", "listed"),
        ("C3", None, "upgrade", "at_a_loss"),
    ]
    assert found.customers["expected_profit"].to_list() == pytest.approx([160.0, 25.0, -2.0])
    assert found.listed.customers == 2
    assert found.listed.returns == pytest.approx(0.5 + 0.3)
    assert found.listed.cost == 45.0
    assert found.listed.value == pytest.approx(200.0 + 30.0)


def test_without_offers_customers_are_ranked_by_what_they_may_bring() -> None:
    found = rank_leavers(leavers([100.0, 60.0], [0.0, math.log(3)]), (), share=0.5)
    assert found.customers.select("id", "rank", "status").rows() == [
        ("C1", 1, "listed"),
        ("C2", 2, "beyond"),
    ]
    assert found.customers["expected_profit"].to_list() == pytest.approx([50.0, 45.0])
    [offer] = found.offers
    assert (offer.name, offer.cost, offer.return_on_cost) == ("", 0.0, None)


def test_the_success_of_an_offer_is_that_among_likely_returners() -> None:
    """The likelier half has odds 1 and returns at 0.5, so those of odds 1/3 return at 0.25."""
    log_odds = [0.0, 0.0, -math.log(3), -math.log(3)]
    found = rank_leavers(leavers([100.0] * 4, log_odds), [Offer("gift", 1.0, 0.5)], share=0.5)
    assert found.likely == 2
    assert column(found, "likelihood") == {"C1": 0.5, "C2": 0.5, "C3": 0.25, "C4": 0.25}
    [gift] = found.offers
    assert (gift.customers, gift.returns) == (2, 1.0)


def test_whoever_is_excluded_makes_room_for_the_next() -> None:
    value = [100.0, 90.0, 80.0, 70.0, None]
    excluded = ["no_consent", None, None, None, None]
    found = rank_leavers(leavers(value, excluded=excluded), (), share=0.4)
    assert column(found, "status") == {
        "C1": "no_consent", "C2": "listed", "C3": "listed", "C4": "beyond", "C5": "without_value",
    }  # fmt: skip
    assert column(found, "rank") == {"C1": None, "C2": 1, "C3": 2, "C4": 3, "C5": None}
    [offer] = found.offers
    assert offer.customers == 3


def test_equal_customers_are_ranked_by_id() -> None:
    found = rank_leavers(leavers([10.0, 10.0]), (), share=1.0)
    assert found.customers["id"].to_list() == ["C1", "C2"]


tables = st.lists(
    st.tuples(
        st.one_of(st.none(), st.floats(-50, 500)),
        st.floats(-4, 4),
        st.sampled_from([None, None, "no_consent", "suppressed:blocked"]),
    ),
    min_size=1,
    max_size=30,
)


@given(rows=tables, share=st.floats(0.05, 1.0))
def test_everybody_has_one_fate_and_nobody_is_contacted_at_a_loss(
    rows: list[tuple[float | None, float, str | None]], share: float
) -> None:
    value, log_odds, excluded = zip(*rows, strict=True)
    found = rank_leavers(leavers(value, log_odds, excluded), PUBLISHED, share).customers
    assert sorted(found["id"]) == sorted(f"C{place}" for place in range(1, len(rows) + 1))
    assert not found["status"].is_null().any()
    on_list = found.filter(pl.col("status") == "listed")
    assert on_list.height <= math.ceil(share * len(rows) + 1e-9)
    assert (on_list["expected_profit"] > 0).all()
    assert on_list["rank"].to_list() == list(range(1, on_list.height + 1))
    assert found["expected_profit"].drop_nulls().len() == len([v for v in value if v is not None])
    kept_off = {f"C{place}" for place, why in enumerate(excluded, 1) if why is not None}
    assert not kept_off & set(on_list["id"])


@given(rows=tables, data=st.data())
def test_the_order_of_the_file_does_not_matter(
    rows: list[tuple[float | None, float, str | None]], data: st.DataObject
) -> None:
    frame = leavers(*(list(column) for column in zip(*rows, strict=True)))
    order = data.draw(st.permutations(range(len(rows))))
    one, other = (rank_leavers(each, PUBLISHED, 0.5) for each in (frame, frame[list(order)]))
    assert one.customers.equals(other.customers)
    assert one.offers == other.offers
    assert one.listed == other.listed


@given(rows=tables)
def test_the_offer_made_is_the_best_one(rows: list[tuple[float | None, float, str | None]]) -> None:
    """Against all offers one by one, slowly."""
    value, log_odds, _ = zip(*rows, strict=True)
    found = rank_leavers(leavers(value, log_odds), PUBLISHED, 0.3)
    likely = likeliest(np.array(log_odds), 0.3)
    profits = column(found, "expected_profit")
    for place, (worth, odds) in enumerate(zip(value, log_odds, strict=True), 1):
        if worth is None:
            continue
        best = max(
            float(expit(np.array([odds + shift_to_mean(np.array(log_odds)[likely], success)]))[0])
            * worth
            - cost
            for _, cost, success in ((o.name, o.cost, o.success or 0.0) for o in PUBLISHED)
        )
        assert profits[f"C{place}"] == pytest.approx(best)
