"""Every text of the documents, by language. A new language is one more dictionary."""

from __future__ import annotations

from typing import TypedDict

from churnkit.config.models import Kind, Language
from churnkit.prepare.audit import Suspicion
from churnkit.prepare.variables import DropReason
from churnkit.report.facts import ThresholdMeaning
from churnkit.rules.ruleset import Verdict

__all__ = ["TEXTS", "Texts", "titles"]


class Texts(TypedDict):
    """The texts of one language; braces are filled in."""

    colon: str
    comma: str
    semicolon: str
    kept: str
    dropped: str
    yes: str
    no: str
    verdicts: dict[Verdict, str]
    # report
    report_title: str
    learnt: str
    learners: dict[str, str]
    thresholds: dict[ThresholdMeaning, str]
    learning_set: str
    test_set: str
    learning: str
    test: str
    recognition: str
    customers_who: str
    churned: str
    loyal: str
    overall: str
    recognised: str
    missed: str
    rate: str
    recognition_at_cut: str
    cut_note: str
    ranking: str
    measure: str
    customers: str
    base_rate: str
    auc: str
    captured: str
    lift_at: str
    ranking_note: str
    sides: str
    rules_in_words: str
    rule: str
    words: str
    rules_by_numbers: str
    conclusion: str
    churn_rate: str
    interval: str
    lift: str
    rules_note: str
    no_rule: str
    trials: str
    setting: str
    settings: dict[str, str]
    error: str
    chosen: str
    # model
    model_title: str
    model_note: str
    meanings: str
    variable: str
    word: str
    fully: str
    partly: str
    from_on: str
    up_to: str
    at: str
    between: str
    above: str
    below: str
    # audit
    audit_title: str
    rows: str
    what: str
    row_counts: dict[str, str]
    sets: str
    set: str
    variables: str
    variables_note: str
    kind: str
    kinds: dict[Kind, str]
    valid_share: str
    missing: str
    unreadable: str
    outside: str
    distinct: str
    inferred: str
    learnt_limits: str
    range: str
    auc_alone: str
    decision: str
    reasons: dict[DropReason, str]
    suspicions: dict[Suspicion, str]
    invalid_samples: str
    value: str
    why_invalid: str
    by_category: str
    category: str
    merged_into: str
    and_more: str
    association: str
    association_note: str
    chi_square: str
    degrees: str
    p_value: str
    effect: str
    ignored: str
    notes: str


