"""The section ``campaign``: who is contacted, how, and how it is proved what that brought."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from churnkit.config.sections import campaign_checks as checks
from churnkit.config.sections.events import TierShares
from churnkit.config.sections.section import Labels, Localised, Section, nothing_below
from churnkit.config.sections.winback_lost import LostSettings, WinbackSettings
from churnkit.config.types.amounts import AboveZero, Money
from churnkit.config.types.paths import FilePath
from churnkit.config.types.scalars import (
    Count,
    Population,
    Share,
    SomeTexts,
    Text,
    Texts,
    Whole,
    YesNo,
)
from churnkit.config.types.spans import TimeSpan
from churnkit.fuzzy_sets import SetName

FileFormat = Literal["csv", "xlsx", "parquet"]
PhraseKey = Literal["any", "missing", SetName]
FileFormats = Annotated[
    tuple[FileFormat, ...],
    BeforeValidator(checks.some_listed, json_schema_input_type=list[FileFormat] | FileFormat),
]


class Suppression(Section):
    """A do-not-contact list: whoever stands on it is never contacted."""

    file: FilePath
    """CSV, Parquet or workbook; the run stops where it is missing."""
    column: Text
    """Its column of ids, phone numbers, e-mail addresses or other marks, one or more in a cell."""
    customers: Text
    """Column of the scored table that is looked up in it."""
    written: Literal["text", "phone"] = "text"
    """text: case, blanks and full-width characters do not matter; phone: only the number does."""
    may_be_empty: YesNo = False
    """Whether the file may hold nobody; otherwise an empty one stops the run."""


class Channel(Section):
    """A way to reach a customer."""

    cost: Money = 0.0
    """Cost of one contact."""
    consent: Text | None = None
    """Column that tells who may be contacted so, or not_needed. Needed for e-mail and text."""
    consented: SomeTexts = ("yes", "true", "1", "是")
    """Its values that mean consent; whoever has another value, or none, has not consented."""
    label: Localised = Localised()
    """What it is called, by language. Default: its name."""


class ActionLine(Section):
    """A line of the playbook: for whom, and what is done. The first line that fits decides."""

    when: Population | None = None
    """Condition on columns of the table, and on score, value, tier and stage. Default: always."""
    tiers: Texts = ()
    """Value tiers it is for. Default: all."""
    rules: Texts = ()
    """Ids of rules of which one must have decided the score. Default: any or none."""
    channel: Text
    """Channel, of those of campaign.channels, by which the customer is contacted."""
    action: Localised
    """What is done, by language."""
    offer: Localised = Localised()
    """What is offered, by language. Default: nothing."""
    offer_cost: Money = 0.0
    """Cost of the offer for each customer who takes it."""
    success: Share = 0.3
    """Share of those about to leave whom it is expected to keep."""


class ControlSettings(Section):
    """The control group: customers held back at random, to see what contact brings."""

    share: Annotated[Share, AfterValidator(checks.below_one)] = 0.10
    """Share of the selected customers that is held back; reruns draw among newcomers."""
    salt: Text | None = None
    """Text mixed into the hash that draws it. Default: the name of the campaign alone."""


class SuccessSettings(Section):
    """Success rates that an earlier campaign has shown, in place of those of the playbook."""

    measured: Text | None = None
    """Name of a campaign that churnkit measure has measured. Default: those of the playbook."""
    assumed: Texts = ()
    """Lines of the playbook that keep their own success rate all the same."""


class ProfitSettings(Section):
    """What the profit measures of the report take for every customer alike.

    Default: the means of the customers selected for the campaign; before there is a list, those of
    Verbraken, Verbeke and Baesens (2013).
    """

    value: AboveZero | None = None
    """Value of a customer who stays (CLV); of each where there is no column, by default 200."""
    offer_cost: Money | None = None
    """Cost of the offer (d); before a list 10."""
    contact_cost: Money | None = None
    """Cost of a contact (f); before a list 1."""
    success_alpha: AboveZero | None = None
    """Alpha of the Beta distribution of the share of churners who take the offer; else 6."""
    success_beta: AboveZero | None = None
    """Beta of that distribution; else 14."""


PhraseTexts = Annotated[
    dict[PhraseKey, Text],
    BeforeValidator(nothing_below, json_schema_input_type=dict[PhraseKey, Text]),
]


class Phrases(Section):
    """What an agent says of one variable, by language; {value} stands for its value."""

    en: PhraseTexts = {}
    """English, e.g. {any: has not bought for {value} days}; any is for what has none of its own."""
    zh: PhraseTexts = {}
    """Chinese."""


class FileSettings(Section):
    """The files that leave the building."""

    formats: FileFormats = ("csv",)
    """csv, xlsx (needs the extra excel) and parquet, of list and control group."""
    encoding: Literal["utf-8-bom", "utf-8", "gb18030"] = "utf-8-bom"
    """Encoding of CSV files; Excel knows utf-8-bom, and gb18030 where Windows is Chinese."""
    separator: Literal["comma", "semicolon", "tab"] = "comma"
    """What divides the columns of CSV files."""
    decimal: Annotated[Literal["point", "comma"], AfterValidator(checks.not_the_separator)] = (
        "point"
    )
    """Decimal sign of CSV files."""
    headers: Literal["english", "language"] = "english"
    """Names of the columns of workbooks: English, or in the language of the project; those of CSV
    and Parquet files, which programs read, are English."""
    raw: YesNo = False
    """Whether cells are written as they are, even where a spreadsheet would run them."""
    secret: Text | None = None
    """Environment variable with the secret by which ids are hashed. Default: ids are not hashed."""


class OutcomeSettings(Section):
    """The table that tells, after the campaign, who stayed."""

    period: Localised = Localised()
    """For how long they were watched, in words, by language; measure.md says it."""
    id: Text | None = None
    """Its column of ids. Default: data.id."""
    column: Text = "stayed"
    """Its column that tells who stayed."""
    stayed: SomeTexts = ("yes", "true", "1", "是")
    """Its values that mean stayed, in any case and width; others mean left, none not known."""
    contacted: Text | None = None
    """Its column that tells who was really contacted. Default: everybody on the list."""
    contacted_values: SomeTexts = ("yes", "true", "1", "是")
    """Its values that mean contacted, in any case and width."""
    confidence: Annotated[Share, AfterValidator(checks.a_confidence)] = 0.95
    """Confidence of the intervals."""


Suppressions = Annotated[
    dict[str, Suppression],
    BeforeValidator(nothing_below, json_schema_input_type=dict[str, Suppression]),
]
Channels = Annotated[
    dict[str, Channel],
    BeforeValidator(nothing_below, json_schema_input_type=dict[str, Channel]),
    AfterValidator(checks.with_consent),
]
Playbook = Annotated[
    dict[str, ActionLine],
    BeforeValidator(nothing_below, json_schema_input_type=dict[str, ActionLine]),
    AfterValidator(checks.known_channels),
    AfterValidator(checks.nobody_dropped),
    Field(validate_default=True),
]
LifeStages = Annotated[
    dict[str, Population],
    BeforeValidator(nothing_below, json_schema_input_type=dict[str, Population]),
]
Quotas = Annotated[
    dict[str, Whole],
    BeforeValidator(nothing_below, json_schema_input_type=dict[str, Whole]),
]
AllPhrases = Annotated[
    dict[str, Phrases],
    BeforeValidator(nothing_below, json_schema_input_type=dict[str, Phrases]),
]


class CampaignSection(Section):
    """Who is contacted, how, and how it is proved what that brought."""

    name: Annotated[Text, AfterValidator(checks.a_file_name)]
    """Name of the campaign; reruns under it keep all roles, and draw among newcomers."""
    order: Literal["score", "value_at_risk", "profit"] = "score"
    """What customers are ranked by: score, score x value, or expected profit (not with fri)."""
    cut: Literal["share", "number", "budget", "profit"] = "share"
    """What ends the selection: score.share, a number, a budget, or the largest expected profit.

    Learner fri knows share and number only: its scores are not probabilities.
    """
    number: Annotated[
        Count | None, AfterValidator(checks.goes_with_cut), Field(validate_default=True)
    ] = None
    """Most customers selected, for cut: number."""
    budget: Annotated[
        Money | None, AfterValidator(checks.goes_with_cut), Field(validate_default=True)
    ] = None
    """Most that contacts and expected offers may cost, those held back counted, for cut: budget."""
    value: Text | None = None
    """Column of customer values; without one a customer counts as worth 0.

    Default: score.value, else profit.value for everybody.
    """
    tier: Text | None = None
    """Column of value tiers. Default: that of event logs, else by value and the shares below."""
    tiers: TierShares = TierShares()
    """Shares of the value tiers, where they are made from values."""
    only_tiers: Texts = ()
    """Value tiers that may be selected. Default: all."""
    quotas: Quotas = {}
    """Most customers selected of a value tier, e.g. {small: 200}."""
    keep: Population | None = None
    """Who may be selected, as a condition on columns, score, value, tier and stage."""
    suppress: Suppressions = {}
    """Do-not-contact lists by name."""
    phone_country: Annotated[Text | None, AfterValidator(checks.a_country)] = None
    """Country (ISO 3166, e.g. CN or GB) in which phone numbers of lists and customers are dialled.

    Default: CN for language: zh; else not known, and the last eight digits are enough to match.
    """
    last_contact: Text | None = None
    """Column with the date of the last contact; without one, a customer had none."""
    cool_off: Annotated[
        TimeSpan | None, AfterValidator(checks.goes_with_last_contact), Field(validate_default=True)
    ] = None
    """Time after a contact in which a customer is left in peace, e.g. 30d."""
    stages: LifeStages = {}
    """Stages of the customer life cycle by name, each with its condition; the first fits."""
    stage_labels: Labels = {}
    """What the list calls the stages, by name and language, e.g. {growth: {zh: 成长期}}."""
    channels: Channels = {"self_service": Channel()}
    """Channels by name."""
    playbook: Playbook = {
        "self_service": ActionLine(
            channel="self_service",
            action=Localised(en="offer help by self-service", zh="自助服务关怀"),
        )
    }
    """Lines by name; the first one that fits, and whose channel is allowed, decides."""
    success: Annotated[SuccessSettings, AfterValidator(checks.known_lines)] = SuccessSettings()
    """Where the success rates of the lines come from."""
    control: ControlSettings = ControlSettings()
    """The control group."""
    phrases: AllPhrases = {}
    """What an agent says of variables, by variable. Default: the words of the rules."""
    profit: ProfitSettings = ProfitSettings()
    """What the profit measures take for every customer alike."""
    files: FileSettings = FileSettings()
    """The files that leave the building."""
    outcomes: OutcomeSettings = OutcomeSettings()
    """The table that tells, after the campaign, who stayed."""
    winback: WinbackSettings | None = None
    """Customers who have left. Default: none; churnkit winback needs it."""
    lost: LostSettings | None = None
    """Customers who left in the period. Default: none; churnkit lost needs it."""
