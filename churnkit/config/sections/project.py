"""The configuration of a project: one frozen model per section of the YAML file.

Every field carries its meaning, unit and default; ``churnkit schema`` writes them as JSON Schema.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from churnkit.config.sections import campaign_checks, event_checks
from churnkit.config.sections import project_checks as checks
from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.events import (
    ActiveSettings,
    ChurnSettings,
    Encoding,
    EventTable,
    FeatureSettings,
    KnownDates,
    TierSettings,
    WindowSettings,
)
from churnkit.config.sections.section import Labels, Localised, Section, nothing_below
from churnkit.config.sections.train import TrainSection
from churnkit.config.types.paths import FileMode, FilePath
from churnkit.config.types.scalars import (
    Count,
    Day,
    Factors,
    Number,
    PartShare,
    Population,
    Share,
    SomeShare,
    SomeTexts,
    Text,
    Texts,
    Threshold,
    Whole,
    YesNo,
)
from churnkit.config.types.spans import ClockTime
from churnkit.errors import ConfigError
from churnkit.fuzzy_sets import Quantity, SetName

Kind = Literal["id", "number", "category", "date", "flag", "text"]
Language = Literal["en", "zh"]
Duplicates = Literal["first", "last", "error"]
DecimalMark = Literal["comma", "point"]
Written = Literal[
    "dmy", "mdy", "ymd", "dmy2", "mdy2", "ymd2",
    "decimal-comma", "decimal-point", "myriads", "accounting",
]  # fmt: skip


Words = Annotated[
    dict[SetName, Text],
    BeforeValidator(nothing_below, json_schema_input_type=dict[SetName, Text]),
]


class SetWords(Section):
    """The words for the fuzzy sets of one variable, by language."""

    en: Words = {}
    """English, e.g. {very_high: a very long time ago}."""
    zh: Words = {}
    """Chinese."""


class VariableSettings(Section):
    """What is known about one column; whatever is left out is inferred from the learning rows."""

    kind: Kind | None = None
    """id, number, category, date, flag or text (not used for rules). Default: inferred."""
    leak: Literal["keep"] | None = None
    """keep: it was known before the outcome, and stays however well it tells who churned."""
    missing: Literal["category"] | None = None
    """category: no value is a category of its own; a number without one stays without.

    Either way the variable stays, however few customers have a value.
    """
    nulls: Texts | None = None
    """Texts that mean "no value" in this column. Default: those of ingest.nulls for its kind."""
    written: Written | None = None
    """How its values are written, where that can be read in two ways. Default: seen from them."""
    min: Number | None = None
    """Smallest possible value, in the unit of the column; below it a value is invalid."""
    max: Annotated[Number | None, AfterValidator(checks.at_least("min"))] = None
    """Largest possible value, in the unit of the column; above it a value is invalid."""
    changeable: YesNo | None = None
    """false: nobody can change it, e.g. age or tenure; explain then proposes no other value."""
    label: Localised = Localised()
    """The name that people read, by language. Default: the column name."""
    words: SetWords = SetWords()
    """The words for its fuzzy sets, by language; of a yes/no column, high and low say all of yes
    and no, e.g. {high: has complained}. Default: is very low ... is very high."""
    quantity: Quantity | None = None
    """What its numbers are: count (how many), time (how long) or amount (how much), which decides
    the words for them. Default: seen from its name."""
    values: Labels = {}
    """What its values are called, by value and language, e.g. {dealer: {en: dealer shop}}."""


class LabelSettings(Section):
    """Which customers have churned."""

    column: Text
    """Column that tells who churned."""
    churned: SomeTexts
    """Values that mean churned, as written in the table."""
    loyal: Annotated[SomeTexts | None, AfterValidator(checks.apart_from_churned)] = None
    """Values that mean loyal. Default: every other value."""


class LeftSettings(Section):
    """Which customers are known to have left already, beside those that the label names."""

    column: Text
    """Column that tells who left."""
    values: SomeTexts
    """Values that mean "has left", as written in the table."""


class MarkerSettings(Section):
    """Yes/no columns: labels, who left, consents, outcomes and the like."""

    means_no: Texts = ()
    """Further values that mean no, in every such column, e.g. [suspended, opted out]."""
    max_unknown: Share = 0.2
    """Share of the rows of which it may be unknown whether they mean yes or no.

    Rows with an unknown value are left out and told; the run stops where there are more.
    """


class DataSection(Section):
    """Where the customers are and what their columns mean."""

    events: Annotated[
        dict[str, EventTable],
        BeforeValidator(nothing_below, json_schema_input_type=dict[str, EventTable]),
        AfterValidator(event_checks.plain_names),
    ] = {}
    """Event tables by name, from which the table of customers is made. Default: it is there."""
    customers: Annotated[
        FilePath | None, AfterValidator(event_checks.there), Field(validate_default=True)
    ] = None
    """CSV or Parquet file, or a glob for many files with the same columns."""
    encoding: Encoding = "auto"
    """Encoding of CSV files. auto: UTF-8, else GB18030 (which includes GBK)."""
    header: YesNo = True
    """Whether CSV files name their columns; without names they are column_1, column_2, ..."""
    sheet: Text | None = None
    """Sheet of an Excel workbook. Default: its only one."""
    decimal: DecimalMark | None = None
    """Decimal mark of all numbers: comma or point. Default: seen from each column."""
    id: Text
    """Column that identifies a customer, or "row" for tables without one."""
    duplicates: Duplicates = "first"
    """Which of several rows with the same id stays: first, last, or error to stop the run."""
    label: Annotated[
        LabelSettings | None,
        AfterValidator(checks.column_is_not_id),
        AfterValidator(event_checks.not_with_events("churn")),
    ] = None
    """Which customers have churned; needed to learn, not to score."""
    left: Annotated[
        LeftSettings | None,
        AfterValidator(checks.column_is_not_id),
        AfterValidator(event_checks.not_with_events("churn")),
    ] = None
    """Which customers are known to have left already; they are never scored."""
    markers: MarkerSettings = MarkerSettings()
    """How yes/no columns are read; a value that nobody can interpret is never taken for no."""
    keep: Population | None = None
    """The population, as a condition on columns, e.g. status == "normal" and tenure >= 3."""
    as_of: Day | None = None
    """Date (YYYY-MM-DD) from which date columns are counted back in days. Default: not used."""
    ignore: Annotated[Texts, AfterValidator(checks.no_roles)] = ()
    """Columns that are no variables."""
    variables: Annotated[
        dict[str, VariableSettings],
        BeforeValidator(nothing_below, json_schema_input_type=dict[str, VariableSettings]),
        AfterValidator(checks.fits_roles),
    ] = {}
    """What is known about single columns, by column name."""
    known_at: Annotated[KnownDates, AfterValidator(event_checks.only_with_events)] = {}
    """Since when columns of data.customers are known, by name: a date, or always. With events."""
    windows: Annotated[
        WindowSettings | None,
        AfterValidator(event_checks.windows_with_events),
        Field(validate_default=True),
    ] = None
    """When customers are observed, and when they churn or do not. With events."""
    churn: Annotated[
        ChurnSettings | None,
        AfterValidator(event_checks.only_with_events),
        AfterValidator(event_checks.churn_tables),
    ] = None
    """Which customers have churned; needed to learn, not to score. With events."""
    tiers: Annotated[
        TierSettings | None,
        AfterValidator(event_checks.only_with_events),
        AfterValidator(event_checks.tier_tables),
    ] = None
    """Value tiers by total amount. Default: none. With events."""
    active: Annotated[ActiveSettings, AfterValidator(event_checks.active_tables)] = ActiveSettings()
    """Who is a customer at a cutoff. With events."""
    features: FeatureSettings = FeatureSettings()
    """What features mean by parts of the day. With events."""

    def require_windows(self) -> WindowSettings:
        """The windows; a project over event logs has some."""
        if self.windows is None:
            raise ConfigError("data.windows: is missing; write cutoff, observation and outcome")
        return self.windows

    def require_churn(self) -> ChurnSettings:
        """What churn is; needed to learn.

        Raises:
            ConfigError: the config does not say.
        """
        if self.churn is None:
            raise ConfigError(
                "data.churn: is missing; write silent: or status: below it; rules can only be "
                "learnt from customers who are known to have churned or not"
            )
        return self.churn


class RateDifference(Section):
    """When a category variable tells too little to be kept: either bound is missed."""

    p_value: Share = 0.05
    """Largest p-value of the chi-square test of churn rate against category."""
    effect: Share = 0.02
    """Smallest effect size (Cramer's V, 0 to 1)."""


class SplitSettings(Section):
    """How customers are split into learning and test set."""

    test_share: PartShare = 0.33
    """Share of each class that goes into the test set."""
    seed: Whole = 0
    """Seed of the hash of the id that decides who goes there."""
    column: Text | None = None
    """A column that tells instead, e.g. a period."""
    test_values: Annotated[
        Texts, AfterValidator(checks.with_column), Field(validate_default=True)
    ] = ()
    """Its values that mean test set."""


class Limits(Section):
    """Quantiles beyond which a number counts as an extreme value, for columns without min / max."""

    low: Share | None = None
    """Lower quantile, e.g. 0.001. Default: none."""
    high: Annotated[Share | None, AfterValidator(checks.above("low"))] = None
    """Upper quantile, e.g. 0.999. Default: none."""


class Nulls(Section):
    """Texts that mean "no value", by kind; the empty text always does."""

    id: Texts = ("NULL", "null")
    """In ids."""
    number: Texts = (
        "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None",
        "-", "--", "?", "缺失", "无", "#N/A",
    )  # fmt: skip
    """In numbers."""
    category: Texts = ("NA", "N/A", "NULL", "null", "缺失", "#N/A")
    """In categories."""
    date: Texts = (
        "NA", "N/A", "NULL", "null", "None", "-", "?", "缺失", "无", "#N/A", "0000-00-00",
    )  # fmt: skip
    """In dates."""
    flag: Texts = ("NA", "N/A", "NULL", "null", "None", "-", "?", "缺失", "#N/A")
    """In flags."""
    text: Texts = ()
    """In texts."""


class LeakSettings(Section):
    """When a variable tells so much that it may not have been known before the outcome."""

    suspect: Share = 0.90
    """Area under the ROC curve of a variable alone from which it is named."""
    drop: Annotated[Share, AfterValidator(checks.at_least("suspect"))] = 0.98
    """Area from which it is dropped."""


class IngestSection(Section):
    """How customers are prepared; all of it is learnt on the learning rows and then repeated."""

    valid_share: Share = 0.85
    """A variable is kept when at least this share of its values is valid (the 85% rule)."""
    rare_share: Share = 0.01
    """Categories with a smaller share of the customers are merged into one."""
    rate_difference: RateDifference = RateDifference()
    """When a category variable tells too little to be kept."""
    limits: Limits = Limits()
    """Quantiles beyond which a number counts as an extreme value."""
    nulls: Nulls = Nulls()
    """Texts that mean "no value", by kind."""
    leaks: LeakSettings = LeakSettings()
    """Variables that alone tell who churned, measured out of fold."""
    split: SplitSettings = SplitSettings()
    """How customers are split into learning and test set."""

    _older = model_validator(mode="before")(checks.suspect_auc_as_leaks)

    @property
    def suspect_auc(self) -> float:
        """The area from which a variable is named."""
        return self.leaks.suspect


class ExpectSettings(Section):
    """What a list is expected to be like, against the one before; otherwise a note says so."""

    rows: Factors = (0.5, 2.0)
    """Fewest and most customers on it, as multiples of the former list."""


class ScoreSection(Section):
    """Who is scored and who gets onto the list."""

    input: FilePath | None = None
    """Table of the customers to score. Default: those of data.customers."""
    as_of: Day | None = None
    """Date (YYYY-MM-DD) from which dates of this table are counted back. Default: data.as_of."""
    share: SomeShare = 0.30
    """Share of the scored customers that goes onto the list, rounded up."""
    value: Text | None = None
    """Column that breaks ties, the higher value first (e.g. monthly spend)."""
    seed: Whole = 0
    """Seed of the hash of the id that breaks the ties left."""
    columns: Texts = ()
    """Further columns of the table that the list shows."""
    allow_empty: YesNo = False
    """Whether an empty list is published where nobody is left to be scored."""
    expect: ExpectSettings = ExpectSettings()
    """What the list is expected to be like, against the one before."""
    require_signal: YesNo = True
    """Whether nothing is published where the verdict on the rules is "no signal"."""
    drift: Literal["stop", "note"] = "stop"
    """What happens where customers have little in common with those of learning."""


class ReportSection(Section):
    """How the rules are judged."""

    threshold: Threshold = "auto"
    """Score above which a customer is classified as churned. auto: fri 0.5, tree the base rate."""


class FilesSettings(Section):
    """Who may read what is written."""

    mode: FileMode = "0600"
    """0600: its owner alone; 0640: the members of a group, too. Folders follow."""
    group: Annotated[
        Text | None, AfterValidator(checks.with_mode), Field(validate_default=True)
    ] = None
    """Group of the files, by name. Needed with 0640."""


class SealSettings(Section):
    """By what recipe, model and records are sealed."""

    secret: Text
    """Environment variable with the secret."""


class Config(Section):
    """A churnkit project."""

    work: FilePath
    """Folder for all that is written; work/current/ holds the latest run."""
    language: Language = "en"
    """Language of reports, rules and the list: en or zh."""
    keep_runs: Count = 5
    """Runs kept below work/runs/."""
    timeout: ClockTime | None = None
    """Longest time that a command may take, e.g. 4h; then it publishes nothing. Default: none."""
    files: FilesSettings = FilesSettings()
    """Who may read what is written. A work folder that is there keeps its mode."""
    seal: SealSettings | None = None
    """Refuse recipe, model and records that were changed without a secret. Default: not sealed."""
    data: DataSection
    """Where the customers are and what their columns mean."""
    ingest: IngestSection = IngestSection()
    """How customers are prepared."""
    train: TrainSection = TrainSection()
    """How rules are learnt."""
    score: ScoreSection = ScoreSection()
    """Who is scored and who gets onto the list."""
    report: ReportSection = ReportSection()
    """How the rules are judged."""
    campaign: Annotated[CampaignSection | None, AfterValidator(campaign_checks.fits_project)] = None
    """Who is contacted, how, and how it is proved what that brought. Default: the list alone."""

    @property
    def phone_country(self) -> str | None:
        """Country in which phone numbers are dialled; None: not known."""
        given = self.campaign.phone_country if self.campaign else None
        return given or ("CN" if self.language == "zh" else None)
