"""The texts of the explanation of one customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from churnkit.config.sections.project import Language
from churnkit.reports.facts import CutMeaning


@dataclass(frozen=True, kw_only=True)
class ExplanationTexts:
    """The texts of one language; braces are filled in."""

    semicolon: str
    yes: str
    rule: str
    words: str
    # explanation
    title: str
    score_is: str
    cuts: dict[CutMeaning, str]
    standings: dict[Literal["listed", "control", "not_selected"], str]
    not_scored_for: str
    without_rules: str
    values_current: str
    values_ingested: str
    rules_of_customer: str
    strength: str
    odds_factor: str
    odds_note: str
    decided: str
    ways: str
    ways_note: str
    is_below: str
    no_way: str
    change: str
    score_then: str
    just_below: str
    instead_of: str
    no_value: str


_ENGLISH = ExplanationTexts(
    semicolon="; ",
    yes="yes",
    rule="rule",
    words="in words",
    title="Why customer {id} has this score",
    score_is="Score: {score}.",
    cuts={
        "list": "The list holds scores from {score} on.",
        "selection": "The lowest score of those selected is {score}.",
        "threshold": "A score above {score} is classified as churned.",
    },
    standings={
        "listed": "On the list of the campaign {campaign}, rank {rank} of {scored}: {action}, by "
        "{channel}.",
        "control": "Held back from the campaign {campaign}, rank {rank} of {scored}: drawn for the "
        "control group, and not to be contacted.",
        "not_selected": "Not selected for the campaign {campaign}, rank {rank} of {scored}: "
        "{reason}.",
    },
    not_scored_for="Not among the customers who were scored for the campaign {campaign}.",
    without_rules="Where no rule applies, the score is {score}.",
    values_current="The values are those of the customers to score.",
    values_ingested="The values are those that were ingested; the customer is not among those "
    "to score.",
    rules_of_customer="Rules, the strongest first",
    strength="strength",
    odds_factor="odds of churn ×",
    odds_note="Each rule multiplies the odds of churn by the factor shown, to the degree to which "
    "it holds.",
    decided="decides",
    ways="What would bring the score below the cut",
    ways_note="The fewest changes that do, each to the nearest value that is enough of those at "
    "which a condition of the rules turns. The rules say what goes along with churn, not what "
    "causes it.",
    is_below="It is below already.",
    no_way="No change of one or two values does.",
    change="change",
    score_then="score then",
    just_below="just below {limit}",
    instead_of="{variable}: {value} instead of {instead}",
    no_value="(no value)",
)

_CHINESE = ExplanationTexts(
    semicolon="；",
    yes="是",
    rule="规则",
    words="内容",
    title="客户 {id} 的得分由来",
    score_is="得分：{score}。",
    cuts={
        "list": "得分不低于 {score} 的客户在名单上。",
        "selection": "入选客户的最低得分为 {score}。",
        "threshold": "得分高于 {score} 判为流失。",
    },
    standings={
        "listed": "在营销活动 {campaign} 的名单上，排第 {rank} 名，共 {scored} 名："
        "{action}（{channel}）。",
        "control": "在营销活动 {campaign} 中留作对照，排第 {rank} 名，共 {scored} 名：不得联系。",
        "not_selected": "未被营销活动 {campaign} 选中，排第 {rank} 名，共 {scored} 名：{reason}。",
    },
    not_scored_for="不在营销活动 {campaign} 已评分的客户之列。",
    without_rules="没有规则成立时，得分为 {score}。",
    values_current="取值来自待评分的客户。",
    values_ingested="取值来自导入的客户；该客户不在待评分之列。",
    rules_of_customer="规则，由强到弱",
    strength="隶属度",
    odds_factor="流失优势比 ×",
    odds_note="每条规则按其成立的程度，将流失优势比乘以所示的倍数。",
    decided="决定得分",
    ways="怎样改变才能使得分降到分界以下",
    ways_note="所需改变最少的几种，各取规则条件转折处足以做到的最近取值。"
    "规则说明什么与流失相伴，而非流失的原因。",
    is_below="得分已在分界以下。",
    no_way="改变一两个取值无法做到。",
    change="改变",
    score_then="改变后得分",
    just_below="略低于 {limit}",
    instead_of="【{variable}】由 {instead} 改为 {value}",
    no_value="（无值）",
)

EXPLANATION_TEXTS: dict[Language, ExplanationTexts] = {"en": _ENGLISH, "zh": _CHINESE}
