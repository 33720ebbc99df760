"""Work folders that hold the record of a campaign, and tables that tell who stayed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

from churnkit.campaign.record import RECORD_SCHEMA
from churnkit.commands.current_run import write_parquet
from churnkit.config.loading import load_config
from churnkit.config.sections.project import Config
from churnkit.workspace.artifacts import campaign_record
from churnkit.workspace.runs import open_run
from tests.campaign.simulated_campaigns import simulated

NAME = "autumn"
TIERS = ("vip", "key", "ordinary", "small")


def campaign_config(folder: Path, *overrides: str) -> Config:
    """A project whose campaign has two lines."""
    file = folder / "project.yaml"
    file.write_text(
        f"""
work: {folder / "work"}
data:
  customers: customers.csv
  id: customer
  label: {{column: churned, churned: [yes]}}
campaign:
  name: {NAME}
  tier: tier
  channels: {{call: {{cost: 5}}, letter: {{cost: 1}}}}
  playbook:
    care_call: {{tiers: [vip, key], channel: call, action: {{en: care call, zh: 关怀电话}},
                offer_cost: 20}}
    voucher: {{channel: letter, action: {{en: send a voucher, zh: 寄送优惠券}}, offer_cost: 10}}
""",
        encoding="utf-8",
    )
    return load_config(file, overrides)


def record_of(seed: int, *, selected: int = 3200, success: float = 0.3) -> pl.DataFrame:
    """A record with ``stayed`` beside it: contact keeps that share of those about to leave."""
    campaign = simulated(seed, selected=selected, success=success)
    tier = np.array(TIERS)[campaign.tier]
    is_called = campaign.tier < 2
    return pl.DataFrame(
        {
            "id": [f"C{number:05}" for number in range(selected)],
            "role": np.where(campaign.listed, "listed", "control"),
            "rank": np.arange(1, selected + 1),
            "score": campaign.score,
            "decile": campaign.decile + 1,
            "tier": tier,
            "value": np.array([2000.0, 800.0, 300.0, 100.0])[campaign.tier],
            "rule": np.where(campaign.score > 0.7, "R1", "R2"),
            "line": np.where(is_called, "care_call", "voucher"),
            "channel": np.where(is_called, "call", "letter"),
            "contact_cost": np.where(is_called, 5.0, 1.0),
            "offer_cost": np.where(is_called, 20.0, 10.0),
            "success": np.full(selected, 0.3),
            "current": np.full(selected, fill_value=True),
            "stayed": campaign.stayed,
        },
        schema_overrides=RECORD_SCHEMA,
    )


def publish_record(config: Config, record: pl.DataFrame) -> None:
    """Publish the record as ``churnkit score`` does."""
    with open_run(config.work) as run:
        write_parquet(run, campaign_record(NAME), record.select(list(RECORD_SCHEMA)))


def write_outcomes(folder: Path, record: pl.DataFrame, **columns: pl.Expr) -> Path:
    """The table that tells who stayed; further columns, or others in place of ``stayed``."""
    file = folder / "outcomes.csv"
    stayed = pl.when("stayed").then(pl.lit("yes")).otherwise(pl.lit("no"))
    told = record.with_columns(**{"stayed": stayed, **columns}).rename({"id": "customer"})
    told.select("customer", *dict.fromkeys(["stayed", *columns])).write_csv(file)
    return file
