"""Change one operator, number or word of a core module at a time: does a test notice?

Arguments: NUMBER (default 130), SEED (default 13). Each change runs the tests of the folder that
its module is in, in a copy of the repository; the survivors are listed. Exit code 1 below 95%.
"""

from __future__ import annotations

import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENOUGH = 0.95
MODULES = {
    "events/labels.py": "events",
    "events/families.py": "events",
    "events/windows.py": "events",
    "events/logs.py": "events",
    "events/amounts.py": "events",
    "events/tiers.py": "events",
    "events/stray.py": "events",
    "campaign/measure/uplift.py": "campaign/measure",
    "campaign/measure/value_kept.py": "campaign/measure",
    "campaign/contact_keys.py": "campaign",
    "campaign/control_group.py": "campaign",
    "campaign/exclusions.py": "campaign",
    "prepare/markers.py": "prepare",
    "prepare/population.py": "prepare",
    "prepare/row_status.py": "prepare",
    "prepare/fit_variable.py": "prepare",
    "tables/columns/numbers.py": "tables",
    "tables/columns/number_inference.py": "tables",
    "tables/columns/dates.py": "tables",
    "tables/columns/counted_dates.py": "tables",
    "tables/csv/header.py": "tables",
    "tables/csv/mending.py": "tables",
    "learners/binning.py": "learners",
    "learners/fri/learner.py": "learners",
    "scoring.py": "test_scoring.py",
    "evaluate.py": "test_evaluate.py",
}
"""Core modules, and the tests that look at them."""

Change = tuple[int, int, int, str]
"""Line, first and last column of what is replaced, and by what."""
COMPARED = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
}  # fmt: skip
COMPUTED = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "*",
            ast.BitAnd: "|", ast.BitOr: "&"}  # fmt: skip


def changes(source: str) -> Iterator[Change]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                yield from _between(left, right, COMPARED.get(type(operator)))
            case ast.BinOp(left=left, op=operator, right=right):
                yield from _between(left, right, COMPUTED.get(type(operator)))
            case ast.BoolOp(op=operator, values=[left, right]):
                yield from _between(left, right, "or" if isinstance(operator, ast.And) else "and")
            case ast.Constant(value=bool(value)):
                yield _whole(node, str(not value))
            case ast.Constant(value=int(value) | float(value)):
                yield _whole(node, str(value + 1))


def _between(left: ast.expr, right: ast.expr, by: str | None) -> Iterator[Change]:
    if by is not None and left.end_lineno == right.lineno and left.end_col_offset is not None:
        yield (right.lineno, left.end_col_offset, right.col_offset, f" {by} ")


def _whole(node: ast.Constant, by: str) -> Change:
    assert node.end_col_offset is not None
    return (node.lineno, node.col_offset, node.end_col_offset, by)


def changed(source: str, change: Change) -> str:
    line, first, last, by = change
    lines = source.split("\n")
    old = lines[line - 1].encode()
    # parentheses that close before an operator or open after it stay
    kept = "".join(c for c in old[first:last].decode() if c in "()")
    closing, opening = kept.rstrip("("), kept.lstrip(")")
    new = f"{closing}{by}{opening}" if by.startswith(" ") else by
    lines[line - 1] = (old[:first] + new.encode() + old[last:]).decode()
    return "\n".join(lines)


def drawn(number: int, seed: int) -> list[tuple[str, Change]]:
    draw = random.Random(seed)  # noqa: S311 - not for secrets
    places = [
        (module, change)
        for module in MODULES
        for change in changes((ROOT / "churnkit" / module).read_text("utf-8"))
    ]
    return draw.sample(places, min(number, len(places)))


def survives(folder: Path, module: str, change: Change) -> bool:
    path = folder / "churnkit" / module
    source = path.read_text("utf-8")
    path.write_text(changed(source, change), "utf-8")
    try:
        pytest = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
        ours = os.environ | {"PYTHONPATH": str(folder)}
        try:
            ended = subprocess.run([*pytest, f"tests/{MODULES[module]}"], cwd=folder, env=ours,
                                   capture_output=True, timeout=900)  # fmt: skip
        except subprocess.TimeoutExpired:
            return False
        return ended.returncode == 0
    finally:
        path.write_text(source, "utf-8")


def main(number: int = 130, seed: int = 13) -> int:
    sample = drawn(number, seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "repository"
        ignored = shutil.ignore_patterns(".git", ".venv", "work", "dist", "__pycache__", ".*_cache")
        shutil.copytree(ROOT, folder, ignore=ignored)
        alive = []
        for module, change in sample:
            if survives(folder, module, change):
                alive.append((module, change))
                line = (folder / "churnkit" / module).read_text("utf-8").split("\n")[change[0] - 1]
                print(f"survived: {module}:{change[0]}: {line.strip()} ->{change[3]}", flush=True)  # noqa: T201
    killed = 1 - len(alive) / len(sample)
    print(f"{len(sample)} changes, {len(alive)} survived, {killed:.1%} killed")  # noqa: T201
    return int(killed < ENOUGH)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
