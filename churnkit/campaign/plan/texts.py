"""The texts of the page before a campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from churnkit.config.sections.project import Language

Finding = Literal["more", "fewer", "cannot_tell"]


@dataclass(frozen=True, kw_only=True)
class PlanTexts:
    """The texts of one language; braces are filled in."""

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
    sight: str
    share_needed: str
    no_share_needed: str
    customers_needed: str
    too_few_customers: str
    at_best: str
    leaving: str
    replacement: str
    best_share: str
    best_nobody: str
    plan_curve: str
    plan_curve_note: str
    first: str
    expected_kept: str
    cost: str
    profit: str


_ENGLISH = PlanTexts(
    customers="customers",
    plan_title="Plan of the campaign {campaign}",
    plan_customers="Of {scored} scored customers {eligible} may be contacted. With the present "
    "settings {selected} are selected: {listed} to be listed, {control} to be held back.",
    base_of_scores="By their scores {base} of those selected stay without contact.",
    base_given="Taken as given: {base} of those selected stay without contact.",
    no_base="How many of those selected stay without contact is not known: write --base, e.g. "
    "their retention of last year, to see what can be shown.",
    ranks_only="The scores of this learner rank customers and are no probabilities: nothing is "
    "said of expected profit.",
    smallest="The smallest uplift that {power} of such campaigns would show is {uplift} points "
    "(two-sided test at {alpha}).",
    no_smallest="Such a campaign could show no uplift at all: too few are listed or held back.",
    expected_uplift="The playbook lets one expect an uplift of {uplift} points.",
    sight="An uplift of {uplift} points would be shown by {seen} of such campaigns.",
    share_needed="For {power} of them to show it, set campaign.control.share to {share}.",
    no_share_needed="Of so few selected customers no share held back is enough for {power} of "
    "them to show it.",
    customers_needed="With the present share it takes {control} customers held back and "
    "{listed} listed.",
    too_few_customers="With the present share it would take {control} customers held back and "
    "{listed} listed, which cannot be: only {eligible} may be contacted.",
    at_best="At best, with all of those selected and half of them held back, {power} of such "
    "campaigns would show an uplift of {uplift} points.",
    leaving="Of all scored customers {leaving} are expected to leave without contact.",
    replacement="To win as many new customers would cost {cost}.",
    best_share="Expected profit is largest when the first {customers} ({share} of those who may "
    "be contacted) are: {profit}.",
    best_nobody="No contact is expected to pay.",
    plan_curve="Expected profit by share contacted",
    plan_curve_note="Of those who may be contacted, in the order of the campaign: by the score, "
    "value, costs and success of each. Nobody held back.",
    first="first",
    expected_kept="kept",
    cost="cost",
    profit="profit",
)

_CHINESE = PlanTexts(
    customers="客户数",
    plan_title="营销活动 {campaign} 的计划",
    plan_customers="评分客户 {scored} 名，其中可以联系的 {eligible} 名。"
    "按现有设置入选 {selected} 名："
    "名单 {listed} 名，对照 {control} 名。",
    base_of_scores="按得分，入选客户不联系时有 {base} 会留下。",
    base_given="按给定值，入选客户不联系时有 {base} 会留下。",
    no_base="入选客户不联系时有多少会留下尚不知道：请用 --base 给出（例如去年的留存率），"
    "才能判断能看出多大的提升。",
    ranks_only="该学习器的得分只用于排序，并非概率，因此不谈预期利润。",
    smallest="这样的活动有 {power} 的把握看出的最小提升为 {uplift} 个百分点"
    "（双侧检验，显著性水平 {alpha}）。",
    no_smallest="这样的活动看不出任何提升：名单或对照客户太少。",
    expected_uplift="按行动手册，预计提升 {uplift} 个百分点。",
    sight="若提升为 {uplift} 个百分点，这样的活动有 {seen} 的把握看出来。",
    share_needed="要有 {power} 的把握，请将 campaign.control.share 设为 {share}。",
    no_share_needed="入选客户太少，无论留出多少对照，都没有 {power} 的把握看出来。",
    customers_needed="按现有比例，需对照客户 {control} 名、名单客户 {listed} 名。",
    too_few_customers="按现有比例，需对照客户 {control} 名、名单客户 {listed} 名，"
    "但可以联系的客户只有 {eligible} 名，无法做到。",
    at_best="至多：这些客户全部入选并留出一半作对照时，"
    "有 {power} 的把握看出 {uplift} 个百分点的提升。",
    leaving="全部评分客户中，不联系时预计流失 {leaving} 名。",
    replacement="另外争取同样多的新客户需花费 {cost}。",
    best_share="联系前 {customers} 名（可联系客户的 {share}）时预期利润最大：{profit}。",
    best_nobody="预计联系谁都不划算。",
    plan_curve="按联系比例计算的预期利润",
    plan_curve_note="可联系的客户按活动的次序排列，"
    "逐人按其得分、价值、费用和成功率计算；不留对照。",
    first="前",
    expected_kept="留住",
    cost="费用",
    profit="利润",
)

PLAN_TEXTS: dict[Language, PlanTexts] = {"en": _ENGLISH, "zh": _CHINESE}
