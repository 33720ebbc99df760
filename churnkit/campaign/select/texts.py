"""The texts of the cover page of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from churnkit.config.sections.project import Language


@dataclass(frozen=True, kw_only=True)
class ListTexts:
    """The texts of one language; braces are filled in."""

    comma: str
    between: str
    none: str
    title: str
    what_it_is: str
    hands_off: str
    nobody_held_back: str
    private: str
    chosen_by: str
    orders: dict[Literal["score", "value_at_risk", "profit"], str]
    cuts: dict[Literal["share", "number", "budget", "profit"], str]
    made_from: str
    by_rules: str
    as_of: str
    ranks_only: str
    # the scored customers by status
    statuses: str
    status: str
    customers: str
    share: str
    scored: str
    not_selected: str
    unmatched: str
    looks_like: str
    empty_column: str
    selected: str
    listed: str
    control: str
    statuses_note: str
    # those listed and held back, by what they have in common
    by_tier: str
    tier: str
    by_action: str
    action: str
    by_channel: str
    channel: str
    by_decile: str
    decile: str
    decile_note: str
    # why, and what it is worth
    reasons: str
    reason: str
    reasons_note: str
    at_stake: dict[Literal["value_at_risk", "profit"], str]
    says_at_stake: dict[Literal["value_at_risk", "profit"], str]
    worth: str
    what: str
    amount: str
    value_at_risk: str
    expected_cost: str
    expected_profit: str
    worth_note: str
    worth_in_plan: str
    assumptions_note: str


_ENGLISH = ListTexts(
    comma=", ",
    between=" ",
    none="(none)",
    title="List of campaign {name}",
    what_it_is="The file list holds {listed} {listed:customer|customers} to contact, with the "
    "reasons and the action for each. Ranks count all scored customers, so those of customers not "
    "listed are missing.",
    hands_off="The file control holds {control} {control:customer|customers}, drawn at random, "
    "who must NOT be contacted in this campaign: only a comparison with this group will show the "
    "effect of contact.",
    nobody_held_back="There is no control group, so the effect of contact cannot be measured.",
    private="Both files hold personal data; only the user who made them can read them. Pass them "
    "on only to those who make the contacts.",
    chosen_by="Customers are ranked by {order} and selected up to {cut}.",
    orders={
        "score": "score (propensity to churn)",
        "value_at_risk": "value at risk (score × value)",
        "profit": "expected profit of contact",
    },
    cuts={
        "share": "the configured share of all scored customers",
        "number": "the configured number of customers",
        "budget": "the configured budget (customers held back count as well)",
        "profit": "the largest expected profit",
    },
    made_from="Input files: {files}.",
    by_rules="Scored by the rules of {learner}; the SHA-256 of model.json begins with {sha}.",
    as_of="Dates and recent contacts are counted back from {day}.",
    ranks_only="The scores of {learner} rank customers but are not probabilities, so costs, "
    "profits and values at risk are not estimated.",
    statuses="From scored to listed customers",
    status="status",
    customers="customers",
    share="share",
    scored="scored",
    not_selected="not selected: {reason}",
    unmatched="None of the {entries} {entries:entry|entries} of the do-not-contact list "
    '"{name}" matches a scored customer, so the list excludes nobody. Its entries look like '
    "'{entry}'; the column '{column}' {customer}. Check campaign.suppress.{name}: file, column, "
    "customers and written.",
    looks_like="looks like '{customer}'",
    empty_column="is empty",
    selected="selected",
    listed="on the list",
    control="held back",
    statuses_note="Scored = not selected + on the list + held back. Each customer is counted "
    "under the first reason that applies.",
    by_tier="By value tier",
    tier="tier",
    by_action="By action",
    action="action",
    by_channel="By channel",
    channel="channel",
    by_decile="By score decile",
    decile="decile",
    decile_note="Deciles of the scores of all scored customers; decile 1 has the highest scores.",
    reasons="Most frequent reasons",
    reason="reason",
    reasons_note="Customers on the list; a customer can have several reasons.",
    at_stake={
        "value_at_risk": "no particular sign of leaving, but value at risk",
        "profit": "no particular sign of leaving, but an expected profit",
    },
    says_at_stake={
        "value_at_risk": "value at risk {value_at_risk}: worth {value}, score {score}",
        "profit": "expected profit {expected_profit}: worth {value}, score {score}",
    },
    worth="Expected value, cost and profit",
    what="customers on the list",
    amount="amount",
    value_at_risk="value at risk (score × value)",
    expected_cost="expected cost (contacts and accepted offers)",
    expected_profit="expected profit (value kept less expected cost)",
    worth_note="For the customers on the list, by the assumptions below. After the campaign, "
    "churnkit measure estimates the actual effect.",
    worth_in_plan="churnkit plan goes by the same assumptions, but counts the {control} "
    "{control:customer|customers} held back, too, so its figures differ.",
    assumptions_note="Means are over all selected customers; each customer counts with their own "
    "score, value, costs and success rate. Fields stand below campaign in the config.",
)

_CHINESE = ListTexts(
    comma="、",
    between="",
    none="（无）",
    title="营销活动 {name} 的名单",
    what_it_is="名单文件（list）中是需要联系的 {listed} 名客户，并注明每名客户的原因"
    "和应采取的挽留措施。",
    hands_off="对照文件（control）中是随机留作对照的 {control} 名客户，本次活动中【不得】联系："
    "只有与他"
    "们比较，才能看出联系的效果。",
    nobody_held_back="没有留作对照的客户，因此无法衡量联系的效果。",
    private="两个文件都含有个人信息，只有文件所有者能够读取；请只交给负责联系的人员。",
    chosen_by="客户按{order}排序；选到{cut}为止。",
    orders={
        "score": "得分（流失倾向）",
        "value_at_risk": "流失风险价值（得分 × 价值）",
        "profit": "联系的预期利润",
    },
    cuts={
        "share": "配置文件指定的比例（占全部评分客户）",
        "number": "配置文件指定的人数",
        "budget": "配置文件指定的预算（留作对照的客户也计入）",
        "profit": "预期利润最大处",
    },
    made_from="输入文件：{files}。",
    by_rules="按{learner}得到的规则评分；model.json 的 SHA-256 以 {sha} 开头。",
    as_of="各日期与近期联系均从 {day} 倒推计算。",
    ranks_only="{learner}的得分只用于排序，不是概率，因此不据此估算成本、利润和流失风险价值。",
    statuses="从评分到名单",
    status="去向",
    customers="客户数",
    share="占比",
    scored="已评分",
    not_selected="未选中：{reason}",
    unmatched="免打扰名单 {name} 的 {entries} 个条目中，没有一个是已评分的客户，因此该名单没有排"
    "除任何人。其条目形如“{entry}”，而“{column}”列{customer}。请检查 campaign.suppress.{name} 的 "
    "file、column、customers 和 written。",
    looks_like="形如“{customer}”",
    empty_column="是空的",
    selected="已选中",
    listed="列入名单",
    control="留作对照",
    statuses_note="已评分 = 未选中 + 列入名单 + 留作对照。每名客户只计入第一个适用的原因。",
    by_tier="按价值等级",
    tier="等级",
    by_action="按挽留措施",
    action="挽留措施",
    by_channel="按渠道",
    channel="渠道",
    by_decile="按得分十分位",
    decile="十分位",
    decile_note="按全部评分客户的得分划分；第 1 十分位得分最高。",
    reasons="最常见的原因",
    reason="原因",
    reasons_note="按名单上的客户统计，每名客户可有多个原因。",
    at_stake={
        "value_at_risk": "没有明显的流失迹象，但有流失风险价值",
        "profit": "没有明显的流失迹象，但有预期利润",
    },
    says_at_stake={
        "value_at_risk": "流失风险价值 {value_at_risk}：价值 {value}，得分 {score}",
        "profit": "预期利润 {expected_profit}：价值 {value}，得分 {score}",
    },
    worth="预期价值、成本与利润",
    what="名单上的客户",
    amount="金额",
    value_at_risk="流失风险价值（得分 × 价值）",
    expected_cost="预期成本（联系费用及被接受的优惠）",
    expected_profit="预期利润（保住的价值减去预期成本）",
    worth_note="只计名单上的客户，按下列假设估算。活动的实际效果可在事后用 churnkit measure 衡量。",
    worth_in_plan="churnkit plan 采用同样的假设，但把留作对照的 {control} 名客户也计算在内，因此数"
    "字不同。",
    assumptions_note="均值按全部入选客户计算；估算时逐人采用各自的得分、价值、费用和成功率。来源中"
    "的字段均在配置文件的 campaign 之下。",
)

LIST_TEXTS: dict[Language, ListTexts] = {"en": _ENGLISH, "zh": _CHINESE}
