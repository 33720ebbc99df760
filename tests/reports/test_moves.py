"""Moves between value tiers as a table, in both languages, in the audit and in the report."""

from __future__ import annotations

import pytest

from churnkit.config.sections.project import Language
from churnkit.events.tiers import TierMove, TierMoves
from churnkit.render.document import Document
from churnkit.render.markdown import to_markdown
from churnkit.reports.audit_page import moves_sheet
from churnkit.reports.texts import REPORT_TEXTS

MOVES = TierMoves(
    before=("2023-10-01", "2023-12-31"),
    now=("2024-01-01", "2024-03-31"),
    moves=tuple(
        TierMove(before=before, now=now, customers=customers)
        for before, now, customers in [
            ("vip", "vip", 9), ("vip", "small", 1), ("small", "key", 40), ("small", "small", 1200),
            ("small", "none", 300), ("none", "small", 450),
        ]
    ),
)  # fmt: skip

ENGLISH = """\
## Moves between value tiers

| tier before | now · VIP | now · key | now · ordinary | now · small | now · left | overall |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
| VIP | 9 | 0 | 0 | 1 | 0 | 10 |
| key | 0 | 0 | 0 | 0 | 0 | 0 |
| ordinary | 0 | 0 | 0 | 0 | 0 | 0 |
| small | 0 | 40 | 0 | 1,200 | 300 | 1,540 |
| new | 0 | 0 | 0 | 450 | 0 | 450 |

Tiers by total amount: before, 2023-10-01 to 2023-12-31; now, 2024-01-01 to 2024-03-31. 791 of \
2,000 customers changed tier, joined or left. Customers to the right of their earlier tier moved \
down, an early sign of churn.
"""

CHINESE = """\
## 价值等级的变动

| 此前等级 | 现在 · VIP客户 | 现在 · 重点客户 | 现在 · 普通客户 | \
现在 · 小客户 | 现在 · 流失 | 合计 |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
| VIP客户 | 9 | 0 | 0 | 1 | 0 | 10 |
| 重点客户 | 0 | 0 | 0 | 0 | 0 | 0 |
| 普通客户 | 0 | 0 | 0 | 0 | 0 | 0 |
| 小客户 | 0 | 40 | 0 | 1,200 | 300 | 1,540 |
| 新增 | 0 | 0 | 0 | 450 | 0 | 450 |

按数额合计分级：此前为 2023-10-01 至 2023-12-31，现在为 2024-01-01 至 2024-03-31。\
2,000 名客户中有 791 名等级变动、新增或流失。\
表中位于原等级右侧的客户，等级已下降或已流失；等级下降是流失的早期信号。
"""


@pytest.mark.parametrize(("language", "shown"), [("en", ENGLISH), ("zh", CHINESE)])
def test_the_table_of_moves(language: Language, shown: str) -> None:
    document = Document("t", (moves_sheet(MOVES, REPORT_TEXTS[language]),))
    assert to_markdown(document) == f"# t\n\n{shown}"
