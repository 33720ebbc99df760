"""What a file is, whatever its name says: a table, a compressed table, or something else."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from churnkit.errors import InputError
from churnkit.tables.scratch import LineSpool

_HEAD = 4096
_PIECE = 1 << 22
_MOST_PLAIN = 256 << 20
_MOST_RATIO = 100
"""A compressed file may grow to 256 MiB, or to a hundred times its size if that is more."""

_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
    (b"%PDF", "a PDF"),
    (b"BZh", "compressed by bzip2"),
    (b"\xfd7zXZ", "compressed by xz"),
    (b"\x28\xb5\x2f\xfd", "compressed by zstd"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"version https://git-lfs", "a Git LFS pointer, not the data; run git lfs pull"),
)
_MARKUP = re.compile(rb"(?i)^\s*<(!doctype|html|head|body|\?xml|table|error)\b")
_PRINTED: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (
        re.compile(rb"\A[^\n]*\S[^\n]*\n-+(?:\+-+)+\r?\n"),
        "a table printed by psql; export it with \\copy ... to ... csv header",
    ),
    (
        re.compile(rb"\A\+-+(?:\+-+)*\+\r?\n\|"),
        "a table printed by MySQL; export it with --batch, or as CSV",
    ),
    (
        re.compile(rb"\A\s*[^\n,;\t|]*\S[^\n,;\t|]*\n-{2,}(?: +-{2,})+ *\r?\n"),
        "a table printed by SQL*Plus; export it with set markup csv on",
    ),
    (
        re.compile(
            rb"(?i)\A(?:\s|--[^\n]*\n|/\*[^*]*\*/;?)*"
            rb"(?:insert into|create table|drop table|copy \S+ ?\(|set [@\w. ]+=|begin;)"
        ),
        "a dump of a database in SQL; export the table as CSV",
    ),
    (re.compile(rb"\ARD[AX]\d\n"), "data of R (.rda or .rds); export it with write.csv"),
    (re.compile(rb"\A[XA]\n\x00\x00\x00[\x02\x03]"), "data of R (.rds); export it with write.csv"),
    (
        re.compile(rb"\A +\S[^\n,;\t|]*\n1 +\S[^\n,;\t|]*\n2 +\S"),
        "a table printed by R; export it with write.csv",
    ),
)
"""What programs print or dump instead of a table, and what to do."""
_CONFLICT = re.compile(rb"(?m)^(<<<<<<< |>>>>>>> )")


def is_parquet(path: Path) -> bool:
    """Whether a file begins as Parquet does."""
    return _head(path).startswith(b"PAR1")


def is_workbook(path: Path) -> bool:
    """Whether a file is a workbook by its content and by its name."""
    return path.suffix.lower() in (".xlsx", ".xlsm", ".ods") and _head(path).startswith(
        b"PK\x03\x04"
    )


def unpacked(path: Path) -> tuple[Path | bytes, tuple[str, ...]]:
    """The text that a file holds, decompressed if need be, with notes.

    Raises:
        InputError: the file is no text, is damaged, or grows beyond all measure.
    """
    head = _head(path)
    if not head.startswith(b"\x1f\x8b"):
        require_table(path, head)
        return path, ()
    source = _gunzipped(path)
    inner = source[:_HEAD] if isinstance(source, bytes) else _head(source)
    require_table(path, inner)
    return source, (f"{path.name}: decompressed (gzip)",)


def require_table(path: Path, head: bytes) -> None:
    """Raise InputError if a file begins as something else than CSV does."""
    what = _what_else(head)
    if what is not None:
        raise InputError(f"{path}: {what}; a CSV or Parquet table was expected")


def _what_else(head: bytes) -> str | None:
    for magic, what in _REFUSED:
        if head.startswith(magic):
            return what
    if head.startswith(b"PK\x03\x04"):
        return "a zip archive or Excel workbook (.xlsx); name it .xlsx, or export it as CSV"
    if head.startswith(b"PAR1"):
        return "Parquet compressed as a whole; decompress it first"
    if head.startswith(b"\x1f\x8b"):
        return "compressed twice; decompress it first"
    text = head.removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(text):
        return "an HTML or XML page (perhaps an error page of the server)"
    if _is_json(text):
        return "JSON"
    printed = next((what for pattern, what in _PRINTED if pattern.match(text)), None)
    if printed is not None:
        return printed
    if _CONFLICT.search(text):
        return "an unresolved merge conflict; resolve it"
    return None


def _is_json(text: bytes) -> bool:
    line = text.lstrip().split(b"\n", 1)[0].strip()
    if line[:1] not in (b"{", b"["):
        return False
    if len(line) < 3 or not line.endswith((b"}", b"]", b"},")):
        return re.match(rb'\s*[\[{]\s*["\[{]', text) is not None
    try:
        json.loads(line.rstrip(b","))
    except (ValueError, RecursionError):
        return False
    return True


def _gunzipped(path: Path) -> Path | bytes:
    """What all members of a gzip file hold together; `cat a.gz b.gz` and bgzip write several."""
    spool = LineSpool()
    grown = 0
    most = max(_MOST_PLAIN, _MOST_RATIO * path.stat().st_size)
    for data in _members(path):
        grown += len(data)
        if grown > most:
            raise InputError(
                f"{path}: grows beyond {most >> 20} MiB when decompressed; "
                "decompress it by hand if that is meant"
            )
        spool.write(data)
    return spool.close()


def _members(path: Path) -> Iterator[bytes]:
    """The decompressed bytes; whatever stands behind the last member is refused, zeros aside."""
    try:
        with gzip.open(path) as file:
            while data := file.read(_PIECE):
                yield data
    except gzip.BadGzipFile as error:
        raise InputError(f"{path}: {_what_is_wrong(error)}; fetch it again") from None
    except EOFError:
        raise InputError(f"{path}: a gzip file that is cut off; fetch it again") from None
    except zlib.error as error:
        raise InputError(f"{path}: a damaged gzip file ({error}); fetch it again") from None


def _what_is_wrong(error: gzip.BadGzipFile) -> str:
    if str(error).startswith("Not a gzipped file"):
        return "a gzip file with something else behind its end"
    return f"a damaged gzip file ({error})"


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)
