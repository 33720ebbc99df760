"""Which lines are plain records, by numpy on whole blocks, against a pattern on single lines."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from churnkit.tables.csv.lines import lines_equal, sort_lines

PIECES = [
    b",", b'"', b"\n", b"\r\n", b"\r", b'""', b'",', b',"', b" ", b"\t", b"a", b"1,2\n",
    b'"x",y\n', b"\xe5", "　".encode(), b"\0", b"\xef\xbb\xbf", b"<<<<<<<", b"k,v\n",
]  # fmt: skip
SUSPICIOUS = (b"\0", b"\x1a", b"\xef\xbb\xbf", b"<<<<<<<", b">>>>>>>")
VALUE = rb'(?:"(?:[^"\r]|"")*"|[^",\r]*)'
PLAIN = re.compile(VALUE + b"," + VALUE + rb"\r?\n")

soups = st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map(
    lambda pieces: b"".join([*pieces, b"\n"])
)
small_pieces = settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def is_plain(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return PLAIN.fullmatch(line) is not None and not any(mark in line for mark in SUSPICIOUS)


@given(data=soups, piece=st.sampled_from([8, 30, 1 << 17]))
@small_pieces
def test_lines_are_plain_as_one_by_one(
    monkeypatch: pytest.MonkeyPatch, data: bytes, piece: int
) -> None:
    monkeypatch.setattr("churnkit.tables.csv.lines.PIECE_BYTES", piece)
    lines = data.split(b"\n")[:-1]
    found = sort_lines(data, b",", b'"', 2)
    assert found.plain.tolist() == [is_plain(line + b"\n") for line in lines]
    assert found.starts.tolist() == [
        sum(len(line) + 1 for line in lines[:place]) for place in range(len(lines) + 1)
    ]


@given(data=soups)
@small_pieces
def test_values_are_bare_only_where_no_blank_stands_around_one(data: bytes) -> None:
    found = sort_lines(data, b",", b'"', 2)
    plain = [line for line, holds in zip(data.split(b"\n"), found.plain, strict=False) if holds]
    if found.bare:
        assert not any(re.search(rb"(?:^|,)[ \t]|[ \t](?:,|\r?$)", _unquoted(x)) for x in plain)


def _unquoted(line: bytes) -> bytes:
    """The line with what is enclosed in quotes, but for blanks at its ends, taken out."""
    return re.sub(rb'"([ \t]?)(?:[^"]|"")*?([ \t]?)"(?=,|\r?$)', rb"\1x\2", line)


def test_lines_that_are_a_text() -> None:
    data = b"k,v\n1,2\nk,v\r\nk,vv\nxk,v\nk,v\n"
    starts = sort_lines(data, b",", b'"', 2).starts
    assert lines_equal(data, starts, b"k,v").tolist() == [0, 2, 5]
