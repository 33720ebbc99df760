"""The texts of the report on the rules, and of the search for settings."""

from __future__ import annotations

from dataclasses import dataclass

from churnkit.reports.facts import ThresholdMeaning
from churnkit.rules.ruleset import Verdict


@dataclass(frozen=True, kw_only=True)
class EvaluationTexts:
    """The texts of one language; braces are filled in."""

    yes: str
    verdicts: dict[Verdict, str]
    # report
    title: str
    thresholds: dict[ThresholdMeaning, str]
    ratio_note: str
    one_cutoff: str
    several_cutoffs: str
    recognition: str
    customers_who: str
    loyal: str
    recognised: str
    missed: str
    rate: str
    recognition_at_cut: str
    cut_note: str
    ranking: str
    measure: str
    captured: str
    lift_at: str
    ranking_note: str
    mpc: str
    mpc_share: str
    empc: str
    empc_share: str
    profit_curve: str
    profit_note: str
    assumptions_note: str
    of_list: str
    share_contacted: str
    sides: str
    rules_by_numbers: str
    conclusion: str
    odds: str
    rules_note: str
    smoothed_note: str
    decides: str
    decides_note: str
    no_rule: str
    trials: str
    setting: str
    settings: dict[str, str]
    error: str
    chosen: str
    # settings tried
    search_title: str
    search_note: str
    # learners compared
    learners: str
    learner: str
    terms: str
    folds: str
    learners_note: str


ENGLISH = EvaluationTexts(
    yes="yes",
    verdicts={"churned": "churned", "loyal": "loyal"},
    title="Churn report",
    thresholds={
        "stronger_side": "Customers with a score above {score} are classified as churned: for "
        "them the rules for churned outweigh those for loyal.",
        "base_rate": "Customers with a score above {score} are classified as churned; the "
        "threshold is the churn rate of the learning set.",
        "configured": "Customers with a score above {score} are classified as churned; the "
        "threshold is set in the config.",
    },
    ratio_note="A score ranks customers; it is not a probability. It is the firing strength of "
    "the strongest rule for churned, divided by the sum of those of the strongest rules for "
    "churned and for loyal. If no rule applies, it is the churn rate of the learning set, {score}"
    ".",
    one_cutoff="Both sets are observed up to {day}: the test set holds other customers, but no "
    "later period.",
    several_cutoffs="The test set is the last of {number} cutoffs, {day}: later than all data "
    "of the learning set (out of time).",
    recognition="Classification at the threshold",
    customers_who="customers",
    loyal="loyal",
    recognised="correct",
    missed="wrong",
    rate="share correct",
    recognition_at_cut="Classification with the top 30% by score taken as churned",
    cut_note="Customers tied at the 30% limit count in part, rounded here to whole customers; the "
    "captured shares below are exact and may differ slightly.",
    ranking="Ranking quality",
    measure="measure",
    captured="churned captured in the top {percent}%",
    lift_at="lift of the top {percent}%",
    ranking_note="AUC: probability that a churned customer scores higher than a loyal one. Lift: "
    "churn rate divided by the base rate.",
    mpc="maximum profit (MPC) per customer",
    mpc_share="share contacted for MPC",
    empc="expected maximum profit (EMPC) per customer",
    empc_share="share contacted for EMPC",
    profit_curve="Profit per customer by share contacted",
    profit_note="Customers are contacted in the order of their scores; the profit is per "
    "customer of the whole set, contacted or not, by the assumptions below.",
    assumptions_note="These figures hold for every customer alike; those who would have stayed "
    "anyway accept the offer, too. The curve and MPC take the mean success, EMPC its distribution "
    "Beta({alpha}, {beta}). Fields stand below campaign in the config. churnkit plan, list.md and "
    "churnkit measure go by each customer's own value, costs and success, and count today's "
    "customers, so their figures differ from these.",
    of_list=" The customers selected for the campaign have on average a value of {value}, a "
    "success of {success}, an offer cost of {offer} and a contact cost of {contact}; without "
    "campaign.profit the report takes these.",
    share_contacted="share contacted",
    sides="The rules for each class in one sentence",
    rules_by_numbers="Rules in numbers",
    conclusion="conclusion",
    decides="decides for",
    odds="odds {factor}",
    rules_note="Customers: those for whom the rule holds, with a firing strength of 0.5 or more. "
    "The churn rates in these tables are observed, with Wilson's interval.",
    decides_note=" A customer can fall under several rules. Decides for: customers whose score the "
    "rule decided, the rule to which rules: of a playbook refers.",
    smoothed_note=" The churn rate in the conclusion of a rule is smoothed (Laplace).",
    no_rule="no rule applies",
    trials="Settings tried",
    setting="setting",
    settings={
        "width": "width",
        "max_rules": "maximum rules",
        "max_terms": "maximum terms per rule",
        "max_branches": "maximum branches",
        "as configured": "as configured",
    },
    error="error",
    chosen="chosen",
    search_title="Settings chosen by cross-validation",
    search_note="Error: 1 minus the mean AUC over the folds. The smallest model within one "
    "standard error of the best one is chosen.",
    learners="Learners compared",
    learner="learner",
    terms="terms",
    folds="folds",
    learners_note="AUC: mean over the folds of a cross-validation on learning customers; ±: its "
    "standard error. Terms: mean number of terms in all rules. Chosen: the fewest terms within one "
    "standard error of the best AUC; the learner chosen last time stays while it is within one. "
    "Fewer folds: given up, as it was far behind. The folds are searched more narrowly than the "
    "rules themselves.",
)

