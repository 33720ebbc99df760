"""The files that a table is read from: one, or all that a pattern names."""

from __future__ import annotations

import glob
from itertools import takewhile
from pathlib import Path

from churnkit.errors import InputError


def files_of(source: Path) -> list[Path]:
    """The files that a path or a glob names, in the order of their names.

    Raises:
        InputError: there is none, or one whose name is not text.
    """
    if source.is_dir():
        raise InputError(f"{source}: a folder; name a file, or files by a pattern such as *.csv")
    if source.is_file():
        files = [source]
    else:
        names = sorted(glob.glob(str(source)))  # noqa: PTH207 - the pattern may be absolute
        files = [path for path in map(Path, names) if path.is_file()]
    if not files:
        raise InputError(f"{source}: no such file")
    for path in files:
        _require_name(path)
    return files


def _require_name(path: Path) -> None:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        shown = str(path).encode(errors="backslashreplace").decode()
        raise InputError(f"{shown}: the name is no UTF-8, as was expected; rename it") from None


def root_of(source: Path) -> Path:
    """The folder below which all files of a pattern are; that of a single file."""
    if source.is_file():
        return source.parent
    fixed = takewhile(lambda part: not glob.has_magic(part), source.parent.parts)
    return Path(*fixed)
