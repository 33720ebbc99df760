"""YAML without surprises, and where everything stands."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from churnkit.config.yaml import parse as parsing
from churnkit.config.yaml.keypath import KeyPath, read_path, write_path
from churnkit.config.yaml.parse import Position, parse

LOADERS = [pytest.param(yaml.SafeLoader, id="python")]
if hasattr(yaml, "CSafeLoader"):
    LOADERS.append(pytest.param(yaml.CSafeLoader, id="libyaml"))


@pytest.fixture(params=LOADERS, autouse=True)
def _with_each_yaml_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "_LOADER", request.param)


def tree(text: str) -> Any:
    parsed = parse(text.encode())
    assert parsed.readable
    assert not parsed.troubles
    return parsed.tree


def troubles(text: str | bytes) -> list[tuple[int, int, str]]:
    content = text.encode() if isinstance(text, str) else text
    return [
        (item.position.line, item.position.column, item.what) for item in parse(content).troubles
    ]


def test_nothing_is_typed() -> None:
    text = "a: no\nb: 012\nc: 1e-3\nd: 12:30\ne: 2024-06-30\nf: [yes, on, 0x10, 1_000]\ng: 'null'"
    assert tree(text) == {
        "a": "no",
        "b": "012",
        "c": "1e-3",
        "d": "12:30",
        "e": "2024-06-30",
        "f": ["yes", "on", "0x10", "1_000"],
        "g": "null",
    }


def test_only_nothing_null_and_tilde_are_null() -> None:
    assert tree("a:\nb: null\nc: ~\nd: ''\ne: '~'\nf: NULL") == {
        "a": None, "b": None, "c": None, "d": "", "e": "~", "f": "NULL",
    }  # fmt: skip


def test_keys_are_texts() -> None:
    assert tree("1: a\nno: b\nCall  Failure: c\n'<<': d") == {
        "1": "a", "no": "b", "Call  Failure": "c", "<<": "d",
    }  # fmt: skip


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    parsed = parse("\ufeffa: 1".encode())
    assert parsed.tree == {"a": "1"}
    assert parsed.keys[("a",)] == Position(1, 1)


def test_aliases_stand_for_what_they_name() -> None:
    assert tree("a: &few [x, y]\nb: *few\nc: {d: *few}") == {
        "a": ["x", "y"], "b": ["x", "y"], "c": {"d": ["x", "y"]},
    }  # fmt: skip


def test_knows_where_keys_and_values_stand() -> None:
    parsed = parse("# 注释\n数据:\n  列: [甲, 乙]\n  空:\n".encode())
    assert parsed.keys == {
        ("数据",): Position(2, 1),
        ("数据", "列"): Position(3, 3),
        ("数据", "列", 0): Position(3, 7),
        ("数据", "列", 1): Position(3, 10),
        ("数据", "空"): Position(4, 3),
    }
    assert parsed.values[("数据",)] == Position(3, 3)
    assert parsed.values[("数据", "列")] == Position(3, 6)
    assert parsed.values[("数据", "空")] == Position(4, 3)


def test_collects_all_that_is_wrong() -> None:
    text = (
        "a: 1\n"
        "a: 2\n"
        "b: !!str 5\n"
        "c: !shop {x: 1}\n"
        "<<: {d: 1}\n"
        "? [e]\n"
        ": 1\n"
        "? ''\n"
        ": 1\n"
        "f: *unknown\n"
        'g: "\\0"\n'
        "&h h: 1\n"
    )
    assert troubles(text) == [
        (2, 1, "is written twice (first in line 1); keep one of the two"),
        (3, 4, "has the tag !!str; remove it"),
        (4, 4, "has the tag !shop; remove it"),
        (5, 1, "has a merge key (<<); write the keys themselves"),
        (6, 3, "has a key that is no plain text; write a text before the :"),
        (8, 3, "has an empty key; write a text before the :"),
        (10, 4, "*unknown stands for nothing above it; write the value itself"),
        (11, 4, "holds a control character; remove it"),
        (12, 1, "has a tag or anchor before its key; remove it"),
    ]
    assert parse(text.encode()).tree == {
        "a": "1", "b": "5", "c": {"x": "1"}, "f": None, "g": "\0",
    }  # fmt: skip


COLON = (
    "a : stands where no key can end; put a text that holds one into quotes, or check the "
    "indentation and whether the line above lacks its :"
)


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("a: b: c\n", (1, 5, COLON)),
        ("a: 1\n b: 2\n", (2, 3, COLON)),
        ("a: @x\n", (1, 4, "@ cannot begin a value; put the value into quotes")),
        ("a: `x` > 3\n", (1, 4, "` cannot begin a value; put the value into quotes")),
        ("a: 'x\nb: 2\n", (1, 4, "a quote that opens here is never closed; close it")),
        ("a: [1, 2\nb: 3\n", (1, 4, "what opens here is not closed as it should be; "
         "check its commas and write ] at the end")),
        ("a: {x: 1\n", (1, 4, "what opens here is not closed as it should be; "
         "check its commas and write } at the end")),
        ("a: ]\n", (1, 4, "] stands where a value belongs; put it into quotes")),
        ("a:\n  b: 1\n c: 2\n", (3, 2, "this line does not fit those above it; "
         "check its indentation and its :")),
        ("a: 1\n---\nb: 2\n", (2, 1, "a second document begins here; remove the line with ---")),
        ("a:\n\tb: 1\n", (2, 2, "is indented with a tab; indent with blanks")),
        ("a:\n \tb: 1\n\n\tc: 1\n", (2, 3, "is indented with a tab (one of 2 such lines); "
         "indent with blanks")),
        ("a: 1\nb: x\x07y\n", (2, 5, "character U+0007 is not allowed in a config; remove it")),
        ("a: !x!y 1\n", (1, 4, "this is no YAML; "
         "check colons, quotes and indentation around here")),
        (b"a: 1\nb: \xd6\xd0\n", (2, 4, "byte 0xd6 is not UTF-8; save the file as UTF-8 "
         "(it may be GBK)")),
        ("a: 1".encode("utf-16"), (1, 1, "is written in UTF-16; save it as UTF-8")),
    ],
    ids=repr,
)  # fmt: skip
def test_says_what_makes_it_unreadable(text: str | bytes, trouble: tuple[int, int, str]) -> None:
    assert troubles(text) == [trouble]
    assert not parse(text.encode() if isinstance(text, str) else text).readable


def test_size_is_limited() -> None:
    what = "is larger than 1,000,000 bytes; is it the right file?"
    assert troubles(b"a" * 1_000_001) == [(1, 1, what)]


def test_unreadable_text_keeps_what_was_wrong_before() -> None:
    assert [line for line, _, _ in troubles("a: 1\na: 2\nb: @\n")] == [2, 3]


def test_aliases_count_as_what_they_stand_for() -> None:
    lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 10)}]" for i in range(1, 9)]
    ((line, _, what),) = troubles("\n".join(lines))
    assert line == 5
    assert what == "the file holds more than 50,000 values up to here, aliases included; shorten it"


def test_an_alias_cannot_hold_itself() -> None:
    assert troubles("a: &a [*a]") == [
        (1, 8, "*a stands for nothing above it; write the value itself")
    ]


def test_depth_is_limited() -> None:
    assert troubles("a: " + "[" * 19 + "]" * 19) == []
    assert troubles("a: " + "[" * 50 + "]" * 50 + "\nb: !x 1") == [
        (1, 23, "is nested more than 20 levels deep; flatten it"),
        (2, 4, "has the tag !x; remove it"),
    ]


@given(st.binary() | st.text().map(str.encode))
def test_no_content_is_too_odd(content: bytes) -> None:
    parsed = parse(content)
    assert parsed.readable or parsed.troubles


scalars = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1)
trees = st.recursive(
    scalars, lambda below: st.lists(below) | st.dictionaries(scalars, below), max_leaves=8
)


@settings(max_examples=20)
@given(st.dictionaries(scalars, trees, max_size=3))
def test_reads_what_json_writes(written: dict[str, Any]) -> None:
    assert tree(json.dumps(written, ensure_ascii=False)) == written


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (("data", "id"), "data.id"),
        (("train", "fri", "width", 0), "train.fri.width[1]"),
        (("data", "variables", "Call  Failure", "kind"), 'data.variables."Call  Failure".kind'),
        (("data", "variables", "a.b"), 'data.variables."a.b"'),
        (("data", "variables", 'a"b\\'), 'data.variables."a\\"b\\\\"'),
        (("数据",), "数据"),
    ],
)
def test_key_paths_are_written_as_people_do(path: KeyPath, written: str) -> None:
    assert write_path(path) == written


@given(st.lists(st.text(min_size=1), min_size=1), st.text())
def test_a_key_path_is_read_as_it_was_written(steps: list[str], value: str) -> None:
    assert read_path(f"{write_path(tuple(steps))}={value}") == (tuple(steps), value)


@pytest.mark.parametrize("text", ["", "=1", "a", "a.=1", ".a=1", "a b=1", 'a."b=1', "a[0]=1"])
def test_what_is_no_key_path(text: str) -> None:
    assert read_path(text) is None
