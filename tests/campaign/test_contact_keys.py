"""Do-not-contact lists that match nobody: said loudly, and refused where phones are misread."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from churnkit.campaign.contact_keys import Kind, Writing, all_contact_keys_of, hold_several
from churnkit.campaign.do_not_contact import DoNotContact, customer_contact_keys
from churnkit.campaign.do_not_contact_matches import (
    masked,
    match_notes,
    require_written_as_phones,
    unmatched_lists,
)
from churnkit.campaign.phone_numbers import BETWEEN_KEYS
from churnkit.config.sections.campaign import Suppression
from churnkit.config.sections.project import Nulls
from churnkit.errors import ConfigError


def a_list(entries: list[str], written: Kind = "text", country: str | None = "CN") -> DoNotContact:
    writing = Writing(written, country)
    return DoNotContact(
        name="opt_out",
        settings=Suppression(file=Path("out.csv"), column="no", customers="tel", written=written),
        writing=writing,
        entries=customer_contact_keys(pl.Series("no", entries), writing, Nulls()).unique().sort(),
        files={},
        notes=(),
    )


def contact_keys(customers: list[str], written: Kind = "text") -> dict[str, pl.Series]:
    return {
        "opt_out": customer_contact_keys(
            pl.Series("tel", customers), Writing(written, "CN"), Nulls()
        )
    }


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


def keys_of(cell: str, writing: Writing) -> set[str]:
    (found,) = all_contact_keys_of(pl.Series([cell]), writing)
    return set(found.split(BETWEEN_KEYS)) if found else set()


@pytest.mark.parametrize(
    ("country", "cell", "number"),
    [
        ("CN", "010-65881234转801", "86 10 65881234"),
        ("CN", "010-65881234 内线 12", "01065881234"),
        ("CN", "010-65881234分机801", "+86 10 65881234"),
        ("CN", "010-65881234-801", "010 65881234"),
        ("CN", "13800138000，转 12", "13800138000"),
        ("US", "(415) 555-2671 ext. 12", "+1 415 555 2671"),
        ("US", "415-555-2671 x12", "4155552671"),
        ("US", "415.555.2671#12", "4155552671"),
        ("US", "+1 415 555 2671, Extension: 1234", "4155552671"),
        ("GB", "020 7946 0958 EXT 12", "+442079460958"),
        ("GB", "tel:+44-20-7946-0958;ext=12", "020 7946 0958"),
        (None, "+44 20 7946 0958 x12", "+44 20 7946 0958"),
    ],
)
def test_an_extension_does_not_hide_the_number(country: str | None, cell: str, number: str) -> None:
    writing = Writing("phone", country)
    assert keys_of(cell, writing) & keys_of(number, writing)


@pytest.mark.parametrize(
    ("country", "cell", "numbers"),
    [
        ("US", "(415) 555-2671 / (415) 555-2672", ["4155552671", "+14155552672"]),
        ("US", "415-555-2671 415-555-2672", ["4155552671", "4155552672"]),
        ("US", "+1 415 555 2671 +1 415 555 2672", ["4155552671", "4155552672"]),
        ("US", "home 415-555-2671 or 415-555-2672 x9", ["4155552671", "4155552672"]),
        ("HK", "2345 6789  2345 6780", ["+852 2345 6789", "+852 2345 6780"]),
        ("GB", "020 7946 0958;+44 7911 123456", ["+442079460958", "07911123456"]),
        ("CN", "01065881234 02165881234", ["010-65881234", "021-65881234"]),
        ("CN", "家 010-65881234，手机 13800138000", ["010-65881234", "13800138000"]),
        (None, "+1 415 555 2671 | +44 20 7946 0958", ["+14155552671", "+442079460958"]),
    ],
)
def test_both_numbers_of_a_cell_are_found(
    country: str | None, cell: str, numbers: list[str]
) -> None:
    writing = Writing("phone", country)
    assert all(keys_of(cell, writing) & keys_of(number, writing) for number in numbers)
    assert hold_several(pl.Series([cell, numbers[0], None]), writing).to_list() == [
        True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann@X.com", " ann@x.com "),
        ("ａｎｎ＠ｘ．ｃｏｍ", "ann@x.com"),
        ("mailto:Ann@x.com", "ann@x.com"),
        ("mailto:ann@x.com?subject=stop", "ann@x.com"),
        ("Ann Lee <ann@x.com>", "ANN@x.com"),
        ("ann+shop@x.com", "ann@x.com"),
        ("ann+shop@x.com", "mailto:ann+news@x.com"),
        ("bob@x.com; ann@x.com", "ann@x.com"),
    ],
)
def test_two_spellings_of_an_address_match(one: str, other: str) -> None:
    assert keys_of(one, Writing()) & keys_of(other, Writing())


@pytest.mark.parametrize("other", ["anna@x.com", "ann@y.com", "an+n@x.com", "ann"])
def test_other_addresses_do_not_match(other: str) -> None:
    assert not keys_of("ann@x.com", Writing()) & keys_of(other, Writing())


def test_a_list_that_matches_in_part_is_told_with_how_many() -> None:
    customers = contact_keys(["B-1", "A-2"])
    assert list(match_notes([a_list(["A-1", "A-2", "A-3"])], customers)) == [
        "campaign.suppress.opt_out: 1 of the 3 entries of out.csv are customers of this table"
    ]
    assert not list(match_notes([a_list(["A-2", "B-1"])], customers))
    assert not list(match_notes([a_list(["A-9"])], customers))


def test_without_a_country_those_named_by_the_last_digits_are_counted() -> None:
    writing = Writing("phone", None)
    entries = ["+44 20 7946 0958", "+44 7911 123456"]
    customers = pl.Series("tel", ["020 7946 0958", "+44 7911 123456", "+33 1 23 45 67 89"])
    keys = {"opt_out": customer_contact_keys(customers, writing, Nulls())}
    found = a_list(entries, "phone", None)
    assert found.names(keys["opt_out"]).to_list() == [True, True, False]
    assert list(match_notes([found], keys)) == [
        "campaign.suppress.opt_out: 1 customers are named by the last eight digits of their phone "
        "numbers alone, as the country of the numbers is not known; write campaign.phone_country, "
        "e.g. GB"
    ]
