"""The audit lists the largest categories, and no more than fifty."""

from __future__ import annotations

import pytest

from tests.tables.raw_tables import ids, labels, prepare, variable_of


@pytest.mark.parametrize(("categories", "listed"), [(49, 49), (50, 50), (51, 50)])
def test_fifty_categories_are_listed(categories: int, listed: int) -> None:
    columns = {
        "id": ids(4 * categories),
        "churn": labels(2 * categories, 2 * categories),
        "plan": [f"p{i % categories}" for i in range(4 * categories)],
    }
    plan = variable_of(prepare(columns, {"rare_share": 0.0001}), "plan")
    assert len(plan.categories) == listed
