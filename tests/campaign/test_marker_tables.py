"""No yes is ever read as no, and nobody marked is scored or contacted, whatever is drawn.

``CHURNKIT_MARKERS=200000`` draws as many configs and tables (``make soak``).
"""

from __future__ import annotations

import os
import random
import unicodedata
from collections import Counter
from contextlib import suppress
from typing import Any

import pytest

from tests.campaign.marker_tables import KINDS, draw, taken_as

DRAWS = int(os.environ.get("CHURNKIT_MARKERS", "300"))

COUNTED = ("returned", "referred", "complained", "complaint settled", "contacted")


def is_count(value: Any) -> bool:
    """Whether a value is a whole number above zero, written in any way."""
    with suppress(ValueError):
        number = float(unicodedata.normalize("NFKC", str(value)).strip(" \t\u200b\ufeff"))
        return number > 0 and number.is_integer()
    return False


def may_be_taken_as(kind: str, meaning: str, value: Any) -> set[str]:
    """What a value may be taken as without harm, beside what it means."""
    match kind, meaning:
        case "label" | "left", "nothing":
            return {"no"}  # a customer without a mark has not left
        case "consent", _:
            return {"yes"} if meaning == "yes" else {"no"}
        case "do-not-contact", "nothing":
            return {"yes"}  # who cannot be checked is not contacted
        case "do-not-contact", "unknown":
            return {"yes", "no"}  # the condition names the only values that bar
        case "stayed", "unknown":
            return {"unknown", "no"}  # the usual opposites, 0 among them
        case _, "unknown" if kind in COUNTED and is_count(value):
            return {"unknown", "yes"}
    return {meaning}


@pytest.mark.parametrize("kind", KINDS)
def test_no_mark_is_ever_missed_in_any_spelling(kind: str) -> None:
    met: Counter[str] = Counter()
    for seed in range(-(-DRAWS // len(KINDS))):
        rng = random.Random(f"{kind} {seed}")  # noqa: S311 - not for secrets
        drawn = draw(kind, rng, rng.randint(1, 12))
        taken = taken_as(kind, drawn)
        for row, (meaning, as_) in enumerate(zip(drawn.meanings, taken, strict=True)):
            allowed = may_be_taken_as(kind, meaning, drawn.column[row])
            assert as_ in allowed, (seed, row, drawn.column[row], drawn.words.configured)
        met.update(taken)
    assert {"yes", "no"} <= met.keys()
