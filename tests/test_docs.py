"""The documents: paths that they name exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
ARCHITECTURE = (DOCS / "architecture.md").read_text(encoding="utf-8")

PATHS = sorted(
    {
        name
        for name in re.findall(r"`([\w./-]+)`", ARCHITECTURE)
        if name.startswith(("churnkit/", "tests/", "docs/", "bench/", "configs/"))
    }
)
FOLDERS = sorted(
    f"{folder.relative_to(ROOT)}/"
    for folder in (ROOT / "churnkit").rglob("*")
    if folder.is_dir() and list(folder.glob("*.py"))
)


@pytest.mark.parametrize("path", PATHS)
def test_what_the_architecture_names_exists(path):
    assert (ROOT / path).is_dir() if path.endswith("/") else (ROOT / path).is_file()


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_has_its_line_in_the_architecture(folder):
    assert f"| `{folder}` |" in ARCHITECTURE


def test_functions_stand_in_the_files_that_the_architecture_says():
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \| ([^|]+) \|$", ARCHITECTURE, flags=re.MULTILINE)
    pairs = [
        (re.findall(r"`([\w.]+)`", names), re.findall(r"`(\S+)`", files)) for names, files in rows
    ]
    assert sum(len(names) for names, _ in pairs) > 15
    for names, files in pairs:
        source = "".join((ROOT / file).read_text(encoding="utf-8") for file in files)
        for name in names:
            defined = rf"^\s*(def|class) {name.split('.')[-1]}\b"
            assert re.search(defined, source, flags=re.MULTILINE), f"{name} is not in {files}"
