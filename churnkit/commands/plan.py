"""Model, current customers and campaign -> what the campaign could show and bring."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from churnkit.campaign.measured_success import measured_for
from churnkit.campaign.plan.forecast import CampaignPlan, Prospects, Question, forecast
from churnkit.campaign.power import TestDesign
from churnkit.campaign.select.inputs import Plan, plan_campaign
from churnkit.commands.current_run import current_run, read_trained
from churnkit.commands.inputs import Project, TableInput, given_table, opened
from churnkit.commands.measure import require_campaign_section
from churnkit.commands.score import customers_to_score, ranked, scored_customers
from churnkit.commands.score_campaign import select_in
from churnkit.config.loading import Overrides
from churnkit.config.sections.campaign import CampaignSection
from churnkit.config.sections.project import Config
from churnkit.sources import current_source
from churnkit.tables.frames import TableSource
from churnkit.tables.table import damage_as_error
from churnkit.workspace.runs import current_folder


def plan(
    config: Project,
    *,
    uplift: float | None = None,
    base: float | None = None,
    power: float = 0.8,
    input: TableInput | None = None,
    as_of: str | None = None,
    set: Overrides = (),
) -> CampaignPlan:
    """Say how many customers to hold back, and what each share contacted is expected to bring.

    The current customers are scored as ``score`` does; nothing is written.

    Args:
        config: the project with its campaign: its YAML file, or what ``load_config`` returned.
        uplift: difference in retention that is to be seen, as a share. Default: what the playbook
            expects.
        base: retention without contact, as a share. Default: what the scores expect.
        power: chance to see the uplift.
        input: table of the customers. Default: as ``score`` has it.
        as_of: the value of ``score.as_of``. Default: that of the config.
        set: fields of the config to change, as ``--set`` does.

    Raises:
        ArtifactError: ``ingest`` or ``train`` has not been run, or their files do not belong
            together.
        ConfigError: the config has no campaign, or retention would be above 100%.
    """
    loaded, given = opened(config, set, as_of=as_of), given_table(input, "input")
    require_campaign_section(loaded.campaign)
    prospects, campaign = _prospects(loaded, given)
    design = TestDesign(power=power, alpha=1 - campaign.outcomes.confidence)
    planned = forecast(prospects, campaign, Question(uplift, base, design), loaded.language)
    measured = measured_for(campaign, current_folder(loaded.work))
    return planned.model_copy(update={"measured": measured})


def _prospects(config: Config, input_: TableSource | None) -> tuple[Prospects, CampaignSection]:
    """The customers of a campaign, and the campaign as its list would be made."""
    recipe, model = read_trained(current_run(config), config)
    rules, nulls = model.rule_set, config.ingest.nulls
    current = current_source(config, input=input_)
    settings = cast("Plan", plan_campaign(config, current, rules))  # there is a campaign
    customers = customers_to_score(current, recipe, rules, config.score, settings)
    with damage_as_error(current.table):
        customers_scored = scored_customers(customers, rules)
        ranking = ranked(customers_scored.lazy(), customers, config.score)
    now, _ = select_in(settings, customers_scored, ranking, nulls)
    all_, _ = select_in(
        _without_cut(settings, customers_scored.height), customers_scored, ranking, nulls
    )
    prospects = Prospects(
        scores=customers_scored["score"],
        eligible=all_.customers,
        selected=now.customers,
        are_probabilities=settings.are_probabilities,
        value_column=settings.sources.value,
    )
    return prospects, settings.campaign


def _without_cut(settings: Plan, customers: int) -> Plan:
    """The plan that selects everybody who may be contacted."""
    campaign = settings.campaign.model_copy(
        update={"cut": "number", "number": customers, "budget": None}
    )
    return replace(settings, campaign=campaign)
