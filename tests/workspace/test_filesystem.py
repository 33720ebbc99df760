"""What the system must offer: told in one line where it is not there, and asked by one module."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import churnkit

PACKAGE = Path(churnkit.__file__).parent
BLOCKED = "import sys; sys.modules['fcntl'] = None\n"
"""As on native Windows, where there is no such module."""


def run_blocked(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BLOCKED + code], capture_output=True, text=True, check=False
    )


def test_what_does_not_publish_needs_no_file_locks(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,x\n1,2\n")
    done = run_blocked(
        "import churnkit, churnkit.commands.rules, churnkit.commands.run, churnkit.sklearn\n"
        f"print(churnkit.clean({str(tmp_path / 'in.csv')!r}, {str(tmp_path / 'out.csv')!r}).rows)"
    )
    assert (done.stdout, done.stderr) == ("1\n", "")


def test_what_publishes_says_in_one_line_where_it_can(tmp_path: Path) -> None:
    work = f"work={tmp_path}"
    done = run_blocked(
        f"from churnkit.cli import main\nmain(['train', 'configs/telecom.yaml', '--set', {work!r}])"
    )
    assert done.returncode == 8
    assert done.stderr.startswith("churnkit: this command publishes")
    assert "Linux, macOS and WSL" in done.stderr
    assert done.stderr.count("\n") == 1


def test_one_module_knows_the_system() -> None:
    asks = re.compile(r"\bfcntl\b|os\.link\(|fsync\(|O_NOFOLLOW|fchmod")
    asking = {path.name for path in PACKAGE.rglob("*.py") if asks.search(path.read_text("utf-8"))}
    assert asking == {"filesystem.py"}
