"""The texts of the charts of a report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ChartTexts:
    """The texts of one language; braces are filled in."""

    list_cut: str
    at_random: str
    gains: str
    gains_alternative: str
    contacted: str
    captured: str
    interval: str
    lift: str
    lift_alternative: str
    lift_axis: str
    scores: str
    scores_alternative: str
    score: str
    score_parts: str
    share_of_class: str
    churned: str
    loyal: str
    calibration: str
    calibration_alternative: str
    stated: str
    observed: str
    exact: str
    rules: str
    rules_alternative: str
    rule: str
    churn_rate: str
    base_rate: str


ENGLISH = ChartTexts(
    list_cut="top 30%",
    at_random="at random",
    gains="The top 30% hold {captured} of the churned test customers",
    gains_alternative="Lines: share of the churned customers among the customers with the highest "
    "scores. In the test set the top 10% hold {tenth}, the top 30% {captured}; at random it would "
    "be 10% and 30%.",
    contacted="share of customers, highest scores first",
    captured="churned captured",
    interval="95% interval",
    lift="The top 10% churn {lift} times as often as the average customer",
    lift_alternative="Lines: churn rate of the customers with the highest scores, divided by the "
    "base rate. In the test set it is {lift} for the top 10% and {cut} for the top 30%.",
    lift_axis="lift",
    scores="Scores of churned and loyal test customers",
    scores_alternative="Bars and steps: share of the churned and of the loyal test customers by "
    "score. The mean score of the churned is {churned}, that of the loyal {loyal}.",
    score="score",
    score_parts="score from",
    share_of_class="share of the class",
    churned="churned",
    loyal="loyal",
    calibration="Of test customers with a score of {stated}, {observed} churned",
    calibration_alternative="Line: churn rate of test customers against their mean score, in {n} "
    "groups of neighbouring scores. In the highest group the mean score is {stated} and {observed} "
    "churned.",
    stated="mean score",
    observed="churn rate",
    exact="as stated",
    rules="Churn rate by rule, learning and test set",
    rules_alternative="Dots with intervals: churn rate of each rule on the learning and on the "
    "test set, beside the base rate of {rate}.",
    rule="rule",
    churn_rate="churn rate",
    base_rate="base rate",
)

CHINESE = ChartTexts(
    list_cut="前 30%",
    at_random="随机",
    gains="得分最高的 30% 测试客户覆盖了 {captured} 的流失客户",
    gains_alternative="折线图：按得分从高到低，所选客户中包含的流失客户占全部流失客户的比例。"
    "测试集中前 10% 覆盖 {tenth}，前 30% 覆盖 {captured}；随机抽取时分别为 10% 和 30%。",
    contacted="客户占比（按得分从高到低）",
    captured="流失客户捕获率",
    interval="95% 区间",
    lift="得分最高的 10% 客户的流失率是平均水平的 {lift} 倍",
    lift_alternative="折线图：得分最高的客户的流失率与总体流失率之比。"
    "测试集中前 10% 为 {lift}，前 30% 为 {cut}。",
    lift_axis="提升度",
    scores="流失与未流失测试客户的得分分布",
    scores_alternative="直方图：流失与未流失测试客户在各得分段的占比。流失客户平均得分 {churned}，"
    "未流失客户平均得分 {loyal}。",
    score="得分",
    score_parts="得分起点",
    share_of_class="占该类客户的比例",
    churned="流失",
    loyal="未流失",
    calibration="得分 {stated} 的测试客户中，实际流失 {observed}",
    calibration_alternative="折线图：按得分相近分为 {n} 组，各组测试客户的实际流失率与平均得分。"
    "得分最高一组平均得分 {stated}，实际流失率 {observed}。",
    stated="平均得分",
    observed="实际流失率",
    exact="完全一致",
    rules="各规则在学习集与测试集上的流失率",
    rules_alternative="点图：各规则在学习集与测试集上的流失率及区间，总体流失率为 {rate}。",
    rule="规则",
    churn_rate="流失率",
    base_rate="总体流失率",
)
