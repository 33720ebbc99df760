"""The files that a table is read from: one, or all that a pattern names."""

from __future__ import annotations

import errno
import glob
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from churnkit.errors import InputError


@dataclass(frozen=True)
class FileState:
    """By what it is seen that a file was changed, shortened or replaced."""

    device: int
    inode: int
    size: int
    modified: int
    """In nanoseconds."""
    changed: int
    """Its content, owner, mode or name; in nanoseconds."""


class InputChangedError(InputError):
    """A table was changed while it was read."""


_seen: ContextVar[dict[Path, FileState] | None] = ContextVar("seen", default=None)


@contextmanager
def inputs_unchanged() -> Iterator[None]:
    """Read tables in this block: each file must be the same at its end as when it was opened.

    Raises:
        InputChangedError: one was changed, shortened, replaced or removed meanwhile.
    """
    if _seen.get() is not None:
        yield  # the outer block looks at all of them
        return
    seen: dict[Path, FileState] = {}
    token = _seen.set(seen)
    try:
        yield
    except Exception:
        _require_all_same(seen)  # what failed may have failed for that
        raise
    finally:
        _seen.reset(token)
    _require_all_same(seen)


def state_of(path: Path) -> FileState:
    """The state of a file now."""
    facts = path.stat()
    return FileState(
        facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns
    )


def _require_all_same(seen: Mapping[Path, FileState]) -> None:
    for path, before in seen.items():
        _require_same(path, before)


def _require_same(path: Path, before: FileState) -> None:
    try:
        after = state_of(path)
    except OSError:
        what = "is gone"
    else:
        what = _what_changed(before, after)
    if what:
        raise InputChangedError(
            f"{path}: {what} since it was opened, so that what was read belongs to no one state of "
            "it; nothing was published, run again when it is written whole"
        )


def _what_changed(before: FileState, after: FileState) -> str:
    if (before.device, before.inode) != (after.device, after.inode):
        return "was replaced by another file"
    if before.size != after.size:
        return f"has {after.size:,} bytes instead of {before.size:,}"
    if before.modified != after.modified:
        return "was written to"
    return "" if before == after else "was changed (its mode, owner or name, or its content)"


def files_of(source: Path) -> list[Path]:
    """The files that a path or a glob names, in the order of their names.

    Raises:
        InputError: there is none, or one whose name is not text.
    """
    _require_regular(source)
    if source.parts[:1] == ("~",):  # polars takes it for the home folder
        raise InputError(f"{source}: begins with ~, as the home folder does; write its whole path")
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
        _note(path)
    return files


def _note(path: Path) -> None:
    seen = _seen.get()
    if seen is not None and path not in seen:
        seen[path] = state_of(path)


_ADDRESS = re.compile(r"(?:^|/)[A-Za-z][A-Za-z0-9+.-]+:/")
"""A path is written with one slash after the scheme."""

_OTHER_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device or terminal"),
    (stat.S_ISBLK, "a disk"),
    (stat.S_ISSOCK, "a socket"),
)


def _require_regular(source: Path) -> None:
    """Raise InputError for what can be read only once, or has no end."""
    if str(source) == "-":
        raise InputError(
            "-: tables are read more than once, stdin cannot be; write it to a file (clean reads "
            "CSV from it: churnkit clean - OUTPUT)"
        )
    if _ADDRESS.search(str(source)) and not source.exists():
        raise InputError(
            f"{source}: an address, not a file; churnkit opens no connection, so download it first "
            "and name the file"
        )
    try:
        mode = source.stat().st_mode
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
            raise InputError(f"{str(source)[:200]}...: {error.strerror}; name a file") from None
        return
    for is_kind, what in _OTHER_KINDS:
        if is_kind(mode):
            raise InputError(
                f"{source}: {what}, not a file; tables are read more than once, write it to a file"
            )


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
