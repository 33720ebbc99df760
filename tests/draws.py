"""How much is drawn: less in the tests that run all day, all of it in ``make soak``."""

from __future__ import annotations

import os

_IN_FULL = bool(os.environ.get("CHURNKIT_FULL"))


def drawn(often: int, in_full: int) -> int:
    """The number of cases to draw."""
    return in_full if _IN_FULL else often
