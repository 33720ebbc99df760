"""Pages of a run: each as Markdown and as HTML, and an index of those that are there."""

from __future__ import annotations

from churnkit.config.sections.project import Language
from churnkit.render.document import Document
from churnkit.render.html import Link, to_html, to_index
from churnkit.render.markdown import to_markdown
from churnkit.workspace.artifacts import (
    AUDIT_PAGE,
    INDEX_PAGE,
    LIST_PAGE,
    LOSSES_PAGE,
    MEASUREMENT_PAGE,
    MODEL_PAGE,
    REPORT_PAGE,
    WINBACK_PAGE,
    html_page,
)
from churnkit.workspace.runs import Run

_TITLE: dict[Language, str] = {"en": "Pages of this run", "zh": "本次运行的页面"}
_NAMES: dict[str, dict[Language, str]] = {
    REPORT_PAGE: {"en": "Report: how well the rules work", "zh": "报告：规则效果如何"},
    LIST_PAGE: {"en": "The list: who is contacted, and why", "zh": "名单：联系哪些客户，为什么"},
    MODEL_PAGE: {"en": "The rules in words", "zh": "规则（文字）"},
    AUDIT_PAGE: {"en": "Audit: which variables are used", "zh": "变量审查：使用了哪些变量"},
    MEASUREMENT_PAGE: {"en": "Results of the campaign", "zh": "活动效果"},
    WINBACK_PAGE: {"en": "Win-back: former customers to contact", "zh": "赢回：可联系的已流失客户"},
    LOSSES_PAGE: {"en": "Customers lost", "zh": "已流失的客户"},
}


def write_page(run: Run, page: str, document: Document, language: Language) -> None:
    """Write a page as Markdown, under its own name, and as HTML beside it."""
    run.write_text(page, to_markdown(document))
    run.write_text(html_page(page), to_html(document, language))


def write_index(run: Run, language: Language) -> None:
    """Write ``index.html``, which leads to the pages that a run holds."""
    links = [
        Link(html_page(page), names[language])
        for page, names in _NAMES.items()
        if run.path(html_page(page)).exists()
    ]
    run.write_text(INDEX_PAGE, to_index(_TITLE[language], links, language))
