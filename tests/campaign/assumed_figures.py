"""Assumptions of a campaign for pages, one of each source."""

from __future__ import annotations

import polars as pl

from churnkit.campaign.assumptions import (
    Assumption,
    Assumptions,
    ProfitBasis,
    Success,
    profit_basis,
)
from churnkit.campaign.record import RECORD_SCHEMA
from churnkit.config.sections.campaign import CampaignSection, ProfitSettings


def list_assumptions(words: dict[str, str]) -> Assumptions:
    """Those of a list: three lines of the playbook, in words."""
    origins = {
        "care": Assumption(figure=0.312, origin="measured", name="autumn_2024"),
        "gift": Assumption(figure=0.25, origin="config", name="playbook: gift"),
        "self": Assumption(figure=0.3, origin="default", name="playbook: self"),
    }
    return Assumptions(
        stay=Assumption(figure=0.809, origin="scores", is_mean=True),
        value=Assumption(figure=1234.5, origin="column", name="yearly_value", is_mean=True),
        offer_cost=Assumption(
            figure=6.38, origin="config", name="playbook: offer_cost", is_mean=True
        ),
        contact_cost=Assumption(figure=0.0, origin="default", name="channels: cost"),
        success=tuple(
            Success(line=line, words=words.get(line, line), rate=rate)
            for line, rate in origins.items()
        ),
    )


def report_assumptions(
    settings: ProfitSettings | None = None, selected: pl.DataFrame | None = None
) -> ProfitBasis:
    """What the report takes: by default the published figures, for want of a list."""
    campaign = CampaignSection(name="spring_2025", profit=settings or ProfitSettings())
    nobody = pl.DataFrame(schema=RECORD_SCHEMA)
    return profit_basis(campaign, nobody if selected is None else selected, churn_rate=0.835)
