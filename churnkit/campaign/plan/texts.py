"""The texts of the page before a campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from churnkit.config.sections.project import Language

Finding = Literal["more", "fewer", "cannot_tell"]


@dataclass(frozen=True, kw_only=True)
class PlanTexts:
    """The texts of one language; braces are filled in."""

    comma: str
    customers: str
    # planning
    plan_title: str
    plan_customers: str
    base_of_scores: str
    base_given: str
    no_base: str
    ranks_only: str
    smallest: str
    no_smallest: str
    expected_uplift: str
    measured: str
    power_of_uplift: str
    share_needed: str
    no_share_needed: str
    customers_needed: str
    too_few_customers: str
    at_best: str
    leaving: str
    replacement: str
    profit_of_selected: str
    best_share: str
    best_nobody: str
    plan_curve: str
    plan_curve_note: str
    assumptions_note: str
    first: str
    expected_kept: str
    cost: str
    profit: str


_ENGLISH = PlanTexts(
    comma=", ",
    customers="customers",
    plan_title="Plan of campaign {campaign}",
    plan_customers="Customers scored: {scored}, of whom {eligible} can be selected by the rules of "
    "the campaign. With the present settings {selected} {selected:is|are} selected: {listed} "
    "listed and {control} held back.",
    base_of_scores="According to their scores, {base} of the selected customers would stay "
    "without contact.",
    base_given="Assumed (--base): {base} of the selected customers would stay without contact.",
    no_base="How many of the selected customers would stay without contact is not known. Pass "
    "--base (for example, last year's retention rate) to see which uplift can be detected.",
    ranks_only="The scores of this learner rank customers but are not probabilities, so expected "
    "profit is not estimated.",
    smallest="The smallest uplift that can be detected with {power} power is {uplift} points "
    "(two-sided test at {alpha}).",
    no_smallest="No uplift can be detected: too few customers are listed or held back.",
    expected_uplift="The success rates of the actions give an expected uplift of {uplift} points.",
    measured="Success rates have been measured in an earlier campaign ({campaigns}); set "
    "campaign.success.measured to plan with them.",
    power_of_uplift="An uplift of {uplift} points would be detected with {seen} power.",
    share_needed="{power} power takes a campaign.control.share of {share}.",
    no_share_needed="With so few selected customers, {power} power cannot be reached, whatever "
    "share "
    "is held back.",
    customers_needed="With the present share of {present}, {control} customers held back and "
    "{listed} listed are needed.",
    too_few_customers="With the present share of {present}, {control} customers held back and "
    "{listed} listed would be needed, but only {eligible} can be selected.",
    at_best="Even with all of those selected and half of them held back, the smallest uplift "
    "that can be detected with {power} power is {uplift} points.",
    leaving="Of all scored customers, {leaving} {leaving:is|are} expected to leave without "
    "contact.",
    replacement="Replacing them with new customers would cost {cost}.",
    profit_of_selected="Contacting all {customers} selected customers is expected to bring a "
    "profit of {profit}; list.md gives the profit without those held back.",
    best_share="Expected profit is highest when the first {customers} "
    "{customers:customer|customers} ({share} of those who may be contacted) {customers:is|are} "
    "contacted: {profit}.",
    best_nobody="No contact is expected to be profitable.",
    plan_curve="Expected profit by share contacted",
    plan_curve_note="Customers who may be contacted, in the order of the campaign, each with "
    "their own score, value, costs and success rate; without a control group.",
    assumptions_note="Means are over all selected customers, those to be held back included; each "
    "customer counts with their own score, value, costs and success rate; --base changes the "
    "power only. Fields stand below campaign in the config. list.md goes by the same assumptions, "
    "without those held back; report.md takes its own table for every customer alike, and counts "
    "the learning and test customers.",
    first="share contacted",
    expected_kept="kept",
    cost="cost",
    profit="profit",
)

_CHINESE = PlanTexts(
    comma="、",
    customers="客户数",
    plan_title="营销活动 {campaign} 的计划",
    plan_customers="评分客户 {scored} 名，其中可以联系的 {eligible} 名。按现有设置入选 "
    "{selected} 名：名单 {listed} 名，对照 {control} 名。",
    base_of_scores="按得分估计，入选客户不联系时有 {base} 会留下。",
    base_given="按给定值（--base），入选客户不联系时有 {base} 会留下。",
    no_base="不联系时入选客户有多少会留下尚不清楚：请用 --base 给出（例如去年的留存率），才能判断"
    "可检出多大的净提升。",
    ranks_only="该学习器的得分只用于排序，不是概率，因此不估算预期利润。",
    smallest="检验功效为 {power} 时，可检出的最小净提升为 {uplift} 个百分点（双侧检验，显著性水平"
    " {alpha}）。",
    no_smallest="无法检出任何净提升：名单客户或对照客户太少。",
    expected_uplift="按各挽留措施的成功率，预计净提升 {uplift} 个百分点。",
    measured="已有活动（{campaigns}）实测了成功率；设置 campaign.success.measured 即可按实测值估算"
    "。",
    power_of_uplift="若净提升为 {uplift} 个百分点，检验功效为 {seen}。",
    share_needed="检验功效要达到 {power}，campaign.control.share 须为 {share}。",
    no_share_needed="入选客户太少，无论留出多少对照，检验功效都达不到 {power}。",
    customers_needed="按现有的对照比例 {present}，需要对照客户 {control} 名、"
    "名单客户 {listed} 名。",
    too_few_customers="按现有的对照比例 {present}，需要对照客户 {control} 名、"
    "名单客户 {listed} 名，但可以入选的客户只有 {eligible} 名。",
    at_best="即使这些客户全部入选并留出一半作对照，检验功效为 {power} 时可检出的最小净提升仍为 "
    "{uplift} 个百分点。",
    leaving="全部评分客户中，不联系时预计流失 {leaving} 名。",
    replacement="获取同样多的新客户需花费 {cost}。",
    profit_of_selected="若联系全部 {customers} 名入选客户，预期利润为 {profit}；"
    "list.md 按同样的假设计算，但不含对照组。",
    best_share="联系前 {customers} 名（可联系客户的 {share}）时预期利润最大：{profit}。",
    best_nobody="预计联系任何客户都无利可图。",
    plan_curve="按联系比例计算的预期利润",
    plan_curve_note="可联系的客户按活动设定的顺序排列，逐人按其得分、价值、费用和成功率计算；不留"
    "对照。",
    assumptions_note="均值按全部入选客户（包括对照客户）计算；估算时逐人采用各自的得分、价值、费用"
    "和成功率。来源中的字段均在配置文件的 campaign 之下。list.md 采用同样的假设，但不含对照客户；"
    "report.md 对每名客户一律采用其表中的数字，并按学习集和测试集的客户计算。",
    first="联系比例",
    expected_kept="留住客户数",
    cost="费用",
    profit="利润",
)

PLAN_TEXTS: dict[Language, PlanTexts] = {"en": _ENGLISH, "zh": _CHINESE}
