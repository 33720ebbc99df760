"""Lists opened in LibreOffice: ``python tests/soak/soak_lists.py [LISTS] [SEED]``.

Makes lists full of hostile cells, and that of the sample campaign, opens each as a workbook and as
CSV in LibreOffice (``soffice``, of the package libreoffice-calc), and looks at every cell: ids,
Chinese text and amounts have arrived unchanged, and none is a formula or a link. Ends with exit
code 1 at the first cell that has not.
"""

from __future__ import annotations

import math
import random
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from churnkit.campaign.delivery import require_delivery, write_lists
from churnkit.commands.run import run
from churnkit.config.loading import load_config
from churnkit.config.sections.campaign import FileSettings
from churnkit.prepare.column_names import raw_name
from churnkit.tables.write.csv_list import neutralised
from churnkit.workspace.runs import Run

ROOT = Path(__file__).parent.parent.parent
SAMPLE = ROOT / "configs" / "campaign.yaml"
FORMATS = ("csv", "xlsx", "parquet")
ROWS = 300
STARTS = (
    "=",
    "+",
    "-",
    "@",
    "＝",
    "{=",
    "'",
    '"',
    "http://",
    "mailto:a@",
    "=cmd|'/C x'!A",
    "",
)
PIECES = (
    "1+1", "SUM(A1)", "张三", "李四，先生", ";", ",", '"', "''", "\n", " ", "0", "e5", "%",
    "¥1,234.50",
    "2024-01-02", "&lt;", "_x0041_", "é", "𠮷", "HYPERLINK(\"http://x\")", "|", "true",
)  # fmt: skip
NAMESPACES = {
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}
STANDARD, TEXT = 1, 2
"""How LibreOffice reads a column of CSV: as it thinks best, or as text."""


def soak(lists: int, seed: int) -> None:
    """Make and open so many hostile lists, then that of the sample campaign."""
    draw = random.Random(seed)  # noqa: S311 - hostile, not secret
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(1, lists + 1):
            _write_hostile_list(folder, draw)
            cells = _check(folder)
            _tell(f"hostile list {number} of {lists}: {cells:,} cells unchanged, no formula")
        _require_sight(folder)
        _tell(f"sample campaign: {_check(_sample_campaign(folder)):,} cells unchanged, no formula")


def _write_hostile_list(folder: Path, draw: random.Random) -> None:
    def text() -> str:
        return draw.choice(STARTS) + "".join(draw.choices(PIECES, k=draw.randint(0, 4)))

    listed = pl.DataFrame(
        {
            "id": [f"{draw.randrange(10**18):018}" for _ in range(ROWS)],
            "rank": range(1, ROWS + 1),
            "score": [draw.random() for _ in range(ROWS)],
            "value": [draw.choice([-1, 1]) * draw.random() * 10**6 for _ in range(ROWS)],
            "reasons": [text() for _ in range(ROWS)],
            raw_name("姓名"): [text() for _ in range(ROWS)],
            raw_name("=1+1"): [text() for _ in range(ROWS)],
        }
    )
    delivery = require_delivery(
        FileSettings(formats=FORMATS), columns=("姓名", "=1+1"), id_column="id"
    )
    write_lists(Run(folder), listed, listed.head(0), delivery)


def _sample_campaign(folder: Path) -> Path:
    work = folder / "work"
    run(load_config(SAMPLE, [f"work={work}", f"campaign.files.formats=[{', '.join(FORMATS)}]"]))
    return work / "current"


def _check(folder: Path) -> int:
    """Open ``list.xlsx`` and ``list.csv`` and compare all cells with ``list.parquet``."""
    meant = pl.read_parquet(folder / "list.parquet")
    _compare(_cells(folder / "list.xlsx"), _rows(meant), "list.xlsx")
    texts = [name for name, dtype in meant.schema.items() if dtype == pl.String]
    inert = meant.with_columns(neutralised(pl.col(name)).alias(name) for name in texts)
    headers = pl.Series("name", meant.columns).to_frame().select(neutralised(pl.col("name")))
    inert.columns = headers.to_series().to_list()
    as_text = [TEXT if dtype == pl.String else STANDARD for dtype in meant.dtypes]
    _compare(_cells(folder / "list.csv", as_text), _rows(inert), "list.csv")
    _cells(folder / "list.csv", [STANDARD] * meant.width)  # as a double click does: no formula
    return (meant.height + 1) * meant.width


