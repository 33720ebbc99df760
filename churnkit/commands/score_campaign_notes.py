"""What is said on the console of a list that was made for a campaign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from churnkit.campaign.record import held_back_by_others
from churnkit.campaign.select.facts import CampaignFacts
from churnkit.campaign.select.inputs import Plan
from churnkit.campaign.select.page import unmatched_words
from churnkit.campaign.select.texts import LIST_TEXTS
from churnkit.campaign.wording import exclusion_words
from churnkit.config.sections.campaign import FileFormat
from churnkit.workspace.artifacts import (
    CONTROL_GROUPS,
    LIST_PAGE,
    LISTS,
    as_published,
    campaign_record,
    of_format,
)
from churnkit.workspace.runs import Run


def details(facts: CampaignFacts, run: Run, ending: FileFormat) -> Iterator[str]:
    """The lines of the summary below the headline."""
    left_out = [
        f"{item.customers:,} {exclusion_words(item.reason, item.name, 'en')}"
        for item in facts.excluded
        if item.customers or item.reason == "suppressed"
    ]
    if left_out:
        yield f"not selected: {', '.join(left_out)}"
    if facts.worth is not None:
        yield (
            f"expected of those listed: cost {facts.worth.expected_cost:,.0f}, profit "
            f"{facts.worth.expected_profit:,.0f}, of a value at risk of "
            f"{facts.worth.value_at_risk:,.0f}"
        )
    listed = as_published(run.path(of_format(LISTS, ending)))
    control = as_published(run.path(of_format(CONTROL_GROUPS, ending)))
    yield f"list: {listed}; described in {LIST_PAGE} beside it"
    yield f"control group, not to be contacted: {control}"


def unmatched_notes(facts: CampaignFacts) -> Iterator[str]:
    """Do-not-contact lists that keep nobody off."""
    for list_ in facts.unmatched:
        yield f"campaign.suppress: {unmatched_words(list_, LIST_TEXTS['en'])}"


def control_notes(facts: CampaignFacts, kept: int, record: pl.DataFrame) -> Iterator[str]:
    """Roles of earlier lists that were kept, and a campaign that cannot be measured."""
    earlier = record.height - facts.selected
    if earlier or kept:
        yield (
            f"campaign.name: of the {facts.selected:,} customers selected {kept:,} were on an "
            f"earlier list of {facts.name} or held back from it, and keep that role; {earlier:,} "
            "more of earlier lists are not selected now, and are measured with the others; "
            "another campaign.name begins anew"
        )
    if facts.control == 0 and facts.selected:
        yield (
            "campaign.control: nobody is held back, so that nobody will be able to tell what the "
            "campaign brought"
        )


def spoilt_notes(run: Run, campaign: str, listed: pl.Series) -> Iterator[str]:
    """Other campaigns whose control group is contacted by this one."""
    for name, held in held_back_by_others(run.folder, campaign):
        spoilt = int(held.is_in(listed.implode()).sum())
        if spoilt:
            yield (
                f"{campaign_record(name)}: {spoilt:,} of the {held.len():,} customers held back by "
                f"the campaign {name} are on this list, so that measuring {name} will be spoilt; "
                f"measure it before they are contacted, or name a copy of its control file in "
                "campaign.suppress"
            )


def shared_notes(
    plan: Plan, listed: Mapping[str, pl.Series], control: Mapping[str, pl.Series]
) -> Iterator[str]:
    """Customers who are reached by contacting another, e.g. by the phone of the family."""
    looked_up = {list_.settings.customers: list_.name for list_ in plan.lists}
    for column, name in looked_up.items():
        shared = int(control[name].is_in(listed[name].drop_nulls().implode()).sum())
        if shared:
            yield (
                f"campaign.control: {shared:,} of the customers held back have the same {column!r} "
                "as one on the list, so that contact may reach them, too; score one customer of "
                "each such group only"
            )
