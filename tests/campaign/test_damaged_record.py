"""A record whose rows cannot be is refused, whatever its checksum says."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from churnkit.campaign.record import RECORD_SCHEMA, read_record
from churnkit.errors import ArtifactError

ROW = {
    "id": "a", "role": "listed", "rank": 1, "score": 0.5, "decile": 1, "tier": None, "value": 1.0,
    "rule": None, "line": "call", "channel": "phone", "contact_cost": 1.0, "offer_cost": 0.0,
    "success": 0.1, "current": True,
}  # fmt: skip


def written(tmp_path: Path, **changes: object) -> Path:
    rows = [ROW | changes, ROW | {"id": "b"}]
    path = tmp_path / "campaign-spring.parquet"
    pl.DataFrame(rows, schema=RECORD_SCHEMA, orient="row").write_parquet(path)
    return path


def test_a_sound_record_is_read(tmp_path: Path) -> None:
    assert read_record(written(tmp_path)).height == 2


@pytest.mark.parametrize(
    "change",
    [
        {"id": "b"}, {"id": None}, {"role": "control group"}, {"role": None}, {"rank": 0},
        {"score": float("nan")}, {"score": 1.5}, {"score": None}, {"decile": 11},
        {"value": float("inf")}, {"contact_cost": -1.0}, {"offer_cost": float("nan")},
        {"success": 2.0}, {"current": None},
    ],
    ids=str,
)  # fmt: skip
def test_rows_that_cannot_be_are_refused(tmp_path: Path, change: dict[str, object]) -> None:
    with pytest.raises(ArtifactError, match=f"damaged: in .* {next(iter(change))} is"):
        read_record(written(tmp_path, **change))


def test_columns_of_other_types_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    pl.read_parquet(path).cast({"rank": pl.String}).write_parquet(path)
    with pytest.raises(ArtifactError, match="other types"):
        read_record(path)
