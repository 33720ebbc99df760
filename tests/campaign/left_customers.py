"""A small project with a campaign, some of whose customers have left since."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from churnkit.campaign.record import RECORD_SCHEMA
from churnkit.commands.run import run
from churnkit.config.loading import load_config
from churnkit.config.sections.project import Config
from tests.reports.telling_projects import write_project

CAMPAIGN = """
campaign:
  name: spring
  value: months
  channels:
    call: {cost: 5, label: {en: phone call, zh: 电话}}
    web: {cost: 0}
  playbook:
    care: {tiers: [vip], channel: call, action: {en: care call, zh: 关怀电话}}
    self: {channel: web, action: {en: self-service, zh: 自助服务}}
  lost: {customers: left.csv, id: customer, cause: why, value: worth, replacement_cost: 300}
"""


def campaign_project(folder: Path, learner: str = "tree") -> Config:
    """Customers, config and a run; nobody has left yet, and no list of the campaign was made."""
    file = write_project(folder)
    with file.open("a", encoding="utf-8") as written:
        written.write(CAMPAIGN)
    config = load_config(file, [f"train.learner={learner}"])
    run(config)
    return config


def write_record(config: Config, scores: pl.DataFrame) -> pl.DataFrame:
    """Record the first four scored customers as listed, the next two as held back."""
    chosen = scores.sort("rank").head(6)
    record = chosen.select(
        "id",
        pl.Series("role", ["listed"] * 4 + ["control"] * 2),
        pl.col("rank").cast(pl.Int64),
        "score",
        pl.lit(1, pl.Int64).alias("decile"),
        pl.Series("tier", ["vip", "small", "small", "vip", "small", "vip"]),
        pl.lit(100.0).alias("value"),
        "rule",
        pl.Series("line", ["care", "self", "self", "care", "self", "care"]),
        pl.Series("channel", ["call", "web", "web", "call", "web", "call"]),
        pl.lit(0.0).alias("contact_cost"),
        pl.lit(0.0).alias("offer_cost"),
        pl.lit(0.3).alias("success"),
        pl.lit(value=True).alias("current"),
    ).cast(dict(RECORD_SCHEMA))
    record.write_parquet(config.work / "current/campaign-spring.parquet")
    (config.work / "current/checksums.json").unlink()  # that of the record written by the run
    return record


def scores_of(config: Config) -> pl.DataFrame:
    """The scores of the current run."""
    return pl.read_parquet(config.work / "current/scores.parquet")