_EN: Texts = {
    "colon": ": ",
    "comma": ", ",
    "semicolon": "; ",
    "kept": "kept",
    "dropped": "dropped",
    "yes": "yes",
    "no": "no",
    "verdicts": {"churned": "churned", "loyal": "loyal"},
    "report_title": "Churn report",
    "learnt": "Learnt by {learner} from {customers} customers, of whom {rate} churned.",
    "learners": {"fri": "fuzzy rule induction", "tree": "a decision tree"},
    "thresholds": {
        "stronger_side": "A score above {score} is read as churned: there the rules for churned "
        "say more than those for loyal.",
        "base_rate": "A score above {score} is read as churned: that is the churn rate of the "
        "learning set.",
        "configured": "A score above {score} is read as churned: the config says so.",
    },
    "learning_set": "learning set",
    "test_set": "test set",
    "learning": "learning",
    "test": "test",
    "recognition": "Recognition at the threshold",
    "customers_who": "customers",
    "churned": "churned",
    "loyal": "loyal",
    "overall": "overall",
    "recognised": "recognised",
    "missed": "missed",
    "rate": "recognition rate",
    "recognition_at_cut": "Recognition when the best-scored 30% are read as churned",
    "cut_note": "Customers whose scores tie at the cut count with the part of them that fits.",
    "ranking": "Ranking",
    "measure": "measure",
    "customers": "customers",
    "base_rate": "base rate (churned of all)",
    "auc": "AUC",
    "captured": "churned captured in the first {percent}%",
    "lift_at": "lift of the first {percent}%",
    "ranking_note": "AUC: the chance that a churned customer scores above a loyal one. Lift: churn "
    "rate over the base rate.",
    "sides": "The rules of each side in one sentence",
    "rules_in_words": "Rules in words",
    "rule": "rule",
    "words": "in words",
    "rules_by_numbers": "Rules by numbers",
    "conclusion": "says",
    "churn_rate": "churn rate",
    "interval": "95% interval, %",
    "lift": "lift",
    "rules_note": "Customers: those whose score the rule decided. Churn rates here are observed, "
    "with Wilson's interval; the rate that a rule says is smoothed (Laplace).",
    "no_rule": "none",
    "trials": "Settings tried",
    "setting": "setting",
    "settings": {"width": "width"},
    "error": "error",
    "chosen": "chosen",
    "model_title": "Rules",
    "model_note": "Written for people; churnkit reads model.json.",
    "meanings": "What the words mean",
    "variable": "variable",
    "word": "word",
    "fully": "fully true",
    "partly": "partly true",
    "from_on": "from {low}",
    "up_to": "up to {high}",
    "at": "at {low}",
    "between": "{low} to {high}",
    "above": "above {low}",
    "below": "below {high}",
    "audit_title": "Audit of the data",
    "rows": "Rows",
    "what": "what",
    "row_counts": {
        "unreadable": "could not be read (on top of the rows read)",
        "rows": "rows read",
        "without_id": "without an id",
        "duplicate_id": "id met before",
        "outside_population": "outside the population",
        "unknown_population": "population cannot be told",
        "left": "left already in another way",
        "without_label": "without a label",
        "unknown_label": "neither churned nor loyal",
        "learning": "learning set",
        "test": "test set",
    },
    "sets": "Sets",
    "set": "set",
    "variables": "Variables",
    "variables_note": "Counted on the learning set. A variable is kept when at least {valid} of "
    "its values are valid. AUC alone: how well the variable, or whether it is missing, tells the "
    "classes apart by itself; from {suspect} on it is suspected to leak the label. "
    "Limits of dates are days before the reference date.",
    "kind": "kind",
    "kinds": {
        "id": "id", "number": "number", "category": "category", "date": "date", "flag": "flag",
        "text": "text",
    },
    "valid_share": "valid",
    "missing": "missing",
    "unreadable": "unreadable",
    "outside": "outside limits",
    "distinct": "different values",
    "inferred": "{kind} (inferred)",
    "learnt_limits": "{range} (quantiles)",
    "range": "limits",
    "auc_alone": "AUC alone",
    "decision": "decision",
    "reasons": {
        "id": "an id",
        "text": "text, of which rules do not speak",
        "date_without_as_of": "a date, and no as_of to count back from",
        "valid_share": "too few valid values",
        "id_like": "nearly every customer has another category",
        "constant": "one value only",
        "all_rare": "every category is rare",
        "rate_difference": "the churn rate hardly differs between its categories",
    },
    "suspicions": {
        "separates": "may leak the label: it alone tells the classes apart",
        "id_like": "may be an id: no two customers share a value",
    },
    "invalid_samples": "Invalid values",
    "value": "value",
    "why_invalid": "why",
    "by_category": "Churn rate by category",
    "category": "category",
    "merged_into": "{category} (merged: {merged})",
    "and_more": "{count} more",
    "association": "Churn against category",
    "association_note": "A category variable is dropped when its p-value is above {p_value} or its "
    "effect (Cramér's V) is below {effect}. Categories of fewer than {rare} of the customers are "
    "merged first.",
    "chi_square": "chi-square",
    "degrees": "degrees of freedom",
    "p_value": "p-value",
    "effect": "effect",
    "ignored": "Ignored columns",
    "notes": "Notes",
}  # fmt: skip

