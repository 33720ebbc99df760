"""The verdict as people read it."""

from __future__ import annotations

from churnkit.verdict.page import rules_sheet, verdict_headline, verdict_lines
from tests.verdict.judged_models import judged

FIVE = [(400, 200), (400, 100), (400, 50), (400, 24), (400, 8)]
WEAK = judged(FIVE, [(200, 60), (200, 52), (200, 25), (200, 12), (200, 4)])
SMALL = judged([(20, 8), (20, 2)], [(10, 4), (10, 2)], out_of_fold_auc=0.61)


def test_a_weak_model_names_the_rules_with_both_rates() -> None:
    assert verdict_lines(WEAK, "en").lines == (
        "Verdict: weak. The rules find churn, but not all checks were passed.",
        "Rules whose churn rate does not hold on the test set: 1 of 5: R1 (50.0% → 30.0%).",
        "AUC on the test set: 0.735 (95% interval 0.695–0.770).",
        "The 30% of the test customers with the highest scores churn 1.87 times as often as the "
        "whole test set (95% interval 1.60–2.14).",
        "Treat rules that do not hold with caution.",
    )


def test_a_small_test_set_says_how_many_customers_it_takes() -> None:
    assert verdict_lines(SMALL, "en").lines[1:3] == (
        "The test set has 20 customers, 6 of them churned. The 95% interval of the AUC, "
        "0.351–0.825, includes 0.5, and a true AUC of 0.65 would have been seen with a chance of "
        "18% only; 80% is needed.",
        "About 441 customers are needed in all, 147 of them in the test set.",
    )


def test_chinese_pages_hold_no_english_sentence() -> None:
    assert verdict_lines(WEAK, "zh").lines[:2] == (
        "评定：偏弱。规则能识别流失，但使用时应有所保留。",
        "5 条规则中有 1 条的流失率在测试集上不成立：R1（50.0% → 30.0%）。",
    )


def test_the_table_shows_every_rule_in_its_words() -> None:
    sheet = rules_sheet(WEAK, {"R1": "tenure is very low"}, "en")

    assert sheet.rows[0] == (
        "tenure is very low", "400", "50.0%", "200", "30.0%", "22.0–39.0", "no",
    )  # fmt: skip
    assert sheet.rows[1][0] == "R2"


def test_an_older_model_is_not_judged() -> None:
    assert "not judged" in verdict_headline(None, "en")
    assert "未评定" in verdict_headline(None, "zh")
