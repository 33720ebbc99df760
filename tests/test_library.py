"""``import churnkit``: the public library, loaded on first use."""

import subprocess
import sys
from importlib.util import find_spec
from types import FunctionType
from typing import get_type_hints

import pytest

import churnkit
from churnkit import errors

COMMANDS = {
    "clean", "compare", "explain", "features", "ingest", "lost", "measure", "plan", "report", "run",
    "runs", "score", "train", "winback",
}  # fmt: skip
ERRORS = {name for name, value in vars(errors).items() if isinstance(value, type)}


def test_dir_shows_the_public_names() -> None:
    others = {"Config", "Recipe", "RuleSet", "__version__", "load_config", "read_model"}
    assert set(dir(churnkit)) == COMMANDS | ERRORS | others
    assert dir(churnkit) == sorted(churnkit.__all__)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_commands_are_functions_whatever_was_imported_before(name: str) -> None:
    program = f"import churnkit.commands.{name}, churnkit; print(type(churnkit.{name}).__name__)"
    assert python(program) == "function"
    function = getattr(churnkit, name)
    assert isinstance(function, FunctionType)
    assert function.__doc__
    assert name == "clean" or "set" in get_type_hints(function)
    assert find_spec(f"churnkit.{name}") is None


@pytest.mark.parametrize("name", sorted(ERRORS))
def test_errors_are_those_that_are_raised(name: str) -> None:
    assert getattr(churnkit, name) is getattr(errors, name)


def test_nothing_heavy_is_loaded_before_it_is_used() -> None:
    heavy = "{'polars', 'pydantic', 'numpy', 'yaml', 'typer', 'narwhals'}"
    assert python(f"import sys, churnkit; print({heavy} & set(sys.modules))") == "set()"
    assert python("import churnkit; print(churnkit.load_config.__name__)") == "load_config"


def test_another_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="module 'churnkit' has no attribute 'predict'"):
        churnkit.predict  # noqa: B018


def python(program: str) -> str:
    made = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    return made.stdout.strip()
