"""The amount of an event: a column, or the product of several, in whole ten-thousandths."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import mul

import polars as pl

from churnkit.config.sections.events import Product
from churnkit.config.sections.project import DecimalMark, Nulls
from churnkit.tables.columns.formats import Column
from churnkit.tables.columns.inference import infer_format

AMOUNT_UNIT = 10_000
"""Parts of an amount, so that sums of whole numbers do not depend on their order."""


def amount_columns(amount: str | Product | None) -> dict[str, str]:
    """Key below the event table -> column that the amount is read or computed from."""
    match amount:
        case None:
            return {}
        case Product(product=columns):
            return {f"amount.product[{i + 1}]": column for i, column in enumerate(columns)}
    return {"amount": amount}


def read_amount(
    sample: pl.DataFrame, nulls: Nulls, decimal: DecimalMark | None
) -> tuple[pl.Expr, Mapping[str, pl.Expr]]:
    """How the amount is read from its columns.

    Args:
        sample: the columns whose product it is.
        nulls: texts that mean "no value", by kind.
        decimal: the decimal mark of all amounts.

    Returns:
        The amount in parts of AMOUNT_UNIT (Int64), null where a factor is missing or cannot be
        read; and, by column, which values cannot be read.
    """
    columns = [
        Column.of(sample[name], infer_format(sample[name], "number", nulls, decimal=decimal).format)
        for name in sample.columns
    ]
    whole = [_whole(column.value()) for column in columns]
    unread = {
        column.name: value.is_null() & ~column.is_missing()
        for column, value in zip(columns, whole, strict=True)
    }
    return _whole(reduce(mul, (column.value() for column in columns))), unread


def _whole(amount: pl.Expr) -> pl.Expr:
    return (amount * AMOUNT_UNIT).round().cast(pl.Int64, strict=False)
