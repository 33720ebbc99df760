"""Ids, phone numbers and other contact keys of customers, brought into one spelling to be compared.

A key that is missed is a customer contacted against their will, so that in doubt two spellings are
the same: digits are compared without leading zeros, which spreadsheets drop, and a cell that may
hold several contact keys ("13800138000 / 13900139000") is looked up under each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl

from churnkit.tables.columns.formats import BLANKS

Writing = Literal["text", "phone"]

_UNSEEN = r"[\s\p{Cc}\p{Cf}]"
"""Blanks, controls, and what has no width or turns the direction of writing."""
_CHINA = r"^(?:(?:\+|00)86)?0*(?:86)?(1\d{10})$"
"""A mobile number with or without the code of the country."""
_ABROAD_AND_TRUNK = r"^(?:(?:\+|00)86)?[+0]*"
_PLAIN = {"phone": r"^1[0-9]{10}$", "text": r"^[1-9][0-9]*$"}
"""What is in the one spelling."""
BETWEEN_KEYS = "\n"
"""What stands between the contact keys of one cell; no contact key holds it."""
_BETWEEN = {
    "phone": r"[/;,|&#、\n和或转／；，｜＆＃]|分机|[eE][xX][tT]",
    "text": r"[;,|、\n；，｜]",
}
"""What may divide a cell; what follows a phone number may be its extension."""
_MOBILE = r"1\d{2}[ .-]?\d{4}[ .-]?\d{4}"
_USABLE_PHONE = r"^\d{5,15}$"
_DIGITS_OF_A_MOBILE = 11
_DESTROYED = r"^\d(?:\.\d+)?e\+?\d+$"
"""What a spreadsheet makes of a long number."""


def contact_keys_of(texts: pl.Series, written: Writing) -> pl.Series:
    """Bring contact keys into one spelling.

    Args:
        texts: (n,) String, as they are written; null where there is none.
        written: text, where case, all blanks and full-width characters do not matter; phone, where
            neither do +86, 0086 and 86, a leading 0, nor any sign between the digits.

    Returns:
        (n,) String; null where a key is missing, or is not a phone number at all.
    """
    # nearly all cells of a clean table need little or nothing: the others are looked at with care
    quick = _tidied(texts) if written == "phone" else texts
    is_plain = quick.str.contains(_PLAIN[written]).fill_null(value=False)
    if is_plain.all():
        return quick
    rest = texts.filter(~is_plain)
    spelt = rest.to_frame("key").select(_SPELLINGS[written](pl.col("key"))).to_series()
    if rest.len() == texts.len():
        return spelt.alias(texts.name)
    return quick.scatter((~is_plain).arg_true(), spelt)


def all_contact_keys_of(texts: pl.Series, written: Writing) -> pl.Series:
    """Bring all contact keys that a cell may hold into one spelling.

    Args:
        texts: (n,) String, as they are written; null where there is none.
        written: as in ``contact_keys_of``.

    Returns:
        (n,) String: the key of the whole cell, and each different key of a part of it, with
        BETWEEN_KEYS between them; null where there is no key at all.
    """
    contact_keys = contact_keys_of(texts, written)
    parted = texts.str.contains(_BETWEEN[written])
    if written == "phone":
        parted |= contact_keys.is_null() | (contact_keys.str.len_bytes() > _DIGITS_OF_A_MOBILE)
    at = parted.fill_null(value=False).arg_true()
    if at.is_empty():
        return contact_keys
    return contact_keys.scatter(at, _joined(contact_keys.gather(at), texts.gather(at), written))


def is_one_of(texts: pl.Series, wanted: Sequence[str]) -> pl.Series:
    """Whether texts are among those wanted, however they are spelt: (n,) Boolean, or null."""
    spelt = contact_keys_of(pl.Series(wanted, dtype=pl.String), "text")
    return contact_keys_of(texts, "text").is_in(spelt.implode())


def _joined(whole: pl.Series, texts: pl.Series, written: Writing) -> pl.Series:
    """The key of each cell as a whole, and those of its parts."""
    text = pl.col("text")
    parts = text.str.replace_all(_BETWEEN[written], BETWEEN_KEYS).str.split(BETWEEN_KEYS)
    if written == "phone":
        parts = pl.concat_list(parts, text.str.normalize("NFKC").str.extract_all(_MOBILE))
    cells = pl.DataFrame({"row": range(texts.len()), "text": texts, "whole": whole})
    found = cells.select("row", parts.alias("part")).explode("part")
    found = found.with_columns(contact_keys_of(found["part"], written).alias("part"))
    joined = (
        found.group_by("row", maintain_order=True)
        .agg("part")
        .join(cells, on="row", maintain_order="left")
    )
    every = pl.concat_list("whole", "part").list.drop_nulls().list.unique(maintain_order=True)
    return joined.select(
        pl.when(every.list.len() > 0).then(every.list.join(BETWEEN_KEYS)).alias("keys")
    ).to_series()


def _tidied(texts: pl.Series) -> pl.Series:
    """Phone numbers without a code of the country before them and blanks around them."""
    bare = texts.str.strip_chars()
    for code in ("+86", "0086", "86"):
        bare = bare.str.strip_prefix(code)
    return bare.str.strip_chars(" -")


def _text(contact_key: pl.Expr) -> pl.Expr:
    text = _half_width(contact_key).str.strip_prefix("'").str.replace(r"^0*(\d+?)(?:\.0+)?$", "$1")
    return pl.when(text != "").then(text)


def _phone(contact_key: pl.Expr) -> pl.Expr:
    text = _half_width(contact_key)
    # a whole number from a column with decimals ends in .0
    signs = text.str.replace(r"\.0$", "").str.replace_all(r"[^0-9+]", "")
    digits = signs.str.extract(_CHINA, 1).fill_null(signs.str.replace(_ABROAD_AND_TRUNK, ""))
    usable = digits.str.contains(_USABLE_PHONE) & ~text.str.contains(_DESTROYED)
    return pl.when(usable).then(digits)


def _half_width(contact_key: pl.Expr) -> pl.Expr:
    narrow = contact_key.str.normalize("NFKC").str.to_lowercase()
    return narrow.str.strip_chars(BLANKS).str.replace_all(_UNSEEN, "")


_SPELLINGS = {"text": _text, "phone": _phone}
