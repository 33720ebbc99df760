"""The battery: every way in which exports go wrong, read right, listed or refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest

from churnkit.commands.clean import clean
from churnkit.errors import ChurnkitError
from tests.tables.dirty_tables import Case, cases

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_battery(case: Case, tmp_path: Path) -> None:
    source, output = tmp_path / case.file, tmp_path / "out" / "clean.parquet"
    output.parent.mkdir()
    source.write_bytes(case.content)
    if case.outcome == "REFUSED":
        with pytest.raises(ChurnkitError) as refusal:
            clean(source, output, kinds=case.kinds, strict_values=True)
        assert case.said in str(refusal.value)
        assert list(output.parent.iterdir()) == []
        return
    done = clean(source, output, kinds=case.kinds, strict_values=True, as_of=case.as_of)
    assert pl.read_parquet(output).rows() == case.rows
    assert _listed_lines(done.rejects_path) == case.lines
    if case.outcome == "OK":
        assert done.notes == ()
    if case.outcome == "NOTED":
        assert any(case.said in note for note in done.notes), done.notes
        assert done.rejects == 0


def _listed_lines(path: Path | None) -> list[int]:
    return [] if path is None else pl.read_csv(path, infer_schema=False)["line"].cast(int).to_list()


def test_every_case_has_its_own_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


def test_a_gzip_bomb_is_refused(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "bomb.csv.gz", "wb", compresslevel=1) as bomb:
        bomb.write(b"id,x\n")
        for _ in range(300):
            bomb.write(b"0" * (1 << 20))
    with pytest.raises(ChurnkitError, match="grows beyond"):
        clean(tmp_path / "bomb.csv.gz", tmp_path / "clean.parquet")
