"""``clean``: what is written, what is listed, and what is left as it was."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import Literal

import polars as pl
import pytest

from churnkit.commands.clean import clean
from churnkit.errors import ConfigError, InputError, MismatchError, WorkspaceError
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


def test_a_result_is_no_input_of_the_next_run(tmp_path: Path) -> None:
    """A pattern that the output fits, too, would double the table run by run."""
    table(tmp_path, "id,spend\n1,2\n")
    clean(tmp_path / "*.csv", tmp_path / "all.csv")
    with pytest.raises(WorkspaceError, match=r"all\.csv: stands for two .* give each a file"):
        clean(tmp_path / "*.csv", tmp_path / "all.csv")
    assert (tmp_path / "all.csv").read_text() == "id,spend\n1,2\n"


def test_a_folder_is_no_output_and_nothing_else_is_written(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(WorkspaceError, match="out: a folder"):
        clean(table(tmp_path), tmp_path / "out", kinds=NUMBER)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "t.csv"]


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_full_disk_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    def fail(*_: object) -> None:
        if ending == ".csv":
            raise OSError(28, "No space left on device")
        raise pl.exceptions.ComputeError("parquet: underlying IO error: No space left on device")

    monkeypatch.setattr("churnkit.commands.clean.write_values", fail)
    with pytest.raises(WorkspaceError, match=r"cannot be written .*No space left"):
        clean(table(tmp_path), tmp_path / f"out{ending}", kinds=NUMBER)
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def test_an_input_that_cannot_be_opened_is_the_input_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("churnkit.tables.file_kinds._head", locked)
    with pytest.raises(InputError, match=r"t\.csv: cannot be read \(Permission denied\)"):
        clean(table(tmp_path), tmp_path / "out.csv")


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text elsewhere")
def test_a_file_whose_name_is_no_text_is_refused(tmp_path: Path) -> None:
    source = tmp_path / os.fsdecode(b"\xff.csv")
    source.write_text(DIRTY, encoding="utf-8")
    with pytest.raises(InputError, match=r"udcff\.csv: the name is no UTF-8"):
        clean(source, tmp_path / "out.csv")


def test_an_output_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="cannot be written"):
        clean(table(tmp_path), tmp_path / "none" / "out.csv")


@pytest.mark.parametrize("name", ["out.xlsx", "out.json", "out.csv.gz"])
def test_only_formats_that_are_written_are_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match=r"end in \.csv or \.parquet"):
        clean(table(tmp_path), tmp_path / name, kinds=NUMBER)
    assert not (tmp_path / name).exists()


REPEATED = "id,spend\n1,10\n2,20\n1,30\n,40\n"


@pytest.mark.parametrize(
    ("policy", "kept", "reason"),
    [
        ("first", [10.0, 20.0], "an id that came before"),
        ("last", [20.0, 30.0], "an id that comes again"),
    ],
)
def test_one_row_of_each_id_stays(
    tmp_path: Path, policy: Literal["first", "last"], kept: list[float], reason: str
) -> None:
    output = tmp_path / "out.parquet"
    done = clean(table(tmp_path, REPEATED), output, kinds={"id": "id"}, duplicates=policy)
    assert pl.read_parquet(output)["spend"].to_list() == kept
    rejects = pl.read_csv(tmp_path / "out.rejects.csv")
    assert set(rejects["reason"]) == {reason, "no id"}
    assert done.notes == (
        "column 'id': 1 rows without an id were rejected",
        f"column 'id': 1 rows repeat an id; the {policy} row of each was kept",
    )


@pytest.mark.parametrize("blank_line", ["", "\n"], ids=["one pass", "with care"])
def test_a_row_rejected_for_a_value_takes_no_good_row_of_its_id_along(
    tmp_path: Path, blank_line: str
) -> None:
    output = tmp_path / "out.csv"
    content = "id,spend\n1,x\n1,30\n2,40\n2,x\n3,50\n3,60\n" + blank_line
    kinds = {"id": "id", "spend": "number"}
    done = clean(table(tmp_path, content), output, kinds=kinds, strict_values=True)
    assert output.read_text() == "id,spend\n1,30\n2,40\n3,50\n"
    assert done.rejects == 3


def test_repeated_ids_are_refused_if_that_is_said(tmp_path: Path) -> None:
    source, output = table(tmp_path, REPEATED), tmp_path / "out.csv"
    with pytest.raises(InputError, match=r"t\.csv: line 4: column 'id': '1' stands on line 2"):
        clean(source, output, kinds={"id": "id"}, duplicates="error")
    assert not output.exists()
    with pytest.raises(ConfigError, match="add --kind COLUMN=id"):
        clean(source, output, duplicates="last")


def test_missing_dates_are_not_after_the_date_of_the_table(tmp_path: Path) -> None:
    content = "id,joined\n1,2024-01-05\n2,\n3,2025-01-01\n"
    output = tmp_path / "out.parquet"
    done = clean(table(tmp_path, content), output, as_of=date(2024, 6, 30), strict_values=True)
    assert pl.read_parquet(output)["id"].to_list() == ["1", "2"]
    assert done.rejects == 1


def test_rejects_of_an_earlier_run_do_not_stay(tmp_path: Path) -> None:
    output, rejects = tmp_path / "out.csv", tmp_path / "out.rejects.csv"
    clean(table(tmp_path), output, kinds=NUMBER)
    assert len(rejects.read_text().splitlines()) == 3
    done = clean(table(tmp_path, "id,spend\n1,2\n"), output)
    assert done.rejects_path is None
    assert len(rejects.read_text().splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "out.csv",
        "out.rejects.csv",
        "t.csv",
    ]


def test_dates_that_are_kept_are_not_said_to_be_turned(tmp_path: Path) -> None:
    rows = "".join(f"k{i},2024-01-{i % 28 + 1:02d}T10:00:00+08:00\n" for i in range(20))
    (tmp_path / "t.csv").write_text(f"id,at\n{rows}")
    kept = clean(tmp_path / "t.csv", tmp_path / "o.csv", dates="keep")
    turned = clean(tmp_path / "t.csv", tmp_path / "o.csv")
    assert not any("turned into" in note for note in kept.notes)
    assert any("are turned into UTC" in note for note in turned.notes)


def test_dates_of_the_future_are_told_unless_a_day_is_given(tmp_path: Path) -> None:
    rows = "".join(f"k{i},2024-01-{i % 28 + 1:02d}\n" for i in range(20))
    (tmp_path / "t.csv").write_text(f"id,since\n{rows}k99,2999-01-01\n")
    told = clean(tmp_path / "t.csv", tmp_path / "o.csv").notes
    assert any("'since': 1 of the first 30,000 dates lie after today" in note for note in told)
    day = clean(tmp_path / "t.csv", tmp_path / "o.csv", as_of=date(2024, 6, 1))
    assert not any("after today" in note for note in day.notes)
    assert day.rejects == 1


def test_full_width_ids_are_told(tmp_path: Path) -> None:
    rows = "".join(f"Ｋ{i:03d},{i}\n" for i in range(20))
    (tmp_path / "t.csv").write_text(f"id,n\n{rows}", encoding="utf-8")
    told = clean(tmp_path / "t.csv", tmp_path / "o.csv", kinds={"id": "id"}).notes
    assert "column 'id': full-width characters of ids are kept, so that １ is not 1" in told
