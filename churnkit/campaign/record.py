"""What a campaign did, customer by customer: kept next to the runs until it is measured.

``campaign-<name>.parquet`` holds everyone who was ever selected under this name, on the list or
held back, as they were when first selected: roles are drawn then, and customers are measured by the
role that they were given, whatever came later. A rerun adds newcomers; every other run carries it
on.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import polars as pl

from churnkit.errors import ArtifactError
from churnkit.workspace.artifacts import as_published, campaign_records, reading_artifact
from churnkit.workspace.checksums import require_rows, require_unharmed

Role = Literal["listed", "control"]
LISTED: Role = "listed"
CONTROL: Role = "control"

RECORD_SCHEMA = pl.Schema(
    {
        "id": pl.String(),
        "role": pl.String(),  # listed or control
        "rank": pl.Int64(),  # 1 = first of all scored customers in the order of the campaign
        "score": pl.Float64(),
        "decile": pl.Int64(),  # of the score among all scored customers; 1 = highest
        "tier": pl.String(),
        "value": pl.Float64(),  # of the customer who stays
        "rule": pl.String(),  # id of the rule that decided the score; null: none spoke
        "line": pl.String(),  # line of the playbook
        "channel": pl.String(),
        "contact_cost": pl.Float64(),
        "offer_cost": pl.Float64(),
        "success": pl.Float64(),  # expected success rate of the line
        "current": pl.Boolean(),  # whether the latest selection has the customer
    }
)
"""Columns of the record, one row for each customer ever selected; all but ``current`` as they were
at the first selection. Selections follow one another, each in the order of rank."""


def _is_amount(name: str) -> pl.Expr:
    return pl.col(name).is_null() | (pl.col(name).is_finite() & (pl.col(name) >= 0))


def _is_share(name: str) -> pl.Expr:
    return pl.col(name).is_between(0, 1)


RECORD_RULES = {
    "id is missing or there twice": pl.col("id").is_not_null() & pl.col("id").is_unique(),
    "role is neither listed nor control": pl.col("role").is_in([LISTED, CONTROL]),
    "rank is not 1 or more": pl.col("rank") >= 1,
    "score is not from 0 to 1": _is_share("score"),
    "decile is not from 1 to 10": pl.col("decile").is_between(1, 10),
    "value is no finite number": pl.col("value").is_null() | pl.col("value").is_finite(),
    "contact_cost is no amount": _is_amount("contact_cost"),
    "offer_cost is no amount": _is_amount("offer_cost"),
    "success is not from 0 to 1": pl.col("success").is_null() | _is_share("success"),
    "current is missing": pl.col("current").is_not_null(),
}
"""What holds of each row of a record; the key says what is wrong where it does not."""


def read_record(path: Path) -> pl.DataFrame:
    """The record of a campaign, in RECORD_SCHEMA.

    Raises:
        ArtifactError: there is none, or it is damaged.
    """
    if not path.exists():
        raise ArtifactError(_absent(path, as_published(path)))
    require_unharmed(path)
    with reading_artifact(path):
        record = pl.read_parquet(path).select(RECORD_SCHEMA.names())
        if record.schema != RECORD_SCHEMA:
            raise pl.exceptions.SchemaError("its columns are of other types")
    require_rows(path, record, RECORD_RULES)
    return record


def _absent(path: Path, where: Path) -> str:
    """What to do where there is no record: a name misspelt must not draw a campaign anew."""
    there = campaign_records(path.parent)
    if not there:
        return f"{where}: no such file; run churnkit score first"
    return (
        f"{where}: no such file: there is no record of this campaign; there are those of "
        f"{', '.join(there)}; set campaign.name to the one that is meant"
    )


def record_so_far(path: Path) -> pl.DataFrame:
    """The record of a campaign; empty where no list of it was made. Raises as ``read_record``."""
    return read_record(path) if path.exists() else pl.DataFrame(schema=RECORD_SCHEMA)


def with_newcomers(record: pl.DataFrame, chosen: pl.DataFrame) -> pl.DataFrame:
    """The record after one more selection.

    Args:
        record: the record so far.
        chosen: who is selected now: the columns of the record but ``current``.
    """
    selected = chosen.with_columns(current=True).select(RECORD_SCHEMA.names()).cast(RECORD_SCHEMA)
    newcomers = selected.join(record, on="id", how="anti", maintain_order="left")
    is_current = pl.col("id").is_in(selected["id"].implode())
    return pl.concat([record.with_columns(is_current.alias("current")), newcomers])


def held_back_by_others(folder: Path, campaign: str) -> Iterator[tuple[str, pl.Series]]:
    """Name of each other campaign of a run, and the ids in its control group.

    Args:
        folder: the run.
        campaign: the campaign that is left out.

    Raises:
        ArtifactError: a record is damaged.
    """
    for name, path in campaign_records(folder).items():
        if name != campaign:
            yield name, read_record(path).filter(pl.col("role") == CONTROL)["id"]
