"""What the numbers of a variable are: how many, how long, or how much. Words depend on it.

Where the config does not say it, the name that people read tells: "service calls" and 服务电话次数
are counted, "tenure_months" and 在网时长 last, and all else is an amount.
"""

from __future__ import annotations

import re

from churnkit.fuzzy_sets import Quantity

_COUNTED = frozenset({
    "calls", "orders", "purchases", "visits", "complaints", "texts", "messages", "sms", "logins",
    "failures", "repeats", "tickets", "contacts", "items", "devices", "children", "lines",
    "sessions", "clicks", "returns", "refunds", "transactions", "claims",
})  # fmt: skip
_LASTING = frozenset({
    "days", "weeks", "months", "quarters", "years", "hours", "minutes", "seconds", "tenure",
    "duration", "recency",
})  # fmt: skip
_NO_COUNTS_ZH = ("分数", "指数", "系数", "基数", "参数", "倍数")
_LASTING_ZH = ("天数", "周数", "月数", "年数", "时长", "秒数", "分钟数", "小时数", "年限")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_IN_BRACKETS = re.compile(r"[(（][^)）]*[)）]$")


def quantity_of(name: str) -> Quantity | None:
    """What a name or label says of its numbers; None: nothing.

    >>> quantity_of("service calls"), quantity_of("tenure_months"), quantity_of("消费金额")
    ('count', 'time', None)
    """
    bare = _IN_BRACKETS.sub("", name).strip()
    if bare.endswith(_LASTING_ZH):
        return "time"
    if bare.endswith("数") and not bare.endswith(_NO_COUNTS_ZH):
        return "count"
    words = [word.lower() for word in _WORDS.findall(name)]
    if not words or "age" in words:
        return None
    if words[0] in _LASTING:
        return "time"
    if words[0] == "number" or words[-1] in _COUNTED:
        return "count"
    return "time" if words[-1] in _LASTING else None
