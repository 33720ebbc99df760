"""Plain words: names and phrases that were replaced by the words of the field do not come back."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

NAMES = {
    "demand_\\w+|refuse_\\w+|agree_\\w+": "require_*",
    "Fates?|fates?": "status",
    "facts_of_rows": "classify_rows",
    "marks?|marks_of": "contact_key, condition, position or quoting",
    "Bars|Barred|bars?": "Exclusions, Exclusion",
    "beside": "add",
    "Shelf|Spool": "ArraySpool",
    "side_by_side": "parallel_map",
    "chances": "expit",
    "log_odds_of": "logit",
    "Sight|sight|Certainty|look_ahead": "PowerAnalysis, TestDesign, forecast",
    "Departures?|departures?": "ProtocolDeviation",
    "told|tell": "the name of what is told",
}
"""Identifiers that nothing is called (whole names) -> what to say."""

ENGLISH = {
    "read as churned": "classified as churned",
    "is no probability|are no probabilities": "is not a probability, are not probabilities",
    "id met before": "duplicate id",
    "drawn by lot|by lot\\b": "at random",
    "contacted too lately": "contacted too recently",
    "\\bcame to\\b": "results of",
    "[Ww]hat became of": "status",
    "[Nn]o rule speaks": "no rule applies",
}
CHINESE = {
    "忠诚": "未流失",
    "真值": "隶属度",
    "保留对照": "留作对照",
    "(?<!流失)风险价值": "流失风险价值",
    "不是客户": "新增, 流失",
    "行动": "挽留措施",
    "跨期检验|时间外": "跨时间验证",
}
"""Phrases that no file says -> what to say."""

NOT_YET: tuple[str, ...] = ()
"""Folders and files that still hold some of them: the goal is that there are none."""

FOLDERS = ("churnkit", "docs", "configs")
ENDINGS = {".py", ".md", ".yaml", ".json"}


def _files() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted(path for path in (ROOT / folder).rglob("*") if path.suffix in ENDINGS)
    yield ROOT / "README.md"


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


FILES = [path for path in _files() if not _name(path).startswith(NOT_YET)]


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".py"], ids=_name)
def test_names_are_those_of_the_field(path: Path) -> None:
    found = [
        f"{_name(path)}:{line}: {name}; say {better}"
        for name, line in _defined(path)
        for pattern, better in NAMES.items()
        if re.fullmatch(pattern, name.lstrip("_"))
    ]
    assert not found


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_phrases_are_those_of_the_field(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [
        f"{_name(path)}:{number}: {line.strip()}; say {better}"
        for number, line in enumerate(lines, start=1)
        for pattern, better in (ENGLISH | CHINESE).items()
        if re.search(pattern, line)
    ]
    assert not found


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("The score is read as churned.", 1),
        ("The group was drawn by lot.", 1),
        ("A parable by Lotte.", 0),
        ("流失风险价值", 0),
        ("风险价值", 1),
    ],
)
def test_the_patterns(text: str, phrases: int) -> None:
    found = [pattern for pattern in ENGLISH | CHINESE if re.search(pattern, text)]
    assert len(found) == phrases


def _defined(path: Path) -> Iterator[tuple[str, int]]:
    """Names that a module defines or binds, and their lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
