"""What the config says means "no value" means so in event logs and master data too."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from churnkit.config.sections.project import Nulls
from churnkit.events.logs import Log, open_log
from churnkit.events.master import open_master
from tests.events.event_logs import section, table_of

TOKENS = ["n.v.", "-1", "1900-01-01"]
NULLS = Nulls.model_validate(dict.fromkeys(("id", "number", "category", "date"), TOKENS))
GOOD = {"cid": "a", "at": "2024-01-05", "paid": "2.5", "kind": "web", "code": "off"}
TABLE = {"amount": "paid", "distinct": ["kind"]}


def opened(rows: list[dict[str, Any]], **settings: Any) -> Log:
    data = section({"o": TABLE | settings})
    codes = {"code": ("off", "on")}
    return open_log(
        "o", table_of(rows), data.events["o"], id_="cid", zone="UTC", nulls=NULLS, codes=codes
    )


@pytest.mark.parametrize("token", [*TOKENS, " n.v. "])
@pytest.mark.parametrize(
    ("column", "seen"),
    [
        pytest.param("cid", {"events": 1, "without_id": 1}, id="id"),
        pytest.param("at", {"events": 1, "without_time": 1}, id="time"),
        pytest.param("paid", {"__amount__": 1, "without_amount": 1}, id="amount"),
        pytest.param("kind", {"kind": 1}, id="category"),
        pytest.param("code", {"code": 1}, id="code"),
    ],
)
def test_a_token_of_the_config_is_no_value_in_a_log(
    column: str, seen: dict[str, int], token: str
) -> None:
    log = opened([GOOD, GOOD | {column: token}])
    found = log.events.collect()
    counted = {name: found[name].count() for name in ("__amount__", "kind", "code")}
    counted |= {"events": found.height} | {
        name: getattr(log.unused, name) for name in ("without_id", "without_time", "without_amount")
    }
    assert {name: counted[name] for name in seen} == seen
    assert sum(counted[name] for name in counted if name.startswith("without")) == sum(
        seen[name] for name in seen if name.startswith("without")
    )


def test_a_token_that_is_a_number_is_no_value_where_numbers_are_stored() -> None:
    rows = [GOOD | {"cid": 7, "paid": 2.5}, GOOD | {"cid": 7, "paid": -1.0}, GOOD | {"cid": -1}]
    log = opened([row | {"paid": float(row["paid"])} for row in rows])
    assert log.events.collect()["__id__"].to_list() == [7, 7]
    assert log.events.collect()["__amount__"].to_list() == [25_000, None]
    assert (log.unused.without_id, log.refunds) == (1, 0)


def test_a_value_that_the_config_names_is_one_whatever_else_it_means() -> None:
    rows = [GOOD | {"kind": "n.v."}, GOOD | {"kind": "-1"}, GOOD]
    log = opened(rows, categories={"kind": ["n.v."]})
    assert log.events.collect()["kind"].to_list() == ["n.v.", None, "web"]


@pytest.mark.parametrize(
    ("own", "without_id", "dates"),
    [
        ({}, 2, [dt.date(2020, 1, 5), None]),
        ({"cid": {"nulls": ["?"]}}, 0, [dt.date(2020, 1, 5), None, None, None]),
        ({"since": {"kind": "date", "nulls": ["?"]}}, 2,
         [dt.date(2020, 1, 5), dt.date(1900, 1, 1)]),
    ],
    ids=["of the whole config", "of the id", "of a date"],
)  # fmt: skip
def test_a_token_of_the_config_is_no_value_in_master_data(
    own: dict[str, Any], without_id: int, dates: list[Any]
) -> None:
    rows = [
        {"cid": "a", "since": "2020-01-05"},
        {"cid": "b", "since": "1900-01-01"},
        {"cid": "n.v.", "since": "n.v."},
        {"cid": "-1", "since": "-1"},
    ]
    data = section({"o": {}}, variables={"since": {"kind": "date"}} | own)
    master = open_master(table_of(rows), data, NULLS)
    assert master.without_id == without_id
    assert master.rows["since"].to_list() == dates
