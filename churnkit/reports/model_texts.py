"""The texts of the page of a model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ModelTexts:
    """The texts of one language; braces are filled in."""

    # model
    title: str
    note: str
    meanings: str
    word: str
    fully: str
    partly: str
    at: str
    above: str
    below: str


ENGLISH = ModelTexts(
    title="Rules",
    note="This page is for people; churnkit itself reads model.json.",
    meanings="Meaning of the words",
    word="word",
    fully="applies fully",
    partly="applies partly",
    at="at {low}",
    above="above {low}",
    below="below {high}",
)

CHINESE = ModelTexts(
    title="规则",
    note="本文件供人阅读；churnkit 本身读取 model.json。",
    meanings="用词的含义",
    word="用词",
    fully="完全成立",
    partly="部分成立",
    at="{low}",
    above="高于 {low}",
    below="低于 {high}",
)