_ZH: Texts = {
    "colon": "：",
    "comma": "、",
    "semicolon": "；",
    "kept": "保留",
    "dropped": "剔除",
    "yes": "是",
    "no": "否",
    "verdicts": {"churned": "流失", "loyal": "忠诚"},
    "report_title": "客户流失报告",
    "learnt": "由{learner}从 {customers} 名客户中学得，其中 {rate} 已流失。",
    "learners": {"fri": "模糊规则归纳", "tree": "决策树"},
    "thresholds": {
        "stronger_side": "得分高于 {score} 判为流失：此时“流失”规则强于“忠诚”规则。",
        "base_rate": "得分高于 {score} 判为流失：即学习集的流失率。",
        "configured": "得分高于 {score} 判为流失：由配置文件指定。",
    },
    "learning_set": "学习集",
    "test_set": "测试集",
    "learning": "学习集",
    "test": "测试集",
    "recognition": "按阈值的识别情况",
    "customers_who": "客户",
    "churned": "流失",
    "loyal": "忠诚",
    "overall": "总体",
    "recognised": "正确识别",
    "missed": "错误识别",
    "rate": "识别率",
    "recognition_at_cut": "将得分最高的 30% 判为流失时的识别情况",
    "cut_note": "得分恰在分界处并列的客户，按名额所占比例计入。",
    "ranking": "排序效果",
    "measure": "指标",
    "customers": "客户数",
    "base_rate": "总体流失率",
    "auc": "AUC",
    "captured": "前 {percent}% 客户中捕获的流失客户",
    "lift_at": "前 {percent}% 客户的提升度",
    "ranking_note": "AUC：流失客户得分高于忠诚客户的概率。提升度：流失率与总体流失率之比。",
    "sides": "两类客户的规则，各成一句",
    "rules_in_words": "规则（文字）",
    "rule": "规则",
    "words": "内容",
    "rules_by_numbers": "规则（数字）",
    "conclusion": "结论",
    "churn_rate": "流失率",
    "interval": "95% 区间，%",
    "lift": "提升度",
    "rules_note": "客户数：得分由该规则决定的客户。表中流失率为实际观察值，附 Wilson 区间；"
    "规则结论中的流失率经 Laplace 平滑。",
    "no_rule": "无",
    "trials": "试用过的设置",
    "setting": "设置",
    "settings": {"width": "宽度"},
    "error": "误差",
    "chosen": "选用",
    "model_title": "规则",
    "model_note": "本文件供人阅读；churnkit 读取的是 model.json。",
    "meanings": "用词的含义",
    "variable": "变量",
    "word": "用词",
    "fully": "完全成立",
    "partly": "部分成立",
    "from_on": "{low} 及以上",
    "up_to": "{high} 及以下",
    "at": "{low}",
    "between": "{low} 至 {high}",
    "above": "高于 {low}",
    "below": "低于 {high}",
    "audit_title": "数据审查",
    "rows": "行数",
    "what": "类别",
    "row_counts": {
        "unreadable": "无法读取（不含在读入行数内）",
        "rows": "读入行数",
        "without_id": "没有客户标识",
        "duplicate_id": "客户标识重复",
        "outside_population": "不属于研究范围",
        "unknown_population": "无法判断是否属于研究范围",
        "left": "已以其他方式离开",
        "without_label": "没有标签",
        "unknown_label": "标签既非流失也非忠诚",
        "learning": "学习集",
        "test": "测试集",
    },
    "sets": "数据集",
    "set": "数据集",
    "variables": "变量",
    "variables_note": "均在学习集上统计。有效值占比不低于 {valid} 的变量才保留。单变量 AUC："
    "仅凭该变量（或其是否缺失）区分两类客户的能力；达到 {suspect} 即怀疑泄露标签。"
    "日期的范围为距参考日期的天数。",
    "kind": "类型",
    "kinds": {
        "id": "标识", "number": "数值", "category": "类别", "date": "日期", "flag": "是否",
        "text": "文本",
    },
    "valid_share": "有效占比",
    "missing": "缺失",
    "unreadable": "无法解析",
    "outside": "超出范围",
    "distinct": "不同取值数",
    "inferred": "{kind}（推断）",
    "learnt_limits": "{range}（分位数）",
    "range": "范围",
    "auc_alone": "单变量 AUC",
    "decision": "决定",
    "reasons": {
        "id": "是客户标识",
        "text": "是文本，规则不涉及",
        "date_without_as_of": "是日期，而未指定倒推的 as_of 日期",
        "valid_share": "有效值太少",
        "id_like": "几乎每位客户的类别都不同",
        "constant": "只有一个取值",
        "all_rare": "所有类别都很少见",
        "rate_difference": "各类别之间流失率几乎没有差别",
    },
    "suspicions": {
        "separates": "可能泄露标签：仅凭它就能区分两类客户",
        "id_like": "可能是标识：没有两位客户取值相同",
    },
    "invalid_samples": "无效值",
    "value": "取值",
    "why_invalid": "原因",
    "by_category": "各类别的流失率",
    "category": "类别",
    "merged_into": "{category}（合并：{merged}）",
    "and_more": "另有 {count} 个",
    "association": "流失与类别的关联",
    "association_note": "p 值高于 {p_value} 或效应（Cramér's V）低于 {effect} 的类别变量被剔除。"
    "占客户不足 {rare} 的类别先行合并。",
    "chi_square": "卡方",
    "degrees": "自由度",
    "p_value": "p 值",
    "effect": "效应",
    "ignored": "忽略的列",
    "notes": "说明",
}  # fmt: skip

TEXTS: dict[Language, Texts] = {"en": _EN, "zh": _ZH}


def titles(texts: Texts, *keys: str) -> tuple[str, ...]:
    """Several texts at once, e.g. the titles of columns."""
    return tuple(texts[key] for key in keys)  # type: ignore[literal-required] # a test reads them all
