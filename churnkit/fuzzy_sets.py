"""The fuzzy sets of a number: their names, where they peak, and their words in both languages.

This table is the one place that knows them. A further set is one name, one row, and a peak of its
own; the config, the learners and the sentences follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SetName = Literal["very_low", "low", "middle", "high", "very_high"]


@dataclass(frozen=True)
class SetKind:
    """One set of a partition."""

    name: SetName
    position: float
    """Where it peaks: -1 at the low end, 0 at the zero point, 1 at the high end."""
    words: dict[Literal["en", "zh"], str]
    """What people call it, where the config says nothing."""
    ago_words: dict[Literal["en", "zh"], str]
    """The same for a date with a label of its own, of which a high value lies long ago."""


SETS = (
    SetKind(
        name="very_low",
        position=-1.0,
        words={"en": "very low", "zh": "很低"},
        ago_words={"en": "very recent", "zh": "很近"},
    ),
    SetKind(
        name="low",
        position=-0.5,
        words={"en": "low", "zh": "较低"},
        ago_words={"en": "recent", "zh": "较近"},
    ),
    SetKind(
        name="middle",
        position=0.0,
        words={"en": "medium", "zh": "中等"},
        ago_words={"en": "some time ago", "zh": "不近不远"},
    ),
    SetKind(
        name="high",
        position=0.5,
        words={"en": "high", "zh": "较高"},
        ago_words={"en": "long ago", "zh": "较久"},
    ),
    SetKind(
        name="very_high",
        position=1.0,
        words={"en": "very high", "zh": "很高"},
        ago_words={"en": "very long ago", "zh": "很久"},
    ),
)
"""All sets, ascending."""

SET_NAMES: tuple[SetName, ...] = tuple(kind.name for kind in SETS)


def names_of(number: int) -> tuple[SetName, ...]:
    """The names of fewer sets than all: as many below the middle as above it.

    An even number has no middle; three or fewer leave out the outermost names.

    >>> names_of(3), names_of(4)
    (('low', 'middle', 'high'), ('very_low', 'low', 'high', 'very_high'))
    """
    if number == len(SETS):
        return tuple(kind.name for kind in SETS)
    below = [kind for kind in SETS if kind.position < 0]
    above = [kind for kind in SETS if kind.position > 0]
    half = number // 2
    inner = [kind for kind in SETS if kind.position == 0] if number % 2 else []
    kept = (*below[len(below) - half :], *inner, *above[:half])
    return tuple(kind.name for kind in kept)
