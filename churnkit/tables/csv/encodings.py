"""Every file becomes UTF-8: what the bytes are is found out, told, and never guessed wrong."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from churnkit.errors import InputError
from churnkit.tables.csv.blocks import blocks, broken_lines, is_utf8
from churnkit.tables.scratch import LineSpool

_BLOCK = 1 << 22
_ENOUGH = 10_000
_FIRST_BEYOND_LATIN = 0xE2
_HEAD = 1 << 20


@dataclass(frozen=True)
class Decoded:
    """A source in UTF-8 and what was assumed about the original."""

    source: Path | bytes
    notes: tuple[str, ...] = ()
    valid: bool = True
    """Whether all of it is UTF-8; if not, single lines are broken."""


def as_utf8(source: Path | bytes, encoding: str, name: str) -> Decoded:
    """The file as UTF-8: itself where it is that already, else decoded into a scratch file.

    Args:
        source: The file.
        encoding: auto, utf-8, gb18030 or utf-16.
        name: What the file is called in messages.

    Raises:
        InputError: the encoding is another one, or cannot be told.
    """
    if encoding == "utf-8":
        return Decoded(source, valid=_is_utf8(source))
    if encoding != "auto":
        return Decoded(_decoded(source, encoding, name))
    head = head_of(source)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        note = f"{name}: read as UTF-16, as its byte-order mark says"
        return Decoded(_decoded(source, "utf-16", name), (note,))
    if _is_utf16_without_bom(head):
        raise InputError(
            f"{name}: every second byte is NUL, as in UTF-16 without a byte-order mark; "
            "save it as UTF-8, or say encoding: utf-16"
        )
    if _is_utf8(source):
        _require_no_mojibake(head, name)
        return Decoded(source)
    return _not_utf8(source, head, name)


def _not_utf8(source: Path | bytes, head: bytes, name: str) -> Decoded:
    lines = _count_lines(source)
    if lines.utf8 >= lines.broken or _is_cut_utf8(source):
        return Decoded(source, valid=False)
    other = _proven(head)
    if lines.utf8 == 0 and other is not None:
        raise InputError(
            f"{name}: neither UTF-8 nor GB18030, but {other}, as its letters show; save it as UTF-8"
        )
    if lines.utf8 == 0 and _is_likely_gb18030(head):
        decoded, valid = _from_gb18030(source)
        note = f"{name}: read as GB18030 (which includes GBK)"
        return Decoded(decoded, (note,), valid)
    few = lines.broken <= max(1, lines.all // 10) and head.split(b"\n", 1)[0].isascii()
    if few:
        return Decoded(source, valid=False)
    what = "it mixes UTF-8 and GBK" if lines.utf8 else _guessed(head)
    raise InputError(f"{name}: neither UTF-8 nor likely GB18030 ({what}); save it as UTF-8")


def begins_as_utf8(source: Path | bytes) -> bool:
    """Whether the first bytes are UTF-8 that is what it seems to be, with lines that end in LF."""
    head = head_of(source)
    whole = head[: head.rfind(b"\n") + 1] or head
    marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return not (marked or not is_utf8(whole) or _find_mojibake(whole) or has_lone_returns(head))


def has_lone_returns(head: bytes) -> bool:
    """Whether lines end in CR alone."""
    return b"\r" in head and b"\n" not in head


def with_line_feeds(source: Path | bytes) -> Path | bytes:
    """The source with CR and CRLF turned into LF."""
    spool = LineSpool()
    pending = b""
    for block in _blocks(source):
        data = pending + block
        pending = b"\r" if data.endswith(b"\r") else b""
        data = data.removesuffix(b"\r") if pending else data
        spool.write(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    spool.write(b"\n" if pending else b"")
    return spool.close()


def head_of(source: Path | bytes) -> bytes:
    """The first MiB."""
    if isinstance(source, bytes):
        return source[:_HEAD]
    with source.open("rb") as file:
        return file.read(_HEAD)


def _blocks(source: Path | bytes) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _is_utf16_without_bom(head: bytes) -> bool:
    sample = head[:4000]
    if len(sample) < 4:
        return False
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    return max(even, odd) > 0.3 * half and min(even, odd) < 0.05 * half


def _is_utf8(source: Path | bytes) -> bool:
    return all(is_utf8(block.data) for block in blocks(source, 0))


def _is_cut_utf8(source: Path | bytes) -> bool:
    """Whether only the last character is no UTF-8, because the file was cut inside it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in _blocks(source):
            decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True


@dataclass
class _Count:
    """Lines of a file: all, those with UTF-8 beyond Latin letters, those that are no UTF-8."""

    all: int = 0
    utf8: int = 0
    broken: int = 0


