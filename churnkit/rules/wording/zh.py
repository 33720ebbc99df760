"""Chinese. Labels stand in brackets: they may be column names, and Chinese has no blanks."""

from __future__ import annotations

from collections.abc import Sequence

from churnkit.rules.ruleset import Verdict


class Chinese:
    """如果【服务电话次数】很高，且【消费金额】并非较高，则客户流失。"""  # noqa: D415 - ends in 。

    no_rule = "没有规则适用"
    between_reasons = "，"
    no_reason = "没有明显的流失迹象"

    def days_since(self, name: str) -> str:
        """A label for the days from a date until the reference date."""
        return f"距{name}的天数"

    def below(self, label: str, high: str) -> str:
        """The variable is below a number."""
        return f"【{label}】低于 {high}"

    def at_least(self, label: str, low: str) -> str:
        """The variable is a number or more."""
        return f"【{label}】不低于 {low}"

    def between(self, label: str, low: str, high: str, *, negated: bool) -> str:
        """The variable is ``low`` or more, and below ``high``."""
        return f"【{label}】{'不' if negated else ''}在 {low}（含）至 {high}（不含）之间"

    def is_set(self, label: str, words: str, *, negated: bool) -> str:
        """The variable is in a fuzzy set."""
        return f"【{label}】{'并非' if negated else ''}{words}"

    def reaches(self, label: str, words: str, *, upwards: bool) -> str:
        """The variable is in a fuzzy set or above it (upwards), or below it."""
        return f"【{label}】{words}{'或以上' if upwards else '或以下'}"

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

    def very_strong(self, limit: str, *, raises: bool) -> str:
        """The same where the factor is beyond ``limit``: its size is then no longer known well."""
        return f"作用极强：流失优势比{'高于' if raises else '低于'} × {limit}"

    def implies(self, condition: str, conclusion: str) -> str:
        """IF the condition holds THEN the conclusion."""
        return f"如果{condition}，则{conclusion}"

    def for_all(self, conclusion: str) -> str:
        """The conclusion of a rule without terms."""
        return f"所有客户：{conclusion}"
