"""Rows that are no customers: a header again, a description of the columns, another table."""

from __future__ import annotations

from pathlib import Path

import pytest

from churnkit.errors import InputError
from churnkit.tables.reading import read_table
from churnkit.tables.table import Table

HEADER = "customer_id,status,spend,calls\n"
ROWS = "".join(f"C{i},stays,{i}.5,{i}\n" for i in range(40))


def table(text: str, folder: Path) -> Table:
    (folder / "t.csv").write_text(text, encoding="utf-8")
    return read_table(folder / "t.csv")


@pytest.mark.parametrize(
    "again",
    [
        'customer_id,status,"spend",calls',
        '"customer_id","status","spend","calls"',
        "Customer_ID,Status,Spend,Calls",
        "CUSTOMER ID,STATUS,SPEND,CALLS",
        " customer_id , status , spend , calls ",
    ],
)
def test_the_header_again_is_no_customer(again: str, tmp_path: Path) -> None:
    found = table(f"{HEADER}{ROWS}{again}\n{ROWS.replace('C', 'D')}", tmp_path)
    assert found.frame.collect().height == 80
    assert any("the header, repeated" in note for note in found.notes)


def test_a_customer_whose_status_is_a_name_of_a_column_is_kept(tmp_path: Path) -> None:
    found = table(f"{HEADER}{ROWS}customer_id,status,spend,7\n", tmp_path)
    assert found.frame.collect().height == 41


@pytest.mark.parametrize(
    "described",
    [
        '"Client number. Unique identifier","Account event","spend of a month","number of calls"',
        "编号,状态,月消费,通话次数",
        "text,text,CNY,times per month",
    ],
)
def test_a_description_of_the_columns_is_rejected(described: str, tmp_path: Path) -> None:
    found = table(f"{HEADER}{described}\n{ROWS}", tmp_path)
    assert found.frame.collect().height == 40
    assert found.rejects.select("line", "reason").rows() == [(2, "a description of the columns")]


@pytest.mark.parametrize("first", ["C99,stays,NA,NA", "C99,stays,,", "C99,stays,缺失,-"])
def test_a_first_customer_of_whom_nothing_is_known_is_kept(first: str, tmp_path: Path) -> None:
    assert table(f"{HEADER}{first}\n{ROWS}", tmp_path).frame.collect().height == 41


def test_several_tables_in_one_file_are_refused(tmp_path: Path) -> None:
    second = "product,group,price,stock\n" + ROWS.replace("C", "P")
    with pytest.raises(InputError, match="line 43: another table seems to begin here"):
        table(f"{HEADER}{ROWS}\n{second}", tmp_path)


@pytest.mark.parametrize("header", ["order,when,amount", "订单号,日期,金额", "Ort,Straße,Preis"])
def test_another_table_with_a_single_column_of_numbers_is_refused(
    header: str, tmp_path: Path
) -> None:
    first = "id,plan,n\n" + "".join(f"C{i},basic,{i}\n" for i in range(20))
    second = "".join(f"o{i},late,{i}\n" for i in range(20))
    with pytest.raises(InputError, match="line 23: another table seems to begin here"):
        table(f"{first}\n{header}\n{second}", tmp_path)


@pytest.mark.parametrize("row", ["C99,basic,unknown", "C99,basic,", "Ann,basic,7", "Ann,basic,NA"])
def test_a_customer_below_a_blank_line_is_kept(row: str, tmp_path: Path) -> None:
    first = "id,plan,n\n" + "".join(f"C{i},basic,{i}\n" for i in range(20))
    assert table(f"{first}\n{row}\n", tmp_path).frame.collect().height == 21


@pytest.mark.parametrize(
    "prose", ["This export holds all customers,,", "本表包含截至上月末的全部在网客户,,"]
)
def test_a_sentence_below_the_header_is_rejected(prose: str, tmp_path: Path) -> None:
    rows = "".join(f"C{i},basic,{i}\n" for i in range(20))
    found = table(f"id,plan,n\n{prose}\n{rows}", tmp_path)
    assert found.frame.collect().height == 20
    assert found.rejects["line"].to_list() == [2]


def test_a_carriage_return_inside_quotes_is_data(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b'id,note,x\nC1,"two\rlines",1\r\nC2,y,2\n')
    found = read_table(tmp_path / "t.csv").frame.select("note").collect()
    assert found["note"].to_list() == ["two\rlines", "y"]
