"""Do-not-contact lists that match nobody: said loudly, and refused where phones are misread."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from churnkit.campaign.contact_keys import Writing
from churnkit.campaign.do_not_contact import (
    DoNotContact,
    customer_contact_keys,
    masked,
    require_written_as_phones,
    unmatched_lists,
)
from churnkit.config.sections.campaign import Suppression
from churnkit.config.sections.project import Nulls
from churnkit.errors import ConfigError


def a_list(entries: list[str], written: Writing = "text") -> DoNotContact:
    return DoNotContact(
        name="opt_out",
        settings=Suppression(file=Path("out.csv"), column="no", customers="tel", written=written),
        contact_keys=customer_contact_keys(pl.Series("no", entries), written, Nulls())
        .unique()
        .sort(),
        files={},
        notes=(),
    )


def contact_keys(customers: list[str], written: Writing = "text") -> dict[str, pl.Series]:
    return {"opt_out": customer_contact_keys(pl.Series("tel", customers), written, Nulls())}


@pytest.mark.parametrize(
    ("contact_key", "shown"),
    [("13800138034", "138…34"), ("a-1234", "a-1…34"), ("12345", "1…"), ("7", "7…")],
)
def test_the_middle_of_a_mark_is_hidden(contact_key: str, shown: str) -> None:
    assert masked(contact_key) == shown


def test_ids_looked_up_among_phones_are_told_with_both_forms() -> None:
    [found] = unmatched_lists(
        [a_list(["A-100001", "A-100002"])], contact_keys(["13800138000", "13900139000"])
    )
    assert (found.name, found.entries, found.column) == ("opt_out", 2, "tel")
    assert (found.entry, found.customer) == ("a-1…01", "138…00")


def test_one_match_is_enough_to_say_nothing() -> None:
    assert unmatched_lists([a_list(["A-1", "A-2"])], contact_keys(["B-1", "A-2"])) == ()


def test_an_empty_list_and_an_empty_column() -> None:
    assert unmatched_lists([a_list([])], contact_keys(["B-1"])) == ()
    empty = {"opt_out": pl.Series("tel", [None, None], dtype=pl.String)}
    [found] = unmatched_lists([a_list(["A-1"])], empty)
    assert found.customer is None


@pytest.mark.parametrize("entry", ["+86 138 0013 8000", "138-0013-8000", "8613800138000"])
def test_phones_compared_letter_by_letter_are_refused_where_that_misses_some(entry: str) -> None:
    with pytest.raises(ConfigError, match=r"written: 1 more customers .* write written: phone"):
        require_written_as_phones([a_list([entry])], contact_keys(["13800138000", "13900139000"]))
    phones = a_list([entry], "phone")
    require_written_as_phones([phones], contact_keys(["13800138000"], "phone"))


@pytest.mark.parametrize(
    ("entries", "customers"),
    [
        (["13800138000"], ["13800138000", "13900139000"]),  # nobody is missed
        (["+86 138 0013 8000"], ["13900139000"]),
        (["20240001", "20240002"], ["A1", "20240001"]),  # ids of digits
        (["ann@x.com"], ["bob@x.com"]),
        ([], ["13800138000"]),
    ],
)
def test_other_marks_are_compared_as_they_are(entries: list[str], customers: list[str]) -> None:
    require_written_as_phones([a_list(entries)], contact_keys(customers))
