"""What a name says of its numbers."""

from __future__ import annotations

import pytest

from churnkit.quantities import quantity_of


@pytest.mark.parametrize(
    ("name", "quantity"),
    [
        ("service calls", "count"), ("number of purchases by day", "count"),
        ("CallFailures", "count"),
        ("服务电话次数", "count"), ("不同通话对象数", "count"), ("tenure", "time"),
        ("tenure_months", "time"), ("days since the last order", "time"),
        ("seconds of calls", "time"), ("observation period (days)", "time"), ("在网时长", "time"),
        ("月均忙时通话分钟数", "time"), ("最近购买距今天数（天）", "time"), ("age (years)", None),
        ("amount spent", None), ("消费金额", None), ("信用分数", None), ("单价指数", None),
        ("", None), ("x1", None),
    ],
)  # fmt: skip
def test_what_a_name_says_of_its_numbers(name: str, quantity: str | None) -> None:
    assert quantity_of(name) == quantity
