"""The control group: exact in size, even over the strata, random within, and kept by reruns."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnkit.campaign.control_group import draw_control

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
        schema={"id": pl.String, "decile": pl.Int64, "tier": pl.String},
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
    assert len(again - stayed) == 20


def test_former_roles_go_before_the_share() -> None:
    selected = customers(100)
    listed = selected.select("id", role=pl.lit("listed"))
    draw = draw_control(selected, share=0.2, campaign="spring", former=listed)
    assert (draw.control.sum(), draw.kept) == (0, 100)


@given(st.lists(st.integers(0, 25), max_size=12), st.sampled_from([0.05, 0.1, 0.25, 0.5]))
def test_night_after_night_the_share_of_all_ever_selected_is_held_back(
    newcomers: list[int], share: float
) -> None:
    """Whoever was contacted is in peace the next night: of earlier ones only controls come back."""
    record = pl.DataFrame(schema={"id": pl.String, "role": pl.String})
    for new in newcomers:
        back = pl.col("role") == "control"
        now = customers(record.height + new).join(record.filter(~back), on="id", how="anti")
        drawn = draw_control(now, share=share, campaign="spring", former=record)
        roles = pl.when(drawn.control).then(pl.lit("control")).otherwise(pl.lit("listed"))
        night = now.select("id", roles.alias("role")).join(record, on="id", how="anti")
        assert night.height == new
        record = pl.concat([record, night])
        control = int((record["role"] == "control").sum())
        assert abs(control - share * record.height) <= 0.5 + 1e-9


def test_one_customer_a_night_is_drawn_from_every_decile_alike() -> None:
    """Ten newcomers a night, one of each decile, of whom one is held back."""
    times: Counter[int] = Counter()
    for night in range(1000):
        former = customers(10 * night).select("id", role=pl.lit("listed"))
        now = customers(10, first=10 * night)
        drawn = draw_control(now, share=0.1, campaign="spring", former=former)
        times.update(now["decile"].filter(drawn.control))
    assert times.total() == 1000
    assert all(65 <= times[decile] <= 135 for decile in range(1, 11))  # 3.7 standard deviations


@pytest.mark.parametrize(("count", "share", "expected"), [(5, 0.1, 0), (15, 0.1, 2), (3, 0.0, 0)])
def test_a_half_is_rounded_to_the_even_number(count: int, share: float, expected: int) -> None:
    assert len(held(customers(count), share)) == expected
