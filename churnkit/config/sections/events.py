"""The sections of a project that begins with event logs: tables, windows, churn, features, tiers.

They stand below ``data``. From them the one-row-per-customer table is made that is then prepared
like any other.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from churnkit.config.sections import event_checks as checks
from churnkit.config.sections.section import Localised, Section, nothing_below
from churnkit.config.types.paths import FilePath
from churnkit.config.types.scalars import Day, Population, SomeShare, SomeTexts, Text, Texts, YesNo
from churnkit.config.types.spans import (
    AnySpan,
    Hour,
    HourSpans,
    KnownAt,
    Rolling,
    Span,
    TimeSpan,
    TimeZone,
)

Encoding = Literal["auto", "utf-8", "gb18030", "utf-16"]
"""What CSV files are written in. auto: UTF-8, else GB18030 (which includes GBK)."""
Family = Literal[
    "recency", "since_first", "length", "count", "frequency", "days", "monetary", "gaps",
    "day_parts", "weekend", "busy_hours", "categories", "distinct", "trend", "months",
    "year_before",
]  # fmt: skip
"""A group of features that are declared together."""
Tier = Literal["vip", "key", "ordinary", "small"]
CountsAs = Literal["auto", "churned", "left_out", "not_churned"]

Families = Annotated[
    tuple[Family, ...],
    BeforeValidator(checks.listed, json_schema_input_type=list[Family] | Family | None),
]
Tiers = Annotated[
    tuple[Tier, ...],
    BeforeValidator(checks.listed, json_schema_input_type=list[Tier] | Tier | None),
]
Days = Annotated[
    tuple[Day, ...],
    BeforeValidator(checks.listed, json_schema_input_type=list[Day] | Day | None),
]
Categories = Annotated[
    dict[Text, SomeTexts],
    BeforeValidator(nothing_below, json_schema_input_type=dict[Text, SomeTexts]),
]
KnownDates = Annotated[
    dict[Text, KnownAt],
    BeforeValidator(nothing_below, json_schema_input_type=dict[Text, KnownAt]),
]


class Product(Section):
    """An amount that is computed from columns of the log."""

    product: Annotated[SomeTexts, AfterValidator(checks.two_or_more)]
    """Columns whose numbers are multiplied, e.g. [quantity, price]."""


class EventTable(Section):
    """A log: one row for each event, such as an order, a call or a change of status."""

    file: FilePath
    """CSV, Parquet or Excel file, or a glob for many files with the same columns."""
    delimiter: Literal["auto", "blanks"] = "auto"
    """What divides the columns of CSV. auto: found out; blanks: runs of them, as in old texts."""
    encoding: Encoding | None = None
    """Encoding of CSV files. Default: data.encoding."""
    header: YesNo = True
    """Whether CSV files name their columns; without names they are column_1, column_2, ..."""
    sheet: Text | None = None
    """Sheet of an Excel workbook. Default: its only one."""
    id: Text | None = None
    """Column that says whose event it is. Default: data.id."""
    time: Text
    """Column of the time (or date) of the event."""
    event: Text | None = None
    """Column of order numbers, whose rows are one event. Default: each row is one."""
    keep: Population | None = None
    """Which rows count, as a condition on columns, e.g. quantity > 0. Default: all."""
    amount: Text | Product | None = None
    """Column of an amount such as money, or {product: [quantity, price]}. Default: none."""
    categories: Categories = {}
    """Columns of categories, and the values that get features of their own."""
    distinct: Texts = ()
    """Columns whose different values are counted."""
    features: Annotated[
        Families, AfterValidator(checks.fits_columns), AfterValidator(checks.fits_orders)
    ] = ("recency", "frequency")
    """Families of features made from this table; churnkit features --describe explains them."""
    label: Localised = Localised()
    """What its events are called, by language, e.g. {en: orders, zh: 订单}. Default: its name."""
    one: Localised = Localised()
    """What one of them is called, e.g. {en: order}. Default: the label without its plural."""
    amount_label: Localised = Localised()
    """What the amount is, as a noun or unit, e.g. {en: minutes, zh: 通话时长}. Default: amount."""


class WindowSettings(Section):
    """When customers are observed, and when they churn or do not. Windows are half-open."""

    time_zone: TimeZone
    """Time zone in which days begin, e.g. Asia/Shanghai; times without an offset are of it."""
    cutoff: Day | None = None
    """First day that is not observed; the observation window ends where it begins."""
    cutoffs: Days = ()
    """Several cutoffs to learn from; the last one is the test set."""
    rolling: Annotated[
        Rolling | None, AfterValidator(checks.some_cutoff), Field(validate_default=True)
    ] = None
    """Cutoffs in steps, e.g. monthly x 6: the last one given, and others as late as can be."""
    observation: TimeSpan
    """Length of the observation window before the cutoff, e.g. 3mo."""
    gap: AnySpan = Span(0, "d")
    """Time between the cutoff and the outcome window, e.g. 2w to act in."""
    outcome: TimeSpan
    """Length of the outcome window, e.g. 3mo."""
    data_from: Day | None = None
    """First day that the logs cover. Default: the day of the first event."""
    data_until: Annotated[Day | None, AfterValidator(checks.later_than("data_from"))] = None
    """First day that the logs no longer cover. Default: the day after the last event."""


class ChurnKind(Section):
    """A way of leaving, on two axes: who ended it, and where the customer went."""

    codes: SomeTexts
    """Codes of the status table that mean this kind."""
    initiative: Literal["voluntary", "involuntary"]
    """Who ended it: voluntary, the customer; involuntary, the company."""
    destination: Literal["external", "internal_up", "internal_down", "unknown"] = "unknown"
    """Where the customer went: to a competitor, to a better or a cheaper product, or not known."""
    counts_as: CountsAs = "auto"
    """What it counts as. auto: churned if voluntary and external, else left_out."""


class ChurnSettings(Section):
    """Which customers have churned, told by what happens in the outcome window."""

    silent: Texts = ()
    """Tables: who has no event in any of them in the outcome window has churned."""
    status: Text | None = None
    """Table of status changes: who leaves in the outcome window by a kind below has churned."""
    column: Annotated[
        Text | None, AfterValidator(checks.goes_with_status), Field(validate_default=True)
    ] = None
    """Its column of codes."""
    normal: Texts = ()
    """Its codes that mean in service again; customers without any change are in service."""
    kinds: Annotated[
        dict[str, ChurnKind],
        BeforeValidator(nothing_below, json_schema_input_type=dict[str, ChurnKind]),
        AfterValidator(checks.each_code_once),
        Field(validate_default=True),
    ] = {}
    """Kinds of leaving by name."""


class ActiveSettings(Section):
    """Who is a customer at a cutoff: those who were active in the observation window."""

    tables: Texts = ()
    """Tables in which they must have an event. Default: those of churn.silent, else any."""
    every: TimeSpan | None = None
    """Active throughout: an event in each such part of the window. Default: one in all of it."""
    min_history: TimeSpan | None = None
    """The first event must be at least this long before the cutoff. Default: any."""
    only_tiers: Tiers = ()
    """Value tiers that count. Default: all."""


class FeatureSettings(Section):
    """What features mean by parts of the day."""

    day: Hour = 6
    """Hour at which the day part "day" begins."""
    evening: Annotated[Hour, AfterValidator(checks.later_hour("day"))] = 18
    """Hour at which the evening begins."""
    late_night: Annotated[Hour, AfterValidator(checks.later_hour("evening"))] = 22
    """Hour at which the late night begins; it ends when the day begins."""
    busy_hours: HourSpans = ((9, 12), (14, 18))
    """Busy hours, from and to, on working days (Monday to Friday)."""


class TierShares(Section):
    """Value tiers: shares of the customers from the top of the pyramid."""

    vip: SomeShare = 0.01
    """Share of the customers in the tier vip."""
    key: SomeShare = 0.04
    """Share of the customers in the tier key, after vip."""
    ordinary: Annotated[SomeShare, AfterValidator(checks.tiers_fit)] = 0.15
    """Share of the customers in the tier ordinary, after key; the rest is small."""


class TierSettings(TierShares):
    """Value tiers by the amounts of the observation window."""

    tables: Texts = ()
    """Tables whose amounts are added up, e.g. spending. Default: all that have an amount."""
