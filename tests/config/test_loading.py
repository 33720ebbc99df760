"""Loading a config: all problems at once, each with its place and what to write."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from churnkit.config.loading import load_config
from churnkit.config.sections.events import EventTable
from churnkit.config.sections.project import Config, DataSection, LabelSettings, SplitSettings
from churnkit.config.yaml.problems import explain
from churnkit.errors import ConfigError

SMALLEST = "work: out\ndata:\n  customers: a.csv\n  id: cid\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(text: str, overrides: Sequence[str] = ()) -> Config:
    """Load a config from ``shop.yaml`` in the current directory."""
    path = Path("shop.yaml")
    path.write_text(text, encoding="utf-8")
    return load_config(path, overrides)


def problems(text: str, overrides: Sequence[str] = ()) -> list[str]:
    with pytest.raises(ConfigError) as error:
        load(text, overrides)
    return str(error.value).splitlines()


def test_paths_are_relative_to_the_file(folder: Path) -> None:
    config = load(SMALLEST)
    assert config.work == folder / "out"
    assert config.data.customers == folder / "a.csv"


def test_what_is_left_out_has_its_default(folder: Path) -> None:
    assert load(SMALLEST).model_dump() == Config(
        work=folder / "out", data=DataSection(customers=folder / "a.csv", id="cid")
    ).model_dump()  # fmt: skip


def test_a_section_with_all_keys_commented_out_is_left_out(folder: Path) -> None:
    text = SMALLEST + "  ignore:\n  variables:\n    age:\n  label:\ningest:\ntrain:\n  tree:\n"
    assert load(text) == load(SMALLEST, ["data.variables.age={}"])


def test_a_config_can_be_built_in_a_notebook() -> None:
    config = Config(
        work=Path("out"),
        data=DataSection(
            customers=Path("a.csv"),
            id="cid",
            label=LabelSettings(column="gone", churned=(1,)),  # type: ignore[arg-type]
        ),
    )
    assert config.data.label is not None
    assert config.data.label.churned == ("1",)
    assert Config.model_validate(config.model_dump()) == config
    assert Config.model_validate_json(config.model_dump_json()) == config


def test_keep_is_a_text_and_what_it_says(folder: Path) -> None:
    config = load(SMALLEST, ["data.keep=status == 'normal'"])
    assert config.data.keep is not None
    assert config.data.keep.text == "status == 'normal'"
    assert config.model_dump()["data"]["keep"] == "status == 'normal'"


def test_tells_all_problems_at_once(folder: Path) -> None:
    text = """\
wrk: out
language: english
keep_runs: 012
share: 0.3
data:
  cutomers: a.csv
  id: cid
  label: {column: cid, churned: [1, no], loyal: no}
  keep: status = "normal"
  as_of: 2024-02-30
  ignore: [x, cid]
  encoding: utf8
  variables:
    Call  Failure: {kind: nubmer, min: 3, max: 2, words: {en: {verylow: x}}}
    cid: {kind: number}
    b: number
    c: [x]
ingest:
  valid_share: 85%
  split: {test_share: 1, column: period}
  limits: {low: 0.9, high: 0.1}
  nulls: {number: ["?", ""]}
  rate_difference: 12:30
train:
  seed: -1
  seed: 2
  fri: {width: [7, 1_0], negation: no, criterion: }
  tree:
    max_rules: 0
    seed: 1
