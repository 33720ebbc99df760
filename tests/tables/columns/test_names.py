"""Names of columns: tidied in headers, found again under other ways of writing them."""

from __future__ import annotations

import pytest

from churnkit.tables.columns.names import match_names, tidy_names


def test_headers_are_tidied() -> None:
    names, notes = tidy_names([" id ", "客户ＩＤ", "", "金额（元）"])
    assert names == ("id", "客户ID", "column_3", "金额（元）")
    assert notes == (
        "the name of column 2 is read as '客户ID'",
        "column 3 has no name; it is called column_3",
    )


@pytest.mark.parametrize(
    ("wanted", "found", "matched"),
    [
        pytest.param("id", ["ID", "id"], "id", id="itself comes first"),
        pytest.param("customer id", [" Customer_ID"], " Customer_ID", id="case and blanks"),
        pytest.param("客户ID", ["客户ＩＤ"], "客户ＩＤ", id="width"),
        pytest.param("id", ["ID", "Id"], None, id="two may be meant"),
        pytest.param("id", ["plan"], None, id="not there"),
    ],
)
def test_names_are_found_again(wanted: str, found: list[str], matched: str | None) -> None:
    assert match_names([wanted], found).get(wanted) == matched
