"""Ids, phone numbers and other contact keys of customers, brought into one spelling to be compared.

A key that is missed is a customer contacted against their will, so that in doubt two spellings are
the same: a spelling that can be read in two ways has both keys, and a cell that may hold several
contact keys ("13800138000 / 13900139000") is looked up under each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from churnkit.campaign.phone_numbers import BETWEEN_KEYS, is_plain, phone_keys, plain_keys
from churnkit.config.types.phone_countries import COUNTRIES
from churnkit.tables.columns.formats import BLANKS

Kind = Literal["text", "phone"]


@dataclass(frozen=True)
class Writing:
    """How the contact keys of a column are written."""

    kind: Kind = "text"
    """text: case, all blanks and full-width characters do not matter; phone: only digits do."""
    country: str | None = None
    """Code in COUNTRIES of the country in which its numbers are dialled; None: not known."""

    @property
    def longest(self) -> int:
        """Most digits of a number that needs no second look."""
        return _LONGEST_ANYWHERE if self.country is None else COUNTRIES[self.country].longest


_UNSEEN = r"[\s\p{Cc}\p{Cf}]"
"""Blanks, controls, and what has no width or turns the direction of writing."""
_LONGEST_ANYWHERE = 13
_PLAIN_TEXT = r"^[1-9][0-9]*$"
_BETWEEN: dict[Kind, str] = {
    "phone": r"[/;,|&#、\n／；，｜＆＃]|\p{L}+|\s{2,}",
    "text": r"[;,|、\n；，｜]",
}
"""What may divide a cell."""
_EXTENSION = (
    r"(?i)(?:[\s,;]*(?:转|轉|分机|分機|内线|內線|ext(?:n|ension)?|x|#)\s*[:.=]?\s*\d{1,5}\s*)+$"
)
"""What is dialled after a number."""
_DASHED_EXTENSION = r"[-—–]\s*\d{1,5}\s*$"
_NEXT_NUMBER = r"(\d)([\s(]*\+)"
"""A second number with its country code; nothing but a digit stands before."""
_MOBILE = r"1\d{2}[ .-]?\d{4}[ .-]?\d{4}"
_WITH_CHINESE_MOBILES = (None, "CN")
_DIGITS_OF_TWO, _FEWEST = 16, 5
"""Digits that no single number has, and those that a number has at least."""
_DESTROYED = r"^\d(?:\.\d+)?e\+?\d+$"
"""What a spreadsheet makes of a long number."""
_MARKED_ADDRESS = "[+<:＋＜：]"
_NAMED_ADDRESS = r"<([^<>@]+@[^<>]+)>"
_ADDRESS_OF_LINK = r"^mailto:([^?]*).*$"
_PLUS_TAG = r"^([^+@]+)\+[^@]*(@.+)$"


def one_spelling(texts: pl.Series) -> pl.Series:
    """Texts as they are compared: case, blanks, full-width characters do not matter.

    Nor do leading zeros, which spreadsheets drop, and the ``.0`` that they add.

    Returns:
        (n,) String; null where there is nothing.
    """
    # nearly all cells of a clean table need nothing: the others are looked at with care
    plain = texts.str.contains(_PLAIN_TEXT).fill_null(value=False)
    if plain.all():
        return texts
    rest = texts.filter(~plain)
    return _put(texts, plain, rest.to_frame("text").select(_text(pl.col("text"))).to_series())


def all_contact_keys_of(texts: pl.Series, writing: Writing) -> pl.Series:
    """Bring all contact keys that a cell may hold into one spelling.

    Args:
        texts: (n,) String, as they are written; null where there is none.
        writing: how.

    Returns:
        (n,) String: the keys of the whole cell, and each different key of a part of it, with
        BETWEEN_KEYS between them; null where there is no key at all.
    """
    whole = _phones(texts, writing) if writing.kind == "phone" else one_spelling(texts)
    at = _second_looks(texts, whole, writing).fill_null(value=False).arg_true()
    if at.is_empty():
        return whole
    return whole.scatter(at, _joined(whole.gather(at), texts.gather(at), writing))


def hold_several(texts: pl.Series, writing: Writing) -> pl.Series:
    """Whether cells seem to hold several contact keys: (n,) Boolean."""
    parts = _parts(texts, writing)
    if writing.kind == "phone":
        digits = pl.col("part").str.count_matches(r"\d").fill_null(0)
        held = (digits >= _FEWEST).cast(pl.Int64) + (digits >= _DIGITS_OF_TWO)
        parts = parts.with_columns(held=held)
    else:
        parts = parts.with_columns(held=one_spelling(parts["part"]).is_not_null())
    several = parts.group_by("row", maintain_order=True).agg(pl.col("held").sum() > 1)
    return several["held"]


def is_one_of(texts: pl.Series, wanted: Sequence[str]) -> pl.Series:
    """Whether texts are among those wanted, however they are spelt: (n,) Boolean, or null."""
    spelt = one_spelling(pl.Series(wanted, dtype=pl.String))
    return one_spelling(texts).is_in(spelt.implode())


def _put(texts: pl.Series, plain: pl.Series, spelt: pl.Series) -> pl.Series:
    """The texts, and in place of those that are not plain how they are spelt."""
    if spelt.len() == texts.len():
        return spelt.alias(texts.name)
    return texts.scatter((~plain).arg_true(), spelt)


def _phones(texts: pl.Series, writing: Writing) -> pl.Series:
    """The keys of cells of one phone number; extensions do not count."""
    quick = _quick_keys(texts, writing)
    plain = quick.is_not_null()
    if plain.all():
        return quick
    return _put(quick, plain, phone_keys(_tidy_phones(texts.filter(~plain)), writing.country))


def _quick_keys(texts: pl.Series, writing: Writing) -> pl.Series:
    """The keys of plain numbers, which most cells of a clean table are; null for all others."""
    text = pl.col("text").str.strip_chars()
    if writing.country is None:
        return texts.to_frame("text").select(plain_keys(text)).to_series()
    country = COUNTRIES[writing.country]
    text = text.str.strip_prefix(f"+{country.code}").str.strip_chars(" -")
    return texts.to_frame("text").select(pl.when(is_plain(text, country)).then(text)).to_series()


def _tidy_phones(texts: pl.Series) -> pl.Series:
    tidy = texts.to_frame("text").select(_half_width(pl.col("text"))).to_series()
    return tidy.str.replace(_EXTENSION, "")


def _second_looks(texts: pl.Series, whole: pl.Series, writing: Writing) -> pl.Series:
    """Cells that may hold more keys than that of the whole: (n,) Boolean, or null."""
    parted = texts.str.contains(_BETWEEN[writing.kind])
    if writing.kind == "text":
        return parted | texts.str.contains(_MARKED_ADDRESS)
    unclear = whole.is_null() | _is_long(whole, writing) | texts.str.contains(_NEXT_NUMBER)
    destroyed = texts.str.to_lowercase().str.contains(_DESTROYED)
    return (parted | unclear) & ~destroyed


def _is_long(keys: pl.Series, writing: Writing) -> pl.Series:
    return keys.str.contains(rf"\d{{{writing.longest + 1},}}")


def _joined(whole: pl.Series, texts: pl.Series, writing: Writing) -> pl.Series:
    """The keys of each cell as a whole, and those of its parts."""
    parts = _parts(texts, writing)
    found = _phone_keys_in(parts, writing) if writing.kind == "phone" else _text_keys_in(parts)
    cells = pl.DataFrame({"row": range(texts.len()), "keys": whole})
    keys = pl.concat([cells.cast({"row": pl.Int64}), found])
    keys = keys.with_columns(pl.col("keys").str.split(BETWEEN_KEYS)).explode("keys")
    every = pl.col("keys").drop_nulls().unique(maintain_order=True)
    joined = keys.group_by("row", maintain_order=True).agg(
        pl.when(every.len() > 0).then(every.str.join(BETWEEN_KEYS)).first()
    )
    return joined["keys"]


def _parts(texts: pl.Series, writing: Writing) -> pl.DataFrame:
    """``row`` and ``part``: what stands between the dividers of each cell."""
    text = pl.col("part")
    if writing.kind == "phone":
        text = text.str.normalize("NFKC").str.replace(_EXTENSION, "")
        text = text.str.replace_all(_NEXT_NUMBER, f"$1{BETWEEN_KEYS}$2")
    parts = text.str.replace_all(_BETWEEN[writing.kind], BETWEEN_KEYS).str.split(BETWEEN_KEYS)
    cells = pl.DataFrame({"row": range(texts.len()), "part": texts})
    return cells.select(pl.col("row").cast(pl.Int64), parts).explode("part")


def _text_keys_in(parts: pl.DataFrame) -> pl.DataFrame:
    """``row`` and ``keys`` of texts: as written, and e-mail addresses without what is around them.

    ``ann+news@x.com`` is an address of its own, and reaches ann@x.com.
    """
    spelt = parts.with_columns(one_spelling(parts["part"]).alias("keys")).select("row", "keys")
    named = pl.col("keys").str.extract(_NAMED_ADDRESS, 1).fill_null(pl.col("keys"))
    bare = spelt.with_columns(named.str.replace(_ADDRESS_OF_LINK, "$1"))
    untagged = bare.with_columns(pl.col("keys").str.replace(_PLUS_TAG, "$1$2"))
    return pl.concat([spelt, bare, untagged])


def _phone_keys_in(parts: pl.DataFrame, writing: Writing) -> pl.DataFrame:
    """``row`` and ``keys`` of phone numbers, and of what may be two numbers or an extension."""
    found = _keyed(parts, writing)
    long = parts.filter(_is_long(found["keys"], writing).fill_null(value=True))
    digits = pl.col("part").str.replace_all(r"\D", "")
    half = digits.str.len_bytes() // 2
    even = half * 2 == digits.str.len_bytes()
    two = long.filter(even & (digits.str.len_bytes() >= _DIGITS_OF_TWO))
    readings = [
        long.with_columns(pl.col("part").str.replace(_DASHED_EXTENSION, "")),
        two.with_columns(digits.str.head(half).alias("part")),
        two.with_columns(digits.str.tail(half).alias("part")),
    ]
    if writing.country in _WITH_CHINESE_MOBILES:
        mobiles = long.with_columns(pl.col("part").str.extract_all(_MOBILE)).explode("part")
        readings.append(mobiles)
    return pl.concat([found, *(_keyed(each, writing) for each in readings)])


def _keyed(parts: pl.DataFrame, writing: Writing) -> pl.DataFrame:
    return parts.with_columns(_phones(parts["part"], writing).alias("keys")).select("row", "keys")


def _text(contact_key: pl.Expr) -> pl.Expr:
    text = _half_width(contact_key).str.strip_prefix("'").str.replace(r"^0*(\d+?)(?:\.0+)?$", "$1")
    return pl.when(text != "").then(text)


def _half_width(contact_key: pl.Expr) -> pl.Expr:
    narrow = contact_key.str.normalize("NFKC").str.to_lowercase()
    return narrow.str.strip_chars(BLANKS).str.replace_all(_UNSEEN, "")
