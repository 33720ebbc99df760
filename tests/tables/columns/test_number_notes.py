"""What is said of numbers that were written otherwise, only where they were."""

from __future__ import annotations

import polars as pl
import pytest

from churnkit.tables.columns.number_inference import infer_numbers


@pytest.mark.parametrize(
    ("texts", "note"),
    [
        (["12%", "3.5 %", "7%"], "column 'n': % taken off, 12% is 12"),
        (["1,234", "12,345,678"], "column 'n': thousands marks taken out"),
        (["$5", "$7.25"], "column 'n': amounts are in USD"),
        (["１２", "３"], "column 'n': full-width characters read as plain ones"),
    ],
)
def test_what_was_taken_off_is_told(texts: list[str], note: str) -> None:
    _, notes = infer_numbers("n", pl.Series(texts), (), declared=True)
    assert note in notes
    assert len(notes) == 1
    _, plain = infer_numbers("n", pl.Series(["12", "3.5"]), (), declared=True)
    assert plain == ()
