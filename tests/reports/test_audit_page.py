"""The audit for people: every row accounted for, every variable with the reason for its fate."""

from __future__ import annotations

from typing import Any

import pytest

from churnkit.config.sections.project import Language, VariableSettings
from churnkit.config.sections.section import Localised
from churnkit.prepare.association import Association
from churnkit.prepare.audit import (
    Audit,
    CategoryRate,
    RawValue,
    SetCounts,
    TableCounts,
    Thresholds,
    VariableAudit,
)
from churnkit.prepare.labels import LabelValue
from churnkit.render.markdown import to_markdown
from churnkit.reports.audit_page import audit_document
from churnkit.rules.wording import LANGUAGES, Vocabulary
from tests.golden import assert_golden


def _variable(name: str, **found: Any) -> VariableAudit:
    plain: dict[str, Any] = {
        "kind": "number", "declared": False, "kept": True, "reason": None, "suspicions": (),
        "valid_share": 1.0, "valid": 600, "missing": 0, "unreadable": 0, "outside": 0,
        "unreadable_values": (), "outside_values": (), "distinct": 42, "low": None, "high": None,
        "limits_learnt": False, "categories": (), "merged": None, "merged_categories": (),
        "merged_count": 0, "association": None, "auc": 0.61,
    }  # fmt: skip
    return VariableAudit(name=name, **(plain | found))


def _category(category: str, customers: int, churned: int) -> CategoryRate:
    rate = churned / customers
    return CategoryRate(category=category, customers=customers, churned=churned, churn_rate=rate)


VARIABLES = (
    _variable("age", declared=True, low=14, high=100, valid=594, valid_share=0.99, missing=2,
              unreadable=1, outside=3, unreadable_values=(RawValue(value="abc", customers=1),),
              outside_values=(RawValue(value="999", customers=3),)),
    _variable("busy_minutes", low=0.5, high=2100.25, limits_learnt=True),
    _variable("channel", kind="category", distinct=5, auc=0.55,
              categories=(_category("shop", 400, 20), _category("dealer", 190, 18)),
              merged=_category("(other)", 10, 1),
              merged_categories=(_category("stall", 4, 0), _category("a|b", 3, 1)), merged_count=4,
              association=Association(chi_square=7.25, degrees=2, p_value=0.0266, effect=0.1099)),
    _variable("interests", kind="category", kept=False, reason="valid_share", valid=240,
              valid_share=0.4, missing=360, suspicions=("beats_kept",), auc=0.95),
    _variable("left_on", kind="date", suspicions=("after_outcome",), auc=0.93, low=-3),
    _variable("paperless", kind="flag", distinct=2,
              categories=(_category("no", 200, 20), _category("yes", 390, 18),
                          _category("(missing)", 10, 1))),
    _variable("plan", kind="category", distinct=2,
              categories=(_category("no", 200, 20), _category("yes", 400, 19))),
    _variable("refund", kept=False, reason="separates", auc=0.999),
    _variable("sex", kind="category", kept=False, reason="rate_difference", distinct=2,
              categories=(_category("F", 300, 20), _category("M", 300, 19)),
              association=Association(chi_square=0.0274, degrees=1, p_value=0.8685, effect=0.0068)),
    _variable("<b>ticket</b>", kind="id", kept=False, reason="id", suspicions=("id_like",),
              auc=None, high=9),
)  # fmt: skip

AUDIT = Audit(
    table=TableCounts(
        unreadable=4, rows=1000, without_id=1, duplicate_id=2, outside_population=70,
        unknown_population=3, left=20, without_label=3, unknown_label=1,
        learning=SetCounts(customers=600, churned=39, base_rate=0.065),
        test=SetCounts(customers=300, churned=20, base_rate=20 / 300),
    ),
    labels=(
        LabelValue(value="no", read_as="loyal", rows=841),
        LabelValue(value="yes", read_as="churned", rows=59),
        LabelValue(value=None, read_as="unknown", rows=3),
        LabelValue(value="<Yes>", read_as="unknown", rows=1),
    ),
    label_count=16,
    thresholds=Thresholds(
        valid_share=0.85, rare_share=0.01, p_value=0.05, effect=0.02, suspect_auc=0.9, drop_auc=0.98
    ),
    variables=VARIABLES,
    ignored=("phone_number",),
    notes=("customers.csv: read as GB18030",),
)  # fmt: skip


SETTINGS = {
    "busy_minutes": VariableSettings(label=Localised(en="busy minutes", zh="忙时通话分钟")),
    "channel": VariableSettings(label=Localised(en="sales channel", zh="渠道")),
}


def page(audit: Audit, language: Language) -> str:
    return to_markdown(audit_document(audit, Vocabulary(language, SETTINGS)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_audit_as_markdown(language: Language) -> None:
    assert_golden(f"audit-{language}.md", page(AUDIT, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_variable_has_a_line(language: Language) -> None:
    lines = page(AUDIT, language).splitlines()

    for variable in VARIABLES[:-1]:
        if variable.name not in SETTINGS:
            assert any(line.startswith(f"| {variable.name} |") for line in lines)
    assert any(line.startswith("| &lt;b&gt;ticket&lt;/b&gt; |") for line in lines)


@pytest.mark.parametrize(
    ("language", "both", "label"),
    [("en", "sales channel (channel)", "sales channel"), ("zh", "渠道（channel）", "渠道")],
)
def test_a_label_stands_for_its_column_which_is_named_once(
    language: Language, both: str, label: str
) -> None:
    lines = page(AUDIT, language).splitlines()
    assert sum(line.startswith(f"| {both} |") for line in lines) == 1
    assert not any(line.startswith("| channel |") for line in lines)
    assert sum(line.startswith(f"| {label} |") for line in lines) == 4


def test_only_names_that_churnkit_gives_are_translated() -> None:
    lines = page(AUDIT, "zh").splitlines()
    given = [line.split(" | ")[:2] for line in lines if line.startswith(("| paperless", "| plan"))]
    assert given[2:] == [
        ["| paperless", "否"], ["| paperless", "是"], ["| paperless", "缺失"],
        ["| plan", "no"], ["| plan", "yes"],
    ]  # fmt: skip


def test_a_table_without_variables_is_still_told() -> None:
    empty = AUDIT.model_copy(update={"variables": (), "ignored": (), "notes": ()})

    markdown = page(empty, "en")

    assert "## Rows" in markdown
    assert "## Ignored columns" not in markdown
    assert "## Invalid values" not in markdown
