"""What is said on the terminal of a campaign whose lists were made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from churnkit.campaign.record import held_back_by_others, record_name
from churnkit.campaign.select.facts import CampaignFacts
from churnkit.campaign.select.inputs import Plan
from churnkit.campaign.select.page import unmatched_words
from churnkit.campaign.select.texts import LIST_TEXTS
from churnkit.config.models import Config
from churnkit.stages.publishing import published
from churnkit.workspace.runs import Run


def details(facts: CampaignFacts, config: Config) -> Iterator[str]:
    """The lines of the summary below the headline."""
    reasons = LIST_TEXTS["en"].excluded
    left_out = [
        f"{each.customers:,} {reasons[each.reason].format(name=each.name)}"
        for each in facts.excluded
        if each.customers or each.reason == "suppressed"
    ]
    if left_out:
        yield f"not selected: {', '.join(left_out)}"
    if facts.worth is not None:
        yield (
            f"expected of those listed: cost {facts.worth.expected_cost:,.0f}, profit "
            f"{facts.worth.expected_profit:,.0f}, of a value at risk of "
            f"{facts.worth.value_at_risk:,.0f}"
        )
    first = config.campaign.files.formats[0] if config.campaign else "csv"
    yield f"list: {published(config) / f'list.{first}'}; what it is: list.md beside it"
    yield f"control group, not to be contacted: {published(config) / f'control.{first}'}"


def unmatched_notes(facts: CampaignFacts) -> Iterator[str]:
    """Do-not-contact lists that keep nobody off."""
    for each in facts.unmatched:
        yield f"campaign.suppress: {unmatched_words(each, LIST_TEXTS['en'])}"


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
                f"{record_name(name)}: {spoilt:,} of the {held.len():,} customers held back by the "
                f"campaign {name} are on this list, so that measuring {name} will be spoilt; "
                f"measure it before they are contacted, or name a copy of its control file in "
                "campaign.suppress"
            )


def shared_notes(
    plan: Plan, listed: Mapping[str, pl.Series], control: Mapping[str, pl.Series]
) -> Iterator[str]:
    """Customers who are reached by contacting another, e.g. by the phone of the family."""
    looked_up = {each.settings.customers: each.name for each in plan.lists}
    for column, name in looked_up.items():
        shared = int(control[name].is_in(listed[name].drop_nulls().implode()).sum())
        if shared:
            yield (
                f"campaign.control: {shared:,} of the customers held back have the same {column!r} "
                "as one on the list, so that contact may reach them, too; score one customer of "
                "each such group only"
            )
