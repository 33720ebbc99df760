"""Chinese. Labels stand in brackets: they may be column names, and Chinese has no blanks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from churnkit.fuzzy_sets import Quantity
from churnkit.rules.ruleset import Verdict

_OF_AMOUNTS = (None, "amount")


class Chinese:
    """如果【服务电话次数】很高，且【消费金额】并非较高，则客户流失。"""  # noqa: D415 - ends in 。

    no_rule = "没有规则适用"
    between_reasons = "，"
    no_reason = "没有明显的流失迹象"
    values: Mapping[str, str] = {
        "yes": "是", "no": "否", "(other)": "（其他）", "(missing)": "（缺失）",
    }  # fmt: skip

    def days_since(self, name: str) -> str:
        """A label for the days from a date until the reference date."""
        return f"距{name}的天数"

    def below(self, label: str, high: str, quantity: Quantity | None = None) -> str:
        """The variable is below a number."""
        return f"【{label}】{'低于' if quantity in _OF_AMOUNTS else '少于'} {high}"

    def at_least(self, label: str, low: str, quantity: Quantity | None = None) -> str:
        """The variable is a number or more."""
        return f"【{label}】{'不低于' if quantity in _OF_AMOUNTS else '不少于'} {low}"

    def between(self, label: str, low: str, high: str, *, negated: bool) -> str:
        """The variable is ``low`` or more, and below ``high``."""
        return f"【{label}】{'不' if negated else ''}在 {low}（含）至 {high}（不含）之间"

    def whole_between(
        self,
        label: str,
        first: str,
        last: str,
        quantity: Quantity | None = None,  # noqa: ARG002 - one signature for all
    ) -> str:
        """The variable is a whole number from ``first`` to ``last``."""
        return f"【{label}】为 {first}" if first == last else f"【{label}】为 {first} 至 {last}"

    def is_set(self, label: str, words: str, *, negated: bool) -> str:
        """The variable is in a fuzzy set."""
        return f"【{label}】{'并非' if negated else ''}{words}"

    def is_in_sets(self, label: str, words: Sequence[str], *, negated: bool) -> str:
        """The variable is in one of several fuzzy sets, or in none of them."""
        if negated:
            return f"【{label}】既{'也'.join(f'非{word}' for word in words)}"
        return f"【{label}】{'或'.join(words)}"

    def reaches(self, label: str, words: str, *, upwards: bool) -> str:
        """The variable is in a fuzzy set or above it (upwards), or below it."""
        return f"【{label}】{self.reach(words, upwards=upwards)}"

    def reach(self, words: str, *, upwards: bool) -> str:
        """A fuzzy set and all above it (upwards), or below it."""
        return f"{words}{'或以上' if upwards else '或以下'}"

    def is_one_of(self, label: str, values: Sequence[str], *, negated: bool) -> str:
        """The variable has one of the values."""
        verb = "不是" if negated else "为"
        if len(values) == 1:
            return f"【{label}】{verb}“{values[0]}”"
        quoted = [f"“{value}”" for value in values]
        return f"【{label}】{verb}{'、'.join(quoted[:-1])}或{quoted[-1]}"

    def is_missing(self, label: str, *, negated: bool) -> str:
        """The variable has no value."""
        return f"【{label}】{'并未缺失' if negated else '缺失'}"

    def or_missing(self, phrase: str) -> str:
        """The phrase, which is also true where there is no value."""
        return f"{phrase}（或缺失）"

    def with_value(self, phrase: str, value: str) -> str:
        """The phrase, and the value that makes it true."""
        return f"{phrase}（{value}）"

    def all_of(self, phrases: Sequence[str]) -> str:
        """All of the phrases hold."""
        return "，且".join(phrases)

    def any_of(self, alternatives: Sequence[Sequence[str]]) -> str:
        """All phrases of at least one of the alternatives hold."""
        return "，或".join(
            phrases[0] if len(phrases) == 1 else f"（{self.all_of(phrases)}）"
            for phrases in alternatives
        )

    def verdict(self, says: Verdict) -> str:
        """What a fuzzy rule concludes."""
        return "客户流失" if says == "churned" else "客户未流失"

    def churn_rate(self, rate: str) -> str:
        """What the leaf of a tree concludes."""
        return f"流失率为 {rate}"

    def odds(self, factor: str) -> str:
        """What a weighted rule concludes: by what it multiplies the odds of churn."""
        return f"流失优势比 × {factor}"

    def with_change(self, odds: str, before: str, after: str) -> str:
        """The same, and what it means for the churn rate of a typical customer."""
        return f"{odds}（典型客户的流失率由 {before} 变为 {after}）"

    def beyond(self, text: str, *, above: bool) -> str:
        """More than a number, or less."""
        return f"{text} {'以上' if above else '以下'}"

    def very_strong(self, limit: str, *, raises: bool) -> str:
        """The same where the factor is beyond ``limit``: its size is then no longer known well."""
        return f"作用极强：流失优势比{'高于' if raises else '低于'} × {limit}"

    def implies(self, condition: str, conclusion: str) -> str:
        """IF the condition holds THEN the conclusion."""
        return f"如果{condition}，则{conclusion}"

    def for_all(self, conclusion: str) -> str:
        """The conclusion of a rule without terms."""
        return f"所有客户：{conclusion}"
