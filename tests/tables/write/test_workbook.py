"""Lists as workbooks: texts stay texts, digits stay digits, equal lists are equal bytes."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from churnkit.errors import ConfigError
from churnkit.tables.write import workbook as sheets
from churnkit.tables.write.workbook import write_sheet


def read_sheet(path: Path) -> pl.DataFrame:
    """All cells as texts, where the workbook stores them as such."""
    return pl.read_excel(path, infer_schema_length=None, raise_if_empty=False)


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as parts:
        return parts.read(f"xl/{name}.xml").decode()


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
STARTS = st.sampled_from(
    ["", "=", "+", "-", "@", "{=", "http://", "mailto:", "file:///", "_x0041_"]
)


@settings(max_examples=40)
@given(st.lists(st.builds("".join, st.tuples(STARTS, TEXTS)), min_size=1))
def test_every_text_stays_a_text(texts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        write_sheet(pl.DataFrame({"no": range(len(texts)), "name": texts}), path, title="list")
        cells = read_sheet(path)["name"].cast(pl.String).fill_null("").to_list()
        sheet = part(path, "worksheets/sheet1")

    assert cells == [shown(text) for text in texts]
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet


def shown(text: str) -> str:
    hidden = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069￾￿]"
    return re.sub(hidden, "\ufffd", text)


def test_ids_dates_and_amounts_arrive_as_they_are(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "id": ["000000000000000042", "440106199001011234"],
            "名": ["张三", None],
            "amount": [-1234.5, None],
            "calls": [3, 0],
            "paid": [True, False],
            "day": [dt.date(2025, 4, 1), dt.date(2024, 2, 29)],
            "moment": [dt.datetime(2025, 4, 1, 12, 30), None],  # noqa: DTZ001 - has no zone
        }
    )
    write_sheet(frame, tmp_path / "list.xlsx", title="list")
    assert read_sheet(tmp_path / "list.xlsx").rows() == frame.rows()


@pytest.mark.parametrize(
    ("column", "written"),
    [
        pytest.param(pl.Series([440106199001011234, 7]), ["440106199001011234", "7"], id="long"),
        pytest.param(pl.Series([1.5, float("inf")]), [1.5, None], id="not finite"),
        pytest.param(
            pl.Series([dt.date(1899, 12, 31), dt.date(2025, 4, 1)]),
            ["1899-12-31", "2025-04-01"],
            id="before 1900",
        ),
        pytest.param(
            pl.Series([dt.datetime(2025, 4, 1, 12)]).dt.replace_time_zone("Asia/Shanghai"),  # noqa: DTZ001
            [dt.datetime(2025, 4, 1, 12)],  # noqa: DTZ001
            id="the clock of a time zone",
        ),
        pytest.param(pl.Series(["a", None], dtype=pl.Categorical), ["a", None], id="category"),
        pytest.param(pl.Series([b"=1"]), [None], id="bytes"),
    ],
)
def test_what_excel_cannot_hold(tmp_path: Path, column: pl.Series, written: list[object]) -> None:
    frame = pl.DataFrame({"row": range(len(column)), "cell": column})
    write_sheet(frame, tmp_path / "list.xlsx", title="list")
    assert read_sheet(tmp_path / "list.xlsx")["cell"].to_list() == written


def test_headers_are_texts_of_one_line_that_differ(tmp_path: Path) -> None:
    frame = pl.DataFrame({"=cmd": [1], "Name": [2], "name": [3], "a\nb": [4], "x" * 300: [5]})
    write_sheet(frame, tmp_path / "list.xlsx", title="list")
    assert read_sheet(tmp_path / "list.xlsx").columns == [
        "=cmd", "Name", "name (2)", "a b", "x" * 240,
    ]  # fmt: skip


def test_formats_widths_filters_and_a_frozen_header(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    frame = pl.DataFrame(
        {"id": ["1"], "客户姓名": ["张三"], "value": [1234.5], "long": ["x" * 999]}
    )
    write_sheet(frame, path, title="list", formats={"value": "#,##0.00", "absent": "0"})
    sheet = part(path, "worksheets/sheet1")

    assert 'ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"' in sheet
    assert '<autoFilter ref="A1:D2"/>' in part(path, "tables/table1")
    assert 'numberStoredAsText="1"' in sheet
    assert {'formatCode="#,##0.00"', 'formatCode="@"'} <= set(
        re.findall(r'formatCode="[^"]*"', part(path, "styles"))
    )
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([0-9.]+)"', sheet)]
    assert widths[0] < widths[1] < widths[3] < 70


def test_equal_lists_are_equal_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pl.DataFrame({"id": ["1", "2"], "score": [0.5, 0.25]})
    monkeypatch.setattr("time.time", lambda: 1e9)
    write_sheet(frame, tmp_path / "a.xlsx", title="list")
    monkeypatch.setattr("time.time", lambda: 2e9)
    write_sheet(frame, tmp_path / "b.xlsx", title="list")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"a.xlsx", "b.xlsx"}


def test_a_list_of_nobody_has_its_header(tmp_path: Path) -> None:
    frame = pl.DataFrame(schema={"id": pl.String(), "score": pl.Float64()})
    write_sheet(frame, tmp_path / "list.xlsx", title="list")
    assert read_sheet(tmp_path / "list.xlsx").columns == ["id", "score"]


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path) -> None:
    frame = pl.select(row=pl.repeat(1, sheets.MOST_ROWS + 1))
    with pytest.raises(ConfigError, match=r"^list.xlsx: 1,048,576 rows do not fit .* 1,048,575;"):
        write_sheet(frame, tmp_path / "list.xlsx", title="list")


def test_without_a_writer_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r'pip install "churnkit-rules\[excel\]"'):
        write_sheet(pl.DataFrame({"id": ["1"]}), tmp_path / "list.xlsx", title="list")


def test_a_place_that_cannot_be_written_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        write_sheet(pl.DataFrame({"id": ["1"]}), tmp_path / "nowhere" / "a.xlsx", title="list")
