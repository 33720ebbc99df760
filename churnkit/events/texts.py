"""What is said about logs and the customers made from them, in every language of the documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from churnkit.config.sections.project import Language


@dataclass(frozen=True, kw_only=True)
class EventTexts:
    """The sentences of one language; braces are filled in."""

    of_log: str
    unread: str
    without_id: str
    without_time: str
    without_amount: str
    refunds: str
    outside: str
    listed: str
    stray: str
    stray_kept: str
    late: str
    of_master: str
    repeated: str
    suspect: str
    of_cutoff: str
    days: str
    observed: str
    outcome: str
    counted: str
    results: Mapping[str, str]
    words: Mapping[str, str]
    """Kinds of churn and reasons to be no customer that have no name in the config."""
    comma: str
    not_customers: str
    dropped: str
    moved: str
    one_cutoff: str
    several_cutoffs: str


_ENGLISH = EventTexts(
    of_log="events of '{table}': {what}",
    unread="{count} rows could not be read",
    without_id="{count} without an id are left out",
    without_time="{count} without a time that can be read are left out",
    without_amount="{count} have no amount that can be read; they add nothing to amounts",
    refunds="{count} have an amount below zero, which is kept and reduces the sums",
    outside="{count} rows are left out by data.events.{table}.keep",
    listed="the first {listed} of {count} unusable rows and values are listed",
    stray="{count} from {first} to {last} are far from all others, so they are left out; "
    "data.windows.data_from and data_until say otherwise",
    late="{count} from {first} to {last} are later than {after}, so they are left out",
    stray_kept="{count} from {first} to {last} are far from all others and count, because the log "
    "has fewer than 1,000 events; write data.windows.data_from and data_until if they are wrong",
    of_master="master data: {what}",
    repeated="{count} rows repeat an id and are left out; see data.duplicates",
    suspect="'{column}' may be known only as of today, which would leak the outcome; write "
    "data.known_at: {{{column}: always}} or the date, or add it to data.ignore",
    of_cutoff="cutoff {cutoff}: {what}",
    days="{start} to {last}",
    observed="observed {observed}; {customers} customers",
    outcome="observed {observed}, outcome {outcome}; {customers} customers",
    counted="{result}: {count} ({parts})",
    results={"churned": "churned", "left_out": "left out", "not_churned": "not churned"},
    words={
        "silent": "silent",
        "stayed": "stayed",
        "unknown code": "unknown code",
        "left before the outcome window": "left before the outcome window",
        "not active throughout": "not active throughout",
        "history too short": "history too short",
        "not in service": "not in service",
        "no master data": "no master data",
        "master data without an event": "master data without an event",
    },
    comma=", ",
    not_customers="not customers: {parts}",
    dropped="columns known only later are left out: {columns}",
    moved="{moved} of {customers} customers changed their value tier",
    one_cutoff="one cutoff: learning set and test set are different customers at the same time",
    several_cutoffs="{count} cutoffs: the test set is the last one, {last} (out of time); the "
    "others are the learning set",
)

_CHINESE = EventTexts(
    of_log="事件表“{table}”：{what}",
    unread="{count} 行无法读取",
    without_id="{count} 条没有客户标识，未采用",
    without_time="{count} 条没有可读的时间，未采用",
    without_amount="{count} 条没有可读的数额，计为事件但不计入合计",
    refunds="{count} 条数额为负，予以保留并冲减合计",
    outside="{count} 行不符合 data.events.{table}.keep，未采用",
    listed="共 {count} 处行或值不可用，仅列出前 {listed} 处",
    stray="{count} 条（{first} 至 {last}）远离其他事件，未采用；"
    "如属正常，请写 data.windows.data_from 和 data_until",
    late="{count} 条（{first} 至 {last}）晚于 {after}，未采用",
    stray_kept="{count} 条（{first} 至 {last}）远离其他事件；因事件不足 1,000 条仍予采用；"
    "如属错误，请写 data.windows.data_from 和 data_until",
    of_master="客户表：{what}",
    repeated="{count} 行客户标识重复，未采用；见 data.duplicates",
    suspect="“{column}”可能只反映今天的情况，会泄露结果；请写 data.known_at: {{{column}: always}}"
    " 或其日期，或加入 data.ignore",
    of_cutoff="截止日 {cutoff}：{what}",
    days="{start} 至 {last}",
    observed="观察期 {observed}；{customers} 名客户",
    outcome="观察期 {observed}，表现期 {outcome}；{customers} 名客户",
    counted="{result}：{count}（{parts}）",
    results={"churned": "流失", "left_out": "排除", "not_churned": "未流失"},
    words={
        "silent": "沉默",
        "stayed": "留存",
        "unknown code": "未知代码",
        "left before the outcome window": "表现期前已离开",
        "not active throughout": "未全程活跃",
        "history too short": "历史太短",
        "not in service": "不在网",
        "no master data": "客户表中没有",
        "master data without an event": "客户表中有、但无事件",
    },
    comma="，",
    not_customers="不计为客户：{parts}",
    dropped="此后才可知的列未采用：{columns}",
    moved="{customers} 名客户中有 {moved} 名价值等级变动",
    one_cutoff="只有一个截止日：学习集与测试集是同一时期的不同客户",
    several_cutoffs="共 {count} 个截止日：测试集是最后一个 {last}（跨时间验证），其余为学习集",
)

TEXTS: Mapping[Language, EventTexts] = {"en": _ENGLISH, "zh": _CHINESE}

TIER_WORDS: Mapping[Language, dict[str, str]] = {
    "en": {"vip": "VIP", "key": "key", "ordinary": "ordinary", "small": "small"},
    "zh": {"vip": "VIP客户", "key": "重点客户", "ordinary": "普通客户", "small": "小客户"},
}
"""Names of the value tiers in every language."""
