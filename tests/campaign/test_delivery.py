"""The files that leave the building: what they hold, who can open them, what is hashed."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from churnkit.campaign.delivery import (
    Delivery,
    hashed_ids,
    id_secret,
    require_delivery,
    write_lists,
    write_table,
)
from churnkit.config.sections.campaign import FileSettings
from churnkit.config.sections.project import Language
from churnkit.errors import ConfigError
from churnkit.prepare.column_names import raw_name
from churnkit.workspace.artifacts import CONTROL_GROUPS, LISTS
from churnkit.workspace.runs import Run, open_run

SECRET = {"LIST_SECRET": "a long and secret text"}

LISTED = pl.DataFrame(
    {
        "id": ["440106199001011234", "007"],
        "rank": [1, 3],
        "score": [0.912345678, 0.5],
        "tier": ["vip", "small"],
        "value": [1234.567, 10.0],
        "value_at_risk": [1126.351, 5.0],
        "reasons": ["has not bought for 94 days, spends little", "=no"],
        "line": ["care", "self_service"],
        "action": ["关怀电话", "自助服务关怀"],
        "channel": ["call", "self_service"],
        "offer": pl.Series([None, "gift"], dtype=pl.String),
        "offer_cost": [5.0, 0.0],
        raw_name("姓名"): ["张三", "=李四"],
        raw_name("score"): ["A", "B"],
        raw_name("passport"): ["P1", "P2"],
    }
)
CONTROL = pl.DataFrame(
    {
        "id": ["0815"],
        "rank": [2],
        "score": [0.75],
        "decile": [1],
        "tier": ["small"],
        "reasons": ["spends little"],
        raw_name("姓名"): ["王五"],
    }
)
COLUMNS = ("姓名", "score")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path)


def agreed(columns: tuple[str, ...] = COLUMNS, language: Language = "en", **files: Any) -> Delivery:
    return require_delivery(
        FileSettings(**files),
        columns=columns,
        id_column="customer_id",
        language=language,
        environment=SECRET,
    )


def test_the_list_as_a_person_opens_it(run: Run) -> None:
    notes = write_lists(run, LISTED, CONTROL, agreed())

    assert run.path("list.csv").read_text(encoding="utf-8-sig").splitlines() == [
        "rank,id,score,tier,value,value_at_risk,reasons,line,action,channel,offer,姓名,"
        "score (table)",
        '1,440106199001011234,0.9123,vip,1234.57,1126.35,"has not bought for 94 days, spends '
        'little",care,关怀电话,call,,张三,A',
        "3,007,0.5,small,10.0,5.0,'=no,self_service,自助服务关怀,self_service,gift,'=李四,B",
    ]
    assert run.path("control.csv").read_text(encoding="utf-8-sig") == (
        "rank,id,score,decile,tier\n2,0815,0.75,1,small\n"
    )
    assert notes == (
        "cells of list.csv that would have run as formulas and were neutralised: 2",
        "cells of list.csv (long numbers, leading zeros) to which a double click in Excel would "
        "give other digits: 2; import it with these columns as text",
    )


def test_texts_that_excel_cannot_hold_are_cut_and_told(run: Run) -> None:
    long = LISTED.with_columns(reasons=pl.Series(["长" * 32_767, "𠮷" * 20_000]))
    notes = write_lists(run, long, CONTROL, agreed(formats=("xlsx",)))
    assert notes == (
        "cells of list.xlsx that were cut to 32,767 characters, the most that Excel holds: 1; csv "
        "and parquet have them whole",
    )
    stored = pl.read_excel(run.path("list.xlsx"))["reasons"].to_list()
    assert stored == ["长" * 32_767, "𠮷" * 16_383]


def test_other_tables_tell_what_a_double_click_changes(run: Run) -> None:
    table = pl.DataFrame({"id": ["0815", "4711"]})
    assert write_table(run, "winback.csv", table, agreed()) == (
        "cells of winback.csv (long numbers, leading zeros) to which a double click in Excel would "
        "give other digits: 1; import it with these columns as text",
    )


def test_all_formats_read_back_alike(run: Run) -> None:
    write_lists(run, LISTED, CONTROL, agreed(formats=("csv", "xlsx", "parquet")))

    for stem, width in (("list", 13), ("control", 5)):
        stored = pl.read_parquet(run.path(f"{stem}.parquet"))
        sheet = pl.read_excel(run.path(f"{stem}.xlsx"))
        text = pl.read_csv(run.path(f"{stem}.csv"), schema=stored.schema)
        assert stored.width == width
        assert (
            sheet.select(pl.all().cast(pl.String)).rows()
            == stored.select(pl.all().cast(pl.String)).rows()
        )
        assert text.with_columns(pl.col(pl.String).str.strip_prefix("'")).rows() == stored.rows()


def test_only_what_is_allowed_leaves(run: Run) -> None:
    write_lists(run, LISTED, CONTROL, agreed(columns=("姓名",), formats=("parquet",)))

    leaving = pl.read_parquet(run.path("list.parquet")).columns
    assert {"passport", "offer_cost", "score (table)"}.isdisjoint(leaving)
    assert "姓名" in leaving
    assert "姓名" not in pl.read_parquet(run.path("control.parquet")).columns


def test_a_list_for_excel_in_china(run: Run) -> None:
    files = agreed(encoding="gb18030", separator="semicolon", decimal="comma")
    write_lists(run, LISTED.head(1), CONTROL, files)
    assert run.path("list.csv").read_text(encoding="gb18030").splitlines()[1] == (
        "1;440106199001011234;0,9123;vip;1234,57;1126,35;has not bought for 94 days, spends little;"
        "care;关怀电话;call;;张三;A"
    )


def test_raw_cells_are_left_alone(run: Run) -> None:
    notes = write_lists(run, LISTED, CONTROL, agreed(raw=True))
    assert "small,10.0,5.0,=no," in run.path("list.csv").read_text(encoding="utf-8-sig")
    assert not any("neutralised" in note for note in notes)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_files_are_for_their_owner_alone(run: Run, umask: int) -> None:
    former = os.umask(umask)
    try:
        write_lists(run, LISTED, CONTROL, agreed(formats=("csv", "xlsx", "parquet")))
        run.write_text("list.md", "# 名单\n")
    finally:
        os.umask(former)
    modes = {path.name: path.stat().st_mode & 0o777 for path in run.folder.iterdir()}
    assert modes.keys() == {*LISTS, *CONTROL_GROUPS, "list.md", "checksums.json"}
    assert set(modes.values()) == {0o600}
    assert run.path("list.md").read_text(encoding="utf-8") == "# 名单\n"


def test_a_new_list_neither_opens_nor_changes_that_of_the_former_run(tmp_path: Path) -> None:
    with open_run(tmp_path) as run:
        run.write_text("list.csv", "the former list, for everybody\n")
        run.write_text("list.xlsx", "of another format\n")
    former = (tmp_path / "current").resolve()
    with open_run(tmp_path) as run:
        write_lists(run, LISTED, CONTROL, agreed())

    current = tmp_path / "current"
    assert (former / "list.csv").read_text(encoding="utf-8") == "the former list, for everybody\n"
    assert (current / "list.csv").stat().st_mode & 0o777 == 0o600
    assert {path.name for path in current.iterdir()} == {
        "checksums.json", "control.csv", "list.csv",
    }  # fmt: skip
    with open_run(tmp_path) as run:  # carried on by a run that lists nobody
        assert run.path("list.csv").stat().st_mode & 0o777 == 0o600


def test_the_same_lists_are_the_same_bytes(tmp_path: Path) -> None:
    files = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_lists(
            Run(tmp_path / name), LISTED, CONTROL, agreed(formats=("csv", "xlsx", "parquet"))
        )
        files.append({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()})
    assert files[0] == files[1]


def test_hashed_ids_can_be_matched_and_not_read(run: Run) -> None:
    write_lists(run, LISTED, CONTROL, agreed(secret="LIST_SECRET"))  # noqa: S106 - a variable's name

    key = SECRET["LIST_SECRET"].encode()
    expected = [hmac.new(key, each.encode(), hashlib.sha256).hexdigest() for each in LISTED["id"]]
    text = run.path("list.csv").read_text(encoding="utf-8-sig")
    assert pl.read_csv(run.path("list.csv"))["id"].to_list() == expected
    assert pl.read_csv(run.path("control.csv"))["id"].to_list() == (
        hashed_ids(CONTROL["id"], key).to_list()
    )
    assert not any(each in text for each in LISTED["id"])


@pytest.mark.parametrize("environment", [{}, {"LIST_SECRET": ""}, {"LIST_SECRET": " \n"}])
def test_without_the_secret_nothing_is_written(environment: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="environment variable LIST_SECRET is not set, or empty"):
        id_secret(FileSettings(secret="LIST_SECRET"), environment)  # noqa: S106


def test_ids_are_plain_where_no_secret_is_asked_for() -> None:
    assert id_secret(FileSettings(), {}) is None


def test_the_column_of_ids_cannot_leave_beside_hashed_ids() -> None:
    with pytest.raises(ConfigError, match="the column 'customer_id' tells the ids"):
        agreed(columns=("customer_id",), secret="LIST_SECRET")  # noqa: S106


@pytest.mark.parametrize(
    ("column", "is_refused"),
    [
        pytest.param(["440106199001011234", "007"], True, id="the id"),
        pytest.param(["440106199001011234", " 7 "], True, id="the id, written in another way"),
        pytest.param(["card 440106199001011234", "x"], True, id="the id in a longer text"),
        pytest.param([440106199001011234, 7], True, id="the id as a number"),
        pytest.param(["a", "b"], False, id="something else"),
        pytest.param([None, None], False, id="nothing"),
    ],
)
def test_no_other_column_tells_the_ids_that_are_hashed(
    run: Run, column: list[object], is_refused: bool
) -> None:
    listed = LISTED.with_columns(pl.Series(raw_name("card"), column))
    files = agreed(columns=("card",), secret="LIST_SECRET")  # noqa: S106
    if not is_refused:
        write_lists(run, listed, CONTROL, files)
        return
    with pytest.raises(ConfigError, match="the column 'card' tells the ids"):
        write_lists(run, listed, CONTROL, files)
    assert not list(run.folder.iterdir())


def test_short_ids_may_coincide_with_a_number(run: Run) -> None:
    ids = [str(number) for number in range(1, 31)]
    listed = pl.DataFrame({"id": ids, raw_name("calls"): [number % 4 for number in range(1, 31)]})
    files = agreed(columns=("calls",), secret="LIST_SECRET", formats=("parquet",))  # noqa: S106
    write_lists(run, listed, listed.head(0), files)
    assert pl.read_parquet(run.path("list.parquet")).height == 30


def test_a_campaign_that_selects_nobody(run: Run) -> None:
    write_lists(run, LISTED.head(0), CONTROL.head(0), agreed(formats=("csv", "xlsx", "parquet")))
    assert run.path("list.csv").read_text(encoding="utf-8-sig").startswith("rank,id,score,tier")
    assert pl.read_parquet(run.path("control.parquet")).is_empty()


def test_a_workbook_needs_its_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("churnkit.tables.write.workbook.find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"churnkit-rules\[excel\]"):
        agreed(formats=("xlsx",))


def test_workbooks_may_have_headers_in_the_language_and_other_files_never(run: Run) -> None:
    formats = ("csv", "xlsx", "parquet")
    write_lists(run, LISTED, CONTROL, agreed(language="zh", formats=formats, headers="language"))

    shown = pl.read_excel(run.path("list.xlsx"))
    named = pl.read_parquet(run.path("list.parquet"))
    assert shown.columns[:6] == [
        "排名",
        "客户编号",
        "流失得分",
        "价值等级",
        "客户价值",
        "流失风险价值",
    ]
    assert shown.columns[-2:] == ["姓名", "score (table)"]
    assert named.columns[:3] == ["rank", "id", "score"]
    assert run.path("list.csv").read_text(encoding="utf-8-sig").startswith("rank,id,score,")
    assert shown["客户价值"].to_list() == named["value"].to_list()


def test_a_header_that_a_column_of_the_table_has_already_says_whose_it_is(run: Run) -> None:
    listed = LISTED.rename({raw_name("姓名"): raw_name("排名")})
    columns = tuple("排名" if name == "姓名" else name for name in COLUMNS)
    write_lists(
        run, listed, CONTROL,
        agreed(columns, language="zh", formats=("xlsx",), headers="language"),
    )  # fmt: skip

    shown = pl.read_excel(run.path("list.xlsx")).columns
    assert shown[0] == "排名 (churnkit)"
    assert "排名" in shown
