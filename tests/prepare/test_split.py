"""The hash that decides who is in the test set, and the division by it."""

from __future__ import annotations

from datetime import date
from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnkit.hashing import hash_ids, hash_rows
from churnkit.prepare.split import assign_test

MASK = 2**64 - 1


def mix(state: int) -> int:
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & MASK
    return state ^ (state >> 31)


def hash_slowly(text: str, seed: int) -> int:
    """The definition in the docstring of the module, for one text in plain Python."""
    data = text.encode()
    state = mix((seed + 0x9E3779B97F4A7C15) & MASK)
    for start in range(0, len(data), 8):
        state = mix(state ^ int.from_bytes(data[start : start + 8].ljust(8, b"\0"), "little"))
    return mix(state ^ len(data))


def test_the_hash_is_the_same_for_ever() -> None:
    hashes = hash_ids(pl.Series(["", "C000017", "客户一"]), 0)
    assert hashes.tolist() == [
        5197578548964807871,
        9673711150920087146,
        14550459478341741012,
    ]


@given(st.lists(st.text(max_size=40), max_size=8), st.integers(-5, 2**40))
def test_the_hash_equals_its_definition(texts: list[str], seed: int) -> None:
    hashes = hash_ids(pl.Series(texts, dtype=pl.String), seed)
    assert hashes.tolist() == [hash_slowly(text, seed) for text in texts]


def test_texts_that_look_alike_when_padded_differ() -> None:
    texts = ["", "\0", "\0" * 8, "a", "a\0", "a" * 8, "a" * 9]
    assert len(set(hash_ids(pl.Series(texts), 1).tolist())) == len(texts)


def test_hashes_are_spread_evenly() -> None:
    hashes = hash_ids(pl.Series([f"{i:06d}" for i in range(20_000)]), 3)
    shares = [float(((hashes >> np.uint64(bit)) & np.uint64(1)).mean()) for bit in range(64)]
    assert len(np.unique(hashes)) == 20_000
    assert all(0.48 < share < 0.52 for share in shares)


ROWS = pl.DataFrame(
    {
        "plan": ["a", "b", None, "a"],
        "minutes": [1.5, -0.0, None, 1.5],
        "calls": [3, 0, 0, 3],
        "since": [date(2024, 1, 1), None, None, date(2024, 1, 1)],
        "active": [True, False, None, True],
        "bytes": [b"\xff", b"", None, b"\xff"],
        "list": [[1, 2], [], None, [1, 2]],
    }
)


def test_rows_of_equal_content_have_equal_hashes() -> None:
    hashes = hash_rows(ROWS, 0).tolist()
    assert hashes[0] == hashes[3]
    assert len(set(hashes)) == 3


def test_the_order_of_columns_does_not_matter() -> None:
    assert hash_rows(ROWS.select(sorted(ROWS.columns)), 0).tolist() == hash_rows(ROWS, 0).tolist()


def test_a_value_counts_in_its_own_column() -> None:
    swapped = ROWS.head(2).rename({"plan": "other"})
    assert not set(hash_rows(swapped, 0).tolist()) & set(hash_rows(ROWS.head(2), 0).tolist())


def test_minus_zero_is_zero() -> None:
    zeros = pl.DataFrame({"minutes": [0.0, -0.0]})
    assert len(set(hash_rows(zeros, 0).tolist())) == 1


def test_null_differs_from_the_empty_text_and_from_zero() -> None:
    frame = pl.DataFrame({"a": ["", None], "b": [0, None]})
    assert len(set(hash_rows(frame.select("a"), 0).tolist())) == 2
    assert len(set(hash_rows(frame.select("b"), 0).tolist())) == 2


@pytest.mark.parametrize(
    ("churned", "loyal", "share", "of_churned", "of_loyal"),
    [
        pytest.param(10, 20, 0.5, 5, 10, id="half of each class"),
        pytest.param(10, 20, 0.0, 0, 0, id="none"),
        pytest.param(10, 20, 1.0, 10, 20, id="all"),
        pytest.param(1, 4, 0.33, 0, 1, id="five rows"),
        pytest.param(5, 15, 0.1, 0, 1, id="a half goes to the learning set"),
        pytest.param(100, 100, 0.07, 7, 7, id="decimal arithmetic"),
        pytest.param(0, 10, 0.3, 0, 3, id="one class only"),
    ],
)
def test_the_share_of_each_class_is_exact(
    churned: int, loyal: int, share: float, of_churned: int, of_loyal: int
) -> None:
    keys = hash_ids(pl.Series([str(i) for i in range(churned + loyal)]), 0)
    classes = np.arange(churned + loyal) < churned
    test = assign_test(keys, classes, share)
    assert (int(test[classes].sum()), int(test[~classes].sum())) == (of_churned, of_loyal)


def test_the_smallest_keys_are_tested() -> None:
    keys = np.array([5, 1, 4, 2], dtype=np.uint64)
    assert assign_test(keys, np.zeros(4, dtype=bool), 0.5).tolist() == [False, True, False, True]


def test_equal_keys_stay_together() -> None:
    keys = np.array([1, 1, 1, 2, 3, 3], dtype=np.uint64)
    test = assign_test(keys, np.zeros(6, dtype=bool), 0.34)
    assert test.tolist() == [True, True, True, False, False, False]


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=30), st.randoms())
def test_the_order_of_rows_does_not_matter(rows: list[tuple[int, bool]], random: Random) -> None:
    shuffled = list(range(len(rows)))
    random.shuffle(shuffled)
    keys = np.array([key for key, _ in rows], dtype=np.uint64)
    churned = np.array([flag for _, flag in rows], dtype=bool)
    test = assign_test(keys, churned, 0.4)
    again = assign_test(keys[shuffled], churned[shuffled], 0.4)
    assert again.tolist() == test[shuffled].tolist()
