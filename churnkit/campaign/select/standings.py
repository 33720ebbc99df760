"""Where each scored customer stands: on the list, held back, or not selected, and why.

``selection.parquet`` says it of the latest selection, for ``churnkit explain``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from churnkit.campaign.select.selection import Selection
from churnkit.workspace.artifacts import reading_artifact
from churnkit.workspace.checksums import require_unharmed

NOT_SELECTED = "not_selected"
SELECTION_SCHEMA = pl.Schema(
    {
        "campaign": pl.String(),
        "id": pl.String(),
        "rank": pl.Int64(),  # 1 = first of all scored customers in the order of the campaign
        "state": pl.String(),  # listed, control or not_selected
        "reason": pl.String(),  # the first one that keeps a customer off; null: selected
        "name": pl.String(),  # do-not-contact list of that reason
        "line": pl.String(),  # line of the playbook; null: not selected
        "channel": pl.String(),
    }
)
"""Columns of the file, one row for each scored customer."""


def standings_of(
    selection: Selection, ids: pl.Series, chosen: pl.DataFrame, campaign: str
) -> pl.DataFrame:
    """All scored customers in SELECTION_SCHEMA, in the rows of the table.

    Args:
        selection: who was selected, and why the others were not.
        ids: of all scored customers: (n,) String.
        chosen: the selected ones with their ``role``.
        campaign: its name.
    """
    nowhere = pl.Series([None], dtype=pl.UInt32).new_from_index(0, ids.len())
    place = nowhere.scatter(chosen["row"], pl.int_range(chosen.height, eager=True))
    selected = chosen.select(pl.col("role", "line", "channel").gather(place))
    return (
        pl.concat([selection.passed, selected], how="horizontal")
        .with_columns(
            ids.alias("id"),
            pl.col("role").fill_null(NOT_SELECTED).alias("state"),
            campaign=pl.lit(campaign),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in SELECTION_SCHEMA.items())
    )


def read_standing(path: Path, id_: str) -> dict[str, Any] | None:
    """The row of a customer in ``selection.parquet``, and ``scored``, how many rows there are.

    Returns:
        None where the customer was not scored.

    Raises:
        ArtifactError: the file is damaged.
    """
    require_unharmed(path)
    with reading_artifact(path):
        rows = pl.scan_parquet(path).select(*SELECTION_SCHEMA.names(), scored=pl.len())
        found = rows.filter(pl.col("id") == id_).collect()
    return found.row(0, named=True) if found.height else None
