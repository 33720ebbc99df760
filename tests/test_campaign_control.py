"""The control group: exact in size, even over the strata, random within, and kept by reruns."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnkit.campaign.control import draw_control

TIERS = ("vip", "key", "ordinary", "small", None)


def customers(count: int, first: int = 0) -> pl.DataFrame:
    """Customers over ten deciles and five tiers."""
    numbers = range(first, first + count)
    return pl.DataFrame(
        {
            "id": [f"{number:06d}" for number in numbers],
            "decile": [number % 10 + 1 for number in numbers],
            "tier": [TIERS[number // 10 % 5] for number in numbers],
        },
        schema_overrides={"tier": pl.String},
    )


def held(selected: pl.DataFrame, share: float, **others: object) -> set[str]:
    drawn = draw_control(selected, share=share, **{"campaign": "spring", **others})  # type: ignore[arg-type]
    return set(selected["id"].filter(drawn.control))


@given(st.integers(0, 400), st.floats(0, 0.99).map(lambda share: round(share, 3)))
def test_the_share_is_exact_and_even_over_the_strata(count: int, share: float) -> None:
    selected = customers(count)
    control = held(selected, share)
    assert abs(len(control) - share * count) <= 0.5 + 1e-9
    strata = Counter(selected.select("decile", "tier").iter_rows())
    taken = Counter(
        selected.filter(pl.col("id").is_in(control)).select("decile", "tier").iter_rows()
    )
    for stratum, size in strata.items():
        assert abs(taken[stratum] - size * len(control) / count) < 1 + 1e-9


def test_the_order_of_the_rows_does_not_matter() -> None:
    selected = customers(500)
    assert held(selected, 0.1) == held(selected.sample(fraction=1, shuffle=True, seed=3), 0.1)


@pytest.mark.parametrize("change", [{"campaign": "autumn"}, {"salt": "pepper"}])
def test_another_name_or_salt_draws_others(change: dict[str, str]) -> None:
    selected = customers(500)
    assert held(selected, 0.1, **change) != held(selected, 0.1)


def test_everybody_has_the_same_chance() -> None:
    """Over many names each of 20 customers is held back in about a quarter of the draws."""
    selected = customers(20)
    times = Counter(id_ for name in range(2000) for id_ in held(selected, 0.25, campaign=str(name)))
    assert len(times) == 20
    assert all(430 <= count <= 570 for count in times.values())  # 500, 3.6 standard deviations


def test_a_rerun_keeps_every_role_and_draws_among_newcomers() -> None:
    before = customers(300)
    control = held(before, 0.1)
    former = before.select(
        "id", pl.when(pl.col("id").is_in(control)).then(pl.lit("control"))
        .otherwise(pl.lit("listed")).alias("role"),
    )  # fmt: skip
    now = customers(400, first=100)  # 200 stay, 200 are new
    again = held(now, 0.1, former=former)
    stayed = set(now["id"]) & set(before["id"])
    assert again & stayed == control & stayed
    assert len(again) == 40


def test_former_roles_go_before_the_share() -> None:
    selected = customers(100)
    listed = selected.select("id", role=pl.lit("listed"))
    draw = draw_control(selected, share=0.2, campaign="spring", former=listed)
    assert (draw.control.sum(), draw.wanted, draw.kept) == (0, 20, 100)


@pytest.mark.parametrize(("count", "share", "expected"), [(5, 0.1, 0), (15, 0.1, 2), (3, 0.0, 0)])
def test_a_half_is_rounded_to_the_even_number(count: int, share: float, expected: int) -> None:
    assert len(held(customers(count), share)) == expected
