"""The quick way to values gives the files, rejects and notes of the careful one."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any, get_args

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import churnkit.commands.clean as cleaning
from churnkit.commands.clean import clean
from churnkit.config.sections.project import Kind
from churnkit.errors import ChurnkitError
from churnkit.tables.columns.dates import DateFormat
from churnkit.tables.columns.formats import Column, ColumnFormat
from churnkit.tables.columns.numbers import NumberFormat
from churnkit.tables.one_pass import OnePass, Plan, quick_values
from churnkit.tables.table import FILE, LINE, Table
from tests.draws import drawn

CELLS = {
    "spend": ["1", "2.5", " 3", "1,234", "NA", "", '""', "inf", "x", "-", "1e400", "¥5", "0"],
    "joined": ["2024-01-05", "2024-02-30", "2024/1/5", " 2024-03-01", "-", "", "0000-00-00"],
    "paid": ["yes", "no", "Y", "maybe", " yes", "NULL", ""],
    "plan": ["gold", " gold", "NA", "", '""', "=1", "金"],
}
MANY = {"spend": "4.5", "joined": "2024-01-07", "paid": "no", "plan": "silver"}
"""What the other rows hold, so that each column is of the kind that its name says."""

Seen = dict[str, Any]


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A table that is plain but for a few rows, which stand at any place."""
    rows = [[f"k{i}", *MANY.values()] for i in range(40)]
    for place in draw(st.sets(st.integers(0, 39), max_size=4)):
        odd = [draw(st.sampled_from(cells)) for cells in CELLS.values()]
        key = draw(st.sampled_from([f"k{place}", f"k{place}", "k0", ""]))
        rows[place] = [key, *(f'"{cell}"' if "," in cell else cell for cell in odd)]
    return "\n".join(",".join(row) for row in [["key", *CELLS], *rows]) + "\n"


def cleaned(content: str, ending: str, **options: Any) -> Seen | str:
    with tempfile.TemporaryDirectory() as name:
        source, output, rejects = (Path(name) / part for part in ("t.csv", f"o{ending}", "r.csv"))
        source.write_text(content, encoding="utf-8")
        try:
            done = clean(source, output, rejects=rejects, **options)
        except ChurnkitError as error:
            return str(error).replace(name, "")
        frame = pl.read_parquet(output) if ending == ".parquet" else pl.read_csv(output)
        return {
            "rows": frame.rows(),
            "schema": frame.schema,
            "rejects": rejects.read_text(encoding="utf-8") if done.rejects else "",
            "counts": (done.rows, done.rejects),
            "notes": done.notes,
        }


def with_care(monkeypatch: pytest.MonkeyPatch, content: str, ending: str, **options: Any) -> Any:
    """What the careful way alone gives, which looks at every value several times."""
    with monkeypatch.context() as patch:
        patch.setattr(cleaning, "_clean_at_a_glance", lambda *_: None)
        patch.setattr(cleaning, "_write_in_one_pass", lambda *_: None)
        return cleaned(content, ending, **options)


