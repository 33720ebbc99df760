"""Weighted rules: the expression gives what plain evaluation gives, customer by customer."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import polars as pl
import pytest

from churnkit.config.sections.train import AdditiveSettings
from churnkit.learners.additive.learner import AdditiveFRI
from tests.learners.learning_tables import learning_set, rows_of


def test_the_expression_equals_plain_evaluation():
    rng = np.random.default_rng(0)
    calls, plan = rng.poisson(3, 800).tolist(), rng.choice(["a", "b", "c"], 800).tolist()
    gone = (rng.random(800) < 1 / (1 + np.exp(2 - 0.6 * np.array(calls)))).tolist()
    calls[::9], plan[::11] = [None] * len(calls[::9]), [None] * len(plan[::11])
    data = learning_set({"calls": calls, "plan": plan}, gone)
    found = AdditiveFRI(AdditiveSettings(true_rate=0.1), seed=0).fit(data)
    assert found.rules
    frame = pl.LazyFrame(
        {"calls": calls, "plan": plan}, schema={"calls": pl.Float64, "plan": pl.String}
    )
    scored = nw.to_native(found.apply(nw.from_native(frame))).collect()
    plain = [found.decide(row) for row in rows_of(data)]
    assert scored["score"].to_list() == pytest.approx([d.score for d in plain], abs=1e-12)
    assert scored["rule"].to_list() == [d.rule for d in plain]
    assert found.scores(data.variables) == pytest.approx([d.score for d in plain])
