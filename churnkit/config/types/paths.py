"""Paths in a config: relative to the YAML file, or beginning with a name of the environment."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema

from churnkit.config.yaml.errors import quoted, unfit, wrong

_ENVIRONMENT = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_BARE_ENVIRONMENT = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")


class ShellText(str):
    """A text from the command line: a path in it is relative to the current directory."""

    __slots__ = ()


def _file_path(value: Any, info: ValidationInfo) -> Path:
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if not isinstance(value, str) or not value.strip():
        raise unfit(value, "a path")
    path = Path(_expanded(value))
    if value.startswith(("${", "~")) or isinstance(value, ShellText):
        return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would replace symlinks
    folder: Path | None = (info.context or {}).get("folder")
    return path if folder is None else Path(os.path.normpath(folder.resolve() / path))


def _expanded(text: str) -> str:
    """The path with a leading ``${NAME}`` or ``~`` replaced by what it stands for."""
    begin = _ENVIRONMENT.match(text)
    rest = text[begin.end() :] if begin else text
    if "${" in rest:
        raise wrong(f"{quoted(text)} cannot be used; write ${{NAME}} only at the beginning")
    if begin:
        return _from_environment(begin[1]) + rest
    if bare := _BARE_ENVIRONMENT.match(text):
        raise wrong(f"{quoted(text)} begins with ${bare[1]}; write ${{{bare[1]}}}")
    return str(Path(text).expanduser()) if text == "~" or text.startswith("~/") else text


def _from_environment(name: str) -> str:
    found = os.environ.get(name, "")
    if not found:
        state = "empty" if name in os.environ else "not set"
        raise wrong(f"environment variable {name} is {state}; set it, or write the path itself")
    return found


def _file_mode(value: Any) -> str:
    if value in ("0600", "0640"):
        return str(value)
    meant = value.removeprefix("0o").lstrip("0") if isinstance(value, str) else ""
    if meant in ("600", "640"):
        raise unfit(value, f"0{meant}")
    if re.fullmatch("[0-7]{3}", meant) and meant[2] != "0":
        raise wrong(
            f"{value} lets everybody on the machine at the customers; write 0600 (the owner alone) "
            "or 0640 (a group, too)"
        )
    raise unfit(value, "0600 (the owner alone) or 0640 (a group, too)")


FileMode = Annotated[
    str, PlainValidator(_file_mode), WithJsonSchema({"enum": ["0600", "0640", 0o600, 0o640]})
]
"""The mode of files: 0600 or 0640. YAML, as editors read it, takes them for octal numbers."""

FilePath = Annotated[Path, PlainValidator(_file_path), WithJsonSchema({"type": "string"})]
"""A path or glob; it may begin with ``${NAME}`` or ``~``, and is relative to the YAML file."""
