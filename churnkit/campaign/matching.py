"""Do-not-contact lists that keep nobody off, though they name somebody: are they looked up rightly?

A list may rightly match no customer of today. But ids that are looked up among phone numbers match
nobody either, and neither do phone numbers that are compared letter by letter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from churnkit.campaign.facts import UnmatchedList
from churnkit.campaign.marks import BETWEEN_MARKS, all_marks_of
from churnkit.campaign.suppression import DoNotContact
from churnkit.config.keypath import write_path
from churnkit.errors import ConfigError

_PHONE_LIKE = r"^[+(]?\d[\d().\-/]{5,18}\d$"
"""As marks of ``written: text`` are, without blanks."""
_SIGNS = r"[+().\-/]"
_MOBILE = r"^(?:\+?0*86)?1[3-9]\d{9}$"
_MOST = 0.5
_SHOWN, _ENDS = 3, 2
"""Characters of a mark that are shown at its beginning, and at its end."""


def unmatched_lists(
    lists: Sequence[DoNotContact], marks: Mapping[str, pl.Series]
) -> tuple[UnmatchedList, ...]:
    """The lists that name somebody, but none of the customers.

    Args:
        lists: the do-not-contact lists.
        marks: name of a list -> marks of the customers that are looked up in it.
    """
    return tuple(
        UnmatchedList(
            name=each.name,
            entries=each.marks.len(),
            entry=masked(each.marks[0]),
            column=each.settings.customers,
            customer=_example(marks[each.name]),
        )
        for each in lists
        if each.marks.len() and not each.names(marks[each.name]).any()
    )


def masked(mark: str) -> str:
    """A mark by which its form is known, but not whom it belongs to: ``138…34``."""
    if len(mark) <= _SHOWN + _ENDS:
        return f"{mark[:1]}…"
    return f"{mark[:_SHOWN]}…{mark[-_ENDS:]}"


def demand_written_as_phones(lists: Sequence[DoNotContact], marks: Mapping[str, pl.Series]) -> None:
    """Refuse phone numbers that are compared letter by letter, where that misses some.

    Args:
        lists: the do-not-contact lists.
        marks: name of a list -> marks of the customers that are looked up in it.

    Raises:
        ConfigError: both sides of a list hold phone numbers, and as such more customers are named.
    """
    for each in lists:
        missed = _missed_phones(each, marks[each.name])
        if missed:
            place = write_path(("campaign", "suppress", each.name, "written"))
            raise ConfigError(
                f"{place}: {missed:,} more customers are on {each.settings.file} where phone "
                f"numbers are compared as such, and the columns '{each.settings.column}' and "
                f"'{each.settings.customers}' seem to hold them; write written: phone"
            )


def _missed_phones(each: DoNotContact, marks: pl.Series) -> int:
    if each.settings.written != "text" or not (_are_phones(each.marks) and _are_phones(marks)):
        return 0
    named = all_marks_of(each.marks, "phone").drop_nulls().str.split(BETWEEN_MARKS).explode()
    as_phones = all_marks_of(marks, "phone").str.split(BETWEEN_MARKS)
    found = pl.DataFrame({"mark": as_phones, "row": range(marks.len())}).explode("mark")
    missed = found.filter(pl.col("mark").is_in(named.implode()))["row"].unique()
    return int((~each.names(marks).gather(missed).fill_null(value=False)).sum())


def _are_phones(marks: pl.Series) -> bool:
    """Whether most marks are digits with signs as in phone numbers, or mobile numbers."""
    known = marks.drop_nulls()
    digits = known.str.count_matches(r"\d")
    signed = known.str.contains(_SIGNS) & known.str.contains(_PHONE_LIKE) & digits.is_between(7, 15)
    share = (signed | known.str.contains(_MOBILE)).mean()
    return isinstance(share, float) and share > _MOST


def _example(marks: pl.Series) -> str | None:
    first = marks.min()  # whatever the order of the rows
    return masked(first.split(BETWEEN_MARKS)[0]) if isinstance(first, str) else None
