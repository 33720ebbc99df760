"""The texts of the page about what a campaign brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from churnkit.campaign.measure.facts import Dimension, ProtocolDeviation
from churnkit.config.sections.project import Language

Finding = Literal["more", "fewer", "cannot_tell"]


@dataclass(frozen=True, kw_only=True)
class MeasureTexts:
    """The texts of one language; braces are filled in."""

    semicolon: str
    # measuring
    measure_title: str
    groups: str
    outcomes: str
    outcomes_more: dict[str, str]
    unknown: str
    assumed_contacted: str
    told_contacted: str
    retention: str
    found: dict[Finding, str]
    strata: str
    as_counted: str
    needed: str
    no_number: str
    brought: str
    brought_nothing: str
    perhaps: str
    perhaps_nothing: str
    differs: str
    may_differ: str
    not_random: str
    departures: dict[ProtocolDeviation, str]
    as_drawn: str
    spent: str
    # tables of both
    overall: str
    all: str
    by: dict[Dimension, str]
    uplift_by: str
    difference_by: str
    group: str
    group_names: dict[Dimension, str]
    no_name: str
    listed: str
    control: str
    stayed: str
    uplift: str
    difference: str
    interval: str
    p_value: str
    adjusted_p: str
    uplift_note: str
    difference_note: str
    groups_note: str
    curve: str
    curve_note: str
    curve_counted: str
    share_of_selected: str
    kept: str
    at_random: str
    money: str
    what: str
    amount: str
    money_rows: dict[str, str]
    money_note: str


_ENGLISH = MeasureTexts(
    semicolon="; ",
    measure_title="What the campaign {campaign} came to",
    groups="Selected: {selected} customers, of whom {listed} were listed and {control} held "
    "back at random.",
    outcomes="Outcomes from {file}: {rows} rows; of the selected customers the outcome is known "
    "for {listed} of {all_listed} listed and {control} of {all_control} held back.",
    outcomes_more={
        "without_id": "{count} rows without an id were left out.",
        "repeated": "{count} rows repeat an id met before; each customer counts once.",
        "contradicting": "{count} customers both stayed and left by their rows; their outcome "
        "counts as not known.",
        "not_selected": "{count} ids are not of customers selected for this campaign.",
    },
    unknown="Where the outcome is not known, customers are left out: {listed} of the listed, "
    "{control} of those held back (p {p}, that it is missing equally often).",
    assumed_contacted="The outcomes do not tell who was really contacted: all of the listed are "
    "taken to have been, and nobody else.",
    told_contacted="Contacted, as the outcomes tell: {listed} of the listed, {control} of those "
    "held back.",
    retention="Of the listed {listed} stayed ({listed_interval}), of those held back {control} "
    "({control_interval}).",
    found={
        "more": "The campaign kept customers. Uplift: {uplift} points of retention, {confidence} "
        "interval {interval}, p {p}.",
        "fewer": "The campaign drove customers away. Uplift: {uplift} points of retention, "
        "{confidence} interval {interval}, p {p}.",
        "cannot_tell": "Whether the campaign had an effect cannot be told. Uplift: {uplift} points "
        "of retention, {confidence} interval {interval}, p {p}.",
    },
    strata="It is weighted over the deciles and tiers within which the control group was drawn "
    "(Mantel-Haenszel); interval and p-value are those of its score test.",
    as_counted="It is as counted, with the interval of Newcombe: of one group fewer than 5 "
    "stayed or left, too few to weight it over deciles and tiers.",
    needed="If the true uplift is what was seen, {power} of campaigns would show it with "
    "{control} customers held back and {listed} listed: {more_control} and {more_listed} more than "
    "now.",
    no_number="No number of customers would show an uplift of zero.",
    brought="By this, contact kept {kept} customers ({kept_interval}), worth {value}. It cost "
    "{cost}; that leaves {profit} ({profit_interval}), {return_on_cost} on each unit spent.",
    brought_nothing="By this, contact kept {kept} customers ({kept_interval}), worth {value}, "
    "and cost nothing.",
    perhaps="Taken as it is, which may be chance, contact kept {kept} customers "
    "({kept_interval}), worth {value}. It cost {cost}; that leaves {profit} ({profit_interval}), "
    "{return_on_cost} on each unit spent.",
    perhaps_nothing="Taken as it is, which may be chance, contact kept {kept} customers "
    "({kept_interval}), worth {value}, and cost nothing.",
    differs="Retention differs: listed less held back it is {uplift} points, {confidence} "
    "interval {interval}, p {p}.",
    may_differ="Whether retention differs cannot be told: listed less held back it is {uplift} "
    "points, {confidence} interval {interval}, p {p}.",
    not_random="Contact was not random: {reasons}. So these figures say how the groups differ, "
    "and not what contact did.",
    departures={
        "nobody_held_back": "there is nobody held back whose outcome is known",
        "nobody_listed": "there is nobody listed whose outcome is known",
        "control_contacted": "{control_contacted} of those held back were contacted all the same",
        "listed_not_contacted": "{listed_missed} of the listed were not contacted",
        "outcomes_missing_unequally": "outcomes are missing for {listed_missing} of the listed and "
        "{control_missing} of those held back, which is unequal",
        "nothing_to_compare_with": "no decile and tier holds both listed customers and customers "
        "held back",
    },
    as_drawn="The groups are compared as they were drawn, whoever was contacted in the end. "
    "That draw was random: the figures are a fair comparison of being listed with being held back, "
    "and no comparison of contact with none.",
    spent="Spent: {contacts} on contacts and {offers} on offers to contacted customers who stayed.",
    overall="Retention",
    all="all",
    by={"decile": "decile of the score", "tier": "value tier", "rule": "rule", "line": "action"},
    uplift_by="Uplift by {dimension}",
    difference_by="Difference by {dimension}",
    group="customers",
    group_names={"decile": "decile {name}", "tier": "{name}", "rule": "{name}", "line": "{name}"},
    no_name="(none)",
    listed="listed",
    control="held back",
    stayed="of them stayed",
    uplift="uplift",
    difference="difference",
    interval="interval",
    p_value="p",
    adjusted_p="adj. p",
    uplift_note="As counted, in points, with the interval of Newcombe; the uplift above is "
    "weighted over strata and may differ a little.",
    difference_note="As counted, in points, with the interval of Newcombe; the figure above is "
    "weighted over strata and may differ a little.",
    groups_note="These are explorations: of many groups some stand out by chance. An adjusted p "
    "(Holm, over all groups of all tables) below {alpha} is significant.",
    curve="Customers kept, by share of the selected in the order of the list",
    curve_note="Qini coefficient: {qini} (above 0: contact does more for the first of the list "
    "than for the last; 0: the order makes no difference). At random: as large a share, drawn by "
    "lot.{why}",
    curve_counted=" As counted: the last row may differ a little from the customers kept by the "
    "uplift above, which is weighted over strata.",
    share_of_selected="first",
    kept="kept",
    at_random="at random",
    money="Money",
    what="what",
    amount="amount",
    money_rows={
        "value": "value of customers kept",
        "contacts": "contacts",
        "offers": "offers",
        "profit": "profit",
        "return_on_cost": "profit for each unit spent",
    },
    money_note="Values are those of the record. Offers are counted for contacted customers who "
    "stayed, for they took them; value and offers of listed customers whose outcome is known, "
    "contacts of all.",
)

_CHINESE = MeasureTexts(
    semicolon="；",
    measure_title="营销活动 {campaign} 的结果",
    groups="入选客户 {selected} 名：{listed} 名在名单上，{control} 名随机留作对照。",
    outcomes="结果取自 {file}，共 {rows} 行；入选客户中结果已知的，"
    "名单客户 {all_listed} 名中有 {listed} 名，"
    "对照客户 {all_control} 名中有 {control} 名。",
    outcomes_more={
        "without_id": "{count} 行没有编号，未计入。",
        "repeated": "{count} 行的编号已出现过；每名客户只计一次。",
        "contradicting": "{count} 名客户的各行互相矛盾（既留下又流失），按结果未知处理。",
        "not_selected": "{count} 个编号不属于本次活动的入选客户。",
    },
    unknown="结果未知的客户不计入：名单客户中占 {listed}，对照客户中占 {control}"
    "（检验两组缺失比例相同，p {p}）。",
    assumed_contacted="结果表未说明实际联系了谁：视为名单客户全部联系过，其他人都未联系。",
    told_contacted="据结果表，实际联系：名单客户 {listed} 名，对照客户 {control} 名。",
    retention="名单客户留存 {listed}（{listed_interval}），对照客户留存 {control}（"
    "{control_interval}）。",
    found={
        "more": "活动留住了客户。留存率提升 {uplift} 个百分点，{confidence} 区间 {interval}，"
        "p {p}。",
        "fewer": "活动反而赶走了客户。留存率变化 {uplift} 个百分点，"
        "{confidence} 区间 {interval}，p {p}。",
        "cannot_tell": "尚不能判断活动是否有效果。留存率变化 {uplift} 个百分点，"
        "{confidence} 区间 {interval}，"
        "p {p}。",
    },
    strata="该数按抽取对照组时所用的得分十分位与价值等级加权（Mantel-Haenszel）；"
    "区间与 p 值取自其得分检验。",
    as_counted="该数按实际计数，附 Newcombe 区间：有一组留下或流失的客户不足 5 名，不宜分层加权。",
    needed="如果真实提升正如所见，则需对照客户 {control} 名、名单客户 {listed} 名，"
    "才有 {power} 的把握看出来：比现在分别多 {more_control} 名和 {more_listed} 名。",
    no_number="提升为零，再多客户也看不出来。",
    brought="据此，联系留住了 {kept} 名客户（{kept_interval}），价值 {value}；花费 {cost}，"
    "利润 {profit}（{profit_interval}），每花费 1 得 {return_on_cost}。",
    brought_nothing="据此，联系留住了 {kept} 名客户（{kept_interval}），价值 {value}，没有花费。",
    perhaps="就数字本身而言（可能出于偶然），联系留住了 {kept} 名客户（{kept_interval}），"
    "价值 {value}；"
    "花费 {cost}，利润 {profit}（{profit_interval}），每花费 1 得 {return_on_cost}。",
    perhaps_nothing="就数字本身而言（可能出于偶然），联系留住了 {kept} 名客户（"
    "{kept_interval}），"
    "价值 {value}，没有花费。",
    differs="两组留存率有差异：名单减去对照为 {uplift} 个百分点，"
    "{confidence} 区间 {interval}，p {p}。",
    may_differ="尚不能判断两组留存率是否有差异：名单减去对照为 {uplift} 个百分点，"
    "{confidence} 区间 {interval}，p {p}。",
    not_random="联系与否并非随机：{reasons}。所以这里的数字只说明两组有何差异，"
    "不说明联系起了什么作用。",
    departures={
        "nobody_held_back": "没有结果已知的对照客户",
        "nobody_listed": "没有结果已知的名单客户",
        "control_contacted": "对照客户中有 {control_contacted} 名仍被联系",
        "listed_not_contacted": "名单客户中有 {listed_missed} 名未被联系",
        "outcomes_missing_unequally": "两组结果缺失的比例不等（名单客户 {listed_missing}，"
        "对照客户 {control_missing}）",
        "nothing_to_compare_with": "没有哪个得分十分位与价值等级同时含有名单客户和对照客户",
    },
    as_drawn="两组按当初抽取的身份比较，不论最终联系了谁。抽取是随机的："
    "这些数字公平地比较了“在名单上”与“留作对照”，但不是“联系”与“未联系”之间的比较。",
    spent="花费：联系 {contacts}；被联系且留下的客户所得优惠 {offers}。",
    overall="留存率",
    all="全部",
    by={"decile": "得分十分位", "tier": "价值等级", "rule": "规则", "line": "行动"},
    uplift_by="各{dimension}的提升",
    difference_by="各{dimension}的差异",
    group="客户",
    group_names={
        "decile": "第 {name} 十分位",
        "tier": "{name}",
        "rule": "{name}",
        "line": "{name}",
    },
    no_name="（无）",
    listed="名单",
    control="对照",
    stayed="留存率",
    uplift="提升",
    difference="差异",
    interval="区间",
    p_value="p",
    adjusted_p="校正 p",
    uplift_note="按实际计数，单位为百分点，附 Newcombe 区间；上文的提升经分层加权，可能略有出入。",
    difference_note="按实际计数，单位为百分点，附 Newcombe 区间；上文的数字经分层加权，"
    "可能略有出入。",
    groups_note="分组结果只供探索：组数一多，总有几组偶然突出。"
    "校正 p（Holm，按各表所有组计）低于 {alpha} 才算显著。",
    curve="按名单顺序联系时留住的客户",
    curve_note="Qini 系数：{qini}（大于 0：联系对名单靠前的客户更有用；0：顺序没有差别）。"
    "随机：以抽签方式联系同样比例的客户。{why}",
    curve_counted="此表按实际计数：末行可能与上文留住的客户数略有出入，后者按分层加权的提升计算。",
    share_of_selected="前",
    kept="留住",
    at_random="随机",
    money="金额",
    what="项目",
    amount="金额",
    money_rows={
        "value": "所留客户的价值",
        "contacts": "联系费用",
        "offers": "优惠费用",
        "profit": "利润",
        "return_on_cost": "每花费 1 所得利润",
    },
    money_note="客户价值取自活动记录。优惠计入被联系且留下的客户，因为他们接受了优惠；"
    "价值和优惠只计结果已知的名单客户，联系费用计全部。",
)

MEASURE_TEXTS: dict[Language, MeasureTexts] = {"en": _ENGLISH, "zh": _CHINESE}
