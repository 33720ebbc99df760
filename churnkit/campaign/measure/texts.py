"""The texts of the page about what a campaign brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from churnkit.campaign.measure.facts import Dimension, ProtocolDeviation
from churnkit.config.sections.project import Language

Finding = Literal["more", "fewer", "cannot_tell"]
AssumptionFinding = Literal["as_assumed", "higher", "lower", "cannot_tell"]


@dataclass(frozen=True, kw_only=True)
class MeasureTexts:
    """The texts of one language; braces are filled in."""

    semicolon: str
    # measuring
    measure_title: str
    counted: str
    groups: str
    outcomes: str
    outcomes_more: dict[str, str]
    unknown: str
    assumed_contacted: str
    recorded_contacted: str
    retention: str
    findings: dict[Finding, str]
    strata: str
    as_counted: str
    needed: str
    predicted: str
    as_predicted: str
    otherwise: str
    expected_profit: str
    holds_expected: str
    misses_expected: str
    no_number: str
    brought: str
    brought_at_no_cost: str
    perhaps: str
    perhaps_at_no_cost: str
    differs: str
    may_differ: str
    not_random: str
    deviations: dict[ProtocolDeviation, str]
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
    doubtful: str
    money_note: str
    assumed: str
    measured: str
    finding: str
    success_of_all: str
    assumption_findings: dict[AssumptionFinding, str]
    assumed_note: str


_ENGLISH = MeasureTexts(
    semicolon="; ",
    measure_title="Results of campaign {campaign}",
    counted="Counted here: the customers selected for this campaign, listed or held back, of whom "
    "{file} knows the outcome. Period: {period}.",
    groups="Selected: {selected} {selected:customer|customers}, of whom {listed} "
    "{listed:was|were} listed and {control} held back at random.",
    outcomes="Outcomes from {file} ({rows} {rows:row|rows}): known for {listed} of "
    "{all_listed} listed customers and for {control} of {all_control} held back.",
    outcomes_more={
        "without_id": "{count} {count:row has no id and was|rows have no id and were} left out.",
        "repeated": "{count} {count:row has a duplicate id|rows have a duplicate id}; each "
        "customer counts once.",
        "contradicting": "{count} {count:customer has|customers have} contradicting rows (both "
        "stayed and left); the outcome counts as unknown.",
        "not_selected": "{count} "
        "{count:id is not that of a customer|ids are not those of customers} selected for this "
        "campaign.",
    },
    unknown="Customers whose outcome is unknown are left out: {listed} of the listed, "
    "{control} of those held back (test of equal shares: p {p}).",
    assumed_contacted="The outcomes do not say who was contacted; it is assumed that all "
    "listed customers were, and nobody else.",
    recorded_contacted="Contacted according to the outcomes: {listed} of the listed, {control} "
    "of those held back.",
    retention="Of the listed customers {listed} stayed ({listed_interval}), of those held back "
    "{control} ({control_interval}).",
    findings={
        "more": "The campaign kept customers. Uplift: {uplift} points of retention, "
        "{confidence} interval {interval}, p {p}.",
        "fewer": "The campaign drove customers away. Uplift: {uplift} points of retention, "
        "{confidence} interval {interval}, p {p}.",
        "cannot_tell": "The data do not show whether the campaign had an effect. Uplift: "
        "{uplift} points of retention, {confidence} interval {interval}, p {p}.",
    },
    strata="This figure is weighted over the score deciles and value tiers within which the "
    "control group was drawn (Mantel-Haenszel); interval and p-value come from the "
    "corresponding score test.",
    as_counted="This figure is unweighted, with Newcombe's interval: in one group fewer than 5 "
    "customers stayed or left, too few to weight over deciles and tiers.",
    predicted="The scores predicted that {control} of the control group would stay; {observed} "
    "did, {verdict}. The success rates assumed for the list gave an expected uplift of {uplift} "
    "points.",
    as_predicted="a difference that chance can explain",
    otherwise="a difference that chance does not explain: probabilities and values at risk of "
    "the list were "
    "off",
    expected_profit="By the assumptions, contacting all listed customers was expected to bring a "
    "profit of {profit} (as in list.md), which is {verdict} the interval of the measured profit.",
    holds_expected="inside",
    misses_expected="outside",
    needed="If the true uplift is as large as observed, detecting it with {power} power takes "
    "{control} customers held back and {listed} listed: {more_control} and {more_listed} more "
    "than now.",
    no_number="An uplift of zero cannot be detected with any number of customers.",
    brought="Contact thus kept {kept} customers ({kept_interval}), worth {value}. It cost "
    "{cost}, which leaves a profit of {profit} ({profit_interval}): {return_on_cost} per unit "
    "spent.",
    brought_at_no_cost="Contact thus kept {kept} customers ({kept_interval}), worth {value}, "
    "at no cost.",
    perhaps="By this estimate, which may be due to chance, contact kept {kept} customers ("
    "{kept_interval}), worth {value}. It cost {cost}, which leaves a profit of {profit} ("
    "{profit_interval}): {return_on_cost} per unit spent.",
    perhaps_at_no_cost="By this estimate, which may be due to chance, contact kept {kept} "
    "customers ({kept_interval}), worth {value}, at no cost.",
    differs="Retention differs between the groups: listed minus held back is {uplift} points, "
    "{confidence} interval {interval}, p {p}.",
    may_differ="The data do not show whether retention differs between the groups: listed "
    "minus held back is {uplift} points, {confidence} interval {interval}, p {p}.",
    not_random="Contact was not random: {reasons}. The figures therefore show how the groups "
    "differ, not what contact did.",
    deviations={
        "nobody_held_back": "no customer held back has a known outcome",
        "nobody_listed": "no listed customer has a known outcome",
        "control_contacted": "{control_contacted} of those held back "
        "{control_contacted:was|were} contacted nevertheless",
        "listed_not_contacted": "{listed_missed} of the listed {listed_missed:was|were} not "
        "contacted",
        "outcomes_missing_unequally": "outcomes are missing for {listed_missing} of the listed "
        "but {control_missing} of those held back",
        "nothing_to_compare_with": "no combination of decile and tier has both listed "
        "customers and customers held back",
    },
    as_drawn="Customers are compared in the groups they were drawn into, whoever was contacted "
    "in the end. The draw was random, so the figures are a fair comparison of being listed "
    "with being held back, but not of contact with no contact.",
    spent="Cost: {contacts} for contacts and {offers} for offers to contacted customers who "
    "stayed.",
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
    uplift_note="Unweighted, in percentage points, with Newcombe's interval; the uplift above "
    "is weighted and may differ slightly.",
    difference_note="Unweighted, in percentage points, with Newcombe's interval; the figure "
    "above is weighted and may differ slightly.",
    groups_note="These comparisons are exploratory: among many groups some stand out by "
    "chance. An adjusted p (Holm, over all groups of all tables) below {alpha} is significant; the "
    "intervals are not adjusted.",
    curve="Customers kept by share of the list contacted",
    curve_note="Qini coefficient: {qini} ({interval}; above 0: contact has more effect at the top "
    "of the list than at the bottom; 0: the order makes no difference). At random: the same share "
    "of customers in random order.{why}",
    curve_counted=" These figures are unweighted: the last row may differ slightly from the "
    "number of customers kept above, which follows from the weighted uplift.",
    share_of_selected="share of selected",
    kept="kept",
    at_random="at random",
    money="Value, costs and profit",
    what="item",
    amount="amount",
    money_rows={
        "value": "value of customers kept",
        "contacts": "contacts",
        "offers": "offers",
        "profit": "profit",
        "return_on_cost": "profit per unit spent",
    },
    doubtful="{item} (may be due to chance)",
    money_note="Values come from the campaign record. Offers are counted for contacted "
    "customers who stayed, because they accepted them. Value and offers cover listed customers "
    "with a known outcome; contacts cover all listed customers. Costs are known, so the interval "
    "of the profit is that of the value less all costs. A figure may be due to chance where the "
    "uplift is not proven, or where its interval includes 0.",
    assumed="Assumptions, and what was measured",
    measured="measured",
    finding="finding",
    success_of_all="success: all actions together",
    assumption_findings={
        "as_assumed": "as assumed",
        "higher": "higher",
        "lower": "lower",
        "cannot_tell": "cannot tell",
    },
    assumed_note="The assumptions are those of the list, as means over all selected customers. "
    "Stay without contact: measured in the control group. Success: of those who would have left, "
    "the share that contact kept, which is 1 minus the share of the listed who left divided by "
    "that of the control group; the intervals (MOVER-R) are not adjusted for their number. Cannot "
    "tell: nobody to compare with, or an interval wider than 40 points. Figures of this page "
    "differ from those of list.md, which expects, and of churnkit plan, which counts those held "
    "back, too. The next campaign can take what was measured: campaign.success.",
)

_CHINESE = MeasureTexts(
    semicolon="；",
    measure_title="营销活动 {campaign} 的结果",
    counted="统计范围：本次活动的入选客户（名单与对照）中，{file} 给出了结果的客户。时段："
    "{period}。",
    groups="入选客户 {selected} 名：{listed} 名在名单上，{control} 名随机留作对照。",
    outcomes="结果取自 {file}（共 {rows} 行）：名单客户 {all_listed} 名中 {listed} 名结果已知，"
    "对照客户 {all_control} 名中 {control} 名结果已知。",
    outcomes_more={
        "without_id": "{count} 行没有客户标识，未计入。",
        "repeated": "{count} 行的客户标识重复；每名客户只计一次。",
        "contradicting": "{count} 名客户的各行互相矛盾（既留下又流失），按结果未知处理。",
        "not_selected": "{count} 个客户标识不属于本次活动的入选客户。",
    },
    unknown="结果未知的客户不计入：名单客户中占 {listed}，对照客户中占 {control}（两组比例是否"
    "相同的检验：p {p}）。",
    assumed_contacted="结果表没有说明实际联系了谁：假定名单客户全部联系过，其他人都未联系。",
    recorded_contacted="据结果表，实际联系：名单客户 {listed} 名，对照客户 {control} 名。",
    retention="名单客户留存 {listed}（{listed_interval}），对照客户留存 {control}（"
    "{control_interval}）。",
    findings={
        "more": "活动留住了客户。留存率净提升 {uplift} 个百分点，{confidence} 区间 {interval}，"
        "p {p}。",
        "fewer": "活动反而赶走了客户。留存率变化 {uplift} 个百分点，{confidence} 区间 "
        "{interval}，p {p}。",
        "cannot_tell": "数据不足以判断活动是否有效果。留存率变化 {uplift} 个百分点，"
        "{confidence} 区间 {interval}，p {p}。",
    },
    strata="该数按抽取对照组时所用的得分十分位与价值等级加权（Mantel-Haenszel）；区间与 p 值取"
    "自相应的计分检验。",
    as_counted="该数未加权，附 Newcombe 区间：有一组留下或流失的客户不足 5 名，不宜按十分位与等"
    "级加权。",
    predicted="按得分预测，对照客户留存 {control}；实际为 {observed}，{verdict}。"
    "按名单所假设的成功率，预期净提升 {uplift} 个百分点。",
    as_predicted="预测值在实际值的置信区间之内",
    otherwise="预测值在实际值的置信区间之外：名单上的流失概率与流失风险价值有偏差",
    expected_profit="按计算假设，联系全部名单客户的预期利润为 {profit}（与 list.md 一致）；"
    "{verdict}。",
    holds_expected="它在实测利润的置信区间之内",
    misses_expected="它在实测利润的置信区间之外",
    needed="如果真实净提升与观察值一样大，要达到 {power} 的检验功效，需要对照客户 {control} 名、"
    "名单客户 {listed} 名：比现在分别多 {more_control} 名和 {more_listed} 名。",
    no_number="净提升为零时，客户再多也无法检出。",
    brought="据此，联系留住了 {kept} 名客户（{kept_interval}），价值 {value}；花费 {cost}，利润"
    " {profit}（{profit_interval}），每单位花费得利润 {return_on_cost}。",
    brought_at_no_cost="据此，联系留住了 {kept} 名客户（{kept_interval}），价值 {value}，没有花"
    "费。",
    perhaps="就估计值而言（可能出于偶然），联系留住了 {kept} 名客户（{kept_interval}），价值 "
    "{value}；花费 {cost}，利润 {profit}（{profit_interval}），每单位花费得利润 {return_on_cost}。",
    perhaps_at_no_cost="就估计值而言（可能出于偶然），联系留住了 {kept} 名客户（{kept_interval}），"
    "价值 {value}，没有花费。",
    differs="两组留存率有差异：名单减去对照为 {uplift} 个百分点，{confidence} 区间 {interval}，"
    "p {p}。",
    may_differ="数据不足以判断两组留存率是否有差异：名单减去对照为 {uplift} 个百分点，"
    "{confidence} 区间 {interval}，p {p}。",
    not_random="联系与否并非随机：{reasons}。因此这里的数字只说明两组有何差异，不说明联系起了什"
    "么作用。",
    deviations={
        "nobody_held_back": "没有结果已知的对照客户",
        "nobody_listed": "没有结果已知的名单客户",
        "control_contacted": "对照客户中有 {control_contacted} 名仍被联系",
        "listed_not_contacted": "名单客户中有 {listed_missed} 名未被联系",
        "outcomes_missing_unequally": "两组结果缺失的比例不同（名单客户 {listed_missing}，对照"
        "客户 {control_missing}）",
        "nothing_to_compare_with": "没有哪个十分位与等级的组合同时含有名单客户和对照客户",
    },
    as_drawn="两组按当初抽取时的分组比较，不论最终联系了谁。抽取是随机的，因此这些数字可以公平"
    "地比较“列入名单”与“留作对照”，但不能比较“联系”与“未联系”。",
    spent="花费：联系 {contacts}；提供给被联系且留下的客户的优惠 {offers}。",
    overall="留存率",
    all="全部",
    by={"decile": "得分十分位", "tier": "价值等级", "rule": "规则", "line": "挽留措施"},
    uplift_by="净提升（按{dimension}）",
    difference_by="差异（按{dimension}）",
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
    uplift="净提升",
    difference="差异",
    interval="区间",
    p_value="p",
    adjusted_p="校正 p",
    uplift_note="未加权，单位为百分点，附 Newcombe 区间；上文的净提升经加权，可能略有出入。",
    difference_note="未加权，单位为百分点，附 Newcombe 区间；上文的数字经加权，可能略有出入。",
    groups_note="分组比较只供探索：组数一多，总有几组偶然突出。校正 p（Holm，按各表所有组计）低"
    "于 {alpha} 才算显著。",
    curve="按名单顺序联系时留住的客户数",
    curve_note="Qini 系数：{qini}（{interval}；大于 0：联系对名单靠前的客户更有效；"
    "0：顺序没有差别）。随机顺序：不按名单顺序，随机联系同样比例的客户。{why}",
    curve_counted="此表未加权：末行可能与上文留住的客户数略有出入，后者由加权的净提升算出。",
    share_of_selected="入选客户占比",
    kept="累计留住",
    at_random="随机顺序",
    money="价值、费用与利润",
    what="项目",
    amount="金额",
    money_rows={
        "value": "留住客户的价值",
        "contacts": "联系费用",
        "offers": "优惠费用",
        "profit": "利润",
        "return_on_cost": "每单位花费所得利润",
    },
    doubtful="{item}（可能出于偶然）",
    money_note="客户价值取自活动记录。优惠计入被联系且留下的客户，因为他们接受了优惠；价值和优惠只"
    "计结果已知的名单客户，联系费用计全部名单客户。费用是已知的，因此利润的区间等于价值的区间减去"
    "全部费用。净提升未得到证实，或区间包含 0 时，注明“可能出于偶然”。",
    assumed="计算假设与实测结果",
    measured="实测",
    finding="结论",
    success_of_all="成功率：全部措施合计",
    assumption_findings={
        "as_assumed": "与假设相符",
        "higher": "高于假设",
        "lower": "低于假设",
        "cannot_tell": "无法判断",
    },
    assumed_note="假设与名单所用的相同，取全部入选客户的均值。不联系时的留存率：以对照组的实际留存"
    "率衡量。成功率：本会流失的客户中因联系而留下的比例，即 1 减去名单客户流失率与对照客户流失率之"
    "比；区间（MOVER-R）未按组数校正。无法判断：没有可比的客户，或区间宽于 40 个百分点。本页为实测"
    "数字；list.md 为预期数字，churnkit plan 的数字还包括对照客户，因此各不相同。下一次活动可用 "
    "campaign.success 采用实测成功率。",
)

MEASURE_TEXTS: dict[Language, MeasureTexts] = {"en": _ENGLISH, "zh": _CHINESE}
