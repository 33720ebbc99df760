"""How a message about an unknown name ends: "did you mean ...?", or what there is."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

_MOST_SHOWN = 20

_INTERNAL = "__"
"""What the names of columns begin with that churnkit adds to a table for itself."""


def suggestion(name: str, known: Sequence[str]) -> str:
    """Words that end a message about an unknown name: the closest known one, or what there is."""
    known = [each for each in known if not each.startswith(_INTERNAL)]
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    if close:
        return f"; did you mean '{close[0]}'?"
    shown = ", ".join(known[:_MOST_SHOWN]) + (", …" if len(known) > _MOST_SHOWN else "")
    return f" (found: {shown})" if known else ""
