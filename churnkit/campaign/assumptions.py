"""What is assumed of a campaign, and where each figure comes from.

Plan, list, report and measurement reckon by the same assumptions and print them in the same table.
Means are over the customers selected for the campaign, those to be held back included.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Literal

import polars as pl

from churnkit.campaign.wording import action_words
from churnkit.config.sections.campaign import ActionLine, CampaignSection, Channel, ProfitSettings
from churnkit.config.sections.project import Language
from churnkit.frozen import Frozen
from churnkit.profit import ProfitTerms

Origin = Literal[
    "scores", "churn_rate", "column", "config", "default", "measured", "record", "list"
]
"""scores: of the customers. churn_rate: that of the learning set. column: of the table of
customers. config and default: a field. measured: an earlier campaign. record: of the campaign,
where the config says otherwise by now. list: the customers selected for the campaign."""
_LEAST = 0.1
"""Smallest alpha and beta of a success rate of about 0 or 1."""


class Assumption(Frozen):
    """A figure and its source."""

    figure: float | None
    """None: nobody was selected."""
    origin: Origin
    name: str = ""
    """Of the column, the campaign, or the field below ``campaign``."""
    is_mean: bool = False
    """Whether customers differ in it."""


class Success(Frozen):
    """The share of those about to leave whom an action keeps."""

    line: str
    """Of the playbook; empty: of all actions alike."""
    words: str
    """What is done, in the language of the config."""
    rate: Assumption


class Assumptions(Frozen):
    """All that profit is reckoned by."""

    stay: Assumption | None
    """Share who stay without contact; None: scores only rank."""
    value: Assumption
    """Of a customer who stays."""
    offer_cost: Assumption
    """Of an accepted offer."""
    contact_cost: Assumption
    success: tuple[Success, ...]
    """In the order of the playbook."""


class ProfitBasis(Frozen):
    """What the report takes for every customer alike, and where it comes from."""

    terms: ProfitTerms
    assumptions: Assumptions
    of_list: ProfitTerms | None
    """The means over the selected customers, where the config says otherwise."""


def assumptions_of(
    selected: pl.DataFrame,
    campaign: CampaignSection,
    language: Language,
    *,
    value_column: str | None,
    are_probabilities: bool,
) -> Assumptions:
    """The assumptions behind the expected profit of selected customers.

    Args:
        selected: their ``score``, ``value``, ``line``, ``contact_cost``, ``offer_cost`` and
            ``success``.
        campaign: what the config says.
        language: that of the words.
        value_column: column of values; None: everybody is worth the same.
        are_probabilities: whether scores are; else they only rank.
    """
    playbook, channels = campaign.playbook, campaign.channels
    return Assumptions(
        stay=_stay(selected["score"]) if are_probabilities else None,
        value=_value(selected["value"], campaign, value_column),
        offer_cost=_cost(selected["offer_cost"], "playbook: offer_cost", "offer_cost", playbook),
        contact_cost=_cost(selected["contact_cost"], "channels: cost", "cost", channels),
        success=tuple(_successes(selected, campaign, language)),
    )


def value_of_each(campaign: CampaignSection) -> float:
    """What every customer is worth where no column tells."""
    return ProfitTerms().value if campaign.profit.value is None else campaign.profit.value


def profit_basis(
    campaign: CampaignSection, selected: pl.DataFrame, churn_rate: float
) -> ProfitBasis:
    """What the report takes for every customer alike.

    Each figure is that of ``campaign.profit``, else the mean over the selected customers, else the
    published one.

    Args:
        campaign: what the config says.
        selected: rows of the record of the campaign, or none.
        churn_rate: of the learning set.
    """
    terms, assumptions = _profit_terms(campaign, selected, churn_rate)
    unset = campaign.model_copy(update={"profit": ProfitSettings()})
    of_list, _ = _profit_terms(unset, selected, churn_rate)
    differs = not selected.is_empty() and of_list != terms
    return ProfitBasis(terms=terms, assumptions=assumptions, of_list=of_list if differs else None)


def _profit_terms(
    campaign: CampaignSection, selected: pl.DataFrame, churn_rate: float
) -> tuple[ProfitTerms, Assumptions]:
    settings, published = campaign.profit, ProfitTerms()
    each = {
        name: _alike(name, getattr(settings, name), selected[name], campaign, published)
        for name in ("value", "offer_cost", "contact_cost")
    }
    rate, alpha, beta = _success_alike(settings, selected["success"], campaign.name)
    figures = {name: found.figure for name, found in each.items()}
    terms = {**figures, "success_alpha": alpha, "success_beta": beta}
    return ProfitTerms.model_validate(terms), Assumptions(
        stay=Assumption(figure=1 - churn_rate, origin="churn_rate"),
        success=(Success(line="", words="", rate=rate),),
        **each,
    )


def _stay(scores: pl.Series) -> Assumption:
    leaving = _mean(scores)
    return Assumption(
        figure=None if leaving is None else 1 - leaving, origin="scores", is_mean=True
    )


def _value(values: pl.Series, campaign: CampaignSection, column: str | None) -> Assumption:
    each, mean = value_of_each(campaign), _mean(values)
    if column is not None:
        return Assumption(figure=mean, origin="column", name=column, is_mean=True)
    if mean is not None and not math.isclose(mean, each):
        return Assumption(figure=mean, origin="record", name=campaign.name, is_mean=True)
    origin: Origin = "default" if campaign.profit.value is None else "config"
    return Assumption(figure=each, origin=origin, name="profit.value")


def _cost(
    costs: pl.Series, name: str, field: str, parts: Mapping[str, ActionLine] | Mapping[str, Channel]
) -> Assumption:
    is_set = any(field in part.model_fields_set for part in parts.values())
    return Assumption(
        figure=_mean(costs),
        origin="config" if is_set else "default",
        name=name,
        is_mean=len(parts) > 1,
    )


def _successes(
    selected: pl.DataFrame, campaign: CampaignSection, language: Language
) -> Iterator[Success]:
    """The success rate of each line that decides for somebody."""
    by_line = selected.group_by("line").agg("success").iter_rows()
    rates = {line: _mean(pl.Series(successes)) for line, successes in by_line}
    words = action_words(campaign, language)
    places = {line: place for place, line in enumerate(campaign.playbook)}
    known = filter(None, rates)
    for line in sorted(known, key=lambda line: (places.get(line, len(places)), line)):
        rate = _rate(line, rates[line], campaign)
        yield Success(line=line, words=words.get(line, line), rate=rate)


def _rate(line: str, rate: float | None, campaign: CampaignSection) -> Assumption:
    settings, measured = campaign.playbook.get(line), campaign.success.measured
    if settings is None or rate is None or not math.isclose(settings.success, rate):
        return Assumption(figure=rate, origin="record", name=campaign.name)
    if measured is not None and line not in campaign.success.assumed:
        return Assumption(figure=rate, origin="measured", name=measured)
    origin: Origin = "config" if "success" in settings.model_fields_set else "default"
    return Assumption(figure=rate, origin=origin, name=f"playbook: {line}")


def _alike(
    name: str,
    set_: float | None,
    selected: pl.Series,
    campaign: CampaignSection,
    published: ProfitTerms,
) -> Assumption:
    field, mean = f"profit.{name}", _mean(selected)
    if set_ is not None:
        return Assumption(figure=set_, origin="config", name=field)
    if mean is not None:
        return Assumption(figure=mean, origin="list", name=campaign.name, is_mean=True)
    return Assumption(figure=getattr(published, name), origin="default", name=field)


def _success_alike(
    settings: ProfitSettings, selected: pl.Series, campaign: str
) -> tuple[Assumption, float, float]:
    """The mean share of churners who take the offer, and alpha and beta of its distribution."""
    published, mean = ProfitTerms(), _mean(selected)
    alpha, beta = settings.success_alpha, settings.success_beta
    is_set = alpha is not None or beta is not None
    if mean is not None and not is_set:  # as spread as the published distribution
        weight = published.success_alpha + published.success_beta
        alpha = min(max(_LEAST, weight * mean), weight - _LEAST)
        rate = Assumption(figure=mean, origin="list", name=campaign, is_mean=True)
        return rate, alpha, weight - alpha
    alpha = published.success_alpha if alpha is None else alpha
    beta = published.success_beta if beta is None else beta
    name = "profit.success_alpha"
    origin: Origin = "config" if is_set else "default"
    return Assumption(figure=alpha / (alpha + beta), origin=origin, name=name), alpha, beta


def _mean(numbers: pl.Series) -> float | None:
    known = numbers.drop_nulls()
    return math.fsum(known) / known.len() if known.len() else None
