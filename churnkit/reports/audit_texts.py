"""The texts of the audit of a table."""

from __future__ import annotations

from dataclasses import dataclass

from churnkit.config.sections.project import Kind
from churnkit.events.texts import TIER_WORDS
from churnkit.prepare.audit import Suspicion
from churnkit.prepare.variables import DropReason


@dataclass(frozen=True, kw_only=True)
class AuditTexts:
    """The texts of one language; braces are filled in."""

    semicolon: str
    kept: str
    dropped: str
    moves: str
    tier_before: str
    tier_now: str
    tiers: dict[str, str]
    new_customers: str
    lost_customers: str
    moves_note: str
    # audit
    title: str
    rows: str
    what: str
    row_counts: dict[str, str]
    sets: str
    set: str
    labels: str
    read_as: str
    label_readings: dict[str, str]
    no_value: str
    labels_note: str
    variables: str
    variables_note: str
    of_column: str
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
    categories: dict[str, str]
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


ENGLISH = AuditTexts(
    semicolon="; ",
    kept="kept",
    dropped="dropped",
    moves="Moves between value tiers",
    tier_before="tier before",
    tier_now="now",
    tiers=TIER_WORDS["en"],
    new_customers="new",
    lost_customers="left",
    moves_note="Tiers by spending: before, {before}; now, {now}. {moved} of {customers} "
    "{customers:customer|customers} changed tier, joined or left. Customers to the right of "
    "their earlier tier moved down, an early sign of churn.",
    title="Data audit",
    rows="Rows",
    what="status",
    row_counts={
        "unreadable": "could not be read (on top of the rows read)",
        "rows": "rows read",
        "without_id": "without an id",
        "duplicate_id": "duplicate id",
        "outside_population": "outside the population",
        "unknown_population": "population unknown",
        "left": "already left for another reason",
        "without_label": "without a label",
        "unknown_label": "label neither churned nor loyal",
        "learning": "learning set",
        "test": "test set",
    },
    sets="Learning set and test set",
    set="set",
    labels="Labels",
    read_as="counts as",
    label_readings={"churned": "churned", "loyal": "loyal", "unknown": "neither, left out"},
    no_value="(no value)",
    labels_note="Rows of the population, from both sets. If a value is assigned wrongly, correct "
    "data.label.churned and data.label.loyal.",
    variables="Variables",
    variables_note="Counted on the learning set. A variable is kept if at least {valid} of its "
    "values are valid. AUC alone: how well the variable by itself separates the classes "
    "(missing counts as a value), measured by cross-validation; from {suspect} on it may leak "
    "the label, from "
    "{drop} on it is dropped. Limits of dates are days before the reference date.",
    of_column="{label} ({column})",
    kind="kind",
    kinds={
        "id": "id",
        "number": "number",
        "category": "category",
        "date": "date",
        "flag": "flag",
        "text": "text",
    },
    valid_share="valid",
    missing="missing",
    unreadable="unreadable",
    outside="outside limits",
    distinct="distinct values",
    inferred="{kind} (inferred)",
    learnt_limits="{range} (quantiles)",
    range="limits",
    auc_alone="AUC alone",
    decision="decision",
    reasons={
        "id": "an id",
        "text": "free text, which rules cannot use",
        "date_without_as_of": "a date, but no as_of to count back from",
        "valid_share": "too few valid values",
        "id_like": "nearly every customer has a different category",
        "constant": "only one value",
        "all_rare": "every category is rare",
        "rate_difference": "the churn rate hardly differs between its categories",
        "label": "equals the label",
        "encodes_label": "its values encode the label",
        "row_count": "counts the rows of the table",
        "after_outcome": "separates the classes by dates after the reference date",
        "separates": "separates the classes almost perfectly by itself",
    },
    suspicions={
        "label": "may leak the label: it equals the label",
        "encodes_label": "may leak the label: its values encode it",
        "id": "repeats the id",
        "row_count": "counts the rows of the table",
        "after_outcome": "may leak the label: it has dates after the reference date",
        "separates": "may leak the label: it separates the classes by itself",
        "id_like": "may be an id: no two customers share a value",
        "beats_kept": "alone it tells more about churn than any variable kept",
    },
    invalid_samples="Invalid values",
    value="value",
    why_invalid="reason",
    by_category="Churn rate by category",
    category="category",
    categories={"(other)": "(other)", "(missing)": "(missing)", "yes": "yes", "no": "no"},
    merged_into="{category} (merged: {merged})",
    and_more="{count} more",
    association="Association of categories with churn",
    association_note="A category variable is dropped if its p-value is above {p_value} or its "
    "effect (Cramér's V) is below {effect}. Categories with fewer than {rare} of the customers "
    "are merged first.",
    chi_square="chi-square",
    degrees="degrees of freedom",
    p_value="p-value",
    effect="effect",
    ignored="Ignored columns",
    notes="Notes",
)

