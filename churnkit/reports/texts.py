"""The texts of the pages of a report: what all share, and each page's own."""

from __future__ import annotations

from dataclasses import dataclass

from churnkit.config.sections.project import Language
from churnkit.reports import (
    audit_texts,
    chart_texts,
    comparison_texts,
    evaluation_texts,
    model_texts,
)
from churnkit.reports.audit_texts import AuditTexts
from churnkit.reports.chart_texts import ChartTexts
from churnkit.reports.comparison_texts import ComparisonTexts
from churnkit.reports.evaluation_texts import EvaluationTexts
from churnkit.reports.model_texts import ModelTexts


@dataclass(frozen=True, kw_only=True)
class ReportTexts:
    """The texts of one language; braces are filled in."""

    colon: str
    comma: str
    learnt: str
    learning_set: str
    test_set: str
    learning: str
    test: str
    churned: str
    overall: str
    customers: str
    base_rate: str
    auc: str
    rules_in_words: str
    rule: str
    words: str
    churn_rate: str
    interval: str
    lift: str
    variable: str
    from_on: str
    up_to: str
    between: str
    audit: AuditTexts
    evaluation: EvaluationTexts
    comparison: ComparisonTexts
    model: ModelTexts
    charts: ChartTexts


_ENGLISH = ReportTexts(
    colon=": ",
    comma=", ",
    learnt="Learnt by {learner} from {customers} {customers:customer|customers}, of whom {rate} "
    "churned.",
    learning_set="learning set",
    test_set="test set",
    learning="learning",
    test="test",
    churned="churned",
    overall="overall",
    customers="customers",
    base_rate="base rate (share of churned)",
    auc="AUC",
    rules_in_words="Rules in words",
    rule="rule",
    words="in words",
    churn_rate="churn rate",
    interval="95% interval, %",
    lift="lift",
    variable="variable",
    from_on="from {low}",
    up_to="up to {high}",
    between="{low} to {high}",
    audit=audit_texts.ENGLISH,
    evaluation=evaluation_texts.ENGLISH,
    comparison=comparison_texts.ENGLISH,
    model=model_texts.ENGLISH,
    charts=chart_texts.ENGLISH,
)

_CHINESE = ReportTexts(
    colon="：",
    comma="、",
    learnt="由{learner}从 {customers} 名客户中学得，其中 {rate} 已流失。",
    learning_set="学习集",
    test_set="测试集",
    learning="学习集",
    test="测试集",
    churned="流失",
    overall="合计",
    customers="客户数",
    base_rate="总体流失率",
    auc="AUC",
    rules_in_words="规则（文字）",
    rule="规则",
    words="内容",
    churn_rate="流失率",
    interval="95% 区间，%",
    lift="提升度",
    variable="变量",
    from_on="{low} 及以上",
    up_to="{high} 及以下",
    between="{low} 至 {high}",
    audit=audit_texts.CHINESE,
    evaluation=evaluation_texts.CHINESE,
    comparison=comparison_texts.CHINESE,
    model=model_texts.CHINESE,
    charts=chart_texts.CHINESE,
)

REPORT_TEXTS: dict[Language, ReportTexts] = {"en": _ENGLISH, "zh": _CHINESE}
