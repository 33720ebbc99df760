"""Golden files: what a user sees, whole and exact.

``CHURNKIT_GOLDEN=write pytest`` (``make golden``) writes them anew; read the difference before you
commit it.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def assert_golden(name: str, text: str) -> None:
    """Compare ``text`` with the golden file ``name``, or write that file where asked to."""
    file = FOLDER / name
    if os.environ.get("CHURNKIT_GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.exists(), f"no golden file {name}; write it by: make golden"
    assert text == file.read_text(encoding="utf-8")