CHINESE = AuditTexts(
    semicolon="；",
    kept="保留",
    dropped="剔除",
    moves="价值等级的变动",
    tier_before="此前等级",
    tier_now="现在",
    tiers=TIER_WORDS["zh"],
    new_customers="新增",
    lost_customers="流失",
    moves_note="按消费金额分级：此前为 {before}，现在为 {now}。{customers} 名客户中有 {moved} 名"
    "等级变动、新增或流失。表中位于原等级右侧的客户，等级已下降或已流失；等级下降是流失的早期信号。",
    title="数据审查",
    rows="行数",
    what="状态",
    row_counts={
        "unreadable": "无法读取（不含在读入行数内）",
        "rows": "读入行数",
        "without_id": "没有客户标识",
        "duplicate_id": "客户标识重复",
        "outside_population": "不属于研究范围",
        "unknown_population": "无法判断是否属于研究范围",
        "left": "已因其他原因离开",
        "without_label": "没有标签",
        "unknown_label": "标签既非流失也非未流失",
        "learning": "学习集",
        "test": "测试集",
    },
    sets="学习集与测试集",
    set="数据集",
    labels="标签",
    read_as="归为",
    label_readings={"churned": "流失", "loyal": "未流失", "unknown": "两者皆非，不采用"},
    no_value="（无值）",
    labels_note="研究范围内的行，含两个数据集。归类有误时，请修改 data.label.churned 与 "
    "data.label.loyal。",
    variables="变量",
    variables_note="均在学习集上统计。有效值占比不低于 {valid} 的变量才保留。单变量 AUC：仅凭该变"
    "量（缺失也算一种取值）区分两类客户的能力，以交叉验证测得；达到 {suspect} 即可能泄露标签，达到 "
    "{drop} 即被剔除。日期的范围为距参考日期的天数。",
    of_column="{label}（{column}）",
    kind="类型",
    kinds={
        "id": "标识",
        "number": "数值",
        "category": "类别",
        "date": "日期",
        "flag": "是/否",
        "text": "文本",
    },
    valid_share="有效占比",
    missing="缺失",
    unreadable="无法解析",
    outside="超出范围",
    distinct="不同取值数",
    inferred="{kind}（推断）",
    learnt_limits="{range}（分位数）",
    range="范围",
    auc_alone="单变量 AUC",
    decision="决定",
    reasons={
        "id": "是客户标识",
        "text": "是自由文本，规则无法使用",
        "date_without_as_of": "是日期，但没有指定倒推的 as_of 日期",
        "valid_share": "有效值太少",
        "id_like": "几乎每名客户的类别都不同",
        "constant": "只有一个取值",
        "all_rare": "所有类别都很少见",
        "rate_difference": "各类别之间流失率几乎没有差别",
        "label": "与标签相同",
        "encodes_label": "取值等同于标签的编码",
        "row_count": "是数据表的行号",
        "after_outcome": "含参考日期之后的日期，并据此区分两类客户",
        "separates": "仅凭它就几乎能完全区分两类客户",
    },
    suspicions={
        "label": "可能泄露标签：与标签相同",
        "encodes_label": "可能泄露标签：取值等同于标签的编码",
        "id": "与客户标识相同",
        "row_count": "是数据表的行号",
        "after_outcome": "可能泄露标签：含参考日期之后的日期",
        "separates": "可能泄露标签：仅凭它就能区分两类客户",
        "id_like": "可能是标识：没有两名客户取值相同",
        "beats_kept": "单变量区分能力高于所有保留的变量",
    },
    invalid_samples="无效值",
    value="取值",
    why_invalid="原因",
    by_category="各类别的流失率",
    category="类别",
    categories={"(other)": "其他", "(missing)": "缺失", "yes": "是", "no": "否"},
    merged_into="{category}（合并：{merged}）",
    and_more="另有 {count} 个",
    association="类别与流失的关联",
    association_note="p 值高于 {p_value} 或效应量（Cramér's V）低于 {effect} 的类别变量被剔除。占"
    "客户不足 {rare} 的类别先行合并。",
    chi_square="卡方",
    degrees="自由度",
    p_value="p 值",
    effect="效应量",
    ignored="忽略的列",
    notes="说明",
)
