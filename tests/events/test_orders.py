"""Logs as shops export them: many rows of one order, cancelled lines, quantity and price."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from churnkit.config.loading import load_config
from churnkit.config.sections.project import Config
from churnkit.errors import ConfigError, LearningError
from churnkit.sources import learning_source
from tests.events.event_logs import made, section

PROJECT = """
work: work
data:
  id: customer
  events:
    orders:
      file: orders.csv
      time: at
      event: invoice
      keep: quantity > 0
      amount: {product: [quantity, price]}
      features: [recency, count, frequency, monetary]
  windows: {time_zone: UTC, cutoff: 2024-04-01, observation: 3mo, outcome: 3mo,
            data_from: 2024-01-01, data_until: 2024-07-01}
  churn: {silent: orders}
"""
ROWS = """customer,invoice,at,quantity,price
a,1,2024-01-05 10:00,2,1.10
a,1,2024-01-05 10:05,3,10
a,2,2024-02-01 09:00,1,5
a,C3,2024-03-01 09:00,-3,10
a,4,2024-05-01 09:00,1,1
b,5,2024-03-31 23:59,1,7.5
b,5,2024-04-01 00:01,1,2.5
b,C6,2024-06-01 09:00,-1,7.5
c,,2024-02-01 09:00,1,1
c,,2024-02-02 09:00,1,1
c,7,2024-02-03 09:00,x,4
"""


def shop(folder: Path, project: str = PROJECT, rows: str = ROWS) -> Config:
    (folder / "orders.csv").write_text(rows)
    (folder / "shop.yaml").write_text(project)
    return load_config(folder / "shop.yaml")


def table(config: Config) -> pl.DataFrame:
    frame = learning_source(config).table.frame.collect()
    return frame.select("customer", "outcome", pl.col("^orders_.*$"))


def test_rows_of_an_order_are_one_event_and_cancelled_rows_none(tmp_path: Path) -> None:
    found = table(shop(tmp_path)).rows(named=True)
    a, b, c = found
    # two orders before the cutoff: 2 x 1.10 + 3 x 10 = 32.2, and 5; the cancelled one is none
    assert a == {
        "customer": "a", "outcome": "loyal", "orders_recency_days": 60.0, "orders_count": 2.0,
        "orders_repeats": 1.0, "orders_sum": 37.2, "orders_mean": 18.6, "orders_max": 32.2,
    }  # fmt: skip
    # an order over midnight is where it began, whole; after it there is only a cancelled line
    assert (b["outcome"], b["orders_count"], b["orders_sum"]) == ("churned", 1.0, 10.0)
    # rows without a number are orders of their own
    assert (c["orders_count"], c["orders_sum"]) == (2.0, 2.0)


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "events of 'orders': 3 rows are left out by data.events.orders.keep"),
        ("zh", "事件表“orders”：3 行不符合 data.events.orders.keep，未采用"),
    ],
)
def test_rows_left_out_are_counted(tmp_path: Path, language: str, note: str) -> None:
    source = learning_source(shop(tmp_path, PROJECT + f"language: {language}\n"))
    assert note in source.table.notes


def test_a_factor_that_cannot_be_read_is_listed(tmp_path: Path) -> None:
    config = shop(tmp_path, PROJECT.replace("      keep: quantity > 0\n", ""))
    source = learning_source(config)
    assert source.rejects.select("line", "column", "value").rows() == [(12, "quantity", "x")]
    assert "1 have no amount that can be read" in " ".join(source.table.notes)


def test_whoever_has_only_a_cancelled_line_afterwards_has_churned(tmp_path: Path) -> None:
    without = PROJECT.replace("      keep: quantity > 0\n", "")
    assert table(shop(tmp_path, without)).filter(customer="b")["outcome"].item() == "loyal"
    assert table(shop(tmp_path)).filter(customer="b")["outcome"].item() == "churned"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("quantity > 0", "quantty > 0", "data.events.orders.keep: no column 'quantty'"),
        ("[quantity, price]", "[quantity, cost]",
         "data.events.orders.amount.product[2]: no column 'cost'"),
        ("[quantity, price]", "[quantity]", "one column is no product"),
        ("event: invoice", "event: number", "data.events.orders.event: no column 'number'"),
        ("amount:", "distinct: [price]\n      amount:",
         "distinct are of rows, and event makes many rows one event"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_told(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    with pytest.raises(ConfigError, match=r"data\.events\.orders") as caught:
        learning_source(shop(tmp_path, PROJECT.replace(old, new)))
    assert problem in str(caught.value)


def test_status_changes_are_single_rows() -> None:
    status = {"event": "order", "features": ["count"]}
    kinds = {"gone": {"codes": ["x"], "initiative": "voluntary"}}
    churn = {"status": "s", "column": "code", "kinds": kinds}
    with pytest.raises(ValueError, match=r"remove data\.events\.s\.event"):
        section({"s": status}, churn=churn)


@pytest.mark.parametrize("amount", ["paid", {"product": ["paid", "one"]}], ids=str)
def test_a_product_with_one_is_the_amount(amount: Any) -> None:
    rows = [
        {"cid": "a", "at": "2024-01-05", "paid": paid, "one": "1"} for paid in ("0.1", "-2", "")
    ]
    data = section({"o": {"amount": amount, "features": ["monetary"]}})
    frame = made(data, {"o": rows}).frame
    assert frame.select("o_sum", "o_max").row(0) == (-1.9, 0.1)


def test_where_nobody_is_left_ids_and_keys_of_this_config_are_named(tmp_path: Path) -> None:
    (tmp_path / "master.csv").write_text("customer,plan\nC-a,x\nC-b,y\n")
    config = shop(tmp_path, PROJECT.replace("data:\n", "data:\n  customers: master.csv\n"))
    with pytest.raises(LearningError) as caught:
        learning_source(config)
    message = str(caught.value)
    assert message.startswith("data.events: no customer is left to learn from (no master data 3,")
    assert "; ids of data.events.orders are such as " in message
    assert "ids of data.customers are such as 'C-a'; look at data.id, data.customers," in message
    assert "data.keep" not in message


def test_whole_numbers_match_whatever_their_decimals(tmp_path: Path) -> None:
    rows = "customer,invoice,at,quantity,price\n17.0,1,2024-01-05,1,2\n18.0,2,2024-01-05,1,2\n"
    (tmp_path / "master.csv").write_text("customer,plan\n17,x\n18,y\n")
    project = PROJECT.replace("data:\n", "data:\n  customers: master.csv\n")
    assert table(shop(tmp_path, project, rows))["customer"].to_list() == ["17", "18"]
