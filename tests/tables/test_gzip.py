"""Compressed tables: every member of a gzip file counts, and nothing behind the last is skipped."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest

from churnkit.errors import InputError
from churnkit.tables.reading import read_table

HEADER = b"id,spend\n"
ROWS = [f"C{i:05d},{i % 97}\n".encode() for i in range(5000)]
WHOLE = HEADER + b"".join(ROWS)


def members(text: bytes, sizes: Sequence[int]) -> bytes:
    """The text as one gzip member for each size, and one for the rest."""
    parts, start = [], 0
    for size in (*sizes, len(text)):
        parts.append(gzip.compress(text[start : start + size], mtime=0))
        start += size
    return b"".join(parts)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(members(WHOLE, []), id="one member"),
        pytest.param(members(WHOLE, [20_000]), id="two members"),
        pytest.param(members(WHOLE, [20_000, 20_000]), id="three members"),
        pytest.param(members(WHOLE, [9, 1, 1, 1, 1]), id="tiny members"),
        pytest.param(members(WHOLE, [4000] * 14) + gzip.compress(b""), id="blocks of bgzip"),
        pytest.param(gzip.compress(b"") + members(WHOLE, [0, 100, 0]), id="empty members"),
        pytest.param(members(WHOLE, [20_000]) + bytes(512), id="zeros of a tape at the end"),
    ],
)
def test_all_members_are_read(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "t.csv.gz").write_bytes(content)
    rows = read_table(tmp_path / "t.csv.gz").frame.select("id", "spend").collect()
    assert [f"{id_},{spend}\n".encode() for id_, spend in rows.rows()] == ROWS


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(members(WHOLE, [9]) + b"C9,1\n", "something else behind", id="text behind"),
        pytest.param(members(WHOLE, [9, 99])[:-3], "cut off", id="last member cut"),
        pytest.param(members(WHOLE, [9]) + b"\x1f\x8b\x08", "cut off", id="a header alone"),
        pytest.param(members(WHOLE, [])[:-8] + bytes(8), "damaged", id="wrong checksum"),
    ],
)
def test_what_is_no_whole_gzip_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv.gz").write_bytes(content)
    with pytest.raises(InputError, match=said):
        read_table(tmp_path / "t.csv.gz")


def test_a_bomb_of_many_members_is_refused(tmp_path: Path) -> None:
    piece = gzip.compress(b"0" * (32 << 20), compresslevel=1)
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(HEADER) + piece * 12)
    with pytest.raises(InputError, match="grows beyond"):
        read_table(tmp_path / "t.csv.gz")
