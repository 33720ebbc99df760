"""The texts of the comparison of learners."""

from __future__ import annotations

from dataclasses import dataclass

from churnkit.learners import LEARNERS


@dataclass(frozen=True, kw_only=True)
class ComparisonTexts:
    """The texts of one language; braces are filled in."""

    # comparison
    title: str
    compared_on: str
    costs: str
    costs_nothing: str
    comparison: str
    note: str
    model: str
    models: dict[str, str]
    captured_in: str
    recognised_of: dict[str, str]
    rule_count: str
    term_count: str
    seconds: str


ENGLISH = ComparisonTexts(
    title="What does readability cost here?",
    compared_on="{folds} folds of {customers} learning customers, of whom {rate} churned; each "
    "model learnt without the customers it is judged on.",
    costs="Rules that people can read cost {cost} of AUC here: {readable} against {yardstick}.",
    costs_nothing="Rules that people can read cost nothing here: {yardstick} does not rank "
    "better than {readable}.",
    comparison="Models on the same folds",
    note="Means of the folds; ±: standard error of the mean. Top {percent}%: share "
    "of the churned among the best-scored {percent}% of the customers. Churned, loyal, all: share "
    "of them that is recognised, at the threshold of each model. s: seconds of all folds together.",
    model="model",
    models={
        **{kind.name: kind.short_names["en"] for kind in LEARNERS.values()},
        "logistic-regression": "logistic regression",
        "lightgbm": "LightGBM",
    },
    captured_in="top {percent}%",
    recognised_of={"churned": "churned", "loyal": "loyal", "overall": "all"},
    rule_count="rules",
    term_count="terms",
    seconds="s",
)

CHINESE = ComparisonTexts(
    title="在这里，可读性的代价有多大？",
    compared_on="{customers} 名学习客户（流失率 {rate}）分为 {folds} 折；"
    "每个模型都不曾学过用来评判它的客户。",
    costs="在这里，可读规则的代价是 AUC 低 {cost}：{readable}，对照{yardstick}。",
    costs_nothing="在这里，可读规则没有代价：{readable}的排序效果不逊于{yardstick}。",
    comparison="各模型在相同折上的表现",
    note="各折的均值；±后为均值的标准误。前{percent}%：得分最高的{percent}%客户"
    "所含流失客户占全部流失客户的比例。流失、忠诚、总体：按各模型自己的阈值的识别率。"
    "秒：所有折合计。",
    model="模型",
    models={
        **{kind.name: kind.short_names["zh"] for kind in LEARNERS.values()},
        "logistic-regression": "逻辑回归",
        "lightgbm": "LightGBM",
    },
    captured_in="前{percent}%",
    recognised_of={"churned": "流失", "loyal": "忠诚", "overall": "总体"},
    rule_count="规则数",
    term_count="条件数",
    seconds="秒",
)
