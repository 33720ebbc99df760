"""The texts on whether today's customers are those that the rules were learnt on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from churnkit.config.sections.project import Language
from churnkit.drift.compare import Change, Drift, Likeness, Shift

_MOST_NAMED = 5
"""Changes that the note names."""


@dataclass(frozen=True, kw_only=True)
class DriftTexts:
    """The texts of one language; braces are filled in."""

    likeness: dict[Likeness, str]
    not_judged: str
    stops: str
    changes: dict[Change, str]
    medians: str
    score_shifted: str
    separator: str
    end: str
    more: str


_ENGLISH = DriftTexts(
    likeness={
        "as_learnt": "Today's customers are like those that the rules were learnt on.",
        "shifted": "Today's customers differ from those that the rules were learnt on: ",
        "another_world": "Today's customers have little in common with those that the rules were "
        "learnt on: ",
    },
    not_judged="Today's customers were not compared with those that the rules were learnt on: the "
    "model was learnt by an older version; run churnkit train again.",
    stops="Nothing was published. Check the table; learn anew where it is right, or set "
    "score.drift: note to score it all the same.",
    changes={
        "empty": "{name} is empty",
        "unreadable_all": "{name} cannot be read for {found} of the customers ({learnt} when "
        "learnt)",
        "constant": "{name} has one value only",
        "beyond": "{name} lies beyond all that was learnt for {found} of the customers",
        "score_index": "the score has another distribution (stability index {index}, at most "
        "{bound} "
        "allowed{medians})",
        "distribution": "{name} has shifted (stability index {index}, at most {bound} "
        "allowed{medians})",
        "missing": "{name} is missing for {found} of the customers ({learnt} when learnt)",
        "unreadable": "{name} cannot be read for {found} of the customers ({learnt} when learnt)",
        "unseen": "{name} has values that were not learnt for {found} of the customers ({learnt} "
        "when learnt)",
    },
    medians="; median {learnt} → {found}",
    score_shifted="the score has shifted (stability index {index}, at most {bound} "
    "allowed{medians})",
    separator="; ",
    end=".",
    more="{number} more",
)

_CHINESE = DriftTexts(
    likeness={
        "as_learnt": "本次客户的情况与学习规则所用的客户相近。",
        "shifted": "本次客户与学习规则所用的客户有差异：",
        "another_world": "本次客户与学习规则所用的客户大不相同：",
    },
    not_judged="未将本次客户与学习规则所用的客户比较：模型由旧版本学得；"
    "请重新运行 churnkit train。",
    stops="没有发布任何内容。请检查该表；如数据无误，请重新学习；"
    "或设置 score.drift: note 仍然评分。",
    changes={
        "empty": "{name} 为空",
        "unreadable_all": "{found} 的客户的 {name} 无法读取（学习时为 {learnt}）",
        "constant": "{name} 只有一个值",
        "beyond": "{found} 的客户的 {name} 超出学习时的全部取值",
        "score_index": "得分的分布大不相同（稳定性指数 {index}，上限 {bound}{medians}）",
        "distribution": "{name} 的分布有变化（稳定性指数 {index}，上限 {bound}{medians}）",
        "missing": "{found} 的客户缺少 {name}（学习时为 {learnt}）",
        "unreadable": "{found} 的客户的 {name} 无法读取（学习时为 {learnt}）",
        "unseen": "{found} 的客户的 {name} 取值未曾学习过（学习时为 {learnt}）",
    },
    medians="；中位数 {learnt} → {found}",
    score_shifted="得分的分布有变化（稳定性指数 {index}，上限 {bound}{medians}）",
    separator="；",
    end="。",
    more="另有 {number} 项",
)

DRIFT_TEXTS: dict[Language, DriftTexts] = {"en": _ENGLISH, "zh": _CHINESE}


def drift_note(drift: Drift | None, language: Language) -> str:
    """One note on all that changed; None: the model of an older version has no profiles."""
    texts = DRIFT_TEXTS[language]
    if drift is None:
        return texts.not_judged
    if not drift.shifts:
        return texts.likeness[drift.likeness]
    return texts.likeness[drift.likeness] + texts.separator.join(_named(drift, texts)) + texts.end


def drift_refusal(drift: Drift, language: Language) -> str:
    """The message that stops scoring: the note, and what to do."""
    space = " " if language == "en" else ""
    return f"{drift_note(drift, language)}{space}{DRIFT_TEXTS[language].stops}"


def _named(drift: Drift, texts: DriftTexts) -> Iterator[str]:
    for shift in drift.shifts[:_MOST_NAMED]:
        yield _words(shift, texts)
    if len(drift.shifts) > _MOST_NAMED:
        yield texts.more.format(number=len(drift.shifts) - _MOST_NAMED)


def _words(shift: Shift, texts: DriftTexts) -> str:
    by_index = shift.change in ("distribution", "score_index")
    of_score = shift.is_score and shift.change == "distribution"
    return (texts.score_shifted if of_score else texts.changes[shift.change]).format(
        name=shift.name,
        learnt=_share(shift.learnt),
        found=_share(shift.found),
        index="" if shift.index is None else f"{shift.index:.2f}",
        bound="" if shift.bound is None else f"{shift.bound:.2f}",
        medians=_medians(shift, texts) if by_index else "",
    )


def _medians(shift: Shift, texts: DriftTexts) -> str:
    if shift.learnt is None or shift.found is None:
        return ""
    return texts.medians.format(learnt=f"{shift.learnt:.4g}", found=f"{shift.found:.4g}")


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"
