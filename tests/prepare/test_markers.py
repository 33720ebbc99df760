"""Yes/no columns: which spellings are the same, what is known, and what becomes of the rest."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import polars as pl
import pytest

from churnkit.config.sections.project import MarkerSettings
from churnkit.errors import ConfigError, InputError
from churnkit.prepare.apply import CurrentCustomers, prepare_for_scoring
from churnkit.prepare.markers import Marker, find_unknown
from churnkit.prepare.recipe import Recipe
from tests.tables.raw_tables import ids, labels, prepare, table_of


def read(written: list[Any], **settings: Any) -> list[bool | str | None]:
    """What each value means: True, False, "unknown" or None (nothing is written)."""
    frame = pl.DataFrame({"m": written})
    marker = Marker.model_validate({"column": "m", "values": ["yes"], "met": ()} | settings)
    column = marker.over(frame.schema)
    holds, unknown = frame.select(
        column.holds().alias("holds"), column.is_unknown().alias("unknown")
    )
    return ["unknown" if u else h for h, u in zip(holds, unknown, strict=True)]


@pytest.mark.parametrize(
    ("values", "settings", "means"),
    [
        pytest.param(
            ["closed", "Closed ", " CLOSED", "ｃｌｏｓｅｄ", "closed\u200b", "clsoed", None, ""],
            {"values": ["closed"]},
            [True, True, True, True, True, "unknown", None, None],
            id="case, width and blanks",
        ),
        pytest.param(
            ["1", "1.0", "１", "+1", "01", "1e0", "0", "0.00", "-0", "2"],
            {"values": ["1"]},
            [True, True, True, True, True, True, False, False, False, "unknown"],
            id="numbers as text",
        ),
        pytest.param([1.0, 0.0, 2.0, None, float("nan")], {"values": ["1"]},
                     [True, False, "unknown", None, None], id="numbers"),
        pytest.param([True, False, None], {"values": ["1"]}, [True, False, None], id="truths"),
        pytest.param(
            ["Yes", "y", "TRUE", "是", "No", "n", "f", "否", "maybe"], {"values": ["1"]},
            [True] * 4 + [False] * 4 + ["unknown"], id="words of both languages",
        ),
        pytest.param(["no", "0", "yes", "1"], {"values": ["no"]}, [True, True, False, False],
                     id="no is what marks"),
        pytest.param(["2", "1", "0", "yes"], {"values": ["2"], "others": ["1"]},
                     [True, False, "unknown", True], id="codes are no truths"),
        pytest.param(["open", "closed", "shut"], {"values": ["closed"], "met": ["open"]},
                     [False, True, "unknown"], id="met when learning"),
        pytest.param(["open", "closed", "shut"], {"values": ["closed"], "met": None},
                     [False, True, False], id="a recipe of before"),
        pytest.param(["0", "1", "3", "3.0", "-1", "2.5"], {"is_count": True},
                     [False, True, True, True, "unknown", "unknown"], id="counts"),
        pytest.param(["N/A", "-", "?"], {"nulls": ["N/A", "-"]}, [None, None, "unknown"],
                     id="no value"),
        pytest.param([date(2024, 1, 1), None], {}, ["unknown", None], id="dates"),
        pytest.param([[1], None], {}, ["unknown", None], id="lists"),
    ],
)  # fmt: skip
def test_what_a_value_means(values: list[Any], settings: dict[str, Any], means: list[Any]) -> None:
    assert read(values, **settings) == means


def test_unknown_values_are_counted_and_interpreted() -> None:
    raw = pl.DataFrame({"m": ["closed"] + ["open"] * 8 + ["clsoed"]})
    marker = Marker(column="m", values=("closed",), met=("open",))
    [note] = find_unknown(raw, marker, "data.left.values").notes("t.csv", "left out")
    assert note == (
        "t.csv: the column 'm' has values that are not known to mean yes or no in 1 of 10 rows: "
        "'clsoed' (1; likely 'closed', which means yes); left out; correct them, or write those "
        "that mean yes into data.left.values and those that mean no into data.markers.means_no"
    )


PAST = pl.DataFrame(
    {
        "id": ids(40),
        "churn": labels(20, 20),
        "status": ["closed", *["open"] * 37, "paused", None],
        "calls": [str(i % 10) for i in range(40)],
    }
)


def recipe_of() -> Recipe:
    return prepare(
        PAST, {"rare_share": 0.05}, left={"column": "status", "values": ["closed"]}
    ).recipe


def score(status: list[str | None], **markers: Any) -> CurrentCustomers:
    now = pl.DataFrame({"id": ids(len(status)), "status": status, "calls": ["3"] * len(status)},
                       schema_overrides={"status": pl.String})  # fmt: skip
    settings = MarkerSettings.model_validate(markers)
    return prepare_for_scoring(table_of(now), recipe_of(), markers=settings)


def test_a_row_of_which_nobody_knows_whether_it_left_is_rejected() -> None:
    found = score(["open", "paused", "CLOSED", None, "OPEN", "open", "no", "terminated"])
    assert found.frame.collect()["id"].to_list() == ["c0", "c1", "c3", "c4", "c5", "c6"]
    assert (found.statuses["left"], found.statuses["unknown_marker"]) == (1, 1)
    assert found.rejects.select("line", "column", "value").rows() == [(9, "status", "terminated")]
    [note] = found.notes
    assert "in 1 of 8 rows: 'terminated' (1; " in note


@pytest.mark.parametrize(
    ("status", "markers"),
    [
        pytest.param(["gone"], {}, id="no value is known"),
        pytest.param(["open", "gone"], {}, id="too many are not known"),
        pytest.param(["open"] * 9 + ["gone"], {"max_unknown": 0.05}, id="fewer are allowed"),
    ],
)
def test_the_run_stops_where_a_column_is_read_wrongly(
    status: list[str | None], markers: dict[str, Any]
) -> None:
    with pytest.raises(InputError, match=r"t\.csv: the column 'status' has values that are not"):
        score(status, **markers)


def test_the_config_names_values_that_mean_no() -> None:
    found = score(["open", "Suspended"], means_no=["suspended"])
    assert found.statuses["customer"] == 2


_BLANKS = ["", " ", "\t", "\u3000", "\u00a0", "\u200b"]


def spelling(value: str, rng: random.Random) -> str:
    """The value in another case or width, with blanks around it, or as a decimal number."""
    if value.isdigit():
        value = rng.choice([value, f"{value}.0", f"{value}.00"])
    if rng.random() < 0.3:
        value = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in value)
    value = rng.choice([str.upper, str.lower, str.title, str])(value)
    return rng.choice(_BLANKS) + value + rng.choice(_BLANKS)


_YES = ("closed", "1", "yes", "true", "y", "t", "是")
_NO = ("open", "paused", "0", "no", "false", "否")


@pytest.mark.parametrize("seed", range(20))
def test_nobody_who_left_is_scored_in_any_spelling(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    meant = [rng.choice(["yes", "no", "nobody knows"]) for _ in range(200)]
    words = {"yes": _YES, "no": _NO, "nobody knows": ("gone", "clsd", "shut", "2", "-1")}
    status: list[str | None] = [spelling(rng.choice(words[each]), rng) for each in meant]
    found = score(status, max_unknown=1.0)
    expected = [f"c{i}" for i, each in enumerate(meant) if each == "no"]
    assert found.frame.collect()["id"].to_list() == expected
    assert sum(found.statuses.values()) == 200
    assert found.statuses["left"] == meant.count("yes")
    assert found.statuses["unknown_marker"] == meant.count("nobody knows")


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("column", ["consent", "returned", "contacted", "stayed", "settled"])
def test_a_yes_is_never_read_as_no_nor_the_reverse(seed: int, column: str) -> None:
    rng = random.Random(f"{column}{seed}")  # noqa: S311 - not for secrets
    yes, no = ("yes", "1", "true", "是", "Y"), ("no", "0", "false", "否", "N")
    values = [rng.choice(rng.choice([yes, no])) for _ in range(50)]
    written = [spelling(value, rng) for value in values]
    count = column in ("contacted", "settled")
    assert read(written, values=["yes", "true", "1", "是"], is_count=count) == [
        value in yes for value in values
    ]


@pytest.mark.parametrize(
    ("means_no", "data", "problem"),
    [
        (["True "], {}, "data.markers.means_no: 'True ' is a word for yes"),
        (["CLOSED"], {}, "data.markers.means_no: 'CLOSED' also stands in data.left.values"),
        (["left"], {"label": {"column": "churn", "churned": ["Left"]}},
         "data.markers.means_no: 'left' also stands in data.label.churned"),
    ],
)  # fmt: skip
def test_a_value_cannot_mean_both_yes_and_no(
    means_no: list[str], data: dict[str, Any], problem: str
) -> None:
    columns = {"id": ids(4), "churn": ["yes", "no"] * 2, "status": ["open"] * 4}
    left = {"column": "status", "values": ["closed"]}
    with pytest.raises(ConfigError) as found:
        prepare(columns, markers={"means_no": means_no}, left=left, **data)
    assert str(found.value).startswith(problem)


@pytest.mark.parametrize("duplicates", ["first", "last"])
@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 2, 1, 0]])
def test_an_id_that_left_in_one_row_is_not_scored_in_another(
    order: list[int], duplicates: str
) -> None:
    columns = {
        "id": ids(40),
        "churn": labels(10, 30),
        "status": ["open"] * 39 + ["closed"],
        "calls": [i % 7 for i in range(40)],
    }
    left = {"column": "status", "values": ["closed"]}
    recipe = prepare(columns, left=left, duplicates=duplicates).recipe
    now = pl.DataFrame(
        {"id": ["a", "a", "b", "b"], "status": ["open", "closed", "open", "what"], "calls": [1] * 4}
    )
    rest = pl.DataFrame({"id": ids(10), "status": ["open"] * 10, "calls": [1] * 10})
    found = prepare_for_scoring(table_of(pl.concat([now[order], rest])), recipe)
    assert found.frame.collect()["id"].to_list() == ids(10)
    statuses = {name: rows for name, rows in found.statuses.items() if rows}
    assert statuses == {"customer": 10, "left": 2, "unknown_marker": 1, "duplicate_id": 1}
    assert any("has another row that says the customer has left" in note for note in found.notes)
