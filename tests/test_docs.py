"""The documents: paths that they name exist, examples print what stands below them.

``CHURNKIT_GOLDEN=write`` writes the outputs of the examples anew.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
LIBRARY = DOCS / "library.md"
ARCHITECTURE = (DOCS / "architecture.md").read_text(encoding="utf-8")
INPUTS = (DOCS / "inputs.md").read_text(encoding="utf-8")

PATHS = sorted(
    {
        name
        for name in re.findall(r"`([\w./-]+)`", ARCHITECTURE + INPUTS)
        if name.startswith(("churnkit/", "tests/", "docs/", "bench/", "configs/"))
    }
)
FOLDERS = sorted(
    f"{folder.relative_to(ROOT)}/"
    for folder in (ROOT / "churnkit").rglob("*")
    if folder.is_dir() and list(folder.glob("*.py"))
)


@pytest.mark.parametrize("path", PATHS)
def test_what_architecture_and_inputs_name_exists(path):
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


EXAMPLE = re.compile(
    r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE
)
END = "\x1e"


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """What each example of the library prints, run as in a notebook."""
    pytest.importorskip("pandas")
    pytest.importorskip("sklearn")
    folder = tmp_path_factory.mktemp("notebook")
    for name in ("configs", "sample_data"):
        (folder / name).symlink_to(ROOT / name)
    examples = EXAMPLE.findall(LIBRARY.read_text(encoding="utf-8"))
    code = "".join(f"{example}\nprint({END!r}, end='')\n" for example, _ in examples)
    finished = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.split(END)[:-1]


def test_the_examples_of_the_library_print_what_stands_below_them(printed):
    text = LIBRARY.read_text(encoding="utf-8")
    outputs = iter(printed)

    def with_output(example: re.Match[str]) -> str:
        output = next(outputs)
        below = f"\n```text\n{output}```\n" if output else ""
        return f"```python\n{example[1]}```\n{below}"

    made = EXAMPLE.sub(with_output, text)
    if os.environ.get("CHURNKIT_GOLDEN") == "write":
        LIBRARY.write_text(made, encoding="utf-8")
        text = made
    assert made == text
