"""What must hold for any file: no traceback, both lanes alike, bounded time and memory."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from churnkit.tables.csv.dialect import find_dialect
from churnkit.tables.csv.mending import mend
from churnkit.tables.reading import read_table
from tests.tables.fuzzed_tables import (
    check_cleaning,
    check_reading,
    check_values,
    files,
    tables_of_values,
)

QUICK = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

CRASHERS = [
    pytest.param(
        b'c0,c1\r\n"a",\xc3\xfb\r\n"b","two\nl\x810ines"\r\n',
        id="bad byte in the second line of a record",
    ),
    pytest.param(
        b'"c0";"c1"\n"two\nlines";"\xe5\xd5\xc5"\n"2024-01-05";"\xe5\x90\x8d"\n',
        id="bad byte behind a line end inside quotes",
    ),
    pytest.param(b"sep=\xff\na,b\n1,2\n", id="sep= with a byte that is no text"),
    pytest.param(b"a,b\n1,2\n\x1a", id="nothing but Ctrl-Z in the last block"),
]


@given(data=files)
@QUICK
def test_any_file_is_read_or_refused(data: bytes, tmp_path: Path) -> None:
    check_reading(data, tmp_path / "fuzz.csv")


@given(column=tables_of_values)
@QUICK
def test_any_value_is_there_or_missing_or_invalid(
    column: tuple[str, list[str], str | None],
) -> None:
    check_values(column)


@given(column=tables_of_values)
@settings(QUICK, max_examples=25)
def test_any_table_is_cleaned_or_refused(
    column: tuple[str, list[str], str | None], tmp_path: Path
) -> None:
    check_cleaning(column, tmp_path)


@pytest.mark.parametrize("data", CRASHERS)
def test_what_once_crashed(data: bytes, tmp_path: Path) -> None:
    check_reading(data, tmp_path / "crash.csv")


@pytest.mark.parametrize(
    "line",
    [b'"a\n', b'"\n', b'"""\n', b"a\n", b"\n", b'a,"b\n', b'\xff,"x\n', b"1,2,3\n"],
)
def test_hostile_lines_take_time_in_proportion(tmp_path: Path, line: bytes) -> None:
    check_reading(b"a,b\n1,2\n" + line * (100_000 // len(line)), tmp_path / "hostile.csv")


def test_a_very_long_line_is_passed_over_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(b"a,b\n1,2\n3," + b"x" * 60_000_000 + b"\n5,6\n")
    dialect = find_dialect(b"a,b\n1,2\n", "long.csv")
    tracemalloc.start()
    mended = mend(path, dialect, "long.csv")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30_000_000
    assert mended.source == b"1,2\n5,6\n"
    assert mended.rejects["line"].to_list() == [3]


def test_lines_are_true_beyond_one_block(tmp_path: Path) -> None:
    """Records over several lines, blank lines and rejects all over a file of many blocks."""
    path = tmp_path / "many.csv"
    expected, line = [], 2
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("id,note\n")
        for number in range(120_000):
            sort = number % 1000
            text = {1: f'{number},"two\nlines"\n', 2: "\n", 3: f"{number}\n"}.get(
                sort, f"{number},one line of some length\n"
            )
            if sort not in (2, 3):
                expected.append((line, str(number)))
            line += text.count("\n")
            file.write(text)
    table = read_table(path)
    assert table.frame.select("__line__", "id").collect().rows() == expected
    assert table.rejects.height == 120


def test_blocks_sorted_ahead_in_threads_give_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = ['{0},"two\nlines"\n', "{0}\n", "\n", '{0},a"b\n', "{0},plain\n", '{0}," blank"\n']
    lines = "".join(odd[number % 7 % 6].format(number) for number in range(5000))
    (tmp_path / "t.csv").write_text(f"id,note\n{lines}", encoding="utf-8", newline="")
    dialect = find_dialect(b"id,note\n1,plain\n2,plain\n", "t.csv")
    whole = mend(tmp_path / "t.csv", dialect, "t.csv")
    monkeypatch.setattr("churnkit.tables.csv.blocks.BLOCK_BYTES", 1000)
    monkeypatch.setattr("churnkit.tables.csv.block_lines._WORTH_THREADS", 0)
    ahead = mend(tmp_path / "t.csv", dialect, "t.csv")
    assert ahead.source == whole.source
    assert ahead.rejects.equals(whole.rejects)
    assert (ahead.records, ahead.notes, ahead.bare) == (whole.records, whole.notes, False)
    assert (ahead.lines.offsets == whole.lines.offsets).all()
