# ruff: noqa: DTZ001 - times of a table have no zone
"""Writes the dirty tables of the battery: each is one way in which people's exports go wrong.

A case says what must come of it. OK: loaded exactly. NOTED: loaded exactly, with a note. LISTED:
the good rows are loaded and the bad ones listed with their lines. REFUSED: nothing is written and
the message says what the trouble is.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import polars as pl

from tests.draws import drawn

MANY_COLUMNS = drawn(2_000, 10_000)

__all__ = ["Case", "cases"]

GOOD = "id,name,spend\nC1,张三,10.5\nC2,李四,20\nC3,王五,30\n"
ROWS = [("C1", "张三", 10.5), ("C2", "李四", 20.0), ("C3", "王五", 30.0)]


@dataclass(frozen=True)
class Case:
    """A file and what must come of it."""

    name: str
    content: bytes
    outcome: str
    """OK, NOTED, LISTED or REFUSED."""
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    """What must be loaded."""
    said: str = ""
    """What a note or the refusal must say."""
    lines: list[int] = field(default_factory=list)
    """Lines that must be listed."""
    kinds: dict[str, str] = field(default_factory=dict)
    as_of: date | None = None
    file: str = "customers.csv"


def ok(name: str, content: bytes | str, rows: list[Any] = ROWS, **more: Any) -> Case:
    return Case(name, _bytes(content), "OK", rows, **more)


def noted(name: str, content: bytes | str, said: str, rows: list[Any] = ROWS, **more: Any) -> Case:
    return Case(name, _bytes(content), "NOTED", rows, said, **more)


def listed(
    name: str, content: bytes | str, lines: list[int], rows: list[Any] = ROWS, **more: Any
) -> Case:
    return Case(name, _bytes(content), "LISTED", rows, lines=lines, **more)


def refused(name: str, content: bytes | str, said: str, **more: Any) -> Case:
    return Case(name, _bytes(content), "REFUSED", said=said, **more)


def _bytes(content: bytes | str) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def cases() -> list[Case]:
    """The whole battery."""
    return [*encodings(), *structures(), *strangers(), *numbers(), *dates(), *ids()]


def encodings() -> Iterator[Case]:
    gbk = GOOD.encode("gbk")
    yield ok("UTF-8 with byte-order mark", b"\xef\xbb\xbf" + GOOD.encode())
    yield noted("GBK", gbk, "GB18030")
    yield noted(
        "GB18030 four-byte characters",
        GOOD.replace("张三", "𠮷野").encode("gb18030"),
        "GB18030",
        [("C1", "𠮷野", 10.5), *ROWS[1:]],
    )
    yield noted("UTF-16 LE with mark", b"\xff\xfe" + GOOD.encode("utf-16-le"), "UTF-16")
    yield noted("UTF-16 BE with mark", b"\xfe\xff" + GOOD.encode("utf-16-be"), "UTF-16")
    yield refused("UTF-16 LE without mark", GOOD.encode("utf-16-le"), "UTF-16")
    yield refused("UTF-16 BE without mark", GOOD.encode("utf-16-be"), "UTF-16")
    big5 = "客戶,姓名\n1,張三豐\n2,歐陽鋒\n3,黃藥師\n"
    yield refused("Big5", big5.encode("big5"), "Big5")
    yield refused(
        "Latin-1", "Straße,Größe\nMüller,hübsch\nJäger,größer\n".encode("latin-1"), "UTF-8"
    )
    yield listed(
        "one GBK line inside UTF-8",
        GOOD.encode() + "C4,赵六,40\n".encode("gbk") + "C5,孙七,50\n".encode(),
        [5],
        [*ROWS, ("C5", "孙七", 50.0)],
    )
    yield listed("invalid byte", GOOD.encode() + b"C4,\xff,40\n", [5])
    yield listed(
        "invalid byte in ASCII", b"id,spend\nC1,1\nC\xff,2\nC3,3\n", [3], [("C1", 1.0), ("C3", 3.0)]
    )
    yield listed("cut inside a character", (GOOD + "C4,赵").encode()[:-1], [5])
    yield listed(
        "cut inside the only character",
        b"id,name\nC1,x\nC2,y\nC3,\xe5\xbc",
        [4],
        [("C1", "x"), ("C2", "y")],
    )
    twice = GOOD.encode().decode("gbk", errors="replace")
    yield refused("UTF-8 that went through GBK", twice, "export the file again")
    yield noted(
        "byte-order mark in mid-file",
        GOOD.encode() + b"\xef\xbb\xbfC4,x,40\n",
        "byte-order mark",
        [*ROWS, ("C4", "x", 40.0)],
    )
    yield noted(
        "two files put together",
        GOOD.encode() + b"\xef\xbb\xbf" + GOOD.encode().replace(b"C", b"D"),
        "header, repeated",
        [*ROWS, ("D1", "张三", 10.5), ("D2", "李四", 20.0), ("D3", "王五", 30.0)],
    )
    yield noted("full-width letters in headers", "客户ＩＤ,x\nC1,a\n", "客户ID", [("C1", "a")])
    yield noted(
        "no-break and zero-width blanks in ids",
        "id,x\n\u00a0C1,a\nC\u200b2,b\n",
        "hidden blanks",
        [("C1", "a"), ("C2", "b")],
        kinds={"id": "id"},
    )


def structures() -> Iterator[Case]:
    yield refused("0 bytes", b"", "empty")
    yield refused("blank lines only", "\n\n", "empty")
    yield refused("header only", "id,name,spend\n", "without rows")
    yield ok("CR only", GOOD.replace("\n", "\r"))
    yield ok("CRLF", GOOD.replace("\n", "\r\n"))
    yield ok("CRLF and LF", GOOD.replace("\n", "\r\n", 2))
    yield noted("CR among LF", GOOD.replace("20\n", "20\r"), "CR alone")
    yield ok("no line end at the end", GOOD.rstrip("\n"))
    yield noted("blank lines", GOOD.replace("C2", "\n\nC2"), "blank lines")
    yield noted(
        "title lines", "Customers of March\nexported 2024-04-01\n\n" + GOOD, "above the header"
    )
    yield noted("title lines with delimiters", "Customers,,\n,,\n" + GOOD, "above the header")
    yield listed("footer", GOOD + "合计,,60.5\n", [5])
    yield listed("short footer", GOOD + "合计: 3\n", [5])
    yield listed("footer behind a blank line", GOOD + "\nTotal,,60.5\n", [6])
    yield refused("no header", "C1,2024-01-05,10.5\nC2,2024-01-06,20\n", "no header")
    yield refused("duplicate header", "id,spend,spend\n1,2,3\n", "'spend'")
    yield noted("empty header name", "id,,spend\nC1,a,3\n", "column_2", [("C1", "a", 3.0)])
    yield noted(
        "case and blanks differ from what is declared",
        " Customer_ID ,x\n007,a\n",
        "is taken for 'customer id'",
        [("007", "a")],
        kinds={"customer id": "id"},
    )
    yield listed("short row", GOOD + "C4,x\n", [5])
    yield listed("long row", GOOD + "C4,x,40,y\n", [5])
    yield noted(
        "header shorter than the rows",
        "id,name\nC1,a,1\nC2,b,2\n",
        "it has 2 names",
        [("C1", "a", 1.0), ("C2", "b", 2.0)],
    )
    yield noted(
        "header wider than the rows by an empty name",
        "id,,name\nC1,a\nC2,b\n",
        "empty names were left out",
        [("C1", "a"), ("C2", "b")],
    )
    yield noted("quote in the header", 'id,"na"me,spend\n' + GOOD[14:], "header was left out")
    yield noted(
        "stray quote",
        GOOD.replace("李四", '5" pipe'),
        "quotes inside",
        [ROWS[0], ("C2", '5" pipe', 20.0), ROWS[2]],
    )
    yield listed("text behind a quote", GOOD + 'C4,"x"y,40\n', [5])
    yield listed("missing delimiter before a quoted comma", GOOD + 'C4"x,y",40\n', [5])
    yield listed("unclosed quote", GOOD.replace("李四", '"李四'), [3], [ROWS[0], ROWS[2]])
    yield listed(
        "two unclosed quotes",
        'id,a,b,c\nC1,"x,1,2\nC2,y,3,4\nC3,z",5,6\nC4,w,7,8\n',
        [2],
        [("C2", "y", 3.0, 4.0), ("C3", 'z"', 5.0, 6.0), ("C4", "w", 7.0, 8.0)],
    )
    yield ok(
        "newline and comma inside quotes",
        'id,note\nC1,"two\nlines, one value"\nC2,x\n',
        [("C1", "two\nlines, one value"), ("C2", "x")],
    )
    yield ok("doubled quotes", 'id,note\nC1,"a ""b"" c"\n', [("C1", 'a "b" c')])
    for mark, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        yield noted(f"separated by {word}", GOOD.replace(",", mark), word)
    yield refused("full-width commas", GOOD.replace(",", "，"), "full-width commas")
    yield ok("comma and blank", GOOD.replace(",", ", "))
    yield noted(
        "apostrophes as quotes",
        "id,note\n'C1','a,b'\n'C2','c'\n",
        "apostrophes",
        [("C1", "a,b"), ("C2", "c")],
    )
    yield noted(
        "backslash escapes",
        'id,note\nC1,"a \\"b\\" c"\nC2,"d \\\\ e"\nC3,f\n',
        "backslash",
        [("C1", 'a "b" c'), ("C2", "d \\ e"), ("C3", "f")],
    )
    yield listed("NUL byte", GOOD + "C4,\0,40\n", [5])
    yield listed("a field of 6 MB", GOOD + "C4," + "x" * 6_000_000 + ",40\n", [5])
    wide = ",".join(f"c{place}" for place in range(MANY_COLUMNS))
    row = ("a",) * MANY_COLUMNS
    yield ok("many columns", wide + "\n" + ",".join(row) + "\n", [row])
    yield noted("sep= line", "sep=;\n" + GOOD.replace(",", ";"), "';' separates")
    yield noted(
        "header repeated in mid-file",
        GOOD + GOOD.replace("C", "D"),
        "header, repeated",
        [*ROWS, ("D1", "张三", 10.5), ("D2", "李四", 20.0), ("D3", "王五", 30.0)],
    )
    yield noted("Ctrl-Z at the end", GOOD + "\x1a", "Ctrl-Z")
    yield refused(
        "merge conflict",
        GOOD + "<<<<<<< HEAD\nC4,x,1\n=======\nC4,y,1\n>>>>>>> b\n",
        "merge conflict",
    )


def strangers() -> Iterator[Case]:
    parquet = io.BytesIO()
    frame = pl.DataFrame(ROWS, schema=["id", "name", "spend"], orient="row")
    frame.write_parquet(parquet)
    whole = parquet.getvalue()
    packed = gzip.compress(GOOD.encode(), mtime=0)
    yield ok("Parquet named .csv", whole)
    yield refused("truncated Parquet", whole[: len(whole) // 2], "Parquet")
    yield noted("gzip", packed, "gzip")
    yield refused("truncated gzip", packed[:-12], "cut off")
    yield refused("damaged gzip", packed[:20] + b"\xff\xff" + packed[22:], "damaged gzip")
    yield refused("workbook named .csv", b"PK\x03\x04" + b"\0" * 60, "Excel workbook")
    yield refused("old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 60, "(.xls)")
    yield refused("HTML", "<!DOCTYPE html>\n<html><body>x</body></html>\n", "HTML")
    yield refused("HTML table", "<html><table><tr><td>a</td></tr></table></html>", "HTML")
    yield refused("JSON lines", '{"id": 1, "x": 2}\n{"id": 2, "x": 3}\n', "JSON")
    yield refused("JSON", '[\n {"id": 1},\n {"id": 2}\n]\n', "JSON")
    yield refused("error page", "404 Not Found\n", "")
    yield refused("JSON error", '{"error": "unauthorised"}', "JSON")
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12345\n"
    yield refused("Git LFS pointer", pointer, "LFS")


def numbers() -> Iterator[Case]:
    def column(*values: str, kind: str | None = None) -> dict[str, Any]:
        content = "id,spend\n" + "".join(f'C{i},"{value}"\n' for i, value in enumerate(values))
        return {"content": content, "kinds": {"spend": kind} if kind else {}}

    def loaded(*values: float | str | None) -> list[Any]:
        return [(f"C{i}", value) for i, value in enumerate(values)]

    yield noted("thousands", **column("1,234.50", "2"), said="thousands", rows=loaded(1234.5, 2.0))
    yield noted(
        "full-width digits", **column("１２", "３．５"), said="full-width", rows=loaded(12.0, 3.5)
    )
    for text in ("¥{}", "￥{}", "{}元", "RMB {}"):
        values = (text.format("1,200.50"), text.format("3"))
        yield noted(f"money {text}", **column(*values), said="CNY", rows=loaded(1200.5, 3.0))
    yield refused("two currencies", **column("¥5", "$3"), said="CNY and USD")
    for odd in ("1.2万", "(12.50)", "12.50-", "inf", "1e400"):
        content = column("5", odd, "7", "8")
        yield listed(
            f"number {odd}", **content, lines=[3], rows=[("C0", 5.0), ("C2", 7.0), ("C3", 8.0)]
        )
    yield noted(
        "myriads, settled",
        **column("1.2万", "3", kind="number:myriads"),
        said="10000",
        rows=loaded(12000.0, 3.0),
    )
    yield noted(
        "accounting, settled",
        **column("(12.50)", "12.50-", kind="number:accounting"),
        said="-1",
        rows=loaded(-12.5, -12.5),
    )
    yield refused("decimal comma", **column("1,5", "2,25"), said="decimal-comma")
    yield noted(
        "decimal comma, settled",
        **column("1,5", "1.234,5", kind="number:decimal-comma"),
        said="comma",
        rows=loaded(1.5, 1234.5),
    )
    yield noted(
        "words for no value",
        **column("NA", "缺失", "-", "NULL", "#DIV/0!", "######", "NA", "5"),
        said="'NA' 2 times",
        rows=loaded(None, None, None, None, None, None, None, 5.0),
    )
    yield ok(
        "words for no value in a name",
        "id,name\nC1,Null\nC2,NA\nC3,-\n",
        [("C1", "Null"), ("C2", "NA"), ("C3", "-")],
        kinds={"name": "text"},
    )
    yield ok("negative refunds", **column("-5", "7"), rows=loaded(-5.0, 7.0))
    inert = ["=1+1", "<script>", "\x1b[31m", "\u202egnp", "../../x"]
    body = "".join(f'C{i},"{value}"\n' for i, value in enumerate(inert))
    yield ok("what could be run", "id,name\n" + body, loaded(*inert), kinds={"name": "text"})


def dates() -> Iterator[Case]:
    day = date(2024, 1, 5)

    def column(*values: str, kind: str | None = None) -> dict[str, Any]:
        content = "id,joined_on\n" + "".join(f"C{i},{value}\n" for i, value in enumerate(values))
        return {"content": content, "kinds": {"joined_on": kind} if kind else {}}

    def loaded(*values: object) -> list[Any]:
        return [(f"C{i}", value) for i, value in enumerate(values)]

    yield ok("ISO dates", **column("2024-01-05"), rows=loaded(day))
    for text in ("2024年1月5日", "2024/1/5", "20240105"):
        yield noted(f"date {text}", **column(text), said="not as YYYY-MM-DD", rows=loaded(day))
    yield noted(
        "afternoon",
        **column("2024-01-05 下午3:05"),
        said="several ways",
        rows=loaded(datetime(2024, 1, 5, 15, 5)),
    )
    yield refused("day or month", **column("03/04/2024"), said="dmy or mdy")
    yield noted(
        "day and month, settled",
        **column("05/01/2024", kind="date:dmy"),
        said="day, month",
        rows=loaded(day),
    )
    yield refused("two-digit years", **column("03/04/24"), said="two digits")
    yield noted("days of Excel", **column("45296"), said="Excel", rows=loaded(day))
    yield noted(
        "seconds", **column("1704412800"), said="seconds", rows=loaded(datetime(2024, 1, 5))
    )
    yield noted(
        "milliseconds",
        **column("1704412800000"),
        said="milliseconds",
        rows=loaded(datetime(2024, 1, 5)),
    )
    offsets = column("2024-01-05T08:00:00+08:00", "2024-01-05T00:00:00Z")
    yield noted(
        "mixed offsets",
        **offsets,
        said="UTC",
        rows=loaded(datetime(2024, 1, 5), datetime(2024, 1, 5)),
    )
    yield noted(
        "times with and without an offset",
        **column("2024-01-05T08:00:00+08:00", "2024-01-05T00:00:00"),
        said="times without an offset are taken for UTC",
        rows=loaded(datetime(2024, 1, 5), datetime(2024, 1, 5)),
    )
    yield ok("a leap day", **column("2024-02-29"), rows=loaded(date(2024, 2, 29)))
    for odd in ("2023-02-30", "2023-02-29", "0000-00-00"):
        rows = [("C0", day), ("C2", day)]
        yield listed(f"date {odd}", **column("2024-01-05", odd, "2024-01-05"), lines=[3], rows=rows)
    late = column("2024-01-05", "2031-01-05")
    yield listed("dates to come", **late, lines=[3], rows=[("C0", day)], as_of=date(2024, 6, 30))


def ids() -> Iterator[Case]:
    long = "123456789012345678"
    yield ok(
        "18-digit ids",
        f"id,x\n{long},a\n987654321098765432,b\n",
        [(long, "a"), ("987654321098765432", "b")],
    )
    yield ok("leading zeros", "code,x\n007,a\n012,b\n", [("007", "a"), ("012", "b")])
    yield refused("ids in powers of ten", "customer_id,x\n6.20E+18,a\n6.21E+18,b\n", "destroyed")
    yield refused(
        "declared ids in powers of ten", "c,x\n1,a\n6.20E+18,b\n", "destroyed", kinds={"c": "id"}
    )
    yield listed("null id", "id,x\nC1,a\n,b\nNULL,c\n", [3, 4], [("C1", "a")], kinds={"id": "id"})
    yield listed(
        "duplicate ids",
        "id,x\nC1,a\nC2,b\nC1,c\n",
        [4],
        [("C1", "a"), ("C2", "b")],
        kinds={"id": "id"},
    )
    yield listed("exact duplicates", "id,x\nC1,a\nC1,a\n", [3], [("C1", "a")], kinds={"id": "id"})
