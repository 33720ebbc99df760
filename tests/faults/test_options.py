"""Every option of every command, and every field of the config, with values nobody meant.

``CHURNKIT_OPTIONS=100000`` tries all of them (``make soak``); the tests take a few, drawn anew
where an option or a field is added.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import typer

from churnkit.cli import app, main

ROOT = Path(__file__).parents[2]
CASES = int(os.environ.get("CHURNKIT_OPTIONS", "60"))
"""Of each kind."""

VALUES = (
    "", "0", "1", "-1", "nan", "inf", "-inf", "1e308", "1e-308", "-0.0", "0.5", "9" * 40,
    "9223372036854775808", "3000y", "0d", "-1mo", "9999999999999999d", "9999-12-31", "0001-01-01",
    "2024-02-30", "x" * 5000, "é\u202e客户\U0001f600", "\udcff", "pipe", "/dev/null", "/", ".", "~",
    "null", "true", "no", "[]", "[1]", "{a: {b: 1}}", "*", "^.*$", "a == 1", "customer_id",
    "churned", "zh", "auto", "\0", "%s", "${HOME}",
)  # fmt: skip
NAMES = {"variables": "on_days", "channels": "call", "playbook": "all", "events": "orders"}
"""Of what the projects name."""
WRITTEN = ("out", "output", "rejects")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("options")
    shutil.copytree(ROOT / "sample_data", folder / "sample_data")
    (folder / "configs").mkdir()
    for name in ("campaign.yaml", "orders.yaml"):
        shutil.copy(ROOT / "configs" / name, folder / "configs")
    (folder / "table.csv").write_text("id,when,amount\nk1,2024-01-05 10:00+08:00,1.5\nk2,,2\n")
    os.mkfifo(folder / "pipe")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        main_ends(["run", "configs/campaign.yaml"])
        main_ends(["run", "configs/orders.yaml"])
    return folder


def main_ends(arguments: Sequence[str]) -> int | str:
    """The exit code, or what was raised instead."""
    try:
        main(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return f"{type(error).__name__}: {error}"
    return 0


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if hasattr(command, "commands"):
        for name, below in command.commands.items():
            yield from commands(below, (*path, name))
    else:
        yield path, command


def valid(path: tuple[str, ...]) -> dict[str, str]:
    """Arguments and options that the command accepts, by parameter."""
    config = {"config": "configs/campaign.yaml"}
    match path:
        case ("features",):
            return {"config": "configs/orders.yaml", "out": "features.csv"}
        case ("explain",):
            return config | {"id_": "S000001"}
        case ("measure",):
            return config | {"outcomes": "sample_data/campaign_outcomes.csv"}
        case ("clean",):
            return {"source": "table.csv", "output": "cleaned.csv"}
        case ("schema",):
            return {}
    return config


def option_cases() -> Iterator[list[str]]:
    for path, command in commands(typer.main.get_command(app)):
        parameters = {p.name: p for p in command.params}
        for name, parameter in parameters.items():
            if name == "set_" or getattr(parameter, "is_flag", False):
                continue
            for value in VALUES:
                # devices that are written to belong to everybody on the machine
                unharmful = "pipe" if name in WRITTEN and value.startswith("/dev") else value
                given = valid(path) | {name: unharmful}
                yield [*path, *_typed(given, parameters)]
                if name == "kind":
                    yield [*path, *_typed(valid(path) | {name: f"amount={value}"}, parameters)]


def _typed(given: dict[str, str], parameters: dict[str, Any]) -> Iterator[str]:
    options = {n: v for n, v in given.items() if parameters[n].param_type_name == "option"}
    for name, value in options.items():
        yield f"{parameters[name].opts[0]}={value}"
    yield "--"
    yield from (value for name, value in given.items() if name not in options)


def field_cases() -> Iterator[list[str]]:
    schema = json.loads((ROOT / "configs/churnkit.schema.json").read_text("utf-8"))
    for path in sorted(set(fields(schema, schema["$defs"]))):
        logs = path[0] == "data" and path[1:2] != ("label",)
        config = f"configs/{'orders' if logs else 'campaign'}.yaml"
        for value in VALUES:
            if path[0] != "work":
                yield [config, "--set", f"{'.'.join(path)}={value}"]


def fields(
    node: Any, defs: Any, path: tuple[str, ...] = (), seen: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """Paths of all fields of a schema."""
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        if name not in seen:
            yield from fields(defs[name], defs, path, (*seen, name))
    for way in ("anyOf", "oneOf", "allOf"):
        for part in node.get(way, ()):
            yield from fields(part, defs, path, seen)
    named = node.get("additionalProperties")
    below = dict(node.get("properties", {}))
    if isinstance(named, dict):
        below[NAMES.get(path[-1], "name")] = named
    for name, part in below.items():
        yield from fields(part, defs, (*path, name), seen)
    if not below and path:
        yield path


def drawn(cases: Callable[[], Iterator[list[str]]]) -> list[list[str]]:
    every = list(cases())
    return random.Random(13).sample(every, min(CASES, len(every)))  # noqa: S311


def test_no_value_of_an_option_ends_in_exit_code_1(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    ends = {str(case)[:300]: main_ends(case) for case in drawn(option_cases)}
    assert {case: end for case, end in ends.items() if end == 1 or isinstance(end, str)} == {}


@pytest.mark.parametrize("command", ["run", "plan", "winback"])
def test_no_value_of_a_field_ends_in_exit_code_1(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(folder)
    ends = {
        str(case)[:300]: main_ends([command, *case])
        for case in drawn(field_cases)[: -(-CASES // 3) if CASES < 1000 else None]
    }
    assert {case: end for case, end in ends.items() if end == 1 or isinstance(end, str)} == {}


@pytest.mark.parametrize("option", ["features --out", "clean OUTPUT", "clean --rejects"])
def test_a_pipe_or_device_is_not_replaced_by_a_file(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    option: str,
) -> None:
    monkeypatch.chdir(folder)
    arguments = {
        "features --out": ["features", "configs/orders.yaml", "--out", "pipe"],
        "clean OUTPUT": ["clean", "table.csv", "pipe"],
        "clean --rejects": ["clean", "table.csv", "cleaned.csv", "--rejects", "pipe"],
    }[option]
    assert main_ends(arguments) == 8
    assert "pipe: a device or pipe, where a file is to be written" in capsys.readouterr().err
    assert (folder / "pipe").is_fifo()
