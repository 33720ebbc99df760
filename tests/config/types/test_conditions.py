"""The little language of ``data.keep``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from churnkit.config.types.condition_text import ConditionError, parse_condition
from churnkit.config.types.conditions import (
    And,
    Comparison,
    IsNull,
    Node,
    Not,
    OneOf,
    Or,
    Value,
    columns,
)

NORMAL = Comparison("status", "==", "normal")
TENURE = Comparison("tenure", ">=", 3)
NO_AGE = IsNull("age")


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ('status == "normal"', NORMAL),
        ("status == 'normal'", NORMAL),
        ("status=='normal'", NORMAL),
        ("tenure >= 3", TENURE),
        ("x < -1.5e-3", Comparison("x", "<", -0.0015)),
        ("x != 0", Comparison("x", "!=", 0)),
        ("day <= '2024-06-30'", Comparison("day", "<=", "2024-06-30")),
        ("`Call  Failure` > 3", Comparison("Call  Failure", ">", 3)),
        ("状态 == '正常'", Comparison("状态", "==", "正常")),
        ("x == 'it''s'", Comparison("x", "==", "it's")),
        ("`a``b` == 1", Comparison("a`b", "==", 1)),
        ("plan in ['a', \"b\"]", OneOf("plan", ("a", "b"))),
        ("plan not in [1]", OneOf("plan", (1,), negated=True)),
        ("age is null", NO_AGE),
        ("age is not null", IsNull("age", negated=True)),
        ("age IS NULL AND tenure >= 3", And((NO_AGE, TENURE))),
        ("not age is null", Not(NO_AGE)),
        ("age is null or tenure >= 3 and status == 'normal'", Or((NO_AGE, And((TENURE, NORMAL))))),
        ("(age is null or tenure>=3) and status=='normal'", And((Or((NO_AGE, TENURE)), NORMAL))),
        ("not (age is null or tenure >= 3)", Not(Or((NO_AGE, TENURE)))),
        ("not age is null and tenure >= 3", And((Not(NO_AGE), TENURE))),
        ("age is null\nor tenure >= 3\n", Or((NO_AGE, TENURE))),
        ("inbound == 1", Comparison("inbound", "==", 1)),
        ("`in` == 1", Comparison("in", "==", 1)),
    ],
)
def test_reads(text: str, node: Node) -> None:
    condition = parse_condition(text)
    assert condition.text == text
    assert condition.parsed == node


@pytest.mark.parametrize(
    ("text", "column", "what"),
    [
        ("", 1, "found the end; write the name of a column, bare or in `backticks`"),
        ("status", 7, "found the end; write a comparison (== != < <= > >=), in [...], or is null"),
        ("status = 3", 8, "found =; write =="),
        ("status == normal", 11, 'found normal where a value belongs; write "normal"'),
        ("status == null", 11, "null cannot be compared; write is null"),
        ("status != null", 11, "null cannot be compared; write is not null"),
        ("status == ", 11, 'found the end; write a number or a "text"'),
        ("status == 'x", 11, "a ' is not closed; write another ' where it ends"),
        ("age > 3 && age < 5", 9, "found &; write and"),
        ("age <> 3", 5, "found <>; write !="),
        ("age ≥ 3", 5, "found ≥; write >="),
        ("状态 == “正常”", 7, 'found “; write "'),
        ("3 < age", 1, "found 3; write the name of a column, bare or in `backticks`"),
        ("1 < age < 5", 1, "found 1; write the name of a column, bare or in `backticks`"),
        ("age > 1 < 5", 9, "found <; write and, or, or nothing more"),
        ("age > 012", 7, '012 is no plain number; write one such as 12 or 0.5, or a "text"'),
        ("age > 3d", 7, '3d is no plain number; write one such as 12 or 0.5, or a "text"'),
        ("age > 1e999", 7, '1e999 is no plain number; write one such as 12 or 0.5, or a "text"'),
        ("Call Failure > 3", 6,
         "found Failure; write a comparison (== != < <= > >=), in [...], or is null"),
        ("plan in ('a')", 9, "found (; write ["),
        ("plan in []", 10, 'found ]; write a number or a "text"'),
        ("plan in ['a', 1]", 10, "the list mixes texts and numbers; write only one of them"),
        ("plan not 3", 10, "found 3; write in"),
        ("age is 3", 8, "found 3; write null"),
        ("(age > 3", 9, "found the end; write )"),
        ("age > 3)", 8, "found ); write and, or, or nothing more"),
        ("`` > 3", 1, "found ``; write the name of a column, bare or in `backticks`"),
        ("a.b > 3", 2,
         "found .; put names of columns that hold it into `backticks` and texts into quotes"),
        ("not " * 60 + "age > 3", 201, "is nested more than 50 deep"),
    ],
)  # fmt: skip
def test_says_where_it_cannot_be_read(text: str, column: int, what: str) -> None:
    with pytest.raises(ConditionError) as error:
        parse_condition(text)
    assert error.value.column == column
    assert str(error.value) == f"{what} (at character {column} of the condition)"


def test_knows_its_columns() -> None:
    text = "not (a > 1 or `b c` in ['x']) and d is null and a < 5"
    assert columns(parse_condition(text)) == {"a", "b c", "d"}


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse_condition(text)
        column = 1
    except ConditionError as error:
        column = error.column
    assert 1 <= column <= len(text) + 1


names = st.text(min_size=1).filter(str.strip)
texts = st.text()
numbers = st.integers(-(10**18) + 1, 10**18 - 1) | st.floats(-1e15, 1e15).map(lambda x: x + 0.0)
lists = st.lists(texts, min_size=1).map(tuple) | st.lists(numbers, min_size=1).map(tuple)
tests = (
    st.builds(
        Comparison, names, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), texts | numbers
    )
    | st.builds(OneOf, names, lists, st.booleans())
    | st.builds(IsNull, names, st.booleans())
)


def combined(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(nodes, min_size=2, max_size=3).map(tuple)
    return st.builds(Not, nodes) | st.builds(And, several) | st.builds(Or, several)


@given(st.recursive(tests, combined, max_leaves=6))
def test_a_condition_survives_being_written(node: Node) -> None:
    assert parse_condition(written(node)).parsed == node


def written(node: Node) -> str:
    match node:
        case Comparison(column, operator, value):
            return f"{name(column)} {operator} {literal(value)}"
        case OneOf(column, values, negated):
            inside = ", ".join(map(literal, values))
            return f"{name(column)} {'not ' if negated else ''}in [{inside}]"
        case IsNull(column, negated):
            return f"{name(column)} is {'not ' if negated else ''}null"
        case Not(part):
            return f"not ({written(part)})"
        case And(parts):
            return " and ".join(f"({written(part)})" for part in parts)
        case Or(parts):
            return " or ".join(f"({written(part)})" for part in parts)


def name(column: str) -> str:
    return "`" + column.replace("`", "``") + "`"


def literal(value: Value) -> str:
    return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else repr(value)
