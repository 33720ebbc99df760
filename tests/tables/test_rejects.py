"""What is said of a list of rejects: the most frequent kinds, with an example of each."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from churnkit.cli import main
from churnkit.tables.rejects import reject_examples, write_rejects
from churnkit.tables.table import REJECTS_SCHEMA


def examples(folder: Path, *rejects: tuple[str, int | None, str | None, str, str]) -> str:
    rows = [(*reject, "correct it") for reject in rejects]
    frame = pl.DataFrame(rows, schema=REJECTS_SCHEMA, orient="row")
    write_rejects(frame, folder / "rejects.csv")
    return reject_examples(folder / "rejects.csv")


def test_each_kind_has_its_number_and_its_first_example(tmp_path: Path) -> None:
    told = examples(
        tmp_path,
        ("t.csv", 7, "since", "soon", "not a date"),
        ("t.csv", 9, "spend", "much\nmore", "not a finite number"),
        ("u.csv", 2, "spend", "x" * 50, "not a finite number"),
        ("t.csv", None, None, "a,b,c", "too many values"),
    )
    assert told == (
        "column 'spend': not a finite number (2, such as t.csv:9: 'much more'); "
        "column 'since': not a date (1, such as t.csv:7: 'soon'); "
        "too many values (1, such as t.csv: 'a,b,c')"
    )


def test_only_the_most_frequent_kinds_are_shown(tmp_path: Path) -> None:
    told = examples(
        tmp_path,
        *(("t.csv", n, f"c{n}", "x" * 41, "odd") for n in range(7)),
        ("t.csv", 8, "c6", "y", "odd"),
    )
    assert told.startswith(f"column 'c6': odd (2, such as t.csv:6: '{'x' * 40}...'); column 'c0'")
    assert told.endswith("'); and 2 more kinds")


def test_clean_shows_them_on_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.csv").write_text("id,n\n" + "".join(f"k{i},{i}\n" for i in range(99)) + "k,x\n")
    with pytest.raises(SystemExit):
        main(["clean", str(tmp_path / "t.csv"), str(tmp_path / "o.csv"), "--kind", "n=number"])
    assert (
        "rejects.csv: column 'n': not a finite number (1, such as t.csv:101: 'x')"
        in capsys.readouterr().err
    )
