"""What reasons say beside the rules: how a customer compares with most others."""

from __future__ import annotations

from dataclasses import dataclass

from churnkit.config.sections.project import Language


@dataclass(frozen=True, kw_only=True)
class ReasonTexts:
    """The texts of one language; braces are filled in."""

    with_value: str
    """A condition and the customer's own value."""
    most_over: str
    most_under: str
    some_over: str
    some_under: str
    not_met: str
    """A rule that keeps most customers, and does not hold for this one."""


_ENGLISH = ReasonTexts(
    with_value="{words}: {value}",
    most_over="{words} (most have over {limit})",
    most_under="{words} (most have under {limit})",
    some_over="{words} ({share} have over {limit})",
    some_under="{words} ({share} have under {limit})",
    not_met="does not hold: {rule}",
)

_CHINESE = ReasonTexts(
    with_value="{words}：{value}",
    most_over="{words}（多数客户高于 {limit}）",
    most_under="{words}（多数客户低于 {limit}）",
    some_over="{words}（{share} 的客户高于 {limit}）",
    some_under="{words}（{share} 的客户低于 {limit}）",
    not_met="不满足：{rule}",
)

REASON_TEXTS: dict[Language, ReasonTexts] = {"en": _ENGLISH, "zh": _CHINESE}
