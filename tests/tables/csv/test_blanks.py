"""Tables whose columns are set apart by runs of blanks."""

from __future__ import annotations

from pathlib import Path

import pytest

from churnkit.errors import InputError
from churnkit.tables.csv.blanks import without_blanks


def test_runs_of_blanks_become_commas(tmp_path: Path) -> None:
    source = tmp_path / "log.txt"
    source.write_bytes(b" id  date\tamount\r\n 00001 19970101   11.77\r\n")
    assert without_blanks(source).read_text() == "id,date,amount\n00001,19970101,11.77\n"


def test_a_comma_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "log.txt"
    source.write_bytes(b"id amount\n1 1,5\n")
    with pytest.raises(InputError, match="line 2: a comma"):
        without_blanks(source)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        without_blanks(tmp_path / "none.txt")
