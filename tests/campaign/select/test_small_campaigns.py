"""The smallest campaigns: those that name no column of the table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from churnkit.commands.plan import plan
from churnkit.commands.run import run
from churnkit.commands.score import score
from churnkit.config.sections.project import Config

WITHOUT_COLUMNS: dict[str, dict[str, Any]] = {
    "its name alone": {},
    "all costs": {
        "channels": {"call": {"cost": 2}},
        "playbook": {"all": {"channel": "call", "action": {"en": "call"}, "success": 0.3}},
    },
    "a condition on the score": {"keep": "score >= 0", "stages": {"late": "score >= 0.5"}},
    "a cut": {"cut": "number", "number": 20, "control": {"share": 0.2}},
    "no control group": {"control": {"share": 0}},
    "phrases": {"phrases": {"calls": {"en": {"any": "called {value} times"}}}},
}


@pytest.mark.parametrize("section", WITHOUT_COLUMNS.values(), ids=WITHOUT_COLUMNS)
def test_a_campaign_that_names_no_column_counts_everybody(
    section: dict[str, Any], tmp_path: Path
) -> None:
    config = Config.model_validate(
        {
            "work": tmp_path / "work",
            "data": {"customers": _customers(tmp_path), "id": "id", "label": LABEL},
            "train": {"learner": "tree"},
            "score": {"require_signal": False},
            "campaign": {"name": "x", **section},
        }
    )
    run(config)
    facts = score(config).campaign
    assert facts is not None
    assert facts.selected + sum(each.customers for each in facts.excluded) == facts.scored > 0
    assert plan(config).scored == facts.scored


LABEL = {"column": "churned", "churned": ["1"], "loyal": ["0"]}


def _customers(folder: Path) -> Path:
    rng = np.random.default_rng(0)
    calls = rng.integers(0, 9, 400)
    table = {
        "id": [f"c{n}" for n in range(400)],
        "calls": calls,
        "spend": rng.normal(50, 9, 400).round(2),
        "churned": (rng.random(400) < 0.1 + 0.08 * calls).astype(int),
    }
    pl.DataFrame(table).write_csv(folder / "customers.csv")
    return folder / "customers.csv"
