"""What do-not-contact lists and customers have in common, and what looks like a mistake there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from churnkit.campaign.contact_keys import Writing, all_contact_keys_of
from churnkit.campaign.do_not_contact import DoNotContact
from churnkit.campaign.phone_numbers import BETWEEN_KEYS, TAIL
from churnkit.config.yaml.keypath import write_path
from churnkit.errors import ConfigError
from churnkit.frozen import Frozen

_PHONE_LIKE = r"^[+(]?\d[\d().\-/]{5,18}\d$"
"""As contact keys of ``written: text`` are, without blanks."""
_SIGNS = r"[+().\-/]"
_MOBILE = r"^(?:\+?0*86)?1[3-9]\d{9}$"
_MOST = 0.5
_PHONES_OF_NO_COUNTRY = Writing("phone", None)
_SHOWN, _ENDS = 3, 2
"""Characters of a contact key that are shown at its beginning, and at its end."""


class UnmatchedList(Frozen):
    """A do-not-contact list that names none of the customers."""

    name: str
    entries: int
    entry: str
    """What its entries look like, the middle hidden."""
    column: str
    """Column of the customers that is looked up in it."""
    customer: str | None
    """What the column looks like, the middle hidden; None: it holds nothing."""


def unmatched_lists(
    lists: Sequence[DoNotContact], contact_keys: Mapping[str, pl.Series]
) -> tuple[UnmatchedList, ...]:
    """The lists that name somebody, but none of the customers.

    Args:
        lists: the do-not-contact lists.
        contact_keys: name of a list -> contact keys of the customers that are looked up in it.
    """
    return tuple(
        UnmatchedList(
            name=each.name,
            entries=each.entries.len(),
            entry=masked(each.contact_keys[0]),
            column=each.settings.customers,
            customer=_example(contact_keys[each.name]),
        )
        for each in lists
        if each.entries.len() and not each.names(contact_keys[each.name]).any()
    )


def match_notes(
    lists: Sequence[DoNotContact], contact_keys: Mapping[str, pl.Series]
) -> Iterator[str]:
    """How much of each list is found among the customers, where it is not all or nothing.

    Args:
        lists: the do-not-contact lists.
        contact_keys: name of a list -> contact keys of the customers that are looked up in it.
    """
    for each in lists:
        place = write_path(("campaign", "suppress", each.name))
        met = _met_entries(each, contact_keys[each.name])
        if 0 < met < each.entries.len():
            yield (
                f"{place}: {met:,} of the {each.entries.len():,} entries of {each.settings.file} "
                "are customers of this table"
            )
        if each.writing == _PHONES_OF_NO_COUNTRY:
            yield from _tail_notes(place, each, contact_keys[each.name])


def _met_entries(each: DoNotContact, contact_keys: pl.Series) -> int:
    known = contact_keys.drop_nulls().str.split(BETWEEN_KEYS).explode().unique()
    entry = pl.DataFrame({"entry": each.entries, "key": each.entries.str.split(BETWEEN_KEYS)})
    return int(
        entry.explode("key").filter(pl.col("key").is_in(known.implode()))["entry"].n_unique()
    )


def _tail_notes(place: str, each: DoNotContact, contact_keys: pl.Series) -> Iterator[str]:
    """How many customers a list names by the last digits of their phone numbers alone."""
    full = replace(each, entries=_without_tails(each.entries))
    named = each.names(contact_keys) & ~full.names(_without_tails(contact_keys))
    by_tail = int(named.sum())
    if by_tail:
        yield (
            f"{place}: {by_tail:,} customers are named by the last eight digits of their phone "
            "numbers alone, as the country of the numbers is not known; write "
            "campaign.phone_country, e.g. GB"
        )


def _without_tails(contact_keys: pl.Series) -> pl.Series:
    return contact_keys.str.replace_all(rf"\n{TAIL}\d+", "")


def masked(contact_key: str) -> str:
    """A contact key that shows its form, but not whom it belongs to: ``138…34``."""
    if len(contact_key) <= _SHOWN + _ENDS:
        return f"{contact_key[:1]}…"
    return f"{contact_key[:_SHOWN]}…{contact_key[-_ENDS:]}"


def require_written_as_phones(
    lists: Sequence[DoNotContact], contact_keys: Mapping[str, pl.Series]
) -> None:
    """Refuse phone numbers that are compared letter by letter, where that misses some.

    Args:
        lists: the do-not-contact lists.
        contact_keys: name of a list -> contact keys of the customers that are looked up in it.

    Raises:
        ConfigError: both sides of a list hold phone numbers, and as such more customers are named.
    """
    for each in lists:
        missed = _missed_phones(each, contact_keys[each.name])
        if missed:
            place = write_path(("campaign", "suppress", each.name, "written"))
            raise ConfigError(
                f"{place}: {missed:,} more customers are on {each.settings.file} where phone "
                f"numbers are compared as such, and the columns '{each.settings.column}' and "
                f"'{each.settings.customers}' seem to hold them; write written: phone"
            )


def _missed_phones(each: DoNotContact, contact_keys: pl.Series) -> int:
    if each.settings.written != "text" or not (
        _are_phones(each.contact_keys) and _are_phones(contact_keys)
    ):
        return 0
    phones = Writing("phone", each.writing.country)
    named = all_contact_keys_of(each.contact_keys, phones)
    named = named.drop_nulls().str.split(BETWEEN_KEYS).explode()
    as_phones = all_contact_keys_of(contact_keys, phones).str.split(BETWEEN_KEYS)
    found = pl.DataFrame({"contact_key": as_phones, "row": range(contact_keys.len())}).explode(
        "contact_key"
    )
    missed = found.filter(pl.col("contact_key").is_in(named.implode()))["row"].unique()
    return int((~each.names(contact_keys).gather(missed).fill_null(value=False)).sum())


def _are_phones(contact_keys: pl.Series) -> bool:
    """Whether most contact keys are digits with signs as in phone numbers, or mobile numbers."""
    known = contact_keys.drop_nulls()
    digits = known.str.count_matches(r"\d")
    signed = known.str.contains(_SIGNS) & known.str.contains(_PHONE_LIKE) & digits.is_between(7, 15)
    share = (signed | known.str.contains(_MOBILE)).mean()
    return isinstance(share, float) and share > _MOST


def _example(contact_keys: pl.Series) -> str | None:
    first = contact_keys.min()  # whatever the order of the rows
    return masked(first.split(BETWEEN_KEYS)[0]) if isinstance(first, str) else None