def _count_lines(source: Path | bytes) -> _Count:
    """Count until enough broken lines are seen to tell."""
    count = _Count()
    for block in blocks(source, 0):
        data = block.data
        broken = list(broken_lines(data))
        count.all += data.count(b"\n")
        count.broken += len(broken)
        good = bytearray(data)
        for start, end in broken:
            good[start:end] = b"\n" * (end - start)
        beyond = np.flatnonzero(np.frombuffer(good, np.uint8) >= _FIRST_BEYOND_LATIN)
        ends = np.flatnonzero(np.frombuffer(good, np.uint8) == 0x0A)
        count.utf8 += np.unique(np.searchsorted(ends, beyond)).size
        if count.broken > _ENOUGH or count.utf8 > _ENOUGH + 10 * count.broken:
            break
    return count


def _from_gb18030(source: Path | bytes) -> tuple[Path | bytes, bool]:
    """The source as UTF-8, and whether all of it could be decoded; other lines stay as bytes."""
    spool = LineSpool()
    valid = True
    for block in blocks(source, 0):
        try:
            spool.write(block.data.decode("gb18030").encode())
        except UnicodeDecodeError:
            valid = False
            spool.writelines(_line_from_gb18030(line) for line in block.data.splitlines(True))
    return spool.close(), valid


def _line_from_gb18030(line: bytes) -> bytes:
    try:
        return line.decode("gb18030").encode()
    except UnicodeDecodeError:
        return b"\xff" + line if is_utf8(line) else line


def _decoded(source: Path | bytes, encoding: str, name: str) -> Path | bytes:
    decoder = codecs.getincrementaldecoder(encoding)()
    spool = LineSpool()
    try:
        for block in _blocks(source):
            spool.write(decoder.decode(block).encode())
        spool.write(decoder.decode(b"", final=True).encode())
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise InputError(
            f"{name}: neither UTF-8 nor {encoding.upper()} ({error.reason}); save it as UTF-8"
        ) from None
    return spool.close()


def _is_likely_gb18030(head: bytes) -> bool:
    """Whether GB18030 turns the bytes into characters that people write."""
    text = head.decode("gb18030", errors="ignore")
    other = [character for character in text if "\x80" <= character <= "\uffff"]
    return not other or sum(map(_is_common, other)) >= 0.7 * len(other)


def _proven(head: bytes) -> str | None:
    """The encoding of Japan or Korea whose letters stand in a text; None if there are too few."""
    text = head[: head.rfind(b"\n") + 1] or head
    for codec, name, letters in _LETTERS:
        written = _beyond_ascii(text, codec)
        found = [character for character in written if letters.match(character)]
        if (
            len(found) >= _PROOF[name] * max(len(written), 1)
            and len(set(found)) >= _LETTERS_OF_PROOF
        ):
            return name
    return None


def _beyond_ascii(text: bytes, codec: str) -> str:
    """The characters of a text that are no ASCII; none if it is not in this encoding."""
    try:
        return "".join(character for character in text.decode(codec) if character > "\x7f")
    except UnicodeDecodeError:
        return ""


_LETTERS = (
    ("cp932", "Shift-JIS", re.compile("[\u3041-\u30ff]")),
    ("euc_jp", "EUC-JP", re.compile("[\u3041-\u30ff]")),
    ("euc_kr", "EUC-KR", re.compile("[\uac00-\ud7a3]")),
)
"""Letters that no Chinese text is made of."""
_PROOF = {"Shift-JIS": 0.2, "EUC-JP": 0.2, "EUC-KR": 0.95}
"""Share of such letters among all that are no ASCII."""
_LETTERS_OF_PROOF = 6
"""How many different ones are asked for."""


def _guessed(head: bytes) -> str:
    return "it may be Big5" if _decodes_as_big5(head) else "it may be a Western code page"


def _require_no_mojibake(head: bytes, name: str) -> None:
    found = _find_mojibake(head)
    if found is not None:
        text, codec = found
        raise InputError(
            f"{name}: text such as {text!r} is UTF-8 that was read as {codec.upper()} and saved "
            "again; export the file again as UTF-8"
        )


def _find_mojibake(head: bytes) -> tuple[str, str] | None:
    """An example of UTF-8 that becomes Chinese when turned back into bytes, and the codec."""
    if head.isascii():
        return None
    text = head.decode(errors="ignore")
    cells = [cell for cell in re.split(r'[,;\t|"\r\n]', text)[:5000] if not cell.isascii()]
    for codec in ("gb18030", "cp1252"):
        twice = [cell for cell in cells if _is_chinese_in_disguise(cell, codec)]
        if 2 * len(twice) > len(cells):
            return twice[0][:20], codec
    return None


def _is_chinese_in_disguise(cell: str, codec: str) -> bool:
    raw = cell.rstrip("?\ufffd").encode(codec, errors="ignore")
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(raw)
    except UnicodeDecodeError:
        return False
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def _is_common(character: str) -> bool:
    """Whether a character is among the everyday ones of GB2312: its signs and first level."""
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return 0xA1 <= code[0] <= 0xA3 or 0xB0 <= code[0] <= 0xD7


def _decodes_as_big5(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("big5")().decode(head)
    except UnicodeDecodeError:
        return False
    return True
