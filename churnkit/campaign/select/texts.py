"""The texts of the cover page of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from churnkit.campaign.exclusions import ExclusionReason
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
    # what became of the scored customers
    statuses: str
    status: str
    customers: str
    share: str
    scored: str
    not_selected: str
    excluded: dict[ExclusionReason, str]
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
    worth_of_each: str
    worth_note: str


_ENGLISH = ListTexts(
    comma=", ",
    between=" ",
    none="(none)",
    title="The list of the campaign {name}",
    what_it_is="The file list holds {listed} customers to contact: each with the reasons why, "
    "and what to do.",
    hands_off="The file control holds {control} customers who must NOT be contacted in this "
    "campaign. They were drawn at random: only the comparison with them will show what contact "
    "brought.",
    nobody_held_back="Nobody is held back: what contact brought will not be told from what "
    "would have happened anyway.",
    private="Both files hold personal data. They can be read by their owner alone; pass them on "
    "to those who make the contacts, and to nobody else.",
    chosen_by="Customers are ranked by {order}; the selection ends at {cut}.",
    orders={
        "score": "the score, the propensity to leave",
        "value_at_risk": "the value at risk, score × value",
        "profit": "the profit expected of contacting them",
    },
    cuts={
        "share": "the share of all scored customers that the config names",
        "number": "the number of customers that the config names",
        "budget": "the budget that the config names, for which those held back count, too",
        "profit": "the largest expected profit",
    },
    made_from="Made from {files}.",
    by_rules="Scored by the rules of {learner}; model.json has a SHA-256 that begins with {sha}.",
    as_of="Contacts and dates are counted back from {day}.",
    ranks_only="The scores of {learner} rank customers and are no probabilities, so that no "
    "costs, profits or values at risk are expected from them.",
    statuses="From those scored to those listed",
    status="what became of them",
    customers="customers",
    share="share",
    scored="scored",
    not_selected="not selected: {reason}",
    excluded={
        "outside_keep": "outside the condition of the campaign",
        "tier": "of other value tiers",
        "suppressed": "on the do-not-contact list {name}",
        "unchecked": "cannot be looked up in the do-not-contact list {name}",
        "cool_off": "contacted too lately, or nobody knows when",
        "no_consent": "no consent to a channel",
        "quota": "the quota of their tier was full",
        "below_cut": "below the cut",
    },
    unmatched="0 of the {entries} entries of the do-not-contact list {name} are customers who "
    "were scored: it keeps nobody off the list. Its entries are like '{entry}', the column "
    "'{column}' {customer}. Check campaign.suppress.{name}: file, column, customers and written.",
    looks_like="is like '{customer}'",
    empty_column="is empty",
    selected="selected",
    listed="on the list",
    control="held back",
    statuses_note="Scored = not selected + on the list + held back. Each customer is counted under "
    "the first reason that applies.",
    by_tier="By value tier",
    tier="tier",
    by_action="By action",
    action="action",
    by_channel="By channel",
    channel="channel",
    by_decile="By score",
    decile="decile",
    decile_note="Deciles of the score of all scored customers; 1 holds the highest scores.",
    reasons="Reasons given most often",
    reason="reason",
    reasons_note="Customers on the list, of whom each can have several reasons.",
    at_stake={
        "value_at_risk": "no particular sign of leaving, but value at risk",
        "profit": "no particular sign of leaving, but an expected profit",
    },
    says_at_stake={
        "value_at_risk": "value at risk {value_at_risk}: worth {value}, score {score}",
        "profit": "expected profit {expected_profit}: worth {value}, score {score}",
    },
    worth="What is at stake",
    what="of those on the list",
    amount="amount",
    value_at_risk="value at risk (score × value)",
    expected_cost="expected cost: contacts, and offers that are taken",
    expected_profit="expected profit: value kept, less that cost",
    worth_of_each="No column tells what customers are worth, so that each counts as worth "
    "{value} (campaign.profit.value).",
    worth_note="Expected from the scores and from the success rates of the config. What the "
    "campaign really brings is measured afterwards: churnkit measure.",
)

_CHINESE = ListTexts(
    comma="、",
    between="",
    none="（无）",
    title="营销活动 {name} 的名单",
    what_it_is="list 文件中是需要联系的 {listed} 名客户，并注明每名客户的原因和应采取的措施。",
    hands_off="control 文件中是本次活动中【不得】联系的 {control} 名客户。"
    "他们是随机抽取的：只有与他们比较，才能看出联系的成效。",
    nobody_held_back="没有保留对照客户：将无法分辨哪些是联系的成效，哪些本来就会发生。",
    private="两个文件都含有个人信息，只有文件所有者能够读取；请只交给负责联系的人员。",
    chosen_by="客户按{order}排序；选到{cut}为止。",
    orders={
        "score": "得分（流失倾向）",
        "value_at_risk": "风险价值（得分 × 价值）",
        "profit": "联系的预期利润",
    },
    cuts={
        "share": "配置文件指定的比例（占全部评分客户）",
        "number": "配置文件指定的人数",
        "budget": "配置文件指定的预算（保留对照的客户也计入）",
        "profit": "预期利润最大处",
    },
    made_from="数据来自 {files}。",
    by_rules="评分依据{learner}得到的规则；model.json 的 SHA-256 以 {sha} 开头。",
    as_of="联系与日期均从 {day} 倒推。",
    ranks_only="{learner}的得分只用于排序，不是概率，因此不据此估算成本、利润和风险价值。",
    statuses="从评分到名单",
    status="去向",
    customers="客户数",
    share="占比",
    scored="已评分",
    not_selected="未选中：{reason}",
    excluded={
        "outside_keep": "不符合活动条件",
        "tier": "属于其他价值等级",
        "suppressed": "在免打扰名单 {name} 上",
        "unchecked": "无法与免打扰名单 {name} 核对",
        "cool_off": "近期联系过，或联系日期不明",
        "no_consent": "未同意任何渠道的联系",
        "quota": "所属等级的名额已满",
        "below_cut": "排在入选线以下",
    },
    unmatched="免打扰名单 {name} 的 {entries} 个条目中，没有一个是已评分的客户："
    "它没有排除任何人。其条目形如“{entry}”，而“{column}”列{customer}。"
    "请检查 campaign.suppress.{name} 的 file、column、customers 和 written。",
    looks_like="形如“{customer}”",
    empty_column="是空的",
    selected="已选中",
    listed="列入名单",
    control="保留对照",
    statuses_note="已评分 = 未选中 + 列入名单 + 保留对照。每名客户只计入第一个适用的原因。",
    by_tier="按价值等级",
    tier="等级",
    by_action="按措施",
    action="措施",
    by_channel="按渠道",
    channel="渠道",
    by_decile="按得分",
    decile="十分位",
    decile_note="全部评分客户的十分位；1 为得分最高的一成。",
    reasons="最常见的原因",
    reason="原因",
    reasons_note="按名单上的客户统计，每名客户可有多个原因。",
    at_stake={
        "value_at_risk": "没有明显的流失迹象，但有风险价值",
        "profit": "没有明显的流失迹象，但有预期利润",
    },
    says_at_stake={
        "value_at_risk": "风险价值 {value_at_risk}：价值 {value}，得分 {score}",
        "profit": "预期利润 {expected_profit}：价值 {value}，得分 {score}",
    },
    worth="预期收益",
    what="名单上的客户",
    amount="金额",
    value_at_risk="风险价值（得分 × 价值）",
    expected_cost="预期成本：联系费用及被接受的优惠",
    expected_profit="预期利润：保住的价值减去上述成本",
    worth_of_each="没有说明客户价值的列，每名客户一律按 {value} 计（campaign.profit.value）。",
    worth_note="根据得分和配置文件中的成功率估算。活动的实际成效须事后衡量：churnkit measure。",
)

LIST_TEXTS: dict[Language, ListTexts] = {"en": _ENGLISH, "zh": _CHINESE}