def _rows(frame: pl.DataFrame) -> list[list[object]]:
    return [list(frame.columns), *(list(row) for row in frame.iter_rows())]


def _compare(found: list[list[object]], meant: list[list[object]], file: str) -> None:
    for number, row in enumerate(meant):
        cells = [*(found[number] if number < len(found) else []), *([None] * len(row))]
        for cell, own in zip(cells, row, strict=False):
            if not _is_same(cell, own):
                raise SystemExit(f"{file}, row {number}: {own!r} has become {cell!r}")


def _is_same(cell: object, own: object) -> bool:
    if isinstance(cell, float) and isinstance(own, float | int):
        return math.isclose(cell, own, rel_tol=1e-14)
    return cell == (None if own == "" else own)


def _require_sight(folder: Path) -> None:
    """Formulas that are there have to be seen, or the rest proves nothing."""
    (folder / "raw.csv").write_text("id,x\n1,=1+1\n", encoding="utf-8")
    try:
        _cells(folder / "raw.csv", [STANDARD] * 2)
    except SystemExit:
        return
    raise SystemExit("raw.csv: a formula was not seen")


def _cells(file: Path, columns: list[int] | None = None) -> list[list[object]]:
    """All cells of a file as LibreOffice sees them; ends where one is a formula or a link."""
    tree = ET.parse(_opened(file, columns))  # noqa: S314 - LibreOffice wrote it
    formulas = tree.findall(".//*[@table:formula]", NAMESPACES)
    links = tree.findall(".//text:a", NAMESPACES)
    if formulas or links:
        raise SystemExit(f"{file.name}: {len(formulas)} formulas, {len(links)} links")
    rows = tree.findall(".//table:table", NAMESPACES)[0].iter(_name("table:table-row"))
    return [list(_row(row)) for row in rows]


def _opened(file: Path, columns: list[int] | None) -> Path:
    """The file as LibreOffice saves it: flat OpenDocument."""
    formats = "/".join(f"{number}/{kind}" for number, kind in enumerate(columns or [], 1))
    reading = [f"--infilter=CSV:44,34,76,1,{formats},,false,false"] if columns else []
    profile = f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", *reading, "--convert-to", "fods",
         "--outdir", str(file.parent / "opened"), str(file)],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return file.parent / "opened" / f"{file.stem}.fods"


def _row(row: ET.Element) -> Iterator[object]:
    for cell in row.iter(_name("table:table-cell")):
        repeated = int(cell.get(_name("table:number-columns-repeated"), "1"))
        value = _value(cell)
        yield from [value] * (repeated if value is not None else min(repeated, 99))


def _value(cell: ET.Element) -> object:
    kind = cell.get(_name("office:value-type"))
    if kind is None:
        return None
    if kind == "string":
        return "\n".join(_text(paragraph) for paragraph in cell.findall("text:p", NAMESPACES))
    return float(cell.get(_name("office:value"), "nan"))


def _text(node: ET.Element) -> str:
    parts = [node.text or ""]
    for child in node:
        blanks = int(child.get(_name("text:c"), "1"))
        marks = {_name("text:s"): " " * blanks, _name("text:tab"): "\t"}
        parts += [marks.get(child.tag) or _text(child), child.tail or ""]
    return "".join(parts)


def _name(prefixed: str) -> str:
    prefix, name = prefixed.split(":")
    return f"{{{NAMESPACES[prefix]}}}{name}"


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a script


if __name__ == "__main__":
    if shutil.which("soffice") is None:
        sys.exit(
            "soffice: not found; install LibreOffice Calc, e.g. apt-get install libreoffice-calc"
        )
    numbers = [int(argument) for argument in sys.argv[1:]]
    soak(numbers[0] if numbers else 5, numbers[1] if len(numbers) > 1 else 0)