CHINESE = EvaluationTexts(
    yes="是",
    verdicts={"churned": "流失", "loyal": "未流失"},
    title="客户流失报告",
    thresholds={
        "stronger_side": "得分高于 {score} 的客户判为流失：此时“流失”规则强于“未流失”规则。",
        "base_rate": "得分高于 {score} 的客户判为流失；该阈值为学习集的流失率。",
        "configured": "得分高于 {score} 的客户判为流失；该阈值由配置文件指定。",
    },
    ratio_note="得分用于排序，不是概率：它等于最强“流失”规则的隶属度，除以最强“流失”规则与最强“未"
    "流失”规则的隶属度之和。没有规则适用时，得分取学习集的流失率 {score}。",
    one_cutoff="两个数据集的观察期都截至 {day}：测试集是其他客户，而不是更晚的时期。",
    several_cutoffs="测试集为 {number} 个截止日中的最后一个（{day}），晚于学习所用的全部数据（跨"
    "时间验证）。",
    recognition="按阈值的识别情况",
    customers_who="客户",
    loyal="未流失",
    recognised="正确识别",
    missed="误判",
    rate="识别率",
    recognition_at_cut="将得分最高的 30% 客户判为流失时的识别情况",
    cut_note="得分恰在分界处并列的客户按比例计入，本表四舍五入到人；下文的捕获率未取整，可能略有"
    "出入。",
    ranking="排序效果",
    measure="指标",
    captured="前 {percent}% 客户的流失捕获率",
    lift_at="前 {percent}% 客户的提升度",
    ranking_note="AUC：流失客户得分高于未流失客户的概率。提升度：流失率与总体流失率之比。",
    mpc="每名客户的最大利润（MPC）",
    mpc_share="达到 MPC 时的联系比例",
    empc="每名客户的期望最大利润（EMPC）",
    empc_share="达到 EMPC 时的联系比例",
    profit_curve="按联系比例计算的每名客户利润",
    profit_note="按得分高低依次联系，按下列假设计算；利润平摊到全部客户（无论是否联系）。",
    assumptions_note="所有客户一律按此计算；本会留下的客户同样接受优惠。曲线与 MPC 取成功率的均值"
    "，EMPC 取其分布 Beta({alpha}, {beta})。来源中的字段均在配置文件的 campaign 之下。churnkit "
    "plan、list.md 与 churnkit measure 逐人采用各自的价值、费用和成功率，并按当前客户计算，因此与"
    "此处的数字不同。",
    of_list="活动的入选客户平均价值 {value}、成功率 {success}、优惠费用 {offer}、联系费用 "
    "{contact}；不设置 campaign.profit 时，报告采用这些均值。",
    share_contacted="联系比例",
    sides="两类客户的规则（各用一句话概括）",
    rules_by_numbers="规则（数字）",
    conclusion="结论",
    decides="决定其得分",
    odds="优势比 {factor}",
    rules_note="客户数：符合该规则（隶属度不低于 0.5）的客户。表中流失率为实际观察值，"
    "附 Wilson 区间。",
    decides_note="同一客户可符合多条规则；“决定其得分”为得分由该规则决定的客户，"
    "playbook 中的 rules 即指这些客户。",
    smoothed_note="规则结论中的流失率经拉普拉斯平滑。",
    no_rule="没有规则适用",
    trials="尝试过的设置",
    setting="设置",
    settings={
        "width": "宽度",
        "max_rules": "规则数上限",
        "max_terms": "每条规则的条件数上限",
        "max_branches": "分支数上限",
        "as configured": "按配置文件",
    },
    error="误差",
    chosen="选用",
    search_title="由交叉验证选定的设置",
    search_note="误差：1 减去各折 AUC 的均值。选用的是与最优者相差不超过一个标准误的最小模型。",
    learners="学习器比较",
    learner="学习器",
    terms="条件数",
    folds="折数",
    learners_note="AUC：在学习集客户上交叉验证的各折均值，± 后为其标准误。条件数：全部规则的条件总"
    "数，取各折均值。选用：与最优 AUC 相差不超过一个标准误者中条件最少的；上次选用的学习器只要仍在"
    "此范围内就保留。折数较少者因明显落后而中途放弃。各折的搜索范围小于正式学习规则时。",
)
