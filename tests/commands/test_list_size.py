"""A list that shrinks or grows is told, against the former list of the same campaign."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from churnkit.commands.run import run
from churnkit.commands.score import score

ROOT = Path(__file__).parents[2]
TELECOM = ROOT / "configs/telecom.yaml"


def customers(part: int) -> pl.DataFrame:
    """One of ``part`` of the customers."""
    table = pl.read_parquet(ROOT / "sample_data/telecom_customers.parquet")
    return table.gather_every(part)


def notes(change: dict[str, Any], part: int) -> list[str]:
    made = score(TELECOM, input=customers(part), set=change)
    return [note for note in made.notes if "score.expect.rows" in note]


def test_a_list_that_changed_in_size_is_told(tmp_path: Path) -> None:
    change = {"work": tmp_path}
    first = run(TELECOM, set=change)
    assert not any("score.expect.rows" in note for note in first.notes)  # there is none before
    (shrunk,) = notes(change, 16)
    assert "(0.24 times as many; score.expect.rows is 0.5 to 2)" in shrunk
    assert notes(change, 16) == []
    (grown,) = notes(change | {"language": "zh"}, 4)
    assert "为其 4 倍" in grown
    assert notes(change | {"score.expect.rows": [0, 9]}, 1) == []
    assert notes(change | {"score.expect.rows": [1, 1]}, 3)


def test_lists_of_different_campaigns_are_not_compared(tmp_path: Path) -> None:
    config, change = ROOT / "configs/campaign.yaml", {"work": tmp_path}
    run(config, set=change)
    other = score(config, set=change | {"campaign.name": "other", "score.expect.rows": [1, 1]})
    assert not any("score.expect.rows" in note for note in other.notes)


@pytest.mark.parametrize("damage", ["", "{}", "["])
def test_a_damaged_journal_is_no_list_to_compare_with(tmp_path: Path, damage: str) -> None:
    run(TELECOM, set={"work": tmp_path})
    (tmp_path / "current/run.json").write_text(damage)
    assert notes({"work": tmp_path}, 4) == []
