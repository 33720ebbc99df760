"""The fuzzy sets of a number: their names, where they peak, and their words in both languages.

This table is the one place that knows them. A further set is one name, one row, and a peak of its
own; the config, the learners and the sentences follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Quantity = Literal["count", "time", "amount"]
"""What numbers are: how many, how long, or how much."""
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
    time_words: dict[Literal["en", "zh"], str]
    """The same for a time that lasts, such as days since something."""
    count_words: dict[Literal["en", "zh"], str]
    """The same for how many there are."""

    def words_for(self, quantity: Quantity | None) -> dict[Literal["en", "zh"], str]:
        """The words for a number of that kind."""
        if quantity == "time":
            return self.time_words
        return self.count_words if quantity == "count" else self.words


SETS = (
    SetKind(
        name="very_low",
        position=-1.0,
        words={"en": "very low", "zh": "很低"},
        ago_words={"en": "very recent", "zh": "很近"},
        time_words={"en": "very short", "zh": "很短"},
        count_words={"en": "very low", "zh": "很少"},
    ),
    SetKind(
        name="low",
        position=-0.5,
        words={"en": "low", "zh": "较低"},
        ago_words={"en": "recent", "zh": "较近"},
        time_words={"en": "short", "zh": "较短"},
        count_words={"en": "low", "zh": "较少"},
    ),
    SetKind(
        name="middle",
        position=0.0,
        words={"en": "medium", "zh": "中等"},
        ago_words={"en": "some time ago", "zh": "不近不远"},
        time_words={"en": "medium", "zh": "中等"},
        count_words={"en": "medium", "zh": "中等"},
    ),
    SetKind(
        name="high",
        position=0.5,
        words={"en": "high", "zh": "较高"},
        ago_words={"en": "long ago", "zh": "较久"},
        time_words={"en": "long", "zh": "较长"},
        count_words={"en": "high", "zh": "较多"},
    ),
    SetKind(
        name="very_high",
        position=1.0,
        words={"en": "very high", "zh": "很高"},
        ago_words={"en": "very long ago", "zh": "很久"},
        time_words={"en": "very long", "zh": "很长"},
        count_words={"en": "very high", "zh": "很多"},
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
