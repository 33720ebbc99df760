"""Customers who have left -> whom to win back, by which offer, and what that may bring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from churnkit.campaign.columns import Columns
from churnkit.campaign.delivery import Delivery, id_secret, write_table
from churnkit.campaign.do_not_contact import DoNotContact, read_do_not_contact, require_unchanged
from churnkit.campaign.former_customers import Leavers, Named, id_column, read_left, require_section
from churnkit.campaign.winback.facts import LearntFacts, WinbackFacts, summarise_winback
from churnkit.campaign.winback.learned import learn_returns
from churnkit.campaign.winback.odds import NEAREST, Floats, logit, shift_to_mean
from churnkit.campaign.winback.offers import LISTED, Offer, Winback, rank_leavers
from churnkit.campaign.winback.page import reasons_in_words, winback_document
from churnkit.campaign.winback.reach import Reach, contact_keys_in, reach_of
from churnkit.campaign.winback.scorecard import ReasonTexts, levels, points
from churnkit.commands.current_run import published, publishing
from churnkit.commands.inputs import Project, opened
from churnkit.commands.outcome import Outcome
from churnkit.config.loading import Overrides
from churnkit.config.sections.project import Config, Language, Nulls
from churnkit.config.sections.winback_lost import WinbackSettings
from churnkit.render.markdown import to_markdown
from churnkit.sources import day_of
from churnkit.workspace.artifacts import WINBACK, WINBACK_LIST, WINBACK_PAGE
from churnkit.workspace.journal import describe_source, journal
from churnkit.workspace.runs import Run

_NEEDED = "customers: (the table of those who have left) and value: (second lifetime value)"
_FLAGS = ("referred", "complained", "settled", "returned")


@dataclass(frozen=True)
class WonBack(Outcome):
    """The published list of customers to win back, and its facts."""

    facts: WinbackFacts


@dataclass(frozen=True)
class _Likely:
    """Customers to rank, and how likely they return."""

    left: Leavers
    levels: pl.DataFrame
    """(n,) their levels in the factors of the scorecard."""
    log_odds: Floats
    """(n,) of returning, whatever the offer."""
    reasons: pl.Series
    """(n,) what speaks for it and against it, in words."""
    learnt: LearntFacts | None = None
    notes: tuple[str, ...] = ()


def winback(config: Project, *, set: Overrides = ()) -> WonBack:
    """Rank customers who have left by expected profit, each with the offer that suits them best.

    Args:
        config: the project: its YAML file, or what ``load_config`` returned.
        set: fields of the config to change, as ``--set`` does.

    Raises:
        ConfigError: there is no ``campaign.winback``, or a column that is named is not there.
        InputError: the table of those who have left, or a do-not-contact list, cannot be used.
        LearningError: past win-backs are too few to learn from.
    """
    loaded = opened(config, set)
    with publishing(loaded) as run:
        return winback_in(run, loaded)


def winback_in(run: Run, config: Config) -> WonBack:
    """Do what ``winback`` does, in a run that is open already."""
    campaign = require_section(config.campaign, "winback", _NEEDED)
    settings, nulls = campaign.winback, config.ingest.nulls
    assert settings is not None  # noqa: S101 - it was demanded
    with journal(config, run, "winback") as entry:
        delivery = Delivery(campaign.files, columns=(), secret=id_secret(campaign.files))
        lists = read_do_not_contact(campaign.suppress, nulls, config.phone_country)
        roles = _roles(settings, config.data.id)
        left = read_left(settings.customers, roles, nulls, config.data.markers)
        likely = _likely(left, settings, config)
        contact_keys = contact_keys_in(likely.left.rows, settings.customers, lists, nulls)
        data, day = config.data, day_of(config.score, config.data)
        columns = Columns(likely.left.rows, data.variables, nulls, data.decimal, data.markers)
        reach = reach_of(columns, campaign, lists, contact_keys, config.language, day)
        ranking = rank_leavers(_candidates(likely, reach), _offers(settings), settings.share)
        facts = summarise_winback(
            ranking, likely.levels, likely.log_odds, campaign, config.language, likely.learnt
        )

        _look_again(lists, ranking, likely.left, contact_keys, nulls)
        on_list = _list(ranking, likely, reach, facts.labels)
        notes = (
            *left.notes,
            *likely.notes,
            *(note for list_ in lists for note in list_.notes),
            *reach.notes,
            *write_table(run, WINBACK_LIST, on_list, delivery),
        )
        run.write_json(WINBACK, facts)
        run.write_text(WINBACK_PAGE, to_markdown(winback_document(facts)))
        entry.inputs |= describe_source(settings.customers)
        entry.counts |= {"customers": facts.customers, "listed": facts.listed.customers}
        entry.notes += notes
    return WonBack(
        folder=published(config.work),
        summary=tuple(_summary(facts, published(config.work))),
        notes=notes,
        facts=facts,
    )


def _roles(settings: WinbackSettings, data_id: str) -> dict[str, Named]:
    roles = {
        "id": id_column(data_id, settings.id, "campaign.winback.id"),
        "value": Named("campaign.winback.value", settings.value, "number"),
    }
    for name in _FLAGS:
        column = getattr(settings, name)
        if column is not None:
            roles[name] = Named(f"campaign.winback.{name}", column, "flag", settings.yes)
    if settings.reason is not None:
        roles["reason"] = Named("campaign.winback.reason", settings.reason, "category")
    return roles


def _likely(left: Leavers, settings: WinbackSettings, config: Config) -> _Likely:
    """By rules, where past win-backs are known; else by the scorecard."""
    factors = levels(left.frame, ReasonTexts(settings.price, settings.service, settings.both))
    if settings.returned is None:
        return _by_scorecard(left, factors, settings.success, config.language)
    learnt = learn_returns(left, factors, settings, config)
    unknown = left.frame["returned"].is_null()
    ranked = left.only(unknown)
    scored = ranked.frame.select("id").join(
        learnt.scored, on="id", how="left", maintain_order="left"
    )
    return _Likely(
        left=ranked,
        levels=factors.filter(unknown),
        log_odds=logit(scored["likelihood"].to_numpy()),
        reasons=scored["reasons"],
        learnt=learnt.facts,
        notes=learnt.notes,
    )


def _by_scorecard(
    left: Leavers, factors: pl.DataFrame, success: float, language: Language
) -> _Likely:
    summed = points(factors).to_numpy()
    inside = min(max(success, NEAREST), 1.0 - NEAREST)
    return _Likely(
        left=left,
        levels=factors,
        log_odds=summed + shift_to_mean(summed, inside),
        reasons=reasons_in_words(factors, language),
    )


def _candidates(likely: _Likely, reach: Reach) -> pl.DataFrame:
    return likely.left.frame.select("id", "value").with_columns(
        pl.Series("log_odds", likely.log_odds), reach.excluded.alias("excluded")
    )


def _offers(settings: WinbackSettings) -> list[Offer]:
    return [Offer(name, offer.cost, offer.success) for name, offer in settings.offers.items()]


def _look_again(
    lists: tuple[DoNotContact, ...],
    ranking: Winback,
    left: Leavers,
    contact_keys: Mapping[str, pl.Series],
    nulls: Nulls,
) -> None:
    """Check the do-not-contact lists once more, now that it is known who is listed."""
    on_list = ranking.customers.filter(pl.col("status") == LISTED)["id"]
    chosen = left.frame["id"].is_in(on_list.implode())
    require_unchanged(
        lists,
        {name: keys.filter(chosen) for name, keys in contact_keys.items()},
        nulls,
        command="winback",
    )


def _list(
    ranking: Winback, likely: _Likely, reach: Reach, labels: Mapping[str, str]
) -> pl.DataFrame:
    """``winback.csv``: headers are English in every language, as those of all files."""
    details = likely.left.frame.select("id").with_columns(
        reach.channels.alias("channels"), likely.reasons.alias("reasons")
    )
    return (
        ranking.customers.filter(pl.col("status") == LISTED)
        .join(details, on="id", how="left", maintain_order="left")
        .select(
            "rank",
            "id",
            pl.col("likelihood").round(4),
            pl.col("value").round(2).alias("second_value"),
            pl.col("offer").replace(labels),
            pl.col("cost").round(2),
            pl.col("expected_profit").round(2),
            "channels",
            "reasons",
        )
    )


def _summary(facts: WinbackFacts, folder: Path) -> Iterator[str]:
    listed = facts.listed
    yield (
        f"winback: {facts.customers:,} customers who have left, {listed.customers:,} listed, of "
        f"whom {listed.returns:,.1f} are expected to return; expected profit {listed.profit:,.0f}"
    )
    yield f"        {folder / WINBACK_LIST}"
