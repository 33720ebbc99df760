"""Scored customers -> the list, the control group, and the record that they are measured by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from churnkit.campaign.columns import Columns
from churnkit.campaign.contact_keys import Writing
from churnkit.campaign.control_group import Draw, draw_control
from churnkit.campaign.delivery import as_numbers, write_lists
from churnkit.campaign.do_not_contact import customer_contact_keys, require_unchanged
from churnkit.campaign.reasons import Reasons, reasons_of, with_stakes
from churnkit.campaign.record import (
    CONTROL,
    LISTED,
    record_so_far,
    with_newcomers,
)
from churnkit.campaign.select.counts import Origin, count_campaign
from churnkit.campaign.select.facts import CampaignFacts, Trust
from churnkit.campaign.select.inputs import Plan
from churnkit.campaign.select.page import listing_document
from churnkit.campaign.select.selection import Scores, Selection, select_customers
from churnkit.campaign.select.standings import standings_of
from churnkit.campaign.select.texts import LIST_TEXTS
from churnkit.campaign.wording import action_words, said, tier_words
from churnkit.commands.current_run import write_parquet
from churnkit.commands.score_campaign_notes import (
    control_notes,
    details,
    shared_notes,
    spoilt_notes,
    unmatched_notes,
)
from churnkit.commands.score_list import Listing, above_base_rate, worth_counts, worth_of
from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.project import Language, Nulls
from churnkit.drift.compare import Drift
from churnkit.prepare.column_names import raw_name, value_name
from churnkit.render.markdown import to_markdown
from churnkit.rules.model import Model
from churnkit.rules.ruleset import RuleSet
from churnkit.rules.wording import Vocabulary
from churnkit.scoring import Ranking
from churnkit.verdict.list_worth import ListWorth
from churnkit.verdict.page import worth_lines
from churnkit.workspace.artifacts import (
    LIST_PAGE,
    MODEL,
    SELECTION,
    campaign_record,
    recorded_fingerprint,
)
from churnkit.workspace.runs import Run


def campaign_in(
    run: Run,
    plan: Plan,
    scored: pl.DataFrame,
    ranking: Ranking,
    model: Model,
    vocabulary: Vocabulary,
    nulls: Nulls,
    drift: Drift | None,
) -> Listing:
    """Select customers, draw the control group, and write list, control group and record.

    Args:
        run: where to write.
        plan: what was found out before.
        scored: all scored customers: ``id``, ``score``, ``rule`` and the raw columns of the plan.
        ranking: the same by rank.
        model: that they were scored by.
        vocabulary: how its rules are said.
        nulls: texts that mean "no value".
        drift: how like the learning customers the scored ones are; None: nothing is known.

    Raises:
        ArtifactError: the record of the campaign is damaged.
        ConfigError: the campaign does not fit what the columns hold.
        InputError: a do-not-contact list was changed meanwhile.
    """
    scored = scored.rechunk()  # rows are taken out of one chunk faster
    language = vocabulary.language
    selection, contact_keys = select_in(plan, scored, ranking, nulls)
    chosen = _choose(run, plan, selection, scored["id"])
    listed = chosen.listed
    reasons = _reasons(listed, scored, plan, model.rule_set, vocabulary)
    shown = _shown(listed, scored, plan, reasons, model.rule_set, language)
    delivery_notes = write_lists(
        run, shown, _in_tier_words(chosen.control, language), plan.delivery
    )
    worth = worth_of(listed["score"], _below_cut(selection, scored, plan), model, plan.tie_breaker)
    facts = count_campaign(
        selection,
        chosen.customers,
        reasons.said,
        plan.campaign,
        language,
        _origin(run, plan, model),
        Trust(verdict=model.verdict, worth=worth, drift=drift),
    )
    run.write_text(LIST_PAGE, to_markdown(listing_document(facts)))
    require_unchanged(plan.lists, _of_rows(contact_keys, chosen.customers["row"]), nulls)
    notes = (
        *unmatched_notes(facts),
        *(note for list_ in plan.lists for note in list_.notes),
        *selection.notes,
        *_group_notes(run, plan, chosen, facts, contact_keys),
        *delivery_notes,
    )
    return _listing(run, plan, facts, worth, notes)


@dataclass(frozen=True)
class _Chosen:
    """The customers selected, those on the list and those held back."""

    customers: pl.DataFrame
    """All of them, each with its ``role``."""
    kept: int
    """Of whom so many keep the role that they have had."""
    record: pl.DataFrame
    """All who were ever selected for the campaign."""

    @property
    def listed(self) -> pl.DataFrame:
        return self.customers.filter(pl.col("role") == LISTED)

    @property
    def control(self) -> pl.DataFrame:
        return self.customers.filter(pl.col("role") == CONTROL)


def _choose(run: Run, plan: Plan, selection: Selection, ids: pl.Series) -> _Chosen:
    """Draw the control group, and write the record and the standing of every customer."""
    name = plan.campaign.name
    former = record_so_far(run.path(campaign_record(name)))
    draw = _draw(selection, plan.campaign, former)
    customers = _with_roles(selection, draw)
    record = with_newcomers(former, customers)
    write_parquet(run, campaign_record(name), record)
    write_parquet(run, SELECTION, standings_of(selection, ids, customers, name))
    return _Chosen(customers, draw.kept, record)


def _group_notes(
    run: Run,
    plan: Plan,
    chosen: _Chosen,
    facts: CampaignFacts,
    contact_keys: Mapping[str, pl.Series],
) -> Iterator[str]:
    """What is odd about the control group, or spoils that of another campaign."""
    listed, control = chosen.listed, chosen.control
    yield from control_notes(facts, chosen.kept, chosen.record)
    yield from spoilt_notes(run, plan.campaign.name, listed["id"])
    of_listed, of_control = (_of_rows(contact_keys, group["row"]) for group in (listed, control))
    yield from shared_notes(plan, of_listed, of_control)


def _listing(
    run: Run, plan: Plan, facts: CampaignFacts, worth: ListWorth, notes: tuple[str, ...]
) -> Listing:
    return Listing(
        worth=worth,
        headline=(
            f"{facts.scored:,} customers scored, {facts.selected:,} selected for the campaign "
            f"{facts.name}: {facts.listed:,} listed, {facts.control:,} held back"
        ),
        details=(
            *worth_lines(worth, facts.language),
            *details(facts, run, plan.campaign.files.formats[0]),
        ),
        notes=notes,
        counts={
            "listed": facts.listed,
            "control": facts.control,
            **worth_counts(worth),
            **_counts(facts),
        },
        facts=facts,
    )


def select_in(
    plan: Plan, scored: pl.DataFrame, ranking: Ranking, nulls: Nulls
) -> tuple[Selection, dict[str, pl.Series]]:
    """Who is selected of the scored customers, and by what do-not-contact lists know them.

    Raises:
        ConfigError: the campaign does not fit what the columns hold.
        InputError: values of a column can be read in two ways.
    """
    table = scored.select(pl.col(raw_name(name)).alias(name) for name in plan.columns)
    columns = Columns(
        table, plan.variables, nulls, plan.decimal, plan.markers, customers=scored.height
    )
    contact_keys = _contact_keys(plan, columns)
    selection = select_customers(
        Scores(scored.select("id", "score", "rule"), ranking.order),
        columns,
        plan.campaign,
        plan.sources,
        lists=plan.lists,
        contact_keys=contact_keys,
    )
    return selection, contact_keys


def _contact_keys(plan: Plan, columns: Columns) -> dict[str, pl.Series]:
    """Name of each do-not-contact list -> contact keys that are looked up in it, by row."""
    keys: dict[tuple[str, Writing], pl.Series] = {}
    for list_ in plan.lists:
        key = (list_.looked_up, list_.writing)
        if key not in keys:
            column = columns.frame[list_.looked_up]
            keys[key] = customer_contact_keys(column, list_.writing, columns.nulls)
    return {list_.name: keys[list_.looked_up, list_.writing] for list_ in plan.lists}


def _of_rows(contact_keys: Mapping[str, pl.Series], rows: pl.Series) -> dict[str, pl.Series]:
    return {name: series.gather(rows) for name, series in contact_keys.items()}


def _below_cut(selection: Selection, scored: pl.DataFrame, plan: Plan) -> pl.Series:
    """Scores of those whom only their place by score kept off the list."""
    if plan.campaign.order != "score":
        return scored["score"].clear()
    return scored["score"].filter(selection.passed["reason"] == "below_cut")


def _draw(selection: Selection, campaign: CampaignSection, former: pl.DataFrame) -> Draw:
    return draw_control(
        selection.customers,
        share=campaign.control.share,
        campaign=campaign.name,
        salt=campaign.control.salt,
        former=former,
    )


def _with_roles(selection: Selection, draw: Draw) -> pl.DataFrame:
    held = draw.control.alias("held")
    role = pl.when(held).then(pl.lit(CONTROL)).otherwise(pl.lit(LISTED))
    return selection.customers.with_columns(role.alias("role"))


def _reasons(
    listed: pl.DataFrame, scored: pl.DataFrame, plan: Plan, rules: RuleSet, vocabulary: Vocabulary
) -> Reasons:
    """Why each customer is on the list, from the values that the rules were applied to."""
    rows = listed["row"]
    values = scored.select(
        pl.col(value_name(name)).gather(rows).alias(name) for name in rules.variables
    )
    if not rules.variables:
        values = rows.to_frame()
    reasons = reasons_of(values, listed["rule"], rules, vocabulary, plan.campaign.phrases)
    order, texts = plan.campaign.order, LIST_TEXTS[vocabulary.language]
    if order == "score":
        return reasons
    words, says = texts.at_stake[order], texts.says_at_stake[order]
    return with_stakes(reasons, listed, vocabulary.grammar.no_reason, words, says)


def _shown(
    listed: pl.DataFrame,
    scored: pl.DataFrame,
    plan: Plan,
    reasons: Reasons,
    rules: RuleSet,
    language: Language,
) -> pl.DataFrame:
    """What the list may show, in the words of the config."""
    campaign = plan.campaign
    own: list[str | pl.Expr] = ["rank", "id", "score", above_base_rate(rules, language)]
    own += ["tier"] if plan.sources.tier or plan.sources.value else []
    own += ["stage"] if campaign.stages else []
    own += ["value_at_risk"] if plan.sources.value and plan.are_probabilities else []
    extra = scored.select(pl.col(map(raw_name, plan.delivery.columns)).gather(listed["row"]))
    numbers = [as_numbers(extra[raw_name(name)]) for name in _numbers_shown(plan, scored.schema)]
    shown = pl.concat(
        [
            listed.select(*own, *_actions(campaign, language)).with_columns(reasons.texts),
            extra.with_columns(numbers),
        ],
        how="horizontal",
    )
    return _in_tier_words(shown, language)


def _numbers_shown(plan: Plan, scored: pl.Schema) -> list[str]:
    """Columns of the table that the list shows, and that config or rules take for numbers."""
    numeric = {name for name, settings in plan.variables.items() if settings.kind == "number"}
    return [
        name
        for name in plan.delivery.columns
        if name in {*numeric, plan.sources.value} or scored.get(value_name(name)) == pl.Float64
    ]


def _in_tier_words(customers: pl.DataFrame, language: Language) -> pl.DataFrame:
    return customers.with_columns(pl.col("^tier$").replace(tier_words(language)))


def _actions(campaign: CampaignSection, language: Language) -> list[pl.Expr]:
    """action, channel and offer, in words."""
    playbook, channels = campaign.playbook, campaign.channels
    actions = action_words(campaign, language)
    offers = {name: said(line.offer, language, "") or None for name, line in playbook.items()}
    labels = {name: said(channel.label, language, name) for name, channel in channels.items()}
    worded = [
        pl.col("line").replace(actions).alias("action"),
        pl.col("channel").replace(labels),
        pl.col("line").replace_strict(offers, return_dtype=pl.String).alias("offer"),
    ]
    return worded if any(offers.values()) else worded[:2]


def _origin(run: Run, plan: Plan, model: Model) -> Origin:
    day = plan.sources.as_of
    return Origin(
        as_of=None if day is None else day.isoformat(),
        inputs=plan.inputs,
        learner=model.rule_set.learner,
        are_probabilities=plan.are_probabilities,
        value_of_each=None if plan.sources.value else plan.campaign.profit.value,
        model_sha256=recorded_fingerprint(run.path(MODEL)),
    )


def _counts(facts: CampaignFacts) -> dict[str, int]:
    return {
        f"not selected: {item.reason}{f' ({item.name})' if item.name else ''}": item.customers
        for item in facts.excluded
    }
