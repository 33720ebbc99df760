"""Numbers of the table stay numbers on the list; what would change as one stays a text."""

from __future__ import annotations

import polars as pl
import pytest

from churnkit.campaign.delivery import as_numbers


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        pytest.param(["12", "-3", "0", None], [12, -3, 0, None], id="whole"),
        pytest.param([" 12", "7 ", ""], [12, 7, None], id="blanks"),
        pytest.param(["12.5", "199.90", "3"], [12.5, 199.9, 3.0], id="decimals"),
        pytest.param(["007", "12"], ["007", "12"], id="a leading zero"),
        pytest.param(["110101199003071234"], ["110101199003071234"], id="an id of 18 digits"),
        pytest.param(["1,5", "2"], ["1,5", "2"], id="a decimal comma"),
        pytest.param(["1e5"], ["1e5"], id="an exponent"),
        pytest.param(["0.00001"], ["0.00001"], id="too small to be written plainly"),
        pytest.param(["12", "NA"], ["12", "NA"], id="a word among them"),
        pytest.param(["+12"], ["+12"], id="a sign that numbers lose"),
        pytest.param([None, ""], [None, ""], id="nothing"),
    ],
)
def test_only_what_stays_the_same_becomes_a_number(
    texts: list[str | None], numbers: list[object]
) -> None:
    assert as_numbers(pl.Series(texts, dtype=pl.String)).to_list() == numbers


def test_other_types_are_left_alone() -> None:
    flags = pl.Series([True, None])
    assert as_numbers(flags).equals(flags, null_equal=True)
