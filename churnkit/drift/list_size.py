"""Whether the list is about as long as the one before; half a table makes half a list."""

from __future__ import annotations

from churnkit.config.sections.project import Language

_TEXTS: dict[Language, str] = {
    "en": "the list has {now:,} customers, the former one had {before:,} ({times} times as many; "
    "score.expect.rows is {low:g} to {high:g}): check that the table of current customers is "
    "whole before it is used",
    "zh": "名单有 {now:,} 位客户，上一份名单有 {before:,} 位（为其 {times} 倍；"
    "score.expect.rows 为 {low:g} 到 {high:g}）：使用之前请核对当前客户表是否完整",
}


def list_size_note(
    before: int, now: int, factors: tuple[float, float], language: Language
) -> str | None:
    """One note on a list that shrank or grew beyond the factors; None: it did not.

    Example:
        >>> list_size_note(900, 120, (0.5, 2), "en")[:60]
        'the list has 120 customers, the former one had 900 (0.13 tim'
        >>> list_size_note(900, 800, (0.5, 2), "en")
    """
    low, high = factors
    if not before or low * before <= now <= high * before:
        return None
    return _TEXTS[language].format(
        now=now, before=before, times=f"{now / before:.2g}", low=low, high=high
    )
