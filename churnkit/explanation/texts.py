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
    firing_strength: str
    odds_factor: str
    odds_note: str
    decided: str
    ways: str
    ways_note: str
    is_below: str
    no_way: str
    change: str
    score_then: str
    similar: str
    ask_fixed: str
    instead_of: str


_ENGLISH = ExplanationTexts(
    semicolon="; ",
    yes="yes",
    rule="rule",
    words="in words",
    title="Why customer {id} has this score",
    score_is="Score: {score}.",
    cuts={
        "list": "Customers with a score of at least {score} are on the list.",
        "selection": "The lowest score of the selected customers is {score}.",
        "threshold": "A customer with a score above {score} is classified as churned.",
    },
    standings={
        "listed": "On the list of campaign {campaign}, rank {rank} of {scored}: {action}, by "
        "{channel}.",
        "control": "In the control group of campaign {campaign}, rank {rank} of {scored}: not to "
        "be contacted.",
        "not_selected": "Not selected for campaign {campaign}, rank {rank} of {scored}: {reason}.",
    },
    not_scored_for="Not scored for campaign {campaign}.",
    without_rules="If no rule applies, the score is {score}.",
    values_current="The values come from the table of customers to score.",
    values_ingested="The values come from the ingested data; the customer is not in the table of "
    "customers to score.",
    rules_of_customer="Rules, strongest first",
    firing_strength="firing strength",
    odds_factor="odds of churn ×",
    odds_note="Each rule multiplies the odds of churn by the factor shown, which already "
    "includes its firing strength.",
    decided="decides",
    ways="Changes that would bring the score below the cut",
    ways_note="The smallest changes that are enough, the smallest first: a change is small where "
    "few customers lie between the two values. Only values that other customers have are proposed, "
    "and none of variables that nobody can change (data.variables.NAME.changeable). Similar "
    "customers have the new value, or a number further in that direction, and are like this "
    "customer in at least three of four other conditions of the rules. The rules describe what is "
    "associated with churn, not what causes it.",
    is_below="The score is already below the cut.",
    no_way="No change of one or two values to what other customers have is enough.",
    change="change",
    score_then="new score",
    similar="similar customers",
    ask_fixed=" The config does not say yet which variables nobody can change, such as age or "
    "tenure: set data.variables.NAME.changeable: false, and they are left out here.",
    instead_of="{variable}: {value} instead of {instead}",
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
        "threshold": "得分高于 {score} 的客户判为流失。",
    },
    standings={
        "listed": "在营销活动 {campaign} 的名单上，排名 {rank}（共 {scored} 名）：{action}，渠道："
        "{channel}。",
        "control": "在营销活动 {campaign} 中留作对照，排名 {rank}（共 {scored} 名）：不得联系。",
        "not_selected": "未被营销活动 {campaign} 选中，排名 {rank}（共 {scored} 名）：{reason}。",
    },
    not_scored_for="未参加营销活动 {campaign} 的评分。",
    without_rules="没有规则适用时，得分为 {score}。",
    values_current="取值来自待评分客户表。",
    values_ingested="取值来自已导入的数据；该客户不在待评分客户表中。",
    rules_of_customer="规则，由强到弱",
    firing_strength="隶属度",
    odds_factor="流失优势比 ×",
    odds_note="每条规则将流失优势比乘以所示的倍数（已计入隶属度）。",
    decided="决定得分",
    ways="可使得分降到分界以下的改变",
    ways_note="由小到大列出足以见效的改动：两个取值之间的客户越少，改动越小。只采用其他客户实际具有"
    "的取值，不涉及无法改变的变量（data.variables.NAME.changeable）。相似客户：具有改动后的取值（或数"
    "值在同一方向上更远），且规则的其他条件中至少有四分之三与该客户情况相同。规则反映与流失的关联，不说"
    "明流失的原因。",
    is_below="得分已在分界以下。",
    no_way="将一两个取值改为其他客户具有的取值，仍不足以降到分界以下。",
    change="改变",
    score_then="改变后得分",
    similar="相似客户数",
    ask_fixed="配置文件尚未说明哪些变量无法改变（如年龄、在网时长）：设置 "
    "data.variables.NAME.changeable: false 后，此处不再列出。",
    instead_of="【{variable}】由 {instead} 改为 {value}",
)

EXPLANATION_TEXTS: dict[Language, ExplanationTexts] = {"en": _ENGLISH, "zh": _CHINESE}