score: {share: 30, value: [a]}
report: {threshold: Auto}
"""
    assert problems(text) == [
        "shop.yaml:1:1: work: is missing; write work: "
        "(Folder for all that is written; work/current/ holds the latest run)",
        "shop.yaml:1:1: wrk: is no key of a config; did you mean 'work'?",
        "shop.yaml:2:11: language: 'english' is not known here; write one of: en, zh",
        "shop.yaml:3:12: keep_runs: '012' does not fit; write 12",
        "shop.yaml:4:1: share: is no key of a config; did you mean 'score.share'?",
        "shop.yaml:5:1: data.customers: is missing; write customers: "
        "(CSV or Parquet file, or a glob for many files with the same columns)",
        "shop.yaml:6:3: data.cutomers: is no key of data; did you mean 'customers'?",
        "shop.yaml:8:49: data.label.loyal[1]: "
        "'no' is listed as churned, too; write it in one of the two lists",
        "shop.yaml:9:9: data.keep: found =; write == (at character 8 of the condition)",
        "shop.yaml:10:10: data.as_of: "
        "2024-02-30 is no day of the calendar; write a date as YYYY-MM-DD",
        "shop.yaml:11:15: data.ignore[2]: 'cid' is the id, never a variable; remove it here",
        "shop.yaml:12:13: data.encoding: 'utf8' is not known here; did you mean 'utf-8'?",
        "shop.yaml:14:27: data.variables.\"Call  Failure\".kind: "
        "'nubmer' is not known here; did you mean 'number'?",
        "shop.yaml:14:48: data.variables.\"Call  Failure\".max: "
        "2 is less than min: 3; write 3 or more",
        "shop.yaml:14:64: data.variables.\"Call  Failure\".words.en.verylow: is no key of "
        "data.variables.\"Call  Failure\".words.en; did you mean 'very_low'?",
        "shop.yaml:16:8: data.variables.b: is 'number', not a section; "
        "write its keys below it (kind, leak, missing, nulls, written, min, max, changeable, "
        "label, words, quantity, values)",
        "shop.yaml:17:8: data.variables.c: is a list, not a section; "
        "write its keys below it (kind, leak, missing, nulls, written, min, max, changeable, "
        "label, words, quantity, values)",
        "shop.yaml:19:16: ingest.valid_share: '85%' is a percentage; write 0.85",
        "shop.yaml:20:3: ingest.split.test_values: "
        "is missing; list the values of column 'period' that mean test set",
        "shop.yaml:20:23: ingest.split.test_share: "
        "1 is out of range; write a share above 0 and below 1",
        "shop.yaml:21:28: ingest.limits.high: 0.1 is not above low: 0.9; write more than 0.9",
        "shop.yaml:22:25: ingest.nulls.number[2]: "
        "is an empty text; write a text that is not blank",
        "shop.yaml:23:20: ingest.rate_difference: "
        "is '12:30', not a section; write its keys below it (p_value, effect)",
        "shop.yaml:25:9: train.seed: "
        "'-1' does not fit; write a whole number in plain digits, such as 0 or 20",
        "shop.yaml:26:3: train.seed: is written twice (first in line 25); keep one of the two",
        "shop.yaml:27:20: train.fri.width[2]: '1_0' does not fit; write 10",
        "shop.yaml:27:36: train.fri.negation: 'no' does not fit; write false",
        "shop.yaml:27:40: train.fri.criterion: is empty; write one of: external, internal",
        "shop.yaml:29:16: train.tree.max_rules: is 0; write 1 or more",
        "shop.yaml:30:5: train.tree.seed: is no key of train.tree; did you mean 'train.seed'?",
        "shop.yaml:31:16: score.share: "
        "30 is out of range; write a share above 0, up to 1, e.g. 0.30 for 30%",
        "shop.yaml:31:27: score.value: is a list; write a single text",
        "shop.yaml:32:21: report.threshold: "
        "'Auto' does not fit; write auto or a score from 0 to 1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("below_data", "problem"),
    [
        ("label: {column: cid, churned: 1}", "shop.yaml:5:19: data.label.column: "
         "'cid' is the id of the customers (data.id), too; name another column"),
        ("left: {column: cid, values: 1}", "shop.yaml:5:18: data.left.column: "
         "'cid' is the id of the customers (data.id), too; name another column"),
        ("label: {column: gone, churned: 1}\n  ignore: gone", "shop.yaml:6:11: data.ignore[1]: "
         "'gone' is the label, never a variable; remove it here"),
        ("variables: {cid: {kind: text}}", "shop.yaml:5:27: data.variables.cid.kind: "
         "text does not fit the id; remove it, or write id"),
        ("label: {column: gone, churned: 1}\n  variables: {gone: {kind: number}}",
         "shop.yaml:6:28: data.variables.gone.kind: "
         "number does not fit the label; remove it, or write flag or category"),
        ("label: {column: gone, churned: []}", "shop.yaml:5:34: data.label.churned: "
         "is empty; write at least one value, e.g. [a, b]"),
        ("label: {column: ''}", "shop.yaml:5:3: data.label.churned: is missing; "
         "write churned: (Values that mean churned, as written in the table)"),
        ("lable: gone", "shop.yaml:5:3: data.lable: is no key of data; did you mean 'label'?"),
        ("zzz: 1", "shop.yaml:5:3: data.zzz: is no key of data; write one of: events, customers, "
         "encoding, header, sheet, decimal, id, duplicates, label, left, markers, keep, as_of, "
         "ignore, "
         "variables, known_at, windows, churn, tiers, active, features"),
    ],
)  # fmt: skip
def test_fields_are_checked_against_each_other(folder: Path, below_data: str, problem: str) -> None:
    assert problem in problems(f"{SMALLEST}  {below_data}\n")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("timeout: 240", "shop.yaml:5:10: timeout: '240' does not fit; "
         "write a time in seconds, minutes or hours, such as 90s, 30m or 4h"),
        ("timeout: 0h", "shop.yaml:5:10: timeout: '0h' does not fit; "
         "write a time in seconds, minutes or hours, such as 90s, 30m or 4h"),
        ("files: {mode: 0644, group: crm}", "shop.yaml:5:15: files.mode: 0644 lets everybody on "
         "the machine at the customers; write 0600 (the owner alone) or 0640 (a group, too)"),
        ("files: {mode: 0o640, group: crm}", "shop.yaml:5:15: files.mode: '0o640' does not fit; "
         "write 0640"),
        ("files: {mode: 0660, group: crm}", "shop.yaml:5:15: files.mode: '0660' does not fit; "
         "write 0600 (the owner alone) or 0640 (a group, too)"),
        ("files: {mode: 0640}", "shop.yaml:5:1: files.group: is missing; write the name of the "
         "group that may read the files, or mode: 0600"),
        ("files: {group: crm}", "shop.yaml:5:16: files.group: 'crm' may read nothing with mode: "
         "0600; write mode: 0640 as well"),
    ],
)  # fmt: skip
def test_how_long_and_for_whom_files_are_written(folder: Path, line: str, problem: str) -> None:
    assert problem in problems(f"{SMALLEST}{line}\n")


def test_values_that_belong_to_no_column(folder: Path) -> None:
    assert problems(SMALLEST + "ingest: {split: {test_values: [a]}}") == [
        "shop.yaml:5:31: ingest.split.test_values: "
        "has no column to look in; write column: as well, or remove test_values"
    ]
    SplitSettings(column="period", test_values=("a",))
    with pytest.raises(ValidationError, match="list the values of column 'period'"):
        SplitSettings(column="period")


def test_a_value_read_through_an_alias_stands_where_the_alias_is(folder: Path) -> None:
    text = SMALLEST + "  ignore: &a [x, '']\nscore:\n  columns: *a\n"
    assert [line.split(" is ")[0] for line in problems(text)] == [
        "shop.yaml:5:18: data.ignore[2]:",
        "shop.yaml:7:12: score.columns[2]:",
    ]


def test_problems_of_the_text_come_with_those_of_the_values(folder: Path) -> None:
    text = SMALLEST.replace("cid", "!!str cid") + "  keep: *nothing\nlanguage: fr\n"
    assert problems(text) == [
        "shop.yaml:4:7: data.id: has the tag !!str; remove it",
        "shop.yaml:5:9: data.keep: *nothing stands for nothing above it; write the value itself",
        "shop.yaml:6:11: language: 'fr' is not known here; write one of: en, zh",
    ]


def test_unreadable_text_is_all_that_is_told(folder: Path) -> None:
    assert problems("wrk: 1\na: @") == [
        "shop.yaml:2:4: @ cannot begin a value; put the value into quotes"
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [("", "nothing"), ("# only this", "nothing"), ("- a", "a list"), ("shop", "a text")],
)
def test_a_config_is_a_mapping(folder: Path, text: str, found: str) -> None:
    (problem,) = problems(text)
    assert problem.endswith(
        f": holds {found}; a config holds keys and values, such as work: ../work/shop"
    )


class TestOverrides:
    def test_replace_what_the_file_says(self, folder: Path) -> None:
        config = load(
            SMALLEST + "train: {fri: {width: [1]}}",
            [
                "train.fri.width=[7, 10]",
                "language=fr",
                "language=zh",
                "data.label={column: gone, churned: no}",
                'data.variables."Call  Failure".kind=number',
                "score.share=1e-1",
            ],
        )
        assert config.train.fri.width == (7, 10)
        assert config.language == "zh"
        assert config.data.label == LabelSettings(column="gone", churned=("no",))
        assert config.data.variables["Call  Failure"].kind == "number"
        assert config.score.share == 0.1

    def test_an_empty_value_unsets(self, folder: Path) -> None:
        assert load(SMALLEST + "  keep: age > 3\n", ["data.keep="]).data.keep is None

    def test_may_mend_the_file(self, folder: Path) -> None:
        assert load("work: x\ndata: {customers: 3}", ["data={customers: a.csv, id: b}"])

    def test_do_not_reach_other_uses_of_an_alias(self, folder: Path) -> None:
        text = SMALLEST + "  variables: {a: &a {label: {en: A}}, b: *a}\n"
        variables = load(text, ["data.variables.a.label.en=B"]).data.variables
        assert (variables["a"].label.en, variables["b"].label.en) == ("B", "A")

    def test_paths_are_relative_to_the_current_directory(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (folder / "configs").mkdir()
        (folder / "configs" / "shop.yaml").write_text(SMALLEST)
        config = load_config(Path("configs/shop.yaml"), ["work=other", "score.input=b.csv"])
        assert config.work == folder / "other"
        assert config.score.input == folder / "b.csv"
        assert config.data.customers == folder / "configs" / "a.csv"

    @pytest.mark.parametrize(
        ("override", "problem"),
        [
            ("train.seed=abc", "train.seed=abc: 'abc' does not fit; "
             "write a whole number in plain digits, such as 0 or 20"),
            ("train.sede=1", "train.sede=1: is no key of train; did you mean 'seed'?"),
            ("trian.seed=1", "trian.seed=1: trian: is no key of a config; did you mean 'train'?"),
            ("data.label={column: y}", "data.label={column: y}: data.label.churned: is missing; "
             "write churned: (Values that mean churned, as written in the table)"),
            ("train.fri.width=[7", "train.fri.width=[7: what opens here is not closed as it "
             "should be; check its commas and write ] at the end"),
            ("work.x=1", "work.x=1: work: has keys below it; write a path"),
            ("work", "work: does not begin with a key path; write --set key.path=value"),
            ("=1", "=1: does not begin with a key path; write --set key.path=value"),
            ("work=\udcff", "work=\udcff: byte 0xff is not UTF-8; save the file as UTF-8 "
             "(it may be GBK)"),
        ],
        ids=ascii,
    )  # fmt: skip
    def test_are_named_where_they_are_wrong(
        self, folder: Path, override: str, problem: str
    ) -> None:
        assert problems(SMALLEST + "language: fr\n", [override]) == [
            "shop.yaml:5:11: language: 'fr' is not known here; write one of: en, zh",
            f"--set {problem}",
        ]


class TestFilesThatCannotBeRead:
    def test_no_such_file(self, folder: Path) -> None:
        Path("shop.yaml").write_text(SMALLEST)
        with pytest.raises(ConfigError, match=r"^shp\.yaml: no such file; did you mean shop"):
            load_config(Path("shp.yaml"))
        with pytest.raises(ConfigError, match=r"^x: no such file; name the YAML file"):
            load_config(Path("x"))

    def test_a_folder(self, folder: Path) -> None:
        with pytest.raises(ConfigError, match=f"^{folder}: is a folder; name a YAML file in it$"):
            load_config(folder)

    def test_a_file_taken_for_a_folder(self, folder: Path) -> None:
        Path("shop.yaml").write_text(SMALLEST)
        what = r"shop.yaml/x: cannot be read \(Not a directory\); check the file"
        with pytest.raises(ConfigError, match=what):
            load_config(Path("shop.yaml/x"))


FULL: dict[str, Any] = {
    "work": "x",
    "language": "en",
    "keep_runs": "5",
    "timeout": "4h",
    "files": {"mode": "0640", "group": "crm"},
    "seal": {"secret": "CHURNKIT_SEAL"},
    "data": {
        "customers": "a.csv",
        "encoding": "auto",
        "header": "true",
        "sheet": "customers",
        "decimal": "comma",
        "id": "cid",
        "duplicates": "last",
        "label": {"column": "gone", "churned": ["1"], "loyal": ["0"]},
        "left": {"column": "status", "values": ["closed"]},
        "markers": {"means_no": ["suspended"], "max_unknown": "0.1"},
        "keep": "age > 3",
        "as_of": "2024-06-30",
        "ignore": ["x"],
        "variables": {
            "age": {
                "kind": "number",
                "nulls": ["-1"],
                "written": "decimal-comma",
                "leak": "keep",
                "missing": "category",
                "min": "0",
                "max": "9",
                "changeable": "false",
                "label": {"en": "age", "zh": "年龄"},
                "words": {"en": {"low": "young"}, "zh": {"low": "年轻"}},
                "quantity": "time",
                "values": {"18": {"en": "of age", "zh": "成年"}},
            }
        },
    },
    "ingest": {
        "valid_share": "1",
        "rare_share": "0",
        "rate_difference": {"p_value": "1", "effect": "0"},
        "limits": {"low": "0", "high": "1"},
        "nulls": {kind: ["-"] for kind in ("id", "number", "category", "date", "flag", "text")},
        "leaks": {"suspect": "0.9", "drop": "1"},
        "split": {"test_share": "0.5", "seed": "1", "column": "c", "test_values": ["t"]},
    },
    "train": {
        "learner": "fri",
        "seed": "1",
        "monotone": {"c": "up"},
        "fri": {
            "width": ["7"],
            "criterion": "internal",
            "negation": "true",
            "spans": "false",
            "layers": "and_or",
            "min_customers": "0",
            "checked": "false",
            "balance": "true",
            "max_branches": "1",
            "max_terms": "1",
        },
        "tree": {
            "max_rules": "1",
            "min_customers": "1",
            "min_share": "0",
            "criterion": "entropy",
        },
        "additive": {
            "max_rules": "1",
            "max_terms": "1",
            "width": "1",
            "penalty": "2",
            "search_rows": "1",
            "held_out": "0",
            "true_rate": "0.5",
            "monotone": {"age": "up"},
            "pin": {"own": {"when": {"age": "low"}, "say": {"en": "young", "zh": "年轻"}}},
            "veto": {"odd": {"age": "high"}},
        },
        "search": {
            "folds": "2",
            "max_rules": ["4"],
            "max_terms": ["2"],
            "max_branches": ["2"],
        },
    },
    "score": {
        "input": "b.csv",
        "as_of": "2024-06-30",
        "share": "1",
        "value": "v",
        "seed": "1",
        "columns": ["c"],
        "expect": {"rows": ["0.8", "1.25"]},
        "require_signal": "false",
        "drift": "note",
        "allow_empty": "true",
    },
    "report": {"threshold": "auto"},
    "campaign": None,
}
"""Every field set, as the parser hands it over, but those of a project over event logs."""

OVER_LOGS: dict[str, Any] = {
    "work": "x",
    "data": {
        "customers": "a.csv",
        "id": "cid",
        "events": {
            "orders": {
                "file": "o.csv",
                "delimiter": "blanks",
                "encoding": "gb18030",
                "header": "true",
                "sheet": "events",
                "id": "buyer",
                "time": "at",
                "amount": "paid",
                "categories": {"channel": ["web"]},
                "distinct": ["product"],
                "features": ["count", "monetary"],
                "label": {"en": "orders", "zh": "订单"},
                "one": {"en": "order", "zh": "订单"},
                "amount_label": {"en": "amount spent", "zh": "消费金额"},
            },
            "lines": {
                "file": "l.csv",
                "time": "at",
                "event": "order_number",
                "keep": "quantity > 0",
                "amount": {"product": ["quantity", "price"]},
            },
        },
        "known_at": {"city": "always", "tier": "2024-01-01"},
        "windows": {
            "time_zone": "Asia/Shanghai",
            "cutoff": "2024-03-01",
            "cutoffs": ["2024-03-01"],
            "rolling": "monthly x 3",
            "observation": "3mo",
            "gap": "2w",
            "outcome": "90d",
            "data_from": "2023-01-01",
            "data_until": "2024-12-31",
        },
        "churn": {
            "silent": ["orders"],
            "status": "orders",
            "column": "code",
            "normal": ["ok"],
            "kinds": {
                "ported": {
                    "codes": ["p"],
                    "initiative": "voluntary",
                    "destination": "external",
                    "counts_as": "churned",
                }
            },
        },
        "tiers": {"vip": "0.01", "key": "0.04", "ordinary": "0.15", "tables": ["orders"]},
        "active": {
            "tables": ["orders"],
            "every": "1mo",
            "min_history": "30d",
            "only_tiers": ["vip"],
        },
        "features": {"day": "6", "evening": "18", "late_night": "22", "busy_hours": ["9-12"]},
    },
}
"""The fields of a project over event logs."""

Steps = tuple[str | int, ...]


def places(tree: Any, above: Steps = ()) -> Iterator[Steps]:
    yield above
    below = tree.items() if isinstance(tree, dict) else ()
    below = enumerate(tree) if isinstance(tree, list) else below
    for step, part in below:
        yield from places(part, (*above, step))


def with_other(tree: Any, place: Steps, value: Any) -> Any:
    if not place:
        return value
    copy = tree.copy()
    copy[place[0]] = with_other(tree[place[0]], place[1:], value)
    return copy


odd = st.recursive(
    st.none() | st.text() | st.sampled_from(["012", "1e999", "30%", "no", "row", "cid", "${X}"]),
    lambda below: st.lists(below, max_size=2) | st.dictionaries(st.text(), below, max_size=2),
    max_leaves=3,
)


def test_the_full_config_is_full() -> None:
    tables = Config.model_validate(FULL)
    logs = Config.model_validate(OVER_LOGS)
    about_logs = OVER_LOGS["data"].keys() - FULL["data"].keys()
    left_out = {"data": about_logs}
    assert tables.model_dump(exclude_unset=True) == tables.model_dump(exclude=left_out)
    for key in about_logs - {"events"}:
        section = getattr(logs.data, key)
        assert not hasattr(section, "model_fields_set") or (
            section.model_fields_set == type(section).model_fields.keys()
        )
    set_fields = [table.model_fields_set for table in logs.data.events.values()]
    assert set().union(*set_fields) == EventTable.model_fields.keys()


@given(st.sampled_from(list(places(FULL))), odd)
def test_any_odd_value_is_explained_in_our_words(place: Steps, value: Any) -> None:
    try:
        Config.model_validate(with_other(FULL, place, value))
        found = []
    except ValidationError as error:
        found = [explain(detail) for detail in error.errors()]
    for problem in found:
        assert "; " in problem.what
        assert "nput should" not in problem.what
        assert "alid" not in problem.what.replace("valid_share", "")
        section = place[:-1]
        assert problem.path[: len(section)] == section[: len(problem.path)]


@pytest.mark.parametrize(
    ("full", "place"),
    [(full, place) for full in (FULL, OVER_LOGS) for place in places(full) if place],
    ids=lambda value: str(value) if isinstance(value, tuple) else "",
)
@pytest.mark.parametrize("value", [None, "?*", "", [], ["a", None], {}, {"?*": "a"}], ids=repr)
def test_every_field_explains_itself(full: Any, place: Steps, value: Any) -> None:
    """As the test before, but surely every field with every shape of value."""
    try:
        Config.model_validate(with_other(full, place, value))
    except ValidationError as error:
        assert all(explain(detail).what for detail in error.errors())  # noqa: PT017


def test_only_what_is_needed_is_imported() -> None:
    program = "import sys, churnkit.config.loading; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    top = {name.split(".")[0] for name in loaded}
    assert {"pydantic", "yaml"} <= top
    assert not top & {"polars", "narwhals", "numpy", "typer", "rich"}


@pytest.mark.parametrize(
    ("written", "suspect", "drop"), [("0.95", 0.95, 0.98), ("0.99", 0.99, 0.99)]
)
def test_the_older_suspect_auc_is_still_read(written: str, suspect: float, drop: float) -> None:
    ingest = Config.model_validate(FULL | {"ingest": {"suspect_auc": written}}).ingest
    assert (ingest.leaks.suspect, ingest.leaks.drop) == (suspect, drop)


def test_two_bounds_for_one_thing_are_refused() -> None:
    both = {"suspect_auc": "0.99", "leaks": {"suspect": "0.9"}}
    with pytest.raises(ValidationError, match=r"write leaks\.suspect alone"):
        Config.model_validate(FULL | {"ingest": both})
