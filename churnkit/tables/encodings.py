"""Every file becomes UTF-8: what the bytes are is found out, told, and never guessed wrong."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from churnkit.errors import InputError
from churnkit.tables.scratch import Spool

__all__ = ["Decoded", "as_utf8", "head_of", "with_line_feeds"]

_BLOCK = 1 << 22
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
    if _is_utf16_without_mark(head):
        raise InputError(
            f"{name}: every second byte is NUL, as in UTF-16 without a byte-order mark; "
            "save it as UTF-8, or say encoding: utf-16"
        )
    if _is_utf8(source):
        return Decoded(source)
    if _is_mostly_utf8(source):
        return Decoded(source, valid=False)
    _refuse_other_encodings(head, name)
    note = f"{name}: read as GB18030 (which includes GBK)"
    return Decoded(_decoded(source, "gb18030", name), (note,))


def with_line_feeds(source: Path | bytes) -> Path | bytes:
    """The source with CR and CRLF turned into LF."""
    spool = Spool()
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


def _is_utf16_without_mark(head: bytes) -> bool:
    sample = head[:4000]
    if len(sample) < 4:
        return False
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    return max(even, odd) > 0.3 * half and min(even, odd) < 0.05 * half


def _is_utf8(source: Path | bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    pending = False
    try:
        for block in _blocks(source):
            if pending or not block.isascii():
                decoder.decode(block)
                pending = bool(decoder.getstate()[0])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(source: Path | bytes) -> bool:
    """Whether of the lines with other characters than ASCII most are UTF-8."""
    good = bad = 0
    for block in _blocks(source):
        for line in block.split(b"\n")[1 if good + bad else 0 : -1] or [block]:
            if not line.isascii():
                try:
                    line.decode()
                    good += 1
                except UnicodeDecodeError:
                    bad += 1
    return good > bad


def _decoded(source: Path | bytes, encoding: str, name: str) -> Path | bytes:
    decoder = codecs.getincrementaldecoder(encoding)()
    spool = Spool()
    try:
        for block in _blocks(source):
            spool.write(decoder.decode(block).encode())
        spool.write(decoder.decode(b"", final=True).encode())
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise InputError(
            f"{name}: neither UTF-8 nor {encoding.upper()} ({error.reason}); save it as UTF-8"
        ) from None
    return spool.close()


def _refuse_other_encodings(head: bytes, name: str) -> None:
    """Refuse bytes that GB18030 would turn into characters that nobody writes."""
    text = head.decode("gb18030", errors="ignore")
    other = [character for character in text if not character.isascii()]
    common = sum(_is_common(character) for character in other)
    if other and common < 0.7 * len(other):
        big5 = _decodes_as_big5(head)
        raise InputError(
            f"{name}: not UTF-8, and no likely GB18030 text either"
            f"{'; it may be Big5' if big5 else ''}; save it as UTF-8"
        )


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
