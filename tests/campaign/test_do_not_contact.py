"""Do-not-contact lists: one spelling for every mark, and a stop wherever one cannot be trusted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from churnkit.campaign.contact_keys import (
    Kind,
    Writing,
    all_contact_keys_of,
)
from churnkit.campaign.do_not_contact import (
    customer_contact_keys,
    read_do_not_contact,
    require_unchanged,
)
from churnkit.campaign.phone_numbers import BETWEEN_KEYS
from churnkit.config.sections.campaign import Suppression
from churnkit.config.sections.project import Nulls
from churnkit.errors import ChurnkitError, ConfigError, InputError

NULLS = Nulls()
PHONES = Writing("phone", "CN")

SPELLINGS = [
    "13800138000",
    "138 0013 8000",
    "138-0013-8000",
    "138.0013.8000",
    "(138) 0013/8000",
    "+8613800138000",
    "+86 138 0013 8000",
    "+86-138-0013-8000",
    "(+86)13800138000",
    "008613800138000",
    "0086 138 0013 8000",
    "8613800138000",
    "86 13800138000",
    "013800138000",
    "13800138000.0",
    "8613800138000.0",
    "'13800138000",
    '="13800138000"',
    "１３８００１３８０００",
    "＋８６　１３８００１３８０００",
    "138\u200b0013\u200b8000",
    "\u202d+86 13800138000\u202c",
    "\ufeff13800138000\u00a0",
    "138–0013—8000",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_a_phone_number_is_the_same(spelling: str) -> None:
    (found,) = all_contact_keys_of(pl.Series([spelling]), Writing("phone", "CN"))
    assert "13800138000" in found.split(BETWEEN_KEYS)


@pytest.mark.parametrize(
    ("written", "contact_key", "expected"),
    [
        ("phone", "010-12345678", "1012345678"),
        ("phone", "+86 10 12345678", "1012345678"),
        ("phone", "+1 212 555 0100", "12125550100"),
        ("phone", "none", None),
        ("phone", "1.38E+10", None),
        ("phone", "", None),
        ("phone", None, None),
        ("text", "Ann@Example.COM", "ann@example.com"),
        ("text", " ann @example.com\u200b", "ann@example.com"),
        ("text", "ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ann@example.com"),
        ("text", "00083869", "83869"),
        ("text", "83869.0", "83869"),
        ("text", "'00083869", "83869"),
        ("text", "0", "0"),
        ("text", "v1.0", "v1.0"),
        ("text", "张 三", "张三"),
        ("text", "\u3000", None),
    ],
)
def test_marks_have_one_spelling(
    written: Kind, contact_key: str | None, expected: str | None
) -> None:
    texts = pl.Series([contact_key], dtype=pl.String)
    assert all_contact_keys_of(texts, Writing(written, "CN")).to_list() == [expected]


@pytest.mark.parametrize(
    ("written", "cell", "expected"),
    [
        ("phone", "13800138000 / 13900139000", {"13800138000", "13900139000"}),
        ("phone", "138-0013-8000;+86 139 0013 9000", {"13800138000", "13900139000"}),
        ("phone", "１３８００１３８０００；１３９００１３９０００", {"13800138000", "13900139000"}),
        ("phone", "13800138000、13900139000", {"13800138000", "13900139000"}),
        ("phone", "13800138000\n13900139000", {"13800138000", "13900139000"}),
        ("phone", "138 0013 8000 139 0013 9000", {"13800138000", "13900139000"}),
        ("phone", "1380013800013900139000", {"13800138000", "13900139000"}),
        ("phone", "手机13800138000 备用 13900139000", {"13800138000", "13900139000"}),
        ("phone", "13800138000-801", {"13800138000801", "13800138000"}),
        ("phone", "010-12345678转801", {"1012345678"}),
        ("phone", "6712345/6754321", {"67123456754321", "6712345", "6754321"}),
        ("phone", "13800138000 / none", {"13800138000"}),
        ("phone", "none / none", set()),
        ("text", "Ann@x.com; bob@x.com", {"ann@x.com;bob@x.com", "ann@x.com", "bob@x.com"}),
        ("text", "00123，00456", {"00123,00456", "123", "456"}),
        ("text", "张 三", {"张三"}),
    ],
)
def test_each_mark_of_a_cell_is_found(written: Kind, cell: str, expected: set[str]) -> None:
    texts = pl.Series(["13700137000", cell, None])
    first, found, none = all_contact_keys_of(texts, Writing(written, "CN"))
    assert (first, none) == ("13700137000", None)
    assert set(found.split(BETWEEN_KEYS) if found else []) == expected


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_one_number_is_no_several(spelling: str) -> None:
    (found,) = all_contact_keys_of(pl.Series([spelling]), Writing("phone", "CN"))
    assert "13800138000" in found.split(BETWEEN_KEYS)
    assert "/" in spelling or found == "13800138000"


def test_plain_marks_beside_others_keep_their_places() -> None:
    contact_keys = pl.Series(["13800138000", "+86 13900139000", None, "13700137000"])
    assert all_contact_keys_of(contact_keys, Writing("phone", "CN")).to_list() == [
        "13800138000", "13900139000", None, "13700137000",
    ]  # fmt: skip


def suppression(file: Path, **settings: Any) -> dict[str, Suppression]:
    values = {"file": file, "column": "phone", "customers": "mobile", "written": "phone"}
    return {"calls": Suppression.model_validate(values | settings)}


def written(folder: Path, text: str) -> Path:
    file = folder / "do_not_call.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_whoever_is_on_the_list_is_named_and_whoever_has_no_number_cannot_be_checked(
    tmp_path: Path,
) -> None:
    file = written(tmp_path, "phone,since\n+86 138-0013-8000,2023\n13900139000,2024\n")
    (found,) = read_do_not_contact(suppression(file), NULLS, "CN")
    contact_keys = customer_contact_keys(
        pl.Series("mobile", [13800138000, 13700137000, None, 13900139000]), PHONES, NULLS
    )
    assert found.names(contact_keys).to_list() == [True, False, None, True]
    assert found.notes == ()


def test_two_numbers_in_one_cell_are_both_matched_on_either_side(tmp_path: Path) -> None:
    file = written(tmp_path, "phone\n13800138000 / 13900139000\n13700137000\n")
    (found,) = read_do_not_contact(suppression(file), NULLS, "CN")
    customers = pl.Series(
        ["13900139000", "13600136000;13700137000", "13600136000;13500135000", "", "13800138000"]
    )
    assert found.names(customer_contact_keys(customers, PHONES, NULLS)).to_list() == [
        True, True, False, None, True,
    ]  # fmt: skip
    assert found.notes == (
        f"campaign.suppress.calls: 1 of 2 rows of {file} seem to hold several phone numbers in the "
        "column 'phone', and each of these is looked up; write one a row to be sure",
    )


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_lists_are_csv_parquet_or_workbook(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"list.{ending}"
    frame = pl.DataFrame({"phone": [13800138000.0, 13900139000.0]})
    getattr(frame, {"csv": "write_csv", "xlsx": "write_excel"}.get(ending, "write_parquet"))(file)
    (found,) = read_do_not_contact(suppression(file), NULLS, "CN")
    assert found.contact_keys.to_list() == ["13800138000", "13900139000"]


def test_a_list_may_be_empty_where_the_config_says_so(tmp_path: Path) -> None:
    file = written(tmp_path, "phone\n")
    (found,) = read_do_not_contact(suppression(file, may_be_empty=True), NULLS, "CN")
    assert found.names(pl.Series(["13800138000", None])).to_list() == [False, False]
    assert found.notes == (
        f"campaign.suppress.calls: {file} is empty; it keeps nobody off the list",
    )


@pytest.mark.parametrize(
    ("text", "settings", "error", "message"),
    [
        ("", {}, InputError, "empty; a table with a header was expected"),
        ("phone\n", {}, InputError, "is empty; write it again, or set may_be_empty: true"),
        ("phone\n", {"column": "tel"}, ConfigError, "no column 'tel'"),
        ("tel\n", {"may_be_empty": True}, ConfigError, "no column 'phone'"),
        (
            "tel\n13800138000\n",
            {},
            ConfigError,
            "campaign.suppress.calls.column: no column 'phone'",
        ),
        ("phone\nunknown\n-\n", {}, InputError, "holds no phone numbers"),
        ("phone\n1.38E+10\n1.39E+10\n", {}, InputError, "were destroyed by a spreadsheet"),
        ('phone,n\n13800138000,1\n13900139000,2,3,"4\n', {}, InputError, "cannot be told who"),
    ],
)
def test_a_list_that_cannot_be_trusted_stops_the_run(
    tmp_path: Path, text: str, settings: dict[str, Any], error: type[ChurnkitError], message: str
) -> None:
    file = written(tmp_path, text)
    with pytest.raises(error, match=message.replace("(", r"\(")):
        read_do_not_contact(suppression(file, **settings), NULLS, "CN")


@pytest.mark.parametrize("may_be_empty", [True, False])
def test_each_file_of_a_pattern_counts(tmp_path: Path, *, may_be_empty: bool) -> None:
    """An empty file beside others must not let those pass whom the others name."""
    (tmp_path / "1.csv").write_text("phone\n13800138000\n")
    (tmp_path / "2.csv").write_text("phone\n")
    (tmp_path / "3.csv").write_text("since,phone\n2024,13900139000\n")
    lists = suppression(tmp_path / "*.csv", may_be_empty=may_be_empty)
    if not may_be_empty:
        with pytest.raises(InputError, match=r"2\.csv is empty"):
            read_do_not_contact(lists, NULLS, "CN")
        return
    (found,) = read_do_not_contact(lists, NULLS, "CN")
    assert found.contact_keys.to_list() == ["13800138000", "13900139000"]
    assert found.notes == (
        f"campaign.suppress.calls: {tmp_path / '2.csv'} is empty; it keeps nobody off the list",
    )


def test_a_missing_list_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_do_not_contact(suppression(tmp_path / "gone.csv", may_be_empty=True), NULLS, "CN")


def test_rows_that_name_nobody_are_noted(tmp_path: Path) -> None:
    file = written(tmp_path, "phone\n13800138000\nask Ann\n")
    (found,) = read_do_not_contact(suppression(file), NULLS, "CN")
    assert found.notes == (
        f"campaign.suppress.calls: 1 of 2 rows of {file} hold no phone numbers in the column "
        f"'phone': they keep nobody off the list; correct them, first {file}:3",
    )


CHOSEN = {"calls": pl.Series(["13700137000"])}


def test_lists_that_stay_as_they_were_are_fine(tmp_path: Path) -> None:
    lists = read_do_not_contact(suppression(written(tmp_path, "phone\n13800138000\n")), NULLS, "CN")
    require_unchanged(lists, CHOSEN, NULLS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("phone\n13800138000\n137 0013 7000\n", "now names 1 of the chosen customers"),
        ("phone\n13800138000\n13900139000\n", "was changed while the list was made"),
        ("phone\n", "is empty"),
        (None, "no such file"),
    ],
    ids=["names a chosen one", "names another", "emptied", "gone"],
)
def test_a_list_that_changes_meanwhile_stops_the_run(
    tmp_path: Path, text: str | None, message: str
) -> None:
    file = written(tmp_path, "phone\n13800138000\n")
    lists = read_do_not_contact(suppression(file), NULLS, "CN")
    file.unlink() if text is None else written(tmp_path, text)
    with pytest.raises(InputError, match=message):
        require_unchanged(lists, CHOSEN, NULLS)