@given(
    content=tables(),
    ending=st.sampled_from([".parquet", ".csv"]),
    strict=st.booleans(),
    as_of=st.sampled_from([None, date(2024, 1, 6)]),
    kinds=st.sampled_from([{}, {"key": "id"}, {"spend": "number", "paid": "flag"}]),
)
@settings(
    max_examples=drawn(20, 60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_quick_way_and_the_careful_one_give_the_same(
    monkeypatch: pytest.MonkeyPatch,
    content: str,
    ending: str,
    strict: bool,
    as_of: date | None,
    kinds: dict[str, str],
) -> None:
    options: Any = {"strict_values": strict, "as_of": as_of, "kinds": kinds}
    assert cleaned(content, ending, **options) == with_care(monkeypatch, content, ending, **options)


WRITTEN = [
    "1",
    "-2.5",
    "1,234",
    "12%",
    "1.2万",
    "(12.50)",
    "¥12",
    "１２",
    "1e400",
    "nan",
    "yes",
    "No",
]
WRITTEN += ["2024-01-05", "2024-1-5", "2024-02-30", "0000-01-01", "2024-01-05 10:20:30", "NA", "-1"]
ODD = " \t0129-+:.,%eT\u00a0\u200b"


@st.composite
def almost(draw: st.DrawFn) -> str:
    """A value as it may be written, with a few characters put in or over others."""
    text = draw(st.sampled_from(WRITTEN))
    for _ in range(draw(st.integers(0, 3))):
        place, over = draw(st.integers(0, len(text))), draw(st.integers(0, 1))
        text = text[:place] + draw(st.sampled_from(ODD)) + text[place + over :]
    return text


FORMATS = [
    *(
        ColumnFormat(kind="number", number=NumberFormat(**{field: value}))
        for field, value in {
            "decimal": ",", "grouped": True, "currency": "CNY", "percent": True, "wide": True,
            "myriads": True, "accounting": True,
        }.items()
    ),
    *(ColumnFormat(kind="date", date=DateFormat(time=time)) for time in (False, True)),
    *(ColumnFormat(kind=kind) for kind in get_args(Kind)),
]  # fmt: skip


@given(texts=st.lists(almost(), min_size=30, max_size=60))
@example(texts=[" 2024-1-05", "+024-01-05", "2024-01-05 10:20:60", "\t024-01-05 10:20:30"])
@settings(max_examples=60, deadline=None)
@pytest.mark.parametrize("words", [(), ("NA", "-1", "yes", "2024-01-05")], ids=["", "with words"])
def test_the_quick_way_gives_the_value_of_the_careful_one_or_none(
    texts: list[str], words: tuple[str, ...]
) -> None:
    frame = pl.DataFrame({"x": texts})
    for plain in FORMATS:
        format_ = plain.model_copy(update={"null_tokens": words})
        column = Column("x", pl.String(), format_)
        (quick,) = quick_values({"x": column}, bare=False).values()
        seen = frame.select("x", quick=quick, careful=column.value())
        wrong = pl.col("quick").is_not_null() & pl.col("quick").ne_missing(pl.col("careful"))
        assert seen.filter(wrong).is_empty(), format_


@pytest.mark.parametrize("text", [" 024-01-05", "+024-01-05", "-024-01-05", "2024-01-05 10:20:60"])
def test_dates_that_only_the_library_would_take_are_none(text: str) -> None:
    format_ = ColumnFormat(kind="date", date=DateFormat(time=":" in text))
    assert format_.parse(pl.Series("x", [text])).item() is None


def test_what_one_thread_found_odd_no_other_thread_takes_back() -> None:
    """Too many rows are set aside while another thread asks whether all is still well."""
    frame = pl.DataFrame({FILE: ["t"], LINE: [1], "x": ["a"]})
    table = Table(frame.lazy(), pl.Schema({"x": pl.String()}), pl.DataFrame(), ())
    one: OnePass

    def asked() -> bool:
        one.odd = True
        return False

    one = OnePass(Plan(table, {}, {}, {"x": pl.col("x")}, []), asked)
    one.frame().collect()
    assert one.odd


def test_too_many_odd_rows_are_read_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = "".join(f"k{i},{'x' if i % 8 == 0 else i}\n" for i in range(200))
    content, kinds = "key,spend\n" + odd, {"spend": "number"}
    monkeypatch.setattr("churnkit.tables.one_pass.MOST_BYTES", 200)
    seen = cleaned(content, ".parquet", kinds=kinds)
    assert isinstance(seen, dict)
    assert seen["counts"] == (200, 25)
    assert seen == with_care(monkeypatch, content, ".parquet", kinds=kinds)


def test_words_for_no_value_are_counted_on_the_way() -> None:
    plain = "".join(f"k{i},{i},p{i % 3}\n" for i in range(100))
    seen = cleaned(f"key,spend,plan\n{plain}k100,NA, NA\nk101,-,NULL\nk102,NA,NA\n", ".parquet")
    assert isinstance(seen, dict)
    assert seen["notes"] == (
        "column 'spend': read as no value: 'NA' 2 times, '-' 1 times",
        "column 'plan': read as no value: 'NA' 2 times, 'NULL' 1 times",
    )
