"""A table of which nobody is left to be scored: it replaces no list unless that is meant."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from churnkit.commands.run import run
from churnkit.commands.score import score
from churnkit.config.loading import load_config
from churnkit.errors import NobodyError

ROOT = Path(__file__).parents[2]


def test_a_good_list_stays_where_everybody_has_left(tmp_path: Path) -> None:
    config = load_config(ROOT / "configs/telecom.yaml", {"work": tmp_path})
    run(config)
    before = (tmp_path / "current").resolve()
    label = config.data.label
    assert label is not None
    assert config.data.customers is not None
    table = pl.read_parquet(config.data.customers)
    gone = table.filter(pl.col(label.column).is_in(label.churned))
    with pytest.raises(NobodyError, match=r"nobody is left to be scored .* have left already"):
        score(config, input=gone)
    assert (tmp_path / "current").resolve() == before
    assert NobodyError.exit_code == 14
    score(config, input=gone, set={"score.allow_empty": True})
    assert pl.read_csv(tmp_path / "current/list.csv").is_empty()
