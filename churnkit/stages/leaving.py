"""What the stages on customers who have left share: their config and their table."""

from __future__ import annotations

from pathlib import Path

from churnkit.campaign.leavers import Leavers, Named, read_leavers
from churnkit.config.campaign import CampaignSection
from churnkit.config.models import Config
from churnkit.errors import ConfigError
from churnkit.prepare.roles import ROW
from churnkit.tables.reading import read_table


def demand_section(config: Config, part: str, needed: str) -> CampaignSection:
    """The section ``campaign`` with one of its parts.

    Args:
        config: the project.
        part: the part that is needed, e.g. winback.
        needed: what has to be written below it, in words.

    Raises:
        ConfigError: the section or the part is missing.
    """
    campaign = config.campaign
    if campaign is None or getattr(campaign, part) is None:
        where = f"campaign.{part}" if campaign else "campaign"
        below = "" if campaign else f"name: and, below {part}:, "
        raise ConfigError(f"{where}: is missing; write {below}{needed}")
    return campaign


def id_column(config: Config, own: str | None, field: str) -> Named:
    """The column of ids: its own, or that of ``data.id``."""
    if own is None and config.data.id == ROW:
        raise ConfigError(f"{field}: is missing; write the column of ids (data.id is {ROW})")
    return Named("data.id" if own is None else field, own or config.data.id, "id")


def read_left(place: Path, roles: dict[str, Named], config: Config) -> Leavers:
    """Read a table of customers who have left; rows that cannot be read are counted in a note."""
    table = read_table(place)
    left = read_leavers(table, place, roles, config.ingest.nulls)
    if table.rejects.is_empty():
        return left
    first = table.rejects.row(0, named=True)
    note = (
        f"{place}: rows that cannot be read and were left out: {table.rejects.height:,}, the first "
        f"on line {first['line']} ({first['reason']})"
    )
    return Leavers(left.frame, left.rows, (note, *left.notes))
