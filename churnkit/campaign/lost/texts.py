"""The texts of the page about lost customers."""

from __future__ import annotations

from dataclasses import dataclass

from churnkit.campaign.lost.losses import Standing, Strategy
from churnkit.config.sections.project import Language


@dataclass(frozen=True, kw_only=True)
class LostTexts:
    """The texts of one language; braces are filled in."""

    comma: str
    total: str
    customers: str
    value: str
    not_known: str
    yes: str
    # who was lost
    lost_title: str
    counted: str
    lost_in_all: str
    value_lost: str
    no_value_known: str
    replacement: str
    missed: str
    no_record: str
    standing: str
    standings: dict[Standing, str]
    standing_note: str
    standing_of_one: str
    known_before: str
    warned: str
    rules_that_warned: str
    rule: str
    in_words: str
    rules_note: str
    actions: str
    action: str
    channel: str
    on_list: str
    left: str
    share_left: str
    actions_note: str
    causes: str
    cause: str
    share: str
    causes_note: str
    strategy: str
    strategies: dict[Strategy, str]
    matrix: str
    field: str
    fields: dict[Strategy, str]
    causes_in: str
    tiers: str
    tiers_note: str
    tier: str
    largest: str
    id: str
    score: str
    largest_note: str


_ENGLISH = LostTexts(
    comma=", ",
    total="total",
    customers="customers",
    value="value",
    not_known="not known",
    yes="yes",
    lost_title="Lost customers: {campaign}",
    counted="Counted here: everyone in {file}, selected for the campaign or not. Period in which "
    "they left: {period}.",
    lost_in_all="Customers in the table of those who left: {customers}. Flagged by the rules "
    "beforehand (score above {threshold}): {warned}.",
    value_lost="Value lost: {value} (value known for {valued} {valued:customer|customers}).",
    no_value_known="The value of these customers is not known.",
    replacement="Replacing them with new customers would cost about {cost} ({each} each).",
    missed="Never flagged: {missed} ({share}), known value {value}. Of these, {below} scored at "
    "or below the threshold and {not_scored} {not_scored:was|were} not scored.",
    no_record="No list of this campaign was made, so no customer counts as listed or held back.",
    standing="Status before leaving",
    standings={
        "listed": "on the list",
        "control": "in the control group",
        "scored": "scored, not selected",
        "not_scored": "not scored",
    },
    standing_note="The score of selected customers is that of the day of the list; of the others "
    "it is the latest one.",
    standing_of_one="status",
    known_before="status",
    warned="flagged",
    rules_that_warned="Rules that flagged lost customers",
    rule="rule",
    in_words="in words",
    rules_note="For each flagged customer, the rule that decided the score.",
    actions="Actions taken",
    action="action",
    channel="channel",
    on_list="on the list",
    left="left",
    share_left="share",
    actions_note="These shares do not show the effect of an action, because different customers "
    "get different actions. churnkit measure compares with the control group.",
    causes="Causes of leaving",
    cause="cause",
    share="share",
    causes_note="Shares are of the customers whose cause is known. A cause is frequent if its "
    "share is at least 1 divided by the number of causes. Controllable causes are those listed "
    "in the config.",
    strategy="what to do",
    strategies={
        "rescue": "rescue at once",
        "respond": "respond and limit the damage",
        "improve": "improve",
        "watch": "stay in touch at little cost, and watch",
    },
    matrix="Causes by frequency and controllability",
    field="kind of cause",
    fields={
        "rescue": "frequent, controllable",
        "respond": "frequent, hard to control",
        "improve": "rare, controllable",
        "watch": "rare, hard to control",
    },
    causes_in="causes",
    tiers="By value tier",
    tiers_note="Not known: the customer was never selected for this campaign, so its record has "
    "no tier, and the table of customers who left gives none.",
    tier="tier",
    largest="Largest losses",
    id="id",
    score="score",
    largest_note="At most {most} customers, by value.",
)

_CHINESE = LostTexts(
    comma="、",
    total="合计",
    customers="客户数",
    value="价值",
    not_known="未知",
    yes="是",
    lost_title="流失客户：{campaign}",
    counted="统计范围：{file} 中的全部客户（无论是否入选活动）。流失时段：{period}。",
    lost_in_all="流失客户：{customers} 名。规则曾预警（得分高于 {threshold}）：{warned} 名。",
    value_lost="流失客户的价值：{value}（价值已知的客户：{valued} 名）。",
    no_value_known="这些客户的价值未知。",
    replacement="获取同样多的新客户约需 {cost}（每名 {each}）。",
    missed="从未预警：{missed} 名（{share}），已知价值 {value}。其中有得分但未超过阈值：{below} "
    "名；没有得分：{not_scored} 名。",
    no_record="本次活动没有生成过名单，因此没有客户算作在名单上或在对照组。",
    standing="流失前的状态",
    standings={
        "listed": "在名单上",
        "control": "在对照组",
        "scored": "有得分，未入选",
        "not_scored": "没有得分",
    },
    standing_note="入选客户的得分为生成名单当日的得分，其他客户为最近一次的得分。",
    standing_of_one="状态",
    known_before="状态",
    warned="曾预警",
    rules_that_warned="曾发出预警的规则",
    rule="规则",
    in_words="内容",
    rules_note="对每名曾预警的客户，列出决定其得分的规则。",
    actions="采取的挽留措施",
    action="挽留措施",
    channel="渠道",
    on_list="名单人数",
    left="流失人数",
    share_left="流失占比",
    actions_note="这些占比不能说明挽留措施的效果：各项措施面向不同的客户。churnkit measure 会与对"
    "照组比较。",
    causes="流失原因",
    cause="原因",
    share="占比",
    causes_note="占比以原因已知的客户为基数。常见：占比不低于平均水平（1 除以原因个数）。"
    "可控：配置文件所列"
    "的原因。",
    strategy="对策",
    strategies={
        "rescue": "立即挽救",
        "respond": "应对并减少损失",
        "improve": "改进",
        "watch": "低成本保持联系，持续观察",
    },
    matrix="流失原因：频率与可控程度",
    field="原因类别",
    fields={
        "rescue": "常见、可控",
        "respond": "常见、难控",
        "improve": "少见、可控",
        "watch": "少见、难控",
    },
    causes_in="流失原因",
    tiers="按价值等级",
    tiers_note="未知：该客户从未入选本次活动，活动记录中没有其等级，流失客户表也未说明。",
    tier="等级",
    largest="价值最高的流失客户",
    id="客户",
    score="得分",
    largest_note="最多列出 {most} 名，按价值从高到低排列。",
)

LOST_TEXTS: dict[Language, LostTexts] = {"en": _ENGLISH, "zh": _CHINESE}
