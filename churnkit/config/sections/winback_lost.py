"""The sections ``campaign.winback`` and ``campaign.lost``: customers who have left."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from churnkit.config.sections.section import Labels, Localised, Section, nothing_below
from churnkit.config.types.amounts import Money, above_zero
from churnkit.config.types.paths import FilePath
from churnkit.config.types.scalars import Share, SomeTexts, Text, Texts


class OfferTrial(Section):
    """An offer to those who have left, and what is known of it."""

    label: Localised = Localised()
    """What it is called, by language. Default: its name."""
    cost: Money
    """Cost for each customer to whom it is made."""
    success: Share
    """Share of likely returners whom it wins back."""


Offers = Annotated[
    dict[str, OfferTrial],
    BeforeValidator(nothing_below, json_schema_input_type=dict[str, OfferTrial]),
]


class WinbackSettings(Section):
    """Customers who have left: who may return, and what that is worth."""

    customers: FilePath
    """Table of those who have left: CSV, Parquet or workbook."""
    period: Localised = Localised()
    """When they left, in words, by language; winback.md says it."""
    id: Text | None = None
    """Its column of ids. Default: data.id."""
    value: Text
    """Its column of what a customer would be worth the second time (second lifetime value)."""
    referred: Text | None = None
    """Its column that tells who had referred others. Default: not known."""
    complained: Text | None = None
    """Its column that tells who had complained. Default: not known."""
    settled: Text | None = None
    """Its column that tells whose complaints were settled. Default: not known."""
    reason: Text | None = None
    """Its column of the reason for leaving. Default: not known."""
    price: Texts = ("price", "价格")
    """Reasons that mean price."""
    service: Texts = ("service", "服务")
    """Reasons that mean service."""
    both: Texts = ("both", "价格和服务")
    """Reasons that mean price and service."""
    yes: SomeTexts = ("yes", "true", "1", "是")
    """Values that mean yes in the columns above."""
    returned: Text | None = None
    """Its column that tells of past customers who returned; rules are then learnt from them."""
    success: Share = 0.15
    """Share of those who left that returns on average, for the scorecard."""
    offers: Offers = {}
    """Offers to compare, by name."""
    share: Annotated[Share, AfterValidator(above_zero)] = 0.30
    """Share of those who left that goes onto winback.csv."""


class LostSettings(Section):
    """Customers who left in the period."""

    customers: FilePath
    """Table of those who left: CSV, Parquet or workbook."""
    period: Localised = Localised()
    """When they left, in words, by language; lost.md says it."""
    id: Text | None = None
    """Its column of ids. Default: data.id."""
    cause: Text | None = None
    """Its column of causes. Default: not known."""
    cause_labels: Labels = {}
    """What the page calls causes, by cause and language, e.g. {price: {zh: 价格}}."""
    controllable: Texts = (
        "price", "service", "inconvenience", "features", "answers", "neglect", "promises", "fault",
        "价格", "服务", "不便", "功能", "答复", "疏忽", "承诺", "过失",
    )  # fmt: skip
    """Causes that the company controls; all others are hard to control."""
    value: Text | None = None
    """Its column of what they were worth. Default: the value when the list was made."""
    replacement_cost: Money | None = None
    """Cost of winning a new customer in place of one lost. Default: not told."""
