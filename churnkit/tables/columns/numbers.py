"""Numbers as people write them, to Float64: thousands marks, currencies, full-width digits, 万."""

from __future__ import annotations

from typing import Literal

import polars as pl

from churnkit.frozen import Frozen

CURRENCIES: dict[str, tuple[str, ...]] = {
    "CNY": ("RMB", "CNY", "￥", "¥", "人民币", "元"),
    "USD": ("US$", "USD", "$"),
    "EUR": ("EUR", "€"),
    "GBP": ("GBP", "£"),
    "HKD": ("HK$", "HKD", "港元", "港币"),
    "JPY": ("JPY", "日元"),
}
"""How amounts name their currency, longest first where one contains the other."""

THOUSANDTHS = r"^[+-]?[1-9]\d{0,2}\.\d{3}$"
"""Pattern of numbers whose point may set thousands apart."""


class NumberFormat(Frozen):
    """How the numbers of one column are written, as decided when the column was first seen."""

    decimal: Literal[".", ","] = "."
    """Mark before the decimals."""
    grouped: bool = False
    """Whether thousands are grouped by the other mark, as in 1,234.50."""
    currency: str | None = None
    """Currency named beside the numbers (ISO code), which is taken off."""
    percent: bool = False
    """Whether numbers may end in %, which is taken off without dividing by 100."""
    wide: bool = False
    """Whether full-width digits and marks occur."""
    myriads: bool = False
    """Whether 1.2万 means 12000."""
    accounting: bool = False
    """Whether (12.50) and 12.50- mean -12.50."""

    whole_so_far: bool = False
    """Whether no value had a fraction when the column was first seen: 1.234 is no value then, as
    nothing tells whether it is a thousand."""

    @property
    def is_plain(self) -> bool:
        """Whether a number is written as a cast reads it."""
        return self in (NumberFormat(), NumberFormat(whole_so_far=True))

    def parse(self, text: pl.Expr) -> pl.Expr:
        """Float64 of texts without blanks around them; null where one is no finite number."""
        number = self._decimals(self.bare(text))
        if self.myriads:
            wan = text.str.ends_with("万")
            number = pl.when(wan).then(number * 10_000).otherwise(number)
        if self.accounting:
            negative = text.str.starts_with("(") | text.str.ends_with("-")
            number = pl.when(negative).then(-number).otherwise(number)
        return pl.when(number.is_finite()).then(number)

    def bare(self, text: pl.Expr) -> pl.Expr:
        """The text without what stands around the digits."""
        if self.wide:
            text = text.str.normalize("NFKC")
        if self.accounting:
            text = text.str.replace(r"^\(([^()+-]+)\)$", "$1").str.replace(r"^([^+-]+)-$", "$1")
        if self.currency is not None:
            text = _without_currency(text, self.currency)
        if self.percent:
            text = text.str.replace(r"^(.*\S)\s*%$", "$1")
        if self.myriads:
            text = text.str.replace(r"^(.*\S)\s*万$", "$1")
        return text

    def _decimals(self, text: pl.Expr) -> pl.Expr:
        """Float64 of digits, grouped or not, with the decimal mark of the column."""
        if self.whole_so_far:
            text = pl.when(~text.str.contains(THOUSANDTHS)).then(text)
        if self.grouped:
            text = self._ungrouped(text)
        if self.decimal == ",":
            text = pl.when(~text.str.contains(".", literal=True)).then(
                text.str.replace(",", ".", literal=True)
            )
        return text.cast(pl.Float64, strict=False)

    def _ungrouped(self, text: pl.Expr) -> pl.Expr:
        separator, point = (",", r"\.") if self.decimal == "." else (".", ",")
        shape = rf"^[+-]?\d{{1,3}}(?:[{separator}]\d{{3}})+(?:{point}\d*)?$"
        digits = text.str.replace_all(separator, "", literal=True)
        return pl.when(text.str.contains(shape)).then(digits).otherwise(text)


def _without_currency(text: pl.Expr, currency: str) -> pl.Expr:
    signs = "|".join(_escaped(sign) for sign in CURRENCIES[currency])
    leading = rf"(?i)^([+-]?)\s*(?:{signs})\s*([+-]?[\d.,].*)$"
    trailing = rf"(?i)^(.*[\d.,万])\s*(?:{signs})$"
    return text.str.replace(leading, "$1$2").str.replace(trailing, "$1")


def _escaped(sign: str) -> str:
    return sign.replace("$", r"\$")
