"""``clean``: what is written, what is listed, and what is left as it was."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from churnkit.errors import ConfigError, InputError, MismatchError, WorkspaceError
from churnkit.stages.cleaning import clean
from churnkit.tables.reading import Reading

DIRTY = 'id,spend,joined\n007,"1,200.50",2024/1/5\n008,much,2024-02-30\n009,3,2024-01-07\n'

NUMBER = {"spend": "number"}


def table(folder: Path, content: str = DIRTY) -> Path:
    (folder / "t.csv").write_text(content, encoding="utf-8")
    return folder / "t.csv"


def test_csv_holds_numbers_and_dates_in_one_way(tmp_path: Path) -> None:
    done = clean(table(tmp_path), tmp_path / "out.csv", kinds=NUMBER)
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == (
        "id,spend,joined\n007,1200.5,2024-01-05\n008,,\n009,3,2024-01-07\n"
    )
    assert (done.rows, done.rejects) == (3, 2)
    assert done.rejects_path == tmp_path / "out.rejects.csv"


def test_strict_values_reject_whole_rows(tmp_path: Path) -> None:
    done = clean(table(tmp_path), tmp_path / "out.parquet", kinds=NUMBER, strict_values=True)
    assert pl.read_parquet(tmp_path / "out.parquet")["id"].to_list() == ["007", "009"]
    assert (done.rows, done.rejects) == (2, 2)


def test_plain_numbers_stay_as_they_are_written(tmp_path: Path) -> None:
    content = "id,price\n1,12.50\n2,3\n"
    clean(table(tmp_path, content), tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == content


def test_one_pass_and_care_write_the_same(tmp_path: Path) -> None:
    rows = "".join(
        f"{i:03},{i / 4},2024-01-{1 + i % 28:02},{'yes' if i % 3 else 'no'},t{i % 5}\n"
        for i in range(200)
    )
    plain = "id,spend,joined,paid,plan\n" + rows
    clean(table(tmp_path, plain), tmp_path / "quick.parquet")
    clean(table(tmp_path, plain + "\n"), tmp_path / "careful.parquet")
    quick, careful = (
        pl.read_parquet(tmp_path / "quick.parquet"),
        pl.read_parquet(tmp_path / "careful.parquet"),
    )
    assert quick.equals(careful)
    assert quick.schema == careful.schema


@pytest.mark.parametrize("late", ["NA", "x", "inf", " 5", '""', "1,5"])
def test_what_the_first_rows_do_not_show_is_not_lost(tmp_path: Path, late: str) -> None:
    """A value that only a late row holds, where the quick way was taken already."""
    rows = "".join(f"{i},{i}\n" for i in range(40_000))
    value = f'"{late}"' if "," in late else late
    done = clean(table(tmp_path, f"key,spend\n{rows}40000,{value}\n"), tmp_path / "out.parquet")
    last = pl.read_parquet(tmp_path / "out.parquet")["spend"][-1]
    assert last == (5.0 if late == " 5" else None)
    assert bool(done.notes) == (late not in (" 5", '""'))


def test_a_table_without_a_header_is_read_when_that_is_said(tmp_path: Path) -> None:
    source = table(tmp_path, "C1,10.5\nC2,20\n")
    with pytest.raises(InputError, match="no header"):
        clean(source, tmp_path / "out.csv")
    clean(source, tmp_path / "out.csv", reading=Reading(has_header=False))
    assert (tmp_path / "out.csv").read_text(
        encoding="utf-8"
    ) == "column_1,column_2\nC1,10.5\nC2,20\n"


def test_refusals_leave_an_older_output_alone(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("old", encoding="utf-8")
    with pytest.raises(InputError):
        clean(table(tmp_path, "id,id\n1,2\n"), tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "old"


def test_wrong_declarations_say_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no kind 'money'"):
        clean(table(tmp_path), tmp_path / "out.csv", kinds={"spend": "money"})
    with pytest.raises(ConfigError, match="no word 'ydm'"):
        clean(table(tmp_path), tmp_path / "out.csv", kinds={"joined": "date:ydm"})
    with pytest.raises(MismatchError, match="no column 'spent'"):
        clean(table(tmp_path), tmp_path / "out.csv", kinds={"spent": "number"})


def test_an_output_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="cannot be written"):
        clean(table(tmp_path), tmp_path / "none" / "out.csv")
