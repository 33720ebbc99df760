"""What is said about logs, master data and cutoffs, whole and in both languages."""

from __future__ import annotations

import datetime as dt

import pytest

from churnkit.config.sections.project import Language
from churnkit.errors import InputError
from churnkit.events.customer_table import customers_at
from churnkit.events.notes import cutoff_notes, history_notes, split_note
from churnkit.events.windows import window_at
from tests.events.event_logs import WINDOWS, events, history, section

MASTER = [
    {"cid": "a", "status": "open"},
    {"cid": "a", "status": "shut"},
    {"cid": "", "status": "open"},
    {"cid": "idle", "status": "open"},
]
ORDERS = [
    *events("a", "2024-02-01", paid="5"),
    *events("b", "2024-02-01", "2024-04-02", paid="x"),
    *events("stranger", "2024-02-01", paid="5"),
    *events("", "2024-02-01", paid="5"),
    *events("a", "never", paid="5"),
    *events("a", "2024-02-02", paid="-2"),
]

ENGLISH = [
    "events of 'o': 1 without an id are left out",
    "events of 'o': 1 without a time that can be read are left out",
    "events of 'o': 2 have no amount that can be read; they add nothing to amounts",
    "events of 'o': 1 have an amount below zero, which is kept and reduces the sums",
    "master data: 1 without an id are left out",
    "master data: 1 rows repeat an id and are left out; see data.duplicates",
    "master data: 'status' may be known only as of today, which would leak the outcome; write "
    "data.known_at: {status: always} or the date, or add it to data.ignore",
    "cutoff 2024-04-01: observed 2024-01-01 to 2024-03-31, outcome 2024-04-01 to 2024-06-30; "
    "2 customers",
    "cutoff 2024-04-01: churned: 1 (silent 1)",
    "cutoff 2024-04-01: not churned: 1 (stayed 1)",
    "cutoff 2024-04-01: not customers: no master data 1, master data without an event 1",
    "cutoff 2024-04-01: 2 of 2 customers changed their value tier",
    "one cutoff: learning set and test set are different customers at the same time",
]
CHINESE = [
    "事件表“o”：1 条没有客户标识，未采用",
    "事件表“o”：1 条没有可读的时间，未采用",
    "事件表“o”：2 条没有可读的数额，计为事件但不计入合计",
    "事件表“o”：1 条数额为负，予以保留并冲减合计",
    "客户表：1 条没有客户标识，未采用",
    "客户表：1 行客户标识重复，未采用；见 data.duplicates",
    "客户表：“status”可能只反映今天的情况，会泄露结果；请写 data.known_at: {status: always} "
    "或其日期，或加入 data.ignore",
    "截止日 2024-04-01：观察期 2024-01-01 至 2024-03-31，表现期 2024-04-01 至 2024-06-30；2 名客户",
    "截止日 2024-04-01：流失：1（沉默 1）",
    "截止日 2024-04-01：未流失：1（留存 1）",
    "截止日 2024-04-01：不计为客户：客户表中没有 1，客户表中有、但无事件 1",
    "截止日 2024-04-01：2 名客户中有 2 名价值等级变动",
    "只有一个截止日：学习集与测试集是同一时期的不同客户",
]


@pytest.mark.parametrize(("language", "said"), [("en", ENGLISH), ("zh", CHINESE)])
def test_all_that_is_said(language: Language, said: list[str]) -> None:
    data = section({"o": {"amount": "paid"}}, customers="m.csv", tiers={})
    master = [*MASTER, {"cid": "b", "status": "open"}]
    known = history(data, {"o": ORDERS}, master)
    windows = window_at(dt.date(2024, 4, 1), data.require_windows())
    at = customers_at(known, windows, labelled=True)
    assert [
        *history_notes(known, language),
        *cutoff_notes(at, windows, language),
        split_note([windows], language),
    ] == said


def test_several_cutoffs() -> None:
    settings = section({"o": {}}, windows=WINDOWS).require_windows()
    windows = [window_at(dt.date(2024, month, 1), settings) for month in (1, 4)]
    assert split_note(windows, "en") == (
        "2 cutoffs: the test set is the last one, 2024-04-01 (out of time); the others are the "
        "learning set"
    )


@pytest.mark.parametrize(("stays", "status"), [("first", "open"), ("last", "shut")])
def test_which_row_of_an_id_stays_is_for_the_config_to_say(stays: str, status: str) -> None:
    data = section({"o": {}}, customers="m.csv", duplicates=stays)
    master = history(data, {"o": events("a", "2024-02-01")}, MASTER).master
    assert master is not None

    assert dict(master.rows.iter_rows())["a"] == status
    assert master.rejects.select("line", "column", "value", "reason").rows() == [
        (3, "cid", "", "there is no id"),
        (2 if stays == "first" else 1, "cid", "a", "another row with the same id was kept"),
    ]


def test_repeated_ids_of_master_data_can_be_refused() -> None:
    data = section({"o": {}}, customers="m.csv", duplicates="error")
    with pytest.raises(InputError, match=r"log\.csv:2: duplicate id 'a'"):
        history(data, {"o": events("a", "2024-02-01")}, MASTER)


def test_refunds_are_kept_and_counted() -> None:
    data = section({"o": {"amount": "paid", "features": "monetary"}})
    log = [*events("a", "2024-02-01", paid="5"), *events("a", "2024-02-02", paid="-2")]
    known = history(data, {"o": log})
    windows = window_at(dt.date(2024, 4, 1), data.require_windows())
    (row,) = customers_at(known, windows, labelled=False).frame.rows(named=True)

    assert (row["o_sum"], known.logs["o"].refunds) == (3.0, 1)
