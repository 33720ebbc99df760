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
    share_contacted: str
    sides: str
    rules_by_numbers: str
    conclusion: str
    rules_note: str
    smoothed_note: str
    no_rule: str
    trials: str
    setting: str
    settings: dict[str, str]
    error: str
    chosen: str
    # settings tried
    search_title: str
    search_note: str


ENGLISH = EvaluationTexts(
    yes="yes",
    verdicts={"churned": "churned", "loyal": "loyal"},
    title="Churn report",
    thresholds={
        "stronger_side": "A score above {score} is read as churned: there the rules for churned "
        "say more than those for loyal.",
        "base_rate": "A score above {score} is read as churned: that is the churn rate of the "
        "learning set.",
        "configured": "A score above {score} is read as churned: the config says so.",
    },
    ratio_note="A score ranks customers and is no probability: it is the part that churned has "
    "in what the strongest rules of both sides say. Where no rule applies, it is the churn rate of "
    "the learning set, {score}.",
    one_cutoff="Both sets are observed up to {day}: the test set holds other customers, "
    "not a later time.",
    several_cutoffs="The test set is the last of {number} cutoffs, {day}: later than all that "
    "was learnt from (out of time).",
    recognition="Recognition at the threshold",
    customers_who="customers",
    loyal="loyal",
    recognised="recognised",
    missed="missed",
    rate="recognition rate",
    recognition_at_cut="Recognition when the best-scored 30% are read as churned",
    cut_note="Customers whose scores tie at the cut count with the part of them that fits, here "
    "rounded to whole customers; the shares captured below are exact and may differ a little.",
    ranking="Ranking",
    measure="measure",
    captured="churned captured in the first {percent}%",
    lift_at="lift of the first {percent}%",
    ranking_note="AUC: the chance that a churned customer scores above a loyal one. Lift: churn "
    "rate over the base rate.",
    mpc="maximum profit (MPC) per customer",
    mpc_share="share contacted for it",
    empc="expected maximum profit (EMPC) per customer",
    empc_share="share contacted for that",
    profit_curve="Profit per customer by share contacted",
    profit_note="Per customer of the whole set, contacted or not, in the order of the scores. "
    "For every customer alike: one who is kept is worth {value}; an offer that is taken costs "
    "{offer}, a contact {contact}. Of churners {mean} take the offer on average (curve, MPC), by "
    "Beta({alpha}, {beta}) (EMPC); all who would have stayed take it. "
    "churnkit plan takes each customer's own value, costs and success, where the config has them.",
    share_contacted="contacted",
    sides="The rules of each side in one sentence",
    rules_by_numbers="Rules by numbers",
    conclusion="says",
    rules_note="Customers: those whose score the rule decided. Churn rates here are observed, "
    "with Wilson's interval.",
    smoothed_note=" The rate that a rule says is smoothed (Laplace).",
    no_rule="none",
    trials="Settings tried",
    setting="setting",
    settings={
        "width": "width",
        "max_rules": "most rules",
        "max_terms": "most terms of a rule",
        "max_branches": "most branches",
        "as configured": "as configured",
    },
    error="error",
    chosen="chosen",
    search_title="Settings chosen by cross-validation",
    search_note="Error: 1 less the mean AUC of the folds. Chosen is the smallest model within "
    "one standard error of the best.",
)

CHINESE = EvaluationTexts(
    yes="是",
    verdicts={"churned": "流失", "loyal": "忠诚"},
    title="客户流失报告",
    thresholds={
        "stronger_side": "得分高于 {score} 判为流失：此时“流失”规则强于“忠诚”规则。",
        "base_rate": "得分高于 {score} 判为流失：即学习集的流失率。",
        "configured": "得分高于 {score} 判为流失：由配置文件指定。",
    },
    ratio_note="得分用于排序，并非概率：它是“流失”一方在双方最强规则中所占的份额。"
    "没有规则适用时，得分取学习集的流失率 {score}。",
    one_cutoff="两个数据集的观察期都截至 {day}：测试集是另一批客户，而不是更晚的时间。",
    several_cutoffs="测试集为 {number} 个截止日中的最后一个（{day}），"
    "晚于学习所用的全部数据（跨期检验）。",
    recognition="按阈值的识别情况",
    customers_who="客户",
    loyal="忠诚",
    recognised="正确识别",
    missed="错误识别",
    rate="识别率",
    recognition_at_cut="将得分最高的 30% 判为流失时的识别情况",
    cut_note="得分恰在分界处并列的客户，按名额所占比例计入，本表四舍五入到人；"
    "下文的捕获比例未取整，可能略有出入。",
    ranking="排序效果",
    measure="指标",
    captured="前 {percent}% 客户中捕获的流失客户",
    lift_at="前 {percent}% 客户的提升度",
    ranking_note="AUC：流失客户得分高于忠诚客户的概率。提升度：流失率与总体流失率之比。",
    mpc="每名客户的最大利润（MPC）",
    mpc_share="为此联系的客户比例",
    empc="每名客户的期望最大利润（EMPC）",
    empc_share="为此联系的客户比例（期望）",
    profit_curve="按联系比例计算的每名客户利润",
    profit_note="按得分高低依次联系，利润平摊到全部客户（无论是否联系）。"
    "所有客户一律按此计算："
    "挽留一名客户值 {value}；优惠被接受时花费 {offer}，每次联系花费 {contact}。"
    "流失客户平均有 {mean} 接受优惠（曲线与 MPC），"
    "其分布为 Beta({alpha}, {beta})（EMPC）；本会留下的客户全都接受。"
    "churnkit plan 则按每名客户自己的价值、费用和成功率计算（如配置中有）。",
    share_contacted="联系比例",
    sides="两类客户的规则，各成一句",
    rules_by_numbers="规则（数字）",
    conclusion="结论",
    rules_note="客户数：得分由该规则决定的客户。表中流失率为实际观察值，附 Wilson 区间。",
    smoothed_note="规则结论中的流失率经 Laplace 平滑。",
    no_rule="无",
    trials="试用过的设置",
    setting="设置",
    settings={
        "width": "宽度",
        "max_rules": "规则数上限",
        "max_terms": "每条规则的条件数上限",
        "max_branches": "分支数上限",
        "as configured": "按配置",
    },
    error="误差",
    chosen="选用",
    search_title="由交叉验证选定的设置",
    search_note="误差：1 减去各折 AUC 的均值。选用的是与最优者相差不超过一个标准误的最小模型。",
)
